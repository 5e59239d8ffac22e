"""Remote monitoring (远程监测): devices of elders, their signs of life, their alerts. None of it is a visit."""

from .actions import place_device, raise_alert
from .api import router
from .facts import FACTS, AlertAcknowledged, AlertEnded, AlertRaised, DevicePlaced, DeviceRemoved
from .sheets import AlertSheet, DeviceSheet
from .views import VIEWS, Alert, Device, DeviceSign

__all__ = [
    "FACTS", "VIEWS", "Alert", "AlertAcknowledged", "AlertEnded", "AlertRaised", "AlertSheet", "Device", "DevicePlaced",
    "DeviceRemoved", "DeviceSheet", "DeviceSign", "place_device", "raise_alert", "router",
]  # fmt: skip
