"""A file as it is sent: the registration form (特殊困难老年人信息登记表), as it travels and as it is filed.

Source: 涵民〔2023〕53号, annex 3; 农村留守老年人信息采集表 (枣庄), part 1. The other people in it are in `household`.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StrictInt, StringConstraints, model_validator

from .. import clock
from ..days import age_on
from ..id_number import EARLIEST_BIRTH_YEAR
from ..own_number import OWN_NUMBER, OwnNumber
from ..policy import (
    AGE_FLOOR,
    Ability,
    AbilityItem,
    AbilityModifier,
    AssessmentReason,
    Category,
    EconomicStatus,
    HealthTold,
    LivingTold,
    NotApplicableReason,
    Sex,
    Tier,
)
from ..wire import Day, Prose, Sheet, ValueRefused, Word, Yes
from .examples import LEFT_BEHIND, LIVING_ALONE
from .household import (
    CareAgreement,
    Carer,
    EmergencyContact,
    Family,
    HealthManagement,
    Help,
    Helper,
    Supporter,
    Worker,
)
from .values import (
    AnyIdNumber,
    CertificateNumber,
    IdNumber,
    PastDay,
    Phone,
    PlaceCode,
    VillageCode,
    Yuan,
    read_id_number,
)


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


class AbilityTold(Sheet):
    """Ability grade (能力程度) and how it is known: a grade as it is stated, or the score that it follows from.

    Points to 90: 90 intact, 66–89 mild, 46–65 moderate, 30–45 severe, 0–29 complete. A modifier makes the grade of a score
    worse: coma completely, any other by one grade. Source: GB/T 42195-2022.
    """

    grade: Ability | None = Field(None, description="the result; follows from the score where one is given")
    assessed_on: PastDay | None = None
    basis: Literal["told", "assessed"] = "told"
    reason: AssessmentReason | None = Field(None, description="评估原因")
    score: Annotated[StrictInt, Field(ge=0, le=90)] | None = Field(None, description="老年人能力总得分")
    items: list[Annotated[StrictInt, Field(ge=0, le=4)]] | None = Field(
        None, max_length=len(AbilityItem), description="the 26 items' points, in the order of `ability_items`"
    )
    modifiers: list[AbilityModifier] = Field(default=[], max_length=len(AbilityModifier), description="等级变更依据")


class Certificate(Sheet):
    """A disability certificate (残疾人证): its grade 1 or 2 is what 重残 means."""

    number: CertificateNumber
    kind: Annotated[StrictInt, Field(ge=1, le=7)] | None = None
    grade: Annotated[StrictInt, Field(ge=1, le=4)] | None = None
    issued_on: PastDay | None = Field(None, description="发证日期; from then on it holds")
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        kind, grade = int(self.number[18]), int(self.number[19])
        if (self.kind or kind) != kind or (self.grade or grade) != grade:
            raise ValueRefused(
                "certificate_disagrees",
                "The number says another kind or grade.",
                "残疾证号与类别或等级不符。",
                "number",
            )
        return self


class Pension(Sheet):
    """Pension insurance (养老保险), for the household, each month."""

    has: Yes | None = None
    monthly_yuan: Yuan | None = None


class Benefits(Sheet):
    """Social assistance and welfare (社会救助和社会福利补贴), for the household, each month."""

    items: list[Word] | None = Field(None, max_length=30)
    monthly_yuan: Yuan | None = None


class Living(Sheet):
    """The household's living conditions (家庭生活条件)."""

    water_safe: Yes | None = Field(None, description="饮水是否安全")
    electricity_safe: Yes | None = Field(None, description="生活用电是否安全")
    housing_safe: Yes | None = Field(None, description="住房是否安全")
    household_income_yuan: Yuan | None = Field(None, description="家庭月收入")
    pension: Pension | None = None
    benefits: Benefits | None = None


class NotApplicable(Sheet):
    """A part of the form that does not apply to this elder, and why: nobody need invent anything to fill it in."""

    section: Annotated[str, StringConstraints(pattern=r"^(/[a-z_]+|/[0-9]{1,2}|/\*){1,6}$")] = Field(
        description="a JSON pointer into the file (RFC 6901); `*` stands for every member of a list"
    )
    reason: NotApplicableReason


class ConsentTold(Sheet):
    """Whether the elder wants the visits, and since when (老年人自愿)."""

    given: Yes
    on: PastDay


class BornTold(Sheet):
    """When the elder was born, as a list says it that has no ID number: a year, or an age on a day."""

    year: Annotated[StrictInt, Field(ge=EARLIEST_BIRTH_YEAR, le=2999)] | None = Field(None, description="出生年份")
    age: Annotated[StrictInt, Field(ge=0, le=130)] | None = Field(None, description="周岁年龄")
    on: PastDay | None = Field(None, description="the day of that age / 年龄截至日期")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.year is None) is (self.age is None) or (self.age is None) is not (self.on is None):
            raise ValueRefused(
                "year_or_age", "Give a year, or an age and its day.", "请填写出生年份，或年龄及其截至日期。"
            )
        return self

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year in which the elder may have been born."""
        if self.age is not None and self.on is not None:
            return self.on.year - self.age - 1, self.on.year - self.age
        assert self.year is not None
        return self.year, self.year


class FilePart(Sheet):
    """What a file says that may be amended later. `null` is not known, an empty list is none."""

    name: Word = Field(description="姓名")
    id_number: IdNumber | None = Field(None, description="居民身份证号码 (GB 11643)")
    born_told: BornTold | None = Field(
        None, description="出生年份或年龄, as a list said it; the ID number says more, where there is one"
    )
    sex: Sex | None = Field(None, description="性别; follows from the ID number and must agree with it")
    phone: Phone | None = Field(None, description="联系电话")
    ethnicity: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|[1-4]\d|5[0-6]|97|98)$")] | None = Field(
        None, description="民族 (GB/T 3304)"
    )
    registered_household: Yes | None = Field(None, description="是否登记户口")
    residence: Residence
    household_registration: HouseholdRegistration | None = None
    emergency_contact: EmergencyContact | None = None
    ability: AbilityTold | None = None
    health_told: HealthTold | None = Field(None, description="健康状况 (枣庄), kept beside the five grades")
    medical_history: Prose | None = Field(None, description="曾患病史")
    diseases: list[Word] | None = Field(None, max_length=30, description="患病类型")
    health_management: HealthManagement | None = Field(None, description="健康管理、家庭医生签约")
    economic_status: EconomicStatus | None = Field(None, description="经济情况")
    monthly_income_yuan: Yuan | None = Field(None, description="月可支配收入")
    income_source: Word | None = Field(None, description="经济来源")
    living_told: LivingTold | None = Field(None, description="生活状况 (枣庄)")
    assistance_received: Prose | None = Field(None, description="家庭救助帮扶情况")
    subsistence_allowance_told: Yes | None = Field(None, description="是否享受低保")
    disability_certificate: Certificate | None = Field(None, description="null, where it is sent: holds none")
    family: Family | None = None
    supporters: list[Supporter] | None = Field(None, max_length=30, description="其他赡养义务人")
    carers: list[Carer] | None = Field(None, max_length=30, description="临时照料人")
    helper: Helper | None = Field(None, description="帮扶联系人")
    care_agreement: CareAgreement | None = Field(None, description="委托照顾协议")
    living: Living | None = Field(None, description="家庭生活条件")
    help: Help | None = Field(None, description="已享受帮扶情况")
    worker: Worker | None = Field(None, description="工作人员签字")
    categories_told: list[Category] = Field(default=[], max_length=7, description="对象类型, as told by the worker")
    tier_told: Tier | None = Field(None, description="重点对象 or 一般对象, as told by the worker")
    not_applicable: list[NotApplicable] = Field(default=[], max_length=50, description="不适用的栏目及原因")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.id_number and self.sex not in (None, read_id_number(self.id_number)[1]):
            raise ValueRefused("sex_disagrees", "The ID number says the other sex.", "性别与身份证号码不符。", "sex")
        oldest, field = self.oldest
        if oldest is not None and oldest < AGE_FLOOR:
            raise ValueRefused(
                "under_60", "The service is for people of 60 and over.", "服务对象须年满 60 周岁。", field
            )
        if len(set(self.categories_told)) != len(self.categories_told):
            raise ValueRefused("said_twice", "A category is listed twice.", "对象类型重复。", "categories_told")
        return self

    @property
    def oldest(self) -> tuple[int | None, str]:
        """How old the elder is today at the most, and which field says so; None where none does."""
        if self.id_number:
            return age_on(read_id_number(self.id_number)[0], clock.today()), "id_number"
        return clock.today().year - self.born_told.years[0] if self.born_told else None, "born_told"


class Filing(FilePart):
    """A file that begins. A candidate's may lack the ID number, and is neither confirmed nor agreed to."""

    external_id: OwnNumber | None = Field(None, description=OWN_NUMBER)
    filed_on: PastDay = Field(description="建档日期")
    confirmed_on: PastDay | None = Field(
        None,
        description="when the township or the district confirmed the target; if left out, the filing date of who agrees. "
        "Visits are owed from the later of this and the agreement / 确定日期，自确定且本人同意之日起计",
    )
    consent: ConsentTold | None = None


class Registration(Filing):
    """A registration (登记)."""

    model_config = ConfigDict(json_schema_extra={"examples": [LIVING_ALONE, LEFT_BEHIND]})

    id_number: IdNumber = Field(description="居民身份证号码 (GB 11643)")


class Amendment(Sheet):
    """A change of a file: what is sent replaces what was there, section by section; null clears; lists are replaced whole."""

    as_of: PastDay | None = Field(
        None,
        description="since when this holds, for each section not before its last change; today if left out. An assessment"
        " (`assessed_on`), a certificate (`issued_on`), a health check (`checked_on`) or the signing of a family doctor"
        " (`signed_on`), a death and a move of the family date themselves / 生效日期",
    )
    name: Any = None
    id_number: Any = None
    born_told: Any = None
    sex: Any = None
    phone: Any = None
    ethnicity: Any = None
    registered_household: Any = None
    residence: Any = None
    household_registration: Any = None
    emergency_contact: Any = None
    ability: Any = None
    health_told: Any = None
    medical_history: Any = None
    diseases: Any = None
    health_management: Any = None
    economic_status: Any = None
    monthly_income_yuan: Any = None
    income_source: Any = None
    living_told: Any = None
    assistance_received: Any = None
    subsistence_allowance_told: Any = None
    disability_certificate: Any = None
    family: Any = None
    supporters: Any = None
    carers: Any = None
    helper: Any = None
    care_agreement: Any = None
    living: Any = None
    help: Any = None
    worker: Any = None
    categories_told: Any = None
    tier_told: Any = None
    not_applicable: Any = None


class Transfer(Sheet):
    """A move to another village; the history goes along."""

    place: VillageCode = Field(description="where the elder lives now")
    detail: Word | None = None
    group: Word | None = None
    rural: Yes | None = Field(None, description="whether this is in the country; as before if left out")
    on: PastDay | None = Field(None, description="since when; today if left out")


class Search(Sheet):
    """Whom to look for; everything given must match exactly."""

    name: Word | None = None
    phone: Phone | None = None
    id_number: AnyIdNumber | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueRefused(
                "nothing_to_search", "Say a name, a phone or an ID number.", "请提供姓名、电话或身份证号之一。"
            )
        return self
