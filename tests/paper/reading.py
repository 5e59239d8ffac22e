"""Reading documents as their readers do: the text and the glyphs of a PDF, the text of a .docx."""

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from pypdf import PdfReader
from pypdf.generic import ContentStream


def words_of(pdf: bytes) -> str:
    """The text of a PDF, as a reader extracts it, without spaces."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def code_of(pdf: bytes) -> str:
    """The code of a printed record, as it stands under the words about the print."""
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    (code,) = [line for line in text.split() if line.count(".") == 4]
    return code


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """The fonts of a PDF by name, and whether each is embedded."""
    fonts = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in (one.get_object() for one in page["/Resources"].get("/Font", {}).values()):
            inner = font["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"]
            fonts[str(font["/BaseFont"])] = any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
    return fonts


def missing_in(pdf: bytes) -> int:
    """How many glyphs of a PDF are `.notdef`, the one of what the font lacks."""
    return sum(glyph == 0 for glyph in _glyphs(pdf))


def _glyphs(pdf: bytes) -> Iterator[int]:
    reader = PdfReader(BytesIO(pdf))
    for page in reader.pages:
        content = ContentStream(page.get_contents(), reader, "bytes")
        for operands, operator in content.operations:
            if operator in (b"Tj", b"TJ"):
                pieces = operands[0] if operator == b"TJ" else operands
                for piece in pieces:
                    shown = getattr(piece, "original_bytes", piece)
                    if isinstance(shown, bytes):
                        yield from (int.from_bytes(shown[at : at + 2]) for at in range(0, len(shown), 2))


def pictures_in(document: bytes, kind: str) -> int:
    """How many pictures of pixels a document shows."""
    if kind == "docx":
        return len(Document(BytesIO(document)).inline_shapes)
    return document.replace(b" ", b"").count(b"/Subtype/Image")


def words_in(docx: bytes) -> str:
    """The text of a .docx, each cell of a table once, without spaces."""
    document = Document(BytesIO(docx))
    parts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        cells = {id(cell._tc): cell for row in table.rows for cell in row.cells}
        parts += [cell.text for cell in cells.values()]
    parts += [paragraph.text for one in document.sections for paragraph in one.footer.paragraphs]
    return "".join("".join(parts).split())
