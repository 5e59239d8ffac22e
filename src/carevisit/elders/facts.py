"""What can happen to a file."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..ledger import Fact, Open
from ..policy import Ability, Category, Circumstances, Consent, FileState, Tier
from .sounds import sound_of

NAME_SOUND, GROUP = "name_sound", "group"
"""What a file is found by, beside the fields that its search takes: how the name sounds, and the group that the elder lives in."""

Part = Literal[
    "emergency_contact", "spouse", "child", "childs_spouse", "family_member", "supporter", "carer", "helper", "agreed_carer",
    "family_doctor", "responsible", "worker",
]  # fmt: skip
"""What somebody else is in an elder's file."""


class Relative(BaseModel):
    """Another person's part of a file; of a child's spouse, `of` says whose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Part
    turn: int = 0
    of: UUID | None = None
    told: dict[str, Any]


class FileFact(Fact):
    """A fact that leaves the elder's file as it then is: the sealed `file`, and `people` each under their own key.

    `circumstances`, sealed too, is what the category rules rest on. `categories` and `tier_told` are what the worker stated.
    `consent_on`: when the elder agreed or declined, as it was stated at the registration.
    """

    schema_no: ClassVar[int] = 3
    for_agencies: ClassVar[bool] = True
    views_see_sealed: ClassVar[bool] = True
    rank: ClassVar[int] = 10

    filed_on: Open[date]
    confirmed_on: Open[date | None] = None
    state: Open[FileState]
    consent: Open[Consent]
    consent_on: Open[date | None] = None
    tier_told: Open[Tier | None] = None
    categories: Open[list[Category]] = []
    ability: Open[Ability | None] = None
    place: Open[str]
    external_id: Open[str | None] = None
    file: dict[str, Any] | None = None
    circumstances: Circumstances | None = None
    people: dict[UUID, Relative] = {}

    @property
    def numbered(self) -> bool:
        """Whether the file has an ID number."""
        return bool(self.file and self.file.get("id_number"))

    def words(self) -> Iterable[tuple[str, str]]:
        file = self.file or {}
        for field in ("name", "phone", "id_number"):
            if file.get(field):
                yield field, file[field]
        if sound := sound_of(file.get("name") or ""):
            yield NAME_SOUND, sound
        if group := (file.get("residence") or {}).get("group"):
            yield GROUP, group


class ElderRegistered(FileFact):
    """An elder was entered in the ledger (登记建档)."""

    kind: ClassVar[str] = "elder.registered"
    address: ClassVar[str] = "/v1/elders/{elder}"
    places: ClassVar[bool] = True


class ElderAmended(FileFact):
    """What the file says was changed (档案更新); `changed` names the sections."""

    kind: ClassVar[str] = "elder.amended"
    rank: ClassVar[int] = 12

    changed: Open[list[str]]


class ElderTransferred(FileFact):
    """The elder moved to another village inside the system (迁移); the history goes along."""

    kind: ClassVar[str] = "elder.transferred"
    places: ClassVar[bool] = True
    rank: ClassVar[int] = 11

    from_place: Open[str]
    on: Open[date]


class ProfileApplied(Fact):
    """From a day on other rules hold for the elder (适用政策方案): the place adopted them, or the elder moved to such a place."""

    kind: ClassVar[str] = "elder.profile_applied"
    rank: ClassVar[int] = 15

    profile: Open[str]
    from_on: Open[date]


class ScopeAdded(Fact):
    """The elder came into the reader's scope: read the timeline for what happened before."""

    kind: ClassVar[str] = "scope.added"
    rank: ClassVar[int] = 90

    reason: Open[Literal["transfer", "contract"]]


class ScopeRemoved(Fact):
    """The elder left the reader's scope: no more events of theirs follow."""

    kind: ClassVar[str] = "scope.removed"
    rank: ClassVar[int] = 90

    reason: Open[Literal["transfer", "contract"]]


def _without_tier(data: dict[str, Any]) -> dict[str, Any]:
    """The first shape stored a tier beside the stated one; it follows from the circumstances, and from time."""
    return {name: value for name, value in data.items() if name != "tier"}


def _spouse_in_the_elders_part(data: dict[str, Any]) -> dict[str, Any]:
    """Up to the second shape the elder's own part held the spouse; with the next amendment the spouse is a person."""
    return data


FACTS: tuple[type[Fact], ...] = (
    ElderRegistered,
    ElderAmended,
    ElderTransferred,
    ProfileApplied,
    ScopeAdded,
    ScopeRemoved,
)
UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    (fact.kind, schema_no): upcast
    for fact in (ElderRegistered, ElderAmended, ElderTransferred)
    for schema_no, upcast in ((1, _without_tier), (2, _spouse_in_the_elders_part))
}
