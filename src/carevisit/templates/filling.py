"""From the cells of a row to the body that its kind's route takes."""

from collections.abc import Iterable
from datetime import date, datetime, time
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
    row = _Filling(kind, from_1904)
    errors: list[RowError] = []
    for column, cell in cells:
        try:
            row.fill(column, cell)
        except Refused as refused:
            errors.append(row_error(column.header, refused.code))
    elder = column_of(kind, ELDER) if kind is ImportKind.VISITS else None
    if elder and row.elder is None and all(error.column != elder for error in errors):
        errors.append(row_error(elder, "elder_missing"))
    return Row(sheet, number, row.key, None if errors else row.body, tuple(errors), row.elder, row.name)


class _Nobody(list[Any]):
    """An empty list of which a cell says that it is empty."""


class _Filling:
    """A body that is filled in cell by cell."""

    def __init__(self, kind: ImportKind, from_1904: bool) -> None:
        self._kind, self._key, self._from_1904 = kind, KEYS[kind], from_1904
        self._began: datetime | None = None
        self.body: dict[str, Any] = {}
        self.key: str | None = None
        self.elder: str | None = None
        self.name: str | None = None

    def fill(self, column: Column, cell: Cell | TooLong) -> None:
        """Put what a cell says in its place. Raises Refused."""
        if isinstance(cell, TooLong):
            raise Refused("too_long")
        if self._kind is ImportKind.ELDERS and (reason := not_applicable(cell)):
            self.body.setdefault("not_applicable", []).append({"section": column.pointer, "reason": reason})
        elif column.pointer == self._key:
            self.key = self.body[column.steps[0]] = plain_of(cell)
        else:
            self._put(column, value_of(column, cell, self._from_1904))

    def _put(self, column: Column, value: Any) -> None:
        match column.says:
            case Says.ELDER:
                self.elder = value
            case Says.NAME:
                self.name = value
            case Says.MOMENT:
                self._set(column, self._moment(value).isoformat())
            case Says.ANY:
                if not value:
                    self._set(column, _Nobody())
            case _:
                if value is not None:
                    self._set(column, value)

    def _set(self, column: Column, value: Any) -> None:
        """Set a value at its column's pointer. Raises Refused where a list has no such place."""
        at, steps = self.body, column.steps
        for turn in range(1, len(steps)):
            at = _into(at, steps[turn - 1], steps[turn])
        at[steps[-1]] = value

    def _moment(self, value: datetime | date | time) -> datetime:
        """A moment; a time alone is of the day on which the row's visit began. Raises Refused."""
        if isinstance(value, time):
            if self._began is None:
                raise Refused("day_missing")
            return datetime.combine(self._began.date(), value, self._began.tzinfo)
        if not isinstance(value, datetime):
            raise Refused("time_missing")
        self._began = self._began or value
        return value


def _into(at: Any, step: str, after: str) -> Any:
    """What stands at a step, new where nothing does: a list, where a number comes after it."""
    if isinstance(at, dict):
        inner = at.get(step)
        if inner is None:
            inner = at[step] = [] if after.isdigit() else {}
        return inner
    turn = int(step)
    if isinstance(at, _Nobody):
        raise Refused("says_none")
    if turn > len(at):
        raise Refused("gap")
    if turn == len(at):
        at.append({})
    return at[turn]
