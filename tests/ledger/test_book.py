"""The book: one actor, one transaction, one order; all of it or nothing."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from uuid_utils.compat import uuid7

from carevisit import clock
from carevisit.access import SYSTEM_ID, Actor
from carevisit.app import FACTS, KINDS, VIEWS, build
from carevisit.errors import ElderNotFound, Problem, StillRunning, Unauthorized
from carevisit.ledger import Book, Ledger, Sealing, UnknownKind, Views, unreadable_kinds
from carevisit.needs import NeedRaised
from carevisit.policy import Mode, NeedKind, Outcome
from carevisit.settings import Settings
from carevisit.standing import STATUS
from carevisit.visits import VisitRecorded
from conftest import NEXT_VILLAGE, SCHEMA

from .scene import Recorded, Scene, amend, correct, hand_in, register, stream_of, transfer, void

KEPT_IN = (
    "head",
    "entry",
    "sealed",
    "person",
    "said",
    "pending",
    "visit",
    "need",
    "risk",
    "presence",
    "assignment",
    "search_tag",
)
RISK = {"kind": "unsafe_electricity", "severity": "major", "note": "电线老化"}


def counts(world: Scene) -> dict[str, int]:
    return {table: world.ask(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in KEPT_IN}  # type: ignore[arg-type]


def need_raised() -> NeedRaised:
    return NeedRaised(need=next(iter(NeedKind)), note="卫生间需要扶手")


class Lost(Exception):
    """Something went wrong in the middle."""


# --- all or nothing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before writing", "between two facts", "after writing", "behind the entries"])
def test_nothing_is_kept_when_an_action_fails(world: Scene, when: str) -> None:
    elder, liaison = world.registered(), world.actor("liaison")
    before = counts(world)

    async def action(book: Book) -> None:
        page = await book.open(elder, at=clock.now(), numbers={"r:lost": b"x"}, visitor="陈网格")
        if when == "before writing":
            raise Lost
        book.write(page, need_raised(), happened_at=page.written_at)
        if when == "between two facts":
            raise Lost
        book.write(page, need_raised(), happened_at=page.written_at)
        if when == "behind the entries":
            book.afterwards(page, "SELECT 1 / 0", ())
            return
        raise Lost

    async def work(ledger: Ledger) -> None:
        await ledger.write(liaison, action)

    with pytest.raises(psycopg.errors.DivisionByZero if when == "behind the entries" else Lost):
        world.run(work)
    assert counts(world) == before


def test_nothing_is_kept_of_a_new_elder_when_the_registration_fails(world: Scene) -> None:
    guide, before = world.actor("guide"), counts(world)

    async def action(book: Book) -> None:
        page, _ = await book.start(uuid7(), "350303103201", twins=[b"t"])
        assert page is not None
        raise Lost

    with pytest.raises(Lost):
        world.run(lambda ledger: ledger.write(guide, action))
    assert counts(world) == before


def test_an_action_that_only_looks_keeps_nothing_and_harms_nothing(world: Scene) -> None:
    elder, guide = world.registered(), world.actor("guide")
    before = counts(world)

    async def action(book: Book) -> int:
        page = await book.open(elder, at=clock.now())
        return len(await book.stream(page))

    assert world.run(lambda ledger: ledger.write(guide, action)) == 1
    assert counts(world) == before


# --- one stream, one order -------------------------------------------------------------------------------------------------


def test_versions_count_from_one_without_holes_whoever_writes_at_once(world: Scene) -> None:
    elder, liaison, agency = world.registered(), world.actor("liaison"), world.actor("agency")

    async def work(ledger: Ledger) -> None:
        await asyncio.gather(
            *(hand_in(ledger, (liaison, agency)[n % 2], elder, 1 + n, risks=[RISK]) for n in range(12))
        )

    world.run(work)
    stream = world.stream(elder)
    assert [entry.version for entry in stream] == list(range(1, 38))  # visit, risk, and the report to the township
    written = [entry.written_at for entry in stream]
    assert written == sorted(set(written))
    numbers = [entry.fact.running_no for entry in stream if isinstance(entry.fact, VisitRecorded)]
    assert numbers == list(range(1, 13))


def test_written_at_goes_on_although_the_clock_goes_back(world: Scene) -> None:
    elder, liaison = world.registered(), world.actor("liaison")
    moment = clock.now()

    async def work(ledger: Ledger) -> None:
        for hours in (0, -1, -48, 24, 3, 3):
            with clock.set_to(moment + timedelta(hours=hours)):
                await hand_in(ledger, liaison, elder, 80, risks=[RISK])

    world.run(work)
    written = [entry.written_at for entry in world.stream(elder)]
    assert len(written) == 19
    assert all(earlier < later for earlier, later in pairwise(written))
    assert written[-1] - (moment + timedelta(hours=24)) < timedelta(milliseconds=1)


def test_entries_written_together_are_told_a_microsecond_apart(world: Scene) -> None:
    elder = world.registered()
    receipt = world.visited("liaison", elder, risks=[RISK, RISK])
    together = world.stream(elder)[-5:]
    assert [e.written_at - receipt.recorded_at for e in together] == [timedelta(microseconds=n) for n in range(5)]
    first, second = receipt.risks
    assert [e.cause for e in together] == [None, receipt.id, first, receipt.id, second]


def test_who_finds_another_version_does_it_once_more_on_what_is_there_then(world: Scene) -> None:
    elder, liaison = world.registered(), world.actor("liaison")
    tries = []

    async def action(book: Book) -> None:
        page = await book.open(elder, at=clock.now())
        book.write(page, need_raised(), happened_at=page.written_at)
        tries.append(page.version)
        if len(tries) == 1:  # as if the version read were not the one that is there
            page.version += 7

    world.run(lambda ledger: ledger.write(liaison, action))
    assert tries == [1, 1]
    assert [entry.version for entry in world.stream(elder)] == [1, 2]


@pytest.mark.parametrize("off", [-1, 7])
def test_a_stale_version_writes_nothing(world: Scene, off: int) -> None:
    elder, liaison = world.registered(), world.actor("liaison")
    world.visited("liaison", elder)
    before = counts(world)

    async def action(book: Book) -> None:
        page = await book.open(elder, at=clock.now())
        page.version += off
        book.write(page, need_raised(), happened_at=page.written_at)

    with pytest.raises(Exception):  # noqa: B017, PT011 - which one is the business of the test above
        world.run(lambda ledger: ledger.write(liaison, action))
    assert counts(world) == before


@pytest.mark.parametrize("lost", [psycopg.errors.DeadlockDetected, psycopg.errors.UniqueViolation])
def test_who_lost_to_a_rival_does_it_once_more_and_after_three_times_may_come_again(
    world: Scene, lost: type[psycopg.Error]
) -> None:
    elder, liaison = world.registered(), world.actor("liaison")
    tries = []

    def action(lose: int) -> Any:
        async def write(book: Book) -> None:
            page = await book.open(elder, at=clock.now())
            book.write(page, need_raised(), happened_at=page.written_at)
            tries.append(page.version)
            if len(tries) <= lose:
                raise lost

        return write

    world.run(lambda ledger: ledger.write(liaison, action(1)))
    assert tries == [1, 1]
    tries.clear()
    with pytest.raises(StillRunning):
        world.run(lambda ledger: ledger.write(liaison, action(3)))
    assert tries == [2, 2, 2]
    assert [entry.version for entry in world.stream(elder)] == [1, 2]


def test_one_book_opens_one_subject_and_sees_no_other(world: Scene) -> None:
    elder, other, liaison = world.registered(), world.registered(), world.actor("liaison")

    async def action(book: Book) -> list[Any]:
        await book.open(elder, at=clock.now())
        return await book.ask("SELECT DISTINCT subject FROM entry WHERE subject = ANY (%s)", ([elder, other],))

    assert world.run(lambda ledger: ledger.write(liaison, action)) == [{"subject": elder}]


def test_behind_a_rival_who_holds_the_elder_too_long_the_answer_is_to_come_again(world: Scene) -> None:
    elder, liaison = world.registered(), world.actor("liaison")

    async def work(ledger: Ledger) -> Any:
        async with await psycopg.AsyncConnection.connect(world.owner_url) as rival:
            await rival.execute("SELECT FROM head WHERE subject = %s FOR UPDATE", (elder,))
            return await hand_in(ledger, liaison, elder)

    with pytest.raises(StillRunning):
        world.run(work)
    assert [entry.version for entry in world.stream(elder)] == [1]


# --- the door --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["next_liaison", "far_guide", "far_supervisor", "next_agency", "ended_agency"])
def test_the_door_stays_shut_for_a_stranger_as_for_an_elder_who_is_not_there(world: Scene, who: str) -> None:
    elder, stranger = world.registered(), world.actor(who)
    for subject in (elder, uuid4()):

        async def action(book: Book, subject: UUID = subject) -> None:
            await book.open(subject, at=clock.now())

        with pytest.raises(ElderNotFound):
            world.run(lambda ledger, action=action: ledger.write(stranger, action))


def test_a_token_of_an_earlier_generation_opens_nothing(world: Scene) -> None:
    elder, liaison = world.registered(), world.actor("liaison")
    for actor in (
        Actor(liaison.id, liaison.generation + 1, liaison.role, liaison.scopes),
        Actor(uuid4(), 1, liaison.role, liaison.scopes),
        Actor(SYSTEM_ID, 2, liaison.role, liaison.scopes),
    ):
        with pytest.raises(Unauthorized):
            world.run(lambda ledger, actor=actor: hand_in(ledger, actor, elder))
        with pytest.raises(Unauthorized):
            world.run(lambda ledger, actor=actor: register(ledger, actor))


def test_the_one_who_served_the_elder_then_may_tell_it_now(world: Scene) -> None:
    elder = world.registered()
    with_contract = world.visited("ended_agency", elder, hours_ago=24 * 40)
    assert with_contract.late
    with pytest.raises(ElderNotFound):
        world.visited("ended_agency", elder, hours_ago=24)


# --- corrections and voids -------------------------------------------------------------------------------------------------


def test_a_correction_changes_the_visit_and_the_standing_and_keeps_the_number(world: Scene) -> None:
    elder, guide = world.registered(), world.actor("guide")
    first, second = world.visited("liaison", elder, 50), world.visited("liaison", elder, 2)
    world.run(lambda ledger: correct(ledger, guide, elder, second.id, mode=Mode.PHONE))
    rows = world.ask("SELECT * FROM visit WHERE elder_id = %s ORDER BY running_no", elder)
    assert [(row["id"], row["state"], row["running_no"], row["revision"]) for row in rows] == [
        (first.id, "recorded", 1, 1), (second.id, "corrected", 2, 2),
    ]  # fmt: skip
    assert (rows[1]["mode"], rows[1]["version"], rows[1]["content_version"]) == ("phone", 3, 4)
    head = world.head(elder)
    assert head["last_in_home_on"] == clock.day_of(clock.now() - timedelta(hours=50))
    assert head["last_contact_on"] == clock.day_of(clock.now() - timedelta(hours=2))
    assert (head["running_no"], head["version"], head["views_version"]) == (2, 4, 4)


def test_a_correction_may_move_a_visit_to_another_day(world: Scene) -> None:
    elder, guide = world.registered(), world.actor("guide")
    only = world.visited("liaison", elder, 24)
    earlier = clock.now() - timedelta(days=9)
    world.run(lambda ledger: correct(ledger, guide, elder, only.id, started_at=earlier, ended_at=None))
    head = world.head(elder)
    assert head["last_in_home_on"] == clock.day_of(earlier)
    assert head["latest_at"] == earlier
    assert world.ask("SELECT day FROM visit WHERE elder_id = %s", elder) == [{"day": clock.day_of(earlier)}]


def test_a_correction_to_not_met_counts_towards_the_streak(world: Scene) -> None:
    elder, guide = world.registered(), world.actor("guide")
    away = {"outcome": "not_met", "not_met_reason": "away"}
    world.visited("liaison", elder, 30, **_not_met(away))
    second = world.visited("liaison", elder, 5)
    assert "not_met_twice" not in world.head(elder)["flags"]
    reason = VisitRecorded.model_fields["not_met_reason"].annotation
    some = next(iter(reason.__args__[0]))  # type: ignore[union-attr]
    world.run(lambda ledger: correct(ledger, guide, elder, second.id, outcome=Outcome.NOT_MET, not_met_reason=some))
    assert "not_met_twice" in world.head(elder)["flags"]


def test_a_void_visit_counts_for_nothing_and_its_number_is_never_given_again(world: Scene) -> None:
    elder, guide = world.registered(), world.actor("guide")
    first = world.visited("liaison", elder, 60)
    second = world.visited("liaison", elder, 3)
    world.run(lambda ledger: void(ledger, guide, elder, second.id))
    head = world.head(elder)
    assert (head["running_no"], head["last_in_home_on"]) == (2, clock.day_of(clock.now() - timedelta(hours=60)))
    state = world.ask("SELECT state, revision FROM visit WHERE id = %s", second.id)
    assert state == [{"state": "void", "revision": 2}]
    third = world.visited("liaison", elder, 1)
    assert (first.running_no, second.running_no, third.running_no) == (1, 2, 3)
    standing = STATUS.state.model_validate_json(_text(world, elder))
    assert (standing.visits_count, standing.running_no) == (2, 3)  # type: ignore[attr-defined]


def test_the_last_visit_void_leaves_an_elder_as_if_never_visited_but_for_the_number(world: Scene) -> None:
    elder, guide = world.registered(), world.actor("guide")
    only = world.visited("liaison", elder, 3)
    world.run(lambda ledger: void(ledger, guide, elder, only.id))
    head = world.head(elder)
    assert (head["last_in_home_on"], head["last_contact_on"], head["running_no"]) == (None, None, 1)
    assert world.visited("liaison", elder, 2).running_no == 2


# --- any order of arrival --------------------------------------------------------------------------------------------------


def test_late_visits_leave_the_same_standing_as_those_in_order(world: Scene) -> None:
    """Only the running number follows the order of recording."""
    told = [(200, "in_home"), (150, "phone"), (90, "in_home"), (60, "in_home"), (10, "phone")]
    standings = []
    with clock.set_to(datetime(2026, 6, 20, 4, tzinfo=UTC)):
        for turn in ((0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)):
            elder = world.registered()
            for n in turn:
                world.visited("liaison", elder, told[n][0], mode=told[n][1])
            standing = STATUS.state.model_validate_json(_text(world, elder))
            standings.append(standing.model_dump(exclude={"file_cause", "last_in_home_cause"}))  # ids of each one's own
    assert standings[0] == standings[1] == standings[2]
    assert standings[0]["visits_count"] == 5


def test_a_late_visit_keeps_the_place_of_its_day_and_is_marked_late(world: Scene) -> None:
    elder = world.registered()
    assert world.visited("agency", elder, 49).late
    assert not world.visited("agency", elder, 47).late
    assert world.stream(elder)[1].happened_at < world.stream(elder)[0].written_at


def test_an_elder_lives_where_the_last_move_brought_them_although_the_file_was_amended_since(world: Scene) -> None:
    """A move of yesterday is recorded today, after the file was amended this morning."""
    elder, guide = world.registered(), world.actor("guide")
    with clock.set_to(clock.now() - timedelta(hours=1)):
        world.run(lambda ledger: amend(ledger, guide, elder, 1, phone="13800000099"))
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    world.run(lambda ledger: transfer(ledger, guide, elder, 2, place=NEXT_VILLAGE, on=yesterday))
    standing = STATUS.state.model_validate_json(_text(world, elder))
    code = world.ask("SELECT code FROM place p JOIN head h ON h.place_id = p.id WHERE h.subject = %s", elder)[0]["code"]
    assert (code, standing.place) == (NEXT_VILLAGE, NEXT_VILLAGE)  # type: ignore[attr-defined]


def test_a_move_before_the_filing_leaves_views_as_a_rebuild_makes_them(world: Scene) -> None:
    """Filed 200 days ago in one village, and recorded today that the move to the other was ten days earlier."""
    scene = Scene.of(world)
    try:
        elder, guide = scene.registered(), scene.actor("guide")
        before = (clock.today() - timedelta(days=210)).isoformat()
        with contextlib.suppress(Problem):  # to refuse it would be as good
            scene.run(lambda ledger: transfer(ledger, guide, elder, 1, place=NEXT_VILLAGE, on=before))
        assert scene.findings() == []
    finally:
        scene.drop()


# --- views of other code ---------------------------------------------------------------------------------------------------


def test_after_new_view_code_the_next_write_folds_the_subject_anew(world: Scene) -> None:
    elder, liaison = world.registered(), world.actor("liaison")
    world.visited("liaison", elder, 30)
    world.harm(
        "visit",
        ("UPDATE visit SET mode = 'phone' WHERE elder_id = %s", (elder,)),
        ("UPDATE head SET status = NULL, running_no = 77, views_code = 0 WHERE subject = %s", (elder,)),
    )
    receipt = world.visited("liaison", elder, 1)
    assert receipt.running_no == 2
    assert world.head(elder)["views_code"] == VIEWS.code
    assert world.ask("SELECT DISTINCT mode FROM visit WHERE elder_id = %s", elder) == [{"mode": "in_home"}]

    async def newer(ledger: Ledger) -> Any:
        views = Views(VIEWS.status, VIEWS.rows, VIEWS.code + 1)
        return await hand_in(Ledger(ledger.database, KINDS, views, Sealing(world.keys)), liaison, elder, 0.5)

    later = world.run(newer)
    assert isinstance(later, Recorded)
    assert (later.running_no, world.head(elder)["views_code"]) == (3, VIEWS.code + 1)
    world.visited("liaison", elder, 0.6)  # … and the older code folds it back


# --- a kind that nobody can read -------------------------------------------------------------------------------------------


def test_the_program_refuses_to_start_over_a_kind_that_it_can_not_read(world: Scene) -> None:
    scene = Scene.of(world)
    try:
        elder = scene.registered()

        async def unknown(ledger: Ledger) -> list[str]:
            return await unreadable_kinds(ledger.database, KINDS)

        assert scene.run(unknown) == []
        settings = Settings(
            environment="sandbox",
            database_url=scene.url,
            keeper_database_url=scene.keeper_url,
            district_schema=SCHEMA,
            keys_file=scene.keys_file,
            base_url="http://127.0.0.1:1",
        )  # type: ignore[arg-type]

        async def start() -> str:
            app = build(settings)
            async with app.router.lifespan_context(app):
                return "started"

        assert asyncio.run(start()) == "started"
        later = (
            "INSERT INTO entry SELECT subject, version + %s, gen_random_uuid(), %s, %s, place_id, audience, beyond, agencies,"
            " maker, actor, happened_at, written_at, NULL, NULL, NULL, '{}', hash FROM entry"
            " WHERE subject = %s AND version = 1"
        )
        for n, (kind, schema_no) in enumerate((("elder.ascended", 1), (FACTS[0].kind, FACTS[0].schema_no + 1)), 1):
            scene.harm("entry", (later, (n, kind, schema_no, elder)))
        assert scene.run(unknown) == ["elder.ascended schema 1", f"{FACTS[0].kind} schema {FACTS[0].schema_no + 1}"]
        with pytest.raises(UnknownKind, match="older than the ledger"):
            asyncio.run(start())
        with pytest.raises(UnknownKind):
            scene.run(lambda ledger: stream_of(ledger, elder))
    finally:
        scene.drop()


def _not_met(told: dict[str, Any]) -> dict[str, Any]:
    reasons = VisitRecorded.model_fields["not_met_reason"].annotation
    return told | {"not_met_reason": next(iter(reasons.__args__[0])).value}  # type: ignore[union-attr]


def _text(world: Scene, elder: UUID) -> str:
    text: str = world.ask("SELECT status::text AS s FROM head WHERE subject = %s", elder)[0]["s"]
    return text
