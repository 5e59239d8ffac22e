"""What happens to an elder's file: confirmation, reviews, consent, suspensions, exit and return, contacts, decisions."""

from fastapi import APIRouter

from .actions import name_contact, record
from .api import router as _course
from .exit_api import router as _exits
from .facts import (
    FACTS,
    CategoryOverruled,
    ConsentRecorded,
    ContactNamed,
    CourseFact,
    ElderConfirmed,
    ElderLeft,
    ElderReturned,
    ElderReviewed,
    ElderSuspended,
    FrequencySet,
    SuspensionEnded,
    TierOverruled,
)  # fmt: skip
from .history import History
from .rules import RECORDINGS
from .sheets import ContactSheet

router = APIRouter()
router.include_router(_course)
router.include_router(_exits)

__all__ = [
    "FACTS",
    "RECORDINGS",
    "CategoryOverruled",
    "ConsentRecorded",
    "ContactNamed",
    "ContactSheet",
    "CourseFact",
    "ElderConfirmed",
    "ElderLeft",
    "ElderReturned",
    "ElderReviewed",
    "ElderSuspended",
    "FrequencySet",
    "History",
    "SuspensionEnded",
    "TierOverruled",
    "name_contact",
    "record",
    "router",
]  # fmt: skip
