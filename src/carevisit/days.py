"""Arithmetic on days: a month or some years later, the months of a span, an age. What day it is, only the clock says."""

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)


def first_of_month(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_after(day: date, months: int) -> date:
    """The same day of the month some months later, or that month's last: 08-31 → 02-28."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> int:
    """How many months the second day's month is after the first one's; below zero if it is before."""
    return (last.year - first.year) * 12 + last.month - first.month


def years_on(born_on: date, years: int) -> date:
    """The day on which a person reaches an age; one born on 29 February, on 1 March of common years."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def age_on(born_on: date, day: date) -> int:
    """Full years on a day; one born on 29 February turns older on 1 March of common years. Below zero before birth."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
