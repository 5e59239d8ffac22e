"""The ledger's tables, as the migrations create them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlmodel import Field, SQLModel

MOMENT = TIMESTAMP(timezone=True)


class Head(SQLModel, table=True):
    """One row per subject: its lock, its version and, for an elder, the status as of the latest entry."""

    __table_args__ = (
        Index("head_area", "place_no", "subject"),
        Index("head_where", "subject", postgresql_include=["place_no"]),
    )

    subject: UUID = Field(primary_key=True)
    noun: str = Field(sa_type=Text)
    version: int
    views_version: int
    views_code: int
    last_at: datetime = Field(sa_type=MOMENT)
    latest_at: datetime = Field(sa_type=MOMENT)
    place_id: UUID | None = Field(foreign_key="place.id")
    place_no: int | None
    file_version: int | None
    flags: list[str] | None = Field(sa_column=Column(ARRAY(Text)))
    last_in_home_on: date | None
    last_contact_on: date | None
    running_no: int | None
    open_needs: int | None
    open_risks: int | None
    status: dict[str, object] | None = Field(sa_column=Column(JSON))


class EntryRow(SQLModel, table=True):
    """An entry as it is stored."""

    __tablename__ = "entry"
    __table_args__ = (Index("entry_kind", "kind", "schema_no"),)

    subject: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    id: UUID
    kind: str = Field(sa_type=Text)
    schema_no: int = Field(sa_type=SmallInteger)
    place_id: UUID | None
    audience: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    beyond: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    agencies: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    maker: UUID
    actor: UUID
    happened_at: datetime = Field(sa_type=MOMENT)
    written_at: datetime = Field(sa_type=MOMENT)
    cause: UUID | None
    corrects: UUID | None
    record_no: str | None = Field(sa_type=Text)
    open: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    hash: bytes = Field(sa_type=LargeBinary)


class Sealed(SQLModel, table=True):
    """One person's part of an entry, under that person's key."""

    __table_args__ = (Index("sealed_person", "person", "subject"),)

    subject: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    ciphertext: bytes = Field(sa_type=LargeBinary)


class Person(SQLModel, table=True):
    """A person's wrapped key."""

    __table_args__ = (Index("person_tag", "maker", "tag", unique=True),)

    id: UUID = Field(primary_key=True)
    maker: UUID | None
    tag: bytes | None = Field(sa_type=LargeBinary)
    wrapped: bytes = Field(sa_type=LargeBinary)


class SearchTag(SQLModel, table=True):
    """A keyed hash of a sealed word, for exact search."""

    __tablename__ = "search_tag"
    __table_args__ = (Index("search_tag_tag", "tag"),)

    subject: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    field: str = Field(primary_key=True, sa_type=Text)
    tag: bytes = Field(primary_key=True, sa_type=LargeBinary)


class Said(SQLModel, table=True):
    """A number that a caller has used, and the entry that it led to; never the request body."""

    owner: UUID = Field(primary_key=True)
    number: str = Field(primary_key=True, sa_type=Text)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    subject: UUID
    version: int
    said_at: datetime = Field(sa_type=MOMENT)


class Pending(SQLModel, table=True):
    """Entries that the sequencer has not numbered yet."""

    ingest: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    subject: UUID
    version: int
    hash: bytes = Field(sa_type=LargeBinary)


class Feed(SQLModel, table=True):
    """Every entry in the one order that readers see, with its audience: numbers of places, and agencies."""

    __table_args__ = (UniqueConstraint("subject", "version"),)

    position: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: UUID
    version: int
    hash: bytes = Field(sa_type=LargeBinary)
    places: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    beyond: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    agencies: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))


class FeedHead(SQLModel, table=True):
    """The last position assigned."""

    __tablename__ = "feed_head"
    __table_args__ = (CheckConstraint("id = 1"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int = Field(sa_type=BigInteger)


class KeyCheck(SQLModel, table=True):
    """A check value of a key that the database was written with, by which the key file is recognised."""

    __tablename__ = "key_check"

    purpose: str = Field(primary_key=True, sa_type=Text)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: bytes = Field(sa_type=LargeBinary)


class District(SQLModel, table=True):
    """Whether the district is written to here, or closed."""

    __table_args__ = (CheckConstraint("id = 1"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    closed_at: datetime | None = Field(sa_type=MOMENT)


class WriteProbe(SQLModel, table=True):
    """A row that is updated to find out whether writing is possible."""

    __tablename__ = "write_probe"
    __table_args__ = (CheckConstraint("id = 1"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    turn: int = Field(sa_type=BigInteger)
