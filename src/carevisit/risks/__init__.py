"""Risks (风险隐患): what endangers an elder, until it is cleared and the township has seen so."""

from .actions import risk_of, write_report
from .api import router
from .facts import FACTS, UPCASTERS, RiskEscalated, RiskReported, RiskSeenAgain, RiskStep, RiskWithdrawn
from .loop import RISK_LOOP, RiskCase, advance, awaits, reported
from .sheets import RiskTold
from .views import VIEWS

__all__ = [
    "FACTS", "RISK_LOOP", "UPCASTERS", "VIEWS", "RiskCase", "RiskEscalated", "RiskReported", "RiskSeenAgain",
    "RiskStep", "RiskTold", "RiskWithdrawn", "advance", "awaits", "reported", "risk_of", "router", "write_report",
]  # fmt: skip
