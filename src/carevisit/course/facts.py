"""What can happen to a file once it is there: confirmed, reviewed, suspended, left, and what people decided about it."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..ledger import Fact, Open
from ..policy import Category, Consent, LeaveReason, SuspensionReason, Tier


class CourseFact(Fact):
    """A fact about the file as a whole. Who serves the elder hears of it."""

    for_agencies: ClassVar[bool] = True
    rank: ClassVar[int] = 20


class ElderConfirmed(CourseFact):
    """The township confirmed the elder as a target (确定服务对象), from a day on."""

    kind: ClassVar[str] = "elder.confirmed"

    on: Open[date]
    note: str | None = None


class ElderReviewed(CourseFact):
    """The file was gone through (每半年动态更新), and held or was amended."""

    kind: ClassVar[str] = "elder.reviewed"

    on: Open[date]
    finding: Open[Literal["unchanged", "changed"]]
    note: str | None = None


class ConsentRecorded(CourseFact):
    """The elder agreed to the visits, declined them, or took the agreement back (老年人自愿)."""

    kind: ClassVar[str] = "elder.consent_recorded"

    on: Open[date]
    consent: Open[Consent]
    note: str | None = None


class ElderSuspended(CourseFact):
    """The elder is away for a time (暂停探访): nothing is owed from the first day to the last, both included."""

    kind: ClassVar[str] = "elder.suspended"

    from_on: Open[date]
    until_on: Open[date | None] = None
    reason: Open[SuspensionReason]
    note: str | None = None


class SuspensionEnded(CourseFact):
    """A suspension ended on another day than planned (恢复探访); `last_on` is its last day, before its first if it never began."""

    kind: ClassVar[str] = "elder.suspension_ended"
    rank: ClassVar[int] = 21

    suspension: Open[UUID]
    last_on: Open[date]


class ElderLeft(CourseFact):
    """The elder left the ledger (退出): died, moved away, entered an institution, is not eligible, or does not wish it."""

    kind: ClassVar[str] = "elder.left"
    rank: ClassVar[int] = 30

    on: Open[date]
    reason: Open[LeaveReason]
    note: str | None = None


class ElderExitCorrected(CourseFact):
    """An exit was recorded by mistake (退出更正): the elder never left, or on another day, or for another reason."""

    kind: ClassVar[str] = "elder.exit_corrected"
    mends: ClassVar[bool] = True

    left: Open[bool]
    on: Open[date | None] = None
    reason: Open[LeaveReason | None] = None
    why: str | None = None

    def amended(self, original: Fact) -> Fact | None:
        return original.model_copy(update={"on": self.on, "reason": self.reason}) if self.left else None


class ElderReturned(CourseFact):
    """The elder is back in the ledger (重新纳入)."""

    kind: ClassVar[str] = "elder.returned"
    rank: ClassVar[int] = 31

    on: Open[date]
    note: str | None = None


class Contact(BaseModel):
    """Who is to be called first; sealed under that person's key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    relationship: str | None = None
    phone: str | None = None
    unit: str | None = None


class ContactNamed(CourseFact):
    """The first contact (第一探访联系人), or the one-to-one contact of a special family (一对一联系人), was named."""

    kind: ClassVar[str] = "elder.contact_named"

    role: Open[Literal["first", "one_to_one"]]
    person: Open[UUID | None] = None
    people: dict[UUID, Contact] = {}


class CategoryOverruled(CourseFact):
    """The township confirmed or overruled a category (对象类型认定) against what the rules say; null goes back to them."""

    kind: ClassVar[str] = "elder.category_overruled"

    category: Open[Category]
    holds: Open[bool | None]
    on: Open[date]
    reason: str | None = None


class TierOverruled(CourseFact):
    """The township decided the tier (重点、一般认定) against what the rules say; null goes back to them."""

    kind: ClassVar[str] = "elder.tier_overruled"

    tier: Open[Tier | None]
    on: Open[date]
    reason: str | None = None


class FrequencySet(CourseFact):
    """An assessment raised one elder's own frequency (个别增加探访频次): so many visits in each window."""

    kind: ClassVar[str] = "elder.frequency_set"

    times: Open[int]
    from_on: Open[date]
    until_on: Open[date | None] = None
    reason: str | None = None


FACTS: tuple[type[Fact], ...] = (
    ElderConfirmed, ElderReviewed, ConsentRecorded, ElderSuspended, SuspensionEnded, ElderLeft, ElderExitCorrected,
    ElderReturned, ContactNamed, CategoryOverruled, TierOverruled, FrequencySet,
)  # fmt: skip
