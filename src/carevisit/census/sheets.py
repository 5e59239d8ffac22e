"""Requests of the census."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from ..elders import BornTold, IdNumber, PastDay, Phone, Residence
from ..own_number import OWN_NUMBER, OwnNumber
from ..policy import (
    Category,
    Condition,
    Department,
    Eligible,
    Hardship,
    Illness,
    ListSource,
    NeedKind,
    RiskKind,
    Safety,
    Sex,
    Support,
)
from ..wire import Day, Prose, Sheet, ValueRefused, Word, Yes

AreaCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]


def _once(values: list[Any] | None) -> None:
    if values and len(set(values)) != len(values):
        raise ValueRefused("said_twice", "A code is listed twice.", "代码重复。")


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
            raise ValueRefused(
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
            raise ValueRefused(
                "out_of_order", "List, survey, confirm: in this order.", "截止日须依次为收集、核实、确定。"
            )
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
