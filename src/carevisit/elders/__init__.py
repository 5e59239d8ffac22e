"""The elders' files (台账): registration, amendment, transfer, and the rules that hold for each."""

from .actions import register_elder
from .adoption import Adopter, follow_place, follow_places
from .api import FILES, file_of, list_elders, router
from .dating import amended
from .facts import (
    FACTS,
    NAME_SOUND,
    UPCASTERS,
    ElderAmended,
    ElderRegistered,
    ElderTransferred,
    FileFact,
    ProfileApplied,
    ScopeAdded,
    ScopeRemoved,
)
from .filters import IN_GROUP, IS_NUMBERED, Group, group_tags
from .merging import Mover, follow_mergers
from .rules import check_here
from .sheets import BornTold, Filing, Registration, Residence
from .shown import ElderFile
from .sounds import sound_of
from .values import IdNumber, PastDay, Phone, read_id_number
from .views import LIVED, VIEWS, Presence, hidden_flags

__all__ = [
    "FACTS", "FILES", "IN_GROUP", "IS_NUMBERED", "LIVED", "NAME_SOUND", "UPCASTERS", "VIEWS", "Adopter", "BornTold",
    "ElderAmended", "ElderFile", "ElderRegistered", "ElderTransferred", "FileFact", "Filing", "Group", "IdNumber", "Mover",
    "PastDay", "Phone", "Presence", "ProfileApplied", "Registration", "Residence", "ScopeAdded", "ScopeRemoved", "amended",
    "check_here", "file_of", "follow_mergers", "follow_place", "follow_places", "group_tags", "hidden_flags", "list_elders",
    "read_id_number", "register_elder", "router", "sound_of",
]  # fmt: skip
