"""Which elder a row is about: the short codes of a batch, looked up together among the elders of whoever asks."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import LiteralString
from uuid import UUID

from ..desk import Desk
from ..ledger import FILE, head_rows
from .codes import ending_of
from .columns import ELDER, NAME, column_of
from .rows import ImportKind, Row
from .wrong import row_error

_BY_ENDING: LiteralString = f"""
SELECT h.subject, h.file_version, e.kind, right(h.subject::text, 12) AS ending FROM {head_rows()} {FILE}
WHERE h.noun = 'elder' AND right(h.subject::text, 12) = ANY (%(endings)s)
"""


async def named(desk: Desk, rows: Sequence[Row]) -> list[Row]:
    """Rows of visits, each with the `elder_id` that its code names, or with what is wrong with code or name.

    One question for all of them, by the caller's way of looking at elders: another's code and one that nobody has are alike.
    """
    endings = {row.elder: ending_of(row.elder) for row in rows if row.elder}
    found = await _found(desk, [ending for ending in endings.values() if ending])
    return [_named(row, endings.get(row.elder), found) if row.elder else row for row in rows]


def _named(row: Row, ending: str | None, found: dict[str, list[tuple[UUID, str]]]) -> Row:
    header = column_of(ImportKind.VISITS, ELDER)
    if ending is None:
        return _wrong(row, header, "code_mistyped")
    elders = found.get(ending, [])
    if not elders:
        return _wrong(row, header, "elder_unknown")
    said = _plain(row.name or "")
    alike = [elder for elder, name in elders if not said or said == _plain(name)]
    if len(alike) != 1:
        return _wrong(row, NAME, "name_disagrees")
    return row if row.body is None else replace(row, body={"elder_id": str(alike[0]), **row.body})


def _wrong(row: Row, header: str | None, code: str) -> Row:
    return replace(row, body=None, errors=(*row.errors, row_error(header, code)))


async def _found(desk: Desk, endings: list[str]) -> dict[str, list[tuple[UUID, str]]]:
    """The caller's elders whose ids end so, each with their name."""
    if not endings:
        return {}
    async with desk.reading(desk.elders) as read:
        area, params = await read.area(None, "h.place_no", desk.elders)
        rows = await read.all(f"{_BY_ENDING} AND {area}", params | {"endings": endings})
        parts = await read.unseal([(row["subject"], row["file_version"], row["kind"]) for row in rows])
    found: dict[str, list[tuple[UUID, str]]] = {}
    for row in rows:
        own = parts.get((row["subject"], row["file_version"]), {}).get(row["subject"], {})
        name = own.get("file", {}).get("name") or ""
        found.setdefault(row["ending"], []).append((row["subject"], name))
    return found


def _plain(name: str) -> str:
    """A name as it is compared: without spaces, and with letters of one width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()
