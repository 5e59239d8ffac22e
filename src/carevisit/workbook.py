"""A workbook (.xlsx, ECMA-376) of one sheet, made row by row: what is written goes out at once, nothing is put on a disk.

Text is written as text, whatever it begins with, so no cell is ever a formula.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from .clock import SHANGHAI

ROWS = 1_048_575  # besides the head
_LONGEST = 32_767
_ESCAPED = re.compile(r'[&<>"\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)')
_AS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "_": "_x005F_", "\r": "_x000D_"}  # the rest is not in XML
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number knows no zone
_HEAD, _DAY, _MOMENT = 1, 2, 3
_WRONG = 4  # added to each of them, and to none
NOTES = 10_000
"""Cells with a note at the most: beyond, a cell is marked without one."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml"
 ContentType="{_TYPE}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>
{{notes}}</Types>"""
_PARTS = {
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"
 Target="xl/workbook.xml"/></Relationships>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/>
</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/>
<bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/>
</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>
<xf numFmtId="164" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/>
<xf numFmtId="165" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>""",
}
_WORKBOOK = f"""<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{{name}}" sheetId="1" r:id="rId1"/></sheets>
</workbook>"""
_SHEET = f"""<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">
<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"
 activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>
<cols><col min="1" max="{{columns}}" width="20" customWidth="1"/></cols><sheetData>"""
_END = "</sheetData><headerFooter><oddFooter>{footer}</oddFooter></headerFooter>{notes}</worksheet>"
_NOTES_TYPES = f"""<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>
<Override PartName="/xl/comments1.xml" ContentType="{_TYPE}.comments+xml"/>"""
_NOTES_RELATIONS = f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/vmlDrawing"
 Target="../drawings/vmlDrawing1.vml"/><Relationship Id="rId2" Type="{_OFFICE}/comments" Target="../comments1.xml"/>
</Relationships>"""
_NOTE = '<comment ref="{at}" authorId="0"><text><t xml:space="preserve">{text}</t></text></comment>'
_NOTES = f"""<comments xmlns="{_MAIN}">
<authors><author>carevisit</author></authors><commentList>{{notes}}</commentList></comments>"""
_BOX = """<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;width:240pt;height:90pt;visibility:hidden"
 fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/><x:ClientData ObjectType="Note">
<x:MoveWithCells/><x:SizeWithCells/>
<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""
_BOXES = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/>
</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"
 path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>
<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>{boxes}</xml>"""
_BLOCK = 1_024  # shapes of one number


@dataclass(frozen=True)
class Noted:
    """A cell that is marked, with a note of what is wrong with it."""

    value: Any
    note: str


class Workbook:
    """A workbook on its way out: each call returns the bytes that follow."""

    def __init__(self, name: str, columns: Sequence[str], footer: str) -> None:
        """`name`: of the sheet; `footer`: on every printed page."""
        self._out = _Out()
        self._zip = ZipFile(self._out, "w", ZIP_DEFLATED)
        for part, content in _PARTS.items():
            self._zip.writestr(part, _XML + content)
        self._zip.writestr("xl/workbook.xml", _XML + _WORKBOOK.format(name=_text(name)))
        self._letters = [_letters(number) for number in range(len(columns))]
        self._footer, self._row = footer, 0
        self._notes: list[tuple[str, int, int, str]] = []  # where, row and column from 0, and the words
        self._sheet = self._zip.open("xl/worksheets/sheet1.xml", "w")
        self._sheet.write((_XML + _SHEET.format(columns=len(columns))).encode())
        self._write([columns], _HEAD)

    def rows(self, rows: Iterable[Sequence[Any]]) -> bytes:
        """Add rows, each with a value for every column."""
        self._write(rows, 0)
        return self._out.taken()

    def end(self) -> bytes:
        """End the workbook."""
        footer = _text(self._footer.replace("&", "&&"))
        drawing = '<legacyDrawing r:id="rId1"/>' if self._notes else ""
        self._sheet.write(_END.format(footer=f"&amp;L{footer}", notes=drawing).encode())
        self._sheet.close()
        if self._notes:
            self._end_notes()
        self._zip.writestr("[Content_Types].xml", _XML + _TYPES.format(notes=_NOTES_TYPES if self._notes else ""))
        self._zip.close()
        return self._out.taken()

    def _end_notes(self) -> None:
        notes = "".join(_NOTE.format(at=at, text=_text(text)) for at, _, _, text in self._notes)
        boxes = "".join(
            _BOX.format(id=_BLOCK + turn, row=row, column=column)
            for turn, (_, row, column, _) in enumerate(self._notes, 1)
        )
        blocks = ",".join(str(block) for block in range(1, len(self._notes) // _BLOCK + 2))
        self._zip.writestr("xl/comments1.xml", _XML + _NOTES.format(notes=notes))
        self._zip.writestr("xl/drawings/vmlDrawing1.vml", _BOXES.format(blocks=blocks, boxes=boxes))
        self._zip.writestr("xl/worksheets/_rels/sheet1.xml.rels", _XML + _NOTES_RELATIONS)

    def _noted(self, at: str, column: int, cell: Noted) -> str:
        """A marked cell, with its note if there is still room for one."""
        if len(self._notes) < NOTES:
            self._notes.append((at, self._row - 1, column, cell.note))
        return _cell(at, cell.value, _WRONG)

    def _write(self, rows: Iterable[Sequence[Any]], style: int) -> None:
        parts = []
        for row in rows:
            self._row += 1
            at = self._row
            cells = "".join(
                self._noted(f"{letters}{at}", column, value)
                if isinstance(value, Noted)
                else _cell(f"{letters}{at}", value, style)
                for column, (letters, value) in enumerate(zip(self._letters, row, strict=True))
                if value is not None
            )
            parts.append(f'<row r="{at}">{cells}</row>')
        self._sheet.write("".join(parts).encode())


def _cell(at: str, value: Any, style: int) -> str:
    marked = f' s="{style}"' if style else ""
    if value is None:
        return f'<c r="{at}"{marked}/>'
    if isinstance(value, bool):
        return f'<c r="{at}"{marked} t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"{marked}><v>{value!r}</v></c>'
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI).replace(tzinfo=None)
        return f'<c r="{at}" s="{_MOMENT + style}"><v>{(local - _EPOCH).total_seconds() / 86_400:.8f}</v></c>'
    if isinstance(value, date):
        return f'<c r="{at}" s="{_DAY + style}"><v>{(value - _EPOCH.date()).days}</v></c>'
    return f'<c r="{at}"{marked} t="inlineStr"><is><t xml:space="preserve">{_text(str(value))}</t></is></c>'


def _text(text: str) -> str:
    """Text as XML and the workbook's own escapes allow it."""
    return _ESCAPED.sub(lambda found: _AS.get(found[0], "\ufffd"), text[:_LONGEST])


def _letters(number: int) -> str:
    """The name of a column, counted from 0: A, B, … Z, AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class _Out(RawIOBase):
    """Where the archive writes: it can't go back, so what it has written need not be kept."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: Any) -> int:
        self._bytes += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken, self._bytes = bytes(self._bytes), bytearray()
        return taken
