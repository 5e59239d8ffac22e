"""Arithmetic on days: at the ends of months, on 29 February, across years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit.days import DAY, first_of_month, last_of_month, months_after, months_between, years_on

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-08-31", 6, "2027-02-28"), ("2027-08-31", 6, "2028-02-29"), ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-15", 1, "2027-01-15"), ("2026-01-31", -1, "2025-12-31"), ("2026-03-31", -1, "2026-02-28"),
    ],
)  # fmt: skip
def test_some_months_later_is_the_same_day_of_the_month_or_its_last(day: str, months: int, later: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(later)


@given(DAYS)
def test_a_month_ends_on_the_day_before_the_next_begins(day: date) -> None:
    assert first_of_month(day) <= day <= last_of_month(day)
    assert last_of_month(day) + DAY == months_after(first_of_month(day), 1)
    assert timedelta(days=28) <= last_of_month(day) + DAY - first_of_month(day) <= timedelta(days=31)


@given(DAYS, st.integers(-1200, 1200))
def test_the_months_between_two_days_lead_from_the_ones_month_to_the_others(day: date, months: int) -> None:
    assert months_between(day, months_after(day, months)) == months


def test_one_born_on_29_february_reaches_an_age_on_1_march_of_common_years() -> None:
    born = date(1940, 2, 29)
    assert (years_on(born, 80), years_on(born, 81)) == (date(2020, 2, 29), date(2021, 3, 1))
