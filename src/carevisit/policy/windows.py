"""The windows in which a visit is owed: calendar half months for key elders, calendar months for general ones.

Source: 涵民〔2023〕53号, part 4 (2). The notice says 半月 and leaves open whether it rolls; see docs/adr/0009.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from .codes import Tier

SHORTEST_STANDING_DAYS = 7
PROFILE = "hanjiang-2023"
LATE_AFTER_HOURS = 48
CORRECT_WITHIN_DAYS = 7  # for who made a record; the township and the district mend it at any time
OLDEST_VISIT_DAYS = 730
AGE_FLOOR = 60
ADVANCED_AGE = 80


@dataclass(frozen=True)
class Window:
    """A stretch of Shanghai days, both ends included."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def owed_from(self, standing_from: date | None) -> bool:
        """Whether an elder who stands from that day on owes it: on its last day, and on at least 7 of its days."""
        return standing_from is not None and standing_from <= self.end - timedelta(days=SHORTEST_STANDING_DAYS - 1)


def month_of(day: date) -> Window:
    """The calendar month of a day."""
    return Window(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def window_of(day: date, tier: str) -> Window:
    """The window of a day: its half month for key elders (1–15, 16–end), else its month."""
    month = month_of(day)
    if tier != Tier.KEY:
        return month
    middle = day.replace(day=15)
    return Window(month.start, middle) if day.day <= 15 else Window(middle + timedelta(days=1), month.end)


def before(window: Window, tier: str) -> Window:
    """The window before this one."""
    return window_of(window.start - timedelta(days=1), tier)


def after(window: Window, tier: str) -> Window:
    """The window after this one."""
    return window_of(window.end + timedelta(days=1), tier)


@dataclass(frozen=True)
class Duty:
    """What an elder is owed as of a day."""

    window: Window
    window_owed: bool
    window_made: bool
    month: Window
    month_owed: int
    month_made: int
    next_due_on: date | None
    overdue_since: date | None


def duty(on: date, tier: str, standing_from: date | None, in_home_days: list[date]) -> Duty:
    """What is owed as of a day by an elder who stands from a day on, visited at home on these days (in order).

    Overdue is from the day after a missed window until the next in-home visit, though the window stays missed.
    """
    window, month = window_of(on, tier), month_of(on)
    days = [day for day in in_home_days if standing_from is not None and standing_from <= day <= on]

    def made(one: Window) -> bool:
        return any(day in one for day in days)

    halves = [month] if tier != Tier.KEY else [window_of(month.start, tier), window_of(month.end, tier)]
    owed = [half for half in halves if half.owed_from(standing_from)]
    window_owed, window_made = window.owed_from(standing_from), made(window)
    following = window if window_owed and not window_made else after(window, tier)
    overdue_since, last, past = None, days[-1] if days else None, before(window, tier)
    while past.owed_from(standing_from) and (last is None or last < past.start):
        overdue_since = past.end + timedelta(days=1)
        past = before(past, tier)
    return Duty(
        window, window_owed, window_made, month, len(owed), sum(made(half) for half in owed),
        following.end if standing_from is not None else None, overdue_since,
    )  # fmt: skip
