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

KNOWING: LiteralString = (
    "SELECT DISTINCT agency FROM assignment WHERE elder = %s AND announced_added AND NOT announced_removed"
)
"""The agencies of which the feed says that they have an elder; it may lag behind their contracts."""

ANNOUNCED: LiteralString = (
    "UPDATE assignment SET announced_added = announced_added OR from_at <= %s,"
    " announced_removed = announced_removed OR until_at <= %s WHERE elder = %s"
)
"""Remembers that the feed says of an elder what holds now."""

CONTRACTS_OF_PLACE: LiteralString = (
    "SELECT c.id, (SELECT count(*) FROM contract_place s WHERE s.contract = c.id AND s.until_on = 'infinity') AS places"
    " FROM contract_at c JOIN place l ON l.id = c.place_id WHERE c.agency = %s AND l.code = %s AND c.until_on > %s"
)
"""An agency's contracts for a place that run beyond a day, with the number of the places of each."""

CONTRACT: LiteralString = (
    "SELECT from_on, nullif(until_on, 'infinity') AS until_on, services, revision FROM contract"
    " WHERE id = %s AND agency = %s"
)
"""A contract of an agency as it stands."""


NEW_AGENCY: LiteralString = (
    "INSERT INTO agency (id, place_id, name, credit_code, contact_name, contact_phone) VALUES (%s, %s, %s, %s, %s, %s)"
)
AGENCY: LiteralString = "SELECT name, credit_code, contact_name, contact_phone, state FROM agency WHERE id = %s"
CHANGED_AGENCY: LiteralString = (
    "UPDATE agency SET name = %s, credit_code = %s, contact_name = %s, contact_phone = %s, state = %s WHERE id = %s"
)
"""The row of an agency whose stream is open: added, read and changed."""


def is_suspended(agency: LiteralString) -> LiteralString:
    """Whether an agency is suspended: then none of its clients signs in."""
    return f"EXISTS (SELECT FROM agency g WHERE g.id = {agency} AND g.state = 'suspended')"


async def start_agency(
    keeper: Transaction, agency: UUID, name: str, places: list[UUID], from_on: date, until_on: date | None
) -> None:
    """Add an agency with a contract for each of some places, from a day to a day, or without an end; the announcer then writes
    to the feed which elders it serves."""
    await keeper.run("SELECT start_agency(%s, %s, %s, %s, %s)", (agency, name, places, from_on, until_on))


async def serve_too(keeper: Transaction, place: UUID, into: UUID, on: date) -> None:
    """Let the contracts for a place be for another one too, from a day on, unless they are or that one has ended; a second time
    this does nothing."""
    await keeper.run("LOCK TABLE contract IN EXCLUSIVE MODE")  # whoever assigns an elder is waited for
    cursor = await keeper.run(
        "INSERT INTO contract_place (contract, place_id, from_on, until_on)"
        " SELECT s.contract, i.id, %(on)s, s.until_on FROM contract_place s JOIN contract c ON c.id = s.contract"
        " JOIN place i ON i.id = %(into)s AND takes_in(i)"
        " WHERE s.place_id = %(place)s AND least(s.until_on, c.until_on) >= %(on)s AND NOT EXISTS (SELECT FROM contract_place b"
        " WHERE b.contract = s.contract AND b.place_id = i.id AND b.from_on <= %(on)s AND b.until_on >= s.until_on)"
        " ON CONFLICT (contract, place_id, from_on) DO NOTHING",
        {"place": place, "into": into, "on": on},
    )
    if cursor.rowcount:
        await keeper.run(
            "INSERT INTO assignment (agency, elder, contract, from_at, until_at)"
            " SELECT d.agency, d.elder, d.contract, d.from_at, d.until_at FROM assignment_due d"
            " JOIN contract_place s ON s.contract = d.contract AND s.place_id = %s"
            " ON CONFLICT (agency, elder, contract, from_at) DO NOTHING",
            (into,),
        )


async def leave_place(keeper: Transaction, place: UUID, on: date) -> None:
    """Let no contract be for a place after a day. One that ended by that day stays as it is: it may still be extended."""
    await keeper.run("LOCK TABLE contract IN EXCLUSIVE MODE")
    await keeper.run(
        "UPDATE contract_place s SET until_on = %(on)s FROM contract c"
        " WHERE c.id = s.contract AND s.place_id = %(place)s AND s.until_on > %(on)s AND c.until_on > %(on)s",
        {"place": place, "on": on},
    )
    await keeper.run(
        "UPDATE assignment a SET until_at = coalesce(d.until_at, a.from_at)"
        " FROM assignment b LEFT JOIN assignment_due d USING (agency, elder, contract, from_at)"
        " WHERE b.contract IN (SELECT s.contract FROM contract_place s WHERE s.place_id = %s)"
        " AND (b.agency, b.elder, b.contract, b.from_at) = (a.agency, a.elder, a.contract, a.from_at)"
        " AND a.until_at > coalesce(d.until_at, a.from_at)",
        (place,),
    )
