"""Visits (探访): the records of annex 4, handed in once, never changed."""

from .actions import record_visit
from .api import router
from .facts import FACTS, Marks, VisitCorrected, VisitRecorded, VisitVoided
from .sheets import VisitSheet
from .views import VIEWS

__all__ = [
    "FACTS",
    "VIEWS",
    "Marks",
    "VisitCorrected",
    "VisitRecorded",
    "VisitSheet",
    "VisitVoided",
    "record_visit",
    "router",
]
