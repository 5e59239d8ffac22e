"""Needs and risks found on a visit: entries of their own, linked both ways."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from carevisit import clock
from conftest import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World

NEEDS = [{"kind": "home_adaptation", "note": "卫生间需要扶手", "urgent": True}, {"kind": "comfort"}]


def risks() -> list[dict[str, Any]]:
    at = (clock.now() - timedelta(hours=1)).isoformat()
    return [
        {
            "kind": "acute_illness",
            "severity": "major",
            "note": "胸痛",
            "emergency_call": {"number": "120", "at": at, "by": "陈网格"},
            "family_contacts": [{"who": "林小明", "at": at, "reached": True}],
        },
        {"kind": "unsafe_gas", "severity": "general"},
    ]


def test_needs_and_risks_become_entries_of_their_own_linked_both_ways(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in("agency", elder, needs=NEEDS, risks=risks())
    assert (len(receipt["needs"]), len(receipt["risks"])) == (2, 2)
    shown = world.as_("agency").get(f"/v1/visits/{receipt['id']}").json()
    assert (shown["needs"], shown["risks"]) == (receipt["needs"], receipt["risks"])
    for who in ("agency", "liaison", "guide", "supervisor", "platform"):
        for id, told in zip(receipt["needs"], NEEDS, strict=True):
            answer = world.as_(who).get(f"/v1/needs/{id}")
            need = answer.json()
            assert (need["elder_id"], need["visit_id"], need["place"]) == (elder, receipt["id"], VILLAGE), who
            assert (need["kind"], need["note"], need["urgent"]) == (
                told["kind"],
                told.get("note"),
                told.get("urgent", False),
            )
            assert answer.headers["ETag"] == '"v1"'
        for id, told in zip(receipt["risks"], risks(), strict=True):
            risk = world.as_(who).get(f"/v1/risks/{id}").json()
            assert (risk["elder_id"], risk["visit_id"], risk["place"]) == (elder, receipt["id"], VILLAGE), who
            assert (risk["kind"], risk["severity"], risk["note"]) == (told["kind"], told["severity"], told.get("note"))
        major = world.as_(who).get(f"/v1/risks/{receipt['risks'][0]}").json()
        told = {line["kind"]: line["told"] for line in major["story"]}
        assert (told["risk.called"]["number"], told["risk.called"]["by"]) == ("120", "陈网格")
        assert (told["risk.family_contacted"]["who"], told["risk.family_contacted"]["reached"]) == ("林小明", True)
        assert list(told) == ["risk.reported", "risk.township_told", "risk.called", "risk.family_contacted"]
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    caused = {i["id"]: i["cause"] for i in items if i["kind"] in ("need.raised", "risk.reported")}
    assert caused == dict.fromkeys([*receipt["needs"], *receipt["risks"]], receipt["id"])


def test_the_status_counts_them_and_names_the_gravest(world: World) -> None:
    elder = world.register()

    def status() -> dict[str, Any]:
        told: dict[str, Any] = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
        return told

    assert (status()["open_needs"], status()["open_risks"], status()["highest_severity"]) == (0, 0, None)
    first = world.hand_in("agency", elder, 5, risks=[{"kind": "fall", "severity": "general"}])
    assert (status()["open_risks"], status()["highest_severity"]) == (1, "general")
    assert [f["code"] for f in status()["flags"] if f["code"].startswith("open")] == ["open_risk"]
    second = world.hand_in("agency", elder, 4, needs=NEEDS, risks=risks())
    told = status()
    assert (told["open_needs"], told["open_risks"], told["highest_severity"]) == (2, 3, "major")
    by_code = {f["code"]: f for f in told["flags"] if f["code"].startswith("open")}
    assert set(by_code) == {"open_major_risk", "open_risk", "open_need"}
    assert by_code["open_major_risk"]["cause"] == second["risks"][0]
    assert by_code["open_risk"]["cause"] == first["risks"][0]
    line = next(
        i
        for i in world.as_("guide").get("/v1/elders", params={"flag": "open_need"}).json()["items"]
        if i["id"] == elder
    )
    assert (line["open_needs"], line["open_risks"]) == (2, 3)
    since = datetime.fromisoformat(by_code["open_risk"]["since"])
    assert since < datetime.fromisoformat(by_code["open_need"]["since"])


def test_an_attempt_may_report_a_danger_too(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in(
        "agency",
        elder,
        outcome="not_met",
        not_met_reason="nobody_home",
        risks=[{"kind": "missing", "severity": "major"}],
    )
    assert receipt["running_no"] is None
    assert world.as_("guide").get(f"/v1/risks/{receipt['risks'][0]}").json()["kind"] == "missing"


def test_lists_keep_those_and_only_those(world: World) -> None:
    elder, other = world.register(), world.register(residence={"place": NEXT_VILLAGE})
    mine = world.hand_in("agency", elder, needs=NEEDS, risks=risks())
    theirs = world.hand_in("liaison", elder, needs=NEEDS[:1], risks=risks()[1:])
    world.hand_in("guide", other, needs=NEEDS[:1], risks=risks()[1:])

    def found(what: str, who: str = "guide", **filters: Any) -> list[str]:
        answer = world.as_(who).get(f"/v1/{what}", params=filters)
        assert answer.status_code == 200, answer.text
        return [i["id"] for i in answer.json()["items"]]

    assert set(found("needs", elder_id=elder)) == {*mine["needs"], *theirs["needs"]}
    assert set(found("needs", elder_id=elder, kind="comfort")) == {mine["needs"][1]}
    assert set(found("risks", elder_id=elder, severity="major")) == {mine["risks"][0]}
    assert set(found("risks", elder_id=elder, kind="unsafe_gas")) == {mine["risks"][1], theirs["risks"][0]}
    assert set(found("risks", place=NEXT_VILLAGE)) & {*mine["risks"], *theirs["risks"]} == set()
    assert len(found("risks", place=NEXT_VILLAGE)) >= 1
    assert set(found("needs", "agency", elder_id=elder)) == set(mine["needs"])
    assert set(found("risks", "agency", elder_id=elder)) == set(mine["risks"])
    assert found("needs", "rival_agency", elder_id=elder) == found("risks", "rival_agency", elder_id=elder) == []
    newest_first = found("needs", elder_id=elder)
    assert newest_first == sorted(newest_first, reverse=True)
    page = world.as_("guide").get("/v1/needs", params={"elder_id": elder, "limit": 2})
    rest = world.as_("guide").get(page.links["next"]["url"]).json()
    assert [i["id"] for i in (*page.json()["items"], *rest["items"])] == newest_first


@pytest.mark.parametrize("what", ["needs", "risks"])
def test_what_is_anothers_is_as_what_is_not(world: World, what: str) -> None:
    elder = world.register()
    id = world.hand_in("agency", elder, needs=NEEDS, risks=risks())[what][0]
    for who in ("rival_agency", "next_agency", "ended_agency", "next_liaison", "far_guide", "far_supervisor"):
        there, nowhere = (world.as_(who).get(f"/v1/{what}/{one}") for one in (id, uuid4()))
        assert there.status_code == nowhere.status_code == 404, who
        assert {**there.json(), "trace_id": 0, "instance": 0} == {**nowhere.json(), "trace_id": 0, "instance": 0}
    for who in ("app", "stats_app"):
        assert world.as_(who).get(f"/v1/{what}/{id}").status_code == 403


def test_who_raised_something_never_learns_where_the_elder_went(world: World) -> None:
    elder = world.register("supervisor", residence={"place": VILLAGE})
    receipt = world.hand_in("liaison", elder, needs=NEEDS, risks=risks())
    file = world.as_("supervisor").get(f"/v1/elders/{elder}")
    moved = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": FAR_VILLAGE}, headers={"If-Match": file.headers["ETag"]}
    )
    assert moved.status_code == 200, moved.text
    for path, id in (("needs", receipt["needs"][0]), ("risks", receipt["risks"][0])):
        assert world.as_("liaison").get(f"/v1/{path}/{id}").json()["place"] == VILLAGE
        listed = world.as_("liaison").get(f"/v1/{path}", params={"mine": True, "elder_id": elder}).json()["items"]
        assert {item["place"] for item in listed} == {VILLAGE}
        assert world.as_("supervisor").get(f"/v1/{path}/{id}").json()["place"] == FAR_VILLAGE
