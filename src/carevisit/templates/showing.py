"""What a body says, as the cells of its row: the way back from `cells`, for the example of a template."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ..clock import SHANGHAI
from ..grid import Cell
from .codes import code_of
from .columns import Column, Says


def cell_of(column: Column, body: Mapping[str, Any]) -> Cell:
    """What a body says in a column, as its template shows it; None where it says nothing."""
    value: Any = body
    for step in column.steps:
        value = dict(enumerate(value)).get(int(step)) if isinstance(value, list) else (value or {}).get(step)
    return None if value is None else _shown(column, value)


def _shown(column: Column, value: Any) -> Cell:
    labels = column.choices or {}
    match column.says:
        case Says.YES:
            return "是" if value == column.yes else "否"
        case Says.ANY:
            return "有" if value else "无"
        case Says.DAY:
            return date.fromisoformat(value)
        case Says.ELDER:
            return code_of(UUID(value))
        case Says.MOMENT:
            return datetime.fromisoformat(value).astimezone(SHANGHAI).replace(tzinfo=None)
        case Says.CHOICES | Says.TEXTS:
            return "、".join(labels.get(one, one) for one in value)
    shown: Cell = labels.get(value, value)
    return shown
