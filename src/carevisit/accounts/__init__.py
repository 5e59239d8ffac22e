"""Accounts and clients: how they sign in, and how they are administered."""

from .actions import move_with_place
from .api import router
from .delays import unlock
from .facts import FACTS, Administration
from .hashing import COUNTS
from .opening import record
from .operating import carry_out, create_account, create_client, disable, enable, set_secret
from .rights import Rights, hold, rights_of
from .seeding import Refused, actor_of, add_account, add_client, agency_of, end_sessions, exists
from .sweeping import SignInSweeper
from .tables import ClientSecret, InvitationRow, LastSignIn, Principal, RefreshToken, SignInDelay

__all__ = [
    "COUNTS", "FACTS", "Administration", "ClientSecret", "InvitationRow", "LastSignIn", "Principal", "RefreshToken", "Refused",
    "Rights", "SignInDelay", "SignInSweeper", "actor_of", "add_account", "add_client", "agency_of", "carry_out",
    "create_account", "create_client", "disable", "enable", "end_sessions", "exists", "hold", "move_with_place", "record",
    "rights_of", "router", "set_secret", "unlock",
]  # fmt: skip
