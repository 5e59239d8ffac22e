"""An unsafe home, in a file or found by a survey, opens the general risk of its kind: once, and marks belong to it."""

from typing import Any

from conftest import World
from needs_risks.steps import Told, listed, read

UNSAFE: dict[str, Any] = {"water_safe": True, "electricity_safe": False, "housing_safe": False}


def risks(world: World, elder: str) -> dict[str, Told]:
    found = [read(world, "risks", id) for id in listed(world, "guide", "risks", elder_id=elder)]
    return {case["kind"]: case for case in found}


def amend(world: World, elder: str, living: dict[str, Any]) -> None:
    client = world.as_("liaison")
    tag = client.get(f"/v1/elders/{elder}").headers["ETag"]
    answer = client.patch(f"/v1/elders/{elder}", json={"living": living}, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


def test_a_registration_that_says_so_opens_a_general_risk_of_each_kind_and_a_mark_belongs_to_it(world: World) -> None:
    elder = world.register(living=UNSAFE)
    found = risks(world, elder)
    assert set(found) == {"unsafe_electricity", "unsafe_housing"}
    case = found["unsafe_electricity"]
    assert (case["severity"], case["origin"], case["state"]) == ("general", "file", "reported")
    assert [one["overdue"] for one in case["awaited"]] == [False]  # though the file is dated back
    receipt = world.hand_in("agency", elder, safety={"electricity": "unsafe"})
    assert receipt["risks"] == []  # the agency does not see the township's own
    assert risks(world, elder)["unsafe_electricity"]["visits"] == [receipt["id"]]
    assert len(risks(world, elder)) == 2


def test_an_amendment_opens_what_it_newly_says_and_once(world: World) -> None:
    elder = world.register(living={"electricity_safe": True})
    assert risks(world, elder) == {}
    amend(world, elder, {"electricity_safe": False})
    (case,) = risks(world, elder).values()
    assert (case["kind"], case["story"][0]["by"]["role"]) == ("unsafe_electricity", "liaison")
    amend(world, elder, {"housing_safe": True})  # what it said before is not said anew
    surveyed = {"by": "王", "eligible": "yes", "facilities": {"electricity": "unsafe", "water": "unsafe"}}
    answer = world.as_("guide").post(f"/v1/elders/{elder}/surveys", json=surveyed)
    assert answer.status_code == 201, answer.text
    assert set(risks(world, elder)) == {"unsafe_electricity", "unsafe_water"}
    assert listed(world, "guide", "risks", elder_id=elder, kind="unsafe_electricity") == [case["id"]]
