"""A table as CSV that a spreadsheet opens as it is: UTF-8 with its mark, and no cell that the program would carry out."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from .answers import instant, json_answer

Format = Annotated[
    Literal["json", "csv"] | None, Query(description="csv for a spreadsheet, as Accept: text/csv is / 格式")
]

CSV_TOO: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
BOM = "\ufeff"
_DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def wants_csv(request: Request, format: str | None) -> bool:
    """Whether the caller asked for CSV, in the address or by Accept."""
    if format is not None:
        return format == "csv"
    kinds = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    return "text/csv" in kinds


def as_json(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """A page as it is; `headers` of the answer are kept."""
    return json_answer(body, headers={name: value for name, value in headers.items() if name.lower() == "link"})


def as_csv(rows: Iterable[Mapping[str, Any]], headers: Mapping[str, str]) -> Response:
    """Rows as CSV, nested ones spread out (`key.elders_owed`); `headers` of the answer are kept."""
    flat = [dict(spread(row)) for row in rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in flat for name in row)), restval="")
    writer.writeheader()
    writer.writerows({name: defused(value) for name, value in row.items()} for row in flat)
    more = {name: value for name, value in headers.items() if name.lower() == "link"}
    return Response(BOM + out.getvalue(), 200, more, "text/csv; charset=utf-8")


def spread(row: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    """The cells of a row by their columns; of a list, its codes in one cell."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from spread(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield (
                f"{before}{name}",
                " ".join(str(one["code"]) if isinstance(one, Mapping) else str(one) for one in value),
            )
        else:
            yield f"{before}{name}", value


def defused(value: Any) -> Any:
    """A word that would be taken for a formula gets an apostrophe before it; numbers stay numbers."""
    if isinstance(value, datetime):
        return instant(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value
