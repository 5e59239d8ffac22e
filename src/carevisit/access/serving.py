"""Contracts of agencies, and the assignments of elders that follow from them."""

from datetime import date
from typing import LiteralString
from uuid import UUID

from uuid_utils.compat import uuid7

from ..database import Transaction

BEGINNING: LiteralString = (
    "SELECT DISTINCT elder FROM assignment WHERE NOT announced_added AND from_at <= %s AND until_at > %s LIMIT %s"
)
"""The elders who came to an agency, and the feed does not say so yet."""

ENDING: LiteralString = (
    "SELECT DISTINCT elder FROM assignment"
    " WHERE announced_added AND NOT announced_removed AND until_at <= %s AND until_at < 'infinity' LIMIT %s"
)
"""The elders that an agency no longer serves, not announced in the feed yet."""

ASSIGNMENTS: LiteralString = (
    "SELECT agency, from_at <= %s AND until_at > %s AS serving, announced_added AND NOT announced_removed AS announced"
    " FROM assignment WHERE elder = %s"
)
"""An elder's assignments: whether each holds now, and whether its agency knows."""

ANNOUNCED: LiteralString = (
    "UPDATE assignment SET announced_added = announced_added OR from_at <= %s,"
    " announced_removed = announced_removed OR until_at <= %s WHERE elder = %s"
)
"""Remembers that the feed says of an elder what holds now."""


async def begin_contract(keeper: Transaction, agency: UUID, place: UUID, from_on: date, until_on: date | None) -> None:
    """Let an agency serve a place, from a day to a day, or without an end."""
    await keeper.run(
        "INSERT INTO contract (id, agency, place_id, from_on, until_on)"
        " VALUES (%s, %s, %s, %s, coalesce(%s::date, 'infinity'))",
        (uuid7(), agency, place, from_on, until_on),
    )


async def assign_elders(keeper: Transaction, agency: UUID) -> None:
    """Assign to an agency the elders who live in its contracts' places; the announcer then writes this to the feed."""
    await keeper.run(
        "INSERT INTO assignment (agency, elder, contract, from_at, until_at)"
        " SELECT agency, elder, contract, from_at, until_at FROM assignment_due WHERE agency = %s"
        " ON CONFLICT (agency, elder, contract, from_at) DO UPDATE SET until_at = excluded.until_at",
        (agency,),
    )


async def end_contract(keeper: Transaction, agency: UUID, place: str, on: date) -> int:
    """Set the last day of an agency's contracts for a place. Returns how many end by it."""
    cursor = await keeper.run(
        "UPDATE contract SET until_on = %s FROM place l"
        " WHERE contract.agency = %s AND l.code = %s AND contract.place_id = l.id AND contract.until_on > %s",
        (on, agency, place, on),
    )
    await keeper.run(
        "UPDATE assignment a SET until_at = (c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' FROM contract c"
        " WHERE c.agency = %s AND a.contract = c.id"
        " AND a.until_at > (c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'",
        (agency,),
    )
    return cursor.rowcount
