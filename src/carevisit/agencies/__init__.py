"""Agencies (服务力量): what their contracts' days mean for the elders they serve."""

from .actions import Announcer, announce_contracts

__all__ = ["Announcer", "announce_contracts"]
