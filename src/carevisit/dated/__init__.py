"""The dated standing as other slices may ask for it: its protocol, its tables, and the SQL that names them.

The fold behind it is `standing`, late in the order; this comes early, since every write to an elder reads the standing.
"""

from .periods import ENOUGH, NEXT_UNMET, RUNNING_UNMET, UNMET
from .protocol import Standing, standing_of
from .rows import DUE, KEPT, OVERDUE, OWED, OWING, TALLY, TASKS, TODAY, standing_rows, stands_today
from .tables import Due, KeptRow, OwingRow, StandingRow, Tally, Task

__all__ = [
    "DUE", "ENOUGH", "KEPT", "NEXT_UNMET", "OVERDUE", "OWED", "OWING", "RUNNING_UNMET", "TALLY", "TASKS", "TODAY", "UNMET", "Due",
    "KeptRow", "OwingRow", "Standing", "StandingRow", "Tally", "Task", "standing_of", "standing_rows", "stands_today",
]  # fmt: skip
