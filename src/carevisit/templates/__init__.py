"""Templates (导入模板) of the files of rows that are imported, and the reading of them."""

from .columns import column_of, pointer_of
from .reading import read
from .rows import ImportKind, Row, RowError

__all__ = ["ImportKind", "Row", "RowError", "column_of", "pointer_of", "read"]
