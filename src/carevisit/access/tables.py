"""The tables of places, contracts and assignments, as the migrations create them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

MOMENT = TIMESTAMP(timezone=True)


class Place(SQLModel, table=True):
    """An administrative area (行政区域): its permanent id, its number `no` in a walk through the tree, its area `no..hi`,
    and its days."""

    __table_args__ = (
        Index("place_no", "no"),
        Index("place_parent", "parent"),
        UniqueConstraint("code", deferrable=True, initially="DEFERRED"),
    )

    id: UUID = Field(primary_key=True)
    origin: str = Field(sa_type=Text, unique=True)
    code: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    parent: UUID | None = Field(foreign_key="place.id")
    no: int
    hi: int
    from_on: date
    until_on: date
    merged_into: UUID | None = Field(foreign_key="place.id")


class Contract(SQLModel, table=True):
    """An agency serves a place, for these days."""

    __table_args__ = (Index("contract_agency", "agency"),)

    id: UUID = Field(primary_key=True)
    agency: UUID
    place_id: UUID = Field(foreign_key="place.id")
    from_on: date
    until_on: date


class Assignment(SQLModel, table=True):
    """A contract, flattened per elder."""

    __table_args__ = (
        Index("assignment_elder", "elder"),
        Index("assignment_unannounced", "from_at", postgresql_where=text("NOT announced_added")),
        Index(
            "assignment_ending", "until_at", postgresql_where=text("NOT announced_removed AND until_at < 'infinity'")
        ),
    )

    agency: UUID = Field(primary_key=True)
    elder: UUID = Field(primary_key=True)
    contract: UUID = Field(primary_key=True)
    from_at: datetime = Field(sa_type=MOMENT, primary_key=True)
    until_at: datetime = Field(sa_type=MOMENT)
    announced_added: bool
    announced_removed: bool
