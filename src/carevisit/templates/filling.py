"""From the cells of a row to the body that its kind's route takes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from ..grid import Cell, TooLong
from .cells import not_applicable, plain_of, value_of
from .columns import ELDER, KEYS, Column, Says, column_of
from .rows import ImportKind, Row, RowError
from .wrong import Refused, row_error


def row_of(
    kind: ImportKind,
    sheet: str,
    number: int,
    cells: Iterable[tuple[Column, Cell | TooLong]],
    *,
    from_1904: bool = False,
) -> Row:
    """A row from its cells that are not empty, in the order of the template's columns."""
    body: dict[str, Any] = {}
    own: dict[Says, str] = {}
    errors: list[RowError] = []
    key: str | None = None
    for column, cell in cells:
        try:
            if isinstance(cell, TooLong):
                raise Refused("too_long")
            if kind is ImportKind.ELDERS and (why := not_applicable(cell)):
                body.setdefault("not_applicable", []).append({"section": column.pointer, "reason": why.reason})
                continue
            if column.pointer == KEYS[kind]:
                key = plain_of(cell)
                _put(body, column, key)
                continue
            value = value_of(column, cell, from_1904=from_1904)
            if column.says in (Says.ELDER, Says.NAME):
                own[column.says] = value
            elif column.says is Says.MOMENT:
                _put(body, column, _moment(body, value))
            elif value is not None:
                _put(body, column, value)
        except Refused as refused:
            errors.append(row_error(column.header, refused.code))
    elder = column_of(kind, ELDER) if kind is ImportKind.VISITS else None
    if elder and Says.ELDER not in own and all(error.column != elder for error in errors):
        errors.append(row_error(elder, "elder_missing"))
    return Row(
        sheet, number, key, None if errors else _said(body), tuple(errors), own.get(Says.ELDER), own.get(Says.NAME)
    )


def _put(body: dict[str, Any], column: Column, value: Any) -> None:
    """Set a value at its column's pointer. Raises Refused where a list has no such place."""
    at: Any = body
    for step, after in pairwise(column.steps):
        at = _into(at, step, [] if after.isdigit() else {})
    at[column.steps[-1]] = value


def _into(at: Any, step: str, new: Any) -> Any:
    if isinstance(at, dict):
        return at.setdefault(step, new)
    turn = int(step)
    if isinstance(at, tuple):
        raise Refused("says_none")
    if turn > len(at):
        raise Refused("gap")
    if turn == len(at):
        at.append(new)
    return at[turn]


def _moment(body: Mapping[str, Any], value: datetime | date | time) -> datetime:
    """A moment; a time alone is of the day on which the row's visit began. Raises Refused."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, time):
        raise Refused("time_missing")
    began = body.get("started_at")
    if began is None:
        raise Refused("day_missing")
    moment: datetime = datetime.combine(began.date(), value, began.tzinfo)
    return moment


def _said(body: Any) -> Any:
    """A body as JSON has it."""
    if isinstance(body, dict):
        return {name: _said(value) for name, value in body.items()}
    if isinstance(body, list | tuple):
        return [_said(one) for one in body]
    return body.isoformat() if isinstance(body, datetime) else body
