"""The lock of a month, by the Shanghai month of the visit: until which day its records may be mended below the district."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit.clock import day_of
from carevisit.policy import is_locked, locked_from, profile_of

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
HANJIANG, ZAOZHUANG = profile_of("hanjiang-2023").month_lock_day, profile_of("zaozhuang-2018").month_lock_day


@st.composite
def near_the_boundary(draw: st.DrawFn) -> tuple[date, date]:
    """A day of a visit, and a day within a few of when its month is locked."""
    visited_on = draw(DAYS)
    year, month = divmod(visited_on.year * 12 + visited_on.month, 12)
    return visited_on, date(year, month + 1, 10) + timedelta(days=draw(st.integers(-12, 12)))


@given(near_the_boundary())
def test_a_month_is_locked_from_the_tenth_of_the_next_one_on(days: tuple[date, date]) -> None:
    visited_on, today = days
    months = (today.year - visited_on.year) * 12 + today.month - visited_on.month
    assert is_locked(visited_on, today, 10) == (months > 1 or (months == 1 and today.day >= 10))


@given(DAYS, DAYS, st.integers(1, 28))
def test_what_is_locked_stays_locked_and_all_days_of_a_month_are_locked_together(
    visited_on: date, today: date, lock_day: int
) -> None:
    locked, from_on = is_locked(visited_on, today, lock_day), locked_from(visited_on, lock_day)
    assert from_on is not None
    assert locked == (today >= from_on)
    assert from_on.day == lock_day
    assert from_on > visited_on
    assert is_locked(visited_on.replace(day=1), today, lock_day) == locked
    assert is_locked(visited_on, today + timedelta(days=1), lock_day) >= locked


@given(near_the_boundary(), st.integers(-20, 20))
def test_a_month_that_was_opened_again_is_open_up_to_that_day_and_no_longer(
    days: tuple[date, date], ahead: int
) -> None:
    visited_on, today = days
    until = today + timedelta(days=ahead)
    assert is_locked(visited_on, today, 10, until) == (is_locked(visited_on, today, 10) and ahead < 0)


@given(DAYS, DAYS)
def test_where_the_profile_has_no_day_no_month_is_ever_locked(visited_on: date, today: date) -> None:
    assert (locked_from(visited_on, None), is_locked(visited_on, today, None)) == (None, False)


def test_hanjiang_locks_from_the_tenth_and_zaozhuang_never() -> None:
    assert (HANJIANG, ZAOZHUANG) == (10, None)
    assert is_locked(date(2026, 10, 31), date(2026, 11, 10), HANJIANG)
    assert not is_locked(date(2026, 10, 31), date(2026, 11, 9), HANJIANG)
    assert not is_locked(date(2026, 10, 31), date(2028, 11, 9), ZAOZHUANG)


@pytest.mark.parametrize(
    ("moment", "locked"), [(datetime(2026, 10, 31, 15, 59, tzinfo=UTC), True), (datetime(2026, 10, 31, 16, tzinfo=UTC), False)]
)  # fmt: skip
def test_the_month_is_that_of_the_day_in_shanghai(moment: datetime, locked: bool) -> None:
    assert is_locked(day_of(moment), date(2026, 11, 10), HANJIANG) is locked


def test_the_month_after_december_is_january() -> None:
    assert locked_from(date(2026, 12, 31), 10) == date(2027, 1, 10)
