"""Risks (风险隐患): what endangers an elder, until it is cleared and the township has seen so."""

from .actions import STEP_OF as RISK_STEPS
from .actions import not_yet, report_risk, risk_of, take_risk_step, void_risk_step, withdraw_risk, write_report
from .api import router
from .facts import (
    FACTS,
    UPCASTERS,
    Alarm,
    RiskEnded,
    RiskEscalated,
    RiskReopened,
    RiskReported,
    RiskSeenAgain,
    RiskStep,
    RiskWithdrawn,
)
from .loop import RISK_LOOP, RiskCase, advance, awaits, reported
from .sheets import RiskSheet, RiskTold
from .views import VIEWS, risk_rows

__all__ = [
    "FACTS",
    "RISK_LOOP",
    "RISK_STEPS",
    "UPCASTERS",
    "VIEWS",
    "Alarm",
    "RiskCase",
    "RiskEnded",
    "RiskEscalated",
    "RiskReopened",
    "RiskReported",
    "RiskSeenAgain",
    "RiskSheet",
    "RiskStep",
    "RiskTold",
    "RiskWithdrawn",
    "advance",
    "awaits",
    "not_yet",
    "report_risk",
    "reported",
    "risk_of",
    "risk_rows",
    "router",
    "take_risk_step",
    "void_risk_step",
    "withdraw_risk",
    "write_report",
]  # fmt: skip
