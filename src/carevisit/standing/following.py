"""What follows by itself from an elder's entries, and is written with them: by whomever and in whatever way they are recorded.

An exit ends the needs and risks that are open, and an exit that never was leaves them as they stood; an unsafe home opens the
general risk of its kind. No database, no clock.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from ..access import Role
from ..cases import MOMENT, Case
from ..clock import day_of, start_of
from ..course import ElderLeft
from ..elders import FileFact
from ..ledger import Consequence, Entry, Fact, settled
from ..policy import CaseOrigin, FileState, LeaveReason, Severity, WithdrawalReason
from ..risks import RiskReported
from .cases import Cases
from .views import Standing


def follows(
    standing: Standing, before: Sequence[Entry], new: Sequence[Entry], role: str, now: datetime
) -> list[Consequence]:
    """What is to be written with the new entries of a stream, as the standing is after them."""
    return [*_of_exits(standing, [*before, *new], now), *_of_homes(standing, before, new, Role(role), now)]


def _of_exits(standing: Standing, entries: Sequence[Entry], now: datetime) -> Iterator[Consequence]:
    """No case is open of an elder who has left; and one that ended with an exit that never was stands where it stood.

    A file that went into another one is the same person's: what is open of them goes on.
    """
    if not any(isinstance(entry.fact, ElderLeft) for entry in entries):
        return
    stream = settled(entries, with_void=True)
    exits = [entry for entry in stream if isinstance(entry.fact, ElderLeft)]
    if not exits:
        return
    cases, left_on, last = Cases(), has_left_on(standing), exits[-1]
    for entry in stream:
        cases.apply(entry)
    merged = isinstance(last.fact, ElderLeft) and last.fact.reason is LeaveReason.DUPLICATE
    for case in cases.by_id.values():
        if left_on is not None and case.open and not merged:
            ended = case.loop.say(case.loop.facts.ended, case.id, reason=WithdrawalReason.LEFT)
            yield Consequence(ended, max(start_of(left_on), _behind(case)), last.id, frozenset(case.hands))
        elif left_on is None and case.stood is not None and not _had_left(standing, day_of(case.since)):
            stands_again = case.loop.say(case.loop.facts.reopened, case.id)
            yield Consequence(stands_again, max(now, _behind(case)), last.id, frozenset(case.hands))


def has_left_on(standing: Standing) -> date | None:
    """The day on which an elder who has left did; None for who is here, or has come back."""
    left_on = None
    for stretch in reversed(standing.stretches):
        if stretch.state is not FileState.LEFT:
            break
        left_on = stretch.from_on
    return left_on


def _had_left(standing: Standing, day: date) -> bool:
    at = standing.course.on(day)
    return at is not None and at.state is FileState.LEFT


def _behind(case: Case) -> datetime:
    """The moment after everything in a case, the marks set on it included."""
    return case.last_at + (case.revision + 1) * MOMENT


def _of_homes(
    standing: Standing, before: Sequence[Entry], new: Sequence[Entry], role: Role, now: datetime
) -> Iterator[Consequence]:
    """What a file newly says is unsafe, and nobody sees to yet."""
    if has_left_on(standing) is not None:
        return
    files = [entry.fact for entry in before if isinstance(entry.fact, FileFact)][-1:]
    known = {part for fact in files for part in _unsafe(fact)}
    seen_to, unsafe = {risk.kind for risk in standing.open_risks.values()}, standing.course.rules_on(day_of(now)).unsafe
    for entry in new:
        said = _unsafe(entry.fact)
        for part, kind in unsafe.items():
            if part in said and part not in known and kind not in seen_to:
                fact = RiskReported(hazard=kind, severity=Severity.GENERAL, origin=CaseOrigin.FILE, reporter=role)
                yield Consequence(fact, now, entry.id)
                seen_to.add(kind)
        known |= said


def _unsafe(fact: Fact) -> set[str]:
    """The parts of the home that a file says are not safe (饮水、生活用电、住房)."""
    living = (fact.file or {}).get("living") or {} if isinstance(fact, FileFact) else {}
    return {name.removesuffix("_safe") for name, safe in living.items() if name.endswith("_safe") and safe is False}
