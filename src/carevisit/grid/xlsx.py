"""A workbook (.xlsx) as a stream, before a parser builds anything of it: how far it reaches, and what must not be in it.

Every part of XML is read within one bound of bytes. The archive's own sizes are not believed.
"""

import io
import zlib
from dataclasses import dataclass, field
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile, ZipInfo

from .frames import MOST_COLUMNS, Refusal, letters

MOST_PARTS = 1_000
MOST_UNZIPPED = 256 * 1024**2
MOST_ROWS, MOST_CELLS = 65_536, 10_000_000
"""How far a sheet may reach: as far as the old format's does; and over how many cells."""
_PIECE = 256 * 1024
_MACROS = ("vbaproject.bin", "/macrosheets/", "/dialogsheets/")
_LINKS = ("/externallinks/", "/connections.xml", "/querytables/")
_SHEETS = ("worksheet", "macrosheet", "dialogsheet")
_COLUMNS = {letters(number): number for number in range(1, MOST_COLUMNS + 1)}


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
    """One part of the archive, element by element: a sheet by its cells, wherever a relation says that it is."""

    def __init__(self, name: str, found: Scan) -> None:
        self._found, low = found, name.lower()
        self._parser = ParserCreate()
        self._parser.ordered_attributes = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = (
            self._relation_of_workbook if low == "xl/_rels/workbook.xml.rels"
            else self._relation if low.endswith(".rels")
            else self._workbook if low == "xl/workbook.xml"
            else self._content_type if low == "[content_types].xml"
            else self._root
        )  # fmt: skip

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

    def _root(self, name: str, _: list[str]) -> None:
        self._parser.StartElementHandler = _Sheet().element if _local(name) in _SHEETS else None

    def _relation(self, _: str, said: list[str]) -> None:
        attributes = _named(said)
        if attributes.get("TargetMode") == "External" and not attributes.get("Type", "").endswith("/hyperlink"):
            raise Refusal("links")

    def _relation_of_workbook(self, name: str, said: list[str]) -> None:
        self._relation(name, said)
        attributes = _named(said)
        target = attributes.get("Target", ".xml").lower()
        if attributes.get("TargetMode") != "External" and not target.endswith(
            ".xml"
        ):  # a part that isn't looked through
            raise Refusal("broken")

    def _content_type(self, _: str, said: list[str]) -> None:
        kind = _named(said).get("ContentType", "").lower()
        if "macroenabled" in kind or "vbaproject" in kind:
            raise Refusal("macros")

    def _workbook(self, name: str, said: list[str]) -> None:
        match _local(name):
            case "sheet":
                self._found.names.append(_named(said).get("name", ""))
            case "workbookPr":
                self._found.from_1904 = _named(said).get("date1904") in ("1", "true")


class _Sheet:
    """How far a sheet reaches, cell by cell. A workbook of 50,000 rows has millions of them: what is asked of each is little."""

    def __init__(self) -> None:
        self._row = self._column = self._first = self._right = 0
        self._left, self._number = MOST_COLUMNS, "0"

    def element(self, name: str, said: list[str]) -> None:
        """An element begins. Raises Refusal for a formula, and for a place beyond the bounds."""
        if name == "v" or name == "t":
            return
        if ":" in name:
            name = _local(name)
        if name == "c":
            self._cell(said[1] if said[:1] == ["r"] else _named(said).get("r"))
        elif name == "row":
            self._begin(_named(said).get("r"))
        elif name == "f":
            raise Refusal("formula", f"{letters(self._column)}{self._number}")

    def _begin(self, number: str | None) -> None:
        before, self._column = self._row, 0
        self._row = int(number) if number else before + 1
        self._number = str(self._row)
        if self._row <= before:
            raise Refusal("broken")
        if self._row > MOST_ROWS:
            raise Refusal("extent", self._number)

    def _cell(self, at: str | None) -> None:
        if at is None:
            self._column += 1
        else:
            letter = at.removesuffix(self._number)
            if letter == at or not letter.isalpha():  # of another row than the one that it stands in
                raise Refusal("broken")
            self._column = _COLUMNS.get(letter, MOST_COLUMNS + 1)
        column = self._column
        self._first = self._first or self._row
        if column > self._right:
            self._right = column
        if column < self._left:
            self._left = column
        if column > MOST_COLUMNS or (self._row - self._first + 1) * (self._right - self._left + 1) > MOST_CELLS:
            raise Refusal("extent", at or f"{letters(column)}{self._number}")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _named(said: list[str]) -> dict[str, str]:
    """The attributes of an element by their names."""
    return dict(zip(said[::2], said[1::2], strict=True))
