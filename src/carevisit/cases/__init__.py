"""Cases: what a need and a risk have in common, a loop of steps that must be closed."""

from .awaiting import Awaited, escalation
from .drawing import as_drawing, as_table, redraw
from .loop import DECIDE, Loop, Party, Step, parties_of
from .sheets import StepSheet, StepVoid, WithdrawalSheet, example
from .shown import CasePage, case_clauses, case_page, elder_of, rows_of
from .taking import MOMENT, Action, AnySheet, Told, check_happened_here, heard_by, take, told_at
from .taking_back import void, void_step, withdraw

__all__ = [
    "DECIDE", "MOMENT", "Action", "AnySheet", "Awaited", "CasePage", "Loop", "Party", "Step", "StepSheet",
    "StepVoid", "Told", "WithdrawalSheet", "as_drawing", "as_table", "case_clauses", "case_page", "check_happened_here",
    "elder_of", "escalation", "example", "heard_by", "parties_of", "redraw", "rows_of", "take", "told_at", "void", "void_step",
    "withdraw",
]  # fmt: skip
