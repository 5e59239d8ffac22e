"""The views of special periods, and of the profiles that places adopted."""

from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from sqlalchemy import Column, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlmodel import Field, SQLModel

from ..access import place_rows
from ..desk import Reading
from ..ledger import Entry, Row, RowView
from ..policy import Profile, profile_of
from .facts import MonthReopened, PeriodCancelled, PeriodDeclared, ProfileAdopted
from .rules import Adopted, in_force

MOMENT = TIMESTAMP(timezone=True)


class SpecialPeriod(SQLModel, table=True):
    """Days with extra visits (特殊时间节点), for all who live in the range of a place."""

    __tablename__ = "special_period"
    __table_args__ = (
        Index("special_period_id", "id", unique=True),
        Index("special_period_until", "until_on", "id"),
    )

    subject: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    revision: int
    place_id: UUID
    place_no: int
    place_hi: int
    from_on: date
    until_on: date
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    times: int = Field(sa_type=SmallInteger)
    tiers: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    modes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    state: str = Field(sa_type=Text)
    declared_at: datetime = Field(sa_type=MOMENT)
    cancelled_at: datetime | None = Field(sa_type=MOMENT)


class Adoption(SQLModel, table=True):
    """A profile that a place adopted from a day on."""

    __table_args__ = (
        Index("adoption_id", "id", unique=True),
        Index("adoption_area", "place_no", "from_on"),
    )

    subject: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    place_id: UUID
    place_no: int
    place_hi: int
    profile: str = Field(sa_type=Text)
    from_on: date
    adopted_at: datetime = Field(sa_type=MOMENT)


class MonthReopening(SQLModel, table=True):
    """A locked month that a place opened again up to a day."""

    __tablename__ = "month_reopening"
    __table_args__ = (
        Index("month_reopening_id", "id", unique=True),
        Index("month_reopening_month", "month", "place_no"),
    )

    subject: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    place_id: UUID
    place_no: int
    place_hi: int
    month: date
    until_on: date
    reason: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=MOMENT)


class AdoptionProgress(SQLModel, table=True):
    """How far an adoption has been written to the elders below: the job's bookmark, not a view."""

    __tablename__ = "adoption_progress"

    adoption: UUID = Field(primary_key=True)
    after: UUID
    round: int = Field(sa_type=SmallInteger)


NEXT_ADOPTION: LiteralString = """
SELECT a.id, a.place_no, a.place_hi, coalesce(g.after, '00000000-0000-0000-0000-000000000000'::uuid) AS after,
  coalesce(g.round, 0) AS round
FROM adoption a LEFT JOIN adoption_progress g ON g.adoption = a.id
WHERE coalesce(g.round, 0) = 0 OR (g.round = 1 AND a.from_on <= %s AND a.adopted_at < %s) ORDER BY a.id LIMIT 1
"""
"""The adoption that the files below its place are to follow next.

Each is worked through twice: as it is recorded, and once more when it is in force and no registration is under way that had
begun before it was recorded.
"""
ADOPTION_REACHED: LiteralString = """
INSERT INTO adoption_progress AS g (adoption, after, round) VALUES (%s, %s, %s)
ON CONFLICT (adoption) DO UPDATE SET after = excluded.after, round = excluded.round WHERE g.round <= excluded.round
"""
"""Remembers how far the files below follow an adoption."""
PERIOD_ROWS: LiteralString = "special_period s"
"""The special periods, each with the range of places that it covers (`s`)."""

PERIODS: LiteralString = f"""
SELECT s.id, s.name, s.from_on, s.until_on, s.times, s.tiers, s.modes, array_agg(p.id) AS places
FROM {PERIOD_ROWS} JOIN {place_rows()} ON p.id = ANY (%(places)s) AND s.place_no <= p.no AND s.place_hi >= p.no
WHERE s.until_on >= %(since)s AND s.declared_at <= %(known_at)s
  AND (s.cancelled_at IS NULL OR s.cancelled_at > %(known_at)s)
GROUP BY s.subject, s.id
"""
"""The periods that end on a day or later and cover any of some places, as they were known at a moment."""

RUNNING: LiteralString = f"""
SELECT true AS runs FROM {PERIOD_ROWS} WHERE s.state = 'declared' AND s.from_on <= %(on)s AND s.until_on >= %(on)s LIMIT 1
"""
"""Whether any period that the reader sees runs on a day."""

periods = RowView(SpecialPeriod, owner="subject")
adoptions = RowView(Adoption, owner="subject")
reopenings = RowView(MonthReopening, owner="subject")
VIEWS = (periods, adoptions, reopenings)


@periods.starts(PeriodDeclared)
def start(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, PeriodDeclared)
    return {
        "id": entry.id, "version": entry.version, "revision": 1, "from_on": fact.from_on, "until_on": fact.until_on,
        "kind": fact.period, "name": fact.name, "times": fact.times, "tiers": fact.tiers, "modes": fact.modes,
        "state": "declared", "declared_at": entry.written_at, "cancelled_at": None,
    }  # fmt: skip


@periods.changes(PeriodCancelled, key=lambda fact: fact.declared)
def cancel(row: Row | None, entry: Entry) -> Row | None:
    if row is None or row["cancelled_at"]:
        return row
    return {**row, "revision": row["revision"] + 1, "state": "cancelled", "cancelled_at": entry.written_at}


@adoptions.starts(ProfileAdopted)
def adopt(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, ProfileAdopted)
    return {
        "id": entry.id, "version": entry.version, "profile": fact.profile, "from_on": fact.from_on,
        "adopted_at": entry.written_at,
    }  # fmt: skip


@reopenings.starts(MonthReopened)
def reopen(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, MonthReopened)
    return {
        "id": entry.id, "version": entry.version, "month": fact.month, "until_on": fact.until_on, "reason": fact.reason,
        "recorded_at": entry.written_at,
    }  # fmt: skip


async def adopted_over(read: Reading, place_no: int) -> list[Adopted]:
    """The adoptions of a place and of those above it that the reader may see."""
    rows = await read.all(
        "SELECT a.place_no AS depth, a.profile, a.from_on, a.adopted_at FROM adoption a"
        " WHERE a.place_no <= %(no)s AND a.place_hi >= %(no)s",
        {"no": place_no},
    )
    return [Adopted(**row) for row in rows]


async def profile_over(read: Reading, place_no: int, day: date) -> Profile:
    """The profile in force in a place on a day, as far as the reader may see."""
    return profile_of(in_force(await adopted_over(read, place_no), day))
