"""The tree of places over HTTP: one's own and all below, and nothing else."""

from typing import Any

import httpx
import pytest

from carevisit import places
from conftest import DISTRICT, FAR_TOWNSHIP, NEXT_VILLAGE, OTHER_DISTRICT, TOWNSHIP, VILLAGE, World


def codes(world: World, who: str, **filters: Any) -> list[str]:
    address, found = str(httpx.URL("/v1/places", params={"limit": 100} | filters)), []
    while address:
        answer = world.as_(who).get(address)
        assert answer.status_code == 200, answer.text
        found += [item["code"] for item in answer.json()["items"]]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    return found


def test_one_sees_ones_own_place_and_all_below_it(world: World) -> None:
    real = [p.code for p in places.packaged(DISTRICT)]
    assert codes(world, "liaison") == [VILLAGE]
    assert set(codes(world, "guide")) == {c for c in real if c.startswith(TOWNSHIP)}
    assert set(codes(world, "supervisor")) == {c for c in real if c.startswith(DISTRICT)}
    assert set(codes(world, "platform")) == set(codes(world, "supervisor"))
    assert set(codes(world, "agency")) == {VILLAGE}
    assert codes(world, "ended_agency") == []


def test_the_tree_comes_in_its_own_order_each_place_once(world: World) -> None:
    found = codes(world, "supervisor", limit=7)
    assert len(found) == len(set(found))
    assert found == sorted(found, key=lambda c: c.ljust(12, "0"))


def test_filters_by_parent_and_level(world: World) -> None:
    townships = codes(world, "supervisor", level="township")
    assert TOWNSHIP in townships
    assert FAR_TOWNSHIP in townships
    assert townships == codes(world, "supervisor", parent=DISTRICT)
    villages = codes(world, "supervisor", parent=TOWNSHIP)
    assert {VILLAGE, NEXT_VILLAGE} <= set(villages)
    assert all(c.startswith(TOWNSHIP) for c in villages)
    assert codes(world, "guide", parent=FAR_TOWNSHIP) == []


@pytest.mark.parametrize("who", ["liaison", "guide", "agency", "far_supervisor"])
def test_a_place_outside_is_as_one_that_is_not(world: World, who: str) -> None:
    for code in (FAR_TOWNSHIP, "350303999", "0", "x", "%F0%9F%8F%A0", "350303103201'--"):
        answer = world.as_(who).get(f"/v1/places/{code}")
        assert (answer.status_code, answer.json()["code"]) == (404, "place_not_found"), (who, code)


def test_a_place_tells_its_name_level_and_parent(world: World) -> None:
    assert world.as_("guide").get(f"/v1/places/{TOWNSHIP}").json() == {
        "code": TOWNSHIP,
        "name": "梧塘镇",
        "level": "township",
        "parent": DISTRICT,
        "from": None,
        "until": None,
        "merged_into": None,
        "renamed": [],
    }
    assert world.as_("far_supervisor").get(f"/v1/places/{OTHER_DISTRICT}").json()["level"] == "district"


def test_everybody_is_told_the_places_they_act_for(world: World) -> None:
    for who, code in (
        ("liaison", VILLAGE),
        ("guide", TOWNSHIP),
        ("supervisor", DISTRICT),
        ("agency", VILLAGE),
        ("platform", DISTRICT),
    ):
        assert [p["code"] for p in world.as_(who).get("/v1/me").json()["places"]] == [code], who
    assert world.as_("ended_agency").get("/v1/me").json()["places"] == []


def test_every_province_prefecture_and_county_can_be_looked_up_by_everybody(world: World) -> None:
    for who in ("liaison", "guide", "agency", "far_supervisor", "app"):
        fujian = world.as_(who).get("/v1/regions", params={"parent": "350000", "limit": 500}).json()["items"]
        assert {"code": "350200", "name": "厦门市", "level": "prefecture", "parent": "350000", "ended": None} in fujian
        assert all(one["parent"] == "350000" for one in fujian)
    found = world.as_("guide").get("/v1/regions", params={"name": "崇文"}).json()["items"]
    assert found == [{"code": "110103", "name": "崇文区", "level": "county", "parent": "110100", "ended": 2009}]
    assert world.as_("nobody").get("/v1/regions").status_code == 401


def test_the_national_list_comes_page_by_page_in_the_order_of_its_codes(world: World) -> None:
    found, after = [], None
    while True:
        params = {"limit": 500} | ({"cursor": after} if after else {})
        page = world.as_("guide").get("/v1/regions", params=params).json()
        found += [one["code"] for one in page["items"]]
        after = page["next_cursor"]
        if after is None:
            break
    assert found == sorted(places.regions())
