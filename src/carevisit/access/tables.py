"""The tables of places, accounts, clients and assignments, as the migrations create them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlmodel import Field, SQLModel

MOMENT = TIMESTAMP(timezone=True)


class Place(SQLModel, table=True):
    """An administrative area (行政区域): its permanent id, and its number `no` in a walk through the tree; its area is `no..hi`."""

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


class Principal(SQLModel, table=True):
    """An account or a client. Raising its generation ends all of its tokens."""

    id: UUID = Field(primary_key=True)
    role: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    login: str = Field(sa_type=Text, unique=True)
    secret_hash: str = Field(sa_type=Text)
    place_id: UUID | None = Field(foreign_key="place.id")
    maker: UUID
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    generation: int
    enabled: bool
    made_at: datetime = Field(sa_type=MOMENT)


class RefreshToken(SQLModel, table=True):
    """A refresh token's hash, and its family: all tokens that follow from one sign-in."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index("refresh_token_family", "family"), Index("refresh_token_expiry", "expires_at"))

    hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    family: UUID
    principal: UUID = Field(foreign_key="principal.id")
    generation: int
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    expires_at: datetime = Field(sa_type=MOMENT)
    used_at: datetime | None = Field(sa_type=MOMENT)
    family_ends_at: datetime = Field(sa_type=MOMENT)


class SignInDelay(SQLModel, table=True):
    """Failed sign-ins of a login, of an address, or of a pair of both that has signed in before; keyed hashes only."""

    __tablename__ = "sign_in_delay"
    __table_args__ = (Index("sign_in_delay_forget", "forget_at"),)

    login: bytes = Field(sa_type=LargeBinary, primary_key=True)
    address: bytes = Field(sa_type=LargeBinary, primary_key=True)
    failures: float
    counted_at: datetime = Field(sa_type=MOMENT)
    open_at: datetime = Field(sa_type=MOMENT)
    forget_at: datetime = Field(sa_type=MOMENT)


class Contract(SQLModel, table=True):
    """An agency serves a place, for these days."""

    __table_args__ = (Index("contract_agency", "agency"),)

    id: UUID = Field(primary_key=True)
    agency: UUID
    place_id: UUID = Field(foreign_key="place.id")
    from_on: date
    until_on: date


class Presence(SQLModel, table=True):
    """Where an elder lived, and when: an actor who could write about them then may still record what happened then."""

    elder: UUID = Field(primary_key=True)
    place_id: UUID = Field(foreign_key="place.id")
    from_at: datetime = Field(sa_type=MOMENT, primary_key=True)
    until_at: datetime = Field(sa_type=MOMENT)


class Assignment(SQLModel, table=True):
    """A contract, flattened per elder."""

    __table_args__ = (
        Index("assignment_elder", "elder"),
        Index("assignment_untold", "from_at", postgresql_where=text("NOT told_added")),
        Index("assignment_ending", "until_at", postgresql_where=text("NOT told_removed AND until_at < 'infinity'")),
    )

    agency: UUID = Field(primary_key=True)
    elder: UUID = Field(primary_key=True)
    contract: UUID = Field(primary_key=True)
    from_at: datetime = Field(sa_type=MOMENT, primary_key=True)
    until_at: datetime = Field(sa_type=MOMENT)
    told_added: bool
    told_removed: bool
