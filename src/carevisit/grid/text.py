"""CSV as cells: UTF-8, UTF-16 or GB18030, separated by commas, semicolons or tabs."""

import csv
from collections.abc import Iterator

from .frames import MOST_COLUMNS, Refusal, letters
from .xlsx import MOST_ROWS

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LONGEST_FIELD = 64 * 1024


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The records of a text, each with its number. Raises Refusal."""
    text = _decoded(content)
    if "\x00" in text:
        raise Refusal("unknown")
    csv.field_size_limit(_LONGEST_FIELD)
    first = text.partition("\n")[0]
    between = max(",\t;", key=first.count)
    try:
        for number, cells in enumerate(csv.reader(_lines(text), delimiter=between, strict=True), 1):
            if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise Refusal("extent", f"{letters(len(cells))}{number}")
            for column, cell in enumerate(cells, 1):
                if cell.startswith("="):
                    raise Refusal("formula", f"{letters(column)}{number}")
            yield number, cells
    except csv.Error as error:
        raise Refusal("broken") from error


def _decoded(content: bytes) -> str:
    named = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)
    for name in [named] if named else ["utf-8", "gb18030"]:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            pass
    raise Refusal("encoding")


def _lines(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        yield text[at:end]
        at = end
