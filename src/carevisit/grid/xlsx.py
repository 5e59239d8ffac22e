"""A workbook (.xlsx) as a stream, before a parser builds anything of it: how far it reaches, and what must not be in it.

Every part of XML is read within one bound of bytes. The archive's own sizes are not believed.
"""

import io
import re
import zlib
from dataclasses import dataclass, field
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile, ZipInfo

from .frames import Refusal, letters

MOST_PARTS = 1_000
MOST_UNZIPPED = 256 * 1024**2
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 65_536, 256, 10_000_000
"""How far a sheet may reach: as far as the old format's does; and over how many cells."""
_PIECE = 256 * 1024
_MACROS = ("vbaproject.bin", "/macrosheets/", "/dialogsheets/")
_LINKS = ("/externallinks/", "/connections.xml", "/querytables/")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Scan:
    """What the stream of a workbook has shown."""

    from_1904: bool = False
    names: list[str] = field(default_factory=list)


def scan(content: bytes) -> Scan:
    """Read a workbook through. Raises Refusal."""
    found, left = Scan(), MOST_UNZIPPED
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    left -= _Part(part.filename, found).read(archive, part, left)
    except (BadZipFile, ExpatError, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise Refusal("broken") from error
    if not found.names:
        raise Refusal("broken")
    if len({name.casefold() for name in found.names}) < len(found.names):
        raise Refusal("alike")
    return found


def _check_parts(parts: list[ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS:
        raise Refusal("heavy")
    if len(set(names)) < len(names) or "xl/workbook.xml" not in names:  # of two parts, parsers choose either
        raise Refusal("broken")
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal("protected")
    for code, words in (("macros", _MACROS), ("links", _LINKS)):
        if any(word in f"/{name}" for name in names for word in words):
            raise Refusal(code)


class _Part:
    """One part of the archive, element by element."""

    def __init__(self, name: str, found: Scan) -> None:
        self._found = found
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._doctype
        low = name.lower()
        if low.endswith(".rels"):
            self._parser.StartElementHandler = self._relation
        elif low == "xl/workbook.xml":
            self._parser.StartElementHandler = self._workbook
        elif low == "[content_types].xml":
            self._parser.StartElementHandler = self._content_type
        else:  # wherever a relation says that a sheet is
            self._parser.StartElementHandler = self._cell
        self._row = self._column = self._first = 0
        self._left, self._right = MOST_COLUMNS, 0

    def read(self, archive: ZipFile, part: ZipInfo, left: int) -> int:
        """Read the part. Returns its bytes. Raises Refusal for more of them than are `left`."""
        size = 0
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > left:
                    raise Refusal("heavy")
                self._parser.Parse(piece, False)
        self._parser.Parse(b"", True)
        return size

    def _doctype(self, *_: Any) -> None:
        raise Refusal("broken")

    def _relation(self, _: str, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") == "External" and not attributes.get("Type", "").endswith("/hyperlink"):
            raise Refusal("links")

    def _content_type(self, _: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").lower()
        if "macroenabled" in kind or "vbaproject" in kind:
            raise Refusal("macros")

    def _workbook(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "sheet":
                self._found.names.append(attributes.get("name", ""))
            case "workbookPr":
                self._found.from_1904 = attributes.get("date1904") in ("1", "true")

    def _cell(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._column += 1
            if at := attributes.get("r"):
                self._row, self._column = _position(at)
            self._reach()
        elif local == "row":
            self._row, self._column = int(attributes.get("r") or self._row + 1), 0
            if not 0 < self._row <= MOST_ROWS:
                raise Refusal("extent", f"{self._row}")
        elif local == "f":
            raise Refusal("formula", f"{letters(self._column)}{self._row}")

    def _reach(self) -> None:
        row, column = self._row, self._column
        if not (0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS):
            raise Refusal("extent", f"{letters(column)}{row}")
        self._first = self._first or row
        self._left, self._right = min(self._left, column), max(self._right, column)
        if (abs(row - self._first) + 1) * (self._right - self._left + 1) > MOST_CELLS:
            raise Refusal("extent", f"{letters(column)}{row}")


def _position(at: str) -> tuple[int, int]:
    found = _CELL.fullmatch(at)
    if found is None:
        raise Refusal("broken")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
