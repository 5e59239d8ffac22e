"""Everybody else in a file is taken out and put back in place."""

import json
from copy import deepcopy
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from carevisit.elders.examples import LEFT_BEHIND
from carevisit.elders.people import SEATS, assemble, others_in, take_apart
from carevisit.elders.sheets import FilePart

WHOLE = FilePart.model_validate({n: v for n, v in LEFT_BEHIND.items() if n in FilePart.model_fields}).model_dump(
    mode="json", by_alias=True
)


def without_ids(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: without_ids(value) for name, value in told.items() if name != "id"}
    return [without_ids(one) for one in told] if isinstance(told, list) else told


def apart(file: dict[str, Any]) -> tuple[dict[str, Any], dict[UUID, Any]]:
    own, people = take_apart(file, uuid4)
    return own, {person: part.model_dump(mode="json", exclude_none=True) for person, part in people.items()}


def test_what_is_anothers_is_not_in_the_elders_part() -> None:
    own, people = apart(WHOLE)
    told = json.dumps(own, ensure_ascii=False)
    for word in (
        "王大勇",
        "陈小丽",
        "王小燕",
        "王二弟",
        "王建军",
        "赵婶",
        "刘书记",
        "陈登记",
        "1390000",
        "99999919700315003X",
        "李秀英",
    ):
        assert word not in told, word
    assert "王大爷" in told
    assert own["care_agreement"] == {"signed_on": "2026-03-01", "elder_agrees": True, "reported_on": "2026-03-05"}
    assert own["family"]["spouse"] == {"status": "living"}
    assert own["help"] == {"by": ["village", "volunteer"], "measures": "每周送菜一次"}
    assert {part["part"] for part in people.values()} == {*SEATS, "childs_spouse"}


def test_a_childs_part_holds_nothing_of_their_spouse() -> None:
    _, people = apart(WHOLE)
    child = next(
        person for person, part in people.items() if part["told"].get("name") == "王大勇" and part["part"] == "child"
    )
    assert "陈小丽" not in json.dumps(people[child], ensure_ascii=False)
    spouse = next(part for part in people.values() if part["part"] == "childs_spouse")
    assert spouse["of"] == str(child)


def test_a_file_is_put_together_as_it_was() -> None:
    assert without_ids(assemble(*apart(WHOLE))) == without_ids(WHOLE)


def test_who_is_known_keeps_their_id_and_a_new_person_gets_one() -> None:
    own, people = apart(WHOLE)
    again = assemble(own, people)
    again["family"]["children"].append({"name": "新来的", "alive": True})
    new = iter(count(1))
    _, later = take_apart(json.loads(json.dumps(again, default=str)), lambda: UUID(int=next(new)))
    assert set(later) - set(people) == {UUID(int=1)}
    assert set(people) <= set(later)


def test_null_is_not_known_and_an_empty_list_is_none() -> None:
    nothing: tuple[list[Any] | None, ...] = (None, [])
    for value in nothing:
        file: dict[str, Any] = deepcopy(WHOLE) | {"supporters": value, "carers": value, "help": None, "worker": None}
        file["family"] |= {"children": value, "others": value}
        back = assemble(*apart(file))
        assert (back["supporters"], back["carers"], back["help"], back["worker"]) == (value, value, None, None)
        assert (back["family"]["children"], back["family"]["others"]) == (value, value)
    assert assemble(*apart(deepcopy(WHOLE) | {"family": None}))["family"] is None


@given(st.data())
def test_whoever_was_forgotten_is_not_there_and_the_others_are(data: st.DataObject) -> None:
    own, people = apart(WHOLE)
    names = {str(person) for person in people}
    gone = {str(p) for p in data.draw(st.sets(st.sampled_from(sorted(people))))}
    back = assemble(own, {person: part for person, part in people.items() if str(person) not in gone})
    there = {str(one.data["id"]) for one in others_in(back) if "id" in one.data}
    of_the_gone = {str(p) for p, part in people.items() if part.get("of") in gone}
    assert there == names - gone - of_the_gone


def test_a_file_that_was_forgotten_altogether_can_still_be_read() -> None:
    assert list(others_in(assemble({}, {}))) == []


def test_what_has_not_the_form_of_a_person_is_passed_over() -> None:
    odd = {"family": {"children": [1, None, {"spouse": 3}]}, "supporters": {"a": 1}, "helper": "x", "carers": 5}
    assert [one.pointer for one in others_in(odd)] == ["/family/children/2"]


def test_the_first_shape_of_a_person_is_still_put_in_place() -> None:
    contact, child = uuid4(), uuid4()
    people = {
        contact: {"part": "emergency_contact", "turn": 0, "told": {"name": "甲"}},
        child: {"part": "child", "turn": 0, "told": {"name": "乙"}},
    }
    file = assemble({"name": "林阿姨", "family": {"children": []}}, people)
    assert file["emergency_contact"] == {"name": "甲", "id": contact}
    assert file["family"]["children"] == [{"name": "乙", "id": child, "spouse": None}]
