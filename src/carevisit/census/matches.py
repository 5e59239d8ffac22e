"""Possible matches of a candidate: similar files in the caller's places, and a person's decision about them."""

from collections.abc import Mapping
from typing import Annotated, Any, LiteralString
from uuid import UUID

from fastapi import APIRouter

from ..access import ACCOUNTS, Role, place_at
from ..database import Sight
from ..dated import stands_today
from ..desk import Desk, Reading, desk_for
from ..elders import NAME_SOUND, sound_of
from ..errors import ElderNotFound
from ..ledger import FILE, Sealing, entry_rows, head_rows, tag_rows
from ..wire import StrictRoute
from .actions import dismiss_match
from .likeness import birth_years, group_of, sex_of, signs
from .sheets import DismissalSheet
from .shown import Dismissed, MatchList

router = APIRouter(prefix="/v1/census/candidates", tags=["census"], route_class=StrictRoute)
DECIDERS = (Role.SUPERVISOR, Role.GUIDE)

_OWN: LiteralString = f"""
SELECT h.subject AS elder_id, h.file_version, h.place_no, e.kind FROM {head_rows()} {FILE}
WHERE h.subject = %s AND h.noun = 'elder'
"""
_ALIKE = f"""
SELECT h.subject AS elder_id, h.file_version, p.code AS place, s.state, e.kind
FROM (SELECT DISTINCT t.subject, t.version FROM {tag_rows()} WHERE t.tag = ANY (%(tags)s)) t
JOIN {head_rows()} ON h.subject = t.subject AND h.file_version = t.version {place_at("h")} {FILE} {stands_today("h.subject")}
WHERE {{area}} AND h.subject <> %(elder)s AND NOT EXISTS (SELECT FROM merger m WHERE m.elder_id = h.subject)
ORDER BY abs(h.place_no - %(here)s), h.subject LIMIT 100
"""  # places are numbered in preorder: the nearest come first
_DISMISSED: LiteralString = f"""
SELECT e.subject AS elder_id, e.version AS file_version, e.kind, e.open->>'on' AS on FROM {entry_rows()}
WHERE e.subject = %s AND e.kind = 'elder.match_dismissed'
"""


@router.get("/{elder_id}/matches", operation_id="readMatches", summary="Possible matches of a candidate · 疑似同一人")
async def read_matches(elder_id: UUID, desk: Annotated[Desk, desk_for("elders:read", *ACCOUNTS)]) -> MatchList:
    async with desk.reading(Sight.AREA) as read:
        own = await read.one(_OWN, (elder_id,))
        file = (await _files(read, [own])).get(elder_id) if own else None
        if own is None or file is None:
            raise ElderNotFound
        where, params = await read.area(None, "h.place_no")
        params |= {"tags": _tags(file, desk.office.ledger.sealing), "elder": elder_id, "here": own["place_no"]}
        rows = await read.all(_ALIKE.format(area=where), params)
        files, dismissed = await _files(read, rows), await _dismissed(read, elder_id)
    found = [
        {
            "elder_id": row["elder_id"], "name": other["name"], "place": row["place"], "group": group_of(other),
            "state": row["state"], "sex": sex_of(other), "birth_years": birth_years(other),
            "has_id_number": bool(other.get("id_number")), "alike": signs(file, other),
            "dismissed_on": dismissed.get(row["elder_id"]),
        }
        for row in rows
        if (other := files.get(row["elder_id"]))
    ]  # fmt: skip
    found.sort(key=lambda match: (match["dismissed_on"] is not None, -len(match["alike"])))
    return MatchList.model_validate({"items": found, "next_cursor": None})


@router.post(
    "/{elder_id}/matches/{other_id}/dismissal", operation_id="dismissMatch", summary="Dismiss a match · 认定非同一人"
)
async def dismiss(
    elder_id: UUID, other_id: UUID, sheet: DismissalSheet,
    desk: Annotated[Desk, desk_for("elders:write", *DECIDERS)],
) -> Dismissed:  # fmt: skip
    numbers = desk.numbers(sheet)
    await desk.write(lambda book: dismiss_match(book, elder_id, other_id, sheet.reason, numbers))
    return Dismissed(elder_id=elder_id, other_id=other_id)


def _tags(file: Mapping[str, Any], sealing: Sealing) -> list[bytes]:
    """The search tags of files that may be the same person's."""
    phone = sealing.tags("phone", file["phone"]) if file.get("phone") else []
    return sealing.tags(NAME_SOUND, sound_of(file["name"])) + phone


async def _files(read: Reading, rows: list[dict[str, Any]]) -> dict[UUID, dict[str, Any]]:
    """The elder's own part of some files, by elder."""
    parts = await read.unseal([(row["elder_id"], row["file_version"], row["kind"]) for row in rows])
    return {
        elder: by_person[elder]["file"] for (elder, _), by_person in parts.items() if "file" in by_person.get(elder, {})
    }


async def _dismissed(read: Reading, elder: UUID) -> dict[UUID, str]:
    """The persons that the elder was declared not to be, with the day."""
    rows = await read.all(_DISMISSED, (elder,))
    parts = await read.unseal([(row["elder_id"], row["file_version"], row["kind"]) for row in rows])
    days = {(row["elder_id"], row["file_version"]): row["on"] for row in rows}
    return {UUID(by_person[elder]["other"]): days[key] for key, by_person in parts.items() if elder in by_person}
