"""Correcting and voiding records, as people do it."""

from datetime import timedelta
from typing import Any

import httpx

from carevisit import clock
from carevisit.policy import profile_of
from conftest import DISTRICT, World, visit

Told = dict[str, Any]

CORRECT_WITHIN_DAYS = profile_of("hanjiang-2023").correct_within_days


def correction(hours_ago: float = 1, **changes: Any) -> Told:
    """The whole content anew, and why."""
    told = visit("", hours_ago, **changes)
    del told["elder_id"]
    return {"reason": "wrong_content", **told}


def mend(world: World, who: str, id: str, told: Told, version: int = 1, key: str | None = None) -> httpx.Response:
    """Send a correction, or a void (which says nothing but why)."""
    path = "corrections" if "mode" in told else "void"
    return world.as_(who).post(
        f"/v1/visits/{id}/{path}",
        json=told,
        headers={"If-Match": f'"v{version}"'} | ({"Idempotency-Key": key} if key else {}),
    )


def mended(world: World, who: str, id: str, told: Told, version: int = 1) -> Told:
    answer = mend(world, who, id, told, version)
    assert answer.status_code == 201, answer.text
    receipt: Told = answer.json()
    return receipt


def reopen(world: World, *days_ago: int, place: str = DISTRICT, until: int = 1) -> None:
    """The district opens the months of some days again."""
    today = clock.today()
    for month in {f"{today - timedelta(days=one):%Y-%m}" for one in days_ago}:
        told = {
            "place": place,
            "month": month,
            "until": (today + timedelta(days=until)).isoformat(),
            "reason": "recheck",
        }
        answer = world.as_("supervisor").post("/v1/month-locks", json=told)
        assert answer.status_code == 201, answer.text


VOID = {"reason": "not_made", "reason_note": "当日未上门"}


def transfer(world: World, elder: str, place: str, days_ago: int = 0) -> None:
    tag = world.as_("supervisor").get(f"/v1/elders/{elder}").headers["ETag"]
    on = (clock.today() - timedelta(days=days_ago)).isoformat()
    answer = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": place, "on": on}, headers={"If-Match": tag}
    )
    assert answer.status_code == 200, answer.text


def versions(world: World, id: str, who: str = "guide") -> list[Told]:
    answer = world.as_(who).get(f"/v1/visits/{id}/versions")
    assert answer.status_code == 200, answer.text
    items: list[Told] = answer.json()["items"]
    return items


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")
