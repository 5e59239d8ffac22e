"""What people look at: the visits that were made."""

from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..clock import day_of
from ..ledger import Entry, Row, RowView
from .facts import VisitRecorded


class Visit(SQLModel, table=True):
    """A visit, as it stands: what lists and filters need. What it says is read from the ledger."""

    __table_args__ = (
        Index("visit_id", "id", unique=True),
        Index("visit_area", "place_no", "id"),
        Index("visit_maker", "maker", "id"),
        Index("visit_day", "day", "place_no"),
        Index("visit_when", "elder_id", "started_at"),
    )

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    content_version: int
    revision: int
    place_id: UUID
    place_no: int
    maker: UUID
    state: str = Field(sa_type=Text)
    running_no: int | None
    mode: str = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_type=TIMESTAMP(timezone=True))
    ended_at: datetime | None = Field(sa_type=TIMESTAMP(timezone=True))
    day: date
    recorded_at: datetime = Field(sa_type=TIMESTAMP(timezone=True))
    late: bool


visits = RowView(Visit, with_void=True)
VIEWS = (visits,)


def visit_rows(alias: LiteralString = "v") -> LiteralString:
    """The visits as they stand."""
    return f"visit {alias}"


@visits.starts(VisitRecorded)
def start(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, VisitRecorded)
    state = "void" if entry.void else "corrected" if entry.content_version != entry.version else "recorded"
    return {
        "id": entry.id, "version": entry.version, "content_version": entry.content_version, "revision": entry.revision,
        "maker": entry.maker, "state": state, "running_no": fact.running_no, "mode": fact.mode, "outcome": fact.outcome,
        "started_at": fact.started_at, "ended_at": fact.ended_at, "day": day_of(fact.started_at),
        "recorded_at": entry.written_at, "late": fact.late,
    }  # fmt: skip
