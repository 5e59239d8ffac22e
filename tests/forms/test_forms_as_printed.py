"""The lists of the printed forms are whole: whatever a form prints is a field of its list, a caption or a box to tick."""

import re
from copy import deepcopy
from itertools import groupby
from pathlib import Path

import pytest

from carevisit.forms import drawn
from carevisit.policy import FORMS, form_of, profile_of
from kept import as_the_code_says

ROOT = Path(__file__).parents[2]
CAPTIONS = {
    "hanjiang-annex-3": (
        "附件", "特殊困难老年人信息登记表", "年月日", "乡镇街道村社区", "能力完好轻度失能中度失能重度失能",
        "特困人员低保低保边缘其他",
        "孤寡老年人独居老年人空巢老年人留守老年人失能老年人包括中重", "重残老年人",
        "计划生育特殊家庭老年人",
        "家庭每月领取养老保险社会救助和社会福利补贴等情况", "无养老保险", "健康情况", "类别",
        "党政机关群团组织乡镇街道村居委员会企业社会组织专业社会工作者志愿者其他无",
        "备注此表一式两份县级民政部门乡镇街道各存档一份",
    ),
    "hanjiang-annex-4": (
        "附件", "涵江区特殊困难老年人探访关爱服务记录表", "上门探访电话探访互联网音视频探访其他", "无变化增加人减少人",
        "无变化较好较差", "无变化严重", "转好", "安全较安全不安全",
        "备注此表一式三份县级民政部门乡镇街道服务力量所在单位各存档一份",
    ),
}  # fmt: skip


def printed(name: str) -> str:
    return Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")


def words(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fff]", text))


def fields(name: str) -> list[tuple[str, bool]]:
    """A list's fields in order, each once, and whether one of its places is required."""
    by_name = groupby(form_of(name), key=lambda one: (one.part, one.field))
    return [(field, any(one.required for one in places)) for (_, field), places in by_name]


@pytest.mark.parametrize("name", sorted(CAPTIONS))
def test_every_word_that_a_form_of_hanjiang_prints_is_a_field_a_caption_or_a_box(name: str) -> None:
    text, at, rest = words(printed(name)), 0, []
    for field, _ in fields(name):
        found = text.find(words(field), at)
        assert found >= 0, field
        rest.append(text[at:found])
        at = found + len(words(field))
    parts = {words(piece) for one in form_of(name) for piece in one.part.split("：")}
    known = sorted({*CAPTIONS[name], *parts}, key=len, reverse=True)
    for piece in (*rest, text[at:]):
        assert re.fullmatch(f"({'|'.join(known)})*", piece), piece


def test_every_row_of_zaozhuangs_form_is_a_field_and_required_as_printed() -> None:
    lines = [line for line in printed("zaozhuang-left-behind").splitlines()[4:] if line[0] not in "·国"]
    rows = list(zip(lines[::2], lines[1::2], strict=True))
    assert {must for _, must in rows} == {"是"}
    named = [field for field, _ in rows if not re.match(r"\d\.", field)]
    listed = [(field, must) for field, must in fields("zaozhuang-left-behind") if not re.match(r"\d\.", field)]
    assert listed == [(field, True) for field in named]


def test_zaozhuang_requires_what_its_form_marks_as_required() -> None:
    required = profile_of("zaozhuang-2018").form.required
    assert set(required) == {one.sent for one in form_of("zaozhuang-left-behind") if one.required}
    assert len(required) == len(set(required))


def test_the_table_is_drawn_from_the_lists() -> None:
    """Otherwise: `carevisit forms --write`."""
    contract = as_the_code_says()
    assert (ROOT / "docs" / "forms.md").read_text(encoding="utf-8") == drawn(contract)


@pytest.mark.parametrize(
    ("schema", "gone", "field"),
    [
        ("Spouse", "visits_often", "是否经常探访: registerElder has no /family/spouse/visits_often"),
        ("ElderFile", "filed_on", "建档日期: readElder has no /filed_on"),
        ("VisitShown", "running_no", "第次: readVisit has no /running_no"),
    ],
)
def test_a_field_without_a_place_in_the_contract_cannot_be_listed(schema: str, gone: str, field: str) -> None:
    contract = deepcopy(as_the_code_says())
    del contract["components"]["schemas"][schema]["properties"][gone]
    with pytest.raises(ValueError, match=re.escape(field)):
        drawn(contract)


def test_a_form_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown form: annex-9"):
        form_of("annex-9")
    assert all(form_of(name) for name in FORMS)
