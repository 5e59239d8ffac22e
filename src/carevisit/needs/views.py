"""What people look at: the needs of their elders."""

from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from sqlalchemy import Column, Index, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlmodel import Field, SQLModel

from ..cases import advance, begin
from ..ledger import Entry, Row, RowView
from .facts import FACTS, NeedRaised, NeedStep
from .loop import NEED_LOOP, NeedCase

_WHEN = TIMESTAMP(timezone=True)


class Need(SQLModel, table=True):
    """A need, as it stands."""

    __table_args__ = (
        Index("need_id", "id", unique=True),
        Index("need_area", "place_no", "id"),
        Index("need_maker", "maker", "id"),
        Index("need_agency", "agency", "id"),
        Index("need_state", "state", "place_no"),
        Index("need_hands", "hands", postgresql_using="gin"),
    )

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    revision: int
    place_id: UUID
    place_no: int
    maker: UUID
    visit_id: UUID | None
    kind: str = Field(sa_type=Text)
    urgent: bool
    state: str = Field(sa_type=Text)
    raised_at: datetime = Field(sa_type=_WHEN)
    origin: str = Field(sa_type=Text)
    reporter: str | None = Field(sa_type=Text)
    since: datetime = Field(sa_type=_WHEN)
    last_at: datetime = Field(sa_type=_WHEN)
    department: str | None = Field(sa_type=Text)
    duty: int | None = Field(sa_type=SmallInteger)
    agency: UUID | None
    due_on: date | None
    accepted_at: datetime | None = Field(sa_type=_WHEN)
    concluded_at: datetime | None = Field(sa_type=_WHEN)
    met: bool | None
    referral_seen_on: date | None
    difficulty_seen_on: date | None
    followed_at: datetime | None = Field(sa_type=_WHEN)
    closed_at: datetime | None = Field(sa_type=_WHEN)
    reopened: int = Field(sa_type=SmallInteger)
    escalated: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    touched: bool
    hands: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    visits: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    anew_at: datetime | None = Field(sa_type=_WHEN)
    stood: str | None = Field(sa_type=Text)


needs = RowView(Need, with_void=True)
VIEWS = (needs,)


def need_rows(alias: LiteralString = "c") -> LiteralString:
    """The needs as they stand."""
    return f"need {alias}"


@needs.starts(NeedRaised)
def start(entry: Entry) -> Row:
    return begin(NEED_LOOP, entry).model_dump()


def move(row: Row | None, entry: Entry) -> Row | None:
    """The row of a need after a step."""
    if row is None:
        return row
    return advance(NeedCase.model_validate(row), entry).model_dump()


for _step in FACTS:
    if issubclass(_step, NeedStep):
        needs.changes(_step, lambda fact: fact.need_id)(move)
