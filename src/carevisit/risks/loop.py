"""The loop of a risk (隐患处置): reported, handled, cleared, followed up, closed. No database, no clock."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ..access import Role
from ..cases import DECIDE, Case, CaseFacts, Loop, Party, Situation, Step, StepSheet, Wait
from ..clock import day_of
from ..errors import Forbidden, RiskNotFound, StepsMissing, wrong
from ..ledger import Entry, Fact
from ..policy import (
    CaseStep,
    CaseTier,
    Deadlines,
    Flag,
    FollowUpResult,
    Opens,
    RiskHours,
    RiskKind,
    RiskState,
    Rung,
    Severity,
)
from .facts import (
    RiskCalled,
    RiskCleared,
    RiskEnded,
    RiskEscalated,
    RiskFamilyContacted,
    RiskFollowedUp,
    RiskHandled,
    RiskReopened,
    RiskReported,
    RiskSeenAgain,
    RiskSeverityChanged,
    RiskStep,
    RiskStepVoided,
    RiskSupervised,
    RiskTownshipTold,
    RiskWithdrawn,
)
from .sheets import Clearance, RiskFollowUp, Supervision

S = RiskState
_STAFF = DECIDE | {Party.LIAISON}
_ALL = _STAFF | {Party.MAKER}
_SEE = _STAFF | {Party.MAKER_AGENCY}
_UNTIL_CLOSED = (S.REPORTED, S.HANDLING, S.CLEARED)
_UNCLEARED = (S.REPORTED, S.HANDLING)


class RiskCase(Case):
    """A risk as it stands."""

    kind: RiskKind
    state: RiskState
    stood: RiskState | None = None
    severity: Severity
    reported_at: datetime
    township_told_at: datetime | None = None
    called_at: datetime | None = None
    family_at: datetime | None = None
    family_reached: bool = False
    handling_at: datetime | None = None
    cleared_at: datetime | None = None
    rungs: tuple[Rung, ...] = ()

    @property
    def loop(self) -> Loop:
        return RISK_LOOP

    @property
    def opened_at(self) -> datetime:
        return self.reported_at

    @property
    def flags(self) -> tuple[Flag, ...]:
        return (Flag.OPEN_MAJOR_RISK, Flag.OPEN_RISK) if self.major else (Flag.OPEN_RISK,)

    @property
    def major(self) -> bool:
        return self.severity is Severity.MAJOR

    @property
    def missing(self) -> list[CaseStep]:
        """What must be done before it may be said to be cleared."""
        return [step for step in (CaseStep.EMERGENCY_CALL, CaseStep.FAMILY_CONTACT) if self.lacks(step)]

    @classmethod
    def begun(cls, fact: RiskReported, at: datetime) -> dict[str, Any]:
        """What the first schema said of calls and tries holds."""
        tried = fact.family_contacts or []
        return {
            "kind": fact.hazard, "severity": fact.severity, "reported_at": at, "called_at": fact.called_at,
            "family_at": min((one.at for one in tried), default=None), "family_reached": any(one.reached for one in tried),
        }  # fmt: skip

    @classmethod
    def opened_by(cls, rule: Opens) -> dict[str, Any]:
        return {"hazard": rule.risk, "severity": rule.severity}

    def changes(self, fact: Fact, entry: Entry) -> dict[str, Any]:
        at = entry.happened_at
        match fact:
            case RiskTownshipTold():
                return {"township_told_at": self.township_told_at or entry.written_at}
            case RiskCalled():
                return {"called_at": min(self.called_at or fact.at, fact.at)}  # whatever was recorded first
            case RiskFamilyContacted():
                tried_at = min(self.family_at or fact.at, fact.at)
                return {"family_at": tried_at, "family_reached": self.family_reached or fact.reached}
            case RiskHandled():
                return {"handling_at": self.handling_at or at}
            case RiskSeverityChanged():
                return {"severity": fact.severity, "anew_at": at}
            case RiskSupervised():
                return {"rungs": (*self.rungs, fact.by)}
            case RiskCleared():
                return {"cleared_at": at}
            case RiskFollowedUp(result=FollowUpResult.CONFIRMED):
                return {"followed_at": at}
            case RiskFollowedUp():
                return {"followed_at": at, "cleared_at": None}
            case RiskReopened():
                return {"cleared_at": None}
        return {}

    def bars(self, step: Step) -> bool:
        """A severity that it has is not given again."""
        return step.name == "severity" and step.result == self.severity

    def lacks(self, step: CaseStep) -> bool:
        """Of a major risk, a call for help and a family contact; of another that a village reports, a family contact
        (上报乡镇并督促子女)."""
        match step:
            case CaseStep.EMERGENCY_CALL:
                return self.major and self.called_at is None
            case CaseStep.FAMILY_CONTACT:
                return (self.major or self.reporter == Role.LIAISON) and self.family_at is None
        return True

    def refuse(self, sheet: StepSheet, situation: Situation) -> None:
        """A follow-up of what was not cleared yet, a clearance before what must be done. The last rung of supervision is the
        township's to take, once another was tried or when the risk is major."""
        match sheet:
            case RiskFollowUp():
                if sheet.on and self.cleared_at and sheet.on < day_of(self.cleared_at):
                    raise wrong("/on", "before_clearance", "It was not cleared yet.", "该日期早于排除日期。")
            case Clearance():
                if self.missing:
                    raise StepsMissing(self.missing)
            case Supervision(by=Rung.LAW_ENFORCEMENT):
                if situation.role not in (Role.GUIDE, Role.SUPERVISOR):
                    raise Forbidden("That rung is the township's to take.", "移送公安司法机关须由乡镇（街道）决定。")
                if not self.rungs and not self.major:
                    raise StepsMissing(["supervision"])

    def hours(self, deadlines: Deadlines) -> RiskHours:
        return deadlines.major if self.major else deadlines.general


def _finder(case: RiskCase) -> tuple[CaseTier, UUID | None]:
    """The village, and the agency that reported it."""
    return CaseTier.VILLAGE, case.maker if case.reporter == Role.AGENCY else None


def _handler(case: RiskCase) -> tuple[CaseTier, None]:
    return CaseTier.TOWNSHIP if case.major else CaseTier.VILLAGE, None


def _township(_: RiskCase) -> tuple[CaseTier, None]:
    return CaseTier.TOWNSHIP, None


def _report(case: RiskCase) -> datetime:
    return case.reported_at


RISK_LOOP = Loop(
    "risk", RiskCase, S.REPORTED, (S.CLOSED, S.WITHDRAWN),
    (
        Step(
            "emergency_call", "", _UNTIL_CLOSED, None, _ALL, "拨打紧急求助电话", "make an emergency call", RiskCalled, adds=True,
        ),
        Step(
            "family_contact", "", _UNTIL_CLOSED, None, _ALL, "联系并督促家庭成员", "contact and urge the family",
            RiskFamilyContacted, adds=True,
        ),
        Step("handling", "", _UNCLEARED, S.HANDLING, _SEE, "处置", "handle", RiskHandled),
        Step(
            "supervision", "", _UNCLEARED, None, _STAFF, "督促赡养义务", "urge the supporters", RiskSupervised, adds=True,
            kind=RiskKind.NEGLECT,
        ),
        Step("clearance", "", (S.HANDLING,), S.CLEARED, _SEE, "排除", "clear", RiskCleared),
        Step(
            "follow_up", "confirmed", (S.CLEARED,), S.CLOSED, DECIDE, "回访确认销号", "follow up: confirmed", RiskFollowedUp,
            {"result": FollowUpResult.CONFIRMED},
        ),
        Step(
            "follow_up", "reopened", (S.CLEARED,), S.HANDLING, DECIDE, "回访重新处置", "follow up: not confirmed",
            RiskFollowedUp, {"result": FollowUpResult.REOPENED},
        ),
        Step("reopening", "", (S.CLOSED,), S.HANDLING, DECIDE, "重新处置", "reopen", RiskReopened),
        Step(
            "severity", "major", _UNTIL_CLOSED, None, _SEE, "升级为重大", "raise to major", RiskSeverityChanged,
            {"severity": Severity.MAJOR},
        ),
        Step(
            "severity", "general", _UNTIL_CLOSED, None, DECIDE, "降级为一般", "lower to general",
            RiskSeverityChanged, {"severity": Severity.GENERAL},
        ),
        Step("withdrawal", "", _UNTIL_CLOSED, S.WITHDRAWN, DECIDE, "撤销", "withdraw, reported in error", RiskWithdrawn),
    ),
    (
        Wait(CaseStep.EMERGENCY_CALL, _UNCLEARED, "emergency_call", _finder, _report),
        Wait(CaseStep.FAMILY_CONTACT, _UNCLEARED, "family_contact", _finder, _report),
        Wait(CaseStep.HANDLING, (S.REPORTED,), "handling", _handler, _report),
        Wait(CaseStep.CLEARANCE, (S.HANDLING,), "clearance", _handler),
        Wait(CaseStep.FOLLOW_UP, (S.CLEARED,), "follow_up", _township),
    ),
    CaseFacts(
        RiskReported, RiskStep, RiskSeenAgain, RiskReopened, RiskEnded, RiskEscalated, RiskWithdrawn, RiskStepVoided,
    ),
    RiskNotFound,
)  # fmt: skip
