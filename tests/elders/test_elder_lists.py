"""Lists of elders, exact search, and moving house."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from carevisit import clock
from carevisit.policy import window_of
from conftest import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, id_number, registration, visit

RISK = {"kind": "unsafe_electricity", "severity": "major", "note": "电线老化"}


def ids(world: World, who: str = "guide", **filters: Any) -> list[str]:
    answer = world.as_(who).get("/v1/elders", params={"limit": 500} | filters)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def move(world: World, elder: str, place: str = NEXT_VILLAGE, who: str = "guide", **told: Any) -> httpx.Response:
    tag = world.as_("supervisor").get(f"/v1/elders/{elder}").headers["ETag"]
    return world.as_(who).post(f"/v1/elders/{elder}/transfer", json={"place": place} | told, headers={"If-Match": tag})


def days_ago(n: int) -> str:
    return (clock.today() - timedelta(days=n)).isoformat()


def test_every_filter_keeps_those_and_only_those(world: World) -> None:
    key = world.register(tier_told="key", categories_told=["no_kin"])
    general = world.register(tier_told="general", categories_told=["empty_nest"], filed_on=days_ago(0))
    next_door = world.register(residence={"place": NEXT_VILLAGE}, tier_told="key", categories_told=[])
    candidate = world.register("liaison", tier_told="general", categories_told=["empty_nest"])
    risky = world.register(tier_told="general", categories_told=[])
    world.hand_in("agency", risky, risks=[RISK])
    mine = {key, general, next_door, candidate, risky}

    def found(**filters: Any) -> set[str]:
        return set(ids(world, **filters)) & mine

    assert found() == mine
    assert found(place=TOWNSHIP) == mine
    assert found(place=VILLAGE) == mine - {next_door}
    assert found(place=NEXT_VILLAGE) == {next_door}
    assert found(category="empty_nest") == {general, candidate}
    assert found(category="no_kin") == {key}
    assert found(tier="key") == {key, next_door}
    assert found(state="candidate") == {candidate}
    assert found(state="active", tier="general") == {general, risky}
    assert found(flag="open_major_risk") == {risky}
    assert found(flag="not_met_twice") == set()
    assert found(overdue="true") == {key, next_door}  # filed 200 days ago, never visited
    assert found(overdue="false") == {general, candidate, risky}
    assert found(place=VILLAGE, tier="key", state="active", overdue="true", category="no_kin") == {key}


def test_a_filter_for_a_place_of_another_is_as_for_no_place(world: World) -> None:
    answers = [
        world.as_("guide").get("/v1/elders", params={"place": p}) for p in (FAR_VILLAGE, "350303999", "999999999999")
    ]
    assert {a.status_code for a in answers} == {404}
    assert {a.json()["code"] for a in answers} == {"place_not_found"}


def test_an_agency_lists_the_elders_that_it_serves(world: World) -> None:
    elder, other = world.register(), world.register(residence={"place": NEXT_VILLAGE})
    assert elder in ids(world, "agency")
    assert other not in ids(world, "agency")
    assert other in ids(world, "next_agency")
    assert ids(world, "ended_agency") == []


def test_an_agency_may_filter_by_a_place_that_it_serves(world: World) -> None:
    elder = world.register()
    assert elder in ids(world, "agency", place=VILLAGE)


def test_the_list_and_the_status_agree_on_who_is_overdue(world: World) -> None:
    today = clock.today()
    past = window_of(window_of(today, "key").start - timedelta(days=1), "key")
    standing = past.start + timedelta(days=4)
    elder = world.register(tier_told="key", filed_on=days_ago(200), confirmed_on=standing.isoformat())
    hours = (clock.now() - clock.start_of(past.start + timedelta(days=1))).total_seconds() / 3600 - 10
    world.hand_in("guide", elder, hours)
    overdue = world.as_("guide").get(f"/v1/elders/{elder}/status").json()["overdue"]
    assert overdue is True
    assert (elder in ids(world, overdue="true")) == overdue


def test_following_the_links_shows_every_elder_once_while_others_are_registered(world: World) -> None:
    there = [world.register("far_guide", residence={"place": FAR_VILLAGE}) for _ in range(8)]
    client, seen, pages = world.as_("far_guide"), [], 0
    address = f"/v1/elders?place={FAR_VILLAGE}&limit=3"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        seen += [item["id"] for item in page["items"]]
        pages += 1
        if pages < 3:
            world.register("far_guide", residence={"place": FAR_VILLAGE})
        assert ("Link" in answer.headers) == (page["next_cursor"] is not None)
        address = answer.links["next"]["url"] if "next" in answer.links else ""
        if address:
            assert parse_qs(urlsplit(address).query)["cursor"] == [page["next_cursor"]]
    assert len(seen) == len(set(seen))
    assert set(there) <= set(seen)


def test_a_cursor_belongs_to_its_caller_its_list_and_its_filters(world: World) -> None:
    for _ in range(3):
        world.register()
    guide = world.as_("guide")
    cursor = guide.get("/v1/elders", params={"limit": 1}).json()["next_cursor"]
    assert guide.get("/v1/elders", params={"limit": 2, "cursor": cursor}).status_code == 200
    for who, path, more in (
        ("supervisor", "/v1/elders", {}),
        ("guide", "/v1/elders", {"tier": "key"}),
        ("guide", "/v1/visits", {}),
        ("guide", "/v1/needs", {}),
        ("guide", "/v1/places", {}),
    ):
        answer = world.as_(who).get(path, params={"cursor": cursor, **more})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), (who, path, more)
    middle = cursor[:40] + ("A" if cursor[40] != "A" else "B") + cursor[41:]
    for forged in ("x", "", cursor[:-8], cursor[:-8] + "AAAAAAAA", "A" + cursor, middle, "é", "WyJ4IiwxXQ.AAAA"):
        answer = guide.get("/v1/elders", params={"cursor": forged})
        assert answer.status_code == 400, forged
    assert guide.get("/v1/elders", params={"cursor": "x" * 5000}).status_code in (400, 422)


@pytest.mark.parametrize(
    "what",
    [
        {"name": "欧阳·秀英"},
        {"name": "欧阳秀英"},
        {"name": "欧阳　秀英"},
        {"name": " 欧阳•秀英 "},
        {"phone": "13812345678"},
        {"phone": "138 1234 5678"},
        {"phone": "138-1234-5678"},
    ],
)
def test_search_is_exact_but_not_petty(world: World, what: dict[str, str]) -> None:
    elder = world.register(name="欧阳·秀英", phone="13812345678")
    found = world.as_("guide").post("/v1/elders/search", json=what).json()["items"]
    assert elder in [item["id"] for item in found]
    assert all(item["name"] == "欧阳·秀英" for item in found)


@pytest.mark.parametrize("wide", ["phone", "id_number"])
def test_full_width_digits_find_the_same_elder(world: World, wide: str) -> None:
    told = registration(phone="13812340000", id_number=id_number(clock.today().replace(year=1939, day=3), 7))
    elder = world.as_("guide").post("/v1/elders", json=told)
    known = elder.json().get("id") or elder.json()["elder_id"]
    word = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in told[wide])
    answer = world.as_("guide").post("/v1/elders/search", json={wide: word})
    assert known in [item["id"] for item in answer.json().get("items", [])]


def test_search_finds_by_id_number_and_by_all_that_is_given(world: World) -> None:
    told = registration(name="独一无二")
    elder = world.as_("guide").post("/v1/elders", json=told).json()["id"]

    def found(who: str = "guide", **what: str) -> list[str]:
        return [item["id"] for item in world.as_(who).post("/v1/elders/search", json=what).json()["items"]]

    assert found(id_number=told["id_number"]) == [elder]
    assert found(name="独一无二", phone=told["phone"], id_number=told["id_number"]) == [elder]
    assert found(name="独一无二", phone="13999999999") == []
    assert found(name="独一无") == found(name="独一无二二") == []
    assert found("liaison", name="独一无二") == [elder]
    assert found("agency", name="独一无二") == [elder]
    for who in ("next_liaison", "far_guide", "far_supervisor", "next_agency", "ended_agency"):
        assert found(who, name="独一无二") == [], who


def test_search_looks_in_the_file_as_it_is_and_not_as_it_was(world: World) -> None:
    elder = world.register(name="旧名字")
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    world.as_("guide").patch(f"/v1/elders/{elder}", json={"name": "新名字"}, headers={"If-Match": tag})
    for name, there in (("旧名字", []), ("新名字", [elder])):
        items = world.as_("guide").post("/v1/elders/search", json={"name": name}).json()["items"]
        assert [i["id"] for i in items] == there


def test_a_search_for_nothing_is_refused(world: World) -> None:
    for what in ({}, {"name": None}, {"name": ""}, {"name": "  "}, {"address": "x"}):
        assert world.as_("guide").post("/v1/elders/search", json=what).status_code == 422


def test_a_transfer_hands_the_file_to_the_new_village_with_its_history(world: World) -> None:
    elder = world.register()
    world.hand_in("liaison", elder)
    answer = move(world, elder, detail="新家 8 号")
    assert answer.status_code == 200, answer.text
    file = answer.json()
    assert (file["place"], file["residence"]["place"], file["residence"]["detail"]) == (
        NEXT_VILLAGE,
        NEXT_VILLAGE,
        "新家 8 号",
    )
    assert answer.headers["ETag"] == f'"v{file["version"]}"'
    assert world.as_("next_liaison").get(f"/v1/elders/{elder}").json()["place"] == NEXT_VILLAGE
    kinds = [i["kind"] for i in world.as_("next_liaison").get(f"/v1/elders/{elder}/timeline").json()["items"]]
    assert kinds[-2:] == ["visit.recorded", "elder.registered"]
    assert "elder.transferred" in kinds
    assert world.as_("guide").get(f"/v1/elders/{elder}/status").json()["place"] == NEXT_VILLAGE
    assert elder in ids(world, "next_liaison")
    assert elder in ids(world, "next_agency")
    assert world.as_("liaison").get(f"/v1/elders/{elder}").status_code == 404
    assert elder not in ids(world, "liaison")


def test_the_old_agency_loses_sight_with_the_transfer(world: World) -> None:
    elder = world.register()
    assert world.as_("agency").get(f"/v1/elders/{elder}").status_code == 200
    assert move(world, elder).status_code == 200
    assert world.as_("agency").get(f"/v1/elders/{elder}").status_code == 404


def test_the_old_agency_has_lost_sight_the_day_after_the_transfer(world: World) -> None:
    elder = world.register()
    assert move(world, elder, on=days_ago(1)).status_code == 200
    assert world.as_("agency").get(f"/v1/elders/{elder}").status_code == 404
    assert elder not in ids(world, "agency")


def test_a_transfer_that_cannot_be_is_refused(world: World) -> None:
    elder = world.register()

    def refused(status: int, code: str, answer: httpx.Response) -> None:
        told = answer.json()
        assert (answer.status_code, code) == (status, code), answer.text
        assert code in {told["code"], *(e["code"] for e in told["errors"])}, told

    refused(422, "same_place", move(world, elder, VILLAGE))
    refused(422, "unknown_place", move(world, elder, FAR_VILLAGE))
    refused(422, "unknown_place", move(world, elder, "999999999999"))
    refused(422, "in_the_future", move(world, elder, on=(clock.today() + timedelta(days=1)).isoformat()))
    refused(403, "forbidden", move(world, elder, who="liaison"))
    refused(403, "forbidden", move(world, elder, who="agency"))
    refused(404, "elder_not_found", move(world, elder, who="far_guide"))
    path = f"/v1/elders/{elder}/transfer"
    refused(428, "precondition_required", world.as_("guide").post(path, json={"place": NEXT_VILLAGE}))
    stale = world.as_("guide").post(path, json={"place": NEXT_VILLAGE}, headers={"If-Match": '"v9"'})
    refused(412, "precondition_failed", stale)
    assert move(world, elder, on=days_ago(3)).status_code == 200
    refused(422, "before_last_move", move(world, elder, VILLAGE, on=days_ago(5)))


def test_a_transfer_sent_again_with_its_key_is_done_once(world: World) -> None:
    elder = world.register()
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    headers = {"If-Match": tag, "Idempotency-Key": f"move-{elder}"}
    told = {"place": NEXT_VILLAGE}
    answers = [world.as_("guide").post(f"/v1/elders/{elder}/transfer", json=told, headers=headers) for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 200], answers[1].text
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotent-Replayed"] == "true"


def test_a_move_told_late_stands_though_the_file_was_amended_meanwhile(world: World) -> None:
    elder = world.register()
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    world.as_("guide").patch(f"/v1/elders/{elder}", json={"phone": "13811112222"}, headers={"If-Match": tag})
    assert move(world, elder, on=days_ago(7)).status_code == 200
    assert world.as_("guide").get(f"/v1/elders/{elder}").json()["place"] == NEXT_VILLAGE
    assert world.as_("guide").get(f"/v1/elders/{elder}/status").json()["place"] == NEXT_VILLAGE


def test_a_move_before_the_filing_is_refused_or_holds(world: World) -> None:
    elder = world.register(filed_on=days_ago(20))
    answer = move(world, elder, on=days_ago(40))
    if answer.status_code == 200:
        assert world.as_("next_liaison").post("/v1/visits", json=visit(elder)).status_code == 201
        assert world.as_("liaison").post("/v1/visits", json=visit(elder)).status_code == 404
    else:
        assert answer.status_code == 422
