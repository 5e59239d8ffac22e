"""Templates (导入模板) of the files of rows that are imported, and the reading of them."""

from .api import profile_for, router
from .codes import code_of
from .columns import column_of, columns_of, pointer_of
from .marks import RESULTS
from .naming import named
from .reading import read
from .rows import ImportKind, Row, RowError

__all__ = [
    "RESULTS",
    "ImportKind",
    "Row",
    "RowError",
    "code_of",
    "column_of",
    "columns_of",
    "named",
    "pointer_of",
    "profile_for",
    "read",
    "router",
]
