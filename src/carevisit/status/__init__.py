"""Status: where an elder stands, and what happened. This slice only reads."""

from fastapi import APIRouter

from .api import router as _standing
from .decisions import router as _decisions
from .special import COUNTED as SPECIAL_COUNTED
from .special import UNMET as SPECIAL_UNMET
from .tables import Due, KeptRow, OwingRow, StandingRow
from .views import STATUS, Standing, fold

router = APIRouter()
router.include_router(_standing)
router.include_router(_decisions)

__all__ = [
    "SPECIAL_COUNTED", "SPECIAL_UNMET", "STATUS", "Due", "KeptRow", "OwingRow", "Standing", "StandingRow", "fold", "router",
]  # fmt: skip
__all__ = ["STATUS", "Due", "KeptRow", "OwingRow", "Standing", "StandingRow", "fold", "router"]
