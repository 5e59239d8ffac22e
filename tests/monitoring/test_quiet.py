"""A device from which nothing came for longer than its quiet time: the flag comes by itself, as time passes."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from carevisit import clock
from conftest import World, living

from .steps import DAY, HOUR, alert, device, flags, signs

CLOCK = "/v1/sandbox/clock"


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A scene of its own, where the clock moves."""
    with living(template, CAREVISIT_SANDBOX_CLOCK="true") as one:
        yield one


@pytest.fixture
def elder(world: World) -> str:
    return world.register()


def now(world: World) -> datetime:
    return datetime.fromisoformat(world.as_("guide").get(CLOCK).json()["now"])


def today(world: World) -> date:
    return clock.day_of(now(world))


def pass_hours(world: World, hours: float) -> None:
    answer = world.as_("guide").put(CLOCK, json={"now": (now(world) + hours * HOUR).isoformat()})
    assert answer.status_code == 200, answer.text


def is_quiet(world: World, elder: str) -> bool:
    return "device_quiet" in flags(world, elder)


def read(world: World, elder: str, id: str) -> dict[str, Any]:
    shown: dict[str, Any] = world.as_("liaison").get(f"/v1/elders/{elder}/devices/{id}").json()
    return shown


def test_a_device_is_quiet_when_its_quiet_time_has_passed_though_nobody_called(world: World, elder: str) -> None:
    id = device(world, elder)
    pass_hours(world, 23.9)
    assert not is_quiet(world, elder)
    pass_hours(world, 0.2)
    assert is_quiet(world, elder)
    flag = next(
        f for f in world.as_("guide").get(f"/v1/elders/{elder}/status").json()["flags"] if f["code"] == "device_quiet"
    )
    assert (flag["cause"], flag["since"]) == (id, read(world, elder, id)["quiet_since"])


def test_the_flag_stands_in_lists_and_narrows_them(world: World, elder: str) -> None:
    device(world, elder)
    heard = world.register()
    signs(world, device(world, heard, quiet_hours=8_760))
    pass_hours(world, 25)
    for who in ("liaison", "guide", "agency", "platform"):
        listed = world.as_(who).get("/v1/elders", params={"limit": 500}).json()["items"]
        quiet = {one["id"] for one in listed if "device_quiet" in one["flags"]}
        assert elder in quiet
        assert heard not in quiet
        found = world.as_(who).get("/v1/elders", params={"limit": 500, "flag": "device_quiet"}).json()["items"]
        assert {one["id"] for one in found} == quiet


def test_a_sign_says_that_it_lives(world: World, elder: str) -> None:
    id = device(world, elder)
    pass_hours(world, 25)
    assert signs(world, id) == {"heard": 1, "refused": []}
    assert not is_quiet(world, elder)
    pass_hours(world, 25)
    assert is_quiet(world, elder)


def test_an_alert_says_that_it_lives(world: World, elder: str) -> None:
    id = device(world, elder)
    pass_hours(world, 25)
    raised_at = (now(world) - HOUR).isoformat()
    alert(world, elder, id, kind="low_battery", at=raised_at)
    assert not is_quiet(world, elder)
    assert datetime.fromisoformat(read(world, elder, id)["last_heard_at"]) == datetime.fromisoformat(raised_at)


def test_one_device_that_speaks_does_not_speak_for_another(world: World, elder: str) -> None:
    device(world, elder)
    lively = device(world, elder)
    pass_hours(world, 25)
    signs(world, lively)
    assert is_quiet(world, elder)


def test_a_device_is_not_quiet_while_the_elder_is_away_or_gone(world: World, elder: str) -> None:
    device(world, elder)
    pass_hours(world, 25)
    guide, day = world.as_("guide"), today(world)
    rest = guide.post(f"/v1/elders/{elder}/suspensions", json={"from": day.isoformat(), "reason": "hospital"})
    assert rest.status_code == 201, rest.text
    assert not is_quiet(world, elder)
    over = {"last_on": (day - DAY).isoformat()}
    assert guide.post(f"/v1/elders/{elder}/suspensions/{rest.json()['id']}/end", json=over).status_code == 201
    assert is_quiet(world, elder)
    left = guide.post(f"/v1/elders/{elder}/exit", json={"on": day.isoformat(), "reason": "moved_away"})
    assert left.status_code == 201, left.text
    assert not is_quiet(world, elder)


def test_a_device_that_is_not_in_place_is_not_quiet(world: World, elder: str) -> None:
    gone = device(world, elder, **{"from": (today(world) - 9 * DAY).isoformat()})
    last = {"until": (today(world) - DAY).isoformat()}
    pass_hours(world, 25)
    assert is_quiet(world, elder)
    removed = world.as_("watch").post(
        f"/v1/elders/{elder}/devices/{gone}/removal", json=last, headers={"If-Match": '"v1"'}
    )
    assert removed.status_code == 201, removed.text
    assert not is_quiet(world, elder)
    device(world, elder, **{"from": (today(world) + timedelta(days=9)).isoformat()})
    pass_hours(world, 100)
    assert not is_quiet(world, elder)


def test_the_past_knows_nothing_of_signs(world: World, elder: str) -> None:
    device(world, elder)
    pass_hours(world, 25)
    assert is_quiet(world, elder)
    answer = world.as_("guide").get(f"/v1/elders/{elder}/status", params={"at": now(world).isoformat()})
    assert "device_quiet" not in [flag["code"] for flag in answer.json()["flags"]]
