"""Who is asking, for which places, with which rights."""

from .actor import (
    ACCOUNTS,
    ADMIN,
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
    LOCK_PLACES,
    PLACE_NUMBERS,
    PLACE_OF_CODE,
    PLACE_PATHS,
    SERVED,
    SERVED_NOW,
    contracts_of,
    is_served,
    is_there,
    name_of,
    numbers_of,
    place_at,
    place_rows,
)
from .serving import (
    ANNOUNCED,
    ASSIGNMENTS,
    BEGINNING,
    ENDING,
    copy_contracts,
    end_contract,
    end_contracts,
    serve_places,
)
from .tables import Assignment, Contract, Place
from .tokens import LIFETIME_S, Tokens

__all__ = [
    "ACCOUNTS", "ADMIN", "AGENCIES_OF_ELDER", "AGENCIES_OF_PLACE", "ANNOUNCED", "ASSIGNMENTS", "BEGINNING", "CLIENTS",
    "DEFAULT_SCOPES", "ENDING", "EVERYWHERE", "LEVEL_OF", "LIFETIME_S", "LOCK_PLACES", "OFFICERS", "PLACE_NUMBERS",
    "PLACE_OF_CODE", "PLACE_PATHS", "READERS", "SCOPES", "SERVED", "SERVED_NOW", "STAFF", "SYSTEM_ID", "Actor",
    "Area", "Assignment", "Contract", "Place", "Role", "Tokens", "contracts_of", "copy_contracts", "end_contract",
    "end_contracts", "is_served", "is_there", "name_of", "numbers_of", "place_at", "place_rows", "serve_places",
]  # fmt: skip
