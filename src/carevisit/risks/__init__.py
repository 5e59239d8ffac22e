"""Risks (风险隐患): what endangers an elder, until it is cleared and the township has seen so."""

from .actions import not_yet, report_risk, write_report
from .api import router
from .facts import FACTS, UPCASTERS, Alarm, RiskReported, RiskSeenAgain, RiskStep
from .loop import RISK_LOOP, RiskCase
from .sheets import RISK_STEPS, RiskSheet, RiskTold
from .views import VIEWS, risk_rows

__all__ = [
    "FACTS", "RISK_LOOP", "RISK_STEPS", "UPCASTERS", "VIEWS", "Alarm", "RiskCase", "RiskReported", "RiskSeenAgain", "RiskSheet",
    "RiskStep", "RiskTold", "not_yet", "report_risk", "risk_rows", "router", "write_report",
]  # fmt: skip
