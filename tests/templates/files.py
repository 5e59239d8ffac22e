"""Files of rows as people and as attackers make them."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADS = ("服务对象编码", "记录编号", "开始时间", "服务方式", "服务人员姓名", "服务人员类别")
ROW = ("0000-0000-000", "FX-1", "2026-11-03 09:10", "上门探访", "陈网格", "网格员")


def workbook(rows: Iterable[Sequence[Any]], *, from_1904: bool = False, sheets: Sequence[str] = ("探访",)) -> bytes:
    """A workbook with these rows on each of its sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    rows = list(rows)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def altered(content: bytes, **parts: str | bytes | None) -> bytes:
    """A workbook with parts put in the place of its own; None leaves one out. `__` stands for `/`, `_dot_` for `.`."""
    wanted = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in wanted:
                new.writestr(name, old.read(name))
        for name, part in wanted.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def with_sheet(data: str, content: bytes | None = None, before: str = "") -> bytes:
    """A workbook whose one sheet has this XML as its `sheetData`."""
    sheet = f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'
    return altered(content or workbook([HEADS]), **{"xl/worksheets/sheet1.xml": sheet})


def part_of(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def text_cell(at: str, said: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{said}</t></is></c>'


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB], version 3) with these streams, each of at least 4,096 bytes."""
    size, names = 512, ["Root Entry", *streams]
    bodies = [body.ljust(max(4096, -len(body) % size + len(body)), b"\x00") for body in streams.values()]
    directory = -(-len(names) // 4)
    starts, next_ = [], 1 + directory  # the first sector is the table's
    for body in bodies:
        starts.append(next_)
        next_ += len(body) // size
    table = [0xFFFFFFFD, *range(2, 1 + directory), 0xFFFFFFFE]
    for start, body in zip(starts, bodies, strict=True):
        table += [*range(start + 1, start + len(body) // size), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    head = struct.pack("<8s16sHHHHH6sIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1,
                       1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    entries = b""
    for turn, name in enumerate(names):
        wide = name.encode("utf-16-le") + b"\x00\x00"
        right = turn + 1 if 0 < turn < len(names) - 1 else 0xFFFFFFFF
        start, length = (0xFFFFFFFE, 0) if turn == 0 else (starts[turn - 1], len(bodies[turn - 1]))
        entries += struct.pack("<64sHBBIII16sIQQIQ", wide, len(wide), 5 if turn == 0 else 2, 1, 0xFFFFFFFF, right,
                               1 if turn == 0 and len(names) > 1 else 0xFFFFFFFF, b"", 0, 0, 0, start, length)  # fmt: skip
    entries = entries.ljust(directory * size, b"\x00")
    return head + struct.pack("<128I", *table) + entries + b"".join(bodies)


def biff(*records: tuple[int, bytes]) -> bytes:
    """An old workbook (.xls) of these records."""
    begin = (0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    stream = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in (begin, *records))
    return ole({"Workbook": stream})


def bound_sheet(name: str, kind: int = 0) -> tuple[int, bytes]:
    wide = name.encode("utf-16-le")
    return 0x0085, struct.pack("<IBBBB", 0, 0, kind, len(name), 1) + wide
