"""The elders' files (台账): registration, amendment, transfer."""

from .actions import register_elder
from .api import router
from .facts import FACTS, UPCASTERS, ElderAmended, ElderRegistered, ElderTransferred, FileFact, ScopeAdded, ScopeRemoved
from .rules import age_on, read_id_number
from .sheets import Registration
from .views import VIEWS

__all__ = [
    "FACTS", "UPCASTERS", "VIEWS", "ElderAmended", "ElderRegistered", "ElderTransferred", "FileFact", "Registration", "ScopeAdded",
    "ScopeRemoved", "age_on", "read_id_number", "register_elder", "router",
]  # fmt: skip
