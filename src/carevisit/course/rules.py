"""What is allowed in a file's course, and what follows from what is told. No database, no clock."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ..clock import day_of, start_of
from ..days import DAY
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
from .history import History
from .sheets import (
    Confirmation,
    ConsentSheet,
    ContactSheet,
    Decision,
    FrequencySheet,
    ReturnSheet,
    Review,
    SuspensionEnd,
    SuspensionSheet,
)

_JUST_AFTER = timedelta(microseconds=1)
Ruling = tuple[CourseFact, date | None]
"""A fact, and the day on which it takes effect; None: from now on."""


def moment_of(history: History, fact: CourseFact, on: date | None, now: datetime) -> datetime:
    """When a fact happened: as its day began, or now if that is to come; after the registration, and after what was recorded
    of that day before, so that of two facts of one day the later recorded one holds."""
    moment = now if on is None else min(start_of(on), now)
    if history.registered_at is not None:
        moment = max(moment, history.registered_at)
    if isinstance(fact, SuspensionEnded):
        ended = history.suspensions[fact.suspension]
        moment = max(moment, ended.entry.happened_at, *([ended.ended_at + _JUST_AFTER] if ended.ended_at else []))
    same_day = [at for at in history.moments if at >= moment and day_of(at) == day_of(moment)]
    return max(same_day) + _JUST_AFTER if same_day else moment


def _check_here(history: History, on: date = date.max) -> None:
    """Raises ElderHasLeft for a day after an exit and before a return."""
    gone = [one for one in history.gone if one[0] <= on]
    if gone and gone[-1][1] and gone[-1][0] < on:
        raise ElderHasLeft


def _check_since_first(history: History, day: date, pointer: str) -> None:
    """Raises Invalid for a day before the file's first."""
    if day < history.first_on:
        raise wrong(pointer, "before_filing", "The file did not exist yet.", "该日期早于建档日期。")


def confirm(history: History, told: Confirmation) -> Ruling:
    """The township decides whether a candidate is a target (确定服务对象).

    Raises AlreadyConfirmed, IdNumberMissing, ElderHasLeft.
    """
    if not told.eligible:
        _check_here(history)
        _check_since_first(history, told.on, "/on")
        if history.confirmed_on is not None and told.on < history.confirmed_on:
            raise wrong("/on", "before_confirmation", "They were confirmed later than that.", "该日期早于确定日期。")
        return ElderLeft(on=told.on, reason=LeaveReason.NOT_ELIGIBLE, note=told.reason_note), told.on
    _check_here(history, told.on)
    if history.confirmed_on is not None:
        raise AlreadyConfirmed
    if not history.numbered:
        raise IdNumberMissing
    if told.on < history.filed_on - OLDEST_VISIT_DAYS * DAY:  # windows would be owed for which no visit can be told
        raise wrong("/on", "long_before_filing", "That is long before the filing.", "该日期远早于建档日期。")
    return ElderConfirmed(on=told.on, note=told.note), told.on


def review(history: History, told: Review) -> Ruling:
    """The file was gone through (每半年动态更新). Raises ElderHasLeft."""
    _check_here(history, told.on)
    _check_since_first(history, told.on, "/on")
    return ElderReviewed(on=told.on, finding=told.finding, note=told.note), told.on


def consent(history: History, told: ConsentSheet) -> Ruling:
    """The elder was asked (老年人自愿). Who agreed before the file was made may have. Raises ElderHasLeft."""
    _check_here(history, told.on)
    return ConsentRecorded(on=told.on, consent=told.consent, note=told.note), told.on


def suspend(history: History, told: SuspensionSheet) -> Ruling:
    """Visits rest for some days (暂停探访), past ones too. Raises SuspensionOverlaps, ElderHasLeft."""
    _check_here(history, told.from_)
    _check_since_first(history, told.from_, "/from")
    if history.confirmed_on is not None and told.from_ < history.confirmed_on:
        raise wrong("/from", "before_confirmation", "Nothing was owed before that day.", "该日期早于确认之日。")
    if any(other.meets(told.from_, told.until) for other in history.suspensions.values()):
        raise SuspensionOverlaps
    return ElderSuspended(from_on=told.from_, until_on=told.until, reason=told.reason, note=told.note), told.from_


def end_suspension(history: History, suspension: UUID, told: SuspensionEnd) -> Ruling:
    """Visits go on after another day than was told (恢复探访). Raises SuspensionNotFound, SuspensionOverlaps, ElderHasLeft."""
    _check_here(history, told.last_on)
    ended = history.suspensions.get(suspension)
    if ended is None:
        raise SuspensionNotFound
    if told.last_on < ended.from_on - DAY:
        raise wrong("/last_on", "before_its_start", "It had not begun yet.", "该日期早于暂停起始日的前一日。")
    others = (other for id, other in history.suspensions.items() if id != suspension)
    if told.last_on >= ended.from_on and any(other.meets(ended.from_on, told.last_on) for other in others):
        raise SuspensionOverlaps
    return SuspensionEnded(suspension=suspension, last_on=told.last_on), told.last_on + DAY


def resume(history: History, told: SuspensionEnd) -> Ruling:
    """The suspension told last ends on another day than was told. Raises what `end_suspension` does."""
    if not history.suspensions:
        raise SuspensionNotFound
    return end_suspension(history, next(reversed(history.suspensions)), told)


def leave(history: History, told: Exit) -> Ruling:
    """The elder leaves the ledger (退出). Raises AlreadyLeft."""
    if history.left_on is not None:
        raise AlreadyLeft
    _check_since_first(history, told.on, "/on")
    if history.gone and told.on < history.gone[-1][0]:
        raise wrong("/on", "before_return", "The elder has come back since.", "该日期之后已重新纳入。")
    return ElderLeft(on=told.on, reason=told.reason, note=told.note), told.on


def correct_exit(history: History, exit: Entry, told: ExitCorrection) -> Ruling:
    """The last exit was on another day, for another reason, or never was (退出更正). `history` is the course without it.

    Raises AlreadyMerged where the file left because it went into another one.
    """
    left = exit.fact
    assert isinstance(left, ElderLeft)
    if exit.cause is not None:
        raise AlreadyMerged
    if not told.left:
        return ElderExitCorrected(left=False, why=told.why), left.on
    on = told.on or left.on
    _check_since_first(history, on, "/on")
    if any(day > on for day, gone in history.gone if not gone and day < left.on):
        raise wrong("/on", "before_return", "The elder has come back since.", "该日期之后已重新纳入。")
    if any(left.on <= day < on for day, gone in history.gone if not gone):
        raise wrong("/on", "after_return", "The elder had come back by then.", "该日期前已重新纳入。")
    return ElderExitCorrected(left=True, on=on, reason=told.reason or left.reason, why=told.why), on


def come_back(history: History, told: ReturnSheet) -> Ruling:
    """The elder is back in the ledger (重新纳入). Raises NotLeft."""
    if history.left_on is None:
        raise NotLeft
    if told.on < history.left_on:
        raise wrong("/on", "before_exit", "The elder had not left yet.", "该日期早于退出之日。")
    return ElderReturned(on=told.on, note=told.note), told.on


def contact(history: History, told: ContactSheet, fact: ContactNamed) -> Ruling:
    """A contact is named, or a naming is taken back. Raises Invalid if nobody was named, ElderHasLeft."""
    _check_here(history)
    if told.withdrawn and told.role not in history.contacts:
        raise wrong("/withdrawn", "nobody_named", "Nobody was named.", "尚未明确联系人。")
    return fact, None


def decide(history: History, told: Decision) -> Ruling:
    """The township decides a category or the tier against the rules, or goes back to them (认定). Raises ElderHasLeft."""
    _check_here(history, told.on)
    _check_since_first(history, told.on, "/on")
    if told.category is not None:
        return CategoryOverruled(category=told.category, holds=told.holds, on=told.on, reason=told.reason), told.on
    return TierOverruled(tier=told.tier, on=told.on, reason=told.reason), told.on


def set_frequency(history: History, told: FrequencySheet) -> Ruling:
    """An assessment raises one elder's own frequency (个别增加探访频次). Raises ElderHasLeft."""
    _check_here(history, told.from_)
    _check_since_first(history, told.from_, "/from")
    fact = FrequencySet(times=told.visits_per_window, from_on=told.from_, until_on=told.until, reason=told.reason)
    return fact, told.from_


TELLINGS: dict[str, tuple[type[Sheet], Callable[[History, Any], Ruling]]] = {
    "confirm": (Confirmation, confirm), "review": (Review, review), "consent": (ConsentSheet, consent),
    "suspend": (SuspensionSheet, suspend), "exit": (Exit, leave), "return": (ReturnSheet, come_back),
    "decide": (Decision, decide), "frequency": (FrequencySheet, set_frequency), "resume": (SuspensionEnd, resume),
}  # fmt: skip
"""What is told of a file by one sheet and one rule, for who tells it by a name."""
