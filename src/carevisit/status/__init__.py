"""Status: where an elder stands, who is owed a visit, what was kept, and what happened. This slice only reads."""

from fastapi import APIRouter

from ..ledger import Tallied
from .api import router as _standing
from .coverage_api import router as _coverage
from .decisions import router as _decisions
from .figures_api import needs as _needs
from .figures_api import risks as _risks
from .following import follows
from .ringing import Ringer
from .tables import Due, KeptRow, OwingRow, StandingRow, Tally
from .views import STATUS, Standing, fold
from .worklist_api import router as _worklist

router = APIRouter()
for _part in (_standing, _decisions, _worklist, _coverage, _needs, _risks):
    router.include_router(_part)
TALLIES = (Tallied("tally", "tally_amiss"),)

__all__ = [
    "STATUS", "TALLIES", "Due", "KeptRow", "OwingRow", "Ringer", "Standing", "StandingRow", "Tallied", "Tally", "fold", "follows",
    "router",
]  # fmt: skip
