"""What platforms and people do with devices and alerts, for tests to set their scenes."""

from datetime import timedelta
from typing import Any

import httpx

from carevisit import clock
from conftest import World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def ago(hours: float) -> str:
    return (clock.now() - hours * HOUR).isoformat()


def place(world: World, elder: str, who: str = "watch", **changes: Any) -> httpx.Response:
    told = {"kind": "motion_sensor", "from": (clock.today() - 30 * DAY).isoformat(), **changes}
    return world.as_(who).post(f"/v1/elders/{elder}/devices", json=told)


def device(world: World, elder: str, who: str = "watch", **changes: Any) -> str:
    answer = place(world, elder, who, **changes)
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


def post_alert(
    world: World, elder: str, device: str, hours_ago: float = 1, who: str = "watch", **changes: Any
) -> httpx.Response:
    told = {"device_id": device, "kind": "no_movement", "at": ago(hours_ago), **changes}
    return world.as_(who).post(f"/v1/elders/{elder}/alerts", json=told)


def alert(
    world: World, elder: str, device: str, hours_ago: float = 1, who: str = "watch", **changes: Any
) -> dict[str, Any]:
    answer = post_alert(world, elder, device, hours_ago, who, **changes)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def step(world: World, one: dict[str, Any], name: str, who: str = "liaison", **told: Any) -> httpx.Response:
    """A step of an alert as it was read."""
    address = f"/v1/elders/{one['elder_id']}/alerts/{one['id']}/{name}"
    return world.as_(who).post(address, json=told, headers={"If-Match": f'"v{one["version"]}"'})


def signs(world: World, *devices: str, who: str = "watch", **told: Any) -> dict[str, Any]:
    answer = world.as_(who).post("/v1/devices/signs", json={"signs": [{"device_id": id, **told} for id in devices]})
    assert answer.status_code == 200, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def flags(world: World, elder: str, who: str = "liaison") -> list[str]:
    answer = world.as_(who).get(f"/v1/elders/{elder}/status")
    assert answer.status_code == 200, answer.text
    return [flag["code"] for flag in answer.json()["flags"]]


def risks(world: World, elder: str, who: str = "guide") -> list[dict[str, Any]]:
    answer = world.as_(who).get("/v1/risks", params={"elder_id": elder})
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
