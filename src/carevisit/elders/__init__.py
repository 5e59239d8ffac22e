"""The elders' files (台账): registration, amendment, transfer."""

from .actions import register_elder
from .api import router
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
from .facts import FACTS as _FILE_FACTS
from .facts import ElderAmended, ElderRegistered, ElderTransferred, FileFact, ScopeAdded, ScopeRemoved
from .rules import age_on, read_id_number
from .sheets import IdNumber, PastDay, Phone, Registration, Residence
from .views import VIEWS

FACTS = (*_FILE_FACTS, *_COURSE)

__all__ = [
    "FACTS", "VIEWS", "CategoryOverruled", "ConsentRecorded", "ContactNamed", "CourseFact", "ElderAmended",
    "ElderConfirmed", "ElderLeft", "ElderRegistered", "ElderReturned", "ElderReviewed", "ElderSuspended",
    "ElderTransferred", "FileFact", "FrequencySet", "IdNumber", "PastDay", "Phone", "ProfileApplied", "Registration",
    "Residence", "ScopeAdded", "ScopeRemoved", "SuspensionEnded", "TierOverruled", "age_on", "read_id_number",
    "register_elder", "router",
]  # fmt: skip
