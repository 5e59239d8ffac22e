"""The tables that follow from an elder's standing: how they stand from day to day, what is owed in which months, what was kept."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, DATEMULTIRANGE, TIMESTAMP
from sqlmodel import Field, SQLModel


class StandingRow(SQLModel, table=True):
    """Days in a row on which an elder stands in one way; those to come are there already, so nobody need call after midnight."""

    __tablename__ = "standing"
    elder: UUID = Field(primary_key=True)
    from_on: date = Field(primary_key=True)
    until_on: date
    place_id: UUID
    place_no: int
    state: str = Field(sa_type=Text)
    tier: str | None = Field(sa_type=Text)
    standing_days: int = Field(sa_type=SmallInteger)
    categories: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    flags: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))


class Due(SQLModel, table=True):
    """By when somebody must come to an elder, and what else has a day.

    `case_by` is when the first step of a need or a risk is overdue; `overdue` are the days on which the elder is
    overdue as long as nobody comes; after `ends_on` the elder never stands again as far as is known, nor is suspended.
    """

    __table_args__ = (
        Index("due_act_by", "due_on", "elder", "place_no", "due_from", "ends_on"),
        Index("due_area", "place_no", "due_on", postgresql_include=["overdue"]),
        Index("due_review", "review_due_on", "elder"),
    )

    elder: UUID = Field(primary_key=True)
    place_id: UUID
    place_no: int
    due_from: date | None
    due_on: date | None
    case_by: datetime | None = Field(sa_type=TIMESTAMP(timezone=True))
    last_in_home_on: date | None
    review_due_on: date | None
    verify_from: date | None
    reassess_on: date | None
    overdue: Any = Field(sa_column=Column(DATEMULTIRANGE, nullable=False))
    ends_on: date


class Task(SQLModel, table=True):
    """A step that somebody must take of a need or a risk: a tier, an agency, or either; until when, and from when each tier
    sees it on its list. `rings_at` is when it reaches the next tier that it has not reached (逾期提级); null: none is left."""

    __table_args__ = (
        Index("task_area", "place_no"),
        Index("task_case", "case_id"),
        Index("task_agency", "agency"),
        Index("task_rings", "rings_at", postgresql_where=text("rings_at IS NOT NULL")),
    )

    elder: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, sa_type=Text)
    case_id: UUID
    noun: str = Field(sa_type=Text)
    step: str = Field(sa_type=Text)
    tier: str | None = Field(sa_type=Text)
    agency: UUID | None
    since: datetime = Field(sa_type=TIMESTAMP(timezone=True))
    by: datetime = Field(sa_type=TIMESTAMP(timezone=True))
    village_at: datetime | None = Field(sa_type=TIMESTAMP(timezone=True))
    township_at: datetime | None = Field(sa_type=TIMESTAMP(timezone=True))
    district_at: datetime | None = Field(sa_type=TIMESTAMP(timezone=True))
    place_id: UUID
    place_no: int
    rings_at: datetime | None = Field(sa_type=TIMESTAMP(timezone=True))


class OwingRow(SQLModel, table=True):
    """What an elder owes in the months of a run: `owed`, or why not, for its first half, its second, or the whole of it.

    The place is the one of the window's last day. A month in which the elder moved has a row for each place.
    """

    __tablename__ = "owing"
    __table_args__ = (
        Index("owing_area", "place_no", "from_month", "until_month"),
        Index("owing_split", "from_month", "place_no", postgresql_where=text("NOT alone")),
    )

    elder: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, sa_type=Text)
    from_month: date
    until_month: date
    place_id: UUID
    place_no: int
    tier: str = Field(sa_type=Text)
    windows: int = Field(sa_type=SmallInteger)
    first: str | None = Field(sa_type=Text)
    second: str | None = Field(sa_type=Text)
    whole: str | None = Field(sa_type=Text)
    alone: bool


class KeptRow(SQLModel, table=True):
    """What was kept in a month of what an elder owed in a place; nobody came, no row."""

    __tablename__ = "kept"
    __table_args__ = (Index("kept_area", "month", "place_no"),)

    elder: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, sa_type=Text)
    month: date
    place_id: UUID
    place_no: int
    tier: str = Field(sa_type=Text)
    windows: int = Field(sa_type=SmallInteger)
    first: bool
    second: bool
    in_home: bool
    any_mode: bool
    complete: bool
    alone: bool


class Tally(SQLModel, table=True):
    """What owing and kept come to by place and month, kept by the database as they change: rows add up.

    The first nine are steps: they hold from their month on. Elders who count in two places in a month are left out.
    """

    __table_args__ = (Index("tally_area", "place_no", "month"),)

    place_no: int
    month: date
    key: int
    general: int
    key_windows: int
    first: int
    second: int
    left: int
    declined: int
    suspended: int
    short_window: int
    key_in_home: int
    general_in_home: int
    key_any: int
    general_any: int
    key_met: int
    first_met: int
    second_met: int
    complete: int
    id: UUID = Field(primary_key=True)
