"""What is allowed and what follows, for files. No database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ..errors import ElderHasLeft, Invalid, wrong
from ..policy import Consent, Course, FileState, Profile
from .agreement import disagreements
from .completeness import missing
from .people import others_in
from .sheets import FilePart, Filing


@dataclass(frozen=True)
class Beginning:
    """What a registration says of the file as a whole."""

    state: FileState
    consent: Consent
    confirmed_on: date | None


def begin(sheet: Filing, *, by_village: bool) -> Beginning:
    """How a file begins, by who registers the elder and by the elder's consent.

    It is active, from its confirmation on, when the district or the township registers a consenting elder. A village's is a
    candidate until the township confirms it; so is that of an elder who was not asked yet; one who declines stays in the
    ledger as declined (老年人自愿). Raises Invalid if a village says that the elder was confirmed.
    """
    if by_village and sheet.confirmed_on is not None:
        raise wrong(
            "/confirmed_on", "township_confirms", "The township confirms a target.", "服务对象由乡镇（街道）确定。"
        )
    if sheet.consent is not None and not sheet.consent.given:
        return Beginning(FileState.DECLINED, Consent.DECLINED, sheet.confirmed_on)
    consent = Consent.NOT_ASKED if sheet.consent is None else Consent.GIVEN
    if by_village or sheet.consent is None:
        return Beginning(FileState.CANDIDATE, consent, sheet.confirmed_on)
    return Beginning(FileState.ACTIVE, consent, sheet.confirmed_on or sheet.filed_on)


def check_file(sheet: FilePart, people: Mapping[UUID, Any], rules: Profile, *, whole: bool) -> None:
    """Raises Invalid where a file names a person it does not know, contradicts itself, is of somebody too young for the profile,
    or, if it must be whole, lacks what the profile requires."""
    _known_people_only(sheet, people)
    oldest, field = sheet.oldest
    if oldest is not None and oldest < rules.age_floor:
        floor = rules.age_floor
        raise wrong(
            f"/{field}",
            "too_young",
            f"The service is for people of {floor} and over.",
            f"服务对象须年满 {floor} 周岁。",
        )
    required = rules.form.required if whole else ()
    if errors := (*disagreements(sheet), *missing(sheet, required)):
        raise Invalid(errors=errors)


def _known_people_only(sheet: FilePart, people: Mapping[UUID, Any]) -> None:
    """An id in a file names somebody of this file; a new person is sent without one."""
    seen: set[UUID] = set()
    for one in others_in(sheet.model_dump(by_alias=True)):
        person = one.data["id"]
        if person is not None and (person not in people or person in seen):
            raise wrong(f"{one.pointer}/id", "unknown_person", "No such person in this file.", "档案中没有此人。")
        seen |= {person} if person else set()


def check_here(course: Course, day: date) -> None:
    """Raises ElderHasLeft for a day after the one on which the elder left the ledger: what happened until the end of that day
    is accepted, however late it is recorded."""
    if course.left_before(day):
        raise ElderHasLeft
