"""Files that are refused whole, each a real file made by hand: nothing of them is read, and the problem says how to mend it."""

import asyncio
import io
import os
import signal
import struct
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevisit.errors import (
    SheetsAlike,
    SpreadsheetBroken,
    SpreadsheetEmpty,
    SpreadsheetHasFormulas,
    SpreadsheetHasLinks,
    SpreadsheetHasMacros,
    SpreadsheetProtected,
    SpreadsheetRefused,
    SpreadsheetTooHeavy,
    SpreadsheetTooLong,
    SpreadsheetTooWide,
    SpreadsheetUnknown,
    UnknownColumns,
    UnreadableText,
    WrongTemplate,
)
from carevisit.policy import profile_of
from carevisit.templates import ImportKind, read
from carevisit.templates.making import template

from .files import (
    HEADS,
    MAIN,
    OFFICE,
    ROW,
    altered,
    biff,
    bound_sheet,
    ole,
    part_of,
    saved,
    text_cell,
    with_sheet,
    workbook,
)
from .reading import rows_of

PLAIN = workbook([HEADS, ROW])
BOOK = "xl/workbook.xml"
_CELL = (0x0203, struct.pack("<HHHd", 0, 0, 0, 1.0))


def refused(content: bytes, kind: ImportKind = ImportKind.VISITS, profile: str | None = None) -> SpreadsheetRefused:
    with pytest.raises(SpreadsheetRefused) as raised:
        rows_of(content, kind, profile)
    return raised.value


def outcome(content: bytes) -> type[SpreadsheetRefused] | None:
    """The kind of refusal; None for what is read."""
    try:
        rows_of(content)
    except SpreadsheetRefused as refusal:
        return type(refusal)
    return None


def test_the_file_that_the_others_are_made_of_is_read() -> None:
    assert [row.key for row in rows_of(PLAIN)] == ["FX-1"]


def test_a_sheet_that_reaches_from_a1_to_the_last_cell_of_all() -> None:
    content = with_sheet(
        f'<row r="1">{text_cell("A1", "x")}</row><row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    )
    assert len(content) < 10_000
    problem = refused(content)
    assert type(problem) is SpreadsheetTooWide
    assert "1048576" in str(problem.detail_en)


@pytest.mark.parametrize(
    "data",
    [
        "".join(f'<row r="{number}"/>' for number in range(1, 1_000_001)),
        "<row/>" * 1_000_000,
        f'<row r="2">{text_cell("IW2", "x")}</row>',
        f'<row r="2">{"<c><v>1</v></c>" * 257}</row>',
        f'<row r="1">{text_cell("A1", "x")}</row><row r="65000">{text_cell("IV65000", "x")}</row>',
    ],
    ids=[
        "a million empty rows",
        "the same without numbers",
        "a column too far",
        "the same without places",
        "too many cells",
    ],
)
def test_a_sheet_that_reaches_too_far(data: str) -> None:
    assert type(refused(with_sheet(data))) is SpreadsheetTooWide


def test_a_dimension_that_lies_reserves_nothing() -> None:
    sheet = part_of(PLAIN, "xl/worksheets/sheet1.xml")
    lying = sheet.replace('<dimension ref="A1:F2"', '<dimension ref="A1:XFD1048576"')
    assert lying != sheet
    assert len(rows_of(altered(PLAIN, **{"xl/worksheets/sheet1.xml": lying}))) == 1


def test_a_bomb_that_unzips_to_a_gigabyte() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in zipfile.ZipFile(io.BytesIO(PLAIN)).namelist():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, zipfile.ZipFile(io.BytesIO(PLAIN)).read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for _ in range(300):
                sheet.write(b" " * 1024**2)
            sheet.write(b"</sheetData></worksheet>")
    assert len(out.getvalue()) < 1024**2
    assert type(refused(out.getvalue())) is SpreadsheetTooHeavy


def test_merged_cells_of_which_a_header_would_be_sought_among_millions() -> None:
    head = "".join(text_cell(f"{letter}1", said) for letter, said in zip("ABCDEF", HEADS, strict=True))
    merged = '<mergeCell ref="H1:IV12"/>' * 200_000
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{head}</row></sheetData><mergeCells>{merged}</mergeCells></worksheet>'
    assert type(refused(altered(PLAIN, **{"xl/worksheets/sheet1.xml": sheet}))) is SpreadsheetTooHeavy


def test_a_sheet_in_a_part_that_is_not_looked_through() -> None:
    sheet = part_of(workbook([HEADS, (*ROW[:2], "=NOW()", *ROW[3:])]), "xl/worksheets/sheet1.xml")
    renamed = {
        name: part_of(PLAIN, name).replace("sheet1.xml", "sheet1.dat")
        for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
    }
    content = altered(PLAIN, **{"xl/worksheets/sheet1.xml": None, "xl/worksheets/sheet1.dat": sheet}, **renamed)
    assert type(refused(content)) is SpreadsheetBroken


def test_entities_that_would_grow() -> None:
    laughs = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ) + "]>"  # fmt: skip
    content = with_sheet('<row r="1"><c r="A1" t="str"><v>&i;</v></c></row>', before=laughs)
    assert type(refused(content)) is SpreadsheetBroken


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_names_its_cell(prefix: str) -> None:
    if prefix:
        sheet = (
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="C2"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
            "</x:sheetData></x:worksheet>"
        )
        content = altered(PLAIN, **{"xl/worksheets/sheet1.xml": sheet})
    else:
        content = workbook([HEADS, (*ROW[:2], "=NOW()", *ROW[3:])])
    problem = refused(content)
    assert type(problem) is SpreadsheetHasFormulas
    assert "C2" in str(problem.detail_zh)


def test_a_formula_on_a_hidden_sheet_or_in_a_part_of_another_name() -> None:
    book = openpyxl.load_workbook(io.BytesIO(PLAIN))
    book.create_sheet("其他").append(["=1+1"])
    book["其他"].sheet_state = "hidden"
    assert type(refused(saved(book))) is SpreadsheetHasFormulas
    formula = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><f>1</f></c></row></sheetData></worksheet>'
    assert type(refused(altered(PLAIN, **{"xl/elsewhere.xml": formula}))) is SpreadsheetHasFormulas


def test_a_formula_in_csv() -> None:
    problem = refused(f"{','.join(HEADS)}\n=cmd|' /C calc'!A0,1\n".encode())
    assert type(problem) is SpreadsheetHasFormulas
    assert "A2" in str(problem.detail_en)


def test_macros() -> None:
    assert type(refused(altered(PLAIN, **{"xl/vbaProject.bin": b"x"}))) is SpreadsheetHasMacros
    kinds = part_of(PLAIN, "[Content_Types].xml").replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert type(refused(altered(PLAIN, **{"[Content_Types].xml": kinds}))) is SpreadsheetHasMacros


def test_external_links() -> None:
    link = f'<externalLink xmlns="{MAIN}"/>'
    assert type(refused(altered(PLAIN, **{"xl/externalLinks/externalLink1.xml": link}))) is SpreadsheetHasLinks
    assert type(refused(altered(PLAIN, **{"xl/connections.xml": "<connections/>"}))) is SpreadsheetHasLinks
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9"'
        f' Type="{OFFICE}/{{}}" Target="http://example.org/x" TargetMode="External"/></Relationships>'
    )
    at = "xl/worksheets/_rels/sheet1.xml.rels"
    assert type(refused(altered(PLAIN, **{at: relation.format("image")}))) is SpreadsheetHasLinks
    assert rows_of(altered(PLAIN, **{at: relation.format("hyperlink")})), (
        "an address that somebody typed is followed by nobody"
    )


def test_a_password() -> None:
    assert type(refused(ole({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}))) is SpreadsheetProtected
    assert type(refused(biff((0x002F, b"\x00" * 6)))) is SpreadsheetProtected


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_half_of_a_file(share: float) -> None:
    assert type(refused(PLAIN[: int(len(PLAIN) * share)])) is SpreadsheetBroken


def test_half_of_an_old_file_and_of_a_text() -> None:
    whole = biff(bound_sheet("探访"), _CELL)
    assert type(refused(whole[:1500])) is SpreadsheetBroken
    assert type(refused(f'{",".join(HEADS)}\n"FX-1,2'.encode())) is SpreadsheetBroken


def test_what_the_parser_stumbles_over_is_refused_or_read() -> None:
    """Numbers that no calendar has, an index beyond the texts, a style that is not there."""
    head = "".join(text_cell(f"{letter}1", said) for letter, said in zip("ABCDEF", HEADS, strict=True))
    for cell in ('<c r="C2" s="9999"><v>1</v></c>', '<c r="C2" t="s"><v>9999</v></c>', '<c r="C2"><v>1e999</v></c>',
                 '<c r="C2"><v>-1e300</v></c>', '<c r="C2" t="d"><v>x</v></c>', '<c r="C2"><v>x</v></c>'):  # fmt: skip
        content = with_sheet(f'<row r="1">{head}</row><row r="2">{text_cell("A2", "x")}{cell}</row>')
        assert outcome(content) in (None, SpreadsheetBroken), cell


@given(st.binary(max_size=400), st.integers(0, len(PLAIN) - 1))
@settings(max_examples=30, deadline=None)
def test_whatever_is_sent_is_read_or_refused(noise: bytes, at: int) -> None:
    for content in (noise, PLAIN[:at] + noise + PLAIN[at + len(noise) :]):
        assert outcome(content) is not SpreadsheetTooHeavy


def test_a_part_whose_bytes_were_changed() -> None:
    at = PLAIN.index(b"xl/worksheets/sheet1.xml") + 60
    changed = PLAIN[:at] + bytes([PLAIN[at] ^ 0xFF, PLAIN[at + 1] ^ 0xFF]) + PLAIN[at + 2 :]
    assert type(refused(changed)) is SpreadsheetBroken


def test_two_parts_of_one_name_of_which_a_parser_could_read_either() -> None:
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert type(refused(out.getvalue())) is SpreadsheetBroken


def test_two_sheets_of_one_name() -> None:
    two = workbook([HEADS, ROW], sheets=("A村", "B村"))
    alike = part_of(two, BOOK).replace("B村", "a村")
    assert type(refused(altered(two, **{BOOK: alike}))) is SheetsAlike
    assert type(refused(biff(bound_sheet("探访"), bound_sheet("探访")))) is SheetsAlike


def test_an_old_workbook_is_looked_through_before_it_is_read() -> None:
    formula = (0x0006, struct.pack("<HH", 4, 2) + b"\x00" * 18)
    problem = refused(biff(bound_sheet("探访"), formula))
    assert type(problem) is SpreadsheetHasFormulas
    assert "C5" in str(problem.detail_en)
    assert type(refused(biff(bound_sheet("宏", kind=1)))) is SpreadsheetHasMacros
    assert type(refused(ole({"Workbook": b"", "_VBA_PROJECT": b""}))) is SpreadsheetHasMacros
    assert type(refused(biff(bound_sheet("探访"), (0x01AE, b"\x01\x00\x05\x00\x00abcde")))) is SpreadsheetHasLinks
    far = (0x0203, struct.pack("<HHHd", 65_535, 255, 0, 1.0))
    assert type(refused(biff(bound_sheet("探访"), _CELL, far))) is SpreadsheetTooWide


@pytest.mark.parametrize("content", [ole({"WordDocument": b"x"}), b"\x00\x01\x02" * 100, b"%PDF-1.7\x00"])
def test_a_file_of_another_kind(content: bytes) -> None:
    assert type(refused(content)) is SpreadsheetUnknown


def test_an_archive_that_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert type(refused(out.getvalue())) is SpreadsheetBroken


def test_text_in_no_encoding_that_is_read() -> None:
    assert type(refused(b"\xff\xff\xff\x81\n\xff")) is UnreadableText


def test_a_template_of_another_kind_profile_or_version() -> None:
    visits = template(ImportKind.VISITS, profile_of("hanjiang-2023"))
    assert type(refused(visits, ImportKind.ELDERS)) is WrongTemplate
    assert type(refused(visits, profile="zaozhuang-2018")) is WrongTemplate
    assert type(refused(visits, profile="hanjiang-2023")) is SpreadsheetEmpty
    book = openpyxl.load_workbook(io.BytesIO(visits))
    book["_carevisit"]["A1"] = "visits hanjiang-2023 0"
    assert type(refused(saved(book))) is WrongTemplate


@pytest.mark.parametrize("rows", [[], [HEADS], [HEADS, [None] * 6, ["  "] * 6]])
def test_no_rows(rows: list[tuple[str, ...]]) -> None:
    assert type(refused(workbook(rows))) is SpreadsheetEmpty


def test_columns_that_are_not_known_or_stand_twice_are_named_by_their_letters() -> None:
    problem = refused(workbook([(*HEADS, "血型"), ROW]))
    assert type(problem) is UnknownColumns
    assert "(G)" in str(problem.detail_en)
    assert "血型" not in str(problem.detail_zh), "a file without headers would have a person there"
    assert "(B, G)" in str(refused(workbook([(*HEADS, "记录编号"), ROW])).detail_en)
    assert type(refused(workbook([ROW, ROW]))) is UnknownColumns


def test_more_rows_than_a_file_holds() -> None:
    lines = "\n".join(",".join(ROW) for _ in range(50_001))
    assert type(refused(f"{','.join(HEADS)}\n{lines}".encode())) is SpreadsheetTooLong


@pytest.mark.parametrize("how", ["killed", "slow"])
def test_the_death_of_the_child_is_a_clear_refusal(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if how == "slow":
        with pytest.raises(SpreadsheetTooHeavy):
            rows_of(PLAIN, within_s=0.001)
        return
    started = asyncio.create_subprocess_exec

    async def killed(*args: str, **more: int) -> asyncio.subprocess.Process:
        child = await started(*args, **more)  # type: ignore[arg-type]
        os.kill(child.pid, signal.SIGKILL)
        return child

    monkeypatch.setattr(asyncio, "create_subprocess_exec", killed)
    with pytest.raises(SpreadsheetTooHeavy):
        rows_of(PLAIN)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_file_is_not_refused_because_the_service_stops(stop: signal.Signals) -> None:
    """A supervisor signals the whole group: the next worker takes the job; its file is not at fault."""

    async def read_on() -> int:
        content, found, others = f"{','.join(HEADS)}\n" + f"{','.join(ROW)}\n" * 5_000, 0, set(children())
        async for rows in read(content.encode(), ImportKind.VISITS):
            if not found:
                (child,) = set(children()) - others  # the others are the tests' own, such as their PostgreSQL
                os.kill(child, stop)
            found += len(rows)
        return found

    assert asyncio.run(read_on()) == 5_000


@pytest.mark.parametrize("bound", ["RLIMIT_AS", "RLIMIT_CPU"])
def test_the_bounds_of_the_child_are_kept(bound: str, bounded: Callable[[str, int], None]) -> None:
    bounded(bound, {"RLIMIT_AS": 80 * 1024**2, "RLIMIT_CPU": 1}[bound])
    text = ",".join(HEADS) + "\n" + "\n".join(",".join((f"{turn:013}", *ROW[1:])) for turn in range(49_000))
    book = with_sheet("".join(
        f'<row r="{number}">{"".join(text_cell(f"{letter}{number}", f"{number}{letter}") for letter in "ABCDEFGHIJKLMNOP")}</row>'
        for number in range(1, 60_000)
    ))  # fmt: skip
    assert type(refused(book if bound == "RLIMIT_CPU" else text.encode() + book)) is SpreadsheetTooHeavy


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Gives the child narrower bounds than its own."""

    def narrow(bound: str, most: int) -> None:
        import resource

        started = asyncio.create_subprocess_exec

        async def start(*args: str, **more: object) -> asyncio.subprocess.Process:
            def limit() -> None:
                resource.setrlimit(getattr(resource, bound), (most, most))

            return await started(*args, preexec_fn=limit, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(asyncio, "create_subprocess_exec", start)

    return narrow


def test_leaving_early_ends_the_child() -> None:
    async def left() -> list[int]:
        content = f"{','.join(HEADS)}\n" + f"{','.join(ROW)}\n" * 40_000
        batches = read(content.encode(), ImportKind.VISITS)
        await anext(batches)
        await batches.aclose()
        return [pid for pid in children() if pid]

    before = set(children())
    assert set(asyncio.run(left())) <= before


def children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as listed:
        return [int(pid) for pid in listed.read().split()]
