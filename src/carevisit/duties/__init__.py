"""Duties (职责任务): what departments do about the duties that a profile lists, and the report on it."""

from .api import router
from .facts import FACTS, DutyActionRecorded, DutyActionVoided
from .views import VIEWS, DutyAction

__all__ = ["FACTS", "VIEWS", "DutyAction", "DutyActionRecorded", "DutyActionVoided", "router"]
