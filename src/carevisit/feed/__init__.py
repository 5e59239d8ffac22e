"""The change feed, for platforms and apps."""

from .api import Watcher, router

__all__ = ["Watcher", "router"]
