"""The views of special periods, and of the profiles that places adopted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlmodel import Field, SQLModel

from ..desk import Reading
from ..ledger import Entry, Row, RowView
from ..policy import Profile, profile_of
from .facts import PeriodCancelled, PeriodDeclared, ProfileAdopted
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


class AdoptionProgress(SQLModel, table=True):
    """How far an adoption has been written to the elders below: the job's bookmark, not a view."""

    __tablename__ = "adoption_progress"

    adoption: UUID = Field(primary_key=True)
    after: UUID
    round: int = Field(sa_type=SmallInteger)


periods = RowView(SpecialPeriod, owner="subject")
adoptions = RowView(Adoption, owner="subject")
VIEWS = (periods, adoptions)


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
