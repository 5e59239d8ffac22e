"""A need as it is recorded, step by step, and as it is read."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, model_validator

from ..cases import CallerTold, CasePage, StepSheet, example
from ..elders import PastDay
from ..listing import Listing
from ..own_number import OWN_NUMBER, OwnNumber
from ..policy import (
    BenefitOutcome,
    CaseOrigin,
    DeclineReason,
    Department,
    FollowUpLoop,
    FollowUpResult,
    NeedKind,
    NeedState,
    UnmetReason,
)
from ..wire import Day, Moment, Prose, Sheet, ValueRefused, Word, Yes
from .facts import (
    NeedAccepted,
    NeedBenefitTold,
    NeedConcluded,
    NeedDeclined,
    NeedFollowedUp,
    NeedProgressed,
    NeedReferred,
    NeedReopened,
)


class NeedSheet(Sheet):
    """A need that is reported directly (关爱服务需求登记): by any tier, an agency, or for a family that phones in."""

    model_config = example(
        elder_id="019ab2c4-0000-7000-8000-000000000000", kind="home_adaptation", urgent=True, note="卫生间需要扶手",
        origin="phone_in", caller={"name": "林小明", "relationship": "son", "phone": "13900000001"},
    )  # fmt: skip

    elder_id: UUID
    record_no: OwnNumber | None = Field(None, description=OWN_NUMBER)
    kind: NeedKind
    urgent: Yes = Field(False, description="急需")
    origin: Literal[CaseOrigin.STAFF, CaseOrigin.PHONE_IN, CaseOrigin.OTHER] = Field(
        CaseOrigin.STAFF, description="how it became known / 来源"
    )
    at: Moment | None = Field(None, description="when it became known; now if left out")
    caller: CallerTold | None = Field(None, description="来电人")
    note: Prose | None = None


class Referral(StepSheet):
    """To whom a need is referred (转介): a department of the list, or an agency by its id."""

    fact = NeedReferred
    model_config = example(department="health", duty=13, due_on="2029-12-15", note="请安排家庭医生上门")

    department: Department | None = Field(None, description="责任单位")
    agency: UUID | None = Field(None, description="an agency that serves this elder / 承办机构")
    duty: Annotated[StrictInt, Field(ge=1, le=99)] | None = Field(
        None, description="a line of the list of duties (GET /v1/duties) that is the department's / 职责任务序号"
    )
    due_on: Day = Field(description="by when it should be met / 办理期限")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.department is None) == (self.agency is None):
            raise ValueRefused("one_of", "A department or an agency: one of them.", "责任单位与承办机构二者择一。")
        return self


class Acceptance(StepSheet):
    """They take it on (受理)."""

    fact = NeedAccepted
    model_config = example(note="周五上门")


class Decline(StepSheet):
    """They don't take it on, and why (退回)."""

    fact = NeedDeclined
    model_config = example(reason="no_capacity", note="本月名额已满")

    reason: DeclineReason


class Progress(StepSheet):
    """What was done so far (办理进展)."""

    fact = NeedProgressed
    model_config = example(note="已量尺寸，待安装")

    note: Prose


class NeedOutcome(StepSheet):
    """Whether it is met, or why it can't be (办理结果)."""

    fact = NeedConcluded
    model_config = example(met=True, note="扶手已安装")

    met: Yes
    reason: UnmetReason | None = None

    @model_validator(mode="after")
    def _why(self) -> Self:
        if self.met == (self.reason is not None):
            raise ValueRefused(
                "unmet_reason",
                "A reason when it can't be met, and only then.",
                "未能解决时须填写原因，已解决时不填。",
                "reason",
            )
        return self


class Benefit(StepSheet):
    """A benefit that the elder may be entitled to: informed of on, applied for on, what came of it (政策告知与协助申请)."""

    fact = NeedBenefitTold
    model_config = example(benefit="高龄津贴", told_on="2026-11-10", applied_on="2026-11-12", outcome="pending")

    benefit: Word = Field(description="政策或待遇名称")
    told_on: PastDay
    applied_on: PastDay | None = None
    outcome: BenefitOutcome = BenefitOutcome.PENDING

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.applied_on is not None and self.applied_on < self.told_on:
            raise ValueRefused(
                "out_of_order",
                "Informed first, then applied.",
                "申请日期不得早于告知日期。",
                "applied_on",
            )
        if (self.applied_on is None) != (self.outcome is BenefitOutcome.NOT_APPLIED):
            raise ValueRefused(
                "applied_on",
                "The day of applying, unless they did not.",
                "已申请须填写日期；未申请则不填。",
                "applied_on",
            )
        return self


class NeedFollowUp(StepSheet):
    """What the township found when it asked (跟踪回访); the two loops are asked for apart."""

    fact = NeedFollowedUp
    model_config = example(loop="difficulty", result="confirmed", note="老人表示满意")

    loop: Literal[FollowUpLoop.DIFFICULTY, FollowUpLoop.REFERRAL] = Field(
        description="whether the difficulty is eased, or whether the referral was carried out"
    )
    result: FollowUpResult
    on: PastDay | None = Field(None, description="today if left out / 回访日期")


class NeedReopening(StepSheet):
    """Why a closed need is not over (重新办理)."""

    fact = NeedReopened
    model_config = example(note="扶手松动")

    note: Prose


NEED_STEPS: dict[str, type[StepSheet]] = {
    "referral": Referral, "acceptance": Acceptance, "decline": Decline, "progress": Progress, "outcome": NeedOutcome,
    "benefit": Benefit, "follow_up": NeedFollowUp, "reopening": NeedReopening,
}  # fmt: skip
"""The sheet of each step, by the word of its route."""


class NeedLine(BaseModel):
    """A need in a list."""

    id: UUID
    elder_id: UUID
    place: str
    kind: NeedKind
    urgent: bool
    state: NeedState
    origin: CaseOrigin
    visit_id: UUID | None
    raised_at: datetime
    since: datetime = Field(description="in this state since")
    department: Department | None
    duty: int | None
    agency: UUID | None
    due_on: date | None
    concluded_at: datetime | None
    referral_seen_on: date | None = Field(
        description="the day on which the referral was seen to be carried out / 转介落实回访"
    )
    difficulty_seen_on: date | None = Field(
        description="the day on which the difficulty was seen to be eased / 困难缓解回访"
    )
    closed_at: datetime | None
    reopened: int = Field(description="how often it was opened again")
    revision: int = Field(description="as in its ETag")
    note: str | None


class NeedShown(NeedLine, CasePage):
    """A need with its whole story."""

    caller: CallerTold | None
    visits: list[UUID] = Field(description="the visits whose records say it")


class NeedList(Listing[NeedLine]):
    """A page of needs, newest first."""
