"""Which profile holds where, and what must still be written to an elder's file: values in, values out."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit.errors import Invalid
from carevisit.notices import Adopted, ProfileStart, differences, in_force
from carevisit.notices.rules import check_adoption, check_period
from carevisit.policy import DEFAULT_PROFILE

DAY = timedelta(days=1)
DISTRICT, TOWNSHIP = 1, 7
START = date(2026, 1, 1)
MOMENT = datetime(2025, 12, 1, tzinfo=UTC)


def adopted(depth: int, profile: str, month: int, told: int = 0) -> Adopted:
    return Adopted(depth, profile, date(2026, month, 1), MOMENT + told * DAY)


def test_without_any_adoption_the_default_holds() -> None:
    assert in_force([], START) == DEFAULT_PROFILE


def test_the_nearest_place_wins_and_of_its_adoptions_the_latest() -> None:
    all_of_them = [
        adopted(DISTRICT, "a", 2), adopted(TOWNSHIP, "b", 3), adopted(DISTRICT, "c", 4), adopted(TOWNSHIP, "d", 5),
    ]  # fmt: skip
    held = [in_force(all_of_them, date(2026, month, 1)) for month in (1, 2, 3, 4, 5, 6)]
    assert held == [DEFAULT_PROFILE, "a", "b", "b", "d", "d"]


def test_of_two_for_one_month_the_one_told_last_holds() -> None:
    assert in_force([adopted(DISTRICT, "b", 2, told=2), adopted(DISTRICT, "a", 2)], date(2026, 2, 1)) == "b"


def test_a_nearer_adoption_told_later_is_made_good_in_files_that_were_told_of_the_farther_one() -> None:
    farther, nearer = adopted(DISTRICT, "a", 2), adopted(TOWNSHIP, "b", 1, told=5)
    before = differences([farther], [], date(2025, 12, 1))
    assert before == [(date(2026, 2, 1), "a")]
    after = differences([farther, nearer], before, date(2025, 12, 6))
    assert after == [(date(2026, 1, 1), "b"), (date(2026, 2, 1), "b")]


def test_who_comes_to_a_place_without_adoptions_gets_the_default_back() -> None:
    assert differences([], [(START, "a"), (START + 40 * DAY, "b")], START + 9 * DAY) == [
        (START + 9 * DAY, DEFAULT_PROFILE),
        (START + 40 * DAY, DEFAULT_PROFILE),
    ]


_days = st.integers(0, 400).map(lambda n: START + n * DAY)
_profiles = st.sampled_from(["a", "b", DEFAULT_PROFILE])
_adopted = st.builds(
    Adopted, st.integers(1, 3), _profiles, _days, st.integers(0, 50).map(lambda n: MOMENT + timedelta(hours=n))
)


def held(told: list[ProfileStart], day: date) -> str:
    before = [profile for from_on, profile in sorted(told, key=lambda one: one[0]) if from_on <= day]
    return before[-1] if before else DEFAULT_PROFILE


@given(
    st.lists(_adopted, max_size=5, unique_by=lambda a: (a.depth, a.from_on)),
    st.lists(st.tuples(_days, _profiles), max_size=5),
    _days,
)
def test_once_told_the_rules_of_the_place_hold_on_every_day_and_nothing_more_is_to_be_told(
    places: list[Adopted], before: list[ProfileStart], since: date
) -> None:
    found = differences(places, before, since)
    after = [*before, *found]
    assert differences(places, after, since) == []
    for day in {since, *(d for d, _ in after), *(a.from_on for a in places), START + 500 * DAY}:
        assert held(after, day) == (in_force(places, day) if day >= since else held(before, day))
    assert all(from_on >= since for from_on, _ in found)


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(0, 0, None), (-7, 52, None), (-8, 0, "too_old"), (0, 60, "too_long"), (0, 59, None), (1, 0, "before_from")],
)
def test_a_period_is_of_this_time(first: int, last: int, code: str | None) -> None:
    assert refusal(check_period, TODAY + first * DAY, TODAY + last * DAY, TODAY) == code


@pytest.mark.parametrize(
    ("on", "today", "code"),
    [
        (date(2026, 12, 1), TODAY, None), (date(2026, 12, 2), TODAY, "not_the_first"),
        (date(2026, 12, 1), date(2026, 11, 29), None), (date(2026, 12, 1), date(2026, 11, 30), "too_soon"),
        (date(2026, 11, 1), TODAY, "too_soon"),
    ],
)  # fmt: skip
def test_a_profile_begins_with_a_month_and_in_time(on: date, today: date, code: str | None) -> None:
    for anybody in (True, False):
        assert refusal(partial(check_adoption, anybody=anybody), on, today) == code


@pytest.mark.parametrize(
    ("on", "today", "anybody", "earliest"),
    [
        (TODAY, TODAY, True, "2026-12-01"), (TODAY, TODAY, False, None), (TODAY + DAY, TODAY, False, "2026-12-01"),
        (TODAY - DAY, TODAY, False, "2026-12-01"), (date(2026, 12, 1), date(2026, 12, 1), True, "2027-01-01"),
        (date(2026, 12, 1), date(2026, 12, 1), False, None), (date(2026, 12, 1), date(2026, 11, 30), False, "2027-01-01"),
    ],
)  # fmt: skip
def test_a_profile_begins_today_only_where_nobody_is_on_file_and_a_refusal_says_from_when(
    on: date, today: date, anybody: bool, earliest: str | None
) -> None:
    try:
        check_adoption(on, today, anybody=anybody)
        said = None
    except Invalid as refused:
        (error,) = refused.errors
        said = next(day for day in re.findall(r"\d{4}-\d\d-\d\d", error.en))
        assert said in error.zh
    assert said == earliest


def refusal(check: Any, *told: Any) -> str | None:
    try:
        check(*told)
    except Invalid as refused:
        return refused.errors[0].code
    return None
