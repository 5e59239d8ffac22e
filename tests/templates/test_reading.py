"""How cells are read: as people write them, and as office programs keep them."""
# ruff: noqa: DTZ001 - an office program's moments know no zone

import io
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit.clock import SHANGHAI
from carevisit.policy import NotApplicableReason
from carevisit.templates import ImportKind, Row, column_of, pointer_of
from carevisit.templates.cells import value_of
from carevisit.templates.columns import MODELS, Column, Says, columns_of, plain
from carevisit.templates.wrong import Refused

from .files import HEADS, ROW, saved, workbook
from .reading import rows_of

CODES = [None, "utf-8", "utf-8-sig", "utf-16", "gb18030"]
DAY, MOMENT = Column("日期", "/day", Says.DAY), Column("时间", "/at", Says.MOMENT)


def body(heads: list[str], cells: list[Any], kind: ImportKind = ImportKind.VISITS, **more: Any) -> dict[str, Any]:
    (row,) = rows_of(workbook([heads, cells], **more), kind)
    assert row.errors == ()
    assert row.body is not None
    return dict(row.body)


def wrong(heads: list[str], cells: list[Any], kind: ImportKind = ImportKind.ELDERS) -> list[tuple[str | None, str]]:
    (row,) = rows_of(workbook([heads, cells]), kind)
    assert row.body is None
    assert all(error.message and error.hint for error in row.errors)
    return [(error.column, error.code) for error in row.errors]


@pytest.mark.parametrize("encoding", CODES)
def test_a_file_says_the_same_in_every_format(encoding: str | None) -> None:
    text = f"{','.join(HEADS)}\n\n{','.join(ROW)}\n"
    content = workbook([HEADS, (), ROW]) if encoding is None else text.encode(encoding)
    (row,) = rows_of(content)
    assert (row.sheet, row.number, row.key) == ("探访" if encoding is None else "", 3, "FX-1")
    assert row.elder == "0000-0000-000"
    assert row.body == {
        "record_no": "FX-1", "started_at": "2026-11-03T09:10:00+08:00", "mode": "in_home",
        "visitor": {"name": "陈网格", "category": "grid_worker"},
    }  # fmt: skip


def test_an_old_workbook_is_read() -> None:
    """Filled in and saved as .xls by LibreOffice: a date, a time of day, a number of eighteen digits, a merged header."""
    (row,) = rows_of((Path(__file__).parent / "kept" / "visits.xls").read_bytes())
    assert row.errors == ()
    assert (row.sheet, row.number, row.key, row.name) == ("探访", 3, "20261", "林阿姨")
    assert row.body == {
        "record_no": "20261", "started_at": "2026-11-03T09:10:00+08:00", "ended_at": "2026-11-03T09:40:00+08:00",
        "mode": "in_home", "safety": {"gas": "safe", "electricity": "unsafe"},
        "visitor": {"name": "陈网格", "category": "grid_worker"},
    }  # fmt: skip


def test_semicolons_and_tabs_separate_too() -> None:
    for between in ";\t":
        text = f"{between.join(HEADS)}\n{between.join(ROW)}\n"
        assert [row.key for row in rows_of(text.encode())] == ["FX-1"]


def test_headers_are_known_however_they_are_printed() -> None:
    heads = [
        "序号",
        "＊服务对象编码（必填）",
        "记录 编号",
        "/started_at",
        "服务\n方式",
        "服务人员姓名 *",
        "服务人员类别",
    ]
    assert body(heads, [1, *ROW])["mode"] == "in_home"


def test_merged_headers_are_read_with_the_words_above_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["特殊困难老年人信息登记表"])
    sheet.append(["姓名", "居民身份证号码", "紧急联系人", None, None])
    sheet.append([None, None, "紧急联系人", "与服务对象关系", "联系电话"])
    sheet.append(["林阿姨", "999999194611040025", "林小明", "儿子", "13900000000"])
    for cells in ("A1:E1", "A2:A3", "B2:B3", "C2:E2"):
        sheet.merge_cells(cells)
    (row,) = rows_of(saved(book), ImportKind.ELDERS)
    assert row.number == 4
    assert row.body == {
        "name": "林阿姨", "id_number": "999999194611040025",
        "emergency_contact": {"name": "林小明", "relationship": "儿子", "phone": "13900000000"},
    }  # fmt: skip


def test_every_visible_sheet_is_read_and_no_hidden_one() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([HEADS, ROW], sheets=("梅洋", "延宁", "旧"))))
    book["旧"].sheet_state = "hidden"
    assert [row.sheet for row in rows_of(saved(book))] == ["梅洋", "延宁"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [(said, date(2026, 11, 3)) for said in (
        "2026-11-03", "2026/11/3", "2026.11.3", "2026年11月3日", "２０２６年１１月３日", " 2026 年 11 月 3 日 ", "20261103",
        20261103.0, 46329.0, "46329", date(2026, 11, 3), datetime(2026, 11, 3), datetime(2026, 11, 3, 9, 10), "2026-11-03 09:10",
    )] + [(45_000.0 + 1_329, date(2026, 11, 3))],
)  # fmt: skip
def test_a_day_is_read_as_it_is_written(cell: Any, day: date) -> None:
    assert value_of(DAY, cell, False) == day.isoformat()


@pytest.mark.parametrize(
    "cell",
    [
        "11月3日",
        "昨天",
        "2026-13-03",
        "2026-02-30",
        2026.11,
        2026.0,
        True,
        time(9, 10),
        -1.0,
        1e300,
        "",
        11.3,
        5.0,
        date(1900, 1, 11),
        datetime(1900, 1, 10, 7, 12),
    ],
)
def test_what_is_no_day_is_refused(cell: Any) -> None:
    with pytest.raises(Refused, match="not_a_day"):
        value_of(DAY, cell, False)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-03 21:10", "2026/11/3 21:10:00", "2026年11月3日21时10分", "2026年11月3日 下午9点10分", "２０２６-11-03 ２１：１０",
        "2026-11-03 9:10 PM", "2026-11-03T21:10:00+08:00", "2026-11-03T13:10:00Z", datetime(2026, 11, 3, 21, 10),
        46329.88194444,
    ],
)  # fmt: skip
def test_a_moment_is_read_as_it_is_written(cell: Any) -> None:
    assert value_of(MOMENT, cell, False) == datetime(2026, 11, 3, 21, 10, tzinfo=SHANGHAI)


@pytest.mark.parametrize("cell", ["2026-11-03 晚上12点", "2026-11-111:10", "2026-11-03 24:00", 11.3])
def test_what_could_be_two_moments_is_refused(cell: Any) -> None:
    with pytest.raises(Refused, match="not_a_moment"):
        value_of(MOMENT, cell, False)


def test_a_number_that_was_read_before_does_not_make_a_choice_of_yes() -> None:
    (ethnicity,) = [one for one in columns_of(ImportKind.ELDERS) if one.pointer == "/ethnicity"]
    assert value_of(ethnicity, 1.0, False) == "01"
    with pytest.raises(Refused, match="unknown_choice"):
        value_of(ethnicity, True, False)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)))
def test_a_serial_number_is_a_moment_of_either_system(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    for from_1904, zero in ((False, datetime(1899, 12, 30)), (True, datetime(1904, 1, 1))):
        read = value_of(MOMENT, (moment - zero).total_seconds() / 86_400, from_1904)
        assert read == (moment.date() if moment.time() == time() else moment.replace(tzinfo=SHANGHAI))


@pytest.mark.parametrize("from_1904", [False, True])
def test_both_systems_of_dates_are_read_from_a_workbook(from_1904: bool) -> None:
    heads = [*HEADS, "结束时间"]
    cells = ["0", "FX-1", datetime(2026, 11, 3, 9, 10), *ROW[3:], time(9, 40)]
    read = body(heads, cells, from_1904=from_1904)
    assert (read["started_at"], read["ended_at"]) == ("2026-11-03T09:10:00+08:00", "2026-11-03T09:40:00+08:00")
    serial = 46329.5 - (1462 if from_1904 else 0)
    assert (
        body(heads[:6], ["0", "FX-1", serial, *ROW[3:]], from_1904=from_1904)["started_at"]
        == "2026-11-03T12:00:00+08:00"
    )


def test_a_visit_needs_a_day_and_a_time() -> None:
    assert wrong(["服务对象编码", "开始时间"], ["0", "2026-11-03"], ImportKind.VISITS) == [("开始时间", "time_missing")]
    assert wrong(["服务对象编码", "开始时间"], ["0", date(2026, 11, 3)], ImportKind.VISITS) == [
        ("开始时间", "time_missing")
    ]
    assert wrong(["服务对象编码", "结束时间"], ["0", "9:40"], ImportKind.VISITS) == [("结束时间", "day_missing")]
    assert wrong(["服务对象编码", "开始时间"], ["0", "上午"], ImportKind.VISITS) == [("开始时间", "not_a_moment")]


def test_a_visit_needs_the_code_of_an_elder() -> None:
    assert wrong(["服务对象编码", "记录编号"], [None, "FX-1"], ImportKind.VISITS) == [("服务对象编码", "elder_missing")]


def test_a_number_of_eighteen_digits_that_was_typed_as_one_has_lost_some() -> None:
    heads = ["姓名", "居民身份证号码"]
    assert wrong(heads, ["林阿姨", 350303194611040025]) == [("居民身份证号码", "digits_lost")]
    assert wrong(heads, ["林阿姨", 350303194611040000.0]) == [("居民身份证号码", "digits_lost")]
    assert body(heads, ["林阿姨", "350303194611040025"], ImportKind.ELDERS)["id_number"] == "350303194611040025"


def test_numbers_kept_as_text_and_text_kept_as_numbers() -> None:
    heads = ["姓名", "联系电话", "月可支配收入", "能力评估得分", "民族", "居住村（居）", "是否享受低保", "档案编号"]
    cells = ["林阿姨", 13800000000, "３，８００．５元", "66", 1, 350303103201, 1, 20261]
    assert body(heads, cells, ImportKind.ELDERS) == {
        "name": "林阿姨", "phone": "13800000000", "monthly_income_yuan": 3800.5, "ability": {"score": 66}, "ethnicity": "01",
        "residence": {"place": "350303103201"}, "subsistence_allowance_told": True, "external_id": "20261",
    }  # fmt: skip
    assert wrong(["月可支配收入", "能力评估得分", "饮水是否安全"], ["三百", 1.5, "不知道"]) == [
        ("能力评估得分", "not_whole"), ("月可支配收入", "not_a_number"), ("饮水是否安全", "not_yes_or_no"),
    ]  # fmt: skip


def test_a_place_is_read_beside_its_name() -> None:
    for said in ("350303103201 梅洋村", "梅洋村（350303103201）", "３５０３０３１０３２０１"):
        assert body(["居住村（居）"], [said], ImportKind.ELDERS) == {"residence": {"place": "350303103201"}}


def test_a_cell_has_a_bound() -> None:
    assert body(["曾患病史"], ["病" * 2000], ImportKind.ELDERS) == {"medical_history": "病" * 2000}
    assert wrong(["曾患病史"], ["病" * 2001]) == [("曾患病史", "too_long")]


def test_members_of_a_list_come_in_order_and_none_means_none() -> None:
    assert body(["有无子女", "子女1姓名", "子女2姓名"], ["有", "甲", "乙"], ImportKind.ELDERS) == {
        "family": {"children": [{"name": "甲"}, {"name": "乙"}]}
    }
    assert body(["有无子女", "姓名"], ["无", "林"], ImportKind.ELDERS) == {"name": "林", "family": {"children": []}}
    assert wrong(["有无子女", "子女1姓名"], ["无", "甲"]) == [("子女1姓名", "says_none")]
    assert wrong(["子女2姓名"], ["乙"]) == [("子女2姓名", "gap")]


@pytest.mark.parametrize("reason", NotApplicableReason)
def test_a_column_may_be_declared_not_applicable(reason: NotApplicableReason) -> None:
    read = body(["姓名", "联系电话"], ["林", f"不适用：{reason.zh}"], ImportKind.ELDERS)
    assert read["not_applicable"] == [{"section": "/phone", "reason": reason.value}]
    assert wrong(["联系电话"], ["不适用：忘了"]) == [("联系电话", "unknown_reason")]


@given(st.data())
def test_choices_are_read_by_code_and_by_label_however_they_are_separated(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(ImportKind))
    column = data.draw(st.sampled_from([one for one in columns_of(kind) if one.choices]))
    chosen = data.draw(st.lists(st.sampled_from(sorted(column.choices or {})), min_size=1, max_size=6, unique=True))
    said = [data.draw(st.sampled_from([code, (column.choices or {})[code]])) for code in chosen]
    if column.says is Says.CHOICES:
        between = data.draw(st.sampled_from(["、", "，", ",", "；", "; ", " ", "\n", "、 "]))
        assert value_of(column, between.join(said), False) == chosen
        with pytest.raises(Refused, match="unknown_choice"):
            value_of(column, between.join([*said, "没有的"]), False)
    else:
        assert value_of(column, f" {said[0]} ", False) == chosen[0]


@pytest.mark.parametrize("kind", ImportKind)
def test_columns_and_pointers_name_each_other(kind: ImportKind) -> None:
    columns = columns_of(kind)
    assert len({plain(column.header) for column in columns}) == len(columns)
    for column in columns:
        if column.pointer:
            assert column_of(kind, column.pointer) == column.header
            assert pointer_of(kind, column.header) == column.pointer
    first = next(iter(MODELS[kind].model_fields))
    assert column_of(kind, f"/{first}") is not None
    assert column_of(kind, "/no_such_part") is None
    assert pointer_of(kind, "血型") is None


def test_a_pointer_of_a_rule_belongs_to_a_column() -> None:
    assert column_of(ImportKind.VISITS, "/visitor/name") == "服务人员姓名"
    assert column_of(ImportKind.VISITS, "/elder_signed") == "服务对象已签字"
    assert column_of(ImportKind.VISITS, "/services/3") == "服务项目"
    assert column_of(ImportKind.VISITS, "/needs/1/kind") == "需求2类型"
    assert column_of(ImportKind.ELDERS, "/family/children/0/lives/since") == "子女1外出时间"


def test_a_row_repeats_nothing_of_a_cell_in_what_is_wrong_with_it() -> None:
    heads = [column.header for column in columns_of(ImportKind.VISITS)]
    (row,) = rows_of(workbook([heads, ["机密" for _ in heads]]))
    assert isinstance(row, Row)
    assert row.errors
    assert "机密" not in repr(row.errors)
