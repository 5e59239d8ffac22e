"""Needs (关爱服务需求): what an elder needs, until it is met."""

from .actions import STEP_OF as NEED_STEPS
from .actions import need_of, raise_need, take_need_step, void_need_step, withdraw_need
from .api import router
from .facts import (
    FACTS,
    UPCASTERS,
    Caller,
    NeedEnded,
    NeedEscalated,
    NeedRaised,
    NeedReopened,
    NeedSeenAgain,
    NeedStep,
    NeedWithdrawn,
)
from .loop import NEED_LOOP, NeedCase, advance, awaits, raised
from .sheets import CallerTold, NeedSheet
from .views import VIEWS, need_rows

__all__ = [
    "FACTS",
    "NEED_LOOP",
    "NEED_STEPS",
    "UPCASTERS",
    "VIEWS",
    "Caller",
    "CallerTold",
    "NeedCase",
    "NeedEnded",
    "NeedEscalated",
    "NeedRaised",
    "NeedReopened",
    "NeedSeenAgain",
    "NeedSheet",
    "NeedStep",
    "NeedWithdrawn",
    "advance",
    "awaits",
    "need_of",
    "need_rows",
    "raise_need",
    "raised",
    "router",
    "take_need_step",
    "void_need_step",
    "withdraw_need",
]  # fmt: skip
