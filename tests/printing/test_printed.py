"""Forms over HTTP: what a reader may see is printed, on the copies that they keep, under a code that verifies it."""

from typing import Any

import httpx
import pytest

from attachments.files import PNG, attached
from conftest import World, registration
from forms.test_forms_round_trip import REGISTRATION, VISIT
from paper.reading import code_of, fonts_of, missing_in, pages_of, pictures_in, words_in, words_of

WORDS = {"pdf": words_of, "docx": words_in}


@pytest.fixture(scope="module")
def elder(world: World) -> str:
    """An elder of whom every field of every form is told."""
    answer = world.as_("guide").post("/v1/elders", json=REGISTRATION)
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


@pytest.fixture(scope="module")
def visit(world: World, elder: str) -> str:
    """A visit of the agency, with every field of annex 4."""
    id: str = world.hand_in("agency", elder, **{**VISIT, "mode": "in_home", "mode_note": None})["id"]
    return id


def printed(world: World, who: str, path: str, **params: Any) -> bytes:
    answer = world.as_(who).get(f"/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.content


def refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_file_is_printed_with_its_boxes_ticked_and_the_copy_named(world: World, elder: str, kind: str) -> None:
    words = WORDS[kind](printed(world, "guide", f"elders/{elder}/form.{kind}", form="annex3"))
    tick = "□√" if kind == "pdf" else "☑"
    for said in ("附件3", "特殊困难老年人信息登记表", "乡镇（街道）存", "王大爷", REGISTRATION["id_number"], "梧塘镇", "新屋4号",
                 f"{tick}中度失能", f"{tick}低保、低保边缘", f"{tick}留守老年人", f"{tick}重残老年人", f"{tick}重点对象", "李秀英",
                 "配偶", f"{tick}有领取养老保险，每月180.5元", "高龄津贴、护理补贴", f"{tick}志愿者", "刘主任", "每周送菜一次",
                 "（陈登记）"):  # fmt: skip
        assert said in words, said
    assert "县级民政部门存" not in words


def test_the_file_prints_on_one_page_with_its_font(world: World, elder: str) -> None:
    made = printed(world, "supervisor", f"elders/{elder}/form.pdf", form="annex3")
    assert (pages_of(made), missing_in(made)) == (1, 0)
    assert all(fonts_of(made).values())
    assert "县级民政部门存" in words_of(made)


def test_the_form_of_zaozhuang_prints_every_person(world: World, elder: str) -> None:
    words = words_of(printed(world, "supervisor", f"elders/{elder}/form.pdf", form="zaozhuang"))
    for said in ("农村留守老年人信息采集表", "汉族", "●男", "●半失能", "●贫困", "王大勇", "陈小丽", "王小燕", "务工（王大勇务工）",
                 "福建省厦门市（陈小丽的工地）", "王建军", "赵婶", "刘书记", "●中共党员"):  # fmt: skip
        assert said in words, said


def test_the_profile_in_force_chooses_the_form(world: World, elder: str) -> None:
    assert "特殊困难老年人信息登记表" in words_of(printed(world, "guide", f"elders/{elder}/form.pdf"))


def test_a_print_hides_what_the_file_hides(world: World, elder: str) -> None:
    shown = world.as_("liaison").get(f"/v1/elders/{elder}").json()
    words = words_of(printed(world, "liaison", f"elders/{elder}/form.pdf", form="annex3"))
    assert shown["id_number"] in words
    for hidden in (REGISTRATION["id_number"], "380.5", "180.5", "高龄津贴", "县级民政部门存", "□√低保"):
        assert hidden not in words, hidden
    service = words_of(printed(world, "agency", f"elders/{elder}/form.pdf", form="annex3"))
    for hidden in (shown["id_number"], "李秀英", "王大勇", "刘主任"):
        assert hidden not in service, hidden


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_record_is_printed_with_its_number_and_its_marks(world: World, visit: str, kind: str) -> None:
    words = WORDS[kind](printed(world, "agency", f"visits/{visit}/form.{kind}"))
    tick = "□√" if kind == "pdf" else "☑"
    for said in ("附件4", "涵江区特殊困难老年人探访关爱服务记录表", "第1次", f"{tick}上门探访", f"{tick}增加2人", f"{tick}较差",
                 f"{tick}严重疾病名称：肺炎", f"{tick}较安全", f"{tick}不安全", "已联系村医", "服务人员类别：网格员", "（陈网格）",
                 "未签字：不会书写", "服务力量所在单位存"):  # fmt: skip
        assert said in words, said


@pytest.mark.parametrize(
    ("who", "own", "others"),
    [("supervisor", "district", "township"), ("guide", "township", "provider"), ("agency", "provider", "district"),
     ("platform", "district", "provider")],
)  # fmt: skip
def test_only_the_copies_that_the_reader_keeps_are_printed(
    world: World, visit: str, who: str, own: str, others: str
) -> None:
    kept = {"district": "县级民政部门存", "township": "乡镇（街道）存", "provider": "服务力量所在单位存"}[own]
    assert kept in words_of(printed(world, who, f"visits/{visit}/form.pdf", copy=own))
    refused(world.as_(who).get(f"/v1/visits/{visit}/form.pdf", params={"copy": others}), 403, "forbidden")


def test_to_a_stranger_a_copy_is_of_nobody(world: World, elder: str, visit: str) -> None:
    for copy in ("district", "township", "provider"):
        refused(
            world.as_("far_guide").get(f"/v1/elders/{elder}/form.pdf", params={"copy": copy}), 404, "elder_not_found"
        )
        refused(
            world.as_("rival_agency").get(f"/v1/visits/{visit}/form.pdf", params={"copy": copy}), 404, "visit_not_found"
        )


def test_a_village_prints_a_file_that_nobody_files(world: World, elder: str) -> None:
    words = words_of(printed(world, "liaison", f"elders/{elder}/form.pdf"))
    assert "部门存" not in words
    assert "（街道）存" not in words
    refused(world.as_("liaison").get(f"/v1/elders/{elder}/form.pdf", params={"copy": "township"}), 403, "forbidden")


def test_an_attached_signature_is_printed(world: World, elder: str) -> None:
    record = world.hand_in("agency", elder, hours_ago=3)["id"]
    before = printed(world, "agency", f"visits/{record}/form.pdf")
    attached(world, "agency", f"visits/{record}", PNG, "服务对象签字.png", "image/png")
    attached(world, "agency", f"visits/{record}", PNG, "灶台.png", "image/png")
    assert [pictures_in(one, "pdf") for one in (before, printed(world, "agency", f"visits/{record}/form.pdf"))] == [
        0,
        1,
    ]
    in_word = printed(world, "agency", f"visits/{record}/form.docx")
    assert pictures_in(in_word, "docx") == 1  # that of the code is in the foot


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ("annex3", "特殊困难老年人信息登记表"), ("annex4", "涵江区特殊困难老年人探访关爱服务记录表"),
        ("zaozhuang", "农村留守老年人信息采集表"),
    ],
)  # fmt: skip
def test_an_empty_form_says_nothing_of_the_elder(world: World, elder: str, form: str, title: str) -> None:
    words = words_of(printed(world, "liaison", f"elders/{elder}/form.pdf", form=form, blank=True))
    assert title in words
    assert not any(said in words for said in ("王大爷", "√", "●", "打印"))


def test_annex_4_of_a_file_is_printed_empty_only(world: World, elder: str) -> None:
    answer = world.as_("guide").get(f"/v1/elders/{elder}/form.pdf", params={"form": "annex4"})
    refused(answer, 422, "invalid")
    assert answer.json()["errors"][0]["code"] == "not_of_a_file"


def test_a_code_verifies_what_was_printed_and_says_what_became_of_it(world: World, elder: str) -> None:
    record = world.hand_in("agency", elder, hours_ago=5)["id"]
    made = printed(world, "agency", f"visits/{record}/form.pdf")
    code = code_of(made)
    fresh = world.as_("agency").get(f"/v1/records/{code}").json()
    assert (fresh["form"], fresh["kept_by"], fresh["visit_id"], fresh["elder_id"]) == (
        "annex4",
        "provider",
        record,
        elder,
    )
    assert (fresh["state"], fresh["printed"], fresh["printed"]["version"]) == ("unchanged", fresh["current"], 1)
    was = world.as_("agency").get(f"/v1/visits/{record}").json()
    content = {
        name: was[name] for name in ("mode", "started_at", "visitor", "visitor_signed", "elder_signed")
    } | {"reason": "wrong_content", "mood": "worse"}  # fmt: skip
    corrected = world.as_("agency").post(f"/v1/visits/{record}/corrections", json=content, headers={"If-Match": "*"})
    assert corrected.status_code == 201, corrected.text
    later = world.as_("guide").get(f"/v1/records/{code}").json()
    assert (later["state"], later["printed"], later["current"]["version"]) == ("corrected", fresh["printed"], 2)
    again = words_of(printed(world, "agency", f"visits/{record}/form.pdf"))
    assert "第2版" in again
    assert "已更正" in again
    world.as_("guide").post(f"/v1/visits/{record}/void", json={"reason": "duplicate"}, headers={"If-Match": "*"})
    assert world.as_("supervisor").get(f"/v1/records/{code}").json()["state"] == "void"
    assert "作废" in words_of(printed(world, "guide", f"visits/{record}/form.pdf"))


def test_a_files_code_says_whether_the_file_was_amended(world: World) -> None:
    elder = world.register()
    code = code_of(printed(world, "guide", f"elders/{elder}/form.pdf"))
    assert world.as_("guide").get(f"/v1/records/{code}").json()["state"] == "unchanged"
    amended = world.as_("guide").patch(f"/v1/elders/{elder}", json={"phone": "13811112222"}, headers={"If-Match": "*"})
    assert amended.status_code == 200, amended.text
    told = world.as_("liaison").get(f"/v1/records/{code}").json()
    assert (told["state"], told["visit_id"], told["kept_by"]) == ("corrected", None, "township")


def test_an_agency_verifies_its_print_of_a_file_that_was_amended_since(world: World) -> None:
    elder = world.register()
    code = code_of(printed(world, "agency", f"elders/{elder}/form.pdf"))
    assert world.as_("agency").get(f"/v1/records/{code}").json()["state"] == "unchanged"
    amended = world.as_("guide").patch(f"/v1/elders/{elder}", json={"phone": "13811112222"}, headers={"If-Match": "*"})
    assert amended.status_code == 200, amended.text
    told = world.as_("agency").get(f"/v1/records/{code}").json()
    assert (told["state"], told["printed"]) == ("corrected", {"version": 1, "recorded_at": None})
    assert told["current"]["version"] == amended.json()["version"]
    assert told["current"]["recorded_at"] is not None


def test_a_code_holds_nothing_personal_and_cannot_be_made_up(world: World, visit: str) -> None:
    code = code_of(printed(world, "agency", f"visits/{visit}/form.pdf"))
    form, copy, version, id, check = code.split(".")
    assert (form, copy, version, len(id), len(check)) == ("A4", "P", "1", 26, 16)
    other = "A" if check[0] != "A" else "B"
    altered = (f"{form}.{copy}.2.{id}.{check}", f"{form}.D.{version}.{id}.{check}", code[:-16] + other + check[1:])
    for forged in (*altered, "A4.x", "ü"):
        refused(world.as_("agency").get(f"/v1/records/{forged}"), 404, "record_not_found")


def test_a_code_is_verified_only_for_who_may_see_the_record(world: World, visit: str) -> None:
    code = code_of(printed(world, "agency", f"visits/{visit}/form.pdf"))
    for stranger in ("rival_agency", "far_guide", "far_supervisor", "next_liaison"):
        refused(world.as_(stranger).get(f"/v1/records/{code}"), 404, "record_not_found")
    refused(world.as_("stats_app").get(f"/v1/records/{code}"), 403, "forbidden")
    assert world.as_("city").get(f"/v1/records/{code}").status_code == 200


def test_a_print_in_a_candidates_file_says_what_was_told(world: World) -> None:
    elder = world.as_("liaison").post("/v1/elders", json=registration(name="待定")).json()["id"]
    words = words_of(printed(world, "guide", f"elders/{elder}/form.pdf"))
    assert "□√独居老年人" in words
    assert world.as_("guide").get(f"/v1/elders/{elder}").json()["state"] == "candidate"


def test_documents_are_saved_and_not_shown_in_place(world: World, visit: str) -> None:
    answer = world.as_("guide").get(f"/v1/visits/{visit}/form.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="annex4.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
