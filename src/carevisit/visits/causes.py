"""What a visit's record opens by itself (自动生成): an unsafe mark a risk, a marked decline a need. No database, no clock.

The profile says which; once per cause, and what is open already is not opened twice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..clock import day_of
from ..ledger import Entry
from ..loops import Begun, SeenAgain, case_of, loop_of
from ..policy import CaseOrigin, Mode, Opens, Outcome, Profile
from .facts import VisitRecorded

Kind = tuple[str, str]
"""The noun of a loop, and the code of what it is about."""


@dataclass(frozen=True)
class Cause:
    """A visit, and the kind of need or risk that its record speaks of."""

    visit: UUID
    kind: Kind


def speaks_of(fact: VisitRecorded, streak: int, rules: Profile) -> list[Opens]:
    """What a record opens by the rules; `streak` counts the visits in a row at which nobody was met, this one included."""
    return [rule for rule in rules.opens if _holds(rule, fact, streak)]


def _holds(rule: Opens, fact: VisitRecorded, streak: int) -> bool:
    if rule.not_met is not None:
        return not_met(fact) and streak >= rule.not_met
    said = [mark for mark in rule.marks if getattr(fact.marks, mark) == rule.reads]
    return len(said) >= rule.count


def not_met(fact: VisitRecorded) -> bool:
    """Whether somebody came and nobody was there."""
    return fact.mode is Mode.IN_HOME and fact.outcome is Outcome.NOT_MET


def causes(entries: Iterable[Entry], rules_on: Callable[[date], Profile]) -> dict[Cause, Opens]:
    """All that an elder's records speak of, given in the order in which things happened."""
    found: dict[Cause, Opens] = {}
    streak = 0
    for entry in entries:
        fact = entry.fact
        if entry.void or not isinstance(fact, VisitRecorded):
            continue
        streak = streak + 1 if not_met(fact) else 0 if fact.outcome is Outcome.MET else streak
        for rule in speaks_of(fact, streak, rules_on(day_of(fact.started_at))):
            found[Cause(entry.id, kind_of(rule))] = rule
    return found


def kind_of(rule: Opens) -> Kind:
    """What a rule opens."""
    return rule.noun, rule.kind.value


def links(entries: Sequence[Entry], cause: Cause) -> list[Entry]:
    """The entries that a cause led to and that stand: the case that it opened, or the mark that it set on one."""
    kinds = {e.id: (loop_of(e.fact).noun, e.fact.what.value) for e in entries if isinstance(e.fact, Begun)}
    return [
        e for e in entries
        if not e.void and _visit(e) == cause.visit and kinds.get(case_of(e)) == cause.kind
    ]  # fmt: skip


def _visit(entry: Entry) -> UUID | None:
    fact = entry.fact
    if isinstance(fact, Begun):  # what a sheet itself names follows from no mark
        return fact.visit_id if fact.origin is CaseOrigin.MARKS else None
    return fact.visit_id if isinstance(fact, SeenAgain) else None
