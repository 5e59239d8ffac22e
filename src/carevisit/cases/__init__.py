"""Cases: what a need and a risk have in common, a loop of steps that must be closed."""

from .awaiting import Awaited, escalation
from .drawing import as_drawing, as_table, redraw
from .facts import Caller
from .loop import DECIDE, Case, CaseFacts, Loop, Party, Situation, Step, Wait, parties_of
from .sheets import CallerTold, StepSheet, StepVoid, WithdrawalSheet, example
from .shown import CasePage, case_clauses, rows_of
from .taking import (
    MOMENT,
    CaseDesk,
    advance,
    agencies_of,
    begin,
    check_happened_here,
    fold,
    moment_of,
    moved_on,
    take,
)
from .taking_back import void, void_step, withdraw

__all__ = [
    "DECIDE", "MOMENT", "Awaited", "Caller", "CallerTold", "Case", "CaseDesk", "CaseFacts", "CasePage", "Loop",
    "Party", "Situation", "Step", "StepSheet", "StepVoid", "Wait", "WithdrawalSheet", "advance", "agencies_of",
    "as_drawing", "as_table", "begin", "case_clauses", "check_happened_here", "escalation", "example", "fold",
    "moment_of", "moved_on", "parties_of", "redraw", "rows_of", "take", "void", "void_step", "withdraw",
]  # fmt: skip
