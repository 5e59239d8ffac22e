"""A file as it is shown: every field is always there, and what the reader may not see is null."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from ..listing import Listing
from ..policy import Category, EconomicStatus, FileState, HealthTold, LivingTold, Sex, Tier
from .household import (
    CareAgreement,
    Carer,
    Child,
    ChildsSpouse,
    EmergencyContact,
    Family,
    FamilyMember,
    HealthManagement,
    Help,
    Helper,
    Spouse,
    Supporter,
    Worker,
)
from .sheets import AbilityTold, BornTold, Certificate, HouseholdRegistration, Living, NotApplicable, Residence


class SpouseShown(Spouse):
    """The elder's spouse as the reader may see them."""

    id_number: str | None = None  # masked for some


class ChildsSpouseShown(ChildsSpouse):
    """A child's spouse as the reader may see them."""

    id_number: str | None = None


class ChildShown(Child):
    """A child as the reader may see them."""

    id_number: str | None = None
    spouse: ChildsSpouseShown | None = None


class FamilyMemberShown(FamilyMember):
    """A member of the family as the reader may see them."""

    id_number: str | None = None


class FamilyShown(Family):
    """The family as the reader may see it."""

    spouse: SpouseShown | None = None
    children: list[ChildShown] | None = None  # type: ignore[assignment]
    others: list[FamilyMemberShown] | None = None  # type: ignore[assignment]


class SupporterShown(Supporter):
    """Somebody with a duty of support as the reader may see them."""

    id_number: str | None = None


class CarerShown(Carer):
    """A carer as the reader may see them."""

    id_number: str | None = None


class ElderFile(BaseModel):
    """An elder's file as the reader may see it: `full` for the district, the township and their platform, `working` for the
    village (ID numbers masked, nothing of income), `service` for who serves the elder (no ID number, income, family)."""

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
    consent_on: date | None = Field(description="since when; null: not asked / 同意或不同意的日期")
    name: str | None
    id_number: str | None
    born_told: BornTold | None
    sex: Sex | None
    born_on: date | None
    phone: str | None
    ethnicity: str | None
    registered_household: bool | None
    residence: Residence | None
    household_registration: HouseholdRegistration | None
    emergency_contact: EmergencyContact | None
    ability: AbilityTold | None
    health_told: HealthTold | None
    medical_history: str | None
    diseases: list[str] | None
    health_management: HealthManagement | None
    economic_status: EconomicStatus | None
    monthly_income_yuan: float | None
    income_source: str | None
    living_told: LivingTold | None
    assistance_received: str | None
    subsistence_allowance_told: bool | None
    disability_certificate: Certificate | None
    family: FamilyShown | None
    supporters: list[SupporterShown] | None
    carers: list[CarerShown] | None
    helper: Helper | None
    care_agreement: CareAgreement | None
    living: Living | None
    help: Help | None
    worker: Worker | None
    categories_told: list[Category]
    tier_told: Tier | None
    not_applicable: list[NotApplicable]


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


class ElderList(Listing[ElderLine]):
    """A page of elders."""
