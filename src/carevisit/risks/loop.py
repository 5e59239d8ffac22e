"""The loop of a risk (隐患处置): reported, handled, cleared, followed up, closed. No database, no clock."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..access import Role
from ..cases import DECIDE, Awaited, Loop, Party, Step, escalation
from ..ledger import Entry
from ..policy import CaseOrigin, CaseStep, CaseTier, Deadlines, FollowUpResult, RiskKind, RiskState, Rung, Severity
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
    RiskSupervised,
    RiskTownshipTold,
)

S = RiskState
_STAFF = DECIDE | {Party.LIAISON}
_ALL = _STAFF | {Party.MAKER}
_SEE = _STAFF | {Party.MAKER_AGENCY}
_UNTIL_CLOSED = (S.REPORTED, S.HANDLING, S.CLEARED)

RISK_LOOP = Loop(
    "risk", S, S.REPORTED, (S.CLOSED, S.WITHDRAWN),
    (
        Step("emergency_call", "", _UNTIL_CLOSED, None, _ALL, "拨打紧急求助电话", "call for help", adds=True),
        Step("family_contact", "", _UNTIL_CLOSED, None, _ALL, "联系并督促家庭成员", "reach or try the family", adds=True),
        Step("handling", "", (S.REPORTED, S.HANDLING), S.HANDLING, _SEE, "处置", "see to it"),
        Step(
            "supervision", "", (S.REPORTED, S.HANDLING), None, _STAFF, "督促赡养义务", "urge the supporters", adds=True,
            kind=RiskKind.NEGLECT,
        ),
        Step("clearance", "", (S.HANDLING,), S.CLEARED, _SEE, "排除", "it is removed"),
        Step("follow_up", "confirmed", (S.CLEARED,), S.CLOSED, DECIDE, "回访确认销号", "followed up, and so it is"),
        Step("follow_up", "reopened", (S.CLEARED,), S.HANDLING, DECIDE, "回访重新处置", "followed up, and it is not so"),
        Step("reopening", "", (S.CLOSED,), S.HANDLING, DECIDE, "重新处置", "open it again"),
        Step("severity", "major", _UNTIL_CLOSED, None, _SEE, "升级为重大", "it is graver than was reported"),
        Step("severity", "general", _UNTIL_CLOSED, None, DECIDE, "降级为一般", "it is less grave than was reported"),
        Step("withdrawal", "", _UNTIL_CLOSED, S.WITHDRAWN, DECIDE, "撤销", "it was reported in error"),
    ),
)  # fmt: skip


class RiskCase(BaseModel):
    """A risk as it stands: what its steps have come to. Its fields are the columns of its row."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    revision: int
    maker: UUID
    visit_id: UUID | None
    kind: RiskKind
    severity: Severity
    state: RiskState
    origin: CaseOrigin
    reporter: Role | None
    reported_at: datetime
    since: datetime
    last_at: datetime
    township_told_at: datetime | None = None
    called_at: datetime | None = None
    family_at: datetime | None = None
    family_reached: bool = False
    handling_at: datetime | None = None
    cleared_at: datetime | None = None
    followed_at: datetime | None = None
    closed_at: datetime | None = None
    rungs: tuple[Rung, ...] = ()
    reopened: int = 0
    escalated: tuple[str, ...] = ()
    touched: bool = False
    hands: tuple[UUID, ...] = ()
    visits: tuple[UUID, ...] = ()
    anew_at: datetime | None = None  # from when its times are counted, where that is later than its steps say
    stood: RiskState | None = None  # where it stood before it ended with the elder's exit

    def bars(self, step: Step) -> bool:
        """Whether a step has been taken already: a severity that it has is not given again."""
        return step.name == "severity" and step.result == self.severity

    @property
    def open(self) -> bool:
        """Whether it still counts (未销号)."""
        return self.state not in RISK_LOOP.ends

    @property
    def major(self) -> bool:
        return self.severity is Severity.MAJOR

    @property
    def urges_family(self) -> bool:
        """Whether the family must be told: of a major risk, and of any that a village reports (上报乡镇并督促子女)."""
        return self.major or self.reporter == Role.LIAISON


def reported(entry: Entry) -> RiskCase:
    """A risk as it begins. What the first schema said of calls and tries holds."""
    fact, at = entry.fact, entry.happened_at
    assert isinstance(fact, RiskReported)
    tried = fact.family_contacts or []
    return RiskCase(
        id=entry.id, version=entry.version, revision=entry.revision, maker=entry.maker, visit_id=fact.visit_id, kind=fact.hazard,
        severity=fact.severity, state=S.WITHDRAWN if entry.void else S.REPORTED, origin=fact.origin, reporter=fact.reporter,
        reported_at=at, since=at, last_at=at, called_at=fact.called_at, family_at=min((one.at for one in tried), default=None),
        family_reached=any(one.reached for one in tried), hands=(entry.maker,), visits=(fact.visit_id,) if fact.visit_id else (),
    )  # fmt: skip


def advance(case: RiskCase, entry: Entry) -> RiskCase:
    """The risk after a step."""
    fact, at = entry.fact, entry.happened_at
    assert isinstance(fact, RiskStep)
    if isinstance(fact, RiskEscalated):
        return case.model_copy(update={"escalated": (*case.escalated, escalation(fact.step, fact.tier, at))})
    if entry.void:  # a mark or a step that was taken back: it stays readable, and moves nothing
        return case.model_copy(update={"revision": case.revision + entry.revision})
    if isinstance(fact, RiskSeenAgain):
        visits = tuple(sorted((*case.visits, fact.visit_id)))  # as they were recorded
        return case.model_copy(update={"visits": visits, "revision": case.revision + entry.revision})
    if isinstance(fact, RiskEnded) or (isinstance(fact, RiskReopened) and case.stood is not None):
        return _with_the_exit(case, fact, at)
    touched = case.touched or entry.maker != case.maker
    update: dict[str, Any] = {"last_at": at, "revision": case.revision + 1, "touched": touched}
    match fact:
        case RiskTownshipTold():
            update["township_told_at"] = case.township_told_at or entry.written_at
        case RiskCalled():
            update["called_at"] = min(case.called_at or fact.at, fact.at)  # whatever was told first
        case RiskFamilyContacted():
            tried_at = min(case.family_at or fact.at, fact.at)
            update |= {"family_at": tried_at, "family_reached": case.family_reached or fact.reached}
        case RiskHandled():
            update |= {"state": S.HANDLING, "handling_at": case.handling_at or at}
        case RiskSeverityChanged():
            update |= {"severity": fact.severity, "anew_at": at}
        case RiskSupervised():
            update["rungs"] = (*case.rungs, fact.by)
        case RiskCleared():
            update |= {"state": S.CLEARED, "cleared_at": at}
        case RiskFollowedUp() if fact.result is FollowUpResult.CONFIRMED:
            update |= {"state": S.CLOSED, "followed_at": at, "closed_at": at}
        case RiskFollowedUp():
            update |= {"state": S.HANDLING, "followed_at": at, "cleared_at": None, "reopened": case.reopened + 1}
        case RiskReopened():
            update |= {"state": S.HANDLING, "cleared_at": None, "closed_at": None, "reopened": case.reopened + 1}
    if case.state is S.WITHDRAWN:  # what its reporter told of it stays readable, and moves it no more
        update["state"] = S.WITHDRAWN
    after = case.model_copy(update=update)
    return after if after.state == case.state else after.model_copy(update={"since": at})


def _with_the_exit(case: RiskCase, fact: RiskStep, at: datetime) -> RiskCase:
    """The risk after it ended with the elder's exit; or, where the elder never left, where it stood, with all its time again."""
    if isinstance(fact, RiskEnded):
        moved: dict[str, Any] = {"state": S.WITHDRAWN, "stood": case.state} if case.open else {}
    else:
        moved = {"state": case.stood, "stood": None, "anew_at": at}
    moved |= {"since": at} if moved else {}
    return case.model_copy(update={"last_at": at, "revision": case.revision + 1} | moved)


def lacks(case: RiskCase) -> list[CaseStep]:
    """What must be done before a risk may be said to be cleared: who was in danger was helped, and the family knows."""
    wanted = ((CaseStep.EMERGENCY_CALL, case.major and case.called_at is None),
              (CaseStep.FAMILY_CONTACT, case.urges_family and case.family_at is None))  # fmt: skip
    return [step for step, lacking in wanted if lacking]


def awaits(case: RiskCase, deadlines: Deadlines) -> list[Awaited]:
    """The steps that somebody must take of a risk now; none of one that is over."""
    hours = deadlines.major if case.major else deadlines.general
    agency = case.maker if case.reporter == Role.AGENCY else None
    answers = CaseTier.TOWNSHIP if case.major else CaseTier.VILLAGE

    def within(step: CaseStep, tier: CaseTier, since: datetime, wait: int, agency: UUID | None = None) -> Awaited:
        since = max(since, case.anew_at or since)
        return Awaited(step, tier, agency, since, since + timedelta(hours=wait), hours.escalate)

    found = []
    if case.state in (S.REPORTED, S.HANDLING):
        first = {CaseStep.EMERGENCY_CALL: hours.emergency_call, CaseStep.FAMILY_CONTACT: hours.family_contact}
        for step in lacks(case):
            found.append(within(step, CaseTier.VILLAGE, case.reported_at, first[step], agency))
    match case.state:
        case S.REPORTED:
            found.append(within(CaseStep.HANDLING, answers, case.reported_at, hours.handling))
        case S.HANDLING:
            found.append(within(CaseStep.CLEARANCE, answers, case.since, hours.clearance))
        case S.CLEARED:
            found.append(within(CaseStep.FOLLOW_UP, CaseTier.TOWNSHIP, case.since, hours.follow_up))
    return found
