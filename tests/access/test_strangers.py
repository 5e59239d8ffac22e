"""Strangers by other ways than asking for a thing by its id: lists, searches, the feed, cursors, keys and odd requests."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from access.strangers import RECORD_STRANGERS, STRANGERS, Scene, fingerprint, staged
from carevisit import clock
from conftest import (
    DISTRICT,
    FAR_TOWNSHIP,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_CITY,
    OTHER_DISTRICT,
    VILLAGE,
    World,
    id_number,
    registration,
    visit,
)


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return staged(world)


def test_one_who_had_the_elder_before_is_a_stranger_now(scene: Scene) -> None:
    world = scene.world
    for who in ("liaison", "guide", "agency", "rival_agency", "app"):
        http = world.as_(who)
        for path in ("", "/status", "/timeline"):
            one = http.get(f"/v1/elders/{scene.moved}{path}")
            other = http.get(f"/v1/elders/{uuid7()}{path}")
            assert one.status_code == 404, (who, path)
            assert fingerprint(one) == fingerprint(other), (who, path)
        assert scene.moved not in [item["id"] for item in http.get("/v1/elders", params={"limit": 500}).json()["items"]]
    for who in ("liaison", "guide", "rival_agency", "app"):
        assert world.as_(who).get(f"/v1/visits/{scene.moved_visit}").status_code == 404
    assert world.as_("agency").get(f"/v1/visits/{scene.moved_visit}").status_code == 200  # makers keep their own
    http, body = world.as_("guide"), {"phone": "13800000000"}
    for version in (1, 2, 3, 9):
        one = http.patch(f"/v1/elders/{scene.moved}", json=body, headers={"If-Match": f'"v{version}"'})
        other = http.patch(f"/v1/elders/{uuid7()}", json=body, headers={"If-Match": f'"v{version}"'})
        assert (one.status_code, fingerprint(one)) == (404, fingerprint(other))


@pytest.mark.parametrize("who", ["agency", "rival_agency"])
def test_an_agency_loses_sight_of_an_elder_the_moment_they_move_away(scene: Scene, who: str) -> None:
    """Till midnight it reads the file as it is after the move: the new address, too."""
    world = scene.world
    elder = world.register("guide")
    done = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": FAR_VILLAGE, "detail": "新址 9 号"}, headers={"If-Match": '"v1"'}
    )
    assert done.status_code == 200
    answer = world.as_(who).get(f"/v1/elders/{elder}")
    assert "新址 9 号" not in answer.text
    assert answer.status_code == 404


def test_one_who_had_the_elder_before_cannot_learn_of_them_by_a_move_in_the_past(scene: Scene) -> None:
    http = scene.world.as_("guide")
    for version in (1, 2, 9):
        move = {"place": VILLAGE, "on": (clock.today() - timedelta(days=30)).isoformat()}
        one = http.post(f"/v1/elders/{scene.moved}/transfer", json=move, headers={"If-Match": f'"v{version}"'})
        other = http.post(f"/v1/elders/{uuid7()}/transfer", json=move, headers={"If-Match": f'"v{version}"'})
        assert fingerprint(one) == fingerprint(other), version


def test_a_transfer_to_a_foreign_village_is_like_one_to_a_village_that_does_not_exist(scene: Scene) -> None:
    elder = scene.world.register("guide")
    http = scene.world.as_("guide")
    answers = [
        http.post(f"/v1/elders/{elder}/transfer", json={"place": place}, headers={"If-Match": '"v1"'})
        for place in (FAR_VILLAGE, "370402001013", "350303999999", "999999999999")
    ]
    assert {a.status_code for a in answers} == {422}
    assert len({fingerprint(a) for a in answers}) == 1


LISTS = ("/v1/elders", "/v1/visits", "/v1/needs", "/v1/risks")


@pytest.mark.parametrize("who", [*RECORD_STRANGERS, "agency"])
def test_lists_hold_nothing_foreign(scene: Scene, who: str) -> None:
    http, foreign = scene.world.as_(who), scene.sworn | {scene.moved}
    if who == "nobody":
        return
    if who.startswith("far_"):
        foreign = scene.sworn
    elif who == "rival_agency":
        foreign = scene.sworn - {scene.here.elder} | {scene.moved}
    elif who == "agency":
        foreign = {scene.moved}
    for path in LISTS:
        answer = http.get(path, params={"limit": 500})
        assert answer.status_code == 200
        assert foreign.isdisjoint({item["id"] for item in answer.json()["items"]}), (who, path)
        if who not in ("rival_agency", "agency"):
            assert scene.here.elder not in answer.text
            assert f'"{VILLAGE}"' not in answer.text
        if who == "agency":
            continue  # its own records of somebody who moved away stay its own
        page = http.get(path, params={"limit": 1}).json()
        while page["next_cursor"]:  # nor anywhere between the pages
            assert not any(word in str(page) for word in foreign)
            page = http.get(path, params={"limit": 1, "cursor": page["next_cursor"]}).json()


@pytest.mark.parametrize("who", [*STRANGERS])
def test_search_finds_nothing_foreign(scene: Scene, who: str) -> None:
    file = scene.world.as_("guide").get(f"/v1/elders/{scene.here.elder}").json()
    http = scene.world.as_(who)
    unknown = http.post("/v1/elders/search", json={"id_number": id_number(turn=998)})
    for words in ({"name": file["name"]}, {"phone": file["phone"]}, {"id_number": file["id_number"]},
                  {"name": file["name"], "id_number": file["id_number"]}):  # fmt: skip
        found = http.post("/v1/elders/search", json=words)
        assert fingerprint(found) == fingerprint(unknown)
        assert who == "nobody" or found.json() == {"items": [], "next_cursor": None}
    assert scene.here.elder in scene.world.as_("liaison").post("/v1/elders/search", json={"name": file["name"]}).text


def test_an_id_number_that_is_known_elsewhere_is_registered_plainly_and_in_ones_own_area_is_a_409(scene: Scene) -> None:
    world = scene.world
    sheet = registration()
    first = world.as_("far_guide").post("/v1/elders", json=sheet | {"residence": {"place": FAR_VILLAGE}})
    assert first.status_code == 201
    again, new = (
        world.as_("liaison").post("/v1/elders", json=one)
        for one in (sheet | {"residence": {"place": VILLAGE}}, registration())
    )
    assert again.status_code == new.status_code == 201
    assert [k for k, _ in again.headers.multi_items()] == [k for k, _ in new.headers.multi_items()]
    assert again.json().keys() == new.json().keys()
    differing = {k for k in again.json() if again.json()[k] != new.json()[k]}
    assert differing <= {"id", "id_number", "phone", "emergency_contact", "born_on", "residence"}
    assert first.json()["id"] not in again.text
    own = world.as_("liaison").post("/v1/elders", json=sheet | {"residence": {"place": VILLAGE}})
    assert own.status_code == 409
    assert own.json()["elder_id"] == again.json()["id"]  # one's own, never the other village's
    nearby = world.as_("next_liaison").post("/v1/elders", json=sheet | {"residence": {"place": NEXT_VILLAGE}})
    assert nearby.status_code == 201
    abroad = world.as_("far_supervisor").post("/v1/elders", json=sheet | {"residence": {"place": VILLAGE}})
    assert (abroad.status_code, abroad.json()["errors"][0]["code"]) == (422, "unknown_place")  # not even the twin there


def _feed(http: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    items, page = [], http.get("/v1/feed", params={"limit": 1000, **params}).json()
    items += page["items"]
    while page["more"]:
        page = http.get("/v1/feed", params={"limit": 1000, "after": page["next_cursor"]}).json()
        items += page["items"]
    return items


@pytest.mark.parametrize(
    "who", ["next_liaison", "far_guide", "far_supervisor", "far_city", "next_agency", "ended_agency", "rival_agency"]
)
def test_the_feed_holds_nothing_foreign(scene: Scene, who: str) -> None:
    assert any(event["subject"] == scene.here.elder for event in _feed(scene.world.as_("platform"), wait=3))
    events = _feed(scene.world.as_(who))
    about = [event for event in events if event["subject"] == scene.here.elder]
    if who == "rival_agency":  # serves the elder: the file's changes, nobody else's records
        assert {event["type"] for event in about} <= {"elder.registered", "elder.amended", "elder.suspended"}
    else:
        assert about == []
        assert not any(word in str(events) for word in scene.sworn)
    for event in events:
        assert event["type"] in ("visit.recorded", "need.raised", "risk.reported") or "note" not in event["data"]


def test_those_whom_an_elder_left_are_told_that_and_not_where_to(scene: Scene) -> None:
    assert _feed(scene.world.as_("platform"), wait=2)
    for who in ("liaison", "agency", "rival_agency"):
        assert FAR_VILLAGE not in str([e for e in _feed(scene.world.as_(who)) if e["subject"] == scene.moved]), who


# --- tricks -----------------------------------------------------------------------------------------------------------------


def test_a_cursor_opens_only_the_list_it_was_given_for_and_only_to_its_reader(scene: Scene) -> None:
    world = scene.world
    for _ in range(3):
        world.hand_in("liaison", world.register("liaison"))
    given = {
        path: world.as_("liaison").get(path, params={"limit": 1}).json()["next_cursor"]
        for path in ("/v1/elders", "/v1/visits")
    }
    given["timeline"] = (
        world.as_("liaison").get(f"/v1/elders/{scene.here.elder}/timeline", params={"limit": 1}).json()["next_cursor"]
    )
    given["feed"] = world.as_("liaison").get("/v1/feed", params={"limit": 1}).json()["next_cursor"]
    assert all(given.values())
    tries = [(who, path, name, {}) for who in ("guide", "next_liaison", "far_guide", "agency") for path, name in
             [("/v1/elders", "/v1/elders"), ("/v1/visits", "/v1/visits")]]  # fmt: skip
    tries += [("liaison", path, name, {}) for path in LISTS for name in given if name != path]
    tries += [
        ("liaison", "/v1/elders", "/v1/elders", {"tier": "key"}),
        ("liaison", "/v1/elders", "/v1/elders", {"place": VILLAGE}),
    ]
    tries += [("liaison", "/v1/visits", "/v1/visits", {"elder_id": scene.here.elder})]
    for who, path, name, filters in tries:
        answer = world.as_(who).get(path, params={"limit": 1, "cursor": given[name], **filters})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), (who, path, name)
    for who, cursor in (("guide", given["feed"]), ("liaison", given["/v1/elders"]), ("liaison", given["timeline"])):
        assert world.as_(who).get("/v1/feed", params={"after": cursor}).status_code == 400
    good = given["/v1/elders"]
    for forged in (
        good[:-2] + "AA",
        good + "A",
        good[:40],
        good[40:],
        "",
        "x",
        ".",
        good.upper(),
        "WyJhIiwxXQ.AAAA",
        "null",
        "💥",
    ):
        assert world.as_("liaison").get("/v1/elders", params={"cursor": forged}).status_code == 400, forged


def test_a_key_or_number_of_one_client_means_nothing_to_another(scene: Scene) -> None:
    world, key = scene.world, {"Idempotency-Key": "the-same-key"}
    elder = world.register("guide")
    sheet = visit(elder, 5, record_no="SAME-1")
    first = world.as_("agency").post("/v1/visits", json=sheet, headers=key)
    rival = world.as_("rival_agency").post("/v1/visits", json=sheet, headers=key)
    assert first.status_code == rival.status_code == 201
    assert first.json()["id"] != rival.json()["id"]
    assert "idempotent-replayed" not in rival.headers
    # an agency cannot name another's record by its number, nor its own key for another route or elder
    assert world.as_("rival_agency").get(f"/v1/visits/{first.json()['id']}").status_code == 404
    again = world.as_("agency").post("/v1/visits", json=sheet, headers=key)
    assert (again.json()["id"], again.headers["idempotent-replayed"]) == (first.json()["id"], "true")
    other = world.as_("agency").post("/v1/visits", json=visit(scene.here.elder, 4), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert first.json()["id"] not in other.text
    # a key that was used for what is now out of sight is not answered with it
    body = registration(external_id="MOVES-1")
    filed = world.as_("guide").post("/v1/elders", json=body, headers={"Idempotency-Key": "moves"})
    gone = filed.json()["id"]
    done = world.as_("supervisor").post(
        f"/v1/elders/{gone}/transfer", json={"place": FAR_VILLAGE}, headers={"If-Match": '"v1"'}
    )
    assert done.status_code == 200
    replay = world.as_("guide").post("/v1/elders", json=body, headers={"Idempotency-Key": "moves"})
    assert replay.status_code == 404
    assert gone not in replay.text


@pytest.mark.parametrize("who", ["liaison", "agency", "app"])
def test_the_copy_of_a_file_holds_what_its_reader_may_have(scene: Scene, who: str) -> None:
    full = scene.world.as_("guide").get(f"/v1/elders/{scene.here.elder}").json()
    file = scene.world.as_(who).get(f"/v1/elders/{scene.here.elder}")
    assert full["id_number"] not in file.text
    for hidden in ("economic_status", "monthly_income_yuan", "income_source", "disability_certificate"):
        assert file.json()[hidden] is None


def test_the_masked_id_number_cannot_be_put_together_again(scene: Scene) -> None:
    full = scene.world.as_("guide").get(f"/v1/elders/{scene.here.elder}").json()["id_number"]
    seen = scene.world.as_("liaison").get(f"/v1/elders/{scene.here.elder}").json()
    known = seen["id_number"][:6] + (seen["born_on"] or "").replace("-", "") + seen["id_number"][14:]
    assert known != full


def test_an_agency_learns_nothing_of_anothers_records_by_the_elder_they_share(scene: Scene) -> None:
    world = scene.world
    http = world.as_("rival_agency")
    for path in (
        f"/v1/elders/{scene.here.elder}/timeline",
        f"/v1/elders/{scene.here.elder}",
        f"/v1/elders/{scene.here.elder}/status",
    ):
        text = http.get(path).text
        for word in ("TAKEN-1", "访问员甲", "想有人说话", "地滑", scene.here.visit):
            assert word not in text, (path, word)
    for moment in ("at", "known_at"):
        answer = http.get(f"/v1/elders/{scene.here.elder}/status", params={moment: clock.now().isoformat()})
        assert fingerprint(answer) == fingerprint(
            http.get(f"/v1/elders/{uuid7()}/status", params={moment: clock.now().isoformat()})
        )


def test_doubled_parameters_and_other_methods_open_nothing(scene: Scene) -> None:
    next_door = scene.world.as_("next_liaison")
    for path in LISTS:
        for pair in ([("place", VILLAGE), ("place", NEXT_VILLAGE)], [("place", NEXT_VILLAGE), ("place", VILLAGE)],
                     [("place", NEXT_VILLAGE), ("place", DISTRICT)], [("place", NEXT_VILLAGE), ("place", "")]):  # fmt: skip
            answer = next_door.get(path, params=pair)
            assert not any(word in answer.text for word in scene.sworn), path
        for extra in ("maker", "agency", "role", "lo", "carevisit.lo", "limit[]"):
            assert next_door.get(path, params={extra: "1"}).status_code == 422
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"):
        for thing in ("elders", "visits", "needs", "risks"):
            id = getattr(scene.here, thing[:-1])
            one, other = (next_door.request(method, f"/v1/{thing}/{one}") for one in (id, uuid7()))
            assert fingerprint(one) == fingerprint(other), (method, thing)
            assert one.status_code in (404, 405), (method, thing)
    for override in ("X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL"):
        assert (
            next_door.get("/v1/me", headers={override: f"/v1/elders/{scene.here.elder}"}).json()["login"]
            == "next_liaison"
        )
    for header in (
        {"X-Forwarded-User": "supervisor"},
        {"X-Remote-User": "supervisor"},
        {"X-Forwarded-For": "127.0.0.1"},
    ):
        assert next_door.get(f"/v1/elders/{scene.here.elder}", headers=header).status_code == 404


def test_paths_written_strangely_open_nothing(scene: Scene) -> None:
    next_door, elder = scene.world.as_("next_liaison"), scene.here.elder
    own = scene.world.as_("next_liaison").get("/v1/elders").json()["items"][0]["id"]
    for path in (
        f"/v1/elders/{elder}/", f"/v1//elders/{elder}", f"/v1/elders/{own}/../{elder}", f"/v1/elders/{own}%2f..%2f{elder}",
        f"/v1/elders/{own}/..;/{elder}", f"/v1/elders/{elder}%00", f"/v1/elders/{elder}%20", f"/v1/elders/{{{elder}}}",
        f"/v1/elders/urn:uuid:{elder}", f"/v1/elders/{UUID(elder).hex}", f"/v1/elders/{elder}.json", f"/V1/ELDERS/{elder}",
        f"/v1/elders/{elder};a=b", f"/v1/elders/{elder}%0d%0aX-Evil:1", f"/v1/elders/{elder}/status/", f"/v1/elders/{elder}?x",
        f"/v1/places/..%2felders%2f{elder}", f"/v1/elders/{elder}/timeline?elder_id={own}",
    ):  # fmt: skip
        answer = next_door.get(path, follow_redirects=False)
        assert answer.status_code in (404, 422, 307, 405), path
        assert "x-evil" not in answer.headers
        assert "阿秘密" not in answer.text


def test_no_answer_repeats_the_host_it_was_asked_under(scene: Scene) -> None:
    answer = scene.world.as_("nobody").get("/v1/elders/", headers={"Host": "evil.test"})
    assert "evil.test" not in str(answer.headers) + answer.text


def test_links_name_our_own_address_whatever_host_was_asked(scene: Scene) -> None:
    world = scene.world
    world.register("liaison")
    answer = world.as_("liaison").get("/v1/elders", params={"limit": 1}, headers={
        "Host": "evil.test", "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.test"})  # fmt: skip
    assert answer.headers["link"].startswith(f"<{world.base_url}/v1/elders?")
    assert "evil" not in str(answer.headers)
    answer = world.as_("liaison").post("/v1/visits", json=visit(scene.here.elder), headers={"Host": "evil.test"})
    assert answer.headers["location"] == f"/v1/visits/{answer.json()['id']}"


def test_a_nul_in_a_path_is_a_4xx(scene: Scene) -> None:
    assert scene.world.as_("liaison").get("/v1/places/%00").status_code in (404, 422)


def test_no_error_repeats_what_was_sent_and_no_metric_names_anybody(scene: Scene) -> None:
    world, number = scene.world, id_number(turn=500)
    secrets = (number, "13712345678", "王秘密", "3503031999")
    sheet = registration(
        id_number=number[:-1] + ("0" if number[-1] != "0" else "1"), name="王秘密", phone="13712345678x"
    )
    answers = [
        world.as_("liaison").post("/v1/elders", json=sheet),
        world.as_("liaison").post("/v1/elders", json=registration(id_number=number, name={"王秘密": "13712345678"})),
        world.as_("liaison").post("/v1/elders", json=registration() | {"王秘密": 1, number: 2}),
        world.as_("liaison").post("/v1/elders", json=registration(external_id=number)),
        world.as_("liaison").post("/v1/elders/search", json={"name": "王秘密", "id": number}),
        world.as_("liaison").post("/v1/visits", json=visit(scene.here.elder, record_no="13712345678")),
        world.as_("liaison").post("/v1/visits", json=visit("王秘密")),
        world.as_("liaison").post("/v1/visits", content='{"name": "王秘密', headers={"Content-Type": "application/json"}),
        world.as_("liaison").get(f"/v1/elders/{number}"), world.as_("liaison").get(f"/v1/places/{number}"),
        world.as_("liaison").get("/v1/elders", params={"place": number}),
        world.as_("liaison").get("/v1/elders", params={number: "1"}),
        world.as_("liaison").get(f"/v1/{number}/王秘密"), world.as_("liaison").get("/v1/elders", params={"cursor": number}),
        world.as_("liaison").patch(f"/v1/elders/{scene.here.elder}", json={"name": "王秘密"}, headers={"If-Match": number}),
        world.as_("liaison").post("/v1/elders", json=registration(), headers={"Idempotency-Key": f"{number} x"}),
    ]  # fmt: skip
    for turn, answer in enumerate(answers):
        assert 400 <= answer.status_code < 500, (turn, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        for secret in secrets:
            assert secret not in answer.text, (turn, answer.text)
            assert secret not in str(answer.headers), turn
    metrics = world.as_("nobody").get("/metrics").text
    for word in (*secrets, scene.here.elder, VILLAGE, "liaison"):
        assert word not in metrics
    assert 'route="other"' in metrics


def test_a_readers_cursor_does_not_count_other_peoples_entries(scene: Scene) -> None:
    import base64
    import json

    cursor = scene.world.as_("ended_agency").get("/v1/feed").json()["next_cursor"]
    part = cursor.split(".")[0]
    try:
        _, position, _ = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        position = 0
    assert position == 0


def test_places_of_others_and_other_districts_are_not_listed(scene: Scene) -> None:
    for who, root in (
        ("liaison", VILLAGE),
        ("far_guide", FAR_TOWNSHIP),
        ("far_supervisor", OTHER_DISTRICT),
        ("far_city", OTHER_CITY),
        ("agency", VILLAGE),
    ):
        listed = scene.world.as_(who).get("/v1/places", params={"limit": 500}).json()["items"]
        assert listed
        assert all(item["code"].startswith(root) for item in listed), who
    assert scene.world.as_("ended_agency").get("/v1/places").json() == {"items": [], "next_cursor": None}
