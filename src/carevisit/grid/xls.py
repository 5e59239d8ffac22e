"""An old workbook (.xls, BIFF8 in an OLE container) as a stream of records, before a parser builds anything of it."""

import io
import struct
from collections.abc import Iterator

import olefile

from .frames import Refusal, letters
from .xlsx import MOST_CELLS, Scan

_HEAD = struct.Struct("<HH")
_WHERE = struct.Struct("<HH")
_BEGIN, _FILEPASS, _SUPBOOK, _BOUNDSHEET, _DATEMODE = 0x0809, 0x002F, 0x01AE, 0x0085, 0x0022
_FORMULAS = frozenset((0x0006, 0x0206, 0x0406, 0x0221, 0x04BC))
_CELLS = frozenset((0x0201, 0x0203, 0x0204, 0x0205, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x027E))
_INTERNAL, _ADD_IN = b"\x01\x04", b"\x01\x3a"
_VISIBLE_NAMES = 8  # where the name of a sheet begins in its record


def scan(content: bytes) -> Scan:
    """Read an old workbook through. Raises Refusal."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            names = ["/".join(one).lower() for one in container.listdir(streams=True, storages=True)]
            if any(name.startswith(("encryptedpackage", "encryptioninfo")) for name in names):
                raise Refusal("protected")
            if any("vba" in name for name in names):
                raise Refusal("macros")
            if not container.exists("Workbook"):  # before Excel 97 it was `Book`
                raise Refusal("unknown")
            return _records(container.openstream("Workbook").read())
    except (OSError, struct.error, IndexError, UnicodeDecodeError) as error:
        raise Refusal("broken") from error


def _records(stream: bytes) -> Scan:
    found, top, bottom, right = Scan(), 0, 0, 0
    for kind, body in _each(stream):
        if kind == _FILEPASS:
            raise Refusal("protected")
        if kind in _FORMULAS:
            row, column = _WHERE.unpack_from(body)
            raise Refusal("formula", f"{letters(column + 1)}{row + 1}")
        if kind == _SUPBOOK and body[2:4] not in (_INTERNAL, _ADD_IN):
            raise Refusal("links")
        if kind == _BOUNDSHEET:
            found.names.append(_name(body))
        elif kind == _DATEMODE:
            found.from_1904 = body[:1] == b"\x01"
        elif kind == _BEGIN:
            top, bottom, right = 65_536, 0, 0
        elif kind in _CELLS:
            row, column = _WHERE.unpack_from(body)
            top, bottom, right = min(top, row), max(bottom, row), max(right, column)
            if (bottom - top + 1) * (right + 1) > MOST_CELLS:
                raise Refusal("extent", f"{letters(column + 1)}{row + 1}")
    if not found.names:
        raise Refusal("broken")
    if len({name.casefold() for name in found.names}) < len(found.names):
        raise Refusal("alike")
    return found


def _each(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + _HEAD.size <= len(stream):
        kind, size = _HEAD.unpack_from(stream, at)
        at += _HEAD.size
        if not kind and not size:  # the end is filled up
            return
        if at + size > len(stream):
            raise Refusal("broken")
        yield kind, stream[at : at + size]
        at += size


def _name(body: bytes) -> str:
    """The name of a sheet. Raises Refusal for a sheet of macros."""
    if body[5] == 1:
        raise Refusal("macros")
    length, wide = body[6], body[7] & 1
    end = _VISIBLE_NAMES + length * (2 if wide else 1)
    return body[_VISIBLE_NAMES:end].decode("utf-16-le" if wide else "latin-1")
