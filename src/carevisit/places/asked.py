"""Which place is asked about, and how the places of a level divide it."""

from typing import LiteralString

from ..access import Area
from ..database import Transaction
from .levels import Level


async def place_of_area(read: Transaction, area: Area) -> tuple[str | None, Level | None]:
    """The code and the level of the place whose area it is; None for an area of no one place."""
    if not area.bounded:
        return None, None
    row = await read.one(
        "SELECT code, level FROM place WHERE no = %(lo)s AND hi = %(hi)s", {"lo": area.lo, "hi": area.hi}
    )
    return (row["code"], row["level"]) if row else (None, None)


async def names_of(read: Transaction, codes: list[str]) -> dict[str, str]:
    """The names of some places, by code."""
    rows = await read.all("SELECT code, name FROM place WHERE code = ANY (%s)", (codes,))
    return {row["code"]: row["name"] for row in rows}


def is_unit(level: LiteralString) -> LiteralString:
    """Whether a place `u` is one by which figures are counted at a level: it is of that level, or a village in none of it."""
    return f"""(u.level = {level} OR u.level = 'village'
  AND NOT EXISTS (SELECT FROM place up WHERE up.level = {level} AND up.no <= u.no AND up.hi >= u.hi))"""


def unit_over(number: LiteralString, level: LiteralString) -> LiteralString:
    """The code of the place of a level over a place's number."""
    return f"(SELECT u.code FROM place u WHERE u.level = {level} AND u.no <= {number} AND u.hi >= {number})"
