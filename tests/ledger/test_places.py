"""The streams of places keep the ledger's promises like those of elders."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from carevisit import clock, ledger, places
from carevisit.database import Sight
from carevisit.errors import IdempotencyKeyReused, PlaceNotFound, Unauthorized
from carevisit.ledger import Book, Ledger, number_pending
from carevisit.notices.actions import adopt_profile, cancel_period, declare_period
from carevisit.notices.sheets import AdoptionSheet, PeriodSheet
from conftest import DISTRICT, FAR_TOWNSHIP, TOWNSHIP, VILLAGE

from .scene import Scene

PERIOD = {"kind": "weather", "name": "台风"}


def sheet(place: str = TOWNSHIP, **told: Any) -> PeriodSheet:
    today = clock.today().isoformat()
    return PeriodSheet.model_validate({"place": place, "from": today, "to": today, **PERIOD, **told})


def declared(world: Scene, who: str = "guide", place: str = TOWNSHIP, number: str | None = None, **told: Any) -> UUID:
    actor = world.actor(who)
    numbers = {number: str(told).encode()} if number else {}
    return world.run(lambda book: book.write(actor, lambda b: declare_period(b, sheet(place, **told), numbers))).id


def subject_of(world: Scene, place: str) -> UUID:
    subject: UUID = world.ask("SELECT id FROM place WHERE code = %s", place)[0]["id"]
    return subject


def rows(world: Scene, table: str = "special_period") -> list[dict[str, Any]]:
    return world.ask(f"SELECT * FROM {table} ORDER BY subject, id")


def test_the_first_word_of_a_place_begins_its_stream_and_the_head_has_no_status(world: Scene) -> None:
    before = len(world.ask("SELECT 1 FROM head"))
    ids = [declared(world), declared(world)]
    subject = subject_of(world, TOWNSHIP)
    head = world.head(subject)
    assert (head["noun"], head["version"], head["views_version"]) == ("place", 2, 2)
    assert {head[name] for name in ("status", "file_version", "running_no", "open_needs", "open_risks")} == {None}
    assert [(e.version, e.id) for e in world.stream(subject)] == [(1, ids[0]), (2, ids[1])]
    assert len(world.ask("SELECT 1 FROM head")) == before + 1
    assert world.ask("SELECT count(*) AS n FROM person WHERE id = %s", subject)[0]["n"] == 0


def test_many_first_words_at_once_are_one_stream_without_holes(world: Scene) -> None:
    actor = world.actor("far_guide")

    async def everybody(book: Ledger) -> None:
        await asyncio.gather(
            *(book.write(actor, lambda b: declare_period(b, sheet(FAR_TOWNSHIP), {})) for _ in range(30))
        )

    world.run(everybody)
    assert [e.version for e in world.stream(subject_of(world, FAR_TOWNSHIP))] == list(range(1, 31))


def test_a_number_is_said_once_by_a_place_too(world: Scene) -> None:
    first, again = (declared(world, number="k:one", name="海葵") for _ in range(2))
    assert first == again
    with pytest.raises(IdempotencyKeyReused):
        declared(world, number="k:one", name="玛莉亚")
    assert len([row for row in rows(world) if row["name"] == "海葵"]) == 1


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("guide", FAR_TOWNSHIP),
        ("guide", DISTRICT),
        ("liaison", TOWNSHIP),
        ("agency", VILLAGE),
        ("far_supervisor", VILLAGE),
    ],
)
def test_a_place_that_is_not_ones_own_has_no_stream(world: Scene, who: str, place: str) -> None:
    with pytest.raises(PlaceNotFound):
        declared(world, who, place)


def test_a_token_that_was_ended_opens_no_place(world: Scene) -> None:
    actor = replace(world.actor("guide"), generation=99)
    with pytest.raises(Unauthorized):
        world.run(lambda book: book.write(actor, lambda b: declare_period(b, sheet(), {})))


def test_what_a_place_said_is_neither_changed_nor_removed(world: Scene) -> None:
    declared(world)
    with psycopg.connect(world.owner_url) as owner:
        for statement in ("UPDATE entry SET kind = 'x'", "DELETE FROM entry"):
            with pytest.raises(psycopg.errors.RestrictViolation), owner.transaction():
                owner.execute(f"{statement} WHERE subject = %s".encode(), (subject_of(world, TOWNSHIP),))


def test_a_book_open_for_a_place_is_shut_for_elders_and_other_places(world: Scene) -> None:
    elder = world.registered()
    declared(world, "far_guide", FAR_TOWNSHIP)
    ours, actor = subject_of(world, TOWNSHIP), world.actor("guide")
    with psycopg.connect(world.url) as connection:
        opened = connection.execute(
            "SELECT b.subject, set_config('role', 'carevisit_writer', true) FROM book_place(%s, %s, %s, '{}', NULL) b",
            (actor.id, actor.generation, TOWNSHIP),
        ).fetchone()
        assert opened
        assert opened[0] == ours
        for table in ("head", "entry", "special_period"):
            assert {s for (s,) in connection.execute(f"SELECT DISTINCT subject FROM {table}".encode())} == {ours}, table
        for subject in (elder, subject_of(world, FAR_TOWNSHIP)):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(
                    "INSERT INTO special_period SELECT %s, gen_random_uuid(), 1, 1, place_id, place_no, place_hi, from_on,"
                    " until_on, kind, name, times, tiers, modes, state, declared_at, NULL FROM special_period LIMIT 1",
                    (subject,),
                )
        connection.rollback()


def test_views_of_places_are_made_again_as_they_were_and_drift_is_found(world: Scene) -> None:
    id = declared(world, name="将被取消")
    world.run(lambda book: book.write(world.actor("guide"), lambda b: cancel_period(b, TOWNSHIP, id, {})))
    on = (clock.today().replace(day=1) + timedelta(days=70)).replace(day=1)
    adopting = AdoptionSheet(profile="zaozhuang-2018", from_on=on.isoformat())
    world.run(lambda book: book.write(world.actor("supervisor"), lambda b: adopt_profile(b, DISTRICT, adopting, {})))
    before = (
        rows(world),
        rows(world, "adoption"),
        world.ask("SELECT to_jsonb(h)::text AS h FROM head h ORDER BY subject"),
    )
    assert [row["state"] for row in before[0] if row["id"] == id] == ["cancelled"]
    with psycopg.connect(world.owner_url) as owner:
        owner.execute("UPDATE special_period SET times = 9 WHERE id = %s", (id,))
        owner.execute("UPDATE special_period SET place_hi = place_hi + 1 WHERE id <> %s", (id,))
        owner.execute("DELETE FROM adoption")
    assert {finding.what for finding in world.findings()} == {
        "the view special_period holds something else", "the view adoption holds something else",
    }  # fmt: skip

    async def again(book: Ledger) -> None:
        async for _ in ledger.rebuild(book):
            pass

    world.run(again)
    assert (
        rows(world),
        rows(world, "adoption"),
        world.ask("SELECT to_jsonb(h)::text AS h FROM head h ORDER BY subject"),
    ) == before


def test_what_a_place_said_is_numbered_in_the_feed_like_all_else(world: Scene) -> None:
    id = declared(world)
    world.run(lambda book: number_pending(book.database))
    found = world.ask("SELECT f.position FROM feed f JOIN entry e USING (subject, version) WHERE e.id = %s", id)
    assert len(found) == 1


def test_a_tree_that_is_numbered_anew_takes_along_what_places_said(world: Scene) -> None:
    id = declared(world, place=VILLAGE)
    before = next(row for row in rows(world) if row["id"] == id)

    async def more(book: Ledger) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            told = [
                places.PlaceLine("350303099", "新镇", "township", DISTRICT),
                places.PlaceLine("350303103201001", "一组", "village", VILLAGE),
            ]
            await places.import_places(keeper, told)

    world.run(more)
    after = next(row for row in rows(world) if row["id"] == id)
    assert (after["place_no"], after["place_hi"]) == (before["place_no"] + 1, before["place_hi"] + 2)


def test_an_action_that_says_nothing_leaves_no_trace_of_a_place(world: Scene) -> None:
    async def nothing(book: Book) -> None:
        await book.open_place("350303105")

    world.run(lambda book: book.write(world.actor("supervisor"), nothing))
    assert world.ask("SELECT 1 FROM head WHERE subject = %s", subject_of(world, "350303105")) == []
