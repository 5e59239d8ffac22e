"""The needs and risks of an elder, as the standing holds them: what is open, what is awaited, and on which days each was open."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from ..cases import Awaited, Case, moved_on
from ..clock import day_of
from ..days import DAY
from ..ledger import Entry, Row
from ..loops import OfCase, case_of, loop_of
from ..policy import CaseSpan, CaseTier, Course


@dataclass
class Cases:
    """All the cases of a stream, given in the order in which things happened."""

    by_id: dict[UUID, Case] = field(default_factory=dict)
    _opened: dict[UUID, datetime] = field(default_factory=dict)
    _spans: list[CaseSpan] = field(default_factory=list)

    def apply(self, entry: Entry) -> None:
        """Apply an entry, if it begins a case or is a step of one; what was withdrawn never was."""
        if entry.void or not isinstance(entry.fact, OfCase):
            return
        id = case_of(entry)
        before = self.by_id.get(id)
        after = moved_on(loop_of(entry.fact), before, entry)
        if after is None:
            return
        self.by_id[id] = after
        if before is not None and before.open and not after.open:
            self._spans.append(_span(before, self._opened[id], entry.happened_at))
        elif after.open and (before is None or not before.open):
            self._opened[id] = entry.happened_at

    def spans(self) -> list[CaseSpan]:
        """The days on which each was open, as the rules look at them."""
        return [*self._spans, *(_span(case, self._opened[case.id]) for case in self.by_id.values() if case.open)]


def _span(case: Case, opened: datetime, closed: datetime | None = None) -> CaseSpan:
    span = CaseSpan(case.kind, day_of(opened))
    return span if closed is None else CaseSpan(case.kind, span.opened_on, day_of(closed) - DAY)


def awaited(case: Case, course: Course) -> list[Awaited]:
    """The steps that somebody must take of a case, by the rules of the day on which it came to where it is."""
    return case.loop.awaited(case, course.rules_on(day_of(case.since)).deadlines)


def task_row(case: Case, one: Awaited) -> Row:
    """A row of what is awaited, with the moment from which each tier sees it."""
    seen: dict[CaseTier, Any] = dict(one.seen_from())
    return {
        "key": f"{case.id}/{one.step}", "case_id": case.id, "noun": case.loop.noun,
        "step": one.step, "tier": one.tier, "agency": one.agency, "since": one.since, "by": one.by,
        **{f"{tier}_at": seen.get(tier) for tier in CaseTier}, "rings_at": min(one.rings(case.escalated).values(), default=None),
    }  # fmt: skip
