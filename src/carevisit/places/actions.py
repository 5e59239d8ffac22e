"""Loading the tree of places (行政区域) from a list of codes, names and parents."""

import csv
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Final, LiteralString
from uuid import UUID, uuid5

from psycopg import sql

from ..database import Transaction
from ..ledger import LOCK_TREE, RENUMBER_FEED
from .national import region

_LEVELS = {"province": "province", "prefecture": "city", "county": "district"}
NATIONAL: Final = "nbs"
"""The source of the national codes (统计用区划代码, whose first six digits are those of GB/T 2260)."""
PACKAGED = {"350303": "places_350303.csv", "3704": "places_3704.csv"}


_PLACES: Final = UUID("5d7b1c52-8f0e-4b39-9a6e-0c4f6f1a27d3")  # permanent: ids in every ledger follow from it


@dataclass(frozen=True)
class PlaceLine:
    """One line of a list of places.

    A place that first appeared under another code names it (`first_code`), so that it stays the same place; a place whose
    code is not national names its `source`.
    """

    code: str
    name: str
    level: str
    parent: str
    source: str = NATIONAL
    first_code: str = ""


def origin(source: str, first_code: str) -> str:
    """The string that a place's identity is derived from: the source of its code, and the code at its first appearance."""
    return f"{source}:{first_code}"


def identity(origin: str) -> UUID:
    """The permanent id of a place, the same in every district's ledger (RFC 9562, version 5)."""
    return uuid5(_PLACES, origin)


def packaged(code: str) -> list[PlaceLine]:
    """The real places of a district shipped with the program (国家统计局 2023-06-30). Raises KeyError."""
    text = files(__package__).joinpath("data", PACKAGED[code]).read_text(encoding="utf-8")
    return _lines(text.splitlines())


def from_file(path: Path) -> list[PlaceLine]:
    """The places of a CSV file with the columns code, name, level, parent and, where needed, source and first_code."""
    return _lines(path.read_text(encoding="utf-8").splitlines())


def _lines(lines: Iterable[str]) -> list[PlaceLine]:
    return [
        PlaceLine(
            row["code"], row["name"], row["level"], row["parent"], row.get("source") or NATIONAL, row.get("first_code") or ""
        )
        for row in csv.DictReader(lines)
    ]  # fmt: skip


def up_to_provinces(given: Iterable[PlaceLine], known: Container[str] = ()) -> list[PlaceLine]:
    """The list with the cities and provinces of its districts added, under their names in GB/T 2260, where neither the list
    nor the tree (`known`) has them. A district or city without a parent gets the one that its code implies.
    """
    listed = {place.code: place for place in given}
    for level, digits in (("district", 4), ("city", 2)):
        for place in [place for place in listed.values() if place.level == level]:
            national = region(place.code)
            parent = place.parent or (national.code[:digits] if national else "")
            listed[place.code] = replace(place, parent=parent)
            above = region(parent)
            if above is not None and parent not in known:
                listed.setdefault(parent, PlaceLine(parent, above.name, _LEVELS[above.level], ""))
    return list(listed.values())


async def import_places(keeper: Transaction, given: Iterable[PlaceLine]) -> int:
    """Add places, rename and renumber existing ones, and number the tree anew. Returns how many places there are.

    An existing place is recognised by its code, or by its code at first appearance; its identity stays, and so does a name
    that an act of administration gave it. Cities and
    provinces above a district are added with it, for the offices there. Numbers follow a walk through the tree, so that
    an area is one range; all rows that carry a number change in the same transaction, so that readers see either the old
    or the new numbers, and writers wait for the new ones.
    Raises ValueError if a list gives two places one code or one identity.
    """
    await keeper.run("SET LOCAL statement_timeout = 0")
    await keeper.run("SET LOCAL lock_timeout = '30s'")
    for lock in LOCK_TREE:
        await keeper.run(lock)
    there = {row["code"]: row["origin"] for row in await keeper.all("SELECT code, origin FROM place")}
    lines = up_to_provinces(given, there)
    origins = _origins(lines, there)
    ids = {code: identity(first) for code, first in origins.items()}
    for place in lines:
        await keeper.run(
            "INSERT INTO place (id, origin, code, name, level, no, hi) VALUES (%s, %s, %s, %s, %s, 0, 0)"
            " ON CONFLICT (id) DO UPDATE SET code = excluded.code, level = excluded.level, name = CASE WHEN EXISTS ("
            " SELECT FROM place_name n WHERE n.subject = place.id) THEN place.name ELSE excluded.name END",
            (ids[place.code], origins[place.code], place.code, place.name, place.level),
        )
    for place in lines:
        await keeper.run("UPDATE place SET parent = %s WHERE id = %s", (ids.get(place.parent), ids[place.code]))
    twice = await keeper.all("SELECT code FROM place GROUP BY code HAVING count(*) > 1 ORDER BY code")
    if twice:
        codes = ", ".join(row["code"] for row in twice)
        raise ValueError(f"two places would bear one code: {codes} / 两个行政区域不得使用同一代码：{codes}")
    await number_anew(keeper)
    return len(await keeper.all("SELECT FROM place"))


def _origins(lines: Iterable[PlaceLine], there: Mapping[str, str]) -> dict[str, str]:
    """The origin of each place by its code, existing places without a line included. Raises ValueError."""
    found: dict[str, str] = {}
    for place in lines:
        first = origin(place.source, place.first_code or place.code)
        found[place.code] = first if place.first_code else there.get(place.code, first)
    if shared := [one for one, count in Counter(found.values()).items() if count > 1]:
        raise ValueError(
            f"two lines are one place, by their codes at first appearance: {', '.join(sorted(shared))}"
            f" / 两行指向同一行政区域（首次出现时的代码相同）：{'、'.join(sorted(shared))}"
        )
    return {code: first for code, first in there.items() if first not in found.values()} | found


async def number_anew(keeper: Transaction) -> None:
    """Number the tree by a walk through it, and all rows that carry a number with it. The caller holds its locks."""
    below: dict[UUID | None, list[UUID]] = defaultdict(list)
    for row in await keeper.all("SELECT id, parent FROM place ORDER BY code"):
        below[row["parent"]].append(row["id"])
    numbers: dict[UUID, tuple[int, int]] = {}
    turn = 0

    def walk(place: UUID) -> None:
        nonlocal turn
        turn += 1
        first = turn
        for child in below[place]:
            walk(child)
        numbers[place] = (first, turn)

    for root in below[None]:
        walk(root)
    ids = list(numbers)
    await keeper.run(
        "UPDATE place SET no = n.no, hi = n.hi FROM unnest(%s::uuid[], %s::int[], %s::int[]) n(id, no, hi)"
        " WHERE place.id = n.id AND (place.no, place.hi) IS DISTINCT FROM (n.no, n.hi)",
        (ids, [numbers[i][0] for i in ids], [numbers[i][1] for i in ids]),
    )
    for row in await keeper.all(_NUMBERED):
        table = sql.Identifier(row["name"])
        await keeper.run((_MOVED_WITH_END if row["with_end"] else _MOVED).format(table))
    await keeper.run(RENUMBER_FEED)


# The tables whose rows carry their place's number beside its id: head and some views. The catalogue is queried for them,
# because row-level security compares these numbers: a table missing from a list would show its rows to the wrong places.
_NUMBERED: LiteralString = """
SELECT c.relname AS name, bool_or(a.attname = 'place_hi') AS with_end FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
  AND a.attname IN ('place_id', 'place_no', 'place_hi')
GROUP BY c.relname HAVING count(*) FILTER (WHERE a.attname <> 'place_hi') = 2 ORDER BY c.relname
"""
_MOVED = sql.SQL("UPDATE {} t SET place_no = p.no FROM place p WHERE p.id = t.place_id AND t.place_no <> p.no")
_MOVED_WITH_END = sql.SQL(
    "UPDATE {} t SET place_no = p.no, place_hi = p.hi FROM place p"
    " WHERE p.id = t.place_id AND (t.place_no, t.place_hi) IS DISTINCT FROM (p.no, p.hi)"
)
