"""Agencies (服务力量): which elders their contracts bring and take away, day by day."""

from .actions import Announcer, announce_contracts

__all__ = ["Announcer", "announce_contracts"]
