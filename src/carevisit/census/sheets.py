"""The forms of the census: as they are handed in and as they are read."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from ..elders import BornTold, IdNumber, PastDay, Phone, Residence
from ..own_number import OWN_NUMBER, OwnNumber
from ..policy import (
    Category,
    CensusStage,
    Condition,
    Department,
    Eligible,
    FileState,
    Hardship,
    Illness,
    ListSource,
    MatchSign,
    NeedKind,
    RiskKind,
    Safety,
    Sex,
    Support,
)
from ..wire import Day, Prose, Sheet, Told, Word, Yes

AreaCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]


def _once(values: list[Any] | None) -> None:
    if values and len(set(values)) != len(values):
        raise Told("said_twice", "A code is listed twice.", "代码重复。")


class CandidateSheet(Sheet):
    """Somebody whom a list names (摸排线索). Lists often have no ID number; a birth year, or an age on a day, helps then."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "陈阿公", "id_number": "999999194805060040", "phone": "13700000000",
                    "residence": {"place": "350303103201", "detail": "3 号", "group": "下厝"},
                    "source": "grid", "list_name": "6 月网格摸排", "categories_told": ["empty_nest"],
                },
                {
                    "name": "陈阿公", "sex": "male", "born_told": {"age": 78, "on": "2026-06-30"},
                    "residence": {"place": "350303103201", "detail": "下厝 3 号", "group": "下厝"},
                    "source": "department", "department": "disabled_federation", "list_name": "残联名单",
                },
            ]
        }
    )  # fmt: skip

    external_id: OwnNumber | None = Field(None, description=OWN_NUMBER)
    name: Word = Field(description="姓名")
    id_number: IdNumber | None = Field(None, description="居民身份证号码 (GB 11643), where the list has it")
    sex: Sex | None = Field(None, description="性别")
    born_told: BornTold | None = Field(None, description="出生年份，或年龄及其截至日期")
    phone: Phone | None = Field(None, description="联系电话")
    residence: Residence
    source: ListSource = Field(description="摸排来源")
    department: Department | None = Field(
        None, description="whose list it is, of `department` / 提供名单的单位（附件 1）"
    )
    list_name: Word | None = Field(None, description="which list / 名单名称")
    categories_told: list[Category] = Field(default=[], max_length=7, description="对象类型, as the list says")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        _once(self.categories_told)
        if self.department is not None and self.source is not ListSource.DEPARTMENT:
            raise Told(
                "not_a_department", "Another source has no department.", "来源为其他部门时方可填写单位。", "department"
            )
        return self


class ConditionsTold(Sheet):
    """How the elder was found (基线)."""

    expression: Condition | None = Field(None, description="表达能力")
    mobility: Condition | None = Field(None, description="行动能力")
    reaction: Condition | None = Field(None, description="反应能力")
    illness: Illness | None = Field(None, description="患病情况")
    mind: Condition | None = Field(None, description="精神状况")


class FacilitiesTold(Sheet):
    """How safe the home was found."""

    water: Safety | None = Field(None, description="用水")
    electricity: Safety | None = Field(None, description="用电")
    gas: Safety | None = Field(None, description="燃气")
    housing: Safety | None = Field(None, description="住房")


class SurveySheet(Sheet):
    """A survey at the elder's home (入户核实)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "by": "王联络员", "conditions": {"expression": "good", "mobility": "fair", "illness": "chronic"},
                    "hardships": ["medical"], "support": "partly", "facilities": {"electricity": "unsafe"},
                    "hazards": ["unsafe_electricity"], "needs": ["comfort"], "anomaly": False, "eligible": "yes",
                    "wants_service": True, "note": "电线老化，已提醒",
                }
            ]
        }
    )  # fmt: skip

    on: PastDay | None = Field(None, description="when; today if left out / 核实日期")
    by: Word = Field(description="who called there / 核实人")
    conditions: ConditionsTold = Field(default=ConditionsTold(), description="初始状态")
    facilities: FacilitiesTold = Field(default=FacilitiesTold(), description="水、电、气、住房安全")
    hardships: list[Hardship] | None = Field(None, max_length=5, description="困难（衣食住行医）; null: not asked")
    support: Support | None = Field(None, description="赡养人履行义务情况")
    hazards: list[RiskKind] = Field(
        default=[], max_length=20, description="what the household was warned of / 已提醒的隐患"
    )
    needs: list[NeedKind] = Field(default=[], max_length=20, description="服务需求")
    anomaly: Yes | None = Field(None, description="something about home or life is amiss / 居住环境、生活状况有无异常")
    eligible: Eligible = Field(description="是否符合条件")
    wants_service: Yes | None = Field(None, description="是否愿意接受服务")
    note: Prose | None = None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for codes in (self.hardships, self.hazards, self.needs):
            _once(codes)
        return self


class CampaignSheet(Sheet):
    """A census of a place (排查工作), with its three deadlines."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "place": "350303103", "name": "2026 年下半年摸排", "from_on": "2026-11-01",
                    "list_by": "2026-11-30", "survey_by": "2026-12-20", "confirm_by": "2026-12-31",
                }
            ]
        }
    )  # fmt: skip

    place: AreaCode
    name: Word = Field(description="a title, without names of people / 名称")
    from_on: Day | None = Field(None, description="whoever is listed or still open from this day on; today if left out")
    list_by: Day = Field(description="搜集整理信息截止日")
    survey_by: Day = Field(description="入户核实截止日")
    confirm_by: Day = Field(description="确定服务对象截止日")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not (self.from_on or self.list_by) <= self.list_by <= self.survey_by <= self.confirm_by:
            raise Told("out_of_order", "List, survey, confirm: in this order.", "截止日须依次为收集、核实、确定。")
        return self


class MergeSheet(Sheet):
    """Into which file this one goes, and why."""

    into: UUID
    reason: Prose


class UnmergeSheet(Sheet):
    """Why the merging is taken back."""

    reason: Prose


class DismissalSheet(Sheet):
    """Why the other one is somebody else."""

    reason: Prose


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


class CandidateList(BaseModel):
    """A page of candidates."""

    items: list[CandidateShown]
    next_cursor: str | None


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


class MatchList(BaseModel):
    """Who a candidate may be, the most alike first; at the end whom somebody said it is not."""

    items: list[MatchShown]
    next_cursor: str | None


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


class SurveyList(BaseModel):
    """A page of an elder's surveys, newest first."""

    items: list[SurveyShown]
    next_cursor: str | None


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


class CampaignList(BaseModel):
    """A page of campaigns, newest first."""

    items: list[CampaignShown]
    next_cursor: str | None


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


class DuplicateList(BaseModel):
    """A page of pairs."""

    items: list[Duplicate]
    next_cursor: str | None


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
