"""A workbook (.xlsx, ECMA-376) of one sheet, made row by row: what is written goes out at once, nothing is put on a disk.

Text is written as text, whatever it begins with, so no cell is ever a formula.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from .clock import SHANGHAI

ROWS = 1_048_575  # besides the head
_LONGEST = 32_767
_ESCAPED = re.compile(r'[&<>"\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)')
_AS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "_": "_x005F_"}  # the rest is not in XML
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number knows no zone
_HEAD, _DAY, _MOMENT = 1, 2, 3
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml"
 ContentType="{_TYPE}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"
 Target="xl/workbook.xml"/></Relationships>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/>
</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/>
</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>""",
}
_WORKBOOK = f"""<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{{name}}" sheetId="1" r:id="rId1"/></sheets>
</workbook>"""
_SHEET = f"""<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"
 activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>
<cols><col min="1" max="{{columns}}" width="20" customWidth="1"/></cols><sheetData>"""
_END = "</sheetData><headerFooter><oddFooter>{footer}</oddFooter></headerFooter></worksheet>"


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
        self._sheet.write(_END.format(footer=f"&amp;L{footer}").encode())
        self._sheet.close()
        self._zip.close()
        return self._out.taken()

    def _write(self, rows: Iterable[Sequence[Any]], style: int) -> None:
        parts = []
        for row in rows:
            self._row += 1
            at = self._row
            cells = "".join(
                _cell(f"{letters}{at}", value, style)
                for letters, value in zip(self._letters, row, strict=True)
                if value is not None
            )
            parts.append(f'<row r="{at}">{cells}</row>')
        self._sheet.write("".join(parts).encode())


def _cell(at: str, value: Any, style: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI).replace(tzinfo=None)
        return f'<c r="{at}" s="{_MOMENT}"><v>{(local - _EPOCH).total_seconds() / 86_400:.8f}</v></c>'
    if isinstance(value, date):
        return f'<c r="{at}" s="{_DAY}"><v>{(value - _EPOCH.date()).days}</v></c>'
    marked = f' s="{style}"' if style else ""
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
