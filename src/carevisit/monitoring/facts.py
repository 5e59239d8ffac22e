"""Facts: a device is placed and removed; an alert is raised, acknowledged and ended. None of them is a visit."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from ..ledger import Fact, Open
from ..policy import AlertFinding, AlertKind, DeviceKind
from ..risks import Alarm


class DevicePlaced(Fact):
    """A device watches over the elder from a day on (安装监测设备); both days included.

    After `quiet_hours` without a sign it is quiet: its own quiet time, or the profile's for its kind.
    """

    kind: ClassVar[str] = "device.placed"
    address: ClassVar[str] = "/v1/elders/{elder}/devices/{id}"

    device: Open[DeviceKind]
    quiet_hours: Open[int]
    from_on: Open[date]
    until_on: Open[date | None] = None
    external_id: Open[str | None] = None
    note: str | None = None


class DeviceRemoved(Fact):
    """The last day of a device is another one (拆除监测设备): what was recorded last holds."""

    kind: ClassVar[str] = "device.removed"
    rank: ClassVar[int] = 51

    device_id: Open[UUID]
    until_on: Open[date]


class AlertRaised(Alarm):
    """A device or its platform raised an alert (监测告警). `risk_id` is the risk that it opened or belongs to."""

    kind: ClassVar[str] = "alert.raised"
    address: ClassVar[str] = "/v1/elders/{elder}/alerts/{id}"
    rank: ClassVar[int] = 62

    device_id: Open[UUID]
    alert: Open[AlertKind]
    external_id: Open[str | None] = None
    note: str | None = None


class AlertAcknowledged(Fact):
    """Somebody looked into an alert (确认告警), and what they found."""

    kind: ClassVar[str] = "alert.acknowledged"
    rank: ClassVar[int] = 63

    alert_id: Open[UUID]
    finding: Open[AlertFinding]
    by: str | None = None
    note: str | None = None


class AlertEnded(Fact):
    """An alert is over (解除告警)."""

    kind: ClassVar[str] = "alert.ended"
    rank: ClassVar[int] = 64

    alert_id: Open[UUID]


FACTS: tuple[type[Fact], ...] = (DevicePlaced, DeviceRemoved, AlertRaised, AlertAcknowledged, AlertEnded)
