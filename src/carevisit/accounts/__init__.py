"""Accounts and clients, and how they sign in."""

from .actions import Refused, actor_of, add_account, add_client, disable, end_contract, end_sessions, exists, set_secret
from .api import router
from .delays import unlock
from .hashing import COUNTS
from .rights import Rights, rights_of
from .sweeping import SignInSweeper
from .tables import Principal, RefreshToken, SignInDelay

__all__ = [
    "COUNTS", "Principal", "RefreshToken", "Refused", "Rights", "SignInDelay", "SignInSweeper", "actor_of", "add_account",
    "add_client", "disable", "end_contract", "end_sessions", "exists", "rights_of", "router", "set_secret", "unlock",
]  # fmt: skip
