"""Visits (探访): the records of annex 4, handed in once, never changed."""

from .actions import Recorded, record_visit
from .api import VISITS, router, visit_of, visits_of
from .facts import FACTS, UPCASTERS, Marks, VisitCorrected, VisitRecorded, VisitVoided
from .last import LastRecord, last_record
from .mending import Record, correct_visit, void_visit
from .mending_api import router as mending_router
from .near import Around, around
from .rules import REQUIRED, REQUIRED_IN_PERSON
from .sheets import Correction, VisitSheet, VisitShown, Void
from .views import VIEWS, visit_rows

router.include_router(mending_router)

__all__ = [
    "FACTS",
    "REQUIRED",
    "REQUIRED_IN_PERSON",
    "UPCASTERS",
    "VIEWS",
    "VISITS",
    "Around",
    "Correction",
    "LastRecord",
    "Marks",
    "Record",
    "Recorded",
    "VisitCorrected",
    "VisitRecorded",
    "VisitSheet",
    "VisitShown",
    "VisitVoided",
    "Void",
    "around",
    "correct_visit",
    "last_record",
    "record_visit",
    "router",
    "visit_of",
    "visit_rows",
    "visits_of",
    "void_visit",
]
