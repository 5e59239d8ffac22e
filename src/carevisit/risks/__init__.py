"""Risks (风险隐患): what endangers an elder, until it is cleared and the township has seen so."""

from .api import router
from .facts import FACTS, CallMade, FamilyTried, RiskReported
from .views import VIEWS

__all__ = ["FACTS", "VIEWS", "CallMade", "FamilyTried", "RiskReported", "router"]
