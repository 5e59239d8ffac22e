"""A workbook written row by row, as two other programs read it."""

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from carevisit.workbook import Workbook


def read_back(*rows: list[Any], columns: list[str] | None = None, footer: str = "x") -> tuple[Any, list[list[Any]]]:
    """The sheet, and its rows without the head as the other reader has them."""
    names = columns or [f"c{number}" for number in range(len(rows[0]))]
    book = Workbook("名单", names, footer)
    content = book.rows(rows[:1]) + book.rows(rows[1:]) + book.end()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return sheet, CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("名单").to_python()[1:]


def test_every_kind_of_value_comes_back_as_it_was() -> None:
    moment = datetime(2026, 11, 30, 16, 30, 1, tzinfo=UTC)
    values = ["林阿姨", 812, 0.9729, True, False, date(2026, 2, 28), moment]
    sheet, rows = read_back([*values, None, "last"])
    there = [cell.value for cell in sheet[2]]
    shanghai = datetime(2026, 12, 1, 0, 30, 1)  # noqa: DTZ001 - a cell knows no zone
    assert there == [*values[:5], datetime(2026, 2, 28), shanghai, None, "last"]  # noqa: DTZ001
    assert rows == [["林阿姨", 812.0, 0.9729, True, False, date(2026, 2, 28), shanghai, "", "last"]]


def test_text_is_text_whatever_it_holds() -> None:
    texts = ["=1+1", "+1", "-1", "@x", "<b>&amp;\"'", "_x0041_", " a \n b ", "00123", "1E5", "TRUE", "㟃萩"]
    sheet, rows = read_back(texts)
    assert rows == [texts]
    assert [str(cell.value).replace("_x005F_", "_") for cell in sheet[2]] == texts  # openpyxl shows the escape itself


def test_what_xml_can_not_hold_is_replaced_and_what_a_cell_can_not_hold_is_cut() -> None:
    _, rows = read_back(["a\x00b\x0bc\uffff", "x" * 40_000])
    assert rows[0][0] == "a\ufffdb\ufffdc\ufffd"
    assert len(rows[0][1]) == 32_767


def test_many_columns_have_their_letters_and_many_rows_their_turn() -> None:
    sheet, rows = read_back(*([turn] * 703 for turn in range(1_200)))
    assert (sheet.max_column, sheet.max_row) == (703, 1_201)
    assert sheet["AAA1201"].value == 1_199
    assert [row[0] for row in rows] == list(range(1_200))


def test_the_footer_is_printed_as_it_is_written() -> None:
    sheet, _ = read_back(["x"], footer="陈 & 林 <2026>")
    assert sheet.oddFooter.left.text == "陈 && 林 <2026>"
