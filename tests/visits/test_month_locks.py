"""Locked months over HTTP: who may still mend a record, and who opens a month again, up to when."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from carevisit import clock
from carevisit.errors import Invalid
from carevisit.notices.rules import check_reopening
from carevisit.notices.sheets import ReopeningSheet
from conftest import DISTRICT, NEXT_VILLAGE, OTHER_DISTRICT, TOWNSHIP, VILLAGE, World
from visits.mending import VOID, code, correction, mend, mended, reopen, versions

TODAY = clock.today()
_AGO = iter(range(45, 700, 70))


@pytest.fixture
def days() -> int:
    """So many days ago lies a locked month that no other test has opened."""
    return next(_AGO)


def known_long(world: World) -> str:
    return world.register(filed_on=(TODAY - timedelta(days=720)).isoformat())


def late(world: World, days: int) -> str:
    """A record of a locked month: it comes late, and is accepted all the same."""
    receipt = world.hand_in("agency", known_long(world), 24 * days)
    assert receipt["late"] is True
    id: str = receipt["id"]
    return id


def month_of(days: int) -> str:
    return f"{TODAY - timedelta(days=days):%Y-%m}"


def reopening(days: int, **told: Any) -> dict[str, Any]:
    return {"place": VILLAGE, "month": month_of(days), "until": TODAY.isoformat(), "reason": "papers_checked"} | told


@pytest.mark.parametrize("who", ["agency", "guide"])
def test_below_the_district_nobody_mends_a_record_of_a_locked_month(world: World, days: int, who: str) -> None:
    id = late(world, days)
    for told in (correction(24 * days), correction(1), VOID):
        answer = mend(world, who, id, told)
        assert code(answer) == (409, "month_locked")
        assert answer.json()["month"] == month_of(days)
        assert answer.json()["locked_from"].endswith("-10")
    assert len(versions(world, id)) == 1
    assert mended(world, "supervisor", id, correction(24 * days))["version"] == 2
    assert mended(world, "supervisor", id, VOID, 2)["version"] == 3


def test_no_record_is_moved_into_a_locked_month(world: World, days: int) -> None:
    id = world.hand_in("agency", known_long(world))["id"]
    assert code(mend(world, "agency", id, correction(24 * days))) == (409, "month_locked")
    assert mended(world, "agency", id, correction(2))["version"] == 2
    assert mended(world, "supervisor", id, correction(24 * days), 2)["version"] == 3
    assert code(mend(world, "guide", id, correction(2), 3)) == (409, "month_locked")


def test_what_was_mended_while_the_month_was_open_is_answered_again(world: World, days: int) -> None:
    id, key = late(world, days), uuid4().hex
    reopen(world, days, until=0)
    first = mend(world, "agency", id, VOID, key=key)
    assert first.status_code == 201
    again = mend(world, "agency", id, VOID, key=key)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")


@pytest.mark.parametrize(
    ("place", "opened"), [(DISTRICT, True), (TOWNSHIP, True), (VILLAGE, True), (NEXT_VILLAGE, False)]
)
def test_the_district_opens_a_month_for_a_place_and_all_below_it(
    world: World, days: int, place: str, opened: bool
) -> None:
    id, other = late(world, days), month_of(days + 31)
    assert world.as_("supervisor").post("/v1/month-locks", json=reopening(days, month=other)).status_code == 201
    assert code(mend(world, "agency", id, VOID)) == (409, "month_locked")  # another month
    answer = world.as_("supervisor").post("/v1/month-locks", json=reopening(days, place=place))
    assert answer.status_code == 201, answer.text
    assert mend(world, "agency", id, correction(24 * days)).status_code == (201 if opened else 409)


def test_what_was_opened_is_listed_above_and_below_and_nowhere_else(world: World, days: int) -> None:
    for place in (VILLAGE, TOWNSHIP, NEXT_VILLAGE):
        told = reopening(days, place=place, reason="other", note="纸质表更正")
        assert world.as_("supervisor").post("/v1/month-locks", json=told).status_code == 201

    def listed(who: str, **params: str) -> set[str]:
        answer = world.as_(who).get("/v1/month-locks", params={"month": month_of(days)} | params)
        assert answer.status_code == 200, answer.text
        return {item["place"] for item in answer.json()["items"]}

    assert listed("supervisor") == listed("guide") == {VILLAGE, TOWNSHIP, NEXT_VILLAGE}
    assert listed("liaison") == listed("agency") == listed("guide", place=VILLAGE) == {VILLAGE, TOWNSHIP}
    assert listed("next_agency") == {NEXT_VILLAGE, TOWNSHIP}
    assert listed("far_guide") == listed("far_supervisor") == set()
    assert listed("supervisor", month="2000-01") == set()
    only = {"month": month_of(days)}
    items = {item["place"]: item for item in world.as_("liaison").get("/v1/month-locks", params=only).json()["items"]}
    shown = {name: items[VILLAGE][name] for name in ("month", "until", "open", "reason", "note")}
    assert shown == {
        "month": month_of(days), "until": TODAY.isoformat(), "open": True, "reason": "other", "note": "纸质表更正",
    }  # fmt: skip
    assert items[TOWNSHIP]["note"] is None  # the township's own words


def test_only_the_district_opens_a_month_and_only_in_its_places(world: World, days: int) -> None:
    for who in ("guide", "liaison", "agency", "platform", "city"):
        assert code(world.as_(who).post("/v1/month-locks", json=reopening(days))) == (403, "forbidden")
    for place in (OTHER_DISTRICT, "350303999999"):
        assert code(world.as_("supervisor").post("/v1/month-locks", json=reopening(days, place=place))) == (
            404,
            "place_not_found",
        )
    key = {"Idempotency-Key": uuid4().hex}
    first, again = (
        world.as_("supervisor").post("/v1/month-locks", json=reopening(days), headers=key) for _ in range(2)
    )
    assert (again.status_code, again.json()) == (201, first.json())


def test_where_the_profile_locks_no_month_there_is_nothing_to_open(world: World) -> None:
    adopted = world.as_("far_supervisor").post(
        f"/v1/places/{OTHER_DISTRICT}/profile", json={"profile": "zaozhuang-2018", "from_on": TODAY.isoformat()}
    )
    assert adopted.status_code == 201, adopted.text
    told = reopening(0, place=OTHER_DISTRICT)
    answer = world.as_("far_supervisor").post("/v1/month-locks", json=told)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "never_locked")


@pytest.mark.parametrize(
    ("told", "pointer", "wrong"),
    [
        ({"month": f"{TODAY + timedelta(days=32):%Y-%m}"}, "/month", "in_the_future"),
        ({"until": TODAY - timedelta(days=1)}, "/until", "in_the_past"),
        ({"until": TODAY + timedelta(days=32)}, "/until", "too_long"), ({"reason": "other"}, "/note", "missing"),
    ],
)  # fmt: skip
def test_a_reopening_that_cannot_be_is_refused(told: dict[str, Any], pointer: str, wrong: str) -> None:
    whole = reopening(0, **{name: str(value) for name, value in told.items()})
    with pytest.raises(Invalid) as refused:
        check_reopening(ReopeningSheet.model_validate(whole), TODAY, 10)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [(pointer, wrong)]


def test_a_month_may_be_opened_for_31_days_and_before_it_is_locked() -> None:
    for told in (reopening(0, until=str(TODAY + timedelta(days=31))), reopening(0)):
        check_reopening(ReopeningSheet.model_validate(told), TODAY, 10)
    check_reopening(ReopeningSheet.model_validate(reopening(0, reason="other", note="说明")), TODAY, 10)
