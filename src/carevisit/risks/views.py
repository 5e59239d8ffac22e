"""What people look at: the risks of their elders."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..ledger import Entry, Row, RowView
from ..policy import RiskKind, Severity
from .facts import CallMade, FamilyTried, RiskReported


class Risk(SQLModel, table=True):
    """A risk, as it stands."""

    __table_args__ = (
        Index("risk_id", "id", unique=True),
        Index("risk_area", "place_no", "id"),
        Index("risk_maker", "maker", "id"),
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
    severity: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    reported_at: datetime = Field(sa_type=TIMESTAMP(timezone=True))


risks = RowView(Risk)
VIEWS = (risks,)


@risks.starts(RiskReported)
def start(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, RiskReported)
    return {
        "id": entry.id, "version": entry.version, "revision": entry.revision, "maker": entry.maker, "visit_id": fact.visit_id,
        "kind": fact.hazard, "severity": fact.severity, "state": "reported", "reported_at": entry.happened_at,
    }  # fmt: skip


class RiskShown(BaseModel):
    """A risk as it is read."""

    id: UUID
    elder_id: UUID
    place: str
    kind: RiskKind
    severity: Severity
    state: Literal["reported"]
    visit_id: UUID | None
    reported_at: datetime
    note: str | None
    emergency_call: CallMade | None
    family_contacts: list[FamilyTried] | None


class RiskList(BaseModel):
    """A page of risks, newest first."""

    items: list[RiskShown]
    next_cursor: str | None
