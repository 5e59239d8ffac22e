"""Everybody else in a file: family, supporters, carers, helpers. What is theirs is sealed under their own keys.

Source: 涵民〔2023〕53号, annex 3, parts 2 and 4; 农村留守老年人信息采集表 (枣庄), parts 2 to 5.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictInt

from ..policy import AwayReason, HelperKind, LabourCapacity, LivesWith, PoliticalStatus, Sex, SpouseStatus
from ..wire import Day, Prose, Sheet, Word, Yes
from .values import IdNumber, PastDay, Phone, WhereCode


class Lives(Sheet):
    """Where somebody lives, since when and why (外出地点、外出时间、外出原因、计划返回时间)."""

    place: WhereCode | None = Field(
        None,
        description="a province, prefecture or county (GB/T 2260, see GET /v1/regions), a township or village, or `abroad` "
        "/ 行政区划代码",
    )
    since: PastDay | None = None
    place_note: Word | None = Field(None, description="the place in words / 外出地点（文字）")
    reason: AwayReason | None = None
    reason_note: Word | None = Field(None, description="the reason in words / 外出原因（文字）")
    planned_return_on: Day | None = None


class Somebody(Sheet):
    """Another person in an elder's file, known again by their id."""

    id: UUID | None = Field(None, description="as given in the file, to keep the same person")


class EmergencyContact(Somebody):
    """Whom to call (紧急联系人)."""

    name: Word
    relationship: Word
    phone: Phone


class ChildsSpouse(Somebody):
    """A child's spouse (子女配偶)."""

    name: Word | None = None
    id_number: IdNumber | None = None
    phone: Phone | None = None
    lives: Lives | None = None


class Child(Somebody):
    """A child (子女); the dead are listed too, for the categories ask for them."""

    name: Word | None = None
    sex: Sex | None = None
    relationship: Word | None = None
    id_number: IdNumber | None = None
    phone: Phone | None = None
    alive: Yes = True
    died_on: PastDay | None = None
    disability_grade: Annotated[StrictInt, Field(ge=0, le=4)] | None = Field(
        None, description="残疾等级; 0: not disabled / 无残疾; null: not known"
    )
    adopted: Yes = False
    health: Word | None = Field(None, description="健康状况")
    lives: Lives | None = None
    visits_often: Yes | None = Field(None, description="是否经常探访")
    spouse: ChildsSpouse | None = Field(None, description="子女配偶")


class FamilyMember(Somebody):
    """Another member of the family (家庭成员)."""

    name: Word | None = None
    sex: Sex | None = None
    relationship: Word | None = Field(None, description="与服务对象关系")
    id_number: IdNumber | None = None
    phone: Phone | None = None
    alive: Yes = True
    died_on: PastDay | None = None
    health: Word | None = Field(None, description="健康状况")
    visits_often: Yes | None = Field(None, description="是否经常探访")
    lives: Lives | None = None


class Supporter(Somebody):
    """Somebody else with a duty of support (其他赡养义务人)."""

    name: Word | None = None
    sex: Sex | None = None
    relationship: Word | None = None
    id_number: IdNumber | None = None
    phone: Phone | None = None
    alive: Yes = True
    died_on: PastDay | None = None
    lives: Lives | None = None


class Carer(Somebody):
    """Somebody who looks after the elder for now (临时照料人)."""

    name: Word | None = None
    sex: Sex | None = None
    id_number: IdNumber | None = None
    relationship: Word | None = Field(None, description="与老年人关系")
    address: Word | None = None
    phone: Phone | None = None
    alive: Yes = True
    died_on: PastDay | None = None


class Helper(Somebody):
    """The official or neighbour who keeps an eye on the elder (帮扶联系人)."""

    name: Word | None = None
    sex: Sex | None = None
    unit: Word | None = Field(None, description="所在单位")
    political_status: PoliticalStatus | None = Field(None, description="身份")
    phone: Phone | None = None
    since: PastDay | None = Field(None, description="建立帮扶关系时间")


class CareAgreement(Somebody):
    """An agreement by which relatives or others look after the elder (委托照顾协议), reported to the village committee.

    Source: 枣庄, part 2 (3) 1: with respect for the elder's wish. `id` is the other party's.
    """

    with_: Word | None = Field(None, alias="with", description="with whom / 受托人")
    signed_on: PastDay | None = None
    elder_agrees: Yes | None = Field(None, description="老年人本人意愿")
    reported_on: PastDay | None = Field(None, description="to the village committee / 向村（居）委会报备")


class Help(Somebody):
    """Help that the elder receives already (已享受帮扶情况). `id` is the responsible person's."""

    by: list[HelperKind] | None = Field(None, max_length=8, description="开展帮扶单位（组织）")
    person: Word | None = Field(None, description="帮扶责任人")
    measures: Prose | None = Field(None, description="帮扶措施")


class Worker(Somebody):
    """Who filled in the form, and when they signed it (工作人员签字)."""

    name: Word
    signed_on: PastDay | None = None


class HealthManagement(Somebody):
    """Health management of the older (老年人健康管理), by the community's health service. `id` is the family doctor's.

    Source: 枣庄, part 3 (2): 为65岁以上农村留守老年人提供健康管理服务; 涵民〔2023〕53号, part 4 (1), on family doctors.
    """

    managed: Yes = Field(description="是否纳入健康管理")
    doctor: Word | None = Field(None, description="the family doctor / 家庭医生")
    signed_on: PastDay | None = Field(None, description="when the family doctor was signed / 签约日期")
    checked_on: PastDay | None = Field(None, description="the last check / 最近一次健康检查日期")


class Spouse(Somebody):
    """The elder's spouse (配偶). `status` is the elder's own; the rest is the spouse's, and sealed under their key.

    A spouse who does not live with the elder is family elsewhere: `lives` says where.
    """

    status: SpouseStatus
    name: Word | None = None
    sex: Sex | None = None
    id_number: IdNumber | None = None
    phone: Phone | None = None
    died_on: PastDay | None = Field(None, description="of a deceased spouse / 去世日期")
    health: Word | None = Field(None, description="健康状况")
    visits_often: Yes | None = Field(None, description="是否经常探访")
    lives: Lives | None = None


class Family(Sheet):
    """The family (家庭成员): what the categories ask for, and everybody in it."""

    spouse: Spouse | None = None
    lives_with: LivesWith | None = None
    carer: Yes | None = Field(
        None, description="has somebody who cares for them; a living person in `carers` does / 有人照顾"
    )
    labour_capacity: LabourCapacity | None = None
    children: list[Child] | None = Field(None, max_length=30, description="null: not known; []: none")
    others: list[FamilyMember] | None = Field(
        None, max_length=30, description="其他家庭成员; null: not known; []: none"
    )
