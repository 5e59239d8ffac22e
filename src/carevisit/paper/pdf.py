"""Pages as PDF, by typst: `pdf.typ` sets what stands in `pages.json`."""

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from . import qr
from .images import svg_of
from .page import Blank, Box, Cell, Line, Page, Picture, Run

PIXELS_PER_INCH = 60.0


@cache
def _fonts() -> typst.Fonts:
    """Noto Serif SC for everything; typst's own only for what it lacks (≒)."""
    folder = pylopdf_fonts_zh_cn.serif_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def pdf(pages: Iterable[Page]) -> bytes:
    """The pages as one PDF, with its font embedded."""
    made: bytes = _compiled(pages, format="pdf", pdf_tags=False)
    return made


def pictures(pages: Iterable[Page]) -> list[bytes]:
    """A PNG of each page of paper."""
    made = _compiled(pages, format="png", ppi=PIXELS_PER_INCH)
    return made if isinstance(made, list) else [made]


def _compiled(pages: Iterable[Page], **how: Any) -> Any:
    given: dict[str, bytes] = {"main.typ": files(__package__).joinpath("pdf.typ").read_bytes()}
    given["pages.json"] = json.dumps([_page(page, given) for page in pages]).encode()
    return typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True).compile(given, timestamp=0, **how)


def _keep(given: dict[str, bytes], svg: bytes) -> str:
    name = f"{len(given)}.svg"
    given[name] = svg
    return name


def _page(page: Page, given: dict[str, bytes]) -> dict[str, Any]:
    foot = page.foot and {
        "code": page.foot.code, "words": page.foot.words, "file": _keep(given, qr.svg(page.foot.code)),
    }  # fmt: skip
    return {
        "title": page.title, "columns": page.columns, "mark": page.mark, "copy": page.copy, "across": page.across, "foot": foot,
        "above": _line(page.above, given), "below": [_line(line, given) for line in page.below],
        "rows": [[_cell(cell, given) for cell in row] for row in page.rows],
    }  # fmt: skip


def _cell(cell: Cell, given: dict[str, bytes]) -> dict[str, Any]:
    return {
        "lines": [_line(line, given) for line in cell.lines], "across": cell.across, "down": cell.down, "centred": cell.centred,
        "bold": cell.bold, "high": cell.high,
    }  # fmt: skip


def _line(line: Line, given: dict[str, bytes]) -> list[Any]:
    return [_run(run, given) for run in line]


def _run(run: Run, given: dict[str, bytes]) -> Any:
    match run:
        case Box():
            return {"kind": "box", "ticked": run.ticked, "ring": run.ring}
        case Blank():
            return {"kind": "blank", "ems": run.ems}
        case Picture():
            return {"kind": "picture", "file": _keep(given, svg_of(run))}
        case _:
            return run
