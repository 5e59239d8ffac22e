"""Lists as they come: candidates without an ID number, who they may be among those on file, and what a person decides."""

from typing import Any

import httpx
import psycopg
import pytest
from uuid_utils.compat import uuid7

from carevisit import clock
from carevisit.ledger import Ledger, rebuild
from conftest import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World, id_number, registration

PATH = "/v1/census/candidates"


def line(name: str, place: str = VILLAGE, **changes: Any) -> dict[str, Any]:
    """A line of a department's list, as it comes: no ID number."""
    told: dict[str, Any] = {
        "name": name, "sex": "female", "born_told": {"year": 1940}, "source": "department",
        "department": "disabled_federation", "list_name": "残联名单",
        "residence": {"place": place, "detail": "村口老榕树旁", "group": "下厝"},
    }  # fmt: skip
    return told | changes


def named(world: World, who: str, name: str, place: str = VILLAGE, **changes: Any) -> str:
    answer = world.as_(who).post(PATH, json=line(name, place, **changes))
    assert answer.status_code == 201, answer.text
    elder: str = answer.json()["elder_id"]
    return elder


def on_file(world: World, who: str, name: str, place: str = VILLAGE, **changes: Any) -> str:
    return world.register(who, **registration(name=name, residence={"place": place, "group": "下厝"}) | changes)


def matches(world: World, who: str, elder: str) -> dict[str, dict[str, Any]]:
    answer = world.as_(who).get(f"{PATH}/{elder}/matches")
    assert answer.status_code == 200, answer.text
    return {match["elder_id"]: match for match in answer.json()["items"]}


def dismiss(world: World, who: str, elder: str, other: str, **headers: str) -> httpx.Response:
    return world.as_(who).post(
        f"{PATH}/{elder}/matches/{other}/dismissal", json={"reason": "两人同名"}, headers=headers
    )


def merge(world: World, who: str, elder: str, into: str) -> httpx.Response:
    return world.as_(who).post(f"/v1/elders/{elder}/merge", json={"into": into, "reason": "同一人"})


def state(world: World, elder: str) -> str:
    told: str = world.as_("supervisor").get(f"/v1/elders/{elder}/status").json()["state"]
    return told


def candidates(world: World, who: str, **params: Any) -> dict[str, dict[str, Any]]:
    answer = world.as_(who).get(PATH, params={"limit": 500, **params})
    assert answer.status_code == 200, answer.text
    return {item["elder_id"]: item for item in answer.json()["items"]}


def amended(world: World, who: str, elder: str, **changes: Any) -> httpx.Response:
    tag = world.as_(who).get(f"/v1/elders/{elder}").headers["etag"]
    return world.as_(who).patch(f"/v1/elders/{elder}", json=changes, headers={"If-Match": tag})


def test_a_line_without_an_id_number_is_a_candidate_with_all_that_the_list_says(world: World) -> None:
    told = line("吴阿妹", phone="13711110001", born_told={"age": 86, "on": "2026-06-30"})
    answer = world.as_("liaison").post(PATH, json=told)
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["has_id_number"], shown["group"], shown["merged_into"]) == (False, "下厝", None)
    assert (shown["sources"], shown["departments"]) == (["department"], ["disabled_federation"])
    file = world.as_("guide").get(f"/v1/elders/{shown['elder_id']}").json()
    assert (file["id_number"], file["born_on"], file["sex"], file["state"]) == (None, None, "female", "candidate")
    assert file["born_told"] == {"year": None, "age": 86, "on": "2026-06-30"}
    assert file["residence"]["detail"] == "村口老榕树旁"
    listed = world.as_("guide").get(f"/v1/elders/{shown['elder_id']}/timeline").json()["items"]
    assert "吴阿妹" not in str(listed)
    assert "1940" not in str(listed)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"born_told": {}}, "year_or_age"),
        ({"born_told": {"year": 1940, "age": 86, "on": "2026-06-30"}}, "year_or_age"),
        ({"born_told": {"age": 86}}, "year_or_age"),
        ({"born_told": {"year": 1990}}, "under_60"),
        ({"born_told": {"age": 40, "on": "2026-06-30"}}, "under_60"),
        ({"id_number": id_number(turn=601)}, "sex_disagrees"),
        ({"source": "grid"}, "not_a_department"),
        ({"department": "tax_office"}, "enum"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_what_is_wrong(world: World, changes: dict[str, Any], code: str) -> None:
    answer = world.as_("liaison").post(PATH, json=line("吴阿妹", **changes))
    assert answer.status_code == 422, answer.text
    assert [error["code"] for error in answer.json()["errors"]] == [code]


def test_who_may_have_turned_sixty_is_taken_though_the_year_leaves_it_open(world: World) -> None:
    named(world, "liaison", "吴小妹", born_told={"year": clock.today().year - 60})
    named(world, "liaison", "吴小妹", born_told={"age": 59, "on": clock.today().isoformat()})


def test_a_registration_still_asks_for_the_id_number(world: World) -> None:
    sheet = registration()
    del sheet["id_number"]
    answer = world.as_("guide").post("/v1/elders", json=sheet)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/id_number")


def test_who_is_on_file_and_alike_is_suggested_the_most_alike_first(world: World) -> None:
    same = on_file(world, "guide", "郑玉珍", phone="13711110002")
    sounds = on_file(world, "guide", "郑玉真", NEXT_VILLAGE)
    phone = on_file(world, "guide", "欧阳锋", NEXT_VILLAGE, phone="13711110003")
    other = on_file(world, "guide", "郑玉英")
    me = named(world, "guide", "郑玉珍", phone="13711110003", sex=None)
    found = matches(world, "guide", me)
    assert list(found) == [same, sounds, phone]
    assert other not in found
    assert found[same]["alike"] == ["name", "name_sound", "birth_year", "village", "group"]
    assert found[sounds]["alike"] == ["name_sound", "birth_year"]
    assert found[phone]["alike"] == ["phone", "birth_year"]
    assert {k: v for k, v in found[same].items() if k not in ("sex", "alike")} == {
        "elder_id": same, "name": "郑玉珍", "place": VILLAGE, "group": "下厝", "state": "active", "birth_years": [1940],
        "has_id_number": True, "dismissed_on": None,
    }  # fmt: skip


def test_a_match_is_by_what_the_files_say_now(world: World) -> None:
    elder = on_file(world, "guide", "许文秀")
    me = named(world, "guide", "许文秀")
    assert elder in matches(world, "guide", me)
    assert amended(world, "guide", elder, name="许文香").status_code == 200
    assert elder not in matches(world, "guide", me)


def test_only_who_covers_both_sees_a_match(world: World) -> None:
    near, far = on_file(world, "guide", "苏月娥", NEXT_VILLAGE), on_file(world, "far_guide", "苏月娥", FAR_VILLAGE)
    me, alone = named(world, "liaison", "苏月娥"), named(world, "liaison", "苏月蛾")
    assert set(matches(world, "liaison", me)) == {alone}
    assert set(matches(world, "guide", me)) == {alone, near}
    assert set(matches(world, "supervisor", me)) == {alone, near, far}
    unheard = named(world, "liaison", "仝无双")
    one, other = (
        world.as_("liaison").get(f"{PATH}/{id}/matches") for id in (unheard, named(world, "liaison", "仝有双"))
    )
    assert one.json() == other.json() == {"items": [], "next_cursor": None}
    for who in ("next_liaison", "far_guide", "far_liaison"):
        assert world.as_(who).get(f"{PATH}/{me}/matches").status_code == 404
    for who in ("agency", "platform", "app", "writing_app"):
        assert world.as_(who).get(f"{PATH}/{me}/matches").status_code == 403
    assert world.as_("guide").get(f"{PATH}/{uuid7()}/matches").status_code == 404


def test_the_same_person_goes_into_the_file_that_there_was_and_that_is_taken_back(world: World) -> None:
    elder, me = on_file(world, "guide", "柯金花", NEXT_VILLAGE), named(world, "liaison", "柯金花")
    assert merge(world, "guide", me, elder).status_code == 200
    shown = candidates(world, "guide")[me]
    assert (shown["merged_into"], shown["stage"], state(world, me)) == (elder, "left", "left")
    assert candidates(world, "liaison")[me]["merged_into"] is None  # who does not cover the other learns nothing of it
    later = named(world, "liaison", "柯金花")
    assert set(matches(world, "guide", later)) == {elder}
    back = world.as_("guide").post(f"/v1/elders/{me}/unmerge", json={"reason": "不是同一人"})
    assert back.status_code == 200, back.text
    shown = candidates(world, "guide")[me]
    assert (shown["merged_into"], shown["stage"], state(world, me)) == (None, "listed", "candidate")


def test_the_file_with_the_id_number_is_the_one_that_stays(world: World) -> None:
    elder, me = on_file(world, "guide", "柯银花"), named(world, "guide", "柯银花")
    refused = merge(world, "guide", elder, me)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "no_id_number")
    assert state(world, elder) == "active"
    twin = named(world, "guide", "柯银花")
    assert merge(world, "guide", twin, me).status_code == 200  # of two without one, either


def test_somebody_else_is_dismissed_for_both_and_stays_at_the_end(world: World) -> None:
    elder, me = on_file(world, "guide", "傅秀兰"), named(world, "guide", "傅秀兰")
    far_less = on_file(world, "guide", "傅秀览", NEXT_VILLAGE)
    assert list(matches(world, "guide", me)) == [elder, far_less]
    answer = dismiss(world, "guide", me, elder)
    assert (answer.status_code, answer.json()) == (200, {"elder_id": me, "other_id": elder})
    found = matches(world, "guide", me)
    assert list(found) == [far_less, elder]
    assert found[elder]["dismissed_on"] == clock.today().isoformat()
    assert matches(world, "guide", elder)[me]["dismissed_on"] == clock.today().isoformat()
    assert merge(world, "guide", me, elder).status_code == 200  # a mistake stops nobody
    assert dismiss(world, "guide", me, elder).json()["code"] == "already_merged"
    assert dismiss(world, "guide", elder, me).json()["code"] == "already_merged"


def test_a_dismissal_is_told_once_and_names_the_other_to_nobody(world: World) -> None:
    elder, me = on_file(world, "guide", "方桂英", NEXT_VILLAGE), named(world, "liaison", "方桂英")
    first, again = (dismiss(world, "guide", me, elder, **{"Idempotency-Key": "not-her"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["idempotent-replayed"] == "true"
    assert dismiss(world, "guide", elder, me).status_code == 200
    for who, mine, foreign in (("liaison", me, elder), ("next_liaison", elder, me)):
        told = world.as_(who).get(f"/v1/elders/{mine}/timeline")
        assert [e["kind"] for e in told.json()["items"]].count("elder.match_dismissed") == 1
        for text in (told.text, world.as_(who).get("/v1/feed", params={"limit": 1000, "wait": 3}).text):
            assert foreign not in text
            assert "两人同名" not in text


def test_who_does_not_cover_both_cannot_dismiss(world: World) -> None:
    near, far = on_file(world, "guide", "庄素珍", NEXT_VILLAGE), on_file(world, "far_guide", "庄素珍", FAR_VILLAGE)
    me = named(world, "liaison", "庄素珍")
    unknown = dismiss(world, "guide", me, str(uuid7()))
    there = dismiss(world, "guide", me, far)
    assert (
        (there.status_code, there.json()["code"])
        == (unknown.status_code, unknown.json()["code"])
        == (404, "elder_not_found")
    )
    assert dismiss(world, "guide", me, me).status_code == 404
    for who in ("liaison", "agency", "app", "writing_app", "platform"):
        assert dismiss(world, who, me, near).status_code == 403
    assert dismiss(world, "supervisor", me, far).status_code == 200


def test_nobody_is_confirmed_without_an_id_number(world: World) -> None:
    me = named(world, "liaison", "蔡月英")
    yes = {"eligible": True, "on": clock.today().isoformat()}
    refused = world.as_("guide").post(f"/v1/elders/{me}/confirmation", json=yes)
    assert (refused.status_code, refused.json()["code"]) == (409, "id_number_missing")
    agreed = {"consent": "given", "on": clock.today().isoformat()}
    assert world.as_("guide").post(f"/v1/elders/{me}/consent", json=agreed).status_code == 201
    assert state(world, me) == "candidate"
    assert amended(world, "liaison", me, id_number=id_number(turn=610)).status_code == 200
    assert candidates(world, "guide")[me]["has_id_number"] is True
    confirmed = world.as_("guide").post(f"/v1/elders/{me}/confirmation", json=yes)
    assert confirmed.status_code == 201, confirmed.text
    assert state(world, me) == "active"
    taken = amended(world, "guide", me, id_number=None)
    assert (taken.status_code, taken.json()["errors"][0]["code"]) == (422, "number_stays")


def test_who_turns_out_not_to_be_eligible_is_turned_away_without_one(world: World) -> None:
    me = named(world, "liaison", "蔡日英")
    no = {"eligible": False, "on": clock.today().isoformat(), "reason_note": "查无此人"}
    answer = world.as_("guide").post(f"/v1/elders/{me}/confirmation", json=no)
    assert answer.status_code == 201, answer.text
    assert candidates(world, "guide")[me]["stage"] == "not_eligible"


def test_an_id_number_that_is_added_finds_the_file_that_bears_it(world: World) -> None:
    sheet = registration(name="翁玉莲")
    elder, me = world.register("guide", **sheet), named(world, "guide", "翁玉连")
    taken = amended(world, "guide", me, id_number=sheet["id_number"])
    assert (taken.status_code, taken.json()["code"], taken.json()["elder_id"]) == (
        409,
        "elder_already_registered",
        elder,
    )


def test_a_file_can_be_changed_while_it_has_no_id_number(world: World) -> None:
    me = named(world, "guide", "翁玉梅")
    certificate = {"number": id_number(turn=640) + "41"}
    unheard = amended(world, "guide", me, disability_certificate=certificate)  # it would say the number
    assert unheard.json()["errors"][0]["code"] == "certificate_of_another"
    assert amended(world, "liaison", me, phone="13711110009").status_code == 200
    moved = world.as_("guide").post(
        f"/v1/elders/{me}/transfer", json={"place": NEXT_VILLAGE},
        headers={"If-Match": world.as_("guide").get(f"/v1/elders/{me}").headers["etag"]},
    )  # fmt: skip
    assert moved.status_code == 200, moved.text
    assert moved.json()["born_told"]["year"] == 1940


def test_who_has_no_id_number_yet_is_a_list_of_its_own(world: World) -> None:
    without = named(world, "liaison", "黄阿婆")
    with_one = named(world, "liaison", "黄阿婆", id_number=id_number(turn=620), sex=None)
    lacking, having = (set(candidates(world, "liaison", has_id_number=has)) for has in ("false", "true"))
    assert without in lacking - having
    assert with_one in having - lacking


def test_a_batch_takes_lines_with_and_without_an_id_number(world: World) -> None:
    lines = [line("甲", id_number=id_number(turn=630), sex=None), line("乙"), line("丙", born_told={"year": 1990})]
    answer = world.as_("guide").post(f"{PATH}/batch", json=lines)
    assert [item["status"] for item in answer.json()["items"]] == [201, 201, 422]


def test_tags_hold_no_word_and_a_rebuild_adds_those_that_are_missing(world: World) -> None:
    elder, me = on_file(world, "guide", "谢阿凤"), named(world, "guide", "谢阿凤")
    with psycopg.connect(world.owner_url) as owner:
        found = owner.execute(
            "SELECT field, octet_length(tag) FROM search_tag WHERE subject = %s ORDER BY field", (me,)
        ).fetchall()
        assert found == [("group", 32), ("name", 32), ("name_sound", 32)]
        owner.execute("ALTER TABLE search_tag DISABLE TRIGGER ALL")
        owner.execute("DELETE FROM search_tag WHERE subject = %s AND field <> 'name'", (elder,))
    assert elder not in matches(world, "guide", me)

    async def rebuilt(ledger: Ledger) -> int:
        return sum([step.subjects async for step in rebuild(ledger)])

    assert world.run(rebuilt) > 0
    assert elder in matches(world, "guide", me)
