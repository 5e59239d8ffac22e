"""What a file does not say is asked for; where family lives is a place that somebody can look up."""

from typing import Any

import pytest

from carevisit.elders.circumstances import homes_in, unknown_places
from carevisit.elders.sheets import FilePart
from conftest import TOWNSHIP, VILLAGE, World, registration

WHOLE: dict[str, Any] = {
    "ability": {"grade": "intact"}, "disability_certificate": None, "categories_told": [], "tier_told": None,
    "household_registration": {"place": VILLAGE, "rural": True},
    "family": {"spouse": {"status": "deceased"}, "lives_with": "nobody", "carer": False, "labour_capacity": "partial",
               "children": [{"lives": {"place": "350200", "since": "2024-02-20", "reason": "work"}, "disability_grade": 0}]},
}  # fmt: skip


def told(**family: Any) -> dict[str, Any]:
    return registration(**{**WHOLE, "family": WHOLE["family"] | family})


def register(world: World, sheet: dict[str, Any], expected: int = 201) -> dict[str, Any]:
    answer = world.as_("guide").post("/v1/elders", json=sheet)
    assert answer.status_code == expected, answer.text
    found: dict[str, Any] = answer.json()
    return found


def status(world: World, elder: str) -> dict[str, Any]:
    found: dict[str, Any] = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    return found


def flags(found: dict[str, Any]) -> list[str]:
    return [flag["code"] for flag in found["flags"]]


def held(found: dict[str, Any]) -> set[str]:
    return {one["code"] for one in found["categories"]}


def test_a_living_spouse_whose_place_was_not_told_leaves_it_open_whether_the_elder_lives_alone(world: World) -> None:
    elder = register(world, told(spouse={"status": "living"}))["id"]
    found = status(world, elder)
    assert found["unknown"] == [
        {"code": code, "ask": ["spouse_place"]} for code in ("living_alone", "key")
    ]  # she is 86
    assert (held(found), flags(found).count("verify_family")) == ({"empty_nest", "left_behind"}, 1)
    listed = world.as_("guide").get("/v1/elders", params={"flag": "verify_family", "limit": 500}).json()["items"]
    line = next(item for item in listed if item["id"] == elder)
    assert line["flags"].count("verify_family") == 1
    for place, alone in (("350200", True), (VILLAGE, False)):
        tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
        changes = {"family": {"spouse": {"status": "living", "lives": {"place": place}}}}
        answer = world.as_("guide").patch(f"/v1/elders/{elder}", json=changes, headers={"If-Match": tag})
        assert answer.status_code == 200, answer.text
        known = status(world, elder)
        assert (known["unknown"], "living_alone" in held(known)) == ([], alone)
        assert "verify_family" not in flags(known)


def test_of_whom_everything_was_told_nothing_is_asked(world: World) -> None:
    found = status(world, register(world, told())["id"])
    assert (found["unknown"], held(found)) == ([], {"living_alone", "empty_nest", "left_behind"})


def test_without_kin_whoever_else_of_the_family_there_is(world: World) -> None:
    nobody = {"children": [], "labour_capacity": "lost"}
    for more in (
        {"others": [{"relationship": "sister", "lives": {"place": VILLAGE}}]},
        {"others": [{"relationship": "nephew", "lives": {"place": "350200"}}]},
        {"others": [{"relationship": "husband", "alive": False, "died_on": "2020-01-05"}]},
    ):
        found = status(world, register(world, told(**nobody, **more))["id"])
        assert (found["tier"], held(found)) == ("key", {"no_kin", "living_alone"}), more
    supported = told(**nobody) | {"supporters": [{"name": "王建军"}]}
    assert status(world, register(world, supported)["id"])["tier"] == "key"
    for carer, tier in (({"name": "赵婶"}, None), ({"name": "赵婶", "alive": False}, "key")):
        cared_for = told(**nobody, others=[{"lives": {"place": VILLAGE}}]) | {"carers": [carer]}
        assert status(world, register(world, cared_for)["id"])["tier"] == tier


def test_who_lives_with_a_lodger_and_has_no_family_in_the_township_lives_alone(world: World) -> None:
    assert "living_alone" in held(status(world, register(world, told(lives_with="others"))["id"]))


@pytest.mark.parametrize("place", ["350299", "350299001002", "99", f"{TOWNSHIP}999", "350303999"])
def test_a_place_that_nobody_can_look_up_is_refused_with_its_pointer(world: World, place: str) -> None:
    child = {"lives": {"place": place}}
    refused = register(world, told(children=[child], spouse={"status": "living", "lives": {"place": place}}), 422)
    assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [
        ("/family/spouse/lives/place", "unknown_place"), ("/family/children/0/lives/place", "unknown_place"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "alone"),
    [
        ("350200", True), ("110103", True), ("350203001002", True), ("370402001", True), ("abroad", True), ("350302", True),
        (VILLAGE, False), (TOWNSHIP, False),
        ("350303", None), ("350300", None), ("35", None), ("350301", None),  # it may be here
    ],
)  # fmt: skip
def test_where_a_child_lives_decides_as_far_as_it_was_told(world: World, place: str, alone: bool | None) -> None:
    child = {"lives": {"place": place, "since": "2024-02-20", "reason": "work"}, "disability_grade": 0}
    found = status(world, register(world, told(children=[child]))["id"])
    assert ("living_alone" in held(found)) is (alone is True)
    assert ({"code": "living_alone", "ask": ["kin_place"]} in found["unknown"]) is (alone is None)


def test_what_a_file_said_before_of_a_place_that_is_not_known_may_stay() -> None:
    sheet = FilePart.model_validate({"name": "王", "id_number": registration()["id_number"], "residence": {"place": VILLAGE}}
                                    | {"family": {"children": [{"lives": {"place": "350299"}}]}})  # fmt: skip
    assert len(list(unknown_places(sheet, {}, frozenset()))) == 1
    assert list(unknown_places(sheet, {}, homes_in(sheet))) == []
