"""The sandbox's clock over HTTP: the rules move on, tokens do not, and a real district has no such thing."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from carevisit import accounts, clock
from carevisit.access import Role
from carevisit.app import bare, build
from carevisit.clock import SHANGHAI
from carevisit.database import Sight
from carevisit.ledger import Ledger
from carevisit.settings import Settings
from conftest import STAFF, VILLAGE, World, free_port, living, serve
from kept import DOCUMENT

CLOCK = "/v1/sandbox/clock"
ON = {"CAREVISIT_SANDBOX_CLOCK": "true"}


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A scene of its own, where the clock moves."""
    with living(template, **ON) as one:
        yield one


@contextmanager
def beside(world: World) -> Iterator[World]:
    """Another process of the same service."""
    port = free_port()
    other = replace(world, base_url=f"http://127.0.0.1:{port}", _clients={})
    process = serve(other, port, CAREVISIT_BASE_URL=world.base_url, **ON)
    other._clients |= {"guide": httpx.Client(base_url=other.base_url, timeout=30, headers=world.as_("guide").headers)}
    try:
        yield other
    finally:
        other.close()
        process.terminate()
        process.wait(20)


def now(world: World) -> datetime:
    """What time it is to the rules."""
    answer = world.as_("guide").get(CLOCK)
    assert answer.status_code == 200, answer.text
    return datetime.fromisoformat(answer.json()["now"])


def ask_for(world: World, to: Any, who: str = "guide") -> httpx.Response:
    return world.as_(who).put(CLOCK, json={"now": to.isoformat() if isinstance(to, datetime) else to})


def move(world: World, to: datetime, who: str = "guide") -> datetime:
    answer = ask_for(world, to, who)
    assert answer.status_code == 200, answer.text
    there = datetime.fromisoformat(answer.json()["now"])
    assert to <= there < to + timedelta(seconds=10)
    return there


def first_of_a_month_after(moment: datetime, months: int = 1) -> date:
    day = clock.day_of(moment).replace(day=1)
    for _ in range(months):
        day = (day + timedelta(days=31)).replace(day=1)
    return day


def here(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def status(world: World, elder: str) -> dict[str, Any]:
    answer = world.as_("guide").get(f"/v1/elders/{elder}/status")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def test_nobody_has_moved_it_yet_so_it_is_the_machines(world: World) -> None:
    before = datetime.now(UTC)
    assert before <= now(world) <= datetime.now(UTC)


def test_after_a_months_end_another_window_is_owed_and_a_missed_one_is_overdue(world: World) -> None:
    first = first_of_a_month_after(now(world))
    move(world, here(first + timedelta(days=4), 10))
    elder = world.register(tier_told="key")
    visited = here(first + timedelta(days=4), 9)
    receipt = world.hand_in(
        "agency", elder, started_at=visited.isoformat(), ended_at=(visited + timedelta(minutes=30)).isoformat()
    )
    assert receipt["late"] is False
    told = status(world, elder)
    assert told["window"] == {"from": f"{first}", "to": f"{first.replace(day=15)}", "owed": 1, "made": 1}
    assert (told["month"]["month"], told["overdue"]) == (f"{first:%Y-%m}", False)
    following = first_of_a_month_after(visited)
    move(world, here(following, 0, 30))  # to a server in UTC, still the month before
    told = status(world, elder)
    assert told["window"] == {"from": f"{following}", "to": f"{following.replace(day=15)}", "owed": 1, "made": 0}
    assert told["month"] == {"month": f"{following:%Y-%m}", "windows_owed": 2, "windows_met": 0}
    assert (told["overdue"], told["overdue_since"]) == (True, f"{following}")


def test_what_is_written_bears_the_rules_time_and_never_runs_backwards(world: World) -> None:
    elder = world.register()
    before = move(world, now(world) + timedelta(days=2))
    for hours in (3, 2, 1):
        started = before - timedelta(hours=hours)
        world.hand_in(
            "liaison", elder, started_at=started.isoformat(), ended_at=(started + timedelta(minutes=5)).isoformat()
        )
    after = now(world)
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    written = [datetime.fromisoformat(item["recorded_at"]) for item in reversed(items)]
    assert len(written) == 4
    assert written == sorted(set(written))
    assert written[0] < before <= written[1] < written[-1] <= after


def test_tokens_go_by_the_machines_clock(world: World) -> None:
    login, secret = world.secrets["guide"]
    form = {"grant_type": "password", "username": login, "password": secret}
    given = httpx.post(f"{world.base_url}/oauth/token", data=form).json()
    move(world, now(world) + timedelta(days=40))  # longer than any token lives
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    assert httpx.get(f"{world.base_url}/v1/me", headers=headers).status_code == 200
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    again = httpx.post(f"{world.base_url}/oauth/token", data=form)
    assert again.status_code == 200, again.text
    headers = {"Authorization": f"Bearer {again.json()['access_token']}"}
    assert httpx.get(f"{world.base_url}/v1/me", headers=headers).status_code == 200
    assert world.token("agency")


def test_it_runs_forward_only(world: World) -> None:
    there = move(world, now(world) + timedelta(days=1))
    for earlier in (there - timedelta(seconds=1), datetime.now(UTC), datetime(1970, 1, 1, tzinfo=UTC)):
        refused = ask_for(world, earlier)
        assert (refused.status_code, refused.json()["code"]) == (409, "clock_runs_forward")
    assert there <= now(world) < there + timedelta(seconds=10)


@pytest.mark.parametrize("wrong", [None, "2027-01-01", "2027-01-01T00:00:00", 1798732800, "9999-12-31T00:00:00Z", ""])
def test_it_is_set_to_a_moment_with_an_offset_and_to_nothing_else(world: World, wrong: Any) -> None:
    before = now(world)
    refused = ask_for(world, wrong)
    assert refused.status_code == 422, refused.text
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/now"]
    assert before <= now(world) < before + timedelta(seconds=10)


def test_two_who_move_it_at_once_leave_it_at_the_later_moment(world: World) -> None:
    there = now(world)
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda n: ask_for(world, there + timedelta(hours=n)), (3, 8, 1, 6, 2, 7, 4, 5)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert answers[1].status_code == 200
    late = there + timedelta(hours=8)
    assert late <= now(world) < late + timedelta(seconds=10)


@pytest.mark.parametrize("who", ["supervisor", "liaison", "agency", "platform", "stats_app"])
def test_whoever_is_signed_in_may(world: World, who: str) -> None:
    move(world, now(world) + timedelta(minutes=1), who)
    assert world.as_(who).get(CLOCK).status_code == 200


def test_who_is_not_signed_in_or_not_any_more_may_not(world: World) -> None:
    async def leaver(book: Ledger) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            await accounts.add_account(keeper, Role.LIAISON, VILLAGE, "leaver", "leaver", "correct horse battery")

    async def leaves(book: Ledger) -> None:
        await accounts.disable(book, "leaver")

    world.run(leaver)
    world.secrets["leaver"], STAFF["leaver"] = ("leaver", "correct horse battery"), (Role.LIAISON, VILLAGE)
    try:
        assert world.as_("leaver").get(CLOCK).status_code == 200
    finally:
        del STAFF["leaver"], world.secrets["leaver"]
    world.run(leaves)
    before = now(world)
    for who in ("nobody", "leaver"):
        assert world.as_(who).get(CLOCK).status_code == 401
        assert ask_for(world, before + timedelta(days=9), who).status_code == 401
    assert now(world) < before + timedelta(days=1)


def test_every_process_goes_by_it_at_once_and_still_does_when_started_anew(world: World) -> None:
    elder = world.register()
    with beside(world) as other:
        for mover, looker in ((world, other), (other, world)):
            there = move(mover, now(mover) + timedelta(days=1))
            at = datetime.fromisoformat(status(looker, elder)["at"])
            assert there <= at < there + timedelta(seconds=10)
    there = now(world)
    with beside(world) as anew:
        assert there <= datetime.fromisoformat(status(anew, elder)["at"]) < there + timedelta(seconds=30)


def test_a_contract_that_ends_meanwhile_is_announced_without_waiting_for_the_minute(world: World) -> None:
    today = clock.day_of(now(world))

    async def short(book: Ledger) -> tuple[str, str]:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            return await accounts.add_client(
                keeper, world.keys, Role.AGENCY, "short", [VILLAGE], from_on=today, until_on=today + timedelta(days=3)
            )

    login, secret = world.run(short)
    elder = world.register()
    form = {"grant_type": "client_credentials", "client_id": login, "client_secret": secret}
    token = httpx.post(f"{world.base_url}/oauth/token", data=form).json()["access_token"]
    with httpx.Client(base_url=world.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as agency:
        assert agency.get(f"/v1/elders/{elder}").status_code == 200
        move(world, here(today + timedelta(days=3), 23, 59))
        assert agency.get(f"/v1/elders/{elder}").status_code == 200
        move(world, here(today + timedelta(days=4), 0, 1))
        assert agency.get(f"/v1/elders/{elder}").status_code == 404
        began, heard, cursor = clock.wall(), set(), None
        while elder not in heard and clock.wall() - began < timedelta(seconds=20):
            asked = {"types": "scope.removed", "wait": "20"} | ({"after": cursor} if cursor else {})
            page = agency.get("/v1/feed", params=asked).json()
            heard |= {event["subject"] for event in page["items"]}
            cursor = page["next_cursor"]
        assert elder in heard


def test_only_its_own_contract_tells_of_it(world: World) -> None:
    told = world.as_("nobody").get("/openapi.json").json()
    app = bare(world.base_url, clock_moves=True)
    assert told == app.openapi()
    assert CLOCK in app.state.templates.values()
    assert set(told["paths"]) - set(DOCUMENT["paths"]) == {CLOCK}
    assert set(told["paths"][CLOCK]) == {"get", "put"}
    for operation in told["paths"][CLOCK].values():
        assert operation["security"]
        assert len(operation["description"]) > 20
    assert {"401", "409", "422"} <= set(told["paths"][CLOCK]["put"]["responses"])


# --- anywhere else ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", ["production", "sandbox"])
def test_anywhere_else_there_is_no_such_route(template: World, tmp_path: Path, environment: Any) -> None:
    template.keys.model_copy(update={"made_for": environment}).write(tmp_path / "keys.json")
    told: dict[str, Any] = {"keys_file": tmp_path / "keys.json", "base_url": "https://care.example"}
    told |= {"database_url": template.url, "keeper_database_url": template.keeper_url}
    app = build(Settings(environment=environment, sandbox_clock=False, **told))
    assert CLOCK not in app.state.templates.values()  # of which the contract is made

    async def ask(method: str, path: str) -> dict[str, Any]:
        transport, body = httpx.ASGITransport(app), {"now": "2030-01-01T00:00:00Z"}
        async with httpx.AsyncClient(transport=transport, base_url="https://care.example") as anybody:
            answer = await anybody.request(method, path, json=body, headers=headers)
        assert answer.status_code == 404
        return {**answer.json(), "trace_id": "", "instance": ""}

    headers = {"Authorization": "Bearer not-a-token"}
    for method in ("GET", "PUT", "POST"):
        assert asyncio.run(ask(method, CLOCK)) == asyncio.run(ask(method, "/v1/sandbox/never-was"))


def test_a_clock_that_was_moved_never_goes_back_and_leaves_the_machines_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_ahead", timedelta(0))
    assert clock.override() is None
    assert clock.run_ahead(timedelta(days=2))
    assert not clock.run_ahead(timedelta(days=1))
    assert timedelta(days=2) <= clock.now() - clock.wall() + timedelta(seconds=5) < timedelta(days=3)
    told = clock.override()
    assert told is not None
    assert abs(told - clock.now()) < timedelta(seconds=5)
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    with clock.set_to(moment):
        assert clock.now() == clock.override() == moment
