"""Who is asking, for which places, with which rights."""

from .actor import (
    ACCOUNTS,
    CLIENTS,
    DEFAULT_SCOPES,
    LEVEL_OF,
    OFFICERS,
    READERS,
    SCOPES,
    STAFF,
    SYSTEM_ID,
    Actor,
    Role,
    within,
)
from .tables import Assignment, Contract, Place, Presence, Principal, RefreshToken, SignInDelay
from .tokens import LIFETIME_S, Tokens

__all__ = [
    "ACCOUNTS", "CLIENTS", "DEFAULT_SCOPES", "LEVEL_OF", "LIFETIME_S", "OFFICERS", "READERS", "SCOPES", "STAFF", "SYSTEM_ID",
    "Actor", "Assignment", "Contract", "Place", "Presence", "Principal", "RefreshToken", "Role", "SignInDelay", "Tokens",
    "within",
]  # fmt: skip
