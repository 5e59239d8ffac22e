"""The tables of the census, as the migrations create them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlmodel import Field, SQLModel

MOMENT = TIMESTAMP(timezone=True)


class Candidate(SQLModel, table=True):
    """How far the census has come with an elder."""

    __table_args__ = (Index("candidate_area", "place_no", "elder_id"), Index("candidate_place", "place_id"))

    elder_id: UUID = Field(primary_key=True)
    place_id: UUID
    place_no: int
    listed_on: date
    lists: int = Field(sa_type=SmallInteger)
    sources: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    departments: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    surveyed_on: date | None
    eligible: str | None = Field(sa_type=Text)
    decided_on: date | None
    stage: str = Field(sa_type=Text)


class Merger(SQLModel, table=True):
    """A file that was merged into another; readers whose area covers both may see it."""

    __table_args__ = (Index("merger_into", "into_id"),)

    elder_id: UUID = Field(primary_key=True)
    id: UUID
    into_id: UUID | None
    merged_on: date


class Campaign(SQLModel, table=True):
    """A census of a place with its deadlines: an office's order, not a view."""

    id: UUID = Field(primary_key=True)
    place_id: UUID = Field(foreign_key="place.id")
    name: str = Field(sa_type=Text)
    from_on: date
    list_by: date
    survey_by: date
    confirm_by: date
    created_by: UUID
    created_at: datetime = Field(sa_type=MOMENT)
    cancelled_by: UUID | None
    cancelled_at: datetime | None = Field(sa_type=MOMENT)
