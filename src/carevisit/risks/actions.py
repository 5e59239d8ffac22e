"""What people do with risks: report them. Each step until they are cleared and followed up is a case's (see cases)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from .. import clock
from ..access import Role
from ..cases import MOMENT, Caller, check_happened_here, moment_of
from ..dated import standing_of
from ..errors import FieldError, Invalid
from ..ledger import Book, Entry, Page, Written
from ..policy import CaseOrigin, Severity
from .facts import RiskCalled, RiskFamilyContacted, RiskReported, RiskStep, RiskTownshipTold
from .sheets import EmergencyCall, FamilyContact, RiskSheet, RiskTold


async def report_risk(book: Book, sheet: RiskSheet, numbers: Mapping[str, bytes]) -> Written:
    """Report a risk: who has the elder at that moment may.

    Raises Invalid, ElderNotFound, ElderHasLeft.
    """
    at = moment_of(sheet.at)
    if early := not_yet(sheet, clock.now()):
        raise Invalid(errors=tuple(early))
    page = await book.open(sheet.elder_id, at=at, numbers=numbers)
    if before := await book.replay(page):
        return before
    check_happened_here(page, at)
    caller = Caller.model_validate(sheet.caller.model_dump()) if sheet.caller else None
    entry = write_report(book, page, sheet, at=at, origin=sheet.origin, caller=caller, record_no=sheet.record_no)
    return Written.of(entry)


def write_report(
    book: Book, page: Page, report: RiskTold, *, at: datetime, origin: CaseOrigin, id: UUID | None = None,
    visit_id: UUID | None = None, cause: UUID | None = None, caller: Caller | None = None, record_no: str | None = None,
) -> Entry:  # fmt: skip
    """Write a report, and in one act what was done at once: each call and each try is a trace of its own, and so is the
    report to the township, unless it reports itself (上报乡镇并督促子女)."""
    role = book.actor.role
    fact = RiskReported(
        hazard=report.kind,
        severity=report.severity,
        visit_id=visit_id,
        origin=origin,
        reporter=role,
        note=report.note,
        caller=caller,
    )
    entry = book.write(page, fact, happened_at=at, id=id, cause=cause, record_no=record_no)
    traces: list[RiskStep] = []
    if role is Role.LIAISON or (report.severity is Severity.MAJOR and role not in (Role.GUIDE, Role.SUPERVISOR)):
        traces.append(RiskTownshipTold(risk_id=entry.id, late=_reported_late(page, report.severity, at)))
    if report.emergency_call is not None:
        traces.append(_call(entry.id, report.emergency_call))
    traces += [_contact(entry.id, one, urged=role is Role.LIAISON) for one in report.family_contacts]
    for turn, trace in enumerate(traces, start=1):
        book.write(page, trace, happened_at=at + turn * MOMENT, cause=entry.id)
    return entry


def _reported_late(page: Page, severity: Severity, at: datetime) -> bool:
    if page.status is None:
        return False
    deadlines = standing_of(page).course.rules_on(clock.day_of(at)).deadlines
    hours = deadlines.major if severity is Severity.MAJOR else deadlines.general
    return page.written_at > at + timedelta(hours=hours.township_told)


def _call(risk: UUID, call: EmergencyCall) -> RiskCalled:
    return RiskCalled(risk_id=risk, number=call.number, at=call.at, by=call.by)


def _contact(risk: UUID, contact: FamilyContact, *, urged: bool) -> RiskFamilyContacted:
    return RiskFamilyContacted(
        risk_id=risk, at=contact.at, reached=contact.reached, urged=urged and contact.reached, who=contact.who
    )


def not_yet(report: RiskTold, now: datetime, at: str = "") -> list[FieldError]:
    """The call and the tries of a report, standing `at` a pointer, that have not been made yet."""
    moments = [(f"{at}/emergency_call/at", report.emergency_call.at)] if report.emergency_call else []
    moments += [(f"{at}/family_contacts/{turn}/at", one.at) for turn, one in enumerate(report.family_contacts)]
    return [
        FieldError(pointer, "in_the_future", "时间尚未到来。", "This has not happened yet.")
        for pointer, moment in moments
        if clock.lies_ahead(moment, now)
    ]
