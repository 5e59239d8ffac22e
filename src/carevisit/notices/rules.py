"""What is allowed and what follows, for what places say. No database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..days import DAY, last_of_month
from ..errors import wrong
from ..policy import DEFAULT_PROFILE

LONGEST_DAYS = 60
OLDEST_DAYS = 7
STANDING_DAYS = 7
"""A special period is owed by an elder who is active on so many of its days (or on all, if it is shorter), and on its last. It is
the same in every place that the period covers, whatever `standing_days` the profile there has for its windows."""
Told = tuple[date, str]
"""From a day on, a profile holds."""


@dataclass(frozen=True)
class Adopted:
    """A profile as a place adopted it; the deeper in the tree, the nearer to those who live below."""

    depth: int
    profile: str
    from_on: date
    adopted_at: datetime


def check_period(from_on: date, until_on: date, today: date) -> None:
    """A period ends after it begins, is no longer than 60 days, and begins today or later, or a week ago at the most: a
    typhoon is written up after it has passed. Raises Invalid."""
    if until_on < from_on:
        raise wrong("/to", "before_from", "The last day lies before the first.", "结束日期早于开始日期。")
    if (until_on - from_on).days >= LONGEST_DAYS:
        raise wrong("/to", "too_long", "A special period lasts 60 days at the most.", "特殊时段最长 60 天。")
    if from_on < today - OLDEST_DAYS * DAY:
        raise wrong("/from", "too_old", "It may begin 7 days ago at the earliest.", "开始日期最早为 7 天前。")


def check_times(times: int, from_on: date, until_on: date) -> None:
    """A period asks for a visit a day at the most, for one a day counts. Raises Invalid."""
    if times > (until_on - from_on).days + 1:
        raise wrong(
            "/extra_visits", "more_than_days", "One visit a day counts.", "每日仅计一次，次数不得超过时段天数。"
        )


def check_adoption(from_on: date, today: date, *, anybody: bool) -> None:
    """A profile is adopted from the first of a month, two days ahead at least, so that no window changes its rules while it
    runs and every file below is told in time; where nobody is on file, it may hold from today. Raises Invalid."""
    if from_on == today and not anybody:
        return
    earliest = first_of_month_from(today + 2 * DAY)
    if from_on.day != 1 or from_on < earliest:
        raise wrong(
            "/from_on", "not_the_first" if from_on.day != 1 else "too_soon",
            f"Rules change on the 1st of a month, two days ahead: on {earliest} at the earliest. Where nobody is on file, today.",
            f"政策方案须自某月 1 日起执行且至少提前两天，最早自 {earliest} 起；无人在册的，可自当日起执行。",
        )  # fmt: skip


def first_of_month_from(day: date) -> date:
    """The first 1st of a month on a day or after it."""
    return day if day.day == 1 else last_of_month(day) + DAY


def in_force(adopted: Iterable[Adopted], day: date) -> str:
    """The profile of a place on a day: the nearest place that has adopted one, and of that one the latest."""
    begun = [one for one in adopted if one.from_on <= day]
    return max(begun, key=lambda one: (one.depth, one.from_on, one.adopted_at)).profile if begun else DEFAULT_PROFILE


def differences(adopted: Sequence[Adopted], applied: Iterable[Told], since: date) -> list[Told]:
    """What must be told of an elder so that from a day on the rules of the place hold, given what was told before.

    `applied` in the order that it was told: of two that begin on one day the later one holds. Once it is told, nothing
    differs any more.
    """
    told = sorted(applied, key=lambda one: one[0])
    turns = {since, *(one.from_on for one in adopted), *(from_on for from_on, _ in told)}
    found: list[Told] = []
    for day in sorted(turn for turn in turns if turn >= since):
        before = [profile for from_on, profile in sorted([*told, *found], key=lambda one: one[0]) if from_on <= day]
        wanted = in_force(adopted, day)
        if (before[-1] if before else DEFAULT_PROFILE) != wanted:
            found.append((day, wanted))
    return found
