"""The worked examples of the field, through the program itself: given what was told, what is owed, until when, and was it made."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from .test_agreement import judged
from .told import (
    SHANGHAI,
    ZAOZHUANG,
    Amended,
    Facts,
    Kin,
    Left,
    Path,
    Registered,
    Suspended,
    Told,
    Visited,
)

HOME: Path = ("35", "3503", "350303", "350303103", "350303103201")
XIAMEN: Path = ("35", "3502")
LONG_AGO = datetime(2026, 1, 2, 4, tzinfo=UTC)
PLAIN = Facts(
    born_on=date(1950, 5, 5), home=HOME, registered=HOME, rural_registration=True, rural_residence=True, spouse="deceased",
    lives_with="nobody", carer=False, labour="partial", kin=(), ability="intact", economic="other", poor=False,
    no_certificate=True,
)  # fmt: skip


def noon(text: str, year: int = 2026) -> datetime:
    return datetime.combine(date.fromisoformat(f"{year}-{text}"), time(12), SHANGHAI).astimezone(UTC)


def day(text: str, year: int = 2026) -> date:
    return date.fromisoformat(f"{year}-{text}")


def registered(facts: Facts, confirmed: date = date(2026, 1, 1), **more: Any) -> Registered:
    return Registered(
        happened_on=confirmed, confirmed_on=confirmed, place=HOME[-1], facts=facts, recorded_at=noon(f"{confirmed:%m-%d}"), **more
    )  # fmt: skip


def in_home(text: str, clock: time = time(10)) -> Visited:
    moment = datetime.combine(day(text), clock, SHANGHAI).astimezone(UTC)
    return Visited(id=text, moment=moment, recorded_at=moment + timedelta(minutes=5))


def status(events: list[Told], on: str, year: int = 2026) -> dict[str, Any]:
    found = judged(events, noon(on, year), noon("12-31", 2027))
    assert found is not None
    return found


def codes(found: dict[str, Any]) -> set[str]:
    return {held["code"].value for held in found["categories"]}


KEY = replace(PLAIN, ability="moderate", lives_with="children", kin=(Kin(where=HOME),))


def test_the_woman_born_on_4_november_1946_whose_son_works_in_xiamen() -> None:
    son = Kin(where=XIAMEN, since=date(2024, 2, 20), reason="work")
    lin = [registered(replace(PLAIN, born_on=date(1946, 11, 4), kin=(son,)), day("11-01")), in_home("11-03")]
    assert codes(status(lin, "11-03")) == {"living_alone", "empty_nest", "left_behind"}
    assert (status(lin, "11-03")["tier"], status(lin, "11-04")["tier"]) == ("general", "key")
    second = status(lin, "11-20")
    assert (second["window"]["owed"], second["window"]["made"], second["next_due_on"]) == (1, 0, day("11-30"))
    assert second["month"] == {"month": "2026-11", "windows_owed": 2, "windows_met": 1}
    assert (status(lin, "11-30")["overdue"], status(lin, "12-01")["overdue_since"]) == (False, day("12-01"))


@pytest.mark.parametrize(
    ("second_reason", "profile", "on", "expected"),
    [
        ("work", None, "06-09", set()),
        ("work", None, "06-10", {"empty_nest"}),
        ("work", None, "12-09", {"empty_nest"}),
        ("work", None, "12-10", {"empty_nest", "left_behind"}),
        ("study", None, "12-31", {"empty_nest"}),
        ("study", ZAOZHUANG, "12-09", set()),
        ("study", ZAOZHUANG, "12-10", {"left_behind"}),
    ],
)
def test_two_children_leave_on_20_may_and_10_june(
    second_reason: str, profile: str | None, on: str, expected: set[str]
) -> None:
    kin = (
        Kin(where=XIAMEN, since=day("05-20"), reason="work"),
        Kin(where=XIAMEN, since=day("06-10"), reason=second_reason),
    )
    told = registered(
        replace(PLAIN, spouse="living", lives_with="spouse", kin=kin), **({"profile": profile} if profile else {})
    )
    assert codes(status([told], on)) == expected


def test_dementia_found_on_24_november_makes_mild_moderate_and_the_second_half_key() -> None:
    mild = replace(PLAIN, lives_with="children", kin=(Kin(where=HOME),), ability="mild")
    told: list[Told] = [
        registered(mild),
        Amended(happened_on=day("11-24"), recorded_at=noon("11-24"), facts=replace(mild, ability="moderate")),
    ]
    assert (status(told, "11-23")["tier"], status(told, "11-24")["tier"]) == ("general", "key")
    found = status([*told, in_home("11-02")], "11-24")
    assert (found["window"]["from"], found["next_due_on"]) == (day("11-16"), day("11-30"))


@pytest.mark.parametrize(
    ("kin", "expected"),
    [
        ((Kin(alive=False),), True),
        ((Kin(disability_grade=3, where=XIAMEN),), True),
        ((Kin(disability_grade=4, where=XIAMEN),), False),
        ((Kin(alive=False), Kin(adopted=True, where=XIAMEN)), False),
    ],
)
def test_the_only_child(kin: tuple[Kin, ...], expected: bool) -> None:
    assert ("special_family" in codes(status([registered(replace(PLAIN, kin=kin))], "11-01"))) is expected


@pytest.mark.parametrize(("until", "due"), [("12-08", "12-15"), ("12-09", "12-31")])
def test_a_key_elder_in_hospital_from_1_december(until: str, due: str) -> None:
    stay = Suspended(
        id="stay", happened_on=day("12-01"), from_on=day("12-01"), until=day(until), recorded_at=noon("12-01")
    )
    found = status([registered(KEY), in_home("11-20"), stay], "12-10")
    assert (found["next_due_on"], found["month"]["windows_owed"]) == (day(due), 2 if due == "12-15" else 1)


@pytest.mark.parametrize(("confirmed", "owed"), [("11-24", 1), ("11-25", 0)])
def test_who_is_confirmed_with_seven_days_left_owes_the_half_and_with_six_does_not(confirmed: str, owed: int) -> None:
    assert status([registered(KEY, day(confirmed))], "11-30")["month"]["windows_owed"] == owed


def test_80_on_the_24th_owes_the_second_half_and_on_the_25th_november_stays_a_general_month() -> None:
    for born, tier, window in ((24, "key", day("11-16")), (25, "general", day("11-01"))):
        found = status([registered(replace(PLAIN, born_on=date(1946, 11, born)))], "11-26")
        assert (found["tier"], found["duty_tier"], found["window"]["from"]) == ("key", tier, window)
        assert found["month"]["windows_owed"] == 1


@pytest.mark.parametrize(("died", "owed", "missed"), [("11-10", 0, None), ("11-20", 1, None)])
def test_who_dies_owes_nothing_more_and_what_was_missed_stays_missed(died: str, owed: int, missed: None) -> None:
    told: list[Told] = [registered(KEY), in_home("10-20"), Left(happened_on=day(died), recorded_at=noon(died))]
    found = status(told, "11-30")
    assert (found["state"], found["month"]["windows_owed"], found["month"]["windows_met"]) == ("left", owed, 0)
    assert (found["overdue_since"], found["next_due_on"]) == (missed, None)


@pytest.mark.parametrize(
    ("visited_at", "made"), [(time(0, 30), 1), (time(23, 59), 1)], ids=["yesterday in UTC", "a minute before midnight"]
)
def test_a_visit_counts_on_its_shanghai_day(visited_at: time, made: int) -> None:
    found = status([registered(KEY), in_home("11-16", visited_at)], "11-20")
    assert found["window"]["made"] == made
    assert found["last_in_home_on"] == day("11-16")


@pytest.mark.parametrize(("year", "end"), [(2027, 28), (2028, 29)])
def test_the_second_half_of_february_ends_with_the_month(year: int, end: int) -> None:
    found = status([registered(KEY)], "02-20", year)
    assert (found["window"]["from"], found["window"]["to"]) == (date(year, 2, 16), date(year, 2, end))
