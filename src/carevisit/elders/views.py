"""What people look at: where an elder lived when, and the file as the reader may see it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from ..access import Actor, Presence, Role
from ..ledger import Entry, Row, RowView
from .facts import ElderRegistered, ElderTransferred
from .rules import read_id_number
from .sheets import masked

FOREVER, EVER = "infinity", "-infinity"


class PresenceView(RowView):
    """Where the elder lived, stretch by stretch. Before the first move they lived where they were registered."""

    def __init__(self) -> None:
        super().__init__(Presence, owner="elder", key="from_at", key_type="timestamptz")

    def only_starts(self, facts: Iterable[type[Any]]) -> bool:
        return ElderTransferred not in facts

    def fold(self, entries: Iterable[Entry]) -> list[Row]:
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
    """Which view of a file an actor may see (copies are access rights: 附件3 is kept by the district and the township)."""
    if actor.sees_full_file:
        return "full"
    return "working" if actor.role is Role.LIAISON else "service"


HIDDEN_FROM_VILLAGES = ("economic_status", "monthly_income_yuan", "income_source", "disability_certificate")


def assemble(own: Mapping[str, Any], people: Mapping[UUID, Mapping[str, Any]]) -> dict[str, Any]:
    """A file's sections from its sealed parts, each person back in place with their id."""
    file = dict(own)
    contact = next(((p, r) for p, r in people.items() if r["part"] == "emergency_contact"), None)
    file["emergency_contact"] = {**contact[1]["told"], "id": contact[0]} if contact else None
    children = sorted(
        ((r.get("turn", 0), p, r["told"]) for p, r in people.items() if r["part"] == "child"), key=lambda c: c[0]
    )
    if file.get("family") and file["family"].get("children") is not None:
        file["family"] = {**file["family"], "children": [{**told, "id": person} for _, person, told in children]}
    return file


def shown(file: Mapping[str, Any], view: str) -> dict[str, Any]:
    """The sections of a file that a view shows; what it hides is null."""
    seen = dict(file)
    born_on, by_number = read_id_number(file["id_number"]) if file.get("id_number") else (None, None)
    seen["born_on"], seen["sex"] = born_on, file.get("sex") or by_number
    if view == "working":
        seen["id_number"] = masked(file.get("id_number"))
    if view == "service":
        seen |= dict.fromkeys(("id_number", "born_on", "family", "household_registration", "ethnicity"))
    if view != "full":
        seen |= dict.fromkeys(HIDDEN_FROM_VILLAGES)
        if seen.get("family") and seen["family"].get("children"):
            hidden = [{**child, "id_number": masked(child.get("id_number"))} for child in seen["family"]["children"]]
            seen["family"] = {**seen["family"], "children": hidden}
    return seen
