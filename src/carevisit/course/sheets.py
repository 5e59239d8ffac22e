"""The requests and answers of what happens to a file, from its confirmation to its exit: contacts and decisions too."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, model_validator

from ..elders import PastDay, Phone
from ..listing import Listing
from ..policy import Category, Consent, ContactState, FileState, SuspensionReason, Tier
from ..wire import Day, Prose, Sheet, ValueRefused, Word, Yes

ContactRole = Literal["first", "one_to_one"]


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [fields]})


def _answered(value: Consent) -> Consent:
    if value is Consent.NOT_ASKED:
        raise ValueRefused(
            "enum", "The elder was asked: given, declined or withdrawn.", "须为 given、declined 或 withdrawn。"
        )
    return value


class Confirmation(Sheet):
    """The township's decision on a candidate (确定服务对象)."""

    model_config = _example(eligible=True, on="2026-11-02", note="入户核实，符合条件")

    eligible: Yes
    on: PastDay = Field(description="since when; may lie in the past / 确认之日，可早于今日")
    note: Prose | None = None
    reason_note: Prose | None = Field(None, description="why not, where not eligible / 不符合条件的原因")

    @model_validator(mode="after")
    def _says_why_not(self) -> Self:
        if self.eligible and self.reason_note is not None:
            raise ValueRefused(
                "not_for_eligible", "A reason is for who is not eligible.", "reason_note 仅用于不符合条件者。"
            )
        if not self.eligible and self.reason_note is None:
            raise ValueRefused("reason_needed", "Say why the elder is not eligible.", "请说明不符合条件的原因。")
        return self


class Review(Sheet):
    """A review of the file (每半年动态更新)."""

    model_config = _example(on="2026-11-02", finding="unchanged", note="情况无变化")

    on: PastDay
    finding: Literal["unchanged", "changed"] = Field(description="`changed`: the file was amended / 档案已更新")
    note: Prose | None = None


class ConsentSheet(Sheet):
    """Whether the elder wants the visits (老年人自愿)."""

    model_config = _example(consent="given", on="2026-11-02", note="本人口头同意")

    consent: Annotated[Consent, AfterValidator(_answered)]
    on: PastDay
    note: Prose | None = None


class SuspensionSheet(Sheet):
    """Days on which nobody need come (暂停探访), both included; no last day: until it is ended."""

    model_config = _example(**{"from": "2026-11-02", "until": "2026-11-08", "reason": "hospital", "note": "区医院"})

    from_: Day = Field(alias="from", description="the first day; may be to come / 起始日，可为将来")
    until: Day | None = Field(None, description="the last day / 最后一日")
    reason: SuspensionReason
    note: Prose | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.from_:
            raise ValueRefused("until_before_from", "It ends before it begins.", "结束日早于起始日。")
        return self


class SuspensionEnd(Sheet):
    """A suspension ended on another day than was recorded (恢复探访)."""

    model_config = _example(last_on="2026-11-05")

    last_on: Day = Field(description="its last day; the day before its first, if it never began / 最后一日")


class ReturnSheet(Sheet):
    """An elder is back in the ledger (重新纳入)."""

    model_config = _example(on="2026-11-02", note="已返乡居住")

    on: PastDay
    note: Prose | None = None


class ContactSheet(Sheet):
    """Who is the contact: somebody of the file by id, or somebody new by name and phone; `withdrawn` takes the naming back."""

    model_config = _example(
        role="first", name="王邻居", relationship="neighbour", phone="13900000002", unit="梅洋村委会"
    )

    role: ContactRole = Field(description="第一探访联系人；计划生育特殊家庭的一对一联系人")
    child_id: UUID | None = Field(None, description="a child, or another person of the file / 档案中的人员编号")
    name: Word | None = None
    relationship: Word | None = None
    phone: Phone | None = None
    unit: Word | None = Field(None, description="where they work, say the village committee / 单位")
    withdrawn: Yes = False

    @model_validator(mode="after")
    def _one_person(self) -> Self:
        ways = (self.withdrawn, self.child_id is not None, self.name is not None)
        if sum(ways) != 1:
            raise ValueRefused(
                "one_person", "Say child_id, or a name, or withdrawn.", "child_id、name、withdrawn 三者择一。"
            )
        words = (self.relationship, self.phone, self.unit)
        if self.name is None and any(word is not None for word in words):
            raise ValueRefused("known_already", "What is known of them stands in the file.", "该人员信息以档案为准。")
        if self.name is not None and self.phone is None:
            raise ValueRefused("phone_needed", "A contact must be reachable by phone.", "联系人须有电话。")
        return self


class Decision(Sheet):
    """What the township decides of a category or the tier against the rules (认定); null goes back to them."""

    model_config = _example(category="living_alone", holds=True, on="2026-11-02", reason="子女虽在本镇，长年不来往")

    category: Category | None = None
    holds: Yes | None = Field(None, description="of the category; null: as the rules say / 以规则为准")
    tier: Tier | None = Field(None, description="null: as the rules say / 以规则为准")
    on: PastDay
    reason: Prose

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        said = self.model_fields_set
        about_category, about_tier = self.category is not None and "holds" in said, "tier" in said
        if about_category == about_tier or (about_tier and said & {"category", "holds"}):
            raise ValueRefused(
                "one_thing", "Say a category with holds, or a tier.", "请指定 category 与 holds，或仅指定 tier。"
            )
        return self


class FrequencySheet(Sheet):
    """One elder's own frequency, raised by an assessment (个别增加探访频次). It takes the place of an earlier one."""

    model_config = _example(
        **{"visits_per_window": 2, "from": "2026-11-02", "until": None, "reason": "出院后需密切关注"}
    )

    visits_per_window: Annotated[StrictInt, Field(ge=2, le=15)] = Field(description="每周期次数")
    from_: Day = Field(alias="from", description="the first day; may be to come / 起始日，可为将来")
    until: Day | None = Field(None, description="the last day; then as the profile has it / 最后一日")
    reason: Prose

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.from_:
            raise ValueRefused("until_before_from", "It ends before it begins.", "结束日早于起始日。")
        return self


class Kept(BaseModel):
    """What was recorded, as the ledger has it, and the state of the file now."""

    id: UUID = Field(description="of the entry / 账目编号")
    elder_id: UUID
    recorded_at: datetime
    state: FileState = Field(description="of the file, today / 档案当前状态")


class ConfirmationKept(Kept):
    """A confirmation as it was kept."""

    eligible: bool
    on: date
    note: str | None = None


class ReviewKept(Kept):
    """A review as it was kept."""

    on: date
    finding: str
    note: str | None = None


class ConsentKept(Kept):
    """A consent as it was kept."""

    consent: Consent
    on: date
    note: str | None = None


class SuspensionKept(Kept):
    """A suspension as it was recorded."""

    from_: date = Field(validation_alias="from_on", serialization_alias="from")
    until: date | None = Field(validation_alias="until_on")
    reason: SuspensionReason
    note: str | None = None


class SuspensionEndKept(Kept):
    """The end of a suspension as it was kept."""

    suspension_id: UUID = Field(validation_alias="suspension")
    last_on: date


class ReturnKept(Kept):
    """A return as it was kept."""

    on: date
    note: str | None = None


class ContactKept(Kept):
    """A naming as it was kept; no person: it was taken back. GET shows who it is."""

    role: ContactRole
    person_id: UUID | None = Field(validation_alias="person")


class DecisionKept(Kept):
    """A decision as it was kept."""

    category: Category | None = None
    holds: bool | None = None
    tier: Tier | None = None
    on: date
    reason: str | None = None


class FrequencyKept(Kept):
    """A frequency as it was kept."""

    visits_per_window: int = Field(validation_alias="times")
    from_: date = Field(validation_alias="from_on", serialization_alias="from")
    until: date | None = Field(validation_alias="until_on")
    reason: str | None = None


class Suspension(BaseModel):
    """A suspension as it stands: `until` is its last day by the latest record, before `from` if it never began."""

    id: UUID
    elder_id: UUID
    from_: date = Field(validation_alias="from_on", serialization_alias="from")
    until: date | None = Field(validation_alias="until_on")
    until_told: date | None = Field(description="its last day as it was told first / 原定最后一日")
    reason: SuspensionReason
    note: str | None
    recorded_at: datetime


class SuspensionList(Listing[Suspension]):
    """An elder's suspensions, the latest first day first."""


class NamedContact(BaseModel):
    """A contact who was named. Of somebody in the file, what the file says of them now."""

    id: UUID = Field(description="of the naming entry / 账目编号")
    person_id: UUID
    name: str | None
    relationship: str | None
    phone: str | None
    unit: str | None
    recorded_at: datetime


class ChildNear(BaseModel):
    """A living child, and whether the rule proposes them: one in the household, else one in the village (part 2 (3))."""

    person_id: UUID
    name: str | None
    relationship: str | None
    phone: str | None
    lives: Literal["household", "village", "elsewhere", "unknown"]
    proposed: bool


class Contacts(BaseModel):
    """Who is to be called first, who was named, and whom the rule proposes; children elsewhere are urged to keep in touch."""

    elder_id: UUID
    first_contact: ContactState
    first: NamedContact | None
    one_to_one: NamedContact | None
    children: list[ChildNear]


class ReviewDue(BaseModel):
    """A file whose review comes due, or has not been done in time."""

    elder_id: UUID
    place: str
    review_due_on: date
    overdue: bool


class ReviewList(Listing[ReviewDue]):
    """The reviews due, the earliest first."""


class ReviewCount(BaseModel):
    """How many files of a village are to be reviewed, and how many should have been."""

    place: str
    name: str
    on_file: int
    due: int = Field(description="from today on, before `due_before` / 即将到期")
    overdue: int


class ReviewCounts(Listing[ReviewCount]):
    """The reviews due by village, in the order of their codes."""


class WithoutContact(BaseModel):
    """An elder for whom nobody is there to be called first."""

    elder_id: UUID
    place: str
    state: FileState


class WithoutContactList(Listing[WithoutContact]):
    """The elders without a first contact: the township and the village committee name one."""
