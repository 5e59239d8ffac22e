"""The tables of jobs, as the migrations create them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Field, SQLModel

MOMENT = TIMESTAMP(timezone=True)


class Job(SQLModel, table=True):
    """Work that a caller asks for and fetches later."""

    __table_args__ = (
        Index("job_maker", "principal", "id"),
        Index("job_unfinished", "made_at", postgresql_where=text("state IN ('queued', 'running')")),
        Index("job_expiry", "expires_at", postgresql_where=text("wrapped IS NOT NULL")),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    principal: UUID = Field(foreign_key="principal.id")
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    role: str = Field(sa_type=Text)
    place_id: UUID | None
    contracts: list[UUID] = Field(sa_column=Column(ARRAY(PG_UUID), nullable=False))
    wrapped: bytes | None = Field(sa_type=LargeBinary)
    plan: bytes | None = Field(sa_type=LargeBinary)
    state: str = Field(sa_type=Text)
    mode: str | None = Field(sa_type=Text)
    done: int
    total: int | None
    claims: int
    leased_until: datetime | None = Field(sa_type=MOMENT)
    accepted: int | None
    refused: int
    problem: str | None = Field(sa_type=Text)
    detail: bytes | None = Field(sa_type=LargeBinary)
    fetches: int
    fetched_at: datetime | None = Field(sa_type=MOMENT)
    made_at: datetime = Field(sa_type=MOMENT)
    ended_at: datetime | None = Field(sa_type=MOMENT)
    expires_at: datetime | None = Field(sa_type=MOMENT)


class JobFile(SQLModel, table=True):
    """A result of a job."""

    __tablename__ = "job_file"

    job: UUID = Field(foreign_key="job.id", primary_key=True)
    no: int = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    media_type: str = Field(sa_type=Text)
    bytes: int = Field(sa_type=BigInteger)
    pieces: int


class JobPiece(SQLModel, table=True):
    """A piece of a file, sealed under the job's key."""

    __tablename__ = "job_piece"

    job: UUID = Field(foreign_key="job.id", primary_key=True)
    file: int = Field(primary_key=True)
    no: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
