"""What people look at: the needs of their elders."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..ledger import Entry, Row, RowView
from ..policy import NeedKind
from .facts import NeedRaised


class Need(SQLModel, table=True):
    """A need, as it stands."""

    __table_args__ = (
        Index("need_id", "id", unique=True),
        Index("need_area", "place_no", "id"),
        Index("need_maker", "maker", "id"),
    )

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    revision: int
    place_id: int
    place_no: int
    maker: UUID
    visit_id: UUID | None
    kind: str = Field(sa_type=Text)
    urgent: bool
    state: str = Field(sa_type=Text)
    raised_at: datetime = Field(sa_type=TIMESTAMP(timezone=True))


needs = RowView(Need)
VIEWS = (needs,)


@needs.starts(NeedRaised)
def start(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, NeedRaised)
    return {
        "id": entry.id, "version": entry.version, "revision": entry.revision, "maker": entry.maker, "visit_id": fact.visit_id,
        "kind": fact.need, "urgent": fact.urgent, "state": "raised", "raised_at": entry.happened_at,
    }  # fmt: skip


class NeedShown(BaseModel):
    """A need as it is read."""

    id: UUID
    elder_id: UUID
    place: str
    kind: NeedKind
    urgent: bool
    state: Literal["raised"]
    visit_id: UUID | None
    raised_at: datetime
    note: str | None


class NeedList(BaseModel):
    """A page of needs, newest first."""

    items: list[NeedShown]
    next_cursor: str | None
