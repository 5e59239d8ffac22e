"""Accounts and clients: how they sign in, and how they are administered."""

from .actions import move_with_place
from .api import router
from .delays import unlock
from .facts import FACTS
from .hashing import COUNTS
from .operating import create_account, create_client, disable, enable, set_secret
from .rights import Rights, hold, rights_of
from .seeding import Refused, actor_of, add_account, add_client, end_contract, end_sessions, exists
from .sweeping import SignInSweeper
from .tables import ClientSecret, InvitationRow, LastSignIn, Principal, RefreshToken, SignInDelay

__all__ = [
    "COUNTS", "FACTS", "ClientSecret", "InvitationRow", "LastSignIn", "Principal", "RefreshToken", "Refused", "Rights",
    "SignInDelay", "SignInSweeper", "actor_of", "add_account", "add_client", "create_account", "create_client", "disable",
    "enable", "end_contract", "end_sessions", "exists", "hold", "move_with_place", "rights_of", "router", "set_secret", "unlock",
]  # fmt: skip
