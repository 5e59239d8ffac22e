"""Reading entries back from the ledger's table."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.rows import dict_row

from ..aside import SOME, aside
from ..database import Connection, in_turns
from .entry import Entry
from .fact import Kinds
from .sealing import unseal

COLUMNS = (
    "subject, version, id, kind, schema_no, place_id, maker, actor, happened_at, written_at, hash, cause, corrects,"
    " record_no, open::text AS open"
)


async def read_stream(
    connection: Connection,
    kinds: Kinds,
    subject: UUID,
    keys: Mapping[UUID, AESGCM] | None = None,
    only: int | None = None,
    sealed_of: Sequence[str] | None = None,
) -> list[Entry]:
    """One subject's entries in order, or only version `only`; with `keys`, their sealed parts too (of kinds `sealed_of`)."""
    cursor = connection.cursor(row_factory=dict_row)
    one = "subject = %s" if only is None else "subject = %s AND version = %s"
    params = (subject,) if only is None else (subject, only)
    await cursor.execute(f"SELECT {COLUMNS} FROM entry WHERE {one} ORDER BY version", params)
    rows = await in_turns(cursor)
    ciphertexts = list[dict[str, Any]]()
    kind_of: dict[int, str] = {}
    if keys:
        kind_of = {row["version"]: row["kind"] for row in rows if sealed_of is None or row["kind"] in sealed_of}
        await cursor.execute(
            "SELECT version, person, ciphertext FROM sealed WHERE subject = %s AND version = ANY (%s)",
            (subject, list(kind_of)),
        )
        ciphertexts = await in_turns(cursor)

    def opened() -> list[Entry]:
        parts: dict[int, dict[UUID, bytes]] = {}
        for part in ciphertexts:
            if key := (keys or {}).get(part["person"]):
                version, person = part["version"], part["person"]
                plain = unseal(key, part["ciphertext"], subject, version, kind_of[version], person)
                parts.setdefault(version, {})[person] = plain
        return [as_entry(row, kinds, parts.get(row["version"])) for row in rows]

    return await aside(opened) if len(rows) > SOME else opened()


def as_entry(row: Mapping[str, Any], kinds: Kinds, sealed: Mapping[UUID, bytes] | None = None) -> Entry:
    """A stored row as an entry. Raises UnknownKind."""
    fact = kinds.read(row["kind"], row["schema_no"], row["open"], row["subject"], sealed)
    return Entry(
        row["subject"], row["version"], row["id"], fact, row["place_id"], row["maker"], row["actor"], row["happened_at"],
        row["written_at"], row["hash"], row["cause"], row["corrects"], row["record_no"], content_version=row["version"],
    )  # fmt: skip
