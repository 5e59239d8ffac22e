"""The rules of notices. No database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..days import DAY, last_of_month
from ..errors import wrong
from ..policy import DEFAULT_PROFILE, ReopenReason
from .sheets import ReopeningSheet

LONGEST_DAYS = 60
OLDEST_DAYS = 7
LONGEST_REOPENING_DAYS = 31
ProfileStart = tuple[date, str]
"""A day, and the profile that holds from it on."""


@dataclass(frozen=True)
class Adopted:
    """A profile that a place adopted; a greater `depth` is nearer to the elders below."""

    depth: int
    profile: str
    from_on: date
    adopted_at: datetime


def check_period(from_on: date, until_on: date, today: date) -> None:
    """A period ends after it begins, lasts at most 60 days, and begins at the earliest 7 days ago, because a typhoon is
    recorded after it has passed. Raises Invalid."""
    if until_on < from_on:
        raise wrong("/to", "before_from", "The last day lies before the first.", "结束日期早于开始日期。")
    if (until_on - from_on).days >= LONGEST_DAYS:
        raise wrong("/to", "too_long", "A special period lasts 60 days at the most.", "特殊时段最长 60 天。")
    if from_on < today - OLDEST_DAYS * DAY:
        raise wrong("/from", "too_old", "It may begin 7 days ago at the earliest.", "开始日期最早为 7 天前。")


def check_times(times: int, from_on: date, until_on: date) -> None:
    """A period requires at most one visit a day, as one a day counts. Raises Invalid."""
    if times > (until_on - from_on).days + 1:
        raise wrong(
            "/extra_visits", "more_than_days", "One visit a day counts.", "每日仅计一次，次数不得超过时段天数。"
        )


def check_reopening(sheet: ReopeningSheet, today: date, lock_day: int | None) -> None:
    """A month that has begun, and that the profile locks, is opened up to a day from today on, at most 31 days ahead. Another
    reason is put in words. Raises Invalid."""
    if lock_day is None:
        raise wrong("/month", "never_locked", "The profile locks no month.", "适用的政策方案不锁定月份。")
    if sheet.month > today:
        raise wrong("/month", "in_the_future", "This month has not begun.", "该月份尚未开始。")
    if sheet.until < today:
        raise wrong("/until", "in_the_past", "This day is over.", "该日期已过。")
    if (sheet.until - today).days > LONGEST_REOPENING_DAYS:
        raise wrong("/until", "too_long", "A month is opened for 31 days at the most.", "重新开放最长 31 天。")
    if sheet.reason is ReopenReason.OTHER and sheet.note is None:
        raise wrong("/note", "missing", "Say which other reason.", "原因为“其他”时请说明。")


def check_adoption(from_on: date, today: date, *, anybody: bool) -> None:
    """A profile is adopted from the first of a month, at least two days ahead, so that no window changes its rules while it
    runs and every file below is written to in time; if nobody is on file, also from today. Raises Invalid."""
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
    """The earliest first of a month on or after a day."""
    return day if day.day == 1 else last_of_month(day) + DAY


def in_force(adopted: Iterable[Adopted], day: date) -> str:
    """The profile of a place on a day: that of the nearest place with an adoption, and there the latest."""
    begun = [one for one in adopted if one.from_on <= day]
    return max(begun, key=lambda one: (one.depth, one.from_on, one.adopted_at)).profile if begun else DEFAULT_PROFILE


def differences(adopted: Sequence[Adopted], applied: Iterable[ProfileStart], since: date) -> list[ProfileStart]:
    """The profiles to write to an elder's stream so that from a day on the place's profile holds, given those written before.

    `applied` is in the order of writing: of two with the same day the later one holds. Once written, nothing differs.
    """
    written = sorted(applied, key=lambda one: one[0])
    turns = {since, *(one.from_on for one in adopted), *(from_on for from_on, _ in written)}
    found: list[ProfileStart] = []
    for day in sorted(turn for turn in turns if turn >= since):
        before = [profile for from_on, profile in sorted([*written, *found], key=lambda one: one[0]) if from_on <= day]
        wanted = in_force(adopted, day)
        if (before[-1] if before else DEFAULT_PROFILE) != wanted:
            found.append((day, wanted))
    return found
