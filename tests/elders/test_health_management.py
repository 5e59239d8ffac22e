"""Health management from 65 on: recorded, shown, dated by itself, and flagged from the day on which a check is due."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from carevisit import clock
from carevisit.days import months_after
from carevisit.policy import Circumstances, check_due_on, profile_of
from conftest import World, id_number
from elders.test_dating import amend, amended, day, refused
from elders.test_whole_file import latest

HANJIANG = profile_of("hanjiang-2023")
TODAY = clock.today()
SEEN_TO: dict[str, Any] = {"managed": True, "doctor": "郑医生", "signed_on": day(-100), "checked_on": day(-30)}
_turns = iter(range(2, 998, 2))


def register(world: World, born: date = date(1950, 5, 5), **told: Any) -> str:
    return world.register(filed_on=day(-200), categories_told=[], id_number=id_number(born, next(_turns)), **told)


def flagged(world: World, elder: str, days: int = 0) -> bool:
    noon = clock.start_of(TODAY + timedelta(days=days)) + timedelta(hours=12)
    at = clock.now() if days == 0 else noon
    status = world.as_("guide").get(f"/v1/elders/{elder}/status", params={"at": at.isoformat()}).json()
    return "health_check_due" in {flag["code"] for flag in status["flags"]}


def told_on(world: World, elder: str) -> list[date]:
    """The days of the amendments that say something of health management, newest entry first."""
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    told = [item for item in items if item["data"].get("changed") == ["health_management"]]
    return [clock.day_of(datetime.fromisoformat(item["happened_at"])) for item in told]


def read(world: World, elder: str, who: str = "guide") -> dict[str, Any]:
    told: dict[str, Any] = world.as_(who).get(f"/v1/elders/{elder}").json()["health_management"]
    return told


def test_what_is_told_at_the_registration_is_read_and_the_doctor_is_sealed_apart(world: World) -> None:
    elder = register(world, health_management=SEEN_TO)
    shown = read(world, elder)
    assert shown == SEEN_TO | {"id": shown["id"]}
    assert read(world, elder, "liaison") == shown
    assert read(world, elder, "agency") is None
    fact = latest(world, elder)
    assert fact.file is not None
    assert "doctor" not in fact.file["health_management"]
    assert [one.told for one in fact.people.values() if one.part == "family_doctor"] == [{"doctor": "郑医生"}]


def test_an_amendment_tells_of_a_check_as_of_its_own_day_and_keeps_the_doctor(world: World) -> None:
    elder = register(world, health_management=SEEN_TO | {"checked_on": None})
    before = read(world, elder)
    amended(world, elder, {"phone": "13800000041"})
    amended(world, elder, {"health_management": {"checked_on": day(-10)}})
    assert read(world, elder) == before | {"checked_on": day(-10)}
    assert [flagged(world, elder, days) for days in (-11, -10, 0)] == [True, False, False]
    amended(world, elder, {"health_management": {"doctor": "林医生"}})
    assert read(world, elder)["doctor"] == "林医生"
    signing = {"health_management": {"signed_on": day(-5)}}
    amended(world, elder, signing)
    assert told_on(world, elder) == [TODAY - timedelta(days=days) for days in (5, 10, 10)]
    early = {"health_management": {"signed_on": day(-300), "checked_on": day(-200)}}
    assert refused(amend(world, elder, early)) == ("/health_management/checked_on", "before_last_change")


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ({}, None),
        ({"managed": True, "checked_on": date(2026, 1, 31)}, date(2027, 1, 31)),
        ({"managed": True}, date(2015, 5, 5)),  # none was ever recorded
        ({"managed": False}, date(2015, 5, 5)),
        ({"managed": True, "born_on": date(1962, 2, 28), "checked_on": date(2025, 1, 5)}, date(2027, 2, 28)),
        ({"managed": True, "born_on": None}, None),
    ],
)
def test_a_check_is_due_a_year_after_the_last_and_not_before_the_elder_is_65(
    told: dict[str, Any], due: date | None
) -> None:
    assert check_due_on(HANJIANG, Circumstances(**({"born_on": date(1950, 5, 5)} | told))) == due


def test_the_interval_and_the_age_are_the_profiles() -> None:
    rules = HANJIANG.model_copy(
        update={"health_checks": HANJIANG.health_checks.model_copy(update={"from_age": 60, "every_months": 6})}
    )
    told = Circumstances(born_on=date(1962, 2, 28), managed=True, checked_on=date(2026, 8, 31))
    assert check_due_on(rules, told) == date(2027, 2, 28)
    assert check_due_on(rules, told.model_copy(update={"checked_on": None})) == date(2022, 2, 28)


def test_the_elder_is_flagged_from_the_day_on_though_nobody_called(world: World) -> None:
    checked_on = months_after(TODAY, -12)
    elders = {
        days: register(world, health_management={"managed": True, "checked_on": (checked_on + timedelta(days=days)).isoformat()})
        for days in (0, 1)
    }  # fmt: skip
    assert [flagged(world, elders[0], days) for days in (-1, 0)] == [False, True]
    assert flagged(world, elders[1]) is False
    client = world.as_("guide")
    listed = {
        line["id"]: line["flags"]
        for line in client.get("/v1/elders", params={"flag": "health_check_due"}).json()["items"]
    }
    assert "health_check_due" in listed[elders[0]]
    assert elders[1] not in listed
    status = client.get(f"/v1/elders/{elders[0]}/status").json()
    assert status["health_check_due_on"] == months_after(checked_on, 12).isoformat()
    (flag,) = [flag for flag in status["flags"] if flag["code"] == "health_check_due"]
    since = datetime.fromisoformat(flag["since"])
    assert clock.day_of(since) == months_after(checked_on, 12)


def test_who_is_not_65_yet_is_not_flagged_and_a_file_that_says_nothing_neither(world: World) -> None:
    young = register(world, born=TODAY.replace(year=TODAY.year - 62, day=1), health_management={"managed": True})
    silent = register(world)
    assert (flagged(world, young), flagged(world, silent)) == (False, False)
    assert read(world, silent) is None


def test_a_check_before_the_elder_was_born_is_refused(world: World) -> None:
    elder = register(world)
    told = {"health_management": {"managed": True, "checked_on": "1949-01-01"}}
    assert refused(amend(world, elder, told)) == ("/health_management/checked_on", "too_early")


def test_an_agency_is_not_shown_when_a_check_is_due_for_that_may_be_a_birthday(world: World) -> None:
    elder = register(world, health_management={"managed": True})
    listed = {"flag": "health_check_due", "limit": 500}
    for who, seen in (("guide", True), ("agency", False), ("app", False)):
        status = world.as_(who).get(f"/v1/elders/{elder}/status").json()
        assert (status["health_check_due_on"] is not None) is seen
        assert ("health_check_due" in {flag["code"] for flag in status["flags"]}) is seen
        lines = world.as_(who).get("/v1/elders", params={"limit": 500}).json()["items"]
        assert ("health_check_due" in next(line["flags"] for line in lines if line["id"] == elder)) is seen
        found = world.as_(who).get("/v1/elders", params=listed).json()["items"]
        assert (elder in {line["id"] for line in found}) is seen
