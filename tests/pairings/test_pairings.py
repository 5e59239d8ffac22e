"""Who looks after an elder beside the visits: a pairing with a named account, dated. It filters, and grants no sight."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from carevisit import clock
from conftest import NEXT_VILLAGE, VILLAGE, World

DAY = timedelta(days=1)
TODAY = clock.today()


def me(world: World, who: str) -> str:
    found: str = world.as_(who).get("/v1/me").json()["id"]
    return found


def pair(world: World, elder: str, to: str = "liaison", who: str = "guide", **changes: Any) -> httpx.Response:
    told = {"to": {"account": me(world, to)}, "kind": "paired_support", "from": TODAY.isoformat(), **changes}
    return world.as_(who).post(f"/v1/elders/{elder}/assignments", json=told)


def paired(world: World, elder: str, to: str = "liaison", **changes: Any) -> dict[str, Any]:
    answer = pair(world, elder, to, **changes)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def listed(world: World, path: str, who: str = "liaison", **params: Any) -> set[str]:
    answer = world.as_(who).get(path, params={"limit": 500, **params})
    assert answer.status_code == 200, answer.text
    return {item.get("id") or item["elder_id"] for item in answer.json()["items"]}


@pytest.fixture
def two(world: World) -> tuple[str, str]:
    """Two elders of the village, both owed a visit."""
    return world.register(), world.register()


def test_a_pairing_names_the_account_its_kind_and_its_days(world: World, two: tuple[str, str]) -> None:
    shown = paired(world, two[0], kind="grid", until=(TODAY + 30 * DAY).isoformat())
    assert shown["to"]["account"] == me(world, "liaison")
    assert (shown["name"], shown["kind"]) == ("liaison", "grid")
    assert (shown["from"], shown["until"]) == (TODAY.isoformat(), (TODAY + 30 * DAY).isoformat())
    assert world.as_("liaison").get(f"/v1/elders/{two[0]}/assignments").json()["items"] == [shown]


def test_nobody_is_paired_from_a_day_after_their_exit(world: World, two: tuple[str, str]) -> None:
    left = {"on": (TODAY - 3 * DAY).isoformat(), "reason": "deceased"}
    assert world.as_("guide").post(f"/v1/elders/{two[0]}/exit", json=left).status_code == 201
    refused = pair(world, two[0])
    assert (refused.status_code, refused.json()["code"]) == (409, "elder_has_left")
    assert refused.json()["possible"] == ["return", "exit_correction"]
    paired(world, two[0], **{"from": (TODAY - 3 * DAY).isoformat()})


@pytest.mark.parametrize("path", ["/v1/elders", "/v1/worklist"])
def test_lists_and_worklist_filter_by_who_is_paired(world: World, two: tuple[str, str], path: str) -> None:
    mine, other = two
    paired(world, mine)
    assert {mine, other} <= listed(world, path)
    found = listed(world, path, paired_with="me")
    assert mine in found
    assert other not in found
    assert listed(world, path, "guide", paired_with=me(world, "liaison")) == found


def test_coverage_counts_those_who_are_paired(world: World, two: tuple[str, str]) -> None:
    mine = two[0]
    before = world.as_("guide").get("/v1/coverage", params={"paired_with": me(world, "guide")}).json()["totals"]
    assert before["elders_owed"] == 0
    paired(world, mine, "guide")
    after = world.as_("guide").get("/v1/coverage", params={"paired_with": "me"}).json()["totals"]
    assert after["elders_owed"] == 1
    asked = {"status": "owed", "paired_with": "me"}
    assert listed(world, "/v1/coverage/elders", "guide", **asked) == {mine}


def test_a_pairing_grants_no_sight(world: World) -> None:
    elder = world.register("guide", residence={"place": NEXT_VILLAGE})
    refused = pair(world, elder, "liaison")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_account")
    here = world.register()
    paired(world, here)
    moved = world.as_("guide").post(
        f"/v1/elders/{here}/transfer", json={"place": NEXT_VILLAGE}, headers={"If-Match": '"v1"'}
    )
    assert moved.status_code == 200, moved.text
    assert here not in listed(world, "/v1/elders", paired_with="me")
    assert world.as_("liaison").get(f"/v1/elders/{here}").status_code == 404
    assert world.as_("liaison").get(f"/v1/elders/{here}/assignments").status_code == 404


@pytest.mark.parametrize("who", ["far_guide", "agency", "ended_agency"])
def test_only_an_account_of_a_tier_that_sees_the_elder_is_paired(world: World, two: tuple[str, str], who: str) -> None:
    assert pair(world, two[0], who).json()["errors"][0]["code"] == "unknown_account"


def test_an_agency_does_not_filter_by_pairings(world: World) -> None:
    for path in ("/v1/elders", "/v1/worklist", "/v1/coverage"):
        assert world.as_("agency").get(path, params={"paired_with": "me"}).status_code == 403


def test_a_pairing_ends_on_its_last_day(world: World, two: tuple[str, str]) -> None:
    elder = two[0]
    shown = paired(world, elder, **{"from": (TODAY - 10 * DAY).isoformat()})
    address = f"/v1/elders/{elder}/assignments/{shown['id']}/ending"
    yesterday = {"until": (TODAY - DAY).isoformat()}
    guide = world.as_("guide")
    assert guide.post(address, json=yesterday).status_code == 428
    assert guide.post(address, json=yesterday, headers={"If-Match": '"v3"'}).status_code == 412
    too_early = {"until": (TODAY - 11 * DAY).isoformat()}
    assert guide.post(address, json=too_early, headers={"If-Match": '"v1"'}).json()["errors"][0]["pointer"] == "/until"
    ended = guide.post(address, json=yesterday, headers={"If-Match": '"v1"'})
    assert (ended.status_code, ended.json()["until"], ended.json()["version"]) == (201, yesterday["until"], 2)
    assert elder not in listed(world, "/v1/elders", paired_with="me")


def test_the_same_pairing_twice_on_one_day_is_refused(world: World, two: tuple[str, str]) -> None:
    paired(world, two[0])
    again = pair(world, two[0])
    assert (again.status_code, again.json()["code"]) == (409, "already_paired")
    assert pair(world, two[0], kind="old_partner").status_code == 201


def test_only_the_township_and_the_district_pair(world: World, two: tuple[str, str]) -> None:
    for who in ("liaison", "agency", "platform"):
        assert pair(world, two[0], "liaison", who).status_code == 403


def test_what_is_no_account_id_is_refused(world: World) -> None:
    for wrong in ("you", "1", VILLAGE, "-" * 36):
        assert world.as_("liaison").get("/v1/elders", params={"paired_with": wrong}).status_code == 422
