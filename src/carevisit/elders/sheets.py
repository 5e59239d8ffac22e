"""What is told of an elder: the registration form (特殊困难老年人信息登记表), as it travels and as it is filed.

Source: 涵民〔2023〕53号, annex 3, part 1, with the family that the categories are judged by.
"""

import unicodedata
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
    model_validator,
)

from .. import clock
from ..policy import (
    AGE_FLOOR,
    Ability,
    AwayReason,
    Category,
    EconomicStatus,
    FileState,
    LabourCapacity,
    LivesWith,
    Sex,
    SpouseStatus,
    Tier,
)
from ..wire import Day, OwnNumber, Prose, Sheet, Told, Word, Yes
from .rules import age_on, read_id_number


def _plain(value: object) -> object:
    """Full-width digits and letters as people's keyboards give them are the same number."""
    return unicodedata.normalize("NFKC", value).strip().upper() if isinstance(value, str) else value


def _valid_id_number(value: str) -> str:
    if read_id_number(value)[0] > clock.today():
        raise Told("id_birth_date", "The ID number has no real birth date.", "身份证号码中的出生日期无效。")
    return value


def _past(value: date) -> date:
    if value > clock.today():
        raise Told("in_the_future", "This day has not come yet.", "日期尚未到来。")
    return value


PlaceCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$")]
VillageCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
WhereCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|abroad)$")]
AnyIdNumber = Annotated[str, BeforeValidator(_plain), StringConstraints(pattern=r"^[0-9]{17}[0-9X]$")]
IdNumber = Annotated[AnyIdNumber, AfterValidator(_valid_id_number)]
Phone = Annotated[str, BeforeValidator(_plain), StringConstraints(pattern=r"^\+?[0-9][0-9 -]{4,18}[0-9]$")]
PastDay = Annotated[Day, AfterValidator(_past)]
Yuan = Annotated[StrictFloat, Field(ge=0, le=10_000_000, allow_inf_nan=False)]


class Residence(Sheet):
    """Where the elder lives (居住地址): responsibility follows it."""

    place: VillageCode = Field(description="the village or community, 12 digits / 村（居）代码")
    detail: Word | None = Field(None, description="the rest of the address / 详细地址")
    group: Word | None = Field(
        None, description="estate, villagers' group or natural village / 居住小区、村民小组、自然村"
    )
    rural: Yes | None = None


class HouseholdRegistration(Sheet):
    """Where the household is registered (户籍地址)."""

    place: PlaceCode | None = None
    detail: Word | None = None
    rural: Yes | None = Field(None, description="农村户籍")


class EmergencyContact(Sheet):
    """Whom to call (紧急联系人)."""

    id: UUID | None = Field(None, description="as given in the file, to keep the same person")
    name: Word
    relationship: Word
    phone: Phone


class AbilityTold(Sheet):
    """Ability grade (能力程度) and how it is known."""

    grade: Ability
    assessed_on: PastDay | None = None
    basis: Literal["told", "assessed"] = "told"


class Certificate(Sheet):
    """A disability certificate (残疾人证): its grade 1 or 2 is what 重残 means."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{17}[0-9X][1-7][1-4]B?[0-9]?$")]
    kind: Annotated[StrictInt, Field(ge=1, le=7)] | None = None
    grade: Annotated[StrictInt, Field(ge=1, le=4)] | None = None
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        kind, grade = int(self.number[18]), int(self.number[19])
        if (self.kind or kind) != kind or (self.grade or grade) != grade:
            raise Told("certificate_disagrees", "The number says another kind or grade.", "残疾证号与类别或等级不符。")
        return self


class Lives(Sheet):
    """Where a family member lives, since when and why."""

    place: WhereCode | None = Field(None, description="a place code of any length, or `abroad`")
    since: PastDay | None = None
    reason: AwayReason | None = None
    planned_return_on: Day | None = None


class Child(Sheet):
    """A child (子女); the dead are listed too, for the categories ask for them."""

    id: UUID | None = Field(None, description="as given in the file, to keep the same person")
    name: Word | None = None
    sex: Sex | None = None
    relationship: Word | None = None
    id_number: IdNumber | None = None
    phone: Phone | None = None
    alive: Yes = True
    died_on: PastDay | None = None
    disability_grade: Annotated[StrictInt, Field(ge=1, le=4)] | None = None
    adopted: Yes = False
    health: Word | None = None
    lives: Lives | None = None
    visits_often: Yes | None = Field(None, description="是否经常探访")


class Spouse(Sheet):
    """The spouse."""

    status: SpouseStatus


class Family(Sheet):
    """The family, as far as the categories ask for it."""

    spouse: Spouse | None = None
    lives_with: LivesWith | None = None
    carer: Yes | None = Field(None, description="has somebody who cares for them / 有人照顾")
    labour_capacity: LabourCapacity | None = None
    children: list[Child] | None = Field(None, max_length=30)


class ConsentTold(Sheet):
    """Whether the elder wants the visits (老年人自愿)."""

    given: Yes
    on: PastDay


class FilePart(Sheet):
    """What a file says that may be amended later."""

    name: Word = Field(description="姓名")
    id_number: IdNumber = Field(description="居民身份证号码 (GB 11643)")
    sex: Sex | None = Field(None, description="性别; follows from the ID number and must agree with it")
    phone: Phone | None = Field(None, description="联系电话")
    ethnicity: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|[1-4]\d|5[0-6]|97|98)$")] | None = Field(
        None, description="民族 (GB/T 3304)"
    )
    residence: Residence
    household_registration: HouseholdRegistration | None = None
    emergency_contact: EmergencyContact | None = None
    ability: AbilityTold | None = None
    medical_history: Prose | None = Field(None, description="曾患病史")
    economic_status: EconomicStatus | None = Field(None, description="经济情况")
    monthly_income_yuan: Yuan | None = Field(None, description="月可支配收入")
    income_source: Word | None = Field(None, description="经济来源")
    disability_certificate: Certificate | None = None
    family: Family | None = None
    categories_told: list[Category] = Field(default=[], max_length=7, description="对象类型, as told by the worker")
    tier_told: Tier | None = Field(None, description="重点对象 or 一般对象, as told by the worker")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        born_on, sex = read_id_number(self.id_number)
        if self.sex is not None and self.sex is not sex:
            raise Told("sex_disagrees", "The ID number says the other sex.", "性别与身份证号码不符。")
        if age_on(born_on, clock.today()) < AGE_FLOOR:
            raise Told("under_60", "The service is for people of 60 and over.", "服务对象须年满 60 周岁。")
        if len(set(self.categories_told)) != len(self.categories_told):
            raise Told("said_twice", "A category is listed twice.", "对象类型重复。")
        return self


class Registration(FilePart):
    """A registration (登记)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "filed_on": "2026-11-01",
                    "name": "林阿姨",
                    "id_number": "999999194611040025",
                    "sex": "female",
                    "phone": "13800000000",
                    "residence": {"place": "350303103201", "detail": "1 号"},
                    "household_registration": {"place": "350303103201", "detail": "1 号", "rural": True},
                    "emergency_contact": {"name": "林小明", "relationship": "son", "phone": "13900000000"},
                    "ability": {"grade": "mild", "assessed_on": "2026-10-20"},
                    "economic_status": "subsistence_allowance",
                    "family": {"spouse": {"status": "deceased"}, "lives_with": "nobody", "children": []},
                    "categories_told": ["living_alone", "empty_nest"],
                    "consent": {"given": True, "on": "2026-11-01"},
                }
            ]
        }
    )

    external_id: OwnNumber | None = Field(
        None, description="your own number of this file, unique to you; sending it again is safe"
    )
    filed_on: PastDay = Field(description="建档日期")
    confirmed_on: PastDay | None = Field(
        None, description="when the township confirmed the target; the filing date if left out"
    )
    consent: ConsentTold | None = None


class Amendment(Sheet):
    """A change of a file: what is sent replaces what was there, section by section; null clears; lists are replaced whole."""

    name: Any = None
    id_number: Any = None
    sex: Any = None
    phone: Any = None
    ethnicity: Any = None
    residence: Any = None
    household_registration: Any = None
    emergency_contact: Any = None
    ability: Any = None
    medical_history: Any = None
    economic_status: Any = None
    monthly_income_yuan: Any = None
    income_source: Any = None
    disability_certificate: Any = None
    family: Any = None
    categories_told: Any = None
    tier_told: Any = None


class Transfer(Sheet):
    """A move to another village; the history goes along."""

    place: VillageCode = Field(description="where the elder lives now")
    detail: Word | None = None
    group: Word | None = None
    on: PastDay | None = Field(None, description="since when; today if left out")


class Search(Sheet):
    """Whom to look for; everything given must match exactly."""

    name: Word | None = None
    phone: Phone | None = None
    id_number: AnyIdNumber | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise Told("nothing_to_search", "Say a name, a phone or an ID number.", "请提供姓名、电话或身份证号之一。")
        return self


class ChildShown(Child):
    """A child as the reader may see them."""

    id_number: str | None = None  # masked for some


class FamilyShown(Family):
    """The family as the reader may see it."""

    children: list[ChildShown] | None = None  # type: ignore[assignment]


class ElderFile(BaseModel):
    """An elder's file as the reader may see it: `full` for the district, the township and their platform, `working` for the
    village (the ID number masked, no income), `service` for who serves the elder (no ID number, no income, no family)."""

    id: UUID
    version: int = Field(description='of the file; its ETag is `"v…"`')
    view: Literal["full", "working", "service"]
    external_id: str | None
    state: FileState
    tier: Tier | None
    place: str
    filed_on: date
    confirmed_on: date | None
    consent: str
    name: str | None
    id_number: str | None
    sex: Sex | None
    born_on: date | None
    phone: str | None
    ethnicity: str | None
    residence: Residence | None
    household_registration: HouseholdRegistration | None
    emergency_contact: EmergencyContact | None
    ability: AbilityTold | None
    medical_history: str | None
    economic_status: EconomicStatus | None
    monthly_income_yuan: float | None
    income_source: str | None
    disability_certificate: Certificate | None
    family: FamilyShown | None
    categories_told: list[Category]
    tier_told: Tier | None


class ElderLine(BaseModel):
    """An elder in a list."""

    id: UUID
    name: str | None
    place: str
    state: FileState
    tier: Tier | None
    categories: list[str]
    flags: list[str]
    running_no: int
    last_in_home_on: date | None
    last_contact_on: date | None
    open_needs: int
    open_risks: int


class ElderList(BaseModel):
    """A page of elders."""

    items: list[ElderLine]
    next_cursor: str | None


def masked(id_number: str | None) -> str | None:
    """An ID number as a village may see it: its region. The birth date stands beside it, so the rest would give it away."""
    return None if id_number is None else f"{id_number[:6]}************"
