"""Who is named on lists becomes a candidate, once, and strangers learn nothing of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from carevisit import clock
from conftest import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, registration


def named(place: str = VILLAGE, **changes: Any) -> dict[str, Any]:
    """A line of a list, about somebody new."""
    told = registration()
    line = {name: told[name] for name in ("name", "id_number", "phone")}
    return line | {"residence": {"place": place, "group": "下厝"}, "source": "grid", "list_name": "网格名单"} | changes


def put(world: World, who: str, line: dict[str, Any], **headers: str) -> httpx.Response:
    return world.as_(who).post("/v1/census/candidates", json=line, headers=headers)


def survey(**changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "by": "王核实", "conditions": {"expression": "good", "mobility": "poor", "reaction": "fair", "illness": "chronic",
                                      "mind": "not_observed"},
        "facilities": {"water": "safe", "electricity": "unsafe", "gas": "not_applicable", "housing": "fairly_safe"},
        "hardships": ["medical", "travel"], "support": "neglected", "hazards": ["unsafe_electricity"], "needs": ["comfort"],
        "anomaly": True, "eligible": "yes", "wants_service": True, "note": "门前台阶湿滑",
    }  # fmt: skip
    return told | changes


@pytest.mark.parametrize("who", ["liaison", "guide", "supervisor", "writing_app"])
def test_whoever_is_on_a_list_becomes_a_candidate(world: World, who: str) -> None:
    answer = put(world, who, named(categories_told=["empty_nest"]))
    assert answer.status_code == 201, answer.text
    elder = answer.json()["elder_id"]
    assert answer.headers["location"] == f"/v1/elders/{elder}"
    assert answer.json() | {"elder_id": 0} == {
        "elder_id": 0, "name": "林阿姨", "place": VILLAGE, "listed_on": clock.today().isoformat(), "lists": 1, "sources": ["grid"],
        "departments": [], "surveyed_on": None, "eligible": None, "decided_on": None, "stage": "listed", "group": "下厝",
        "has_id_number": True, "merged_into": None,
    }  # fmt: skip
    status = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    assert (status["state"], status["consent"]) == ("candidate", "not_asked")
    kinds = [e["kind"] for e in world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]]
    assert kinds == ["elder.listed", "elder.registered"]


def test_the_same_person_on_two_lists_is_one_candidate(world: World) -> None:
    line = named(source="village", list_name="村名单")
    first = put(world, "liaison", line)
    second = put(world, "guide", line | {"source": "department", "list_name": "残联名单", "name": "林阿姨 "})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["elder_id"] == first.json()["elder_id"]
    assert (second.json()["lists"], second.json()["sources"]) == (2, ["department", "village"])


def test_an_elder_on_file_who_is_listed_stays_as_they_stand(world: World) -> None:
    sheet = registration()
    elder = world.register("guide", **sheet)
    before = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    answer = put(world, "liaison", named(id_number=sheet["id_number"]))
    assert (answer.status_code, answer.json()["elder_id"], answer.json()["stage"]) == (200, elder, "confirmed")
    after = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    moving = {"at", "known_at", "stream_version"}
    assert {k: v for k, v in after.items() if k not in moving} == {k: v for k, v in before.items() if k not in moving}


def test_a_file_elsewhere_tells_nothing_and_the_answers_are_alike(world: World) -> None:
    twin, alone = named(FAR_VILLAGE), named(FAR_VILLAGE)
    assert put(world, "far_liaison", twin).status_code == 201
    here = {"residence": {"place": VILLAGE}, "name": "甲", "phone": "13700000001"}
    one = put(world, "liaison", twin | here)
    other = put(world, "liaison", alone | here)
    assert one.status_code == other.status_code == 201

    def same(answer: httpx.Response) -> tuple[str, list[tuple[str, str]]]:
        trace, elder = answer.headers["x-trace-id"], answer.json()["elder_id"]
        headers = [(k, v) for k, v in answer.headers.multi_items() if k not in ("date", "x-trace-id", "location")]
        return answer.text.replace(trace, "…").replace(elder, "…"), headers

    assert same(one) == same(other)


def test_listing_again_with_the_same_number_is_the_same_answer(world: World) -> None:
    line = named(external_id="MOPAI-1")
    first, again = put(world, "liaison", line), put(world, "liaison", line)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert put(world, "liaison", line | {"source": "other"}).json()["code"] == "external_id_reused"
    known = line | {"external_id": "MOPAI-2"}
    second, twice = put(world, "liaison", known), put(world, "liaison", known)
    assert (second.status_code, twice.status_code, twice.json()["lists"]) == (200, 200, 2)
    keyed = named()
    one, two = (put(world, "liaison", keyed, **{"Idempotency-Key": "list-key"}) for _ in range(2))
    assert (one.status_code, two.status_code, two.json()["lists"]) == (201, 201, 1)


def test_who_may_not_list_is_refused(world: World) -> None:
    for who in ("agency", "platform"):
        assert put(world, who, named()).status_code == 403
    assert put(world, "app", named()).status_code == 403  # its token has no elders:write
    assert put(world, "nobody", named()).status_code == 401
    assert put(world, "liaison", named(NEXT_VILLAGE)).json()["errors"][0]["code"] == "unknown_place"
    young = put(world, "liaison", named(id_number="999999199001010020"))
    assert young.status_code == 422


def test_a_wrong_line_of_a_batch_refuses_only_itself(world: World) -> None:
    good, known = named(external_id="B-1"), named()
    before = put(world, "liaison", known).json()["elder_id"]
    lines = [
        good,
        named(id_number="999999194611040026"),
        known,
        named(NEXT_VILLAGE),
        "nothing",
        good | {"external_id": "B-5"},
    ]
    answer = world.as_("liaison").post("/v1/census/candidates/batch", json=lines)
    assert answer.status_code == 207, answer.text
    told = answer.json()
    assert [line["status"] for line in told["items"]] == [201, 422, 200, 422, 422, 200]
    assert [line["index"] for line in told["items"]] == [0, 1, 2, 3, 4, 5]
    assert (told["accepted"], told["refused"]) == (3, 3)
    assert told["items"][1]["problem"]["errors"][0]["pointer"] == "/id_number"
    assert "999999194611040026" not in answer.text
    assert told["items"][2]["id"] == before
    assert told["items"][0]["id"] == told["items"][5]["id"]
    again = world.as_("liaison").post("/v1/census/candidates/batch", json=lines[:1])
    assert (again.status_code, again.json()["items"][0]["id"]) == (200, told["items"][0]["id"])
    assert world.as_("liaison").post("/v1/census/candidates/batch", json=[]).status_code == 422
    assert world.as_("liaison").post("/v1/census/candidates/batch", json=[good] * 1001).status_code == 422


def test_a_dry_run_of_a_batch_keeps_nothing(world: World) -> None:
    def found() -> int:
        return len(world.as_("guide").get("/v1/census/candidates", params={"limit": 500}).json()["items"])

    known = named()
    put(world, "liaison", known)
    before, lines = found(), [named(), known, named(NEXT_VILLAGE)]
    tried = world.as_("liaison").post("/v1/census/candidates/batch", json=lines, params={"dry_run": "true"})
    assert [line["status"] for line in tried.json()["items"]] == [201, 200, 422]
    assert found() == before
    assert world.as_("guide").get("/v1/census/candidates", params={"limit": 500}).json()["items"][-1]["lists"] == 1


def test_the_lists_of_candidates_keep_to_ones_places(world: World) -> None:
    here, far = (put(world, "supervisor", named(place)).json()["elder_id"] for place in (VILLAGE, FAR_VILLAGE))

    def found(who: str, **params: Any) -> list[str]:
        items, cursor = [], None
        while True:
            more: dict[str, Any] = {"cursor": cursor} if cursor else {}
            page = world.as_(who).get("/v1/census/candidates", params={"limit": 3, **params, **more}).json()
            items += [item["elder_id"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                assert len(items) == len(set(items))
                return items

    assert {here, far} <= set(found("supervisor"))
    for who in ("liaison", "guide", "writing_app"):
        assert here in found(who)
        assert far not in found(who)
    assert far in found("far_guide", stage="listed")
    assert here not in found("guide", stage="surveyed")
    assert found("guide", place=VILLAGE)
    assert world.as_("guide").get("/v1/census/candidates", params={"place": FAR_VILLAGE}).status_code == 404
    assert world.as_("agency").get("/v1/census/candidates").status_code == 403


def test_a_survey_is_kept_as_found_and_changes_nothing_of_how_the_elder_stands(world: World) -> None:
    elder = world.register("guide")
    before = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    answer = world.as_("liaison").post(f"/v1/elders/{elder}/surveys", json=survey())
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert {name: told[name] for name in survey()} == survey()
    assert told["on"] == clock.today().isoformat()
    after = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    moving = {"at", "known_at", "stream_version", "open_needs", "open_risks", "highest_severity", "flags"}
    assert {k: v for k, v in after.items() if k not in moving} == {k: v for k, v in before.items() if k not in moving}
    assert after["visits_count"] == 0
    listed = world.as_("guide").get(f"/v1/elders/{elder}/surveys").json()["items"]
    assert listed == [told]
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    (entry,) = [item for item in items if item["kind"] == "elder.surveyed"]
    assert "王核实" not in str(entry)
    assert "湿滑" not in str(entry)


def test_a_survey_moves_a_candidate_on_and_may_be_of_an_earlier_day(world: World) -> None:
    elder = put(world, "liaison", named()).json()["elder_id"]
    on = (clock.today() - timedelta(days=3)).isoformat()
    told = world.as_("guide").post(f"/v1/elders/{elder}/surveys", json=survey(on=on, eligible="unsure"))
    assert told.status_code == 201
    found = world.as_("guide").get("/v1/census/candidates", params={"stage": "surveyed", "limit": 500}).json()["items"]
    mine = next(item for item in found if item["elder_id"] == elder)
    assert (mine["surveyed_on"], mine["eligible"], mine["stage"]) == (on, "unsure", "surveyed")
    later = world.as_("guide").post(f"/v1/elders/{elder}/surveys", json=survey(eligible="no"))
    assert later.status_code == 201
    versions = [s["version"] for s in world.as_("guide").get(f"/v1/elders/{elder}/surveys").json()["items"]]
    assert versions == sorted(versions, reverse=True)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert world.as_("guide").post(f"/v1/elders/{elder}/surveys", json=survey(on=tomorrow)).status_code == 422


def test_a_survey_sent_again_with_its_key_is_one_survey(world: World) -> None:
    elder, key = world.register("guide"), {"Idempotency-Key": "survey-1"}
    one, two = (world.as_("liaison").post(f"/v1/elders/{elder}/surveys", json=survey(), headers=key) for _ in range(2))
    assert (two.status_code, two.json()) == (201, one.json())
    assert two.headers["idempotent-replayed"] == "true"


def test_surveys_of_strangers_are_like_those_of_nobody(world: World) -> None:
    elder = world.register("guide")
    world.as_("guide").post(f"/v1/elders/{elder}/surveys", json=survey())
    for who in ("next_liaison", "far_guide", "far_supervisor"):
        for method in ("get", "post"):
            more: dict[str, Any] = {"json": survey()} if method == "post" else {}
            one = world.as_(who).request(method, f"/v1/elders/{elder}/surveys", **more)
            other = world.as_(who).request(method, f"/v1/elders/{uuid7()}/surveys", **more)
            assert one.status_code == other.status_code == 404
            assert one.json()["detail"] == other.json()["detail"]
    assert world.as_("agency").post(f"/v1/elders/{elder}/surveys", json=survey()).status_code == 403
    assert world.as_("agency").get(f"/v1/elders/{elder}/surveys").status_code == 403


def test_two_lists_at_once_make_one_candidate(world: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    line = named()
    clients = [world.as_(who) for who in ("liaison", "guide", "writing_app", "supervisor")]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda c: c.post("/v1/census/candidates", json=line), clients))
    assert sorted(a.status_code for a in answers) == [200, 200, 200, 201], [a.text for a in answers]
    assert len({a.json()["elder_id"] for a in answers}) == 1
    elder = UUID(answers[0].json()["elder_id"])
    found = world.as_("guide").get("/v1/census/candidates", params={"place": TOWNSHIP, "limit": 500}).json()["items"]
    assert next(item["lists"] for item in found if item["elder_id"] == str(elder)) == 4
