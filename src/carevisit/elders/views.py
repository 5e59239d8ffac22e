"""What people look at: where an elder lived when, and the file as the reader may see it."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..access import Actor, Role
from ..ledger import Entry, Row, RowView
from ..policy import Flag
from .facts import ElderRegistered, ElderTransferred
from .people import others_in
from .values import masked, read_id_number

FOREVER, EVER = "infinity", "-infinity"
LIVED: LiteralString = "SELECT place_id FROM presence WHERE elder = %s AND from_at <= %s AND until_at > %s"
"""Where an elder lived at a moment."""


class Presence(SQLModel, table=True):
    """Where an elder lived, and when: who could have written about them then may write it now."""

    elder: UUID = Field(primary_key=True)
    place_id: UUID = Field(foreign_key="place.id")
    from_at: datetime = Field(sa_type=TIMESTAMP(timezone=True), primary_key=True)
    until_at: datetime = Field(sa_type=TIMESTAMP(timezone=True))


class PresenceView(RowView):
    """Where the elder lived, stretch by stretch. Before the first move they lived where they were registered."""

    def __init__(self) -> None:
        super().__init__(Presence, owner="elder", key="from_at", key_type="timestamptz")

    def touched(self, entries: Iterable[Entry]) -> set[Any] | None:
        return None if any(isinstance(entry.fact, ElderRegistered | ElderTransferred) for entry in entries) else set()

    def fold(self, entries: Iterable[Entry], **_: Any) -> list[Row]:
        rows: list[Row] = []
        for entry in entries:
            if isinstance(entry.fact, ElderRegistered):
                rows.append({"place_id": entry.place_id, "from_at": EVER, "until_at": FOREVER})
            elif isinstance(entry.fact, ElderTransferred) and rows:
                rows[-1]["until_at"] = entry.happened_at
                rows.append({"place_id": entry.place_id, "from_at": entry.happened_at, "until_at": FOREVER})
        return rows


presence = PresenceView()
VIEWS = (presence,)


def view_for(actor: Actor) -> str:
    """Which view of a file an actor may see (copies are access rights: 附件3 is kept by the district and the township).

    Villages work with the file, and the offices above the district see that work.
    """
    if actor.sees_full_file:
        return "full"
    return "working" if actor.role is Role.LIAISON or actor.is_officer else "service"


HIDDEN_FROM_VILLAGES = (
    "economic_status", "monthly_income_yuan", "income_source", "living_told", "assistance_received",
    "subsistence_allowance_told", "disability_certificate",
)  # fmt: skip
HIDDEN_OF_LIVING = ("household_income_yuan", "pension", "benefits")
HIDDEN_FROM_AGENCIES = (
    "id_number", "born_on", "born_told", "ethnicity", "registered_household", "household_registration", "family", "supporters",
    "carers", "helper", "care_agreement", "help", "worker", "health_management",
)  # fmt: skip
_FLAGS_HIDDEN_FROM_AGENCIES = (Flag.HEALTH_CHECK_DUE, Flag.PAPER_EXPIRED)


def hidden_flags(actor: Actor) -> tuple[Flag, ...]:
    """The flags that an actor is not shown: to agencies and apps, those that say when somebody turned 65 and what papers the
    file holds."""
    return _FLAGS_HIDDEN_FROM_AGENCIES if view_for(actor) == "service" else ()


def shown(file: Mapping[str, Any], view: str) -> dict[str, Any]:
    """The sections of a file that a view shows; what it hides is null."""
    seen = deepcopy(dict(file))
    born_on, by_number = read_id_number(file["id_number"]) if file.get("id_number") else (None, None)
    seen["born_on"], seen["sex"] = born_on, file.get("sex") or by_number
    if view == "full":
        return seen
    seen |= dict.fromkeys(HIDDEN_FROM_VILLAGES) | {"id_number": masked(file.get("id_number"))}
    if seen.get("living"):
        seen["living"] |= dict.fromkeys(HIDDEN_OF_LIVING)
    for one in others_in(seen):
        if one.data.get("id_number"):
            one.data["id_number"] = masked(one.data["id_number"])
    if view == "service":
        seen |= dict.fromkeys(HIDDEN_FROM_AGENCIES) | {"not_applicable": []}
    return seen
