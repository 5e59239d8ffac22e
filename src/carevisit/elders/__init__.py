"""The elders' files (台账): registration, amendment, transfer, and what happens to a file after that."""

from fastapi import APIRouter

from .actions import register_elder
from .adoption import Adopter, follow_place, follow_places
from .api import router as _files
from .course import COURSE as _COURSE
from .course import (
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
    ProfileApplied,
    SuspensionEnded,
    TierOverruled,
)  # fmt: skip
from .course_actions import name_contact, tell
from .course_api import router as _course
from .course_rules import TELLINGS, check_here
from .course_sheets import ContactSheet
from .dating import amended
from .exit_api import router as _exits
from .facts import FACTS as _FILE_FACTS
from .facts import (
    NAME_SOUND,
    UPCASTERS,
    ElderAmended,
    ElderRegistered,
    ElderTransferred,
    FileFact,
    ScopeAdded,
    ScopeRemoved,
)
from .filters import IN_GROUP, IS_NUMBERED, Group, group_tags
from .rules import age_on, read_id_number
from .sheets import BornTold, Filing, Registration, Residence
from .sounds import sound_of
from .values import IdNumber, PastDay, Phone
from .views import VIEWS, hidden_flags

FACTS = (*_FILE_FACTS, *_COURSE)
router = APIRouter()
router.include_router(_files)
router.include_router(_course)
router.include_router(_exits)

__all__ = [
    "FACTS",
    "IN_GROUP",
    "IS_NUMBERED",
    "NAME_SOUND",
    "TELLINGS",
    "UPCASTERS",
    "VIEWS",
    "Adopter",
    "BornTold",
    "CategoryOverruled",
    "ConsentRecorded",
    "ContactNamed",
    "ContactSheet",
    "CourseFact",
    "ElderAmended",
    "ElderConfirmed",
    "ElderLeft",
    "ElderRegistered",
    "ElderReturned",
    "ElderReviewed",
    "ElderSuspended",
    "ElderTransferred",
    "FileFact",
    "Filing",
    "FrequencySet",
    "Group",
    "IdNumber",
    "PastDay",
    "Phone",
    "ProfileApplied",
    "Registration",
    "Residence",
    "ScopeAdded",
    "ScopeRemoved",
    "SuspensionEnded",
    "TierOverruled",
    "age_on",
    "amended",
    "check_here",
    "follow_place",
    "follow_places",
    "group_tags",
    "hidden_flags",
    "name_contact",
    "read_id_number",
    "register_elder",
    "router",
    "sound_of",
    "tell",
]  # fmt: skip
