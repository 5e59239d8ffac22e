"""What people do with risks: report them, and take each step until they are cleared and followed up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from .. import clock
from ..access import Role
from ..cases import (
    MOMENT,
    Step,
    StepSheet,
    StepVoid,
    Told,
    WithdrawalSheet,
    check_happened_here,
    take,
    told_at,
    void_step,
    withdraw,
)
from ..dated import standing_of
from ..errors import FieldError, Forbidden, Invalid, RiskNotFound, StepsMissing, wrong
from ..etags import Expected
from ..ledger import Book, Entry, Fact, Page, Written
from ..needs import Caller
from ..policy import CaseOrigin, Rung, Severity
from .facts import (
    RiskCalled,
    RiskCleared,
    RiskFamilyContacted,
    RiskFollowedUp,
    RiskHandled,
    RiskReopened,
    RiskReported,
    RiskSeverityChanged,
    RiskStep,
    RiskStepVoided,
    RiskSupervised,
    RiskTownshipTold,
    RiskWithdrawn,
)
from .loop import RISK_LOOP, RiskCase, advance, lacks, reported
from .sheets import (
    Call,
    Clearance,
    Contact,
    EmergencyCall,
    FamilyContact,
    Handling,
    RiskFollowUp,
    RiskReopening,
    RiskSheet,
    RiskTold,
    SeverityChange,
    Supervision,
)


def risk_of(entries: Sequence[Entry], id: UUID) -> RiskCase:
    """A risk from its elder's entries, in the order in which they happened. Raises RiskNotFound."""
    case: RiskCase | None = None
    for entry in entries:
        if entry.id == id and isinstance(entry.fact, RiskReported):
            case = reported(entry)
        elif case is not None and isinstance(entry.fact, RiskStep) and entry.fact.risk_id == id:
            case = advance(case, entry)
    if case is None:
        raise RiskNotFound
    return case


async def report_risk(book: Book, sheet: RiskSheet, numbers: Mapping[str, bytes]) -> Written:
    """Report a risk: who has the elder at that moment may.

    Raises Invalid, ElderNotFound, ElderHasLeft.
    """
    at = told_at(sheet.at)
    if early := not_yet(sheet, clock.now()):
        raise Invalid(errors=tuple(early))
    page = await book.open(sheet.elder_id, at=at, numbers=numbers)
    if before := await book.replay(page):
        return before
    check_happened_here(page, at)
    caller = Caller.model_validate(sheet.caller.model_dump()) if sheet.caller else None
    return Written.of(
        write_report(book, page, sheet, at=at, origin=sheet.origin, caller=caller, record_no=sheet.record_no)
    )


def write_report(
    book: Book, page: Page, told: RiskTold, *, at: datetime, origin: CaseOrigin, id: UUID | None = None,
    visit_id: UUID | None = None, cause: UUID | None = None, caller: Caller | None = None, record_no: str | None = None,
) -> Entry:  # fmt: skip
    """Write a report, and in one act what was done at once: each call and each try is a trace of its own, and so is it that
    the township is told, where it does not tell of it itself (上报乡镇并督促子女)."""
    role = book.actor.role
    fact = RiskReported(
        hazard=told.kind,
        severity=told.severity,
        visit_id=visit_id,
        origin=origin,
        reporter=role,
        note=told.note,
        caller=caller,
    )
    entry = book.write(page, fact, happened_at=at, id=id, cause=cause, record_no=record_no)
    traces: list[RiskStep] = []
    if role is Role.LIAISON or (told.severity is Severity.MAJOR and role not in (Role.GUIDE, Role.SUPERVISOR)):
        traces.append(RiskTownshipTold(risk_id=entry.id, late=_told_late(page, told.severity, at)))
    if told.emergency_call is not None:
        traces.append(_call(entry.id, told.emergency_call))
    traces += [_contact(entry.id, one, urged=role is Role.LIAISON) for one in told.family_contacts]
    for turn, trace in enumerate(traces, start=1):
        book.write(page, trace, happened_at=at + turn * MOMENT, cause=entry.id)
    return entry


def _told_late(page: Page, severity: Severity, at: datetime) -> bool:
    if page.status is None:
        return False
    deadlines = standing_of(page).course.rules_on(clock.day_of(at)).deadlines
    hours = deadlines.major if severity is Severity.MAJOR else deadlines.general
    return page.written_at > at + timedelta(hours=hours.township_told)


def _call(risk: UUID, told: EmergencyCall) -> RiskCalled:
    return RiskCalled(risk_id=risk, number=told.number, at=told.at, by=told.by)


def _contact(risk: UUID, told: FamilyContact, *, urged: bool) -> RiskFamilyContacted:
    return RiskFamilyContacted(
        risk_id=risk, at=told.at, reached=told.reached, urged=urged and told.reached, who=told.who
    )


def not_yet(told: RiskTold, now: datetime, at: str = "") -> list[FieldError]:
    """The call and the tries of a report, standing `at` a pointer, that have not been made yet."""
    moments = [(f"{at}/emergency_call/at", told.emergency_call.at)] if told.emergency_call else []
    moments += [(f"{at}/family_contacts/{turn}/at", one.at) for turn, one in enumerate(told.family_contacts)]
    return [
        FieldError(pointer, "in_the_future", "时间尚未到来。", "This has not happened yet.")
        for pointer, moment in moments
        if clock.lies_ahead(moment, now)
    ]


async def take_risk_step(
    book: Book, elder: UUID, risk_id: UUID, sheet: StepSheet, expected: Expected | None, numbers: Mapping[str, bytes]
) -> Written:
    """Take a step of a risk. Raises what `take` raises, StepsMissing, and Invalid."""
    result = ""
    if isinstance(sheet, RiskFollowUp):
        result = sheet.result.value
    elif isinstance(sheet, SeverityChange):
        result = sheet.severity.value
    told = Told(STEP_OF[type(sheet)], result, sheet.at, expected)

    def facts(case: RiskCase, _step: Step, _page: Page) -> list[Fact]:
        if isinstance(sheet, Supervision):
            _check_supervision(case, sheet, book.actor.role)
        if (
            isinstance(sheet, RiskFollowUp)
            and sheet.on
            and case.cleared_at
            and sheet.on < clock.day_of(case.cleared_at)
        ):
            raise wrong("/on", "before_clearance", "It was not cleared yet.", "该日期早于排除日期。")
        if isinstance(sheet, Clearance) and (missing := lacks(case)):
            raise StepsMissing(missing)
        return [_fact(case.id, sheet)]

    return await take(book, RISK_LOOP, risk_of, elder, risk_id, told, numbers, facts)


async def withdraw_risk(
    book: Book,
    elder: UUID,
    risk_id: UUID,
    sheet: WithdrawalSheet,
    expected: Expected | None,
    numbers: Mapping[str, bytes],
) -> Written:
    """Withdraw a risk that was reported in error. Raises what `withdraw` raises."""
    fact = RiskWithdrawn(risk_id=risk_id, reason=sheet.reason, note=sheet.note)
    return await withdraw(book, RISK_LOOP, risk_of, elder, risk_id, fact, expected, numbers)


async def void_risk_step(
    book: Book, elder: UUID, risk_id: UUID, sheet: StepVoid, expected: Expected | None, numbers: Mapping[str, bytes],
    *, step_id: UUID,
) -> Written:  # fmt: skip
    """Take back the last step of a risk. Raises what `void_step` raises."""
    fact = RiskStepVoided(risk_id=risk_id, note=sheet.note)
    return await void_step(book, RISK_LOOP, risk_of, elder, risk_id, step_id, fact, expected, numbers, TOLD)


def _fact(id: UUID, sheet: StepSheet) -> Fact:
    said: dict[str, Any] = {"risk_id": id, "note": sheet.note}
    match sheet:
        case Call():
            return RiskCalled(**said, number=sheet.number, waived=sheet.waived, at=sheet.at or clock.now(), by=sheet.by)
        case Contact():
            told = {"who": sheet.who, "reached": sheet.reached, "urged": sheet.urged, "nobody": sheet.nobody}
            return RiskFamilyContacted(**said, at=sheet.at or clock.now(), **told)
        case Handling():
            return RiskHandled(**said, by=sheet.by)
        case Supervision():
            return RiskSupervised(**said, by=sheet.by, on=sheet.on or clock.today())
        case Clearance():
            return RiskCleared(**said, how=sheet.how)
        case RiskFollowUp():
            return RiskFollowedUp(**said, result=sheet.result, on=sheet.on or clock.today())
        case RiskReopening():
            return RiskReopened(**said)
        case SeverityChange():
            return RiskSeverityChanged(**said, severity=sheet.severity)
    raise AssertionError(type(sheet))


def _check_supervision(case: RiskCase, sheet: Supervision, role: Role) -> None:
    """The last rung is the township's to take, once another was tried or when it is grave. Raises Forbidden, StepsMissing."""
    if sheet.by is not Rung.LAW_ENFORCEMENT:
        return
    if role not in (Role.GUIDE, Role.SUPERVISOR):
        raise Forbidden("That rung is the township's to take.", "移送公安司法机关须由乡镇（街道）决定。")
    if not case.rungs and not case.major:
        raise StepsMissing(["supervision"])


STEP_OF: dict[type[StepSheet], str] = {
    Call: "emergency_call", Contact: "family_contact", Handling: "handling", Supervision: "supervision",
    Clearance: "clearance", RiskFollowUp: "follow_up", RiskReopening: "reopening", SeverityChange: "severity",
}  # fmt: skip
TOLD: tuple[type[RiskStep], ...] = (
    RiskCalled, RiskFamilyContacted, RiskHandled, RiskSupervised, RiskCleared, RiskFollowedUp, RiskReopened, RiskSeverityChanged,
)  # fmt: skip
"""The steps that people tell."""
