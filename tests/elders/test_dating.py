"""A file is dated section by section: a change of one does not block a late change of another."""

from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from carevisit import clock
from carevisit.elders.dating import FIELDS_OF
from carevisit.elders.sheets import FilePart
from carevisit.policy import Circumstances
from conftest import World


def day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def amend(world: World, elder: str, changes: dict[str, Any]) -> httpx.Response:
    client = world.as_("guide")
    tag = client.get(f"/v1/elders/{elder}").headers["ETag"]
    return client.patch(f"/v1/elders/{elder}", json=changes, headers={"If-Match": tag})


def amended(world: World, elder: str, changes: dict[str, Any]) -> dict[str, Any]:
    answer = amend(world, elder, changes)
    assert answer.status_code == 200, answer.text
    file: dict[str, Any] = answer.json()
    return file


def refused(answer: httpx.Response) -> tuple[str, str]:
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    return error["pointer"], error["code"]


def held(world: World, elder: str, days: int) -> set[str]:
    noon = clock.start_of(clock.today() + timedelta(days=days)) + timedelta(hours=12)
    at = clock.now() if days == 0 else noon
    shown = world.as_("guide").get(f"/v1/elders/{elder}/status", params={"at": at.isoformat()}).json()
    return {category["code"] for category in shown["categories"]}


def happened(world: World, elder: str) -> dict[tuple[str, ...], date]:
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    return {
        tuple(item["data"]["changed"]): clock.day_of(datetime.fromisoformat(item["happened_at"]))
        for item in items
        if item["kind"] == "elder.amended"
    }


def test_every_fact_that_the_rules_rest_on_belongs_to_a_section_of_the_file() -> None:
    assert {field for fields in FIELDS_OF.values() for field in fields} == set(Circumstances.model_fields)
    assert set(FIELDS_OF) <= set(FilePart.model_fields)


def test_a_phone_changed_today_does_not_block_an_ability_graded_ten_days_ago(world: World) -> None:
    elder = world.register(filed_on=day(-60), categories_told=[])
    amended(world, elder, {"phone": "13800000031"})
    file = amended(world, elder, {"ability": {"grade": "severe", "assessed_on": day(-10)}})
    assert (file["phone"], file["ability"]["grade"]) == ("13800000031", "severe")
    assert [("disabled" in held(world, elder, days)) for days in (-11, -10, -1, 0)] == [False, True, True, True]
    older = {"ability": {"grade": "mild", "assessed_on": day(-20)}}
    assert refused(amend(world, elder, older)) == ("/ability/assessed_on", "before_last_change")


def test_what_one_change_says_of_several_days_is_kept_of_each(world: World) -> None:
    elder = world.register(filed_on=day(-60), categories_told=[])
    changes = {
        "as_of": day(-3), "phone": "13800000032", "economic_status": "subsistence_allowance",
        "ability": {"grade": "moderate", "assessed_on": day(-10)},
    }  # fmt: skip
    file = amended(world, elder, changes)
    assert (file["phone"], file["ability"]["grade"]) == ("13800000032", "moderate")
    today = clock.today()
    assert happened(world, elder) == {
        ("ability",): today - timedelta(days=10), ("economic_status", "phone"): today - timedelta(days=3),
    }  # fmt: skip
    early = {"as_of": day(-5), "economic_status": "other"}
    assert refused(amend(world, elder, early)) == ("/as_of", "before_last_change")
    assert amended(world, elder, {"as_of": day(-5), "name": "林阿婆"})["name"] == "林阿婆"


CHILD: dict[str, Any] = {"name": "林小明", "sex": "male", "relationship": "son", "alive": True}
ALONE = {"spouse": {"status": "deceased"}, "lives_with": "nobody", "carer": False, "labour_capacity": "partial"}


def family(world: World, elder: str, **child: Any) -> dict[str, Any]:
    told: dict[str, Any] = world.as_("guide").get(f"/v1/elders/{elder}").json()["family"]
    told["children"][0] |= child
    return {"family": {"children": told["children"]}}


def test_a_death_and_a_move_date_themselves_whatever_else_was_told_since(world: World) -> None:
    elder = world.register(filed_on=day(-60), categories_told=[], family=ALONE | {"children": [CHILD]})
    assert "special_family" not in held(world, elder, 0)
    amended(world, elder, {"phone": "13800000033"})
    amended(world, elder, family(world, elder, alive=False, died_on=day(-12)))
    assert [("special_family" in held(world, elder, days)) for days in (-13, -12, 0)] == [False, True, True]


@pytest.mark.parametrize(("issued", "since"), [(-20, -20), (None, 0)])
def test_a_certificate_holds_from_the_day_of_its_issue(world: World, issued: int | None, since: int) -> None:
    elder = world.register(filed_on=day(-60), categories_told=[])
    number = world.as_("guide").get(f"/v1/elders/{elder}").json()["id_number"]
    told = {"number": f"{number}41", "issued_on": None if issued is None else day(issued)}
    amended(world, elder, {"disability_certificate": told})
    assert "severe_disability" in held(world, elder, since)
    assert "severe_disability" not in held(world, elder, since - 1)
