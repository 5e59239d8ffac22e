"""The loop of a need (需求办理): raised, referred, met, followed up, closed. No database, no clock."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..access import Role
from ..cases import DECIDE, Awaited, Loop, Party, Step, escalation
from ..clock import start_of
from ..ledger import Entry
from ..policy import CaseOrigin, CaseStep, CaseTier, Deadlines, FollowUpLoop, FollowUpResult, NeedKind, NeedState
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
)

S = NeedState
_MEETS = DECIDE | {Party.RESPONSIBLE}
_HELPS = _MEETS | {Party.LIAISON}
_OPEN = (S.RAISED, S.REFERRED, S.ACCEPTED, S.IN_PROGRESS, S.DECLINED, S.MET, S.NOT_MET)
_DONE = (S.MET, S.NOT_MET)
_BOTH = "once both follow-ups confirm it"

NEED_LOOP = Loop(
    "need", S, S.RAISED, (S.CLOSED, S.WITHDRAWN),
    (
        Step("referral", "", (S.RAISED, S.DECLINED), S.REFERRED, DECIDE, "转介", "refer it"),
        Step("acceptance", "", (S.REFERRED,), S.ACCEPTED, _MEETS, "受理", "take it on"),
        Step("decline", "", (S.REFERRED, S.ACCEPTED, S.IN_PROGRESS), S.DECLINED, _MEETS, "退回", "give it back"),
        Step("progress", "", (S.ACCEPTED, S.IN_PROGRESS), S.IN_PROGRESS, _HELPS, "办理进展", "tell progress", adds=True),
        Step("outcome", "met", (S.ACCEPTED, S.IN_PROGRESS), S.MET, _MEETS, "已解决", "it is met"),
        Step("outcome", "not_met", (S.ACCEPTED, S.IN_PROGRESS), S.NOT_MET, _MEETS, "未能解决", "it can't be met"),
        Step("benefit", "", _OPEN, None, _HELPS, "政策告知与协助申请", "told of a benefit, helped to apply", adds=True),
        *(
            step
            for loop, zh, en in (
                (CaseStep.FOLLOW_UP_REFERRAL, "转介落实回访", "whether the referral was carried out"),
                (CaseStep.FOLLOW_UP_DIFFICULTY, "困难缓解回访", "whether the difficulty is eased"),
            )
            for step in (
                Step(loop, "confirmed", _DONE, S.CLOSED, DECIDE, f"{zh}：确认", f"{en}: it is so", once=_BOTH),
                Step(loop, "reopened", _DONE, S.RAISED, DECIDE, f"{zh}：重新办理", f"{en}: it is not so"),
            )
        ),
        Step("reopening", "", (S.CLOSED,), S.RAISED, DECIDE, "重新办理", "open it again"),
        Step("withdrawal", "", _OPEN, S.WITHDRAWN, DECIDE, "撤销", "it was raised in error"),
    ),
)  # fmt: skip


class NeedCase(BaseModel):
    """A need as it stands: what its steps have come to. Its fields are the columns of its row."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    revision: int
    maker: UUID
    visit_id: UUID | None
    kind: NeedKind
    urgent: bool
    state: NeedState
    origin: CaseOrigin
    reporter: Role | None
    raised_at: datetime
    since: datetime
    last_at: datetime
    department: str | None = None
    duty: int | None = None
    agency: UUID | None = None
    due_on: date | None = None
    accepted_at: datetime | None = None
    concluded_at: datetime | None = None
    met: bool | None = None
    referral_seen_on: date | None = None
    difficulty_seen_on: date | None = None
    followed_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    escalated: tuple[str, ...] = ()
    touched: bool = False
    hands: tuple[UUID, ...] = ()
    visits: tuple[UUID, ...] = ()
    anew_at: datetime | None = None  # from when its times are counted, where that is later than its steps say
    stood: NeedState | None = None  # where it stood before it ended with the elder's exit

    def bars(self, step: Step) -> bool:
        """Whether a step has been taken already: each loop is followed up once after an outcome."""
        seen = {
            CaseStep.FOLLOW_UP_REFERRAL: self.referral_seen_on,
            CaseStep.FOLLOW_UP_DIFFICULTY: self.difficulty_seen_on,
        }
        return any(step.name == loop and on is not None for loop, on in seen.items())

    @property
    def open(self) -> bool:
        """Whether it still counts (未办结)."""
        return self.state not in NEED_LOOP.ends


def raised(entry: Entry) -> NeedCase:
    """A need as it begins."""
    fact = entry.fact
    assert isinstance(fact, NeedRaised)
    at = entry.happened_at
    return NeedCase(
        id=entry.id, version=entry.version, revision=entry.revision, maker=entry.maker, visit_id=fact.visit_id, kind=fact.need,
        urgent=fact.urgent, state=S.WITHDRAWN if entry.void else S.RAISED, origin=fact.origin, reporter=fact.reporter,
        raised_at=at, since=at, last_at=at, hands=(entry.maker,), visits=(fact.visit_id,) if fact.visit_id else (),
    )  # fmt: skip


_ANEW: dict[str, Any] = {
    "department": None, "duty": None, "agency": None, "due_on": None, "accepted_at": None, "concluded_at": None, "met": None,
    "referral_seen_on": None, "difficulty_seen_on": None, "closed_at": None,
}  # fmt: skip


def advance(case: NeedCase, entry: Entry) -> NeedCase:
    """The need after a step."""
    fact, at = entry.fact, entry.happened_at
    assert isinstance(fact, NeedStep)
    if isinstance(fact, NeedEscalated):
        return case.model_copy(update={"escalated": (*case.escalated, escalation(fact.step, fact.tier, at))})
    if entry.void:  # a mark or a step that was taken back: it stays readable, and moves nothing
        return case.model_copy(update={"revision": case.revision + entry.revision})
    if isinstance(fact, NeedSeenAgain):
        visits = tuple(sorted((*case.visits, fact.visit_id)))  # as they were recorded
        return case.model_copy(update={"visits": visits, "revision": case.revision + entry.revision})
    if isinstance(fact, NeedEnded) or (isinstance(fact, NeedReopened) and case.stood is not None):
        return _with_the_exit(case, fact, at)
    update: dict[str, Any] = {
        "last_at": at,
        "revision": case.revision + 1,
        "touched": case.touched or entry.maker != case.maker,
    }
    match fact:
        case NeedReferred():
            hands = case.hands if fact.agency is None or fact.agency in case.hands else (*case.hands, fact.agency)
            update |= {"state": S.REFERRED, "department": fact.department, "agency": fact.agency, "duty": fact.duty,
                       "due_on": fact.due_on, "hands": hands}  # fmt: skip
        case NeedAccepted():
            update |= {"state": S.ACCEPTED, "accepted_at": at}
        case NeedDeclined():
            update |= {**_ANEW, "state": S.DECLINED}
        case NeedProgressed():
            update["state"] = S.IN_PROGRESS
        case NeedConcluded():
            update |= {"state": S.MET if fact.met else S.NOT_MET, "concluded_at": at, "met": fact.met}
        case NeedFollowedUp():
            update |= {"followed_at": at, **_followed(case, fact, at)}
        case NeedReopened():
            update |= {**_ANEW, "state": S.RAISED, "reopened": case.reopened + 1}
        case NeedBenefitTold():
            pass
    if case.state is S.WITHDRAWN:  # what its reporter told of it stays readable, and moves it no more
        update["state"] = S.WITHDRAWN
    after = case.model_copy(update=update)
    return after if after.state == case.state else after.model_copy(update={"since": at})


def _with_the_exit(case: NeedCase, fact: NeedStep, at: datetime) -> NeedCase:
    """The need after it ended with the elder's exit; or, where the elder never left, where it stood, with all its time again."""
    if isinstance(fact, NeedEnded):
        moved: dict[str, Any] = {"state": S.WITHDRAWN, "stood": case.state} if case.open else {}
    else:
        moved = {"state": case.stood, "stood": None, "anew_at": at}
    moved |= {"since": at} if moved else {}
    return case.model_copy(update={"last_at": at, "revision": case.revision + 1} | moved)


def _followed(case: NeedCase, fact: NeedFollowedUp, at: datetime) -> dict[str, Any]:
    if fact.result is FollowUpResult.REOPENED:
        return {**_ANEW, "state": S.RAISED, "reopened": case.reopened + 1}
    seen = "referral_seen_on" if fact.loop is FollowUpLoop.REFERRAL else "difficulty_seen_on"
    other = case.difficulty_seen_on if fact.loop is FollowUpLoop.REFERRAL else case.referral_seen_on
    return {seen: fact.on} | ({} if other is None else {"state": S.CLOSED, "closed_at": at})


def awaits(case: NeedCase, deadlines: Deadlines) -> list[Awaited]:
    """The steps that somebody must take of a need now; none of one that is over."""
    hours = deadlines.urgent if case.urgent else deadlines.need

    def until(step: CaseStep, since: datetime, by: datetime, agency: UUID | None = None) -> Awaited:
        since = max(since, case.anew_at or since)
        return Awaited(step, None if agency else CaseTier.TOWNSHIP, agency, since, by, hours.escalate)

    def within(step: CaseStep, wait: int, agency: UUID | None = None) -> Awaited:
        return until(step, case.since, case.since + timedelta(hours=wait), agency)

    match case.state:
        case S.RAISED | S.DECLINED:
            return [within(CaseStep.REFERRAL, hours.referral)]
        case S.REFERRED:
            return [within(CaseStep.ACCEPTANCE, hours.acceptance, case.agency)]
        case S.ACCEPTED | S.IN_PROGRESS:
            assert case.due_on is not None
            assert case.accepted_at is not None
            by = start_of(case.due_on + timedelta(days=1))
            return [until(CaseStep.OUTCOME, case.accepted_at, by, case.agency)]
        case S.MET | S.NOT_MET:
            loops = (
                (CaseStep.FOLLOW_UP_REFERRAL, case.referral_seen_on),
                (CaseStep.FOLLOW_UP_DIFFICULTY, case.difficulty_seen_on),
            )
            return [within(step, hours.follow_up) for step, seen in loops if seen is None]
    return []
