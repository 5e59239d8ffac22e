"""Who is asking, for which places, with which rights."""

from .actor import (
    ACCOUNTS,
    CLIENTS,
    DEFAULT_SCOPES,
    EVERYWHERE,
    LEVEL_OF,
    OFFICERS,
    READERS,
    SCOPES,
    STAFF,
    SYSTEM_ID,
    Actor,
    Area,
    Role,
)
from .rows import (
    AGENCIES_OF_ELDER,
    AGENCIES_OF_PLACE,
    PLACE_NUMBERS,
    PLACE_OF_CODE,
    PLACE_PATHS,
    SERVED,
    SERVED_NOW,
    contracts_of,
    is_served,
    numbers_of,
    place_at,
    place_rows,
)
from .serving import ANNOUNCED, ASSIGNMENTS, BEGINNING, ENDING, assign_elders, begin_contract, end_contract
from .tables import Assignment, Contract, Place
from .tokens import LIFETIME_S, Tokens

__all__ = [
    "ACCOUNTS", "AGENCIES_OF_ELDER", "AGENCIES_OF_PLACE", "ANNOUNCED", "ASSIGNMENTS", "BEGINNING", "CLIENTS", "DEFAULT_SCOPES",
    "ENDING", "EVERYWHERE", "LEVEL_OF", "LIFETIME_S", "OFFICERS", "PLACE_NUMBERS", "PLACE_OF_CODE", "PLACE_PATHS", "READERS",
    "SCOPES", "SERVED", "SERVED_NOW", "STAFF", "SYSTEM_ID", "Actor", "Area", "Assignment", "Contract", "Place", "Role", "Tokens",
    "assign_elders", "begin_contract", "contracts_of", "end_contract", "is_served", "numbers_of", "place_at", "place_rows",
]  # fmt: skip
