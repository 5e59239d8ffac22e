"""A form as it lies on paper: values that are set in the same way as PDF and as .docx."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick (□), or a ring of which one is filled (○)."""

    ticked: bool
    ring: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An image, such as a signature, set as high as two lines."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to write on by hand, `ems` long."""

    ems: int = 6


Run = str | Box | Picture | Blank
Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the form's table; `across` and `down` say how many columns and rows it takes, `high` its least height in cm."""

    lines: tuple[Line, ...]
    across: int = 1
    down: int = 1
    centred: bool = False
    bold: bool = False
    high: float = 0


Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Foot:
    """What the system adds under a printed record: its code, what the code says, and from when the print is."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """A form, or another list with a title; longer ones run over several pages of paper."""

    title: str
    columns: tuple[int, ...]
    """The widths, in mm of the 172 between the margins."""
    rows: Rows
    mark: str = ""
    """Top left: 附件3."""
    copy: str = ""
    """Top right: whose copy this is."""
    above: Line = ()
    below: tuple[Line, ...] = ()
    foot: Foot | None = None
    across: str = ""
    """A word across the whole page: 作废."""


def with_pictures(page: Page, keep: Callable[[Picture], bool]) -> Page:
    """A page with the pictures that are kept; a line to write on stands in the place of the others."""

    def line(runs: Line) -> Line:
        return tuple(Blank(5) if isinstance(run, Picture) and not keep(run) else run for run in runs)

    return replace(
        page,
        rows=tuple(
            tuple(replace(cell, lines=tuple(line(runs) for runs in cell.lines)) for cell in row) for row in page.rows
        ),
    )


def caption(text: str, across: int = 1, down: int = 1) -> Cell:
    """A printed word of the form; lines are divided by a newline."""
    return Cell(tuple((line,) for line in text.split("\n")), across, down, centred=True)


def section(text: str, across: int) -> Cell:
    """The title of a part, over the whole width."""
    return Cell(((text,),), across, bold=True)


def field(value: Any, across: int = 1, *, centred: bool = True) -> Cell:
    """What was filled in, or room to write."""
    return Cell(((said(value),),), across, centred=centred)


def written(*lines: Line, across: int = 1, down: int = 1, high: float = 0) -> Cell:
    """Lines of words, boxes and lines to write on."""
    return Cell(lines, across, down, high=high)


def said(value: Any) -> str:
    """A value in words: 是 or 否, a number without a needless fraction, nothing for what is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, list | tuple):
        return "、".join(said(one) for one in value)
    return str(value)


def or_blank(value: Any, ems: int = 2) -> Run:
    """A value within a line; a line to write on for what is not known."""
    return said(value) or Blank(ems)


def choices(
    labels: Iterable[tuple[str, str]], chosen: Callable[[str], bool], *, ring: bool = False, gap: str = "  "
) -> Line:
    """Boxes with their labels, by (code, label): those chosen are ticked."""
    runs: list[Run] = []
    for code, label in labels:
        runs += [Box(chosen(code), ring), label, gap]
    return tuple(runs[:-1])


def one_of(labels: Sequence[tuple[str, str]], value: str | None, *, ring: bool = False, gap: str = "  ") -> Line:
    """Boxes of which at most one is ticked."""
    return choices(labels, lambda code: code == value, ring=ring, gap=gap)


def day(value: str | date | None) -> Line:
    """A day as forms print it, `2026 年 11 月 3 日`, or room for it."""
    if value is None:
        return (Blank(3), "年", Blank(2), "月", Blank(2), "日")
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return (f"{on.year} 年 {on.month} 月 {on.day} 日",)
