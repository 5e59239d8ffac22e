"""Visits (探访): the records of annex 4, handed in once, never changed."""

from .actions import record_visit
from .api import router
from .facts import FACTS, Marks, VisitCorrected, VisitRecorded, VisitVoided
from .mending_api import router as mending_router
from .sheets import VisitSheet
from .views import VIEWS

router.include_router(mending_router)

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
