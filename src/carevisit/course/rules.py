"""What may happen to a file, and the fact that follows. No database, no clock.

Every rule takes the history of the file and a sheet. It answers a ruling, or raises an error.
"""

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


def confirm(history: History, sheet: Confirmation) -> Ruling:
    """The township decides whether a candidate is a target (确定服务对象).

    Raises AlreadyConfirmed, IdNumberMissing, ElderHasLeft.
    """
    if not sheet.eligible:
        _check_here(history)
        _check_since_first(history, sheet.on, "/on")
        if history.confirmed_on is not None and sheet.on < history.confirmed_on:
            raise wrong("/on", "before_confirmation", "They were confirmed later than that.", "该日期早于确定日期。")
        return ElderLeft(on=sheet.on, reason=LeaveReason.NOT_ELIGIBLE, note=sheet.reason_note), sheet.on
    _check_here(history, sheet.on)
    if history.confirmed_on is not None:
        raise AlreadyConfirmed
    if not history.numbered:
        raise IdNumberMissing
    if (
        sheet.on < history.filed_on - OLDEST_VISIT_DAYS * DAY
    ):  # windows would be owed for which no visit can be recorded
        raise wrong("/on", "long_before_filing", "That is long before the filing.", "该日期远早于建档日期。")
    return ElderConfirmed(on=sheet.on, note=sheet.note), sheet.on


def review(history: History, sheet: Review) -> Ruling:
    """The file was gone through (每半年动态更新). Raises ElderHasLeft."""
    _check_here(history, sheet.on)
    _check_since_first(history, sheet.on, "/on")
    return ElderReviewed(on=sheet.on, finding=sheet.finding, note=sheet.note), sheet.on


def consent(history: History, sheet: ConsentSheet) -> Ruling:
    """The elder was asked (老年人自愿), perhaps before the file began. Raises ElderHasLeft."""
    _check_here(history, sheet.on)
    return ConsentRecorded(on=sheet.on, consent=sheet.consent, note=sheet.note), sheet.on


def suspend(history: History, sheet: SuspensionSheet) -> Ruling:
    """No visits are owed on some days (暂停探访), which may lie in the past. Raises SuspensionOverlaps, ElderHasLeft."""
    _check_here(history, sheet.from_)
    _check_since_first(history, sheet.from_, "/from")
    if history.confirmed_on is not None and sheet.from_ < history.confirmed_on:
        raise wrong("/from", "before_confirmation", "Nothing was owed before that day.", "该日期早于确认之日。")
    if any(other.meets(sheet.from_, sheet.until) for other in history.suspensions.values()):
        raise SuspensionOverlaps
    return ElderSuspended(from_on=sheet.from_, until_on=sheet.until, reason=sheet.reason, note=sheet.note), sheet.from_


def end_suspension(history: History, suspension: UUID, sheet: SuspensionEnd) -> Ruling:
    """A suspension ends on another day than recorded (恢复探访). Raises SuspensionNotFound, SuspensionOverlaps, ElderHasLeft."""
    _check_here(history, sheet.last_on)
    ended = history.suspensions.get(suspension)
    if ended is None:
        raise SuspensionNotFound
    if sheet.last_on < ended.from_on - DAY:
        raise wrong("/last_on", "before_its_start", "It had not begun yet.", "该日期早于暂停起始日的前一日。")
    others = (other for id, other in history.suspensions.items() if id != suspension)
    if sheet.last_on >= ended.from_on and any(other.meets(ended.from_on, sheet.last_on) for other in others):
        raise SuspensionOverlaps
    return SuspensionEnded(suspension=suspension, last_on=sheet.last_on), sheet.last_on + DAY


def resume(history: History, sheet: SuspensionEnd) -> Ruling:
    """The latest recorded suspension ends on another day. Raises what `end_suspension` raises."""
    if not history.suspensions:
        raise SuspensionNotFound
    return end_suspension(history, next(reversed(history.suspensions)), sheet)


def leave(history: History, sheet: Exit) -> Ruling:
    """The elder leaves the ledger (退出). Raises AlreadyLeft."""
    if history.left_on is not None:
        raise AlreadyLeft
    _check_since_first(history, sheet.on, "/on")
    if history.gone and sheet.on < history.gone[-1][0]:
        raise wrong("/on", "before_return", "The elder has come back since.", "该日期之后已重新纳入。")
    return ElderLeft(on=sheet.on, reason=sheet.reason, note=sheet.note), sheet.on


def correct_exit(history: History, exit: Entry, sheet: ExitCorrection) -> Ruling:
    """The last exit was on another day, for another reason, or never took place (退出更正). `history` is without that exit.

    Raises AlreadyMerged if the elder left because the file was merged into another one.
    """
    left = exit.fact
    assert isinstance(left, ElderLeft)
    if exit.cause is not None:
        raise AlreadyMerged
    if not sheet.left:
        return ElderExitCorrected(left=False, why=sheet.why), left.on
    on = sheet.on or left.on
    _check_since_first(history, on, "/on")
    if any(day > on for day, gone in history.gone if not gone and day < left.on):
        raise wrong("/on", "before_return", "The elder has come back since.", "该日期之后已重新纳入。")
    if any(left.on <= day < on for day, gone in history.gone if not gone):
        raise wrong("/on", "after_return", "The elder had come back by then.", "该日期前已重新纳入。")
    return ElderExitCorrected(left=True, on=on, reason=sheet.reason or left.reason, why=sheet.why), on


def come_back(history: History, sheet: ReturnSheet) -> Ruling:
    """The elder is back in the ledger (重新纳入). Raises NotLeft."""
    if history.left_on is None:
        raise NotLeft
    if sheet.on < history.left_on:
        raise wrong("/on", "before_exit", "The elder had not left yet.", "该日期早于退出之日。")
    return ElderReturned(on=sheet.on, note=sheet.note), sheet.on


def contact(history: History, sheet: ContactSheet, fact: ContactNamed) -> Ruling:
    """A contact is named, or a naming is taken back. Raises Invalid if nobody was named, ElderHasLeft."""
    _check_here(history)
    if sheet.withdrawn and sheet.role not in history.contacts:
        raise wrong("/withdrawn", "nobody_named", "Nobody was named.", "尚未明确联系人。")
    return fact, None


def decide(history: History, sheet: Decision) -> Ruling:
    """The township decides a category or the tier against the rules, or goes back to them (认定). Raises ElderHasLeft."""
    _check_here(history, sheet.on)
    _check_since_first(history, sheet.on, "/on")
    if sheet.category is not None:
        return CategoryOverruled(category=sheet.category, holds=sheet.holds, on=sheet.on, reason=sheet.reason), sheet.on
    return TierOverruled(tier=sheet.tier, on=sheet.on, reason=sheet.reason), sheet.on


def set_frequency(history: History, sheet: FrequencySheet) -> Ruling:
    """An assessment raises one elder's own frequency (个别增加探访频次). Raises ElderHasLeft."""
    _check_here(history, sheet.from_)
    _check_since_first(history, sheet.from_, "/from")
    fact = FrequencySet(times=sheet.visits_per_window, from_on=sheet.from_, until_on=sheet.until, reason=sheet.reason)
    return fact, sheet.from_


RECORDINGS: dict[str, tuple[type[Sheet], Callable[[History, Any], Ruling]]] = {
    "confirm": (Confirmation, confirm), "review": (Review, review), "consent": (ConsentSheet, consent),
    "suspend": (SuspensionSheet, suspend), "exit": (Exit, leave), "return": (ReturnSheet, come_back),
    "decide": (Decision, decide), "frequency": (FrequencySheet, set_frequency), "resume": (SuspensionEnd, resume),
}  # fmt: skip
"""What can happen to a file by one sheet and one rule, by name."""
