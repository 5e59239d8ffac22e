"""The view of the departments' actions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..ledger import Entry, Row, RowView
from .facts import DutyActionRecorded, DutyActionVoided

MOMENT = TIMESTAMP(timezone=True)


class DutyAction(SQLModel, table=True):
    """A department's action on a duty (履行职责任务), under the place that recorded it."""

    __tablename__ = "duty_action"
    __table_args__ = (
        Index("duty_action_id", "id", unique=True),
        Index("duty_action_area", "place_no", "done_on", "id"),
    )

    subject: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    revision: int
    place_id: UUID
    place_no: int
    profile: str = Field(sa_type=Text)
    duty: int = Field(sa_type=SmallInteger)
    department: str = Field(sa_type=Text)
    done_on: date
    elders: int | None
    state: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=MOMENT)


actions = RowView(DutyAction, owner="subject")
VIEWS = (actions,)


@actions.starts(DutyActionRecorded)
def start(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, DutyActionRecorded)
    return {
        "id": entry.id, "version": entry.version, "revision": 1, "profile": fact.profile, "duty": fact.duty,
        "department": fact.department, "done_on": fact.on, "elders": fact.elders, "state": "recorded",
        "recorded_at": entry.written_at,
    }  # fmt: skip


@actions.changes(DutyActionVoided, key=lambda fact: fact.action)
def void(row: Row | None, _entry: Entry) -> Row | None:
    return row and {**row, "revision": row["revision"] + 1, "state": "void"}
