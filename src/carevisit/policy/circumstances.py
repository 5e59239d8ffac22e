"""The circumstances that the rules need of an elder, without names: categories follow from them and from the date."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from .codes import Ability, AwayReason, EconomicStatus, LabourCapacity, LivesWith, SpouseStatus

Path = tuple[str, ...]
"""A place by the codes from the province down to it; `("abroad",)` for abroad."""


class Person(BaseModel):
    """A person around an elder, here a carer (照料人), for which only being alive counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alive: bool = True
    died_on: date | None = None


class Kin(Person):
    """A child, or another family member or person with a duty of support (其他赡养义务人). Grade 0: not disabled."""

    kin: Literal["child", "other"] = "child"
    disability_grade: int | None = None
    adopted: bool = False
    where: Path | None = None
    since: date | None = None
    reason: AwayReason | None = None
    planned_return_on: date | None = None


class Circumstances(BaseModel):
    """An elder's circumstances as recorded in the file; null means unknown, an empty tuple means none.

    Sealed with the file, under the elder's key: a birth date and a village can identify a person.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    born_on: date | None = None
    home: Path = ()
    registered: Path | None = None
    rural_registration: bool | None = None
    rural_residence: bool | None = None
    spouse: SpouseStatus | None = None
    spouse_where: Path | None = None
    spouse_since: date | None = None
    spouse_died_on: date | None = None
    lives_with: LivesWith | None = None
    carer: bool | None = None
    carers: tuple[Person, ...] = ()
    labour: LabourCapacity | None = None
    kin: tuple[Kin, ...] | None = None
    ability: Ability | None = None
    assessed_on: date | None = None
    managed: bool | None = None
    checked_on: date | None = None
    economic: EconomicStatus | None = None
    poor: bool | None = None
    certificate_grade: int | None = None
    certificate_until: date | None = None
    no_certificate: bool = False
    income: bool | None = None

    @property
    def partner(self) -> Kin | None:
        """The spouse, living or dead, as family; None if there is none or nothing is recorded."""
        if self.spouse not in (SpouseStatus.LIVING, SpouseStatus.DECEASED):
            return None
        return Kin(
            kin="other", alive=self.spouse is SpouseStatus.LIVING, died_on=self.spouse_died_on, where=self.spouse_where,
            since=self.spouse_since,
        )  # fmt: skip
