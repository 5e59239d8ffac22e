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
    AGENCY,
    ANNOUNCED,
    ASSIGNMENTS,
    BEGINNING,
    CHANGED_AGENCY,
    CONTRACT,
    CONTRACTS_OF_PLACE,
    ENDING,
    KNOWING,
    NEW_AGENCY,
    is_suspended,
    leave_place,
    serve_too,
    start_agency,
)
from .tables import Agency, Assignment, Contract, ContractElder, ContractPlace, Place
from .tokens import LIFETIME_S, Tokens

__all__ = [
    "ACCOUNTS", "ADMIN", "AGENCIES_AT", "AGENCIES_OF_ELDER", "AGENCY", "ALGORITHMS", "ANNOUNCED", "ASSIGNMENTS", "BEGINNING",
    "CHANGED_AGENCY", "CLIENTS", "CONTRACT", "CONTRACTS_OF_PLACE", "DEFAULT_SCOPES", "ENDING", "EVERYWHERE", "KNOWING", "LEVEL_OF",
    "LIFETIME_S", "LOCK_PLACES", "NEW_AGENCY", "OFFICERS", "PLACE_NUMBERS", "PLACE_OF_CODE", "PLACE_PATHS", "PRIVATE",
    "READERS", "SCOPES", "SERVED", "SERVED_NOW", "STAFF", "SYSTEM_ID", "Actor", "Agency", "Area", "Assertion", "Assignment",
    "Contract", "ContractElder", "ContractPlace", "Place", "Role", "Tokens", "UnfitKey", "contracts_of", "fingerprint",
    "is_served", "is_suspended", "is_there", "leave_place", "name_of", "numbers_of", "place_at", "place_rows", "public_key",
    "serve_too", "start_agency",
]  # fmt: skip
