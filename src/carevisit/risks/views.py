"""What people look at: the risks of their elders."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from sqlalchemy import Column, Index, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlmodel import Field, SQLModel

from ..cases import advance, begin
from ..ledger import Entry, Row, RowView
from .facts import FACTS, RiskReported, RiskStep
from .loop import RISK_LOOP, RiskCase

_WHEN = TIMESTAMP(timezone=True)


class Risk(SQLModel, table=True):
    """A risk, as it stands."""

    __table_args__ = (
        Index("risk_id", "id", unique=True),
        Index("risk_area", "place_no", "id"),
        Index("risk_maker", "maker", "id"),
        Index("risk_state", "state", "place_no"),
        Index("risk_hands", "hands", postgresql_using="gin"),
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
    severity: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    reported_at: datetime = Field(sa_type=_WHEN)
    origin: str = Field(sa_type=Text)
    reporter: str | None = Field(sa_type=Text)
    since: datetime = Field(sa_type=_WHEN)
    last_at: datetime = Field(sa_type=_WHEN)
    township_told_at: datetime | None = Field(sa_type=_WHEN)
    called_at: datetime | None = Field(sa_type=_WHEN)
    family_at: datetime | None = Field(sa_type=_WHEN)
    family_reached: bool
    handling_at: datetime | None = Field(sa_type=_WHEN)
    cleared_at: datetime | None = Field(sa_type=_WHEN)
    followed_at: datetime | None = Field(sa_type=_WHEN)
    closed_at: datetime | None = Field(sa_type=_WHEN)
    rungs: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    reopened: int = Field(sa_type=SmallInteger)
    escalated: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    touched: bool
    hands: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    visits: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    anew_at: datetime | None = Field(sa_type=_WHEN)
    stood: str | None = Field(sa_type=Text)


risks = RowView(Risk, with_void=True)
VIEWS = (risks,)


def risk_rows(alias: LiteralString = "c") -> LiteralString:
    """The risks as they stand."""
    return f"risk {alias}"


@risks.starts(RiskReported)
def start(entry: Entry) -> Row:
    return begin(RISK_LOOP, entry).model_dump()


def move(row: Row | None, entry: Entry) -> Row | None:
    """The row of a risk after a step."""
    if row is None:
        return row
    return advance(RiskCase.model_validate(row), entry).model_dump()


for _step in FACTS:
    if issubclass(_step, RiskStep):
        risks.changes(_step, lambda fact: fact.risk_id)(move)
