"""The views of devices and their alerts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlmodel import Field, SQLModel

from ..clock import start_of
from ..ledger import Entry, Row, RowView
from ..policy import FAR, AlertState
from .facts import AlertAcknowledged, AlertEnded, AlertRaised, DevicePlaced, DeviceRemoved

MOMENT = TIMESTAMP(timezone=True)


class Device(SQLModel, table=True):
    """A device of an elder. Its silence is counted from `counted_from`, its last alert and its last sign, whichever is latest."""

    __table_args__ = (Index("device_id", "id", unique=True), Index("device_area", "place_no", "id"))

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    revision: int
    place_id: UUID
    place_no: int
    maker: UUID
    kind: str = Field(sa_type=Text)
    external_id: str | None = Field(sa_type=Text)
    quiet_hours: int
    from_on: date
    until_on: date
    counted_from: datetime = Field(sa_type=MOMENT)
    alerted_at: datetime | None = Field(sa_type=MOMENT)
    recorded_at: datetime = Field(sa_type=MOMENT)


class DeviceSign(SQLModel, table=True):
    """When a device was last heard. Not a view: earlier signs are not stored."""

    __tablename__ = "device_sign"

    device_id: UUID = Field(primary_key=True)
    elder_id: UUID
    heard_at: datetime = Field(sa_type=MOMENT)


class Alert(SQLModel, table=True):
    """An alert, as it stands."""

    __table_args__ = (
        Index("alert_id", "id", unique=True),
        Index("alert_area", "place_no", "id"),
        Index("alert_state", "state", "place_no"),
    )

    elder_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    version: int
    revision: int
    place_id: UUID
    place_no: int
    maker: UUID
    device_id: UUID
    kind: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    happened_at: datetime = Field(sa_type=MOMENT)
    external_id: str | None = Field(sa_type=Text)
    risk_id: UUID | None
    finding: str | None = Field(sa_type=Text)
    acknowledged_at: datetime | None = Field(sa_type=MOMENT)
    acknowledged_by: UUID | None
    acknowledged_version: int | None
    ended_at: datetime | None = Field(sa_type=MOMENT)
    recorded_at: datetime = Field(sa_type=MOMENT)


devices, alerts = RowView(Device), RowView(Alert)
VIEWS = (devices, alerts)


@devices.starts(DevicePlaced)
def place(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, DevicePlaced)
    return {
        "id": entry.id, "version": entry.version, "revision": 1, "maker": entry.maker, "kind": fact.device,
        "external_id": fact.external_id, "quiet_hours": fact.quiet_hours, "from_on": fact.from_on,
        "until_on": fact.until_on or FAR, "counted_from": max(start_of(fact.from_on), entry.written_at), "alerted_at": None,
        "recorded_at": entry.written_at,
    }  # fmt: skip


@devices.changes(DeviceRemoved, key=lambda fact: fact.device_id)
def remove(row: Row | None, entry: Entry) -> Row | None:
    assert isinstance(entry.fact, DeviceRemoved)
    return row and {**row, "revision": row["revision"] + 1, "until_on": entry.fact.until_on}


@devices.changes(AlertRaised, key=lambda fact: fact.device_id)
def hear(row: Row | None, entry: Entry) -> Row | None:
    return row and {**row, "alerted_at": max(row["alerted_at"] or entry.happened_at, entry.happened_at)}


@alerts.starts(AlertRaised)
def start(entry: Entry) -> Row:
    fact = entry.fact
    assert isinstance(fact, AlertRaised)
    return {
        "id": entry.id, "version": entry.version, "revision": 1, "maker": entry.maker, "device_id": fact.device_id,
        "kind": fact.alert, "state": AlertState.RAISED, "happened_at": entry.happened_at, "external_id": fact.external_id,
        "risk_id": fact.risk_id, "finding": None, "acknowledged_at": None, "acknowledged_by": None,
        "acknowledged_version": None, "ended_at": None, "recorded_at": entry.written_at,
    }  # fmt: skip


@alerts.changes(AlertAcknowledged, key=lambda fact: fact.alert_id)
def acknowledge(row: Row | None, entry: Entry) -> Row | None:
    assert isinstance(entry.fact, AlertAcknowledged)
    return row and {
        **row, "revision": row["revision"] + 1, "state": AlertState.ACKNOWLEDGED, "finding": entry.fact.finding,
        "acknowledged_at": entry.happened_at, "acknowledged_by": entry.actor, "acknowledged_version": entry.version,
    }  # fmt: skip


@alerts.changes(AlertEnded, key=lambda fact: fact.alert_id)
def end(row: Row | None, entry: Entry) -> Row | None:
    return row and {
        **row, "revision": row["revision"] + 1, "state": AlertState.ENDED, "ended_at": entry.happened_at,
    }  # fmt: skip
