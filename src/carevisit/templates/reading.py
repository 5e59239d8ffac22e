"""Reading a file of rows: from its cells to rows, each with the body that its kind's route takes."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final

from ..aside import aside
from ..errors import SpreadsheetEmpty, SpreadsheetTooLong, UnknownColumns
from ..grid import HEAD_ROWS, Cell, TooLong, decoded, letters
from .child import WITHIN_S, frames
from .columns import Column, columns_of, named_columns, plain
from .filling import row_of
from .marks import BESIDES, RESULTS, Mark
from .rows import ImportKind, Row

MOST_ROWS: Final = 50_000
_PASSED_OVER: Final = frozenset(map(plain, ("序号", *RESULTS)))
"""Columns that are no one's mistake and say nothing of the record."""


async def read(
    content: bytes, kind: ImportKind, profile: str | None = None, within_s: float = WITHIN_S
) -> AsyncGenerator[list[Row], None]:
    """The rows of a file of a kind, in batches. Raises SpreadsheetRefused, with the kind of problem, for a file refused whole.

    A workbook made from a template must be of this kind's, of its present version and, where it is given, of this `profile`.
    Any other workbook, and CSV, is read by its headers. Every visible sheet holds rows. Close the iterator, if it is left early.
    """
    sheet: _Sheet | None = None
    marked, found = False, 0
    async with aclosing(frames(content, within_s)) as said:
        async for one in said:
            if "mark" in one:
                Mark.read(one["mark"]).must_be(kind, profile)
                marked = True
            elif "sheet" in one:
                skipped = marked and one["sheet"] in BESIDES
                sheet = None if skipped else _Sheet(kind, one["sheet"], one["merged"], one["from_1904"])
            elif sheet is not None:
                rows = await aside(sheet.rows, one["rows"])
                found += len(rows)
                if found > MOST_ROWS:
                    raise SpreadsheetTooLong
                if rows:
                    yield rows
    if not found:
        raise SpreadsheetEmpty


class _Sheet:
    """A sheet of rows, whose headers stand in its first rows: the row that has most columns' names is the last of them."""

    def __init__(self, kind: ImportKind, name: str, merged: Sequence[Sequence[int]], from_1904: bool) -> None:
        self._kind, self._name, self._from_1904 = kind, name, from_1904
        self._firsts = {  # of the places that merged cells cover, each with that of their words
            (row + 1, at): (top + 1, first)
            for top, first, bottom, last in merged
            for row in range(top, bottom + 1)
            for at in range(first, last + 1)
        }
        self._head = 0
        self._columns: list[tuple[Column, int]] = []

    def rows(self, batch: Sequence[tuple[int, Sequence[Any]]]) -> list[Row]:
        """The rows of a batch; of the first one, those below the headers. Raises UnknownColumns."""
        if not self._columns:
            self._find_head({number: decoded(cells) for number, cells in batch if number <= HEAD_ROWS})
        return [self._row(number, decoded(cells)) for number, cells in batch if number > self._head]

    def _row(self, number: int, cells: Sequence[Cell | TooLong]) -> Row:
        said = [(column, cells[at]) for column, at in self._columns if at < len(cells) and cells[at] is not None]
        row = row_of(self._kind, self._name, number, said, from_1904=self._from_1904)
        return replace(row, cells={column.header: None if isinstance(cell, TooLong) else cell for column, cell in said})

    def _find_head(self, top: Mapping[int, Sequence[Cell | TooLong]]) -> None:
        heads = {number: self._columns_at(top, number) for number in top}
        self._head = max(heads, key=lambda number: len({*heads[number].values()}), default=0)
        found = heads.get(self._head, {})
        last = top.get(self._head, [])
        strange = [
            at
            for at, cell in enumerate(last)
            if cell is not None and at not in found and _plain(cell) not in _PASSED_OVER
        ]
        order = {column: turn for turn, column in enumerate(columns_of(self._kind))}
        twice = [at for at, column in found.items() if [*found.values()].count(column) > 1]
        if not found or strange or twice:
            where = ", ".join(letters(at + 1) for at in sorted({*strange, *twice}))
            raise UnknownColumns(
                *((f"{UnknownColumns.en()} ({where})", f"{UnknownColumns.zh}（{where}）") if where else ())
            )
        self._columns = sorted(((column, at) for at, column in found.items()), key=lambda one: order[one[0]])

    def _columns_at(self, top: Mapping[int, Sequence[Cell | TooLong]], row: int) -> dict[int, Column]:
        """The columns by their places, if this row is the last of the headers: each by its own words, or with those above it."""
        names, found = named_columns(self._kind), dict[int, Column]()
        for at in range(len(top[row])):
            own = self._header(top, row, at)
            for name in (f"{self._header(top, row - 1, at)}{own}", own):
                if name in names:
                    found[at] = names[name]
                    break
        return found

    def _header(self, top: Mapping[int, Sequence[Cell | TooLong]], row: int, at: int) -> str:
        """The words of a header, those of merged cells wherever they reach."""
        row, at = self._firsts.get((row, at), (row, at))
        cells = top.get(row, ())
        return _plain(cells[at]) if at < len(cells) else ""


def _plain(cell: Cell | TooLong) -> str:
    return plain(cell) if isinstance(cell, str) else ""
