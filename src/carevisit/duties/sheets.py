"""Requests and answers about the departments' duties."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from ..listing import Listing
from ..policy import Department
from ..wire import Day, Prose, Sheet


class DutyShown(BaseModel):
    """A duty of the list, with the department that bears it."""

    no: int
    department: Department
    zh: str
    en: str


class Duties(BaseModel):
    """The list of duties (职责任务清单) of a profile."""

    profile: str
    source: str
    items: list[DutyShown]


class ActionSheet(Sheet):
    """What the department of a duty did (履行情况)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "place": "350303103",
                    "on": "2026-11-20",
                    "what": "组织家庭医生为重点对象上门体检",
                    "elders": 36,
                    "evidence": "梧卫〔2026〕12号",
                }
            ]
        }
    )

    place: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")] = Field(
        description="the place that records it / 记录单位所在行政区域"
    )
    on: Day = Field(description="the day of the action; not in the future / 履行日期")
    what: Prose = Field(description="what was done / 履行内容")
    elders: Annotated[StrictInt, Field(ge=0, le=10_000_000)] | None = Field(
        None, description="how many elders it reached / 惠及老年人数"
    )
    evidence: Prose | None = Field(
        None, description="number or title of the document, link, place of filing / 佐证材料"
    )


class VoidSheet(Sheet):
    """Why the record of an action is void (作废原因)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "重复登记"}]})

    reason: Prose = Field(description="作废原因")


class ActionShown(BaseModel):
    """A department's action on a duty."""

    id: UUID
    place: str
    profile: str
    duty: int
    department: Department
    on: date
    what: str | None = Field(description="null once erased / 履行内容")
    elders: int | None
    evidence: str | None
    state: Literal["recorded", "void"]
    recorded_at: datetime
    version: int


class ActionList(Listing[ActionShown]):
    """A page of actions, the latest day first."""


class ReportLine(BaseModel):
    """What was done about one duty in the quarter."""

    profile: str
    duty: int
    department: Department
    zh: str
    actions: int = Field(description="how many actions were recorded / 履行次数")
    places: int = Field(description="in how many places / 涉及行政区域数")
    elders: int = Field(description="reached, as the records add up; not distinct persons / 惠及人次")
    last_on: date | None = Field(description="the day of the last action / 最近履行日期")


class DutyReport(BaseModel):
    """The report of the duties for a quarter (职责任务季度报告): every duty of the profile, done or not."""

    place: str | None
    quarter: str
    since: date = Field(alias="from")
    to: date
    as_of: datetime
    items: list[ReportLine]
    not_acted_on: int = Field(description="duties without any action / 未履行任务数")
