"""Requests and answers about urging the family, and about its contacts with the elder."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, model_validator

from ..cases import example
from ..elders import PastDay
from ..listing import Listing
from ..own_number import OWN_NUMBER, OwnNumber
from ..policy import ConfirmedBy, FamilyContactMode, UrgedBy, UrgedHow, UrgingAnswer
from ..wire import Day, Moment, Prose, Sheet, ValueRefused, Word


class SomebodySheet(Sheet):
    """Somebody of the family: of the file, or in words."""

    person_id: UUID | None = Field(None, description="of the elder's file: a child, a supporter … / 档案中的人员")
    whom: Word | None = Field(None, description="in words, where the file does not know them / 姓名或称谓")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if (self.person_id is None) == (self.whom is None):
            raise ValueRefused("one_of", "A person of the file, or words.", "档案中的人员与文字说明二者择一。")
        return self


class UrgingSheet(SomebodySheet):
    """An urging (督促): who urged whom, how, and what they answered."""

    model_config = example(
        by="village_committee", how="phone", on="2026-11-20", whom="长子", answer="promised", follow_up_on="2026-12-05"
    )

    by: UrgedBy
    how: UrgedHow
    on: PastDay = Field(description="督促日期")
    answer: UrgingAnswer | None = Field(None, description="null: no answer yet / 督促结果")
    follow_up_on: Day | None = Field(None, description="when to ask again / 回访日期")
    note: Prose | None = None


class AnswerSheet(Sheet):
    """What came of an urging (督促结果)."""

    model_config = example(answer="visited_since", on="2026-11-29", note="周末已回家探望")

    answer: UrgingAnswer
    on: PastDay = Field(description="结果日期")
    follow_up_on: Day | None = Field(None, description="when to ask again; null: need not / 回访日期")
    note: Prose | None = None


class UrgingShown(BaseModel):
    """An urging with its last answer."""

    id: UUID
    elder_id: UUID
    by: UrgedBy
    how: UrgedHow
    on: date
    person_id: UUID | None
    whom: str | None
    note: str | None
    answer: UrgingAnswer | None
    answered_on: date | None
    answer_note: str | None
    follow_up_on: date | None
    recorded_at: datetime
    version: int


class UrgingList(Listing[UrgingShown]):
    """A page of urgings, the latest recorded first."""


class FamilyContactSheet(SomebodySheet):
    """A contact of a family member with the elder (亲属电话、视频联系)."""

    model_config = example(
        mode="video", whom="女儿", at="2026-11-20T19:30:00+08:00", duration_minutes=12, confirmed_by="app",
        external_id="CALL-20261120-9921",
    )  # fmt: skip

    mode: FamilyContactMode
    at: Moment = Field(description="when it began; not in the future / 开始时间")
    duration_minutes: Annotated[StrictInt, Field(ge=0, le=1_440)] = Field(description="时长（分钟）")
    confirmed_by: ConfirmedBy
    external_id: OwnNumber | None = Field(None, description=OWN_NUMBER)
    note: Prose | None = None


class ContactVoid(Sheet):
    """Why the record of a contact is void (作废原因)."""

    model_config = example(reason="重复提交")

    reason: Prose


class FamilyContactShown(BaseModel):
    """A contact of a family member with the elder."""

    id: UUID
    elder_id: UUID
    state: Literal["recorded", "void"]
    mode: FamilyContactMode
    at: datetime
    duration_minutes: int
    person_id: UUID | None
    whom: str | None
    confirmed_by: ConfirmedBy
    external_id: str | None
    note: str | None
    recorded_at: datetime
    version: int


class FamilyContactList(Listing[FamilyContactShown]):
    """A page of contacts, the latest recorded first."""
