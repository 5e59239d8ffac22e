"""The worklist over HTTP, beside the same list made in Python from the facts."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from carevisit import clock
from carevisit.course import ElderLeft, ElderSuspended
from carevisit.database import Sight
from carevisit.ledger import Ledger, read_streams, settled
from carevisit.needs import NeedCase
from carevisit.policy import CaseTier, FileState, LeaveReason, Mode, Stretch, SuspensionReason, Tier, Window
from carevisit.risks import RiskCase
from carevisit.standing import Standing, fold
from carevisit.standing.special import Period, days_of, owed_in
from carevisit.worklist.work import ANYBODY, Urgency, Viewer, reasons_of, urgency_of, worklist_of
from conftest import DISTRICT, FAR_TOWNSHIP, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World
from ledger.scene import opened
from standing.scene import hours_since, tell

from .case_district import AGENCIES, District

TODAY = clock.today()
AGO = TODAY - timedelta(days=100)
WALKS = {  # who looks: where, and as which tier
    "liaison": (VILLAGE, CaseTier.VILLAGE), "next_liaison": (NEXT_VILLAGE, CaseTier.VILLAGE),
    "far_liaison": (FAR_VILLAGE, CaseTier.VILLAGE), "guide": (TOWNSHIP, CaseTier.TOWNSHIP),
    "far_guide": (FAR_TOWNSHIP, CaseTier.TOWNSHIP), "supervisor": (DISTRICT, CaseTier.DISTRICT),
    "agency": (VILLAGE, None), "rival_agency": (VILLAGE, None), "next_agency": (NEXT_VILLAGE, None),
    "ended_agency": ("nowhere", None), "writing_app": (TOWNSHIP, None), "platform": (DISTRICT, None),
}  # fmt: skip


def pages(world: World, who: str, **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    answer = world.as_(who).get("/v1/worklist", params=params)
    while True:
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if "next" not in answer.links:
            return items
        answer = world.as_(who).get(answer.links["next"]["url"])


@pytest.fixture(scope="module")
def told(world: World) -> World:
    """Elders who are late, due, away, gone, and in danger."""

    def register(village: str, tier: str) -> str:
        return world.register(
            "supervisor", filed_on=AGO.isoformat(), tier_told=tier, categories_told=["no_kin" if tier == "key" else "left_behind"],
            residence={"place": village, "detail": "1 号"}, consent={"given": True, "on": AGO.isoformat()},
        )  # fmt: skip

    for turn in range(9):
        village = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)[turn % 3]
        elder = register(village, "key" if turn % 2 else "general")
        if turn % 4:
            world.hand_in("supervisor", elder, hours_since(TODAY - timedelta(days=3 + turn * 4)))
        if turn == 5:
            world.hand_in("supervisor", elder, 3, risks=[{"kind": "fall", "severity": "major"}])
        if turn == 6:
            tell(
                world,
                elder,
                ElderSuspended(
                    from_on=TODAY - timedelta(days=2),
                    until_on=TODAY + timedelta(days=20),
                    reason=next(iter(SuspensionReason)),
                ),
                TODAY - timedelta(days=2),
            )
        if turn == 7:
            tell(
                world,
                elder,
                ElderLeft(on=TODAY - timedelta(days=1), reason=next(iter(LeaveReason))),
                TODAY - timedelta(days=1),
            )
    away = register(VILLAGE, "key")
    world.hand_in("supervisor", away, 30, risks=[{"kind": "fall", "severity": "general"}])
    tell(world, away, ElderSuspended(from_on=TODAY, reason=next(iter(SuspensionReason))), TODAY)

    async def cases() -> dict[str, int]:
        async with opened(world) as ledger:
            district = District(world, ledger, 53)
            await district.tell(elders=24, cases=140, going=0.3)
            busy = [
                one
                for one in district.elders
                if one.state == "active" and any(not district.over(c) for c in one.cases.values())
            ]
            await district.moves(busy[0])
            await district.leaves(busy[1], gone=True)
            await district.leaves(busy[2], gone=False)
            return district.done

    done = asyncio.run(cases())
    assert {"needs", "risks", "need.referred", "need.accepted", "risk.handled", "risk.cleared"} <= set(done), done
    return world


@dataclass(frozen=True)
class Facts:
    """What the ledger says of everybody: how they stand, and on which days they were met."""

    standings: dict[UUID, Standing]
    days: dict[UUID, dict[str, list[date]]]


@pytest.fixture(scope="module")
def facts(told: World) -> Facts:
    """Everybody folded from the facts, in this process."""

    async def work(ledger: Ledger) -> Facts:
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            heads = await keeper.all("SELECT subject FROM head WHERE noun = 'elder'")
            streams = await read_streams(keeper, ledger, [head["subject"] for head in heads])
        folded, days = {}, {}
        for elder, stream in streams.items():
            entries = settled(stream, with_void=True)
            standing = fold(entries)
            assert standing is not None
            folded[elder], days[elder] = standing, days_of(entries)
        return Facts(folded, days)

    return told.run(work)


def viewer_of(world: World, who: str) -> Viewer:
    if tier := WALKS[who][1]:
        return Viewer(tier)
    return Viewer(agency=UUID(world.as_(who).get("/v1/me").json()["id"])) if who.endswith("agency") else ANYBODY


def wanted(
    world: World, facts: Facts, who: str, day: date, moment: datetime, period: Period | None = None
) -> list[dict[str, Any]]:
    """The list of somebody by the facts, in the form that HTTP answers."""
    here = {elder: one for elder, one in facts.standings.items() if one.place.startswith(WALKS[who][0])}
    runs = period is not None and day in period.window
    specials = {
        elder: period.window for elder, one in here.items()
        if runs and period and owed_in(one.course, facts.days[elder], period).unmet
    }  # fmt: skip
    agencies = {place: {viewer_of(world, one).agency for one in some} for place, some in AGENCIES.items()}
    serving = {elder: agencies[one.place] for elder, one in here.items()}
    found = worklist_of(here, day, viewer_of(world, who), moment, specials, serving)
    return [as_told(work) for work in found]


def as_told(work: dict[str, Any]) -> dict[str, Any]:
    """What a line says, without what the facts alone don't."""
    reasons = [
        (r["code"], str(r["since"]), str(r["due_on"]), str(r.get("case_id")), str(r.get("step")), as_moment(r.get("by")))
        for r in work["reasons"]
    ]  # fmt: skip
    plain = ("elder_id", "tier", "state", "urgency", "next_due_on", "last_in_home_on")
    return {name: str(work[name]) for name in plain} | {"reasons": reasons}


def as_moment(by: Any) -> datetime | None:
    return datetime.fromisoformat(by) if isinstance(by, str) else by


def check(world: World, facts: Facts, who: str, day: date, limit: int, period: Period | None = None) -> int:
    """A list over HTTP is what the facts come to: in this order, nobody twice. Answers how many are on it."""
    ahead = clock.start_of(day + timedelta(days=1)) if day > TODAY else None
    before = wanted(world, facts, who, day, ahead or clock.now(), period)
    items = [as_told(item) for item in pages(world, who, on=day.isoformat(), limit=limit)]
    if items != before:  # the hour of a step may just have come
        assert items == wanted(world, facts, who, day, ahead or clock.now(), period)
    elders = [item["elder_id"] for item in items]
    assert len(set(elders)) == len(elders)
    return len(items)


@pytest.mark.parametrize("ahead", [0, 1, 9, 25, 62])
@pytest.mark.parametrize("who", WALKS)
def test_the_list_is_what_the_facts_come_to(told: World, facts: Facts, who: str, ahead: int) -> None:
    found = [check(told, facts, who, TODAY + timedelta(days=ahead), limit) for limit in (3, 500)]
    assert all(found) or who in ("ended_agency", "rival_agency"), found


@pytest.fixture
def storm(told: World) -> Iterator[Period]:
    """A special period of a township that runs today."""
    body = {
        "place": TOWNSHIP, "from": TODAY.isoformat(), "to": (TODAY + timedelta(days=2)).isoformat(), "kind": "weather",
        "name": "台风",
    }  # fmt: skip
    answer = told.as_("guide").post("/v1/special-periods", json=body)
    assert answer.status_code == 201, answer.text
    with psycopg.connect(told.owner_url, row_factory=dict_row) as owner:
        row = owner.execute("SELECT * FROM special_period WHERE id = %s", (answer.json()["id"],)).fetchone()
        assert row is not None
        ids = owner.execute("SELECT id FROM place WHERE no BETWEEN %(place_no)s AND %(place_hi)s", row).fetchall()
    tiers, modes = frozenset(map(Tier, row["tiers"])), frozenset(map(Mode, row["modes"]))
    window = Window(row["from_on"], row["until_on"])
    yield Period(row["id"], row["name"], window, row["times"], tiers, modes, frozenset(one["id"] for one in ids))
    told.as_("guide").post(f"/v1/special-periods/{row['id']}/cancellation", json={})


@pytest.mark.parametrize("who", WALKS)
def test_so_it_is_while_a_special_period_runs(told: World, facts: Facts, storm: Period, who: str) -> None:
    for ahead in (0, 2, 3):
        for limit in (3, 500):
            check(told, facts, who, TODAY + timedelta(days=ahead), limit, storm)


def test_who_is_not_confirmed_or_suspended_stays_on_the_list_until_the_case_is_over_and_who_left_does_not(
    told: World, facts: Facts
) -> None:
    for state in (FileState.LEFT, FileState.CANDIDATE, FileState.SUSPENDED):
        there = {
            str(elder) for elder, one in facts.standings.items()
            if one.awaited and (now := one.course.on(TODAY)) and now.state is state
        }  # fmt: skip
        listed = {i["elder_id"] for i in pages(told, "platform") if i["state"] == state.value}
        assert listed == there, state
        assert bool(there) == (state is not FileState.LEFT), state  # what was open ended with the exit


def test_each_sees_the_own_part_of_the_list(told: World) -> None:
    assert pages(told, "far_supervisor") == []
    assert told.as_("guide").get("/v1/worklist", params={"place": FAR_VILLAGE}).status_code == 404
    assert told.as_("stats_app").get("/v1/worklist").status_code == 403


def test_staff_may_ask_for_one_agencys_list_and_an_agency_for_no_other(told: World) -> None:
    agency = told.as_("agency").get("/v1/me").json()["id"]
    rival = told.as_("next_agency").get("/v1/me").json()["id"]
    assert [i["elder_id"] for i in pages(told, "guide", agency=agency)] == [
        i["elder_id"] for i in pages(told, "guide", place=VILLAGE)
    ]
    assert pages(told, "agency", agency=rival) == []
    assert pages(told, "far_guide", agency=agency) == []


def test_pages_neither_lose_nor_repeat_while_others_write(told: World) -> None:
    before = [item["elder_id"] for item in pages(told, "supervisor")]
    seen: list[str] = []
    answer = told.as_("supervisor").get("/v1/worklist", params={"limit": 2})
    while True:
        seen += [item["elder_id"] for item in answer.json()["items"]]
        if "next" not in answer.links:
            break
        told.register("supervisor", filed_on=AGO.isoformat(), residence={"place": FAR_VILLAGE, "detail": "2 号"})
        answer = told.as_("supervisor").get(answer.links["next"]["url"])
    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)


def test_the_list_as_csv_names_its_reasons(told: World) -> None:
    answer = told.as_("liaison").get("/v1/worklist", params={"format": "csv"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[:3] == ["elder_id", "name", "place"]
    assert any("overdue" in line for line in lines[1:])


def test_a_day_too_far_ahead_is_refused(told: World) -> None:
    for on in (TODAY + timedelta(days=63), TODAY - timedelta(days=30)):
        answer = told.as_("guide").get("/v1/worklist", params={"on": on.isoformat()})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?on")


ELDER = UUID(int=1)


def standing(*stretches: tuple[date, FileState], days: tuple[date, ...] = (), **more: Any) -> Standing:
    return Standing(
        stretches=[Stretch(on, state, Tier.KEY, UUID(int=1), "hanjiang-2023") for on, state in stretches], in_home_days=list(days),
        last_by_mode={"in_home": days[-1]} if days else {}, **more,
    )  # fmt: skip


def test_who_is_late_is_told_since_when_and_what_is_due_now() -> None:
    one = standing((date(2026, 10, 1), FileState.ACTIVE), days=(date(2026, 11, 3),))
    assert reasons_of(one, date(2026, 11, 15)) == []
    due = {"code": "due", "since": date(2026, 11, 16), "due_on": date(2026, 11, 30)}
    assert reasons_of(one, date(2026, 11, 16)) == [due]
    late = reasons_of(one, date(2026, 12, 2))
    assert late == [
        {"code": "overdue", "since": date(2026, 12, 1), "due_on": date(2026, 11, 30)},
        {"code": "due", "since": date(2026, 12, 1), "due_on": date(2026, 12, 15)},
    ]
    assert urgency_of([due], date(2026, 11, 16)) is Urgency.LATER
    assert urgency_of([due], date(2026, 11, 27)) is Urgency.SOON
    assert urgency_of(late, date(2026, 12, 2)) is Urgency.OVERDUE


def at(day: int, hour: int = 9) -> datetime:
    return clock.start_of(date(2026, 11, day)) + timedelta(hours=hour)


def a_risk(**changes: Any) -> dict[UUID, RiskCase]:
    """A major risk, reported on 11-10 at nine by a guide, for which help was called and the family informed."""
    said: dict[str, Any] = {
        "id": UUID(int=2), "version": 2, "revision": 1, "maker": UUID(int=3), "visit_id": None, "kind": "fall", "severity": "major",
        "state": "reported", "origin": "staff", "reporter": "guide", "reported_at": at(10), "since": at(10), "last_at": at(10),
        "called_at": at(10), "family_at": at(10),
    }  # fmt: skip
    return {UUID(int=2): RiskCase(**said | changes)}


def a_need(**changes: Any) -> dict[UUID, NeedCase]:
    said: dict[str, Any] = {
        "id": UUID(int=4), "version": 2, "revision": 1, "maker": UUID(int=3), "visit_id": None, "kind": "comfort", "urgent": False,
        "state": "raised", "origin": "staff", "reporter": "guide", "raised_at": at(10), "since": at(10), "last_at": at(10),
    }  # fmt: skip
    return {UUID(int=4): NeedCase(**said | changes)}


def test_who_does_not_stand_is_seen_to_for_a_risk_alone() -> None:
    for state in (FileState.SUSPENDED, FileState.LEFT):
        away = standing((date(2026, 10, 1), FileState.ACTIVE), (date(2026, 11, 5), state), open_risks=a_risk())
        found = reasons_of(away, date(2026, 11, 20))
        assert [reason["code"] for reason in found] == ["open_major_risk"]
        assert urgency_of(found, date(2026, 11, 20)) is Urgency.NOW


def test_a_step_stands_on_the_list_of_the_tier_that_must_take_it_and_later_on_the_next() -> None:
    one = standing((date(2026, 10, 1), FileState.ACTIVE), days=(date(2026, 11, 9),), open_risks=a_risk())
    village, township, district = (Viewer(tier) for tier in CaseTier)
    for viewer, moment, steps in (
        (village, at(10), []), (township, at(10), ["handling"]), (district, at(11) - timedelta(microseconds=1), []),
        (district, at(11), ["handling"]), (village, at(20), []), (ANYBODY, at(10), ["handling"]),
        (Viewer(agency=UUID(int=3)), at(20), []),
    ):  # fmt: skip
        found = reasons_of(one, clock.day_of(moment), viewer=viewer, moment=moment)
        assert [reason["step"] for reason in found if "step" in reason] == steps, (viewer, moment)


def test_what_waits_for_an_agency_that_serves_the_elder_no_more_is_the_townships_at_once() -> None:
    agency = UUID(int=9)
    referred = a_need(state="referred", agency=agency, due_on=date(2026, 11, 20), since=at(11))
    one = standing((date(2026, 10, 1), FileState.SUSPENDED), open_needs=referred)
    for tier, served_by, seen in (
        (CaseTier.TOWNSHIP, {agency}, False), (CaseTier.TOWNSHIP, set(), True), (CaseTier.TOWNSHIP, {UUID(int=8)}, True),
        (CaseTier.DISTRICT, set(), False), (CaseTier.VILLAGE, set(), False),
    ):  # fmt: skip
        found = reasons_of(one, date(2026, 11, 11), viewer=Viewer(tier), moment=at(11, 10), served_by=served_by)
        assert bool(found) == seen, (tier, served_by)
    assert reasons_of(one, date(2026, 11, 11), viewer=Viewer(agency=agency), moment=at(11, 10))


def test_what_must_be_done_by_the_end_of_a_day_is_for_that_day() -> None:
    taken_on = a_need(
        state="accepted", accepted_at=at(11), since=at(11), department="health", due_on=date(2026, 11, 20)
    )
    one = standing((date(2026, 10, 1), FileState.SUSPENDED), open_needs=taken_on)
    [reason] = reasons_of(one, date(2026, 11, 20), moment=at(20, 23))
    assert (reason["step"], reason["due_on"], reason["by"]) == ("outcome", date(2026, 11, 20), at(21, 0))
    for moment, urgency in ((at(20, 23), Urgency.SOON), (at(21, 0), Urgency.OVERDUE)):
        assert urgency_of([reason], clock.day_of(moment), moment) is urgency


def test_a_step_is_overdue_from_its_hour_on_not_only_from_the_next_day() -> None:
    one = standing((date(2026, 10, 1), FileState.SUSPENDED), open_needs=a_need(urgent=True))
    for moment, urgency in ((at(11) - timedelta(microseconds=1), Urgency.SOON), (at(11), Urgency.OVERDUE)):
        found = reasons_of(one, date(2026, 11, 11), moment=moment)
        assert urgency_of(found, date(2026, 11, 11), moment) is urgency
