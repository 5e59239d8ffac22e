"""The loop of a need (需求办理): raised, referred, met, followed up, closed. No database, no clock."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ..cases import DECIDE, Case, CaseFacts, Loop, Party, Situation, Step, StepSheet, Wait
from ..clock import day_of, start_of
from ..errors import NeedNotFound, wrong
from ..ledger import Entry, Fact
from ..policy import (
    CaseStep,
    CaseTier,
    Deadlines,
    Flag,
    FollowUpLoop,
    FollowUpResult,
    NeedHours,
    NeedKind,
    NeedState,
    Opens,
)
from .facts import (
    NeedAccepted,
    NeedBenefitTold,
    NeedConcluded,
    NeedDeclined,
    NeedEnded,
    NeedEscalated,
    NeedFollowedUp,
    NeedProgressed,
    NeedRaised,
    NeedReferred,
    NeedReopened,
    NeedSeenAgain,
    NeedStep,
    NeedStepVoided,
    NeedWithdrawn,
)
from .sheets import NeedFollowUp, Referral

S = NeedState
_MEETS = DECIDE | {Party.RESPONSIBLE}
_HELPS = _MEETS | {Party.LIAISON}
_OPEN = (S.RAISED, S.REFERRED, S.ACCEPTED, S.IN_PROGRESS, S.DECLINED, S.MET, S.NOT_MET)
_ACCEPTED = (S.ACCEPTED, S.IN_PROGRESS)
_DONE = (S.MET, S.NOT_MET)
_BOTH = "once both follow-ups confirm it"
_ANEW: dict[str, Any] = {
    "department": None, "duty": None, "agency": None, "due_on": None, "accepted_at": None, "concluded_at": None, "met": None,
    "referral_seen_on": None, "difficulty_seen_on": None,
}  # fmt: skip


class NeedCase(Case):
    """A need as it stands."""

    kind: NeedKind
    state: NeedState
    stood: NeedState | None = None
    urgent: bool
    raised_at: datetime
    department: str | None = None
    duty: int | None = None
    agency: UUID | None = None
    due_on: date | None = None
    accepted_at: datetime | None = None
    concluded_at: datetime | None = None
    met: bool | None = None
    referral_seen_on: date | None = None
    difficulty_seen_on: date | None = None

    @property
    def loop(self) -> Loop:
        return NEED_LOOP

    @property
    def opened_at(self) -> datetime:
        return self.raised_at

    @property
    def responsible(self) -> UUID | None:
        return self.agency

    @property
    def flags(self) -> tuple[Flag, ...]:
        return (Flag.OPEN_NEED,)

    @property
    def seen_on(self) -> dict[CaseStep, date | None]:
        """When each follow-up confirmed the outcome."""
        return {
            CaseStep.FOLLOW_UP_REFERRAL: self.referral_seen_on, CaseStep.FOLLOW_UP_DIFFICULTY: self.difficulty_seen_on,
        }  # fmt: skip

    @classmethod
    def begun(cls, fact: NeedRaised, at: datetime) -> dict[str, Any]:
        return {"kind": fact.need, "urgent": fact.urgent, "raised_at": at}

    @classmethod
    def opened_by(cls, rule: Opens) -> dict[str, Any]:
        return {"need": rule.need}

    def changes(self, fact: Fact, entry: Entry) -> dict[str, Any]:
        match fact:
            case NeedReferred():
                hands = self.hands if fact.agency in (None, *self.hands) else (*self.hands, fact.agency)
                return {"hands": hands, **fact.model_dump(include={"department", "agency", "duty", "due_on"})}
            case NeedAccepted():
                return {"accepted_at": entry.happened_at}
            case NeedConcluded():
                return {"concluded_at": entry.happened_at, "met": fact.met}
            case NeedFollowedUp(result=FollowUpResult.CONFIRMED):
                return {"followed_at": entry.happened_at, f"{fact.loop.value}_seen_on": fact.on}
            case NeedFollowedUp():
                return {"followed_at": entry.happened_at, **_ANEW}
            case NeedDeclined() | NeedReopened():
                return _ANEW
        return {}

    def bars(self, step: Step) -> bool:
        """Each is followed up once after an outcome."""
        return any(step.name == name and on is not None for name, on in self.seen_on.items())

    def reaches(self, step: Step) -> bool:  # noqa: ARG002
        """Both follow-ups confirm it."""
        return None not in self.seen_on.values()

    def refuse(self, sheet: StepSheet, situation: Situation) -> None:
        """A day that is over, a duty that is another department's, an agency that does not serve the elder; a follow-up of
        what was not concluded yet."""
        match sheet:
            case Referral():
                if sheet.due_on < situation.today:
                    raise wrong("/due_on", "in_the_past", "That day is over.", "办理期限已过。")
                if sheet.agency is not None and sheet.agency not in situation.agencies:
                    raise wrong(
                        "/agency", "not_serving", "No such agency serves this elder now.", "没有为该服务对象提供服务的此机构。"
                    )  # fmt: skip
                duty = None if sheet.duty is None else situation.rules.duty(sheet.duty)
                if sheet.duty is not None and (duty is None or duty.department is not sheet.department):
                    raise wrong(
                        "/duty", "not_their_duty",
                        "The list of duties has no such line for this department: see GET /v1/duties.",
                        "职责任务清单中该单位无此项，见 /v1/duties。",
                    )  # fmt: skip
            case NeedFollowUp():
                if self.concluded_at is not None and (sheet.on or situation.today) < day_of(self.concluded_at):
                    raise wrong("/on", "before_outcome", "It was not concluded yet.", "该日期早于办理结果日期。")

    def hours(self, deadlines: Deadlines) -> NeedHours:
        return deadlines.urgent if self.urgent else deadlines.need

    def lacks(self, step: CaseStep) -> bool:
        return self.seen_on.get(step) is None


def _township(_: NeedCase) -> tuple[CaseTier, None]:
    return CaseTier.TOWNSHIP, None


def _responsible(case: NeedCase) -> tuple[CaseTier | None, UUID | None]:
    """The agency that it is referred to; of a department, which has no account, the township records the answer."""
    return None if case.agency else CaseTier.TOWNSHIP, case.agency


def _end_of_due_day(case: NeedCase) -> datetime:
    assert case.due_on is not None
    return start_of(case.due_on + timedelta(days=1))


def _follow_up(name: CaseStep, loop: FollowUpLoop, zh: str, en: str) -> tuple[Step, Step]:
    confirmed, reopened = ({"loop": loop, "result": result} for result in FollowUpResult)
    return (
        Step(name, "confirmed", _DONE, S.CLOSED, DECIDE, f"{zh}：确认", f"{en}: confirmed", NeedFollowedUp, confirmed, once=_BOTH),
        Step(name, "reopened", _DONE, S.RAISED, DECIDE, f"{zh}：重新办理", f"{en}: not confirmed", NeedFollowedUp, reopened),
    )  # fmt: skip


NEED_LOOP = Loop(
    "need", NeedCase, S.RAISED, (S.CLOSED, S.WITHDRAWN),
    (
        Step("referral", "", (S.RAISED, S.DECLINED), S.REFERRED, DECIDE, "转介", "refer", NeedReferred),
        Step("acceptance", "", (S.REFERRED,), S.ACCEPTED, _MEETS, "受理", "accept", NeedAccepted),
        Step("decline", "", (S.REFERRED, *_ACCEPTED), S.DECLINED, _MEETS, "退回", "decline", NeedDeclined),
        Step("progress", "", _ACCEPTED, S.IN_PROGRESS, _HELPS, "办理进展", "record progress", NeedProgressed, adds=True),
        Step("outcome", "met", _ACCEPTED, S.MET, _MEETS, "已解决", "met", NeedConcluded, {"met": True}),
        Step("outcome", "not_met", _ACCEPTED, S.NOT_MET, _MEETS, "未能解决", "can't be met", NeedConcluded, {"met": False}),
        Step(
            "benefit", "", _OPEN, None, _HELPS, "政策告知与协助申请", "inform of a benefit, help to apply", NeedBenefitTold,
            adds=True,
        ),
        *_follow_up(
            CaseStep.FOLLOW_UP_REFERRAL, FollowUpLoop.REFERRAL, "转介落实回访", "follow up whether the referral was carried out"
        ),
        *_follow_up(
            CaseStep.FOLLOW_UP_DIFFICULTY, FollowUpLoop.DIFFICULTY, "困难缓解回访", "follow up whether the difficulty is eased"
        ),
        Step("reopening", "", (S.CLOSED,), S.RAISED, DECIDE, "重新办理", "reopen", NeedReopened),
        Step("withdrawal", "", _OPEN, S.WITHDRAWN, DECIDE, "撤销", "withdraw, raised in error", NeedWithdrawn),
    ),
    (
        Wait(CaseStep.REFERRAL, (S.RAISED, S.DECLINED), "referral", _township),
        Wait(CaseStep.ACCEPTANCE, (S.REFERRED,), "acceptance", _responsible),
        Wait(CaseStep.OUTCOME, _ACCEPTED, _end_of_due_day, _responsible, lambda case: case.accepted_at),
        Wait(CaseStep.FOLLOW_UP_REFERRAL, _DONE, "follow_up", _township),
        Wait(CaseStep.FOLLOW_UP_DIFFICULTY, _DONE, "follow_up", _township),
    ),
    CaseFacts(
        NeedRaised, NeedStep, NeedSeenAgain, NeedReopened, NeedEnded, NeedEscalated, NeedWithdrawn, NeedStepVoided,
    ),
    NeedNotFound,
)  # fmt: skip
