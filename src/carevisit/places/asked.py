"""Which place is asked about, and how the places of a level divide it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from .. import clock
from ..access import PLACE_PATHS, Area
from ..database import Transaction
from .levels import Level
from .national import region

_NAMED: LiteralString = (
    "SELECT p.code, place_name_on(p, %(on)s) AS name, p.level FROM place p WHERE p.code = ANY (%(codes)s)"
)


async def place_of_area(read: Transaction, area: Area) -> tuple[str | None, Level | None]:
    """The code and the level of the place whose area it is; None for an area of no one place."""
    if not area.bounded:
        return None, None
    row = await read.one(
        "SELECT code, level FROM place WHERE no = %(lo)s AND hi = %(hi)s", {"lo": area.lo, "hi": area.hi}
    )
    return (row["code"], row["level"]) if row else (None, None)


async def names_of(read: Transaction, codes: list[str]) -> dict[str, str]:
    """The names of some places today, by code."""
    rows = await read.all(_NAMED, {"codes": codes, "on": clock.today()})
    return {row["code"]: row["name"] for row in rows}


@dataclass(frozen=True)
class Named:
    """A place with its name and its level."""

    code: str
    name: str
    level: str


async def paths_of(read: Transaction, codes: Collection[str], on: date | None = None) -> dict[str, list[Named]]:
    """The places from the top of the tree down to each of some places, by code, with the names that they have on a day, today
    if omitted; a region outside the tree by its GB/T 2260 names."""
    rows = await read.all(PLACE_PATHS, (list(codes),))
    above = {row["asked"]: row["path"] for row in rows}
    wanted = list({code for path in above.values() for code in path})
    rows = await read.all(_NAMED, {"codes": wanted, "on": on or clock.today()})
    names = {row["code"]: Named(**row) for row in rows}
    return {code: [names[one] for one in above[code]] if code in above else _national(code) for code in codes}


def _national(code: str) -> list[Named]:
    found = region(code)
    path: list[Named] = []
    while found is not None:
        path.insert(0, Named(found.code, found.name, found.level))
        found = region(found.parent) if found.parent else None
    return path


def is_unit(level: LiteralString) -> LiteralString:
    """Whether a place `u` is one by which figures are counted at a level: it is of that level, or a village in none of it."""
    return f"""(u.level = {level} OR u.level = 'village'
  AND NOT EXISTS (SELECT FROM place up WHERE up.level = {level} AND up.no <= u.no AND up.hi >= u.hi))"""


def unit_over(number: LiteralString, level: LiteralString) -> LiteralString:
    """The code of the place of a level over a place's number."""
    return f"(SELECT u.code FROM place u WHERE u.level = {level} AND u.no <= {number} AND u.hi >= {number})"
