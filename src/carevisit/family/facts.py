"""Facts: the family is urged and answers; a family member is in contact with the elder. None of them is a visit."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from ..ledger import Fact, Open
from ..policy import ConfirmedBy, FamilyContactMode, UrgedBy, UrgedHow, UrgingAnswer


class UrgingRecorded(Fact):
    """The family was urged to look after the elder (督促家庭成员): by whom, whom, how, and what they answered.

    `person` is somebody of the file; who is not in it is named in words, which are sealed.
    """

    kind: ClassVar[str] = "urging.recorded"

    by: Open[UrgedBy]
    how: Open[UrgedHow]
    on: Open[date]
    person: Open[UUID | None] = None
    answer: Open[UrgingAnswer | None] = None
    follow_up_on: Open[date | None] = None
    whom: str | None = None
    note: str | None = None


class UrgingAnswered(Fact):
    """What came of an urging (督促结果): what was recorded last holds."""

    kind: ClassVar[str] = "urging.answered"
    rank: ClassVar[int] = 51

    urging_id: Open[UUID]
    answer: Open[UrgingAnswer]
    on: Open[date]
    follow_up_on: Open[date | None] = None
    note: str | None = None


class FamilyContactRecorded(Fact):
    """A family member was in contact with the elder by telephone or video (亲属电话、视频联系), and who confirms it.

    It stands beside the visits and counts as none.
    """

    kind: ClassVar[str] = "family_contact.recorded"
    address: ClassVar[str] = "/v1/elders/{elder}/family-contacts/{id}"

    mode: Open[FamilyContactMode]
    duration_minutes: Open[int]
    confirmed_by: Open[ConfirmedBy]
    person: Open[UUID | None] = None
    external_id: Open[str | None] = None
    whom: str | None = None
    note: str | None = None


class FamilyContactVoided(Fact):
    """The record of a contact is void (作废亲属联系记录); it stays readable."""

    kind: ClassVar[str] = "family_contact.voided"
    mends: ClassVar[bool] = True

    reason: str | None = None

    def amended(self, original: Fact) -> None:  # noqa: ARG002
        return None


FACTS: tuple[type[Fact], ...] = (UrgingRecorded, UrgingAnswered, FamilyContactRecorded, FamilyContactVoided)
