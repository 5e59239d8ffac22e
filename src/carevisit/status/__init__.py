"""Status: where an elder stands, what happened, whom to visit, how much was kept. This slice only reads."""

from fastapi import APIRouter

from ..ledger import Tallied
from .api import router as _of_elders
from .coverage_api import router as _coverage
from .tables import Due, KeptRow, OwingRow, StandingRow, Tally
from .views import STATUS, Standing, fold
from .worklist_api import router as _worklist

router = APIRouter()
for _part in (_of_elders, _worklist, _coverage):
    router.include_router(_part)
TALLIES = (Tallied("tally", "tally_amiss"),)

__all__ = ["STATUS", "TALLIES", "Due", "KeptRow", "OwingRow", "Standing", "StandingRow", "Tally", "fold", "router"]
