"""Pages as a Word document (.docx): the same values that the typesetter sets."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from . import qr
from .page import Blank, Box, Cell, Line, Page, Picture, Run

_NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")  # control characters are refused when they come in
_GREY = RGBColor(0x99, 0x99, 0x99)
_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar>'
)


def word(pages: Sequence[Page]) -> bytes:
    """The pages as one document, each with its own foot."""
    document = Document()
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(1.5)
    for number, page in enumerate(pages):
        part = document.sections[0] if number == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        part.page_width, part.page_height = Mm(210), Mm(297)
        part.left_margin = part.right_margin = Mm(19)
        part.top_margin, part.bottom_margin = Mm(15), Mm(12)
        _page(document, part, page)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, part: Any, page: Page) -> None:
    if page.mark or page.copy:
        head = document.add_paragraph(f"{page.mark}\t{page.copy}")
        head.paragraph_format.tab_stops.add_tab_stop(Mm(172), 2)  # at the right margin
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    named = title.add_run(page.title)
    named.bold, named.font.size = True, Pt(17)
    if page.across:
        void = title.add_run(f"（{page.across}）")
        void.font.size, void.font.color.rgb = Pt(17), _GREY
    if page.above:
        above = document.add_paragraph()
        above.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(above, page.above)
    _table(document.add_table(len(page.rows), len(page.columns), style="Table Grid"), page)
    for line in page.below:
        _write(document.add_paragraph(), line)
    part.footer.is_linked_to_previous = False
    if page.foot:
        foot = part.footer.paragraphs[0]
        foot.paragraph_format.tab_stops.add_tab_stop(Mm(172), 2)
        small = foot.add_run(f"{page.foot.words}  {page.foot.code}\t")
        small.font.size = Pt(6)
        foot.add_run().add_picture(BytesIO(qr.png(page.foot.code)), width=Mm(18))


def _table(table: Table, page: Page) -> None:
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table._tblPr.append(parse_xml(_MARGINS))
    scale = 172 / sum(page.columns)
    for column, width in zip(table.columns, page.columns, strict=True):
        column.width = Mm(width * scale)
    rows = list(table.rows)
    grid = [list(row.cells) for row in rows]
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(page.rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + down, x + across) for down in range(cell.down) for across in range(cell.across)}
            whole = grid[y][x]
            if cell.across > 1 or cell.down > 1:
                whole = whole.merge(grid[y + cell.down - 1][x + cell.across - 1])
            _fill(whole, cell)
            if cell.high:
                rows[y].height, rows[y].height_rule = Cm(cell.high), WD_ROW_HEIGHT_RULE.AT_LEAST
            x += cell.across


def _fill(into: _Cell, cell: Cell) -> None:
    into.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if cell.high else WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, line in enumerate(cell.lines):
        paragraph = into.paragraphs[0] if number == 0 else into.add_paragraph()
        if cell.centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, line, bold=cell.bold)


def _write(paragraph: Paragraph, line: Line, *, bold: bool = False) -> None:
    for run in line:
        if isinstance(run, Picture):
            paragraph.add_run().add_picture(BytesIO(run.content), height=Mm(9))
        else:
            paragraph.add_run(_text(run)).bold = bold


def _text(run: Run) -> str:
    match run:
        case Box(ring=True):
            return "●" if run.ticked else "○"
        case Box():
            return "☑" if run.ticked else "□"
        case Blank():
            return "_" * (2 * run.ems)
        case _:
            return str(run).translate(_NOT_IN_XML)
