"""Finding records and their attachments, in each sight that the reader has."""

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .. import clock
from ..database import Sight
from ..desk import Desk, Reading
from ..errors import AttachmentNotFound, ElderNotFound, Forbidden, NeedNotFound, NotFound, RiskNotFound, VisitNotFound
from ..ledger import Sealing, entry_of, entry_rows, head_rows, with_key
from ..needs import need_rows
from ..risks import risk_rows
from ..visits import visit_rows
from .actions import Record
from .facts import AttachmentAdded, Owner
from .sheets import AttachmentList, AttachmentShown

NOT_FOUND: dict[Owner, type[NotFound]] = {
    Owner.VISIT: VisitNotFound, Owner.NEED: NeedNotFound, Owner.RISK: RiskNotFound,
    Owner.ELDER: ElderNotFound,
}  # fmt: skip
_RECORDS: dict[Owner, LiteralString] = {  # e: the record's first entry; k: the elder's key
    Owner.VISIT: visit_rows("o"), Owner.NEED: need_rows("o"), Owner.RISK: risk_rows("o"),
    Owner.ELDER: "(SELECT h.subject AS id, h.subject AS elder_id, h.file_version AS version"
    f" FROM {head_rows()} WHERE h.noun = 'elder') o",
}  # fmt: skip
_RECORD: LiteralString = f"""
SELECT o.id, o.elder_id, e.happened_at, k.wrapped FROM {{}} {entry_of("o")} {with_key("o.elder_id")}
"""
ROWS: LiteralString = f"""
SELECT a.*, role_of(a.actor) AS role, a.maker = (SELECT own_maker()) AS own, k.wrapped,
  coalesce((SELECT e.happened_at FROM {entry_rows()} WHERE e.subject = a.elder_id AND e.id = a.owner_id), a.recorded_at)
    AS record_at
FROM attachment a {with_key("a.elder_id")}
"""
# papers contain ID numbers: only readers of the whole file and the side that attached them see them
_SEEN: LiteralString = "(a.owner <> 'elder' OR %s OR a.maker = (SELECT own_maker()))"


@dataclass(frozen=True)
class Found:
    """A record that something can be attached to, with the elder's key; None if it was destroyed."""

    record: Record
    key: AESGCM | None
    answers_now: bool  # found by the elder's present place, not only as one's own record


async def list_of(owner: Owner, id: UUID, desk: Desk) -> AttachmentList:
    """The attachments of a record that the reader may see. Raises NotFound of the record's kind."""

    async def look(read: Reading) -> AttachmentList | None:
        record = await _record_in(read, owner, id)
        if record is None:
            return None
        where = f" WHERE a.elder_id = %s AND a.owner_id = %s AND a.state = 'kept' AND {_SEEN} ORDER BY a.id"
        rows = await read.all(ROWS + where, (record["elder_id"], id, desk.actor.sees_full_file))
        return AttachmentList(items=await shown_of(read, rows))

    return await desk.find(NOT_FOUND[owner], look, sights=_sights(owner))


def _sights(owner: Owner) -> tuple[Sight, ...]:
    """The sights in which a record is looked for; a file only by the elder's present place."""
    return (Sight.AREA,) if owner is Owner.ELDER else ()


async def _record_in(read: Reading, owner: Owner, id: UUID) -> dict[str, Any] | None:
    return await read.record(_RECORD.format(_RECORDS[owner]), "o", id, "maker" if owner == "visit" else "hands")


async def record_of(owner: Owner, id: UUID, desk: Desk) -> Found:
    """The record, found before the body is read. Raises VisitNotFound, NeedNotFound, RiskNotFound, ElderNotFound."""

    async def look(read: Reading) -> Found | None:
        row = await _record_in(read, owner, id)
        if row is None:
            return None
        record = Record(row["id"], row["elder_id"], row["happened_at"])
        return Found(record, key_of(desk.office.ledger.sealing, row), read.sight is Sight.AREA)

    return await desk.find(NOT_FOUND[owner], look, sights=_sights(owner))


def key_of(sealing: Sealing, row: dict[str, Any]) -> AESGCM | None:
    """The elder's key; None if it was destroyed."""
    return sealing.unwrap(row["elder_id"], row["wrapped"]) if row["wrapped"] else None


async def attachment_of(id: UUID, desk: Desk, scope: str) -> tuple[dict[str, Any], AttachmentShown, Sight]:
    """An attachment of the records that the token may see. Raises Forbidden, AttachmentNotFound."""
    owners = [owner.value for owner in Owner if _grants(desk, f"{owner}s:{scope}")]
    if not owners:
        desk.actor.need(f"{Owner.VISIT}s:{scope}")

    async def look(read: Reading) -> tuple[dict[str, Any], AttachmentShown, Sight] | None:
        # whose one may see: the wall asks the records themselves, so a file is seen by who sees its record
        row = await read.one(
            f"{ROWS} WHERE a.id = %s AND a.owner = ANY (%s) AND {_SEEN}", (id, owners, desk.actor.sees_full_file)
        )
        return (row, (await shown_of(read, [row]))[0], read.sight) if row else None

    return await desk.find(AttachmentNotFound, look)


def _grants(desk: Desk, scope: str) -> bool:
    try:
        desk.actor.need(scope)
    except Forbidden:
        return False
    return True


async def shown_of(read: Reading, rows: list[dict[str, Any]]) -> list[AttachmentShown]:
    """Attachments as the API shows them, with their sealed names."""
    kept = [row for row in rows if row["state"] == "kept"]
    parts = await read.unseal([(row["elder_id"], row["version"], AttachmentAdded.kind) for row in kept])
    names = {entry: by_person.get(entry[0], {}).get("name") for entry, by_person in parts.items()}
    return [
        AttachmentShown.model_validate({
            **row, "attached_to": {"kind": row["owner"], "id": row["owner_id"]},
            "name": names.get((row["elder_id"], row["version"])), "by": {"role": row["role"], "maker": row["maker"]},
            "expired": row["valid_until"] is not None and row["valid_until"] < clock.today(),
            "removed": row["removed_at"] and {"at": row["removed_at"], "reason": row["removal_reason"]},
        })
        for row in rows
    ]  # fmt: skip
