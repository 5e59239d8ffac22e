"""Cases: what a need and a risk have in common, a loop of steps that must be closed."""

from .awaiting import Awaited, escalation
from .drawing import as_drawing, as_table, redraw
from .loop import DECIDE, Loop, Party, Step, parties_of
from .shown import CasePage, case_clauses, case_page, elder_of, rows_of
from .taking import CLOCKS_DIFFER, MOMENT, Taken, Told, heard_by, take, told_at

__all__ = [
    "CLOCKS_DIFFER", "DECIDE", "MOMENT", "Awaited", "CasePage", "Loop", "Party", "Step", "Taken", "Told", "as_drawing",
    "as_table", "case_clauses", "case_page", "elder_of", "escalation", "heard_by", "parties_of", "redraw", "rows_of",
    "take", "told_at",
]  # fmt: skip
