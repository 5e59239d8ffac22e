"""Exports: what a caller's own lists show, as files."""

import csv
import io
from datetime import datetime
from typing import Any

import openpyxl
import orjson
import pytest
from python_calamine import CalamineWorkbook

from conftest import VILLAGE, World
from jobs.following import ended, exported

LISTS = ("elders", "visits", "needs", "risks", "coverage", "worklist")
NAME = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module", autouse=True)
def scene(world: World) -> str:
    """Elders with visits, needs and risks, one of a name that a spreadsheet would carry out."""
    found: dict[str, Any] = {
        "needs": [{"kind": "comfort", "note": "+想有人说话"}], "risks": [{"kind": "fall", "severity": "major", "note": "地滑"}],
    }  # fmt: skip
    elder = world.register("guide", name=NAME)
    world.hand_in("agency", elder, 3, record_no="FX-1", **found)
    world.hand_in("liaison", world.register("guide"), 2)
    return elder


def pages(world: World, who: str, kind: str) -> list[dict[str, Any]]:
    """What the caller's own GETs show, page by page."""
    items, cursor = [], None
    while True:
        more = {} if kind == "coverage" else {"limit": 1}
        answer = world.as_(who).get(f"/v1/{kind}", params=more | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        cursor = answer.json().get("next_cursor")
        if cursor is None:
            return items


def said(value: Any) -> Any:
    """What a row says, without the members that say nothing."""
    if isinstance(value, list):
        return [said(one) for one in value]
    return {name: said(one) for name, one in value.items() if one is not None} if isinstance(value, dict) else value


@pytest.mark.parametrize("who", ["guide", "agency", "liaison", "city", "platform"])
@pytest.mark.parametrize("kind", LISTS)
def test_an_export_holds_exactly_what_the_makers_own_list_shows(world: World, who: str, kind: str) -> None:
    rows = [orjson.loads(line) for line in exported(world, who, kind, "ndjson").content.splitlines()]
    for row in rows:
        assert row.pop("exported_by").endswith(f"({world.secrets[who][0]})")
        assert abs((datetime.fromisoformat(row.pop("exported_at")) - datetime.now().astimezone()).total_seconds()) < 60
    # the city reads no cases, so its work is visits alone, and on most days none of these elders' is due
    assert rows or (who, kind) == ("city", "worklist")
    assert said(rows) == said(pages(world, who, kind))


@pytest.mark.parametrize("kind", LISTS)
def test_a_workbook_and_csv_hold_the_same_rows(world: World, kind: str) -> None:
    told = exported(world, "guide", kind, "csv")
    assert told.headers["content-type"].startswith("text/csv")
    assert told.text.startswith("\ufeff")
    lines = list(csv.DictReader(io.StringIO(told.text.removeprefix("\ufeff"))))
    content = exported(world, "guide", kind, "xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    assert list(head) == list(lines[0])
    assert len(rows) == len(lines) == len(pages(world, "guide", kind))
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0] == list(head)
    ids = [name for name in head if name in ("id", "elder_id", "place")]
    assert ids
    for name in ids:
        assert [row[head.index(name)] for row in rows] == [line[name] for line in lines]


def test_a_list_in_a_row_is_a_cell_of_codes(world: World) -> None:
    shown = {
        item["elder_id"]: " ".join(one["code"] for one in item["reasons"]) for item in pages(world, "guide", "worklist")
    }
    lines = csv.DictReader(io.StringIO(exported(world, "guide", "worklist", "csv").text.removeprefix("\ufeff")))
    book = openpyxl.load_workbook(io.BytesIO(exported(world, "guide", "worklist", "xlsx").content))
    head, *rows = list(book.active.iter_rows(values_only=True))
    assert any(shown.values())
    assert {line["elder_id"]: line["reasons"] for line in lines} == shown
    assert {row[head.index("elder_id")]: row[head.index("reasons")] or "" for row in rows} == shown


def test_no_cell_is_ever_a_formula(world: World) -> None:
    told = list(csv.DictReader(io.StringIO(exported(world, "guide", "elders", "csv").text.removeprefix("\ufeff"))))
    assert "'" + NAME in {row["name"] for row in told}
    book = openpyxl.load_workbook(io.BytesIO(exported(world, "guide", "elders", "xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert NAME in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells if cell.value != NAME}
    (found,) = [cell for cell in cells if cell.value == NAME]
    assert b"<f>" not in exported(world, "guide", "elders", "xlsx").content
    assert found.data_type in ("s", "inlineStr", "f")


def test_a_workbook_has_days_and_moments_as_such_and_says_who_made_it_on_every_page(world: World) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(world, "guide", "visits", "xlsx").content))
    head, first, *_ = list(book.active.iter_rows(values_only=True))
    row = dict(zip(head, first, strict=True))
    shown = pages(world, "guide", "visits")[0]
    assert isinstance(row["started_at"], datetime)
    assert row["day"].date().isoformat() == shown["day"]
    assert row["late"] is False
    assert row["exported_by"] == "guide (guide)"
    assert book.active.oddFooter.left.text.startswith("guide (guide) 2")
    assert book.active.freeze_panes == "A2"


def test_an_export_of_nothing_has_its_columns(world: World) -> None:
    told = exported(world, "guide", "visits", "csv", mode="phone")
    assert told.text.startswith("\ufeffid,elder_id,place,")
    assert told.text.count("\n") == 1
    sheet = openpyxl.load_workbook(io.BytesIO(exported(world, "guide", "visits", "xlsx", mode="phone").content)).active
    assert sheet.max_row == 1
    assert exported(world, "guide", "visits", "ndjson", mode="phone").content == b""


def test_the_filters_are_those_of_the_list(world: World, scene: str) -> None:
    lines = exported(world, "guide", "visits", "ndjson", elder_id=scene, mode="in_home").content.splitlines()
    assert [orjson.loads(line)["record_no"] for line in lines] == ["FX-1"]
    assert exported(world, "guide", "elders", "ndjson", overdue="true", place=VILLAGE).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "where"),
    [
        ({"kind": "visits", "filters": {"mode": "by_post"}}, 422, "/filters/mode"),
        ({"kind": "visits", "filters": {"from": "yesterday"}}, 422, "/filters/from"),
        ({"kind": "visits", "filters": {"limit": "5"}}, 422, "/filters/limit"),
        ({"kind": "visits", "filters": {"a b": "x"}}, 422, "/filters/…"),
        ({"kind": "elders", "filters": {"group": "下厝"}}, 422, "?place"),
        ({"kind": "elders", "filters": {"overdue": True}}, 422, "/filters/overdue"),
        ({"kind": "letters"}, 422, "/kind"),
        ({"kind": "visits", "format": "ods"}, 422, "/format"),
        ({"kind": "visits", "filters": {"place": "350303104201"}}, 404, None),
    ],
)
def test_what_the_list_refuses_is_refused_at_once(
    world: World, asked: dict[str, Any], status: int, where: str | None
) -> None:
    answer = world.as_("guide").post("/v1/exports", json=asked)
    assert answer.status_code == status, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == ([where] if where else [])


def test_an_export_needs_the_scope_of_its_list(world: World) -> None:
    assert world.as_("app").post("/v1/exports", json={"kind": "needs"}).status_code == 403
    assert world.as_("nobody").post("/v1/exports", json={"kind": "needs"}).status_code == 401
    job = ended(world, "app", world.as_("app").post("/v1/exports", json={"kind": "visits", "format": "csv"}))
    assert (job["kind"], job["state"], job["progress"]["done"]) == ("export.visits", "done", job["result"]["accepted"])
