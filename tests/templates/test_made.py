"""The templates as they are made: from the contract, the dictionary and the profile, and read again as they were meant."""

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from carevisit.policy import DICTIONARY, Code, Profile, Service, profiles
from carevisit.templates import ImportKind
from carevisit.templates.columns import MODELS, Column, Says, columns_of, plain
from carevisit.templates.making import ROWS, example_of, required_in, template
from carevisit.templates.marks import BESIDES
from carevisit.templates.showing import cell_of

from .files import saved
from .reading import rows_of

KINDS = [(kind, profile) for kind in ImportKind for profile in profiles().values()]
VILLAGES = ["350303103201 梅洋村", "350303103202 延宁社区"]
ELDERS = [("林阿姨", "梅洋村", "0000-0000-000")]
every_template = pytest.mark.parametrize(("kind", "profile"), KINDS, ids=lambda one: getattr(one, "name", None))


def made(kind: ImportKind, profile: Profile) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(kind, profile, VILLAGES, ELDERS)))


def filled(kind: ImportKind, profile: Profile, body: Any) -> bytes:
    """The template with a row that says this, filled in by an office program."""
    book = made(kind, profile)
    for at, column in enumerate(columns_of(kind), 1):
        said = cell_of(column, body) if column.pointer else "林阿姨"
        if said is not None:
            book[ROWS[kind]].cell(2, at).value = said
    return saved(book)


def within(body: Any, kind: ImportKind) -> Any:
    """What of a body the columns of its kind say."""
    said: dict[str, Any] = {}
    for column in columns_of(kind):
        value: Any = body
        for step in column.steps:
            value = value[int(step)] if isinstance(value, list) and int(step) < len(value) else (
                value.get(step) if isinstance(value, dict) else None)  # fmt: skip
        if value is not None and column.says not in (Says.ELDER, Says.NAME):
            said[column.pointer] = bool(value) if column.says is Says.ANY else value
    return said


@every_template
def test_what_is_filled_in_is_what_the_route_accepts(kind: ImportKind, profile: Profile) -> None:
    body = example_of(kind, profile)
    (row,) = rows_of(filled(kind, profile, body), kind, profile.name)
    assert row.errors == ()
    assert within(row.body, kind) == within(body, kind)
    named = {"elder_id": body["elder_id"], **(row.body or {})} if kind is ImportKind.VISITS else row.body
    read, meant = (MODELS[kind].model_validate(one) for one in (named, body))
    assert isinstance(read, BaseModel)
    assert within(read.model_dump(mode="json", by_alias=True), kind) == within(
        meant.model_dump(mode="json", by_alias=True), kind
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_choice_of_every_column_comes_back_as_it_was_chosen(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(ImportKind))
    profile = data.draw(st.sampled_from([*profiles().values()]))
    body: dict[str, Any] = {}
    for column in columns_of(kind):
        if column.choices and all(step != "1" and step != "2" for step in column.steps):
            code = data.draw(st.sampled_from([*column.choices]))
            at: Any = body
            for step, after in zip(column.steps, column.steps[1:], strict=False):
                inner: Any = [] if after.isdigit() else {}
                if isinstance(at, dict):
                    at = at.setdefault(step, inner)
                    continue
                if not at:
                    at.append(inner)
                at = at[0]
            at[column.steps[-1]] = [code] if column.says is Says.CHOICES else code
    (row,) = rows_of(filled(kind, profile, {"elder_id": "019ab2c4-0000-7000-8000-000000000000"} | body), kind)
    assert row.errors == ()
    assert row.body == body


@every_template
def test_an_empty_template_and_its_example_hold_no_rows(kind: ImportKind, profile: Profile) -> None:
    book = made(kind, profile)
    example = book["示例"]
    assert [cell.value for cell in example[1]] == [cell.value for cell in book[ROWS[kind]][1]]
    assert example.max_row == 2
    assert book[ROWS[kind]].max_row == 1
    body = example_of(kind, profile)
    (row,) = rows_of(filled(kind, profile, body), kind)
    assert row.sheet == ROWS[kind], "the example beside it was not read"
    assert row.number == 2


@every_template
def test_headers_bear_notes_and_required_columns_their_mark(kind: ImportKind, profile: Profile) -> None:
    required = required_in(kind, profile)
    for cell, column in zip(made(kind, profile)[ROWS[kind]][1], columns_of(kind), strict=True):
        assert plain(str(cell.value)) == plain(column.header)
        assert str(cell.value).endswith(" *") == (column.pointer in required)
        assert cell.comment is not None
        assert cell.comment.text.strip()


@pytest.mark.parametrize("profile", profiles().values(), ids=lambda one: one.name)
def test_what_the_models_and_the_profile_require_is_marked(profile: Profile) -> None:
    assert {"/filed_on", "/name", "/id_number", "/residence/place"} <= required_in(ImportKind.ELDERS, profile).keys()
    visits = required_in(ImportKind.VISITS, profile)
    assert [one for one in visits if not visits[one]] == [
        "/elder_id",
        "/started_at",
        "/mode",
        "/visitor/name",
        "/visitor/category",
    ]
    assert ("/supporters/0/phone" in required_in(ImportKind.ELDERS, profile)) == (profile.form.printed is not None)


def choices_in(book: openpyxl.Workbook, sheet: Worksheet, at: int) -> tuple[list[str], bool] | None:
    """The drop-down list of a column, and whether it keeps everything else out."""
    for rule in sheet.data_validations.dataValidation:
        if any(area.min_col == at for area in rule.sqref.ranges):
            said = str(rule.formula1)
            strict = bool(rule.showErrorMessage) and rule.errorStyle in (None, "stop")
            if said.startswith('"'):
                return said.strip('"').split(","), strict
            name, _, cells = said.partition("!")
            return [str(cell.value) for (cell,) in book[name.strip("'")][cells.replace("$", "")]], strict
    return None


@every_template
def test_drop_downs_are_the_dictionarys(kind: ImportKind, profile: Profile) -> None:
    book = made(kind, profile)
    sheet = book[ROWS[kind]]
    labels = {tuple(one.zh for one in codes) for codes in (*DICTIONARY.values(), *Code.__subclasses__())}
    seen = 0
    for at, column in enumerate(columns_of(kind), 1):
        found = choices_in(book, sheet, at)
        if column.pointer == "/services":
            assert found is not None
            assert found[0] == [Service(one).zh for one in profile.services]
        elif column.choices and column.pointer not in ("/ethnicity", "/position/datum"):
            assert found is not None
            assert tuple(found[0]) in labels, column.header
            seen += 1
        if column.says is Says.YES:
            assert found is not None
            assert found[0] == ["是", "否"]
        if column.pointer == "/residence/place":
            assert found == (VILLAGES, False), "somebody may live in a village that is not listed"
        if column.says is Says.ELDER:
            assert found == (["0000-0000-000"], True)
    assert seen


@every_template
def test_days_are_days_and_numbers_of_people_are_text(kind: ImportKind, profile: Profile) -> None:
    book = made(kind, profile)
    sheet = book["示例"]
    formats = {column.says: sheet.cell(2, at).number_format for at, column in enumerate(columns_of(kind), 1)
               if sheet.cell(2, at).value is not None}  # fmt: skip
    assert formats[Says.TEXT] == "@"
    assert formats.get(Says.DAY, "yyyy-mm-dd") == "yyyy-mm-dd"
    assert formats.get(Says.MOMENT, "yyyy-mm-dd hh:mm") == "yyyy-mm-dd hh:mm"


@every_template
def test_a_template_says_of_what_it_is_made_where_nobody_sees_it(kind: ImportKind, profile: Profile) -> None:
    book = made(kind, profile)
    assert book["_carevisit"].sheet_state == "veryHidden"
    assert book["_carevisit"]["A1"].value == f"{kind} {profile.name} 1"
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert set(visible) - set(BESIDES) == {ROWS[kind]}
    assert book.active.title == ROWS[kind]


def test_columns_beyond_the_profiles_form_are_folded_away() -> None:
    def folded(kind: ImportKind, name: str) -> set[str]:
        sheet = made(kind, profiles()[name])[ROWS[kind]]
        spans = [one for one in sheet.column_dimensions.values() if one.hidden]
        return {
            column.pointer for at, column in enumerate(columns_of(kind), 1) if any(s.min <= at <= s.max for s in spans)
        }

    assert "/health_told" in folded(ImportKind.ELDERS, "hanjiang-2023")
    assert "/living/water_safe" in folded(ImportKind.ELDERS, "zaozhuang-2018")
    assert folded(ImportKind.VISITS, "hanjiang-2023") == set()


def test_text_is_never_a_formula() -> None:
    content = template(
        ImportKind.VISITS, profiles()["hanjiang-2023"], (), [('=HYPERLINK("http://x")', "+x", "0000-0000-000")]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content))["可探访对象"]
    assert sheet["A2"].value == '=HYPERLINK("http://x")'
    assert rows_of(saved_with_row(content), ImportKind.VISITS)


def saved_with_row(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["可探访对象"]["A2"].data_type = "s"
    book[ROWS[ImportKind.VISITS]]["A2"] = "0000-0000-000"
    return saved(book)


def test_every_field_of_a_form_has_a_column() -> None:
    from carevisit.policy import FORMS, form_of
    from carevisit.templates.columns import OPERATIONS

    for kind in (ImportKind.ELDERS, ImportKind.VISITS):
        known = {column.pointer for column in columns_of(kind)}
        sections = {
            "/".join(pointer.split("/")[: turn + 1]) for pointer in known for turn in range(len(pointer.split("/")))
        }
        for form in FORMS:
            for one in form_of(form):
                if one.sheet == OPERATIONS[kind]:
                    assert one.sent.replace("*", "0") in known | sections, one


def test_a_column_is_of_the_kind_that_the_contract_says() -> None:
    said: dict[str, Column] = {column.pointer: column for column in columns_of(ImportKind.VISITS)}
    assert said["/mode"].says is Says.CHOICE
    assert said["/services"].says is Says.CHOICES
    assert said["/started_at"].says is Says.MOMENT
    assert said["/household_change/by"].says is Says.WHOLE
    assert said["/visitor_signed"].says is Says.YES
    assert said["/unmentioned"].yes == "unchanged"
