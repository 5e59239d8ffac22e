"""A risk as it is recorded, step by step, and as it is read."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from ..cases import CallerTold, CasePage, StepSheet, example
from ..elders import PastDay
from ..listing import Listing
from ..own_number import OWN_NUMBER, OwnNumber
from ..policy import (
    CallWaiver,
    CaseOrigin,
    EmergencyNumber,
    FollowUpResult,
    RiskKind,
    RiskState,
    Rung,
    Severity,
)
from ..wire import Moment, Prose, Sheet, ValueRefused, Word, Yes
from .facts import (
    RiskCalled,
    RiskCleared,
    RiskFamilyContacted,
    RiskFollowedUp,
    RiskHandled,
    RiskReopened,
    RiskSeverityChanged,
    RiskSupervised,
)


class EmergencyCall(Sheet):
    """An emergency call made at once (紧急求助电话)."""

    number: EmergencyNumber
    at: Moment
    by: Word | None = None


class FamilyContact(Sheet):
    """A try to reach the family or the emergency contact."""

    who: Word
    at: Moment
    reached: Yes


class RiskTold(Sheet):
    """A danger found (风险隐患)."""

    kind: RiskKind
    severity: Severity
    note: Prose | None = None
    emergency_call: EmergencyCall | None = None
    family_contacts: list[FamilyContact] = Field(default=[], max_length=20)


class RiskSheet(RiskTold):
    """A risk, reported directly (风险隐患上报): by any tier, an agency, or for somebody who called in."""

    model_config = example(
        elder_id="019ab2c4-0000-7000-8000-000000000000", kind="fall", severity="major", note="浴室滑倒，意识清醒",
        at="2026-11-20T09:10:00+08:00",
        emergency_call={"number": "120", "at": "2026-11-20T09:12:00+08:00", "by": "陈网格"},
        family_contacts=[{"who": "林小明", "at": "2026-11-20T09:20:00+08:00", "reached": True}],
    )  # fmt: skip

    elder_id: UUID
    record_no: OwnNumber | None = Field(None, description=OWN_NUMBER)
    origin: Literal[CaseOrigin.STAFF, CaseOrigin.PHONE_IN, CaseOrigin.OTHER] = Field(
        CaseOrigin.STAFF, description="how it became known / 来源"
    )
    at: Moment | None = Field(None, description="when it was found; now if left out")
    caller: CallerTold | None = Field(None, description="来电人")


class Call(StepSheet):
    """An emergency call that was made, or why none was needed (紧急求助电话)."""

    fact = RiskCalled
    model_config = example(number="120", at="2026-11-20T09:12:00+08:00", by="陈网格")

    number: EmergencyNumber | None = None
    waived: CallWaiver | None = Field(None, description="why no call was needed / 未拨打原因")
    by: Word | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.number is None) == (self.waived is None):
            raise ValueRefused(
                "one_of", "The number that was called, or why none was.", "拨打的号码与未拨打原因二者择一。"
            )
        return self


class Contact(StepSheet):
    """A try to reach the family or the emergency contact, and to urge them (联系并督促家庭成员)."""

    fact = RiskFamilyContacted
    model_config = example(who="林小明", at="2026-11-20T09:20:00+08:00", reached=True, urged=True)

    who: Word | None = None
    reached: Yes = False
    urged: Yes = Field(False, description="whether they were urged to do their duty / 是否督促")
    nobody: Yes = Field(False, description="there is nobody to reach / 无家庭成员及联系人")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.nobody == (self.who is not None) or ((self.reached or self.urged) and self.nobody):
            raise ValueRefused("one_of", "Who was tried, or that there is nobody.", "联系对象与“无联系人”二者择一。")
        return self


class Handling(StepSheet):
    """Somebody sees to it (处置)."""

    fact = RiskHandled
    model_config = example(by="镇社事办", note="联系电工更换线路")

    by: Word | None = Field(None, description="处置人或单位")


class Supervision(StepSheet):
    """Supporters who don't do their duty were urged (督促赡养义务): by the village committee, the elders' organisation or the
    supporter's unit, in any order or at once; where that does not help, by law enforcement."""

    fact = RiskSupervised
    model_config = example(by="village_committee", on="2026-11-20", note="村委会上门劝导")

    by: Rung
    on: PastDay | None = Field(None, description="today if left out / 日期")


class Clearance(StepSheet):
    """The danger is removed, and how (排除)."""

    fact = RiskCleared
    model_config = example(how="已更换老化电线并测试")

    how: Prose


class RiskFollowUp(StepSheet):
    """What the township found when it went to see (跟踪回访)."""

    fact = RiskFollowedUp
    model_config = example(result="confirmed", note="现场查看，隐患已消除")

    result: FollowUpResult
    on: PastDay | None = Field(None, description="today if left out / 回访日期")


class RiskReopening(StepSheet):
    """Why a closed risk is not over (重新处置)."""

    fact = RiskReopened
    model_config = example(note="再次跳闸")

    note: Prose


class SeverityChange(StepSheet):
    """How grave a risk is found to be, and why (调整等级)."""

    fact = RiskSeverityChanged
    model_config = example(severity="major", note="线路已起火花")

    severity: Severity
    note: Prose


RISK_STEPS: dict[str, type[StepSheet]] = {
    "emergency_call": Call, "family_contact": Contact, "handling": Handling, "supervision": Supervision,
    "clearance": Clearance, "follow_up": RiskFollowUp, "reopening": RiskReopening, "severity": SeverityChange,
}  # fmt: skip
"""The sheet of each step, by the word of its route."""


class RiskLine(BaseModel):
    """A risk in a list."""

    id: UUID
    elder_id: UUID
    place: str
    kind: RiskKind
    severity: Severity
    state: RiskState
    origin: CaseOrigin
    visit_id: UUID | None
    reported_at: datetime
    since: datetime = Field(description="in this state since")
    township_told_at: datetime | None
    called_at: datetime | None
    family_at: datetime | None = Field(description="when the family was first tried")
    family_reached: bool
    rungs: list[Rung]
    cleared_at: datetime | None
    followed_at: datetime | None
    closed_at: datetime | None
    reopened: int = Field(description="how often it was opened again")
    revision: int = Field(description="as in its ETag")
    note: str | None


class RiskShown(RiskLine, CasePage):
    """A risk with its whole story."""

    caller: CallerTold | None
    visits: list[UUID] = Field(description="the visits whose records say it")


class RiskList(Listing[RiskLine]):
    """A page of risks, newest first."""
