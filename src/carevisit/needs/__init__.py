"""Needs (关爱服务需求): what an elder needs, until it is met."""

from .actions import raise_need
from .api import router
from .facts import FACTS, UPCASTERS, NeedRaised, NeedSeenAgain, NeedStep
from .loop import NEED_LOOP, NeedCase
from .sheets import NEED_STEPS, NeedSheet
from .views import VIEWS, need_rows

__all__ = [
    "FACTS", "NEED_LOOP", "NEED_STEPS", "UPCASTERS", "VIEWS", "NeedCase", "NeedRaised", "NeedSeenAgain", "NeedSheet", "NeedStep",
    "need_rows", "raise_need", "router",
]  # fmt: skip
