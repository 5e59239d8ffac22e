"""The needs and risks of an elder, as the standing holds them: what is open, what is awaited, and on which days each was open."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from .. import needs, risks
from ..cases import Awaited
from ..clock import day_of
from ..days import DAY
from ..ledger import Entry, Row
from ..needs import NeedCase, NeedRaised, NeedStep
from ..policy import CaseSpan, CaseTier, Course
from ..risks import RiskCase, RiskReported, RiskStep

AnyCase = NeedCase | RiskCase


@dataclass
class Cases:
    """All the cases of a stream, told in the order in which things happened."""

    told: dict[UUID, AnyCase] = field(default_factory=dict)
    _opened: dict[UUID, datetime] = field(default_factory=dict)
    _spans: list[CaseSpan] = field(default_factory=list)

    def tell(self, entry: Entry) -> None:
        """Take in a need, a risk, or a step of one; what was withdrawn never was."""
        if entry.void:
            return
        id = case_of(entry)
        before = self.told.get(id)
        after = moved_on(before, entry)
        if after is None:
            return
        self.told[id] = after
        if before is not None and before.open and not after.open:
            self._spans.append(_span(before, self._opened[id], entry.happened_at))
        elif after.open and (before is None or not before.open):
            self._opened[id] = entry.happened_at

    def spans(self) -> list[CaseSpan]:
        """The days on which each was open, as the rules look at them."""
        return [*self._spans, *(_span(case, self._opened[case.id]) for case in self.told.values() if case.open)]


def case_of(entry: Entry) -> UUID:
    """The case that an entry begins, or is a step of."""
    fact = entry.fact
    return fact.need_id if isinstance(fact, NeedStep) else fact.risk_id if isinstance(fact, RiskStep) else entry.id


def moved_on(case: AnyCase | None, entry: Entry) -> AnyCase | None:
    """A case after an entry that begins it, or is a step of it; None while it has not begun."""
    if isinstance(entry.fact, NeedRaised):
        return needs.raised(entry)
    if isinstance(entry.fact, RiskReported):
        return risks.reported(entry)
    if case is None:
        return None
    return needs.advance(case, entry) if isinstance(case, NeedCase) else risks.advance(case, entry)


def opened_at(case: AnyCase) -> datetime:
    """When it became known."""
    return case.raised_at if isinstance(case, NeedCase) else case.reported_at


def _span(case: AnyCase, opened: datetime, closed: datetime | None = None) -> CaseSpan:
    risk = isinstance(case, RiskCase)
    need = case.kind if isinstance(case, NeedCase) else None
    span = CaseSpan(risk, need, day_of(opened))
    return span if closed is None else CaseSpan(risk, need, span.opened_on, day_of(closed) - DAY)


def awaited(case: AnyCase, course: Course) -> list[Awaited]:
    """The steps that somebody must take of a case, by the rules of the day on which it came to where it is."""
    rules = course.rules_on(day_of(case.since))
    if isinstance(case, NeedCase):
        return needs.awaits(case, rules.deadlines)
    return risks.awaits(case, rules.deadlines)


def task_row(case: AnyCase, one: Awaited) -> Row:
    """A row of what is awaited, with the moment from which each tier sees it."""
    seen: dict[CaseTier, Any] = dict(one.seen_from())
    return {
        "key": f"{case.id}/{one.step}", "case_id": case.id, "noun": "need" if isinstance(case, NeedCase) else "risk",
        "step": one.step, "tier": one.tier, "agency": one.agency, "since": one.since, "by": one.by,
        **{f"{tier}_at": seen.get(tier) for tier in CaseTier}, "rings_at": min(one.rings(case.escalated).values(), default=None),
    }  # fmt: skip
