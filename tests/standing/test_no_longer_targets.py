"""Who is a target no longer owes nothing and is late on no day; what coverage counts as late stands behind the number."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from carevisit import clock
from conftest import DISTRICT, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, living, registration

DAY = timedelta(days=1)
WELL: dict[str, Any] = {  # of whom everything is known, and nothing holds
    "ability": {"grade": "intact"}, "disability_certificate": None, "categories_told": [], "tier_told": None,
    "household_registration": {"place": VILLAGE, "rural": True},
    "family": {"spouse": {"status": "deceased"}, "lives_with": "children", "carer": True, "labour_capacity": "partial",
               "children": [{"lives": {"place": VILLAGE}, "disability_grade": 0}], "others": []},
}  # fmt: skip


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A scene of its own, where the clock moves."""
    with living(template, CAREVISIT_SANDBOX_CLOCK="true") as one:
        yield one


def now(world: World) -> datetime:
    return datetime.fromisoformat(world.as_("guide").get("/v1/sandbox/clock").json()["now"])


def move(world: World, days: int) -> date:
    """Let some days pass; answers the day that it is."""
    to = now(world) + days * DAY
    answer = world.as_("guide").put("/v1/sandbox/clock", json={"now": to.isoformat()})
    assert answer.status_code == 200, answer.text
    return clock.day_of(to)


def certified(until: date) -> dict[str, Any]:
    """A key target by a certificate alone, until a day."""
    told = registration(**WELL)
    return told | {"disability_certificate": {"number": f"{told['id_number']}42", "valid_until": until.isoformat()}}


def register(world: World, told: dict[str, Any], who: str = "guide") -> str:
    answer = world.as_(who).post("/v1/elders", json=told)
    assert answer.status_code == 201, answer.text
    elder: str = answer.json()["id"]
    return elder


def tell(world: World, elder: str, what: str, **told: Any) -> None:
    answer = world.as_("guide").post(f"/v1/elders/{elder}/{what}", json=told)
    assert answer.status_code == 201, answer.text


def amend(world: World, elder: str, **changes: Any) -> None:
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    answer = world.as_("guide").patch(f"/v1/elders/{elder}", json=changes, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


def status(world: World, elder: str) -> dict[str, Any]:
    shown: dict[str, Any] = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    return shown


def every(world: World, who: str, path: str, **params: Any) -> list[dict[str, Any]]:
    found, cursor = [], {}
    while True:
        page = world.as_(who).get(path, params={"limit": 3, **params, **cursor})
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        if page.json()["next_cursor"] is None:
            return found
        cursor = {"cursor": page.json()["next_cursor"]}


def test_from_the_day_of_the_last_category_nothing_is_due_or_overdue_and_no_reason_is_given(world: World) -> None:
    today = clock.day_of(now(world))
    elder = register(world, certified(today + 400 * DAY))
    before = status(world, elder)
    assert (before["tier"], before["overdue"]) == ("key", True)
    amend(world, elder, disability_certificate=None)
    after = status(world, elder)
    assert (after["tier"], after["duty_tier"], after["window"]) == (None, None, None)
    assert (after["next_due_on"], after["overdue"], after["overdue_since"]) == (None, False, None)
    assert "overdue" not in {flag["code"] for flag in after["flags"]}
    assert elder not in {item["elder_id"] for item in every(world, "guide", "/v1/worklist")}
    for params in ({"overdue": True}, {"due_before": (today + 90 * DAY).isoformat()}, {"flag": "overdue"}):
        assert elder not in {item["id"] for item in every(world, "guide", "/v1/elders", **params)}
    month = (today.replace(day=1) + 40 * DAY).strftime("%Y-%m")
    for of in ("owed", "excluded", "overdue"):
        behind = every(world, "guide", "/v1/coverage/elders", status=of, month=month)
        assert elder not in {item["elder_id"] for item in behind}, of


def test_on_every_day_who_is_counted_as_overdue_is_listed_behind_the_number_and_by_their_status(world: World) -> None:
    today, began = clock.day_of(now(world)), clock.today()
    elders = [register(world, certified(today + days * DAY)) for days in (3, 11, 19, 33, 400)]
    regained = register(world, certified(today + 5 * DAY))
    amend(world, regained, ability={"grade": "mild"})  # general once the certificate has ended
    moved, resting, left, decided = (register(world, certified(today + 400 * DAY)) for _ in range(4))
    tag = world.as_("guide").get(f"/v1/elders/{moved}").headers["ETag"]
    world.as_("guide").post(
        f"/v1/elders/{moved}/transfer", json={"place": NEXT_VILLAGE, "on": today.isoformat()}, headers={"If-Match": tag}
    )
    rest = {"from": (today + 6 * DAY).isoformat(), "until": (today + 17 * DAY).isoformat(), "reason": "hospital"}
    tell(world, resting, "suspensions", **rest)
    agrees_late = register(world, {**certified(today + 400 * DAY), "consent": None, "confirmed_on": began.isoformat()})
    everybody = {*elders, regained, moved, resting, left, decided, agrees_late}
    counts = set()
    for turn in range(24):
        if turn == 8:
            tell(world, left, "exit", on=today.isoformat(), reason="moved_away")
            no = {"category": "severe_disability", "holds": False, "on": today.isoformat(), "reason": "复核"}
            tell(world, decided, "category-overrides", **no)
            tell(world, agrees_late, "consent", consent="given", on=today.isoformat())
        late = {elder for elder in everybody if status(world, elder)["overdue"]}
        for who, place in (("supervisor", DISTRICT), ("guide", TOWNSHIP), ("liaison", VILLAGE)):
            figures = world.as_(who).get("/v1/coverage", params={"place": place}).json()
            behind = [item["elder_id"] for item in every(world, who, "/v1/coverage/elders", status="overdue")]
            listed = {item["id"] for item in every(world, who, "/v1/elders", overdue=True)}
            flagged = {item["id"] for item in every(world, who, "/v1/elders", flag="overdue")}
            assert figures["totals"]["overdue"] == len(behind) == len(set(behind)), (today, who)
            assert sum(item["overdue"] for item in figures["items"]) == len(behind), (today, who)
            assert set(behind) == listed == flagged, (today, who)
            if who != "liaison":
                assert set(behind) & everybody == late, today
        counts.add(len(late))
        today = move(world, 3)
    assert len(counts) > 3  # they came and went
