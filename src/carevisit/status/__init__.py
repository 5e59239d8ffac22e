"""Status: where an elder stands, and what happened. This slice only reads."""

from .api import router
from .special import COUNTED as SPECIAL_COUNTED
from .special import UNMET as SPECIAL_UNMET
from .tables import Due, KeptRow, OwingRow, StandingRow
from .views import STATUS, Standing, fold

__all__ = [
    "SPECIAL_COUNTED",
    "SPECIAL_UNMET",
    "STATUS",
    "Due",
    "KeptRow",
    "OwingRow",
    "Standing",
    "StandingRow",
    "fold",
    "router",
]
