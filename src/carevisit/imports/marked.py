"""The workbook of a result: the sender's own rows, what is wrong marked in the very cells, what is accepted with its id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from ..clock import SHANGHAI
from ..templates import RESULTS, ImportKind, Row, RowError, columns_of
from ..workbook import Noted, Workbook

_ACCEPTED, _TRIED, _REFUSED = "已接收", "核对通过", "未接收"


@dataclass(frozen=True)
class Outcome:
    """What has become of a row: what is wrong with it, or what it has become."""

    errors: tuple[RowError, ...]
    id: str | None = None
    running_no: int | None = None

    @property
    def noted(self) -> list[Any]:
        """As JSON."""
        return [
            [[error.column, error.code, error.message, error.hint] for error in self.errors],
            self.id,
            self.running_no,
        ]

    @classmethod
    def read(cls, noted: list[Any]) -> "Outcome":
        """Of JSON."""
        errors, id, running_no = noted
        return cls(tuple(RowError(*error) for error in errors), id, running_no)


class Marked:
    """The workbook on its way; each call returns the bytes that follow."""

    def __init__(self, kind: ImportKind, footer: str) -> None:
        """`footer`: on every printed page."""
        self._headers = [column.header for column in columns_of(kind)]
        self._book = Workbook(str(kind), [*self._headers, *RESULTS], footer)

    def rows(self, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> bytes:
        """Add rows."""
        return self._book.rows(self._cells(row, one) for row, one in zip(rows, outcomes, strict=True))

    def end(self) -> bytes:
        """End the workbook."""
        return self._book.end()

    def _cells(self, row: Row, outcome: Outcome) -> list[Any]:
        notes: dict[str | None, list[str]] = {}
        for error in outcome.errors:
            notes.setdefault(error.column, []).append(f"{error.message} {error.hint}")
        cells = [_cell(row.cells.get(header), notes.get(header)) for header in self._headers]
        said = _REFUSED if outcome.errors else _ACCEPTED if outcome.id else _TRIED
        wrong = "\n".join(
            f"{error.column}：{error.message}" if error.column else error.message for error in outcome.errors
        )
        here = Noted(said, "\n".join(notes[None])) if None in notes else said
        return [*cells, row.sheet, row.number, here, outcome.running_no, outcome.id, wrong or None]


def _cell(value: Any, notes: list[str] | None) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=SHANGHAI)
    elif isinstance(value, time):
        value = value.isoformat()
    return Noted(value, "\n".join(notes)) if notes else value
