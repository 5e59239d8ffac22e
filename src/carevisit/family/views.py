"""The views of urgings and of the family's contacts with the elder."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..ledger import Entry, Row, RowView
from .facts import FamilyContactRecorded, UrgingAnswered, UrgingRecorded

MOMENT = TIMESTAMP(timezone=True)


class Urging(SQLModel, table=True):
    """An urging of the family (督促), with its last answer."""

    __table_args__ = (Index("urging_id", "id", unique=True), Index("urging_area", "place_no", "id"))

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    answer_version: int | None
    revision: int
    place_id: UUID
    place_no: int
    maker: UUID
    urged_on: date
    by: str = Field(sa_type=Text)
    how: str = Field(sa_type=Text)
    person_id: UUID | None
    answer: str | None = Field(sa_type=Text)
    answered_on: date | None
    follow_up_on: date | None
    recorded_at: datetime = Field(sa_type=MOMENT)


class FamilyContact(SQLModel, table=True):
    """A contact of a family member with the elder (亲属联系)."""

    __tablename__ = "family_contact"
    __table_args__ = (Index("family_contact_id", "id", unique=True), Index("family_contact_area", "place_no", "id"))

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    revision: int
    place_id: UUID
    place_no: int
    maker: UUID
    state: str = Field(sa_type=Text)
    mode: str = Field(sa_type=Text)
    person_id: UUID | None
    happened_at: datetime = Field(sa_type=MOMENT)
    duration_minutes: int
    confirmed_by: str = Field(sa_type=Text)
    external_id: str | None = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=MOMENT)


urgings, contacts = RowView(Urging), RowView(FamilyContact, with_void=True)
VIEWS = (urgings, contacts)


@urgings.starts(UrgingRecorded)
def urge(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, UrgingRecorded)
    return {
        "id": entry.id, "version": entry.version, "answer_version": None, "revision": 1, "maker": entry.maker,
        "urged_on": fact.on, "by": fact.by, "how": fact.how, "person_id": fact.person, "answer": fact.answer,
        "answered_on": fact.on if fact.answer else None, "follow_up_on": fact.follow_up_on, "recorded_at": entry.written_at,
    }  # fmt: skip


@urgings.changes(UrgingAnswered, key=lambda fact: fact.urging_id)
def answer(row: Row | None, entry: Entry) -> Row | None:
    fact = entry.fact
    assert isinstance(fact, UrgingAnswered)
    return row and {
        **row, "answer_version": entry.version, "revision": row["revision"] + 1, "answer": fact.answer,
        "answered_on": fact.on, "follow_up_on": fact.follow_up_on,
    }  # fmt: skip


@contacts.starts(FamilyContactRecorded)
def contact(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, FamilyContactRecorded)
    return {
        "id": entry.id, "version": entry.version, "revision": entry.revision, "maker": entry.maker,
        "state": "void" if entry.void else "recorded", "mode": fact.mode, "person_id": fact.person,
        "happened_at": entry.happened_at, "duration_minutes": fact.duration_minutes, "confirmed_by": fact.confirmed_by,
        "external_id": fact.external_id, "recorded_at": entry.written_at,
    }  # fmt: skip
