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
from .assertions import ALGORITHMS, PRIVATE, Assertion, UnfitKey, fingerprint, public_key
from .rows import (
    AGENCIES_AT,
    AGENCIES_OF_ELDER,
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
from .serving import (
    AGENCY,
    ANNOUNCED,
    ASSIGNMENTS,
    BEGINNING,
    CHANGED_AGENCY,
    CONTRACT,
    CONTRACTS_OF_PLACE,
    ENDING,
    NEW_AGENCY,
    is_suspended,
    start_agency,
)
from .tables import Agency, Assignment, Contract, ContractElder, ContractPlace, Place
from .tokens import LIFETIME_S, Tokens

__all__ = [
    "ACCOUNTS", "ADMIN", "AGENCIES_AT", "AGENCIES_OF_ELDER", "AGENCIES_OF_PLACE", "AGENCY", "ALGORITHMS", "ANNOUNCED",
    "ASSIGNMENTS", "BEGINNING", "CHANGED_AGENCY", "CLIENTS", "CONTRACT", "CONTRACTS_OF_PLACE", "DEFAULT_SCOPES", "ENDING",
    "EVERYWHERE", "LEVEL_OF", "LIFETIME_S", "NEW_AGENCY", "OFFICERS", "PLACE_NUMBERS", "PLACE_OF_CODE", "PLACE_PATHS",
    "PRIVATE", "READERS", "SCOPES", "SERVED", "SERVED_NOW", "STAFF", "SYSTEM_ID", "Actor", "Agency", "Area", "Assertion",
    "Assignment", "Contract", "ContractElder", "ContractPlace", "Place", "Role", "Tokens", "UnfitKey", "contracts_of",
    "end_contract", "fingerprint", "is_served", "is_suspended", "numbers_of", "place_at", "place_rows", "public_key",
    "serve_places", "start_agency",
]  # fmt: skip
