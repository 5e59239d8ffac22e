"""Requests and answers about devices, their signs and alerts."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, model_validator

from ..cases import example
from ..listing import Listing
from ..own_number import OWN_NUMBER, OwnNumber
from ..policy import AlertFinding, AlertKind, AlertState, DeviceKind
from ..wire import Day, Moment, Prose, Sheet, ValueRefused, Word

MOST_SIGNS = 1_000


class DeviceSheet(Sheet):
    """A device (监测设备): what it is, its number, from which day to which, and when its silence means something."""

    model_config = example(
        kind="smoke_detector", external_id="SN-20260117-0042", note="厨房", quiet_hours=48, **{"from": "2026-11-01"}
    )

    kind: DeviceKind
    external_id: OwnNumber | None = Field(None, description=OWN_NUMBER)
    from_on: Day = Field(alias="from", description="the first day / 起始日期")
    until_on: Day | None = Field(None, alias="until", description="the last day; null: until it is removed / 截止日期")
    quiet_hours: Annotated[StrictInt, Field(ge=1, le=8_760)] | None = Field(
        None,
        description="hours without a sign after which it is flagged; by the profile if left out / 失联判定时长（小时）",
    )
    note: Prose | None = Field(None, description="where it is, and the like / 安装位置等")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueRefused("before_from", "The last day lies before the first.", "截止日期早于起始日期。")
        return self


class DeviceRemoval(Sheet):
    """The last day of a device (拆除)."""

    model_config = example(until="2026-12-31")

    until_on: Day = Field(alias="until", description="the last day / 截止日期")


class DeviceShown(BaseModel):
    """A device as it stands."""

    id: UUID
    elder_id: UUID
    kind: DeviceKind
    external_id: str | None
    from_on: date = Field(serialization_alias="from", validation_alias="from")
    until_on: date | None = Field(serialization_alias="until", validation_alias="until")
    quiet_hours: int
    last_heard_at: datetime | None = Field(description="the last sign or alert / 最近心跳或告警时间")
    quiet_since: datetime | None = Field(
        description="when its quiet time had passed; null: it is not flagged / 失联起始时间"
    )
    note: str | None
    recorded_at: datetime
    version: int


class DeviceList(Listing[DeviceShown]):
    """An elder's devices, the latest first day first."""


class Sign(Sheet):
    """A sign of life of a device (心跳)."""

    device_id: UUID
    at: Moment | None = Field(None, description="when it was heard; now if left out / 心跳时间")


class SignsSheet(Sheet):
    """Signs of life of several devices."""

    model_config = example(signs=[{"device_id": "019ab2c4-0000-7000-8000-000000000000"}])

    signs: Annotated[list[Sign], Field(min_length=1, max_length=MOST_SIGNS)]


class SignRefused(BaseModel):
    """A sign that was not taken, and why."""

    index: int
    code: Literal["device_not_found", "in_the_future"]


class SignsReceipt(BaseModel):
    """How many signs were taken, and which were not."""

    heard: int
    refused: list[SignRefused]


class AlertSheet(Sheet):
    """An alert (监测告警) of a device."""

    model_config = example(
        device_id="019ab2c4-0000-7000-8000-000000000000", kind="no_movement", external_id="AL-20261120-000317",
        at="2026-11-20T09:10:00+08:00", note="客厅 14 小时无活动",
    )  # fmt: skip

    device_id: UUID
    kind: AlertKind
    external_id: OwnNumber | None = Field(None, description=OWN_NUMBER)
    at: Moment = Field(description="when it was raised; not in the future / 告警时间")
    note: Prose | None = None


class Acknowledgement(Sheet):
    """Who looked into an alert, and what they found (确认)."""

    model_config = example(finding="false_alarm", by="陈网格", note="老人在邻居家，设备被遮挡")

    finding: AlertFinding
    by: Word | None = Field(None, description="who looked / 核实人")
    at: Moment | None = Field(None, description="when; now if left out / 核实时间")
    note: Prose | None = None


class Ending(Sheet):
    """An alert is over (解除)."""

    model_config = example(at="2026-11-20T10:00:00+08:00")

    at: Moment | None = Field(None, description="when; now if left out / 解除时间")


class Acknowledged(BaseModel):
    """How an alert was acknowledged."""

    finding: AlertFinding
    at: datetime
    account: UUID
    name: str | None = Field(description="of the account, where it is of a tier of yours / 确认账号姓名")
    by: str | None
    note: str | None


class AlertShown(BaseModel):
    """An alert as it stands."""

    id: UUID
    elder_id: UUID
    device_id: UUID
    kind: AlertKind
    state: AlertState
    at: datetime
    external_id: str | None
    risk_id: UUID | None = Field(description="the risk that it opened or belongs to / 所属风险隐患")
    note: str | None
    acknowledged: Acknowledged | None
    ended_at: datetime | None
    recorded_at: datetime
    version: int


class AlertList(Listing[AlertShown]):
    """A page of alerts, the latest recorded first."""
