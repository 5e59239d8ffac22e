"""`python -m carevisit.grid`: a file on its input, its cells in frames on its output.

A process of its own, because only that can be bounded in memory and in time, and ended.
"""

import io
import resource
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from . import text, xls, xlsx
from .frames import HEAD_ROWS, MARK_SHEET, MOST_COLUMNS, ROWS_AT_ONCE, WORDS_AT_ONCE, Refusal, encoded, frame

MOST_MEMORY = 1024**3
MOST_SECONDS = 90
_ZIP, _OLE = b"PK", bytes.fromhex("d0cf11e0a1b11ae1")
MOST_MERGED = 100_000
"""Places among the headers of all sheets that merged cells may cover: those of a real file don't overlap."""


def main() -> None:
    """Answer one file within the bounds."""
    for each in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # a supervisor sends them to the whole group; the parent ends its child
        signal.signal(each, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        for said in frames(sys.stdin.buffer.read()):
            sys.stdout.buffer.write(frame(said))
        last: dict[str, Any] = {"end": True}
    except Refusal as refusal:
        last = {"refused": refusal.code, "at": refusal.at}
    except MemoryError:
        last = {"refused": "heavy", "at": ""}
    except BaseException:  # a panic of the parser is no Exception
        last = {"refused": "broken", "at": ""}
    sys.stdout.buffer.write(frame(last))


def frames(content: bytes) -> Iterator[dict[str, Any]]:
    """What a file holds, in frames. Raises Refusal."""
    if content.startswith(_ZIP):
        yield from _workbook(content, xlsx.scan(content))
    elif content.startswith(_OLE):
        yield from _workbook(content, xls.scan(content))
    else:
        yield {"sheet": "", "merged": [], "from_1904": False}
        yield from _batches(text.rows(content))


def _workbook(content: bytes, scan: xlsx.Scan) -> Iterator[dict[str, Any]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    left = MOST_MERGED
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {one.name: one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet}
        if MARK_SHEET in sheets:
            first = next(iter(book.get_sheet_by_name(MARK_SHEET).iter_rows()), [""])
            yield {"mark": str(first[0])[:200]}
        for name, one in sheets.items():
            if one.visible is not SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(name)
            merged = [
                (*first, min(last[0], HEAD_ROWS - 1), min(last[1], MOST_COLUMNS - 1))
                for first, last in sheet.merged_cell_ranges or ()
                if first[0] < HEAD_ROWS
            ]
            left -= sum((bottom - top + 1) * max(right - first + 1, 0) for top, first, bottom, right in merged)
            if left < 0:
                raise Refusal("heavy")
            yield {"sheet": name, "merged": merged, "from_1904": scan.from_1904}
            yield from _batches(enumerate(sheet.iter_rows(), 1))
    except CalamineError as error:
        raise Refusal("broken") from error


def _batches(rows: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[dict[str, Any]]:
    """The rows that say something, so many at a time."""
    batch, words = list[tuple[int, list[Any]]](), 0
    for number, cells in rows:
        said = encoded(cells)
        if any(cell is not None for cell in said):
            batch.append((number, said))
            words += sum(len(cell) for cell in said if isinstance(cell, str))
        if len(batch) == ROWS_AT_ONCE or words > WORDS_AT_ONCE:
            yield {"rows": batch}
            batch, words = [], 0
    if batch:
        yield {"rows": batch}


if __name__ == "__main__":
    main()
