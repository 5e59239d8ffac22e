"""Imports: rows are tried, reported, committed and kept, each as its single route would."""

import io
from datetime import datetime, time
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from carevisit.imports.marked import Marked, Outcome
from carevisit.imports.wrong import Seen
from carevisit.policy import profile_of
from carevisit.templates import ImportKind, Row
from carevisit.templates.making import template
from conftest import VILLAGE, World
from jobs.importing import as_csv, committed, report, row, sent, tried
from scene import registration
from templates.files import HEADS, ROW, workbook
from templates.reading import rows_of


@pytest.fixture(scope="module")
def elders(world: World) -> list[str]:
    return [world.register("guide", name=f"林阿姨{turn}") for turn in range(4)]


def record_nos(world: World, who: str = "agency") -> set[str]:
    """The numbers of the visits that somebody reads."""
    items = world.as_(who).get("/v1/visits", params={"limit": 500}).json()["items"]
    return {item["record_no"] for item in items}


def entries(world: World) -> int:
    (found,) = world.ask("SELECT count(*) AS n FROM entry")
    return int(found["n"])


def cells(world: World, who: str, job: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a job's workbook, by their headers."""
    (file,) = job["result"]["files"]
    sheet = openpyxl.load_workbook(io.BytesIO(world.as_(who).get(file["href"]).content)).active
    head, *rows = sheet.iter_rows()
    return [{name.value: cell for name, cell in zip(head, one, strict=True)} for one in rows]


def test_a_file_is_tried_and_waits_and_nothing_is_kept(world: World, elders: list[str]) -> None:
    before = entries(world)
    job = tried(world, "agency", [row(elder, f"T-{turn}") for turn, elder in enumerate(elders)])
    assert (job["kind"], job["state"], job["ended_at"]) == ("import.visits", "waiting", None)
    assert job["expires_at"] is not None
    assert job["progress"] == {"done": 4, "total": 4}
    assert (job["result"]["accepted"], job["result"]["refused"]) == (4, 0)
    assert report(world, "agency", job) == []
    assert entries(world) == before
    assert not record_nos(world) & {"T-0", "T-1"}


def test_what_is_committed_is_what_the_single_route_records(world: World, elders: list[str]) -> None:
    job = tried(world, "agency", [row(elders[0], "C-1", 3), row(elders[0], "C-2", 2)])
    done = committed(world, "agency", job)
    assert (done["state"], done["result"]["accepted"], done["result"]["refused"]) == ("done", 2, 0)
    found = world.as_("agency").get("/v1/visits", params={"record_no": "C-2"}).json()["items"]
    assert [(one["elder_id"], one["mode"]) for one in found] == [(elders[0], "phone")]
    by_route = world.hand_in("agency", elders[0], 1, record_no="C-3", mode="phone")
    assert by_route["running_no"] == found[0]["running_no"] + 1


def test_what_is_wrong_with_a_row_is_in_the_report_and_its_valid_neighbours_are_kept(
    world: World, elders: list[str]
) -> None:
    rows = [
        row(elders[0], "W-1"), row(elders[0], "W-2", started_at="昨天"), row(elders[1], "W-3", hours_ago=-5),
        row(elders[1], ""), row(elders[2], "W-1"), row(elders[2], "W-4", elder_id="AAAA-AAAA-AAA"),
    ]  # fmt: skip
    job = tried(world, "agency", rows)
    assert (job["result"]["accepted"], job["result"]["refused"]) == (1, 5)
    items = report(world, "agency", job)
    assert {(item["row"], item["column"], item["code"]) for item in items} >= {
        (3, "开始时间", "not_a_moment"), (6, "记录编号", "number_twice"), (5, "记录编号", "missing"),
        (7, "服务对象编码", "code_mistyped"),
    }  # fmt: skip
    assert {item["row"] for item in items} == {3, 4, 5, 6, 7}
    assert all(item["message"] and item["hint"] for item in items)
    assert "昨天" not in str(items)
    assert committed(world, "agency", job)["result"] | {"files": []} == {"accepted": 1, "refused": 5, "files": []}
    assert record_nos(world) & {"W-1", "W-2", "W-3", "W-4"} == {"W-1"}
    assert {item["row"] for item in report(world, "agency", job)} == {3, 4, 5, 6, 7}


def test_the_report_comes_page_by_page(world: World, elders: list[str]) -> None:
    job = tried(world, "agency", [row(elders[0], f"P-{turn}", mode="骑马") for turn in range(150)])
    rows, path, params = [], f"/v1/jobs/{job['id']}/report", {"limit": 40}
    while True:
        page = world.as_("agency").get(path, params=params).json()
        rows += [item["row"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert rows == [*range(2, 152)]


def test_the_mended_file_is_sent_again_without_harm(world: World, elders: list[str]) -> None:
    good, bad = row(elders[0], "M-1", 4), row(elders[1], "M-2", 4)
    first = committed(world, "agency", tried(world, "agency", [good, bad | {"/mode": "骑马"}]))
    assert (first["result"]["accepted"], first["result"]["refused"]) == (1, 1)
    before = entries(world)
    again = tried(world, "agency", [good, bad])
    assert (again["result"]["accepted"], again["result"]["refused"]) == (2, 0)
    done = committed(world, "agency", again)
    assert (done["result"]["accepted"], done["result"]["refused"]) == (2, 0)
    assert entries(world) == before + 1


def test_a_number_that_bears_another_record_is_a_row_error_that_names_it(world: World, elders: list[str]) -> None:
    committed(world, "agency", tried(world, "agency", [row(elders[0], "N-1", 4)]))
    (there,) = world.as_("agency").get("/v1/visits", params={"record_no": "N-1"}).json()["items"]
    job = tried(world, "agency", [row(elders[0], "N-1", 5)])
    (item,) = report(world, "agency", job)
    assert (item["row"], item["column"], item["code"]) == (2, "记录编号", "record_no_reused")
    assert there["id"] in item["message"]


def test_the_workbook_has_the_senders_rows_with_what_is_wrong_marked_in_the_cell(
    world: World, elders: list[str]
) -> None:
    rows = [row(elders[0], "B-1", 4), row(elders[1], "B-2", mode="骑马")]
    job = tried(world, "agency", rows)
    seen = cells(world, "agency", job)
    done = cells(world, "agency", committed(world, "agency", job))
    (there,) = world.as_("agency").get("/v1/visits", params={"record_no": "B-1"}).json()["items"]
    for (accepted, refused), said in (
        (seen, ("核对通过", None, None)),
        (done, ("已接收", there["id"], there["running_no"])),
    ):
        assert (accepted["记录编号"].value, refused["记录编号"].value) == ("B-1", "B-2")
        assert tuple(accepted[name].value for name in ("处理结果", "系统编号", "第几次")) == said
        assert tuple(refused[name].value for name in ("处理结果", "系统编号", "第几次")) == ("未接收", None, None)
        assert refused["服务方式"].value == "骑马"
        assert refused["服务方式"].fill.fgColor.rgb == "FFFFC7CE"
        assert "选项" in refused["服务方式"].comment.text
        assert accepted["服务方式"].comment is None
        assert refused["原行号"].value == 3


def test_all_is_committed_only_where_every_row_is_proven(world: World, elders: list[str]) -> None:
    http, good = world.as_("agency"), row(elders[0], "A-1", 4)
    job = tried(world, "agency", [good, row(elders[0], "A-2", mode="骑马")])
    answer = http.post(f"/v1/jobs/{job['id']}/commit", json={"mode": "all"})
    assert (answer.status_code, answer.json()["code"]) == (409, "rows_refused")
    job = tried(world, "agency", [good, row(elders[0], "A-3", 3)])
    world.hand_in("agency", elders[0], 2, record_no="A-3")  # meanwhile, by another way
    failed = committed(world, "agency", job, "all")
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "rows_refused")
    assert "A-1" not in record_nos(world)
    job = tried(world, "agency", [good, row(elders[0], "A-4", 3)])
    assert committed(world, "agency", job, "all")["result"]["accepted"] == 2
    assert record_nos(world) >= {"A-1", "A-4"}


def test_a_job_is_committed_once(world: World, elders: list[str]) -> None:
    http, job = world.as_("agency"), tried(world, "agency", [row(elders[0], "O-1", 4)])
    committed(world, "agency", job)
    for again in ({"mode": "valid_rows"}, {"mode": "all"}):
        answer = http.post(f"/v1/jobs/{job['id']}/commit", json=again)
        assert (answer.status_code, answer.json()["code"]) == (409, "job_does_not_wait")


def test_what_waits_is_cancelled_and_then_keeps_nothing(world: World, elders: list[str]) -> None:
    http, job = world.as_("agency"), tried(world, "agency", [row(elders[0], "X-1", 4)])
    assert http.post(f"/v1/jobs/{job['id']}/cancellation").json()["state"] == "cancelled"
    assert world.ask("SELECT FROM job_piece WHERE job = %s", job["id"]) == []
    answer = http.post(f"/v1/jobs/{job['id']}/commit", json={"mode": "valid_rows"})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_does_not_wait")


def test_the_upload_is_gone_when_the_job_ends_and_the_report_stays(world: World, elders: list[str]) -> None:
    job = tried(world, "agency", [row(elders[0], "U-1", 4), row(elders[0], "U-2", mode="骑马")])
    committed(world, "agency", job)
    files = {one["file"] for one in world.ask("SELECT file FROM job_piece WHERE job = %s", job["id"])}
    assert files == {-3, 0}
    assert len(report(world, "agency", job)) == 1


@pytest.mark.parametrize("who", ["guide", "supervisor", "liaison", "far_guide"])
def test_an_import_of_another_is_not_there(world: World, elders: list[str], who: str) -> None:
    job, http = tried(world, "agency", [row(elders[0], "S-1", 4)]), world.as_(who)
    assert http.get(f"/v1/jobs/{job['id']}/report").json()["code"] == "job_not_found"
    answer = http.post(f"/v1/jobs/{job['id']}/commit", json={"mode": "valid_rows"})
    assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")
    world.as_("agency").post(f"/v1/jobs/{job['id']}/cancellation")


def test_an_import_needs_the_rights_of_its_kinds_route(world: World) -> None:
    for who, kind, status in (
        ("agency", "elders", 403), ("platform", "visits", 403), ("city", "visits", 403), ("agency", "letters", 422),
        ("guide", "", 422),
    ):  # fmt: skip
        answer = sent(world, who, [], kind)
        assert answer.status_code == status, (who, kind, answer.text)


def test_a_file_that_is_refused_whole_fails_its_job(world: World) -> None:
    job = tried(world, "agency", b"%PDF-1.7")
    assert (job["state"], job["result"]) == ("failed", None)
    assert job["problem"]["code"] in ("spreadsheet_unknown", "unknown_columns")


def test_the_workbook_of_a_result_is_read_again_as_what_was_sent() -> None:
    heads = [*HEADS, "结束时间", "备注", "变化人数", "服务人员已签字", "服务对象姓名"]
    moments = (datetime(2026, 11, 3, 9, 10, 7), "2026年11月3日 9:10", 46329.382)  # noqa: DTZ001 - as in a file
    sent_ = [[ROW[0], f"FX-{turn}", moment, *ROW[3:], time(19, 40), "甲\n乙_x000D_=1", 2.0, True, "林阿姨"]
             for turn, moment in enumerate(moments)]  # fmt: skip
    rows = rows_of(workbook([heads, *sent_])) + rows_of(
        f'{",".join(HEADS)},备注\n{",".join(ROW)},"甲\r\n乙"\n'.encode()
    )
    book = Marked(ImportKind.VISITS, "陈")
    content = book.rows(rows, [Outcome((), str(uuid4()), 1) for _ in rows]) + book.end()
    again = rows_of(content)
    assert all(row.body and not row.errors for row in rows)
    assert [(one.body, one.elder, one.name) for one in again] == [(one.body, one.elder, one.name) for one in rows]


def test_a_number_that_stands_on_another_sheet_too_is_told_with_that_sheet() -> None:
    seen = Seen(ImportKind.VISITS)
    first, other = (Row(sheet, number, "S-1", {}) for sheet, number in (("梅洋", 3), ("延宁", 5)))
    assert seen.judged(first).errors == ()
    (error,) = seen.judged(other).errors
    assert (error.code, error.column) == ("number_twice", "记录编号")
    assert "工作表“梅洋”第 3 行" in error.message
    (error,) = seen.judged(Row("梅洋", 9, "S-1", {})).errors
    assert "梅洋" not in error.message


def test_an_agency_that_serves_places_of_several_profiles_sends_the_template_of_any(world: World) -> None:
    for name in ("hanjiang-2023", "zaozhuang-2018"):
        job = tried(world, "agency", template(ImportKind.VISITS, profile_of(name)))
        assert job["problem"]["code"] == "spreadsheet_empty", "it is the right one, though nobody filled it in"
    job = tried(world, "liaison", template(ImportKind.VISITS, profile_of("zaozhuang-2018")))
    assert job["problem"]["code"] == "wrong_template"


def test_a_file_that_is_refused_whole_says_where(world: World, elders: list[str]) -> None:
    content = as_csv([row(elders[0], "Q-1") | {"血型": "不可外泄"}])
    for sent_, code, where in ((content, "unknown_columns", "J）"),
                               (as_csv([row(elders[0], "=1+1")]), "spreadsheet_has_formulas", "B2）")):  # fmt: skip
        job = tried(world, "agency", sent_)
        assert job["problem"]["code"] == code
        assert where in job["problem"]["detail"]
        assert where in next(
            one["problem"]["detail"]
            for one in world.as_("agency").get("/v1/jobs").json()["items"]
            if one["id"] == job["id"]
        )
        (kept,) = world.ask("SELECT detail FROM job WHERE id = %s", job["id"])
        assert where.encode() not in kept["detail"]


def person(name: str, number: str, **changes: Any) -> dict[str, Any]:
    return {
        "/external_id": number, "/name": name, "/residence/place": VILLAGE, "/residence/detail": "12 号",
        "/id_number": registration()["id_number"],
        "/filed_on": "2026-11-01", "/phone": "13800000000", "/emergency_contact/name": "林小明",
        "/emergency_contact/relationship": "son", "/emergency_contact/phone": "13900000001",
    } | {f"/{name}": value for name, value in changes.items()}  # fmt: skip


def test_a_liaisons_registrations_become_candidates(world: World) -> None:
    job = tried(world, "liaison", [person("王阿婆", "E-1"), person("王阿公", "E-2")], "elders")
    assert (job["result"]["accepted"], job["result"]["refused"]) == (2, 0), report(world, "liaison", job)
    assert committed(world, "liaison", job)["result"]["accepted"] == 2
    (found,) = world.as_("liaison").get("/v1/elders", params={"external_id": "E-2"}).json()["items"]
    assert (found["name"], found["state"]) == ("王阿公", "candidate")


def test_two_files_of_one_person_in_one_file_are_a_row_error(world: World) -> None:
    one, other = person("林一", "I-1"), person("林二", "I-2")
    rows = [one, other | {"/id_number": one["/id_number"].lower()}]
    job = tried(world, "liaison", rows, "elders")
    assert [(item["row"], item["code"]) for item in report(world, "liaison", job)] == [(3, "id_number_twice")]
    world.as_("liaison").post(f"/v1/jobs/{job['id']}/cancellation")


def test_candidates_are_listed(world: World) -> None:
    rows = [
        {"/external_id": f"L-{turn}", "/name": f"陈{turn}", "/residence/place": VILLAGE, "/source": "other"}
        for turn in range(3)
    ]
    job = tried(world, "liaison", rows, "candidates")
    assert (job["result"]["accepted"], job["result"]["refused"]) == (3, 0), report(world, "liaison", job)
    assert committed(world, "liaison", job, "all")["result"]["accepted"] == 3
    assert "陈2" in world.as_("liaison").get("/v1/census/candidates", params={"limit": 500}).text


def test_a_csv_of_chinese_headers_in_gb18030_is_read(world: World, elders: list[str]) -> None:
    text = as_csv([row(elders[0], "G-1", 4)]).decode()
    job = tried(world, "agency", text.replace("/record_no", "记录编号").encode("gb18030"))
    assert (job["result"]["accepted"], job["result"]["refused"]) == (1, 0)
    world.as_("agency").post(f"/v1/jobs/{job['id']}/cancellation")
