"""Contracts of agencies, and the assignments of elders that follow from them."""

from datetime import date
from typing import LiteralString
from uuid import UUID

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

_CUT: LiteralString = (
    "UPDATE assignment a SET until_at = (c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' FROM contract c"
    " WHERE a.contract = c.id AND a.until_at > (c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'"
)
"""Ends assignments with their contracts."""


async def serve_places(
    keeper: Transaction, agency: UUID, places: list[UUID], from_on: date, until_on: date | None
) -> None:
    """Let an agency serve places, from a day to a day, or without an end; the announcer then writes this to the feed."""
    await keeper.run("SELECT serve_places(%s, %s, %s, %s)", (agency, places, from_on, until_on))


async def copy_contracts(keeper: Transaction, place: UUID, into: UUID, on: date) -> None:
    """Let the agencies that serve a place serve another one too, from a day on; a second time this does nothing."""
    await keeper.run("LOCK TABLE contract IN EXCLUSIVE MODE")  # whoever assigns an elder is waited for
    cursor = await keeper.run(
        "INSERT INTO contract (id, agency, place_id, from_on, until_on)"
        " SELECT md5(id::text || %s)::uuid, agency, %s, greatest(from_on, %s), until_on FROM contract"
        " WHERE place_id = %s AND until_on >= %s ON CONFLICT (id) DO NOTHING",
        (str(into), into, on, place, on),
    )
    if cursor.rowcount:
        await keeper.run(
            "INSERT INTO assignment (agency, elder, contract, from_at, until_at)"
            " SELECT d.agency, d.elder, d.contract, d.from_at, d.until_at FROM assignment_due d"
            " JOIN contract c ON c.id = d.contract WHERE c.place_id = %s ON CONFLICT (agency, elder, contract, from_at) DO NOTHING",
            (into,),
        )


async def end_contracts(keeper: Transaction, place: UUID, on: date) -> None:
    """Set the last day of all contracts for a place; those that were to begin later end before."""
    await keeper.run("LOCK TABLE contract IN EXCLUSIVE MODE")
    await keeper.run(
        "UPDATE contract SET until_on = greatest(%s, from_on - 1) WHERE place_id = %s AND until_on > greatest(%s, from_on - 1)",
        (on, place, on),
    )
    await keeper.run(f"{_CUT} AND c.place_id = %s", (place,))


async def end_contract(keeper: Transaction, agency: UUID, place: str, on: date) -> int:
    """Set the last day of an agency's contracts for a place. Returns how many end by it."""
    await keeper.run("LOCK TABLE contract IN EXCLUSIVE MODE")  # whoever assigns an elder is waited for
    cursor = await keeper.run(
        "UPDATE contract SET until_on = %s FROM place l"
        " WHERE contract.agency = %s AND l.code = %s AND contract.place_id = l.id AND contract.until_on > %s",
        (on, agency, place, on),
    )
    await keeper.run(f"{_CUT} AND c.agency = %s", (agency,))
    return cursor.rowcount
