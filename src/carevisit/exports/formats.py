"""The formats of an export, each written row by row."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Protocol, Union, get_args, get_origin

import orjson
from pydantic import BaseModel

from ..answers import instant
from ..jobs import XLSX
from ..spreadsheet import BOM, defused, spread
from ..workbook import Workbook

BY, AT = "exported_by", "exported_at"
"""The watermark: the last two columns of every row."""


class ExportFormat(StrEnum):
    """The format of an export."""

    XLSX = "xlsx"
    CSV = "csv"
    NDJSON = "ndjson"


MEDIA_TYPES = {ExportFormat.XLSX: XLSX, ExportFormat.CSV: "text/csv", ExportFormat.NDJSON: "application/x-ndjson"}


class Writer(Protocol):
    """Writes the rows of an export; each call returns the bytes that follow."""

    def rows(self, items: Sequence[BaseModel]) -> bytes:
        """Add rows."""
        ...

    def end(self) -> bytes:
        """End the file."""
        ...


def writer(form: ExportFormat, name: str, item: type[BaseModel], by: str, at: datetime) -> Writer:
    """What writes an export of such items, made by somebody as of a moment."""
    mark = {BY: by, AT: at}
    if form is ExportFormat.NDJSON:
        return _Lines(mark)
    columns = [*_columns(item), *mark]
    return _Csv(columns, mark) if form is ExportFormat.CSV else _Sheet(name, columns, mark)


class _Lines:
    """An item a line, as the list answers it."""

    def __init__(self, mark: dict[str, Any]) -> None:
        self._mark = {BY: mark[BY], AT: instant(mark[AT])}

    def rows(self, items: Sequence[BaseModel]) -> bytes:
        return b"".join(
            orjson.dumps(item.model_dump(mode="json") | self._mark, option=orjson.OPT_APPEND_NEWLINE) for item in items
        )

    def end(self) -> bytes:
        return b""


class _Csv:
    """CSV that a spreadsheet opens as it is."""

    def __init__(self, columns: list[str], mark: dict[str, Any]) -> None:
        self._columns, self._mark = columns, mark
        self._head = BOM + _joined([columns])

    def rows(self, items: Sequence[BaseModel]) -> bytes:
        head, self._head = self._head, ""
        rows = [[defused(value) for value in _cells(item, self._columns, self._mark)] for item in items]
        return (head + _joined(rows)).encode()

    def end(self) -> bytes:
        return self._head.encode()


class _Sheet:
    """A workbook, with dates as dates and the watermark on every printed page, too."""

    def __init__(self, name: str, columns: list[str], mark: dict[str, Any]) -> None:
        self._columns, self._mark = columns, mark
        self._book = Workbook(name, columns, f"{mark[BY]} {instant(mark[AT])}")

    def rows(self, items: Sequence[BaseModel]) -> bytes:
        return self._book.rows(_cells(item, self._columns, self._mark) for item in items)

    def end(self) -> bytes:
        return self._book.end()


def _cells(item: BaseModel, columns: list[str], mark: dict[str, Any]) -> list[Any]:
    flat = dict(spread(item.model_dump())) | mark
    return [flat.get(column) for column in columns]


def _joined(rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _columns(item: type[BaseModel], before: str = "") -> Iterator[str]:
    """The columns of a kind of item, nested ones spread out (`key.elders_owed`); a list is one column."""
    for name, field in item.model_fields.items():
        of = get_origin(field.annotation)
        kinds = get_args(field.annotation) if of in (Union, UnionType) else (field.annotation,)
        if nested := next((one for one in kinds if _is_model(one)), None):
            yield from _columns(nested, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
