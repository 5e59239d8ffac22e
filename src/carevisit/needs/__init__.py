"""Needs (关爱服务需求): what an elder needs, until it is met."""

from .actions import need_of
from .api import router
from .facts import FACTS, UPCASTERS, Caller, NeedEscalated, NeedRaised, NeedSeenAgain, NeedStep, NeedWithdrawn
from .loop import NEED_LOOP, NeedCase, advance, awaits, raised
from .sheets import CallerTold, StepSheet, example
from .views import VIEWS

__all__ = [
    "FACTS", "NEED_LOOP", "UPCASTERS", "VIEWS", "Caller", "CallerTold", "NeedCase", "NeedEscalated", "NeedRaised",
    "NeedSeenAgain", "NeedStep", "NeedWithdrawn", "StepSheet", "advance", "awaits", "example", "need_of", "raised",
    "router",
]  # fmt: skip
