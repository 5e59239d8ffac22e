"""What is allowed in a file's course, and what follows from what is told. No database, no clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ..clock import day_of, start_of
from ..elders import ElderRegistered, FileFact, ProfileApplied
from ..errors import (
    AlreadyConfirmed,
    AlreadyLeft,
    AlreadyMerged,
    ElderHasLeft,
    IdNumberMissing,
    NotLeft,
    SuspensionNotFound,
    SuspensionOverlaps,
    wrong,
)
from ..ledger import Entry
from ..policy import OLDEST_VISIT_DAYS, LeaveReason
from ..wire import Sheet
from .exit_sheets import Exit, ExitCorrection
from .facts import (
    CategoryOverruled,
    ConsentRecorded,
    ContactNamed,
    CourseFact,
    ElderConfirmed,
    ElderExitCorrected,
    ElderLeft,
    ElderReturned,
    ElderReviewed,
    ElderSuspended,
    FrequencySet,
    SuspensionEnded,
    TierOverruled,
)
from .sheets import (
    Confirmation,
    ConsentSheet,
    Decision,
    FrequencySheet,
    ReturnSheet,
    Review,
    SuspensionEnd,
    SuspensionSheet,
)

DAY = timedelta(days=1)
_JUST_AFTER = timedelta(microseconds=1)
Takes = tuple[CourseFact, date | None]
"""A fact, and the day on which it takes effect; none: from now on."""


@dataclass
class Suspended:
    """A suspension as it stands: its last day is the one told last."""

    entry: Entry
    from_on: date
    until_on: date | None
    ended_at: datetime | None = None

    def meets(self, first: date, last: date | None) -> bool:
        """Whether it has a day in common with some others."""
        own_last, other_last = self.until_on or date.max, last or date.max
        return self.from_on <= own_last and first <= other_last and self.from_on <= other_last and first <= own_last


@dataclass
class SoFar:
    """What the course of a file has been, from its entries in the order that they happened."""

    registered_at: datetime | None = None
    filed_on: date = date.min
    confirmed_on: date | None = None
    suspensions: dict[UUID, Suspended] = field(default_factory=dict)
    gone: list[tuple[date, bool]] = field(default_factory=list)
    exits: list[Entry] = field(default_factory=list)
    contacts: dict[str, Entry] = field(default_factory=dict)
    moments: list[datetime] = field(default_factory=list)
    numbered: bool = False  # whether the file has an ID number

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "SoFar":
        """The course that these entries tell."""
        so_far = cls()
        for entry in entries:
            so_far._take(entry)
        so_far.gone.sort(key=lambda told: told[0])
        return so_far

    def _take(self, entry: Entry) -> None:
        fact = entry.fact
        if isinstance(fact, CourseFact | ProfileApplied):
            self.moments.append(entry.happened_at)
        if isinstance(fact, FileFact):
            self.numbered = self.numbered or fact.numbered  # once there, it may be corrected and not taken away
        if isinstance(fact, ElderRegistered):
            self.registered_at, self.filed_on, self.confirmed_on = entry.happened_at, fact.filed_on, fact.confirmed_on
        elif isinstance(fact, ElderConfirmed):
            self.confirmed_on = min(fact.on, self.confirmed_on or fact.on)
        elif isinstance(fact, ElderSuspended):
            self.suspensions[entry.id] = Suspended(entry, fact.from_on, fact.until_on)
        elif isinstance(fact, SuspensionEnded) and fact.suspension in self.suspensions:
            ended = self.suspensions[fact.suspension]
            ended.until_on, ended.ended_at = fact.last_on, entry.happened_at
        elif isinstance(fact, ElderLeft | ElderReturned):
            self.gone.append((fact.on, isinstance(fact, ElderLeft)))
            self.exits += [entry] if isinstance(fact, ElderLeft) else []
        elif isinstance(fact, ContactNamed):
            self.contacts[fact.role] = entry

    @property
    def left_on(self) -> date | None:
        """Since when the elder is not in the ledger; None while they are."""
        return self.gone[-1][0] if self.gone and self.gone[-1][1] else None

    @property
    def first_on(self) -> date:
        """The first day of the file: of its confirmation, if that came before the filing."""
        return min(self.filed_on, self.confirmed_on or self.filed_on)

    def here(self, on: date = date.max) -> "SoFar":
        """Itself, for what is dated no later than the day of an exit, or after a return. Raises ElderHasLeft."""
        told = [one for one in self.gone if one[0] <= on]
        if told and told[-1][1] and told[-1][0] < on:
            raise ElderHasLeft
        return self

    def since_first(self, day: date, pointer: str) -> date:
        """The day, which is one of the file's. Raises Invalid."""
        if day < self.first_on:
            raise wrong(pointer, "before_filing", "The file did not exist yet.", "该日期早于建档日期。")
        return day

    def moment(self, fact: CourseFact, on: date | None, now: datetime) -> datetime:
        """When a fact happened: as its day began, or now if that is to come; after the registration, and after what was
        told of that day before, so that the last word of a day is the one that was told last."""
        moment = now if on is None else min(start_of(on), now)
        if self.registered_at is not None:
            moment = max(moment, self.registered_at)
        if isinstance(fact, SuspensionEnded):
            ended = self.suspensions[fact.suspension]
            moment = max(moment, ended.entry.happened_at, *([ended.ended_at + _JUST_AFTER] if ended.ended_at else []))
        said = [at for at in self.moments if at >= moment and day_of(at) == day_of(moment)]
        return max(said) + _JUST_AFTER if said else moment


def confirm(so_far: SoFar, told: Confirmation) -> Takes:
    """The township decides whether a candidate is a target (确定服务对象).

    Raises AlreadyConfirmed, IdNumberMissing, ElderHasLeft.
    """
    if not told.eligible:
        so_far.here()
        so_far.since_first(told.on, "/on")
        if so_far.confirmed_on is not None and told.on < so_far.confirmed_on:
            raise wrong("/on", "before_confirmation", "They were confirmed later than that.", "该日期早于确定日期。")
        return ElderLeft(on=told.on, reason=LeaveReason.NOT_ELIGIBLE, note=told.reason_note), told.on
    so_far.here(told.on)
    if so_far.confirmed_on is not None:
        raise AlreadyConfirmed
    if not so_far.numbered:
        raise IdNumberMissing
    if told.on < so_far.filed_on - OLDEST_VISIT_DAYS * DAY:  # windows would be owed for which no visit can be told
        raise wrong("/on", "long_before_filing", "That is long before the filing.", "该日期远早于建档日期。")
    return ElderConfirmed(on=told.on, note=told.note), told.on


def review(so_far: SoFar, told: Review) -> Takes:
    """The file was gone through (每半年动态更新). Raises ElderHasLeft."""
    so_far.here(told.on).since_first(told.on, "/on")
    return ElderReviewed(on=told.on, finding=told.finding, note=told.note), told.on


def consent(so_far: SoFar, told: ConsentSheet) -> Takes:
    """The elder was asked (老年人自愿). Who agreed before the file was made may have. Raises ElderHasLeft."""
    so_far.here(told.on)
    return ConsentRecorded(on=told.on, consent=told.consent, note=told.note), told.on


def suspend(so_far: SoFar, told: SuspensionSheet) -> Takes:
    """Visits rest for some days (暂停探访), past ones too. Raises SuspensionOverlaps, ElderHasLeft."""
    so_far.here(told.from_).since_first(told.from_, "/from")
    if so_far.confirmed_on is not None and told.from_ < so_far.confirmed_on:
        raise wrong("/from", "before_confirmation", "Nothing was owed before that day.", "该日期早于确认之日。")
    if any(other.meets(told.from_, told.until) for other in so_far.suspensions.values()):
        raise SuspensionOverlaps
    return ElderSuspended(from_on=told.from_, until_on=told.until, reason=told.reason, note=told.note), told.from_


def end_suspension(so_far: SoFar, suspension: UUID, told: SuspensionEnd) -> Takes:
    """Visits go on after another day than was told (恢复探访). Raises SuspensionNotFound, SuspensionOverlaps, ElderHasLeft."""
    so_far.here(told.last_on)
    ended = so_far.suspensions.get(suspension)
    if ended is None:
        raise SuspensionNotFound
    if told.last_on < ended.from_on - DAY:
        raise wrong("/last_on", "before_its_start", "It had not begun yet.", "该日期早于暂停起始日的前一日。")
    others = (other for id, other in so_far.suspensions.items() if id != suspension)
    if told.last_on >= ended.from_on and any(other.meets(ended.from_on, told.last_on) for other in others):
        raise SuspensionOverlaps
    return SuspensionEnded(suspension=suspension, last_on=told.last_on), told.last_on + DAY


def resume(so_far: SoFar, told: SuspensionEnd) -> Takes:
    """The suspension told last ends on another day than was told. Raises what `end_suspension` does."""
    if not so_far.suspensions:
        raise SuspensionNotFound
    return end_suspension(so_far, next(reversed(so_far.suspensions)), told)


def leave(so_far: SoFar, told: Exit) -> Takes:
    """The elder leaves the ledger (退出). Raises AlreadyLeft."""
    if so_far.left_on is not None:
        raise AlreadyLeft
    so_far.since_first(told.on, "/on")
    if so_far.gone and told.on < so_far.gone[-1][0]:
        raise wrong("/on", "before_return", "The elder has come back since.", "该日期之后已重新纳入。")
    return ElderLeft(on=told.on, reason=told.reason, note=told.note), told.on


def correct_exit(so_far: SoFar, exit: Entry, told: ExitCorrection) -> Takes:
    """The last exit was on another day, for another reason, or never was (退出更正). `so_far` is the course without it.

    Raises AlreadyMerged where the file left because it went into another one.
    """
    left = exit.fact
    assert isinstance(left, ElderLeft)
    if exit.cause is not None:
        raise AlreadyMerged
    if not told.left:
        return ElderExitCorrected(left=False, why=told.why), left.on
    on = told.on or left.on
    so_far.since_first(on, "/on")
    if any(day > on for day, gone in so_far.gone if not gone and day < left.on):
        raise wrong("/on", "before_return", "The elder has come back since.", "该日期之后已重新纳入。")
    if any(left.on <= day < on for day, gone in so_far.gone if not gone):
        raise wrong("/on", "after_return", "The elder had come back by then.", "该日期前已重新纳入。")
    return ElderExitCorrected(left=True, on=on, reason=told.reason or left.reason, why=told.why), on


def come_back(so_far: SoFar, told: ReturnSheet) -> Takes:
    """The elder is back in the ledger (重新纳入). Raises NotLeft."""
    if so_far.left_on is None:
        raise NotLeft
    if told.on < so_far.left_on:
        raise wrong("/on", "before_exit", "The elder had not left yet.", "该日期早于退出之日。")
    return ElderReturned(on=told.on, note=told.note), told.on


def decide(so_far: SoFar, told: Decision) -> Takes:
    """The township decides a category or the tier against the rules, or goes back to them (认定). Raises ElderHasLeft."""
    so_far.here(told.on).since_first(told.on, "/on")
    if told.category is not None:
        return CategoryOverruled(category=told.category, holds=told.holds, on=told.on, reason=told.reason), told.on
    return TierOverruled(tier=told.tier, on=told.on, reason=told.reason), told.on


def set_frequency(so_far: SoFar, told: FrequencySheet) -> Takes:
    """An assessment raises one elder's own frequency (个别增加探访频次). Raises ElderHasLeft."""
    so_far.here(told.from_).since_first(told.from_, "/from")
    fact = FrequencySet(times=told.visits_per_window, from_on=told.from_, until_on=told.until, reason=told.reason)
    return fact, told.from_


TELLINGS: dict[str, tuple[type[Sheet], Callable[[SoFar, Any], Takes]]] = {
    "confirm": (Confirmation, confirm), "review": (Review, review), "consent": (ConsentSheet, consent),
    "suspend": (SuspensionSheet, suspend), "exit": (Exit, leave), "return": (ReturnSheet, come_back),
    "decide": (Decision, decide), "frequency": (FrequencySheet, set_frequency), "resume": (SuspensionEnd, resume),
}  # fmt: skip
"""What is told of a file by one sheet and one rule, for who tells it by a name."""
