"""Pairings (结对关爱): a named account looks after an elder between two days. A pairing grants no access; lists filter by it."""

from .api import router
from .facts import FACTS, ElderPaired, PairingEnded
from .views import PAIRED, PAIRED_ELDERS, VIEWS, Paired, Pairing, account_of

__all__ = [
    "FACTS", "PAIRED", "PAIRED_ELDERS", "VIEWS", "ElderPaired", "Paired", "Pairing", "PairingEnded", "account_of", "router",
]  # fmt: skip
