"""Needs (关爱服务需求): what an elder needs, until it is met."""

from .actions import STEP_OF as NEED_STEPS
from .actions import need_of, raise_need, take_need_step
from .api import router
from .facts import FACTS, UPCASTERS, Caller, NeedEscalated, NeedRaised, NeedSeenAgain, NeedStep, NeedWithdrawn
from .loop import NEED_LOOP, NeedCase, advance, awaits, raised
from .sheets import CallerTold, NeedSheet, StepSheet, example
from .views import VIEWS

__all__ = [
    "FACTS", "NEED_LOOP", "NEED_STEPS", "UPCASTERS", "VIEWS", "Caller", "CallerTold", "NeedCase", "NeedEscalated", "NeedRaised",
    "NeedSeenAgain", "NeedSheet", "NeedStep", "NeedWithdrawn", "StepSheet", "advance", "awaits", "example", "need_of",
    "raise_need", "raised", "router", "take_need_step",
]  # fmt: skip
