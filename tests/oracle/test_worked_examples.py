"""The worked examples of the field, through the program itself: what is owed, until when, and whether it was made."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from carevisit.standing.months import owing_rows

from .test_agreement import folded, judged
from .told import (
    SHANGHAI,
    ZAOZHUANG,
    Amended,
    Carer,
    Confirmed,
    ConsentTold,
    Facts,
    Kin,
    Left,
    NotEligible,
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


NO_KIN = replace(PLAIN, labour="lost")


@pytest.mark.parametrize(
    ("changes", "tier"),
    [
        ({}, "key"),
        ({"kin": (Kin(kin="other", where=HOME),)}, "key"),  # a sister in the village
        ({"kin": (Kin(kin="other", where=XIAMEN),)}, "key"),  # a nephew elsewhere
        ({"kin": (Kin(kin="other", alive=False),)}, "key"),  # a husband who is dead
        ({"kin": (Kin(kin="other"),)}, "key"),  # a supporter without a place
        ({"kin": (Kin(kin="other", where=HOME),), "carers": (Carer(),)}, None),
        ({"kin": (Kin(kin="other", where=HOME),), "carers": (Carer(alive=False),)}, "key"),
        ({"kin": (Kin(kin="other", where=XIAMEN),), "carer": True}, "general"),  # 独居
    ],
)
def test_without_kin_looks_at_spouse_children_a_carer_and_the_capacity_to_work(
    changes: dict[str, Any], tier: str | None
) -> None:
    found = status([registered(replace(NO_KIN, **changes))], "11-20")
    assert (found["tier"], "no_kin" in codes(found)) == (tier, tier == "key")
    assert tier != "key" or "living_alone" in codes(found)


@pytest.mark.parametrize(
    ("state", "consent", "confirmed", "said_on", "stands"),
    [
        ("declined", "declined", "10-01", "11-10", "11-10"),
        ("candidate", "not_asked", "10-01", "11-10", "11-10"),
        ("candidate", "not_asked", "11-05", "10-20", "11-05"),
        ("declined", "declined", None, "11-10", None),
        ("candidate", "not_asked", None, "11-10", None),
    ],
)
def test_who_agrees_later_stands_from_the_later_of_confirmation_and_agreement(
    state: str, consent: str, confirmed: str | None, said_on: str, stands: str | None
) -> None:
    file = Registered(
        happened_on=day("10-01"), confirmed_on=confirmed and day(confirmed), place=HOME[-1], facts=KEY, state=state,
        consent=consent, recorded_at=noon("10-01"),
    )  # fmt: skip
    told: list[Told] = [file, ConsentTold(happened_on=day(said_on), consent="given", recorded_at=noon("11-20"))]
    if stands is None:
        assert status(told, "11-30")["state"] == "candidate"
        return
    first = date.fromisoformat(f"2026-{stands}")
    before = f"{first - timedelta(days=1):%m-%d}"
    assert (status(told, before)["state"] == "active", status(told, stands)["state"]) == (False, "active")


def test_before_an_80th_birthday_later_this_month_the_window_and_the_duty_are_still_the_old_ones() -> None:
    told = registered(replace(PLAIN, born_on=date(1946, 11, 20)))
    for on, duty, window in (
        ("11-05", "general", ("11-01", "11-30")), ("11-17", "general", ("11-01", "11-30")), ("11-20", "key", ("11-16", "11-30")),
        ("12-01", "key", ("12-01", "12-15")),
    ):  # fmt: skip
        found = status([told, in_home("11-02")] if on != "11-05" else [told], on)
        assert (found["duty_tier"], found["window"]["from"], found["window"]["to"]) == (duty, *map(day, window)), on
        assert found["next_due_on"] == day("11-30" if on < "12" else "12-15")


def test_who_holds_no_category_any_more_owes_nothing_from_that_day() -> None:
    certified = replace(PLAIN, lives_with="children", kin=(Kin(where=HOME, disability_grade=0),), no_certificate=False,
                        certificate_grade=2, certificate_until=day("11-20"))  # fmt: skip
    told = [registered(certified)]
    last, after = status(told, "11-20"), status(told, "11-21")
    assert (last["overdue"], last["next_due_on"], last["month"]["windows_owed"]) == (True, None, 1)
    assert (after["tier"], after["duty_tier"], after["window"]) == (None, None, None)
    assert (after["overdue"], after["next_due_on"], after["month"]) == (
        False, None, {"month": "2026-11", "windows_owed": 1, "windows_met": 0},
    )  # fmt: skip
    general = [
        *told,
        Amended(happened_on=day("11-24"), recorded_at=noon("11-24"), facts=replace(certified, ability="mild")),
    ]
    back = status(general, "11-24")
    assert (back["tier"], back["overdue"], back["next_due_on"]) == ("general", True, day("11-30"))


@pytest.mark.parametrize("befell", ["turned away", "declined", "suspended", "left"])
def test_a_candidate_is_in_no_figure_whatever_befalls_them_before_the_confirmation(befell: str) -> None:
    file = Registered(
        happened_on=day("11-02"),
        place=HOME[-1],
        facts=KEY,
        state="candidate",
        consent="given",
        recorded_at=noon("11-02"),
    )
    what: Told = {
        "turned away": NotEligible(happened_on=day("11-12"), recorded_at=noon("11-12")),
        "declined": ConsentTold(happened_on=day("11-12"), consent="declined", recorded_at=noon("11-12")),
        "suspended": Suspended(id="s", happened_on=day("11-05"), from_on=day("11-05"), recorded_at=noon("11-05")),
        "left": Left(happened_on=day("11-12"), recorded_at=noon("11-12")),
    }[befell]
    standing = folded([file, what], noon("12-31"), noon("12-31"))
    assert standing is not None
    assert owing_rows(standing.course, []) == []
    if befell in ("declined", "suspended"):
        confirmed = Confirmed(happened_on=day("12-05"), recorded_at=noon("12-05"))
        standing = folded([file, what, confirmed], noon("12-31"), noon("12-31"))
        assert standing is not None
        assert {row["from_month"] for row in owing_rows(standing.course, [])} == {day("12-01")}
