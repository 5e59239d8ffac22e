"""Escalation: the flag follows from time alone, and the feed gets it at once and once, whatever was down."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from carevisit import accounts, clock
from carevisit.access import Role
from carevisit.cases import Awaited, escalation
from carevisit.database import Sight
from carevisit.ledger import Ledger
from carevisit.policy import CaseStep, CaseTier
from carevisit.ringing import ring
from conftest import DISTRICT, VILLAGE, World, living

HOUR = timedelta(hours=1)
THEN = datetime(2026, 11, 20, 1, tzinfo=UTC)
NOBODY = UUID(int=0)


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A scene of its own, where the clock moves."""
    with living(template, CAREVISIT_SANDBOX_CLOCK="true", CAREVISIT_RINGER="true") as one:
        yield one


# --- values ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "agency", "told"),
    [
        (CaseTier.VILLAGE, None, {CaseTier.TOWNSHIP: 1, CaseTier.DISTRICT: 25}),
        (CaseTier.VILLAGE, uuid4(), {CaseTier.TOWNSHIP: 1, CaseTier.DISTRICT: 25}),
        (CaseTier.TOWNSHIP, None, {CaseTier.DISTRICT: 1}),
        (None, uuid4(), {CaseTier.TOWNSHIP: 1, CaseTier.DISTRICT: 25}),
        (CaseTier.DISTRICT, None, {}),
    ],
)
def test_the_tiers_above_are_told_one_after_the_other(
    tier: CaseTier | None, agency: UUID | None, told: dict[CaseTier, int]
) -> None:
    one = Awaited(CaseStep.ACCEPTANCE, tier, agency, THEN, THEN + HOUR, 24)
    assert one.rings() == {above: THEN + hours * HOUR for above, hours in told.items()}
    assert one.seen_from() == ({tier: THEN} if tier else {}) | one.rings()


def test_who_was_told_is_not_told_again_unless_the_step_comes_to_be_awaited_anew() -> None:
    one = Awaited(CaseStep.REFERRAL, CaseTier.TOWNSHIP, None, THEN, THEN + HOUR, 24)
    told = [escalation(CaseStep.REFERRAL, CaseTier.DISTRICT, THEN + HOUR)]
    assert one.rings(told) == {}
    anew = Awaited(CaseStep.REFERRAL, CaseTier.TOWNSHIP, None, THEN + 5 * HOUR, THEN + 6 * HOUR, 24)
    assert anew.rings(told) == {CaseTier.DISTRICT: THEN + 6 * HOUR}


# --- the scene ------------------------------------------------------------------------------------------------------------


def now(world: World) -> datetime:
    return datetime.fromisoformat(world.as_("guide").get("/v1/sandbox/clock").json()["now"])


def move(world: World, by: timedelta) -> None:
    answer = world.as_("guide").put("/v1/sandbox/clock", json={"now": (now(world) + by).isoformat()})
    assert answer.status_code == 200, answer.text


def report(world: World, elder: str, who: str = "guide", **told: Any) -> dict[str, Any]:
    body = {"elder_id": elder, "kind": "fall", "severity": "major"} | told
    answer = world.as_(who).post("/v1/risks", json=body)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def need(world: World, elder: str, who: str = "guide", **told: Any) -> dict[str, Any]:
    answer = world.as_(who).post("/v1/needs", json={"elder_id": elder, "kind": "comfort"} | told)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def step(world: World, what: str, id: str, name: str, who: str = "guide", **told: Any) -> dict[str, Any]:
    path = f"/v1/{what}/{id}"
    tag = world.as_(who).get(path).headers["ETag"]
    answer = world.as_(who).post(f"{path}/{name}", json=told, headers={"If-Match": tag})
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def end(world: World, who: str = "platform") -> str:
    cursor = None
    while True:
        page = world.as_(who).get("/v1/feed", params={"limit": 1000} | ({"after": cursor} if cursor else {})).json()
        cursor = page["next_cursor"]
        if not page["more"] and httpx.get(f"{world.base_url}/readyz").json()["pending"] == 0:
            assert isinstance(cursor, str)
            return cursor


def hear(
    world: World, case: str, after: str, count: int, who: str = "platform", within: float = 5
) -> list[dict[str, Any]]:
    """The escalations of a case in the feed: so many, or those that came before patience ended."""
    found: list[dict[str, Any]] = []
    until = time.monotonic() + within
    while len(found) < count and time.monotonic() < until:
        asked = {"after": after, "wait": "1", "types": "risk.escalated,need.escalated"}
        page = world.as_(who).get("/v1/feed", params=asked).json()
        found += [event for event in page["items"] if event["cause"] == case]
        after = page["next_cursor"]
    return found


def told_of(world: World, case: str) -> list[tuple[str, str]]:
    """Every escalation of a case as the ledger has it."""
    rows = world.ask(
        "SELECT open->>'step' AS step, open->>'tier' AS tier FROM entry WHERE kind IN ('need.escalated', 'risk.escalated')"
        " AND cause = %s ORDER BY happened_at, 1, 2",
        case,
    )
    return [(row["step"], row["tier"]) for row in rows]


def row_of(world: World, what: str, case: str) -> tuple[Any, ...]:
    with psycopg.connect(world.owner_url) as owner:
        row = owner.execute(
            f"SELECT revision, touched, state, since, last_at FROM {what} WHERE id = %s", (case,)
        ).fetchone()
    assert row is not None
    return row


# --- the feed -------------------------------------------------------------------------------------------------------------


def test_a_major_risk_is_heard_within_a_second_by_an_app_that_waits(world: World) -> None:
    async def ears(book: Ledger) -> tuple[str, str]:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            return await accounts.add_client(
                keeper, world.keys, Role.APP, "ears", [DISTRICT], scopes=("feed:read",), from_on=clock.today()
            )

    login, secret = world.run(ears)
    form = {"grant_type": "client_credentials", "client_id": login, "client_secret": secret}
    token = httpx.post(f"{world.base_url}/oauth/token", data=form).json()["access_token"]
    elder = world.register()
    with httpx.Client(base_url=world.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=40) as app:
        cursor = None
        while True:
            page = app.get("/v1/feed", params={"limit": 1000} | ({"after": cursor} if cursor else {})).json()
            cursor = page["next_cursor"]
            if not page["more"] and httpx.get(f"{world.base_url}/readyz").json()["pending"] == 0:
                break

        def wait() -> tuple[dict[str, Any], float]:
            answer = app.get("/v1/feed", params={"after": cursor, "wait": 20, "types": "risk.reported"})
            return answer.json(), time.monotonic()

        with ThreadPoolExecutor(1) as side:
            waiting = side.submit(wait)
            time.sleep(0.5)
            assert not waiting.done()
            risk = report(world, elder, "liaison", note="浴室滑倒")
            answered = time.monotonic()
            page, heard = waiting.result(25)
    assert heard - answered < 1
    (event,) = page["items"]
    assert (event["id"], event["subject"], event["type"]) == (risk["id"], elder, "risk.reported")
    assert event["data"]["severity"] == "major"
    assert "浴室" not in str(event)


def test_when_its_time_has_passed_the_feed_says_so_at_once_and_once_to_each_tier(world: World) -> None:
    elder = world.register()
    risk = report(world, elder)  # a guide's: the call and the family within hours, the handling within a day
    case, start, before = risk["id"], end(world), row_of(world, "risk", risk["id"])
    assert told_of(world, case) == []
    move(world, HOUR + timedelta(minutes=1))
    moved = time.monotonic()
    (event,) = hear(world, case, start, 1)
    assert time.monotonic() - moved < 2
    assert event["type"] == "risk.escalated"
    assert event["data"] == {"risk_id": case, "step": "emergency_call", "tier": "township"}
    assert event["time"].startswith(risk["awaited"][0]["by"][:19])  # it happened then, whenever it is written
    move(world, timedelta(hours=26))
    events = hear(world, case, start, 5)
    late = [("emergency_call", "township"), ("family_contact", "township"), ("handling", "district"),
            ("emergency_call", "district"), ("family_contact", "district")]  # fmt: skip
    assert sorted((e["data"]["step"], e["data"]["tier"]) for e in events) == sorted(late)
    time.sleep(1.2)  # two turns more
    assert sorted(told_of(world, case)) == sorted(late)
    assert row_of(world, "risk", case) == before
    shown = step(world, "risks", case, "handling", by="镇社事办")
    assert (shown["state"], shown["revision"]) == ("handling", before[0] + 1)
    assert [line["kind"] for line in shown["story"]].count("risk.escalated") == 5
    assert {one["step"]: one["told"] for one in shown["awaited"]} == {
        "emergency_call": ["village", "township", "district"],
        "family_contact": ["village", "township", "district"],
        "clearance": ["township"],
    }
    time.sleep(1.2)
    assert len(told_of(world, case)) == 5  # the call is still awaited, and its tiers have it
    for tier in ("liaison", "guide", "supervisor"):
        assert hear(world, case, end_before(world, tier), 5, tier)


def end_before(world: World, who: str) -> str:
    """The beginning of the feed, as somebody's cursor."""
    page = world.as_(who).get("/v1/feed", params={"limit": 1}).json()
    cursor: str = page["next_cursor"]
    return cursor


def test_what_is_taken_in_time_is_never_told_of(world: World) -> None:
    elder = world.register()
    case = report(world, elder, severity="general", kind="unsafe_gas")["id"]
    step(world, "risks", case, "handling")
    step(world, "risks", case, "clearance", how="已更换软管")
    step(world, "risks", case, "follow-up", result="confirmed")
    move(world, timedelta(days=60))
    time.sleep(1.2)
    assert told_of(world, case) == []


def test_a_step_that_is_awaited_again_is_told_of_again_and_one_that_goes_on_is_not(world: World) -> None:
    elder = world.register()
    case = need(world, elder)["id"]
    start = end(world)
    move(world, timedelta(hours=169))
    assert len(hear(world, case, start, 1)) == 1
    due = (now(world) + timedelta(days=1)).date().isoformat()
    step(world, "needs", case, "referral", department="health", due_on=due)
    step(world, "needs", case, "decline", reason="no_capacity")
    time.sleep(0.8)
    assert told_of(world, case) == [("referral", "district")]
    start = end(world)
    move(world, timedelta(hours=169))
    assert len(hear(world, case, start, 1)) == 1
    due = (now(world) + timedelta(days=1)).date().isoformat()
    step(world, "needs", case, "referral", department="health", due_on=due)
    step(world, "needs", case, "acceptance")
    start = end(world)
    move(world, timedelta(days=3))
    assert len(hear(world, case, start, 1)) == 1
    shown = step(world, "needs", case, "progress", note="已量尺寸")
    assert (shown["state"], shown["awaited"][0]["overdue"]) == ("in_progress", True)
    time.sleep(0.8)
    assert told_of(world, case) == [("referral", "district"), ("referral", "district"), ("outcome", "district")]


def test_the_agency_that_has_it_in_hand_hears_and_no_other(world: World) -> None:
    elder = world.register()
    case = report(world, elder, "agency")["id"]
    starts = {who: end(world, who) for who in ("agency", "rival_agency", "next_liaison", "far_supervisor")}
    move(world, HOUR + timedelta(minutes=1))
    (event,) = hear(world, case, starts["agency"], 1, "agency")
    assert (event["data"]["step"], event["place"]) == ("emergency_call", VILLAGE)
    for who in ("rival_agency", "next_liaison", "far_supervisor"):
        assert hear(world, case, starts[who], 1, who, within=0.3) == []


# --- many processes, and none for a while -----------------------------------------------------------------------------------


def test_any_number_of_processes_tell_each_escalation_once_also_long_after(template: World) -> None:
    with living(template, CAREVISIT_SEQUENCER="false") as quiet:  # nobody rings meanwhile
        world_ = quiet
        elders = [world_.register() for _ in range(6)]
        risks = [report(world_, elder)["id"] for elder in elders]
        wanted = [need(world_, elder, urgent=bool(turn % 2))["id"] for turn, elder in enumerate(elders)]
        later = clock.now() + timedelta(days=30)

        async def crowd(book: Ledger) -> None:
            with clock.set_to(later):
                await asyncio.gather(*(ring(book, NOBODY) for _ in range(8)))
                assert await ring(book, NOBODY) is None

        world_.run(crowd)
        late = [(step, tier) for step in ("emergency_call", "family_contact") for tier in ("township", "district")]
        for case in risks:
            assert sorted(told_of(world_, case)) == sorted([*late, ("handling", "district")])
        for case in wanted:
            assert told_of(world_, case) == [("referral", "district")]
        with psycopg.connect(world_.owner_url) as owner:
            assert owner.execute("SELECT count(*) FROM task WHERE rings_at IS NOT NULL").fetchone() == (0,)
        assert world_.findings() == []


def test_a_step_taken_while_the_bell_is_lifted_silences_it(template: World) -> None:
    """Who rings looks once more under the lock: what was late as it was asked for need not be any more."""
    with living(template, CAREVISIT_SEQUENCER="false") as quiet:
        case = report(quiet, quiet.register(), severity="general", kind="fraud")["id"]
        step(quiet, "risks", case, "handling")
        with psycopg.connect(quiet.owner_url) as owner:  # as if the question had been asked before
            owner.execute("UPDATE task SET rings_at = since")

        async def rings(book: Ledger) -> None:
            await ring(book, NOBODY)

        quiet.run(rings)
        assert told_of(quiet, case) == []


def test_more_elders_than_one_turn_takes_are_told_of_turn_by_turn(
    template: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carevisit.ringing.AT_ONCE", 2)
    with living(template, CAREVISIT_SEQUENCER="false") as quiet:
        cases = [need(quiet, quiet.register())["id"] for _ in range(5)]

        async def turns(book: Ledger) -> int:
            count, last = 0, NOBODY
            with clock.set_to(clock.now() + timedelta(days=8)):
                while (after := await ring(book, last)) is not None:
                    count, last = count + 1, after
            return count

        assert quiet.run(turns) == 2
        assert [told_of(quiet, case) for case in cases] == [[("referral", "district")]] * 5
