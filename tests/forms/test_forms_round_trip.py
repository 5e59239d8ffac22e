"""Every field of every printed form is sent over HTTP and read again, unchanged, where its list says."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from carevisit import clock
from carevisit.policy import FORMS, FormField, form_of
from conftest import VILLAGE, World, id_number

FIELDS = [(name, one) for name in FORMS for one in form_of(name)]
NUMBER = id_number(date(1944, 5, 12), 401)
TODAY = clock.today()


def day(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def lives(who: str, days: int) -> dict[str, Any]:
    return {
        "place": "350200", "place_note": f"{who}的工地", "since": day(days), "reason": "work", "reason_note": f"{who}务工",
        "planned_return_on": day(-days),
    }  # fmt: skip


def person(who: str, turn: int, sex: str, **more: Any) -> dict[str, Any]:
    number = id_number(date(1970, 1, 1) + timedelta(days=turn), 2 * turn + (sex == "male"))
    return {"name": who, "sex": sex, "id_number": number, "phone": f"1390000{turn:04d}"} | more


REGISTRATION: dict[str, Any] = {
    "filed_on": day(40), "name": "王大爷", "sex": "male", "id_number": NUMBER, "phone": "13800000401", "ethnicity": "01",
    "registered_household": True,
    "emergency_contact": {"name": "王春芳", "relationship": "侄女", "phone": "13800000402"},
    "household_registration": {"place": "350303103202", "detail": "老屋 3 号", "rural": True},
    "residence": {"place": VILLAGE, "detail": "新屋 4 号", "rural": True},
    "ability": {"grade": "moderate", "assessed_on": day(50)}, "medical_history": "高血压二十年",
    "health_told": "semi_disabled", "diseases": ["高血压", "糖尿病"], "living_told": "poor",
    "economic_status": "subsistence_margin", "monthly_income_yuan": 380.5, "income_source": "养老金",
    "assistance_received": "逢年过节慰问", "subsistence_allowance_told": False,
    "categories_told": ["left_behind", "severe_disability"], "tier_told": "key",
    "disability_certificate": {"number": f"{NUMBER}62"},
    "family": {
        "spouse": {"status": "living"} | person("李秀英", 1, "female", health="一般", visits_often=True),
        "children": [
            person("王大勇", 2, "male", relationship="儿子", health="良好", visits_often=False, lives=lives("王大勇", 300))
            | {"spouse": person("陈小丽", 3, "female", lives=lives("陈小丽", 200))},
            person("王小燕", 4, "female", relationship="女儿", health="较差", visits_often=True, lives=lives("王小燕", 250))
            | {"spouse": person("赵大海", 5, "male", lives=lives("赵大海", 210))},
        ],
        "others": [person("王二弟", 6, "male", relationship="弟弟", health="尚可", visits_often=True)],
    },
    "supporters": [person("王建军", 7, "male", lives=lives("王建军", 400))],
    "carers": [person("赵婶", 8, "female", relationship="邻居", address="5 号")],
    "helper": {
        "name": "刘书记", "sex": "male", "unit": "村委会", "political_status": "party_member", "phone": "13900009999",
        "since": day(500),
    },
    "living": {
        "water_safe": True, "electricity_safe": False, "housing_safe": True, "household_income_yuan": 900.5,
        "pension": {"has": True, "monthly_yuan": 180.5},
        "benefits": {"items": ["高龄津贴", "护理补贴"], "monthly_yuan": 100.5},
    },
    "help": {"by": ["village", "volunteer"], "person": "刘主任", "measures": "每周送菜一次"},
    "worker": {"name": "陈登记", "signed_on": day(39)},
    "consent": {"given": True, "on": day(38)},
}  # fmt: skip
for _child in REGISTRATION["family"]["children"]:
    del _child["spouse"]["sex"]  # which no form asks
VISIT: dict[str, Any] = {
    "mode": "other", "mode_note": "在村部见面", "started_at": f"{day(1)}T01:10:00Z",
    "household_change": {"change": "more", "by": 2},
    "health": {"expression": "better", "mobility": "worse", "illness": {"change": "severe", "name": "肺炎"}},
    "mood": "unchanged", "safety": {"gas": "safe", "water_heating": "fairly_safe", "electricity": "unsafe"},
    "hygiene": {"personal": "worse", "household": "better"}, "indoor_environment": "unchanged",
    "needs_and_action": "已联系村医", "visitor": {"name": "陈网格", "category": "grid_worker"}, "visitor_signed": True,
    "elder_signed": {"signed": False, "reason": "cannot_write"},
}  # fmt: skip


@pytest.fixture(scope="module")
def records(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was sent, and what is read, by the operation of the contract."""
    guide = world.as_("guide")
    elder = _done(guide.post("/v1/elders", json=REGISTRATION))["id"]
    sent = VISIT | {"elder_id": elder}
    visit = _done(guide.post("/v1/visits", json=sent))["id"]
    read = {"readElder": f"/v1/elders/{elder}", "readVisit": f"/v1/visits/{visit}"}
    return {"registerElder": REGISTRATION, "recordVisit": sent}, {
        operation: _done(guide.get(path)) for operation, path in read.items()
    }


def _done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    body: dict[str, Any] = answer.json()
    return body


def at(document: Any, steps: list[str]) -> Iterator[Any]:
    """What stands at a pointer; `*` is every member of a list."""
    if not steps:
        yield document
    elif steps[0] == "*":
        for member in document:
            yield from at(member, steps[1:])
    else:
        yield from at(document[steps[0]], steps[1:])


def values(document: Any, pointer: str) -> list[Any]:
    return list(at(document, pointer.split("/")[1:]))


def said(told: Any) -> Any:
    """What was said, without the ids and the nulls that an answer adds."""
    if isinstance(told, dict):
        return {name: said(value) for name, value in told.items() if name != "id" and value is not None}
    return [said(one) for one in told] if isinstance(told, list) else told


@pytest.mark.parametrize(("form", "one"), FIELDS, ids=lambda v: f"{v.field}{v.read}" if isinstance(v, FormField) else v)
def test_what_is_told_in_a_field_is_read_where_the_list_says(
    records: tuple[dict[str, Any], dict[str, Any]], form: str, one: FormField
) -> None:
    sent, answers = records
    read = values(answers[one.answer], one.read)
    if not one.sheet:
        assert (form, one.read, read) == ("hanjiang-annex-4", "/running_no", [1])
        return
    told = values(sent[one.sheet], one.sent)
    assert told
    assert None not in told
    if one.sent.endswith(("/children", "/others", "/supporters", "/carers", "_registration", "/residence")):
        told, read = said(told), [_of_what_was_told(r, t) for r, t in zip(said(read), told, strict=True)]
    assert read == told


def _of_what_was_told(read: Any, told: Any) -> Any:
    """An answer without the defaults of what was not sent."""
    if isinstance(told, dict):
        return {name: _of_what_was_told(read[name], value) for name, value in told.items()}
    if isinstance(told, list):
        return [_of_what_was_told(r, t) for r, t in zip(read, told, strict=True)]
    return read


def test_no_two_fields_are_told_the_same_words() -> None:
    """So that no field can be mistaken for another."""
    pointers = {one.sent for _, one in FIELDS if one.sheet == "registerElder"}
    told = [value for pointer in pointers for value in values(REGISTRATION, pointer) if isinstance(value, str)]
    words = [value for value in told if any("\u4e00" <= letter <= "\u9fff" for letter in value)]
    assert len(words) == len(set(words))
