"""Status: where an elder stands, and what happened. This slice only reads."""

from .api import router
from .tables import Due, KeptRow, OwingRow, StandingRow
from .views import STATUS, Standing, fold

__all__ = ["STATUS", "Due", "KeptRow", "OwingRow", "Standing", "StandingRow", "fold", "router"]
