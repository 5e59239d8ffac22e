"""The family (家庭成员): how it is urged, and its own contacts with the elder. None of these is a visit."""

from .actions import record_contact, record_urging
from .api import router
from .facts import FACTS, FamilyContactRecorded, FamilyContactVoided, UrgingAnswered, UrgingRecorded
from .sheets import FamilyContactSheet, UrgingSheet
from .views import VIEWS, FamilyContact, Urging

__all__ = [
    "FACTS", "VIEWS", "FamilyContact", "FamilyContactRecorded", "FamilyContactSheet", "FamilyContactVoided", "Urging",
    "UrgingAnswered", "UrgingRecorded", "UrgingSheet", "record_contact", "record_urging", "router",
]  # fmt: skip
