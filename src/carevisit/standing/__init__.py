"""The standing: where an elder stands, folded from the entries, and dated. Every write needs it, and all that is read of status."""

from ..ledger import Tallied
from .cases import Cases
from .following import follows
from .months import kept_rows, month_rows
from .past import standings_of
from .rules import read_standing
from .special import (
    COUNTED,
    DAYS_MET,
    SHOWN_DAYS,
    Period,
    PeriodOwed,
    days_of,
    owed_near,
)
from .views import STATUS, Standing, fold

TALLIES = (Tallied("tally", "tally_amiss"),)

__all__ = [
    "COUNTED", "DAYS_MET", "SHOWN_DAYS", "STATUS", "TALLIES",
    "Cases", "Period", "PeriodOwed", "Standing",
    "days_of", "fold", "follows", "kept_rows", "month_rows", "owed_near", "read_standing", "standings_of",
]  # fmt: skip
