"""The tables of places, agencies, contracts and assignments, as the migrations create them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
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


class Agency(SQLModel, table=True):
    """An agency (服务力量), kept by a district. Its clients write in its name."""

    __table_args__ = (UniqueConstraint("place_id", "credit_code"),)

    id: UUID = Field(primary_key=True)
    place_id: UUID = Field(foreign_key="place.id")
    name: str = Field(sa_type=Text)
    credit_code: str | None = Field(sa_type=Text)
    contact_name: str | None = Field(sa_type=Text)
    contact_phone: str | None = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=MOMENT)


class Contract(SQLModel, table=True):
    """An agency serves places or named elders, for these days."""

    __table_args__ = (Index("contract_agency", "agency"),)

    id: UUID = Field(primary_key=True)
    agency: UUID = Field(foreign_key="agency.id")
    from_on: date
    until_on: date
    services: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    revision: int
    made_at: datetime = Field(sa_type=MOMENT)


class ContractPlace(SQLModel, table=True):
    """A place of a contract: whoever lives there or below it."""

    __tablename__ = "contract_place"
    __table_args__ = (Index("contract_place_place", "place_id"),)

    contract: UUID = Field(primary_key=True, foreign_key="contract.id")
    place_id: UUID = Field(primary_key=True, foreign_key="place.id")
    from_on: date = Field(primary_key=True)
    until_on: date


class ContractElder(SQLModel, table=True):
    """An elder named by a contract."""

    __tablename__ = "contract_elder"
    __table_args__ = (Index("contract_elder_elder", "elder"),)

    contract: UUID = Field(primary_key=True, foreign_key="contract.id")
    elder: UUID = Field(primary_key=True)


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
