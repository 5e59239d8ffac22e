"""Who there is, and what is kept of signing in, as the migrations made them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlmodel import Field, SQLModel

MOMENT = TIMESTAMP(timezone=True)


class Principal(SQLModel, table=True):
    """An account or a client. Raising its generation ends every token it was given."""

    id: UUID = Field(primary_key=True)
    role: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    login: str = Field(sa_type=Text, unique=True)
    secret_hash: str | None = Field(sa_type=Text)
    jwks: str | None = Field(sa_type=Text)
    place_id: UUID | None = Field(foreign_key="place.id")
    maker: UUID
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    generation: int
    enabled: bool
    made_at: datetime = Field(sa_type=MOMENT)


class ClientSecret(SQLModel, table=True):
    """A secret of a client, as a hash. Two may be good at a time, so that one replaces the other without a gap."""

    __tablename__ = "client_secret"

    client: UUID = Field(primary_key=True, foreign_key="principal.id")
    no: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    hash: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=MOMENT)
    until_at: datetime | None = Field(sa_type=MOMENT)


class UsedAssertion(SQLModel, table=True):
    """An assertion that has signed a client in, until it would end."""

    __tablename__ = "used_assertion"
    __table_args__ = (Index("used_assertion_end", "ends_at"),)

    client: UUID = Field(primary_key=True)
    jti: bytes = Field(sa_type=LargeBinary, primary_key=True)
    ends_at: datetime = Field(sa_type=MOMENT)


class InvitationRow(SQLModel, table=True):
    """The keyed hash of a code by which a person chooses the password of their account, once."""

    __tablename__ = "invitation"

    account: UUID = Field(primary_key=True, foreign_key="principal.id")
    hash: str = Field(sa_type=Text, unique=True)
    expires_at: datetime = Field(sa_type=MOMENT)


class LastSignIn(SQLModel, table=True):
    """When a person last signed in by password."""

    __tablename__ = "last_sign_in"

    account: UUID = Field(primary_key=True, foreign_key="principal.id")
    at: datetime = Field(sa_type=MOMENT)


class RefreshToken(SQLModel, table=True):
    """A refresh token's hash, in its family: all that followed from one signing-in."""

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
    """Failed sign-ins of a login, of an address, or of a pair that has signed in before; keyed hashes, never the words."""

    __tablename__ = "sign_in_delay"
    __table_args__ = (Index("sign_in_delay_forget", "forget_at"),)

    login: bytes = Field(sa_type=LargeBinary, primary_key=True)
    address: bytes = Field(sa_type=LargeBinary, primary_key=True)
    failures: float
    counted_at: datetime = Field(sa_type=MOMENT)
    open_at: datetime = Field(sa_type=MOMENT)
    forget_at: datetime = Field(sa_type=MOMENT)
