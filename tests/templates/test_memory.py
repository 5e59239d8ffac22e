"""A file of 50,000 rows in bounded memory."""

import asyncio
import io
import sys
from contextlib import aclosing
from pathlib import Path

import pytest
import xlsxwriter

from carevisit.templates import ImportKind, read

from .files import HEADS, ROW

MOST_GROWTH = 150 * 1024**2


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_fifty_thousand_rows_are_read_in_bounded_memory() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number in range(50_001):
        for at, said in enumerate(HEADS if number == 0 else (ROW[0], f"FX-{number}", *ROW[2:])):
            sheet.write_string(number, at, said)
    book.close()
    content = out.getvalue()
    del book, sheet, out

    async def all_of() -> tuple[int, int]:
        found, most, before = 0, 0, resident()
        async with aclosing(read(content, ImportKind.VISITS)) as batches:
            async for rows in batches:
                assert len(rows) <= 1_000
                assert not any(row.errors for row in rows)
                found, most = found + len(rows), max(most, resident() - before)
        return found, most

    found, growth = asyncio.run(all_of())
    assert found == 50_000
    assert growth < MOST_GROWTH


def test_rows_of_the_longest_cells_come_in_smaller_batches() -> None:
    lines = [",".join(HEADS), *(",".join((*ROW[:4], "名" * 2_000, "网" * 2_000)) for _ in range(1_500))]

    async def sizes() -> list[int]:
        async with aclosing(read("\n".join(lines).encode("gb18030"), ImportKind.VISITS)) as batches:
            return [len(rows) async for rows in batches]

    found = asyncio.run(sizes())
    assert sum(found) == 1_500
    assert max(found) < 300
