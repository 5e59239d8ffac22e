"""Who there is, and how they sign in."""

from .actions import Refused, add_account, add_client, disable, end_contract, set_secret
from .api import router

__all__ = ["Refused", "add_account", "add_client", "disable", "end_contract", "router", "set_secret"]
