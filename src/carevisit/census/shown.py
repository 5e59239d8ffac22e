"""Answers of the census: candidates, matches, surveys, campaigns, duplicate files, counts."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, WithJsonSchema

from ..listing import Listing
from ..policy import (
    CensusStage,
    Department,
    Eligible,
    FileState,
    Hardship,
    ListSource,
    MatchSign,
    NeedKind,
    RiskKind,
    Sex,
    Support,
)


class CandidateShown(BaseModel):
    """Somebody in the census, and how far it has come with them."""

    elder_id: UUID
    name: str | None
    place: str
    group: str | None = Field(description="小区、村民小组、自然村")
    has_id_number: bool = Field(description="without one nobody is confirmed / 有无身份证号，无号不能确定")
    listed_on: date
    lists: int = Field(description="how many times a list has named them / 名单次数")
    sources: list[ListSource]
    departments: list[Department] = Field(description="whose lists these were / 提供名单的单位")
    surveyed_on: date | None
    eligible: Eligible | None
    decided_on: date | None
    stage: CensusStage
    merged_into: UUID | None = Field(
        description="the file of the same person that this one went into, for who covers both / 并入的档案"
    )


class CandidateList(Listing[CandidateShown]):
    """A page of candidates."""


class MatchShown(BaseModel):
    """Somebody on file who may be the candidate. A person decides."""

    elder_id: UUID
    name: str
    place: str
    group: str | None
    state: FileState
    sex: Sex | None
    birth_years: list[int] = Field(
        description="one, or the two that an age on a day leaves; none: not known / 出生年份"
    )
    has_id_number: bool
    alike: list[MatchSign] = Field(description="what both have in common / 相同或相近之处")
    dismissed_on: date | None = Field(description="since when they are held to be somebody else / 认定非同一人的日期")


class MatchList(Listing[MatchShown]):
    """The possible matches of a candidate, the most similar first; dismissed ones come last."""


class Dismissed(BaseModel):
    """Two files of two persons."""

    elder_id: UUID
    other_id: UUID


class BatchLine(BaseModel):
    """What came of one line."""

    index: int
    external_id: str | None
    status: int = Field(description="201 a new candidate, 200 one who was known, or the problem's")
    id: UUID | None
    problem: Annotated[dict[str, Any], WithJsonSchema({"$ref": "#/components/schemas/Problem"})] | None = Field(
        description="as in an answer to a single request: code, title, detail, errors"
    )


class BatchAnswer(BaseModel):
    """What came of each line, in order."""

    items: list[BatchLine]
    accepted: int
    refused: int


class SurveyShown(BaseModel):
    """A survey as it is read."""

    id: UUID
    elder_id: UUID
    version: int
    on: date
    by: str | None
    conditions: dict[str, str | None]
    facilities: dict[str, str | None]
    hardships: list[Hardship] | None
    support: Support | None
    hazards: list[RiskKind]
    needs: list[NeedKind]
    anomaly: bool | None
    eligible: Eligible
    wants_service: bool | None
    note: str | None
    need_ids: list[UUID] = Field(description="the needs that it began / 由此登记的需求")
    risk_ids: list[UUID] = Field(description="the risks that it began / 由此上报的风险隐患")
    recorded_at: datetime


class SurveyList(Listing[SurveyShown]):
    """A page of an elder's surveys, newest first."""


class CampaignShown(BaseModel):
    """A campaign."""

    id: UUID
    place: str
    name: str
    from_on: date
    list_by: date
    survey_by: date
    confirm_by: date
    created_at: datetime
    cancelled_at: datetime | None


class CampaignList(Listing[CampaignShown]):
    """A page of campaigns, newest first."""


class ProgressLine(BaseModel):
    """How far a campaign has come in a village or a group below it. `candidates` = still_open + confirmed + not_eligible + left."""

    place: str
    name: str
    group: str | None = Field(
        description="of by=group, where null is none told, or the one that was asked for / 小区、村民小组、自然村"
    )
    candidates: int = Field(description="on a list / 列入名单")
    surveyed: int = Field(description="已入户核实")
    confirmed: int = Field(description="已确定")
    not_eligible: int = Field(description="不符合条件")
    left: int = Field(description="left before it was decided / 确定前退出")
    still_open: int = Field(description="undecided / 尚未办结")
    listed_late: int = Field(description="listed after list_by / 逾期列入")
    survey_late: int = Field(description="neither surveyed nor decided by survey_by / 逾期核实")
    confirm_late: int = Field(description="not decided by confirm_by / 逾期确定")


class CampaignProgress(BaseModel):
    """How far a campaign has come, as far as the reader's area goes."""

    campaign: CampaignShown
    as_of: date
    by: Literal["village", "group"]
    items: list[ProgressLine]
    totals: ProgressLine


class Twin(BaseModel):
    """One of two files."""

    elder_id: UUID
    place: str
    state: str
    filed_on: date
    running_no: int


class Duplicate(BaseModel):
    """Two files with one ID number (疑似重复档案)."""

    elders: list[Twin]
    merged: bool = Field(description="the one went into the other already / 已合并")


class DuplicateList(Listing[Duplicate]):
    """A page of pairs."""


class Merged(BaseModel):
    """What a merging left: the file that went, the file that stays."""

    elder_id: UUID
    into: UUID | None = Field(description="null once the merging was taken back / 撤销后为空")
    state: str
    version: int = Field(description="of the elder's stream")


class CountLine(BaseModel):
    """A village's elders on file today. An elder may be in several categories: **the sum of categories is no headcount**."""

    place: str
    name: str
    township: str | None
    township_name: str | None
    headcount: int = Field(description="on file: active or suspended / 在册人数")
    key: int = Field(description="重点对象")
    general: int = Field(description="一般对象")
    no_kin: int = Field(description="孤寡")
    living_alone: int = Field(description="独居")
    empty_nest: int = Field(description="空巢")
    left_behind: int = Field(description="留守")
    disabled: int = Field(description="失能")
    severe_disability: int = Field(description="重残")
    special_family: int = Field(description="计划生育特殊家庭")
    no_category: int = Field(description="in none of the seven / 未归类")
    candidates: int = Field(description="not yet confirmed, not in the headcount / 待确认，不计入在册人数")
    declined: int = Field(description="do not wish the service, not in the headcount / 不愿接受，不计入在册人数")


class Counts(BaseModel):
    """The ledger counted by village and category, for the city bureau (分村、分类统计)."""

    place: str
    as_of: date
    note: str
    items: list[CountLine]
    totals: CountLine
