"""What the child process answers: frames of JSON, each with its length before it."""

import struct
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import orjson

MARK_SHEET: Final = "_carevisit"
"""The hidden sheet whose first cell says of which template a workbook is made."""
LENGTH: Final = struct.Struct(">I")
LONGEST_FRAME: Final = 8 * 1024**2
LONGEST_CELL: Final = 2_000
MOST_COLUMNS: Final = 256
HEAD_ROWS: Final = 12
"""So many rows from the top of a sheet may hold its title and its headers."""
ROWS_AT_ONCE: Final = 1_000
WORDS_AT_ONCE: Final = 1024**2
"""Of characters: a batch ends before its frame could be too long."""

Cell = str | float | bool | date | datetime | time | None
"""A cell as the office program keeps it; None for an empty one."""


class TooLong:
    """A cell that holds more than a cell may."""


TOO_LONG: Final = TooLong()


class Refusal(Exception):
    """Why a file is refused whole: a code of `templates`, and at which cell."""

    def __init__(self, code: str, at: str = "") -> None:
        super().__init__(code)
        self.code, self.at = code, at


def frame(said: Any) -> bytes:
    """A frame as it is sent."""
    body = orjson.dumps(said)
    return LENGTH.pack(len(body)) + body


def encoded(cells: Sequence[Any]) -> list[Any]:
    """A row's cells as JSON."""
    return [_encoded(cell) for cell in cells]


def _encoded(cell: Any) -> Any:
    if isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            return {"long": len(cell)}
        return cell if cell.strip() else None
    if isinstance(cell, datetime):  # before the day, which it is too
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    return str(cell) if isinstance(cell, timedelta) else cell


def decoded(cells: Sequence[Any]) -> list[Cell | TooLong]:
    """The cells of a row that was sent."""
    return [_decoded(cell) if isinstance(cell, dict) else cell for cell in cells]


def _decoded(cell: dict[str, Any]) -> Cell | TooLong:
    match cell:
        case {"moment": str(said)}:
            return datetime.fromisoformat(said)
        case {"day": str(said)}:
            return date.fromisoformat(said)
        case {"time": str(said)}:
            return time.fromisoformat(said)
    return TOO_LONG


def letters(column: int) -> str:
    """The name of a column, counted from 1: A, B, … Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
