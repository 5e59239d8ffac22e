"""What people do with visits: record them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, cast
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import clock
from ..desk import replayed
from ..ledger import Book
from ..needs import NeedRaised
from ..policy import Course, Outcome, Window
from ..risks import CallMade, FamilyTried, RiskReported
from .rules import as_fact, check, counts_towards, is_late, known_as
from .sheets import VisitSheet


class Served(Protocol):
    """What a visit needs to know of the elder as they stand."""

    course: Course
    in_home_days: list[date]
    running_no: int


@dataclass(frozen=True)
class Written:
    """A record as it went into the ledger."""

    id: UUID
    elder_id: UUID
    running_no: int | None
    late: bool
    counts_towards: list[tuple[Window, str]]
    needs: list[UUID]
    risks: list[UUID]
    recorded_at: datetime


@dataclass(frozen=True)
class Again:
    """A record that was handed in before: where it stands."""

    elder_id: UUID
    version: int


async def record_visit(book: Book, sheet: VisitSheet, numbers: Mapping[str, bytes]) -> Written | Again:
    """Write a visit and what was found on it: a need or a danger becomes an entry of its own, linked to the visit.

    Who could have made the visit on its day may hand it in now; late is late, and counts. Raises Invalid, ElderNotFound.
    """
    check(sheet, clock.now())
    page = await book.open(sheet.elder_id, at=sheet.started_at, numbers=numbers, visitor=known_as(sheet.visitor))
    if before := replayed(page.said, numbers):
        return Again(*before)
    assert page.visitor is not None
    elder = cast(Served, page.status)
    running_no = elder.running_no + 1 if sheet.outcome is Outcome.MET else None
    late = is_late(sheet.started_at, page.written_at, elder.course.rules_on(clock.day_of(sheet.started_at)))
    visit, needs, risks = uuid7(), [uuid7() for _ in sheet.needs], [uuid7() for _ in sheet.risks]
    fact = as_fact(sheet, running_no=running_no, late=late, visitor=page.visitor, needs=needs, risks=risks)
    entry = book.write(page, fact, happened_at=sheet.started_at, id=visit, record_no=sheet.record_no)
    for need_id, need in zip(needs, sheet.needs, strict=True):
        raised = NeedRaised(need=need.kind, urgent=need.urgent, visit_id=visit, note=need.note)
        book.write(page, raised, happened_at=sheet.started_at, id=need_id, cause=visit)
    for risk_id, risk in zip(risks, sheet.risks, strict=True):
        call = risk.emergency_call
        reported = RiskReported(
            hazard=risk.kind, severity=risk.severity, visit_id=visit, note=risk.note,
            called=call.number if call else None, called_at=call.at if call else None,
            emergency_call=CallMade.model_validate(call.model_dump()) if call else None,
            family_contacts=[FamilyTried.model_validate(c.model_dump()) for c in risk.family_contacts] or None,
        )  # fmt: skip
        book.write(page, reported, happened_at=sheet.started_at, id=risk_id, cause=visit)
    counted = counts_towards(fact, elder.course, elder.in_home_days)
    return Written(visit, sheet.elder_id, running_no, late, counted, needs, risks, entry.written_at)
