"""A list of places over HTTP: what would change is said first, and all is kept or nothing."""

from typing import Any

import httpx
import psycopg

from conftest import DISTRICT, FAR_TOWNSHIP, OTHER_DISTRICT, TOWNSHIP, VILLAGE, World
from places.test_changing import add, codes, day
from places.test_import import findings

NEW = f"{DISTRICT}288"


def listed(code: str, name: str, **members: str) -> dict[str, Any]:
    level, parent = ("township", DISTRICT) if len(code) == 9 else ("village", code[:9])
    return {"code": code, "name": name, "level": level, "parent": parent} | members


def send(
    world: World, *places: dict[str, Any], who: str = "supervisor", dry_run: bool = False, **members: Any
) -> httpx.Response:
    params = {"dry_run": "true"} if dry_run else None
    return world.as_(who).post("/v1/places/import", json={"places": list(places), **members}, params=params)


def results(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {one["code"]: one["result"] for one in answer.json()["items"]}


def entries(world: World) -> int:
    with psycopg.connect(world.owner_url) as owner:
        row = owner.execute("SELECT count(*) FROM entry").fetchone()
    assert row
    return int(row[0])


def test_a_dry_run_says_what_the_import_then_does_and_changes_nothing(world: World) -> None:
    for code in (f"{TOWNSHIP}501", f"{TOWNSHIP}502"):
        add(world, code, **{"from": day(-9)})
    sent = (
        listed(f"{NEW}001", "新一村"), listed(NEW, "新镇"), listed(f"{TOWNSHIP}501", "改名村"),
        listed(FAR_TOWNSHIP, world.as_("supervisor").get(f"/v1/places/{FAR_TOWNSHIP}").json()["name"]),
    )  # fmt: skip
    before = entries(world)
    would = send(world, *sent, ended=[f"{TOWNSHIP}502"], dry_run=True)
    assert results(would) == {
        f"{NEW}001": "added", NEW: "added", f"{TOWNSHIP}501": "renamed", FAR_TOWNSHIP: "unchanged", f"{TOWNSHIP}502": "ended",
    }  # fmt: skip
    assert not would.json()["kept"]
    assert entries(world) == before
    assert world.as_("supervisor").get(f"/v1/places/{NEW}").status_code == 404
    did = send(world, *sent, ended=[f"{TOWNSHIP}502"])
    assert did.json() == would.json() | {"kept": True}
    assert entries(world) == before + 4
    assert codes(world, parent=NEW) == [f"{NEW}001"]
    assert world.as_("guide").get(f"/v1/places/{TOWNSHIP}501").json()["name"] == "改名村"
    assert world.as_("guide").get(f"/v1/places/{TOWNSHIP}502").json()["until"] == day(-1)
    again = send(world, *sent, ended=[f"{TOWNSHIP}502"])
    assert set(results(again).values()) == {"unchanged"}
    assert entries(world) == before + 4
    assert findings(world) == []


def test_one_refused_line_keeps_all_others_out(world: World) -> None:
    before = entries(world)
    answer = send(
        world, listed(f"{TOWNSHIP}511", "好村"), listed(f"{OTHER_DISTRICT}100", "外镇", parent=OTHER_DISTRICT),
        listed(f"{TOWNSHIP}512", "错村", parent=FAR_TOWNSHIP), ended=[VILLAGE, f"{TOWNSHIP}999"],
    )  # fmt: skip
    assert list(results(answer).values()) == ["added", "refused", "refused", "refused", "refused"]
    problems = [one["problem"] and one["problem"]["code"] for one in answer.json()["items"]]
    assert problems == [None, "place_not_found", "invalid", "place_in_use", "place_not_found"]
    assert not answer.json()["kept"]
    assert entries(world) == before
    assert f"{TOWNSHIP}511" not in codes(world)


def test_an_import_is_dated(world: World) -> None:
    answer = send(world, listed(f"{TOWNSHIP}521", "来村"), **{"from": day(6)})
    assert results(answer) == {f"{TOWNSHIP}521": "added"}
    assert f"{TOWNSHIP}521" not in codes(world)
    assert f"{TOWNSHIP}521" in codes(world, on=day(6))


def test_a_township_and_its_villages_end_together(world: World) -> None:
    township = f"{DISTRICT}277"
    send(world, listed(township, "旧镇"), listed(f"{township}001", "旧村"), **{"from": day(-9)})
    answer = send(world, ended=[township, f"{township}001"])
    assert results(answer) == {township: "ended", f"{township}001": "ended"}
    assert answer.json()["kept"]


def test_a_list_is_bounded_names_each_place_once_and_is_the_supervisors(world: World) -> None:
    many = [listed(f"{TOWNSHIP}{number:03}", "村") for number in range(501)]
    assert send(world, *many).status_code == 422
    twice = send(world, listed(f"{TOWNSHIP}531", "甲"), listed(f"{TOWNSHIP}531", "乙"))
    assert twice.json()["errors"][0]["code"] == "named_twice"
    for who in ("guide", "liaison", "city", "platform"):
        assert send(world, listed(f"{TOWNSHIP}531", "甲"), who=who).status_code == 403, who
    far = send(world, listed(VILLAGE, "甲"), who="far_supervisor", dry_run=True)
    absent = send(world, listed(f"{TOWNSHIP}539", "甲"), who="far_supervisor", dry_run=True)
    members = [
        {k: v for k, v in one.json()["items"][0]["problem"].items() if k not in ("instance", "trace_id")}
        for one in (far, absent)
    ]
    assert members[0] == members[1]
    assert members[0]["code"] == "place_not_found"
