"""The windows in which visits are owed, and which of them an elder owes.

Source: 涵民〔2023〕53号, part 4 (2). The notice says 半月 and leaves open whether it rolls: the profile decides (docs/domain.md).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal
from uuid import UUID

from pydantic import TypeAdapter

from ..days import DAY, first_of_month, last_of_month, months_after
from .codes import Category, Consent, FileState, Flag, Tier
from .judgement import Held, Unknown
from .profile import DEFAULT, Profile, profile_of

FAR = date(9999, 12, 31)
HORIZON_MONTHS = 24
NOWHERE: Final = UUID(int=0)
"""The place of an elder whose entries name none."""
Reason = Literal["left", "declined", "suspended", "short_window"]
REASONS: tuple[Reason, ...] = ("left", "declined", "suspended", "short_window")
"""Why nothing is owed, as coverage counts it (不计入原因): exactly one, the first that holds."""
Excluded = Reason | Literal["candidate", "no_target"]
"""Why a window is not owed. A candidate or an elder who is no target is not counted in the month at all."""
_RANK = {None: 0, Tier.GENERAL: 1, Tier.KEY: 2}


@dataclass(frozen=True)
class Window:
    """A range of Shanghai days, both ends included."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Stretch:
    """A run of days on which an elder's standing does not change; it lasts until the next one begins."""

    from_on: date
    state: FileState
    tier: Tier | None
    place: UUID
    profile: str
    times: int = 1  # visits per window, if an assessment raised them
    categories: tuple[tuple[Category, Held], ...] = ()
    tier_reasons: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    confirmed: bool = True
    consent: Consent = Consent.NOT_ASKED
    unknown: tuple[Unknown, ...] = ()

    @property
    def rules(self) -> Profile:
        return profile_of(self.profile)

    @property
    def target(self) -> bool:
        """Whether visits may be owed: active (not suspended, declined or left) and with a tier."""
        return self.state is FileState.ACTIVE and self.tier is not None


@dataclass(frozen=True)
class Owing:
    """A window, and whether visits are owed in it: the elder is active on its last day and on enough of its days."""

    window: Window
    tier: Tier
    times: int
    place: UUID
    excluded: Excluded | None

    @property
    def owed(self) -> bool:
        return self.excluded is None


@lru_cache(1_000)
def month_of(day: date) -> Window:
    """The calendar month of a day."""
    return Window(first_of_month(day), last_of_month(day))


def window_of(day: date, tier: Tier) -> Window:
    """The half month of a day for a key target (1–15, 16–end), otherwise its month, by hanjiang-2023."""
    month, middle = month_of(day), day.replace(day=15)
    if tier != Tier.KEY:
        return month
    return Window(month.start, middle) if day.day <= 15 else Window(middle + DAY, month.end)


_STRETCHES = TypeAdapter(list[Stretch])


class Course:
    """An elder's standing from the first day on, as dated stretches, future ones included."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = list(stretches)
        self._starts = [stretch.from_on for stretch in stretches]

    @classmethod
    def read(cls, text: str) -> "Course":
        """A course from its stored stretches."""
        return cls(_STRETCHES.validate_json(text))

    def on(self, day: date) -> Stretch | None:
        """The standing on a day; None before the first stretch."""
        turn = bisect_right(self._starts, day) - 1
        return self.stretches[turn] if turn >= 0 else None

    def rules_on(self, day: date) -> Profile:
        """The profile in force for the elder on a day."""
        at = self.on(day)
        return profile_of(at.profile if at else self.stretches[0].profile if self.stretches else DEFAULT)

    def within(self, window: Window) -> Iterator[tuple[Window, Stretch]]:
        """The parts of a window, each with its stretch."""
        turn = max(bisect_right(self._starts, window.start) - 1, 0)
        for number in range(turn, len(self.stretches)):
            start = max(self._starts[number], window.start)
            end = self._starts[number + 1] - DAY if number + 1 < len(self.stretches) else FAR
            if start > window.end:
                return
            if end >= window.start:
                yield Window(start, min(end, window.end)), self.stretches[number]

    def left_before(self, day: date) -> bool:
        """Whether the elder had left the ledger by the day before, and has not returned."""
        return all((at := self.on(one)) is not None and at.state is FileState.LEFT for one in (day - DAY, day))

    def throughout(self, window: Window) -> Stretch | None:
        """The standing on every day of a window; None if it changes within it."""
        turn = bisect_right(self._starts, window.start) - 1
        if turn < 0 or (turn + 1 < len(self._starts) and self._starts[turn + 1] <= window.end):
            return None
        return self.stretches[turn]

    def active_enough(self, window: Window) -> bool:
        """Whether the elder is active on enough days of a window to owe a visit in it: on `standing_days` of the profile that
        is in force on its last day, or on all days of a shorter window."""
        parts = [part for part, at in self.within(window) if at.state is FileState.ACTIVE]
        active = sum((part.end - part.start).days + 1 for part in parts)
        return active >= min(self.rules_on(window.end).standing_days, (window.end - window.start).days + 1)

    def duty(self, day: date) -> Tier | None:
        """The tier by which visits are owed on a day.

        It rises on the day on which the elder's tier does if 7◦ days of the half month remain, else with the next half; it falls
        on the 1st. From the day on which an elder holds no category nothing is owed; the next category starts it anew.
        """
        month = month_of(day)
        if whole := self.throughout(month):
            return whole.tier
        notice, middle = (self.rules_on(month.end).standing_days - 1) * DAY, month.start.replace(day=15)
        halves = Window(month.start, middle - notice), Window(middle + DAY, month.end - notice)
        duty: Tier | None = None
        for part, at in self.within(Window(month.start, day)):
            if at.tier is None:
                duty = None
            elif any(part.start <= half.end and half.start <= part.end for half in halves):
                duty = max(duty, at.tier, key=_RANK.__getitem__)
        return duty

    def month(self, day: date) -> list[Owing]:
        """The calendar windows of a day's month, in order, by the duty at the end of each half.

        Where only the second half is a key target's, the first has no window of its own: a visit due by the end of the month
        is not overdue in its middle.
        """
        month = month_of(day)
        middle, ends = month.start.replace(day=15), self.on(month.end)
        if ends is None:
            return []
        half, first, second = self.on(middle) or ends, self.duty(middle), self.duty(month.end)
        first_half = first is not None and half.rules.visits[first].within == "half_month"
        found = [self._owing(Window(month.start, middle), first)] if first_half and first else []
        if second is None:
            return found
        if first_half or ends.rules.visits[second].within == "half_month":
            return [*found, self._owing(Window(middle + DAY, month.end), second)]
        return [self._owing(month, second)]

    def window_on(self, day: date, days: Sequence[date]) -> Owing | None:
        """The window in force on a day; before a rise of the tier, the old one (原周期). None if no visit is owed then."""
        if self.rules_on(day).windows == "rolling":
            since = self.stretches[0].from_on if self.stretches else day
            running = [owing for owing in self.windows(since, day, days) if day in owing.window]
            return running[-1] if running else None  # a window that was met ends with the visit
        duty = self.duty(day)
        if duty is None:
            return None
        found = next((owing for owing in self.month(day) if day in owing.window), None)
        if found is not None and found.tier is duty:
            return found
        halves = self.rules_on(day).visits[duty].within == "half_month"
        return self._owing(window_of(day, Tier.KEY) if halves else month_of(day), duty)

    def windows(self, since: date, until: date, days: Sequence[date]) -> Iterator[Owing]:
        """The windows from that of day `since` to day `until`; rolling ones depend on the days of in-home visits, `days`."""
        day = since
        while day <= until:
            at = self.on(day)
            if at is None:
                if not self.stretches:
                    return
                day = self.stretches[0].from_on
            elif at.rules.windows == "rolling":
                owing, day = self._rolling(day, days)
                if owing:
                    yield owing
            else:
                month = month_of(day)
                for owing in self.month(day):
                    if owing.window.end >= day:
                        yield owing
                day = month.end + DAY

    def containing(self, day: date, days: Sequence[date]) -> list[Owing]:
        """The owed window to which a visit on a day counts, if any; `days` are the days of in-home visits."""
        at = self.on(day)
        if at is None or at.state is not FileState.ACTIVE:
            return []
        found = self.window_on(day, [one for one in days if one < day])
        return [found] if found is not None and found.owed else []

    def _owing(self, window: Window, tier: Tier) -> Owing:
        last = self.on(window.end)
        assert last is not None
        times = max(last.rules.visits[tier].times, last.times)
        return Owing(window, tier, times, last.place, self._excluded(window, last))

    def _excluded(self, window: Window, last: Stretch) -> Excluded | None:
        """Why a window is not owed. Events before confirmation, or while the elder is no target, are not counted as reasons."""
        if last.tier is None:
            return "no_target"
        if last.state is FileState.ACTIVE and (self.throughout(window) or self.active_enough(window)):
            return None
        states = {at.state.value for _, at in self.within(window) if at.confirmed}
        states |= {"short_window"} if FileState.ACTIVE.value in states else set()
        return next((reason for reason in REASONS if reason in states), "candidate")

    def _rolling(self, day: date, days: Sequence[date]) -> tuple[Owing | None, date]:
        """The rolling window that starts on a day, and the day after it: 15 days, or a month for a general target.

        It starts on a day on which the elder is a target, and has the tier of that day.
        """
        start, tier = next(
            ((part.start, at.tier) for part, at in self.within(Window(day, FAR)) if at.target), (None, None)
        )
        if start is None or tier is None or start > day:
            return None, start or FAR
        visited = day - DAY in days
        end = (
            day + 14 * DAY
            if tier is Tier.KEY
            else months_after(day - DAY, 1)
            if visited
            else months_after(day, 1) - DAY
        )
        owing = self._owing(Window(day, end), tier)
        made = self._standing(owing.window, days)
        return owing, (made[owing.times - 1] if len(made) >= owing.times else end) + DAY

    def _standing(self, window: Window, days: Sequence[date]) -> list[date]:
        """Those of some days that lie in a window and on which the elder was active."""
        found = days[bisect_left(days, window.start) : bisect_right(days, window.end)]
        return [day for day in found if (at := self.on(day)) is not None and at.state is FileState.ACTIVE]

    def made(self, owing: Owing, days: Sequence[date]) -> int:
        """The number of days of a window with a counted visit, at most the number owed."""
        return min(len(self._standing(owing.window, days)), owing.times)

    def met(self, owing: Owing, days: Sequence[date]) -> bool:
        """Whether a window was met."""
        return self.made(owing, days) >= owing.times

    def first_due(self, days: Sequence[date]) -> Owing | None:
        """The earliest window owed and not met since the last in-home visit: the next visit is or was due by its end."""
        if not self.stretches:
            return None
        last, start = days[-1] if days else date.min, self.stretches[0].from_on
        if days and last >= start:
            at = self.on(last)
            start = last + DAY if at is not None and at.rules.windows == "rolling" else last
        until = months_after(max(start, self.stretches[-1].from_on), HORIZON_MONTHS)
        for owing in self.windows(start, until, days):
            if owing.owed and owing.window.end >= last and not self.met(owing, days):
                return owing
        return None

    def overdue_days(self, due: Owing) -> list[Window]:
        """The days on which the elder is overdue (逾期) as long as a window that is due stays unmet: those after its end on
        which the elder is a target."""
        return [part for part, at in self.within(Window(due.window.end + DAY, FAR)) if at.target]

    def overdue_since(self, on: date, days: Sequence[date]) -> date | None:
        """The day after the missed window, on a day on which the elder is overdue; otherwise None."""
        due = self.first_due(days)
        if due is None or not any(on in span for span in self.overdue_days(due)):
            return None
        return due.window.end + DAY

    def next_due(self, on: date, days: Sequence[date]) -> Owing | None:
        """The earliest window owed and not met that has not passed."""
        first = self.first_due(days)
        if first is None or first.window.end >= on:
            return first
        until = months_after(max(on, self.stretches[-1].from_on), HORIZON_MONTHS)
        since = first.window.start if self.rules_on(on).windows == "rolling" else on  # windows follow one another
        found = (w for w in self.windows(since, until, days) if w.window.end >= on and w.owed and not self.met(w, days))
        return next(found, None)
