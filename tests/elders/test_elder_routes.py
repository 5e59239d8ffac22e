"""Files over HTTP: registering, who sees how much, amending."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from carevisit import clock
from carevisit.elders.values import masked
from conftest import DISTRICT, NEXT_VILLAGE, VILLAGE, World, id_number, registration

CHILD_ID = id_number(turn=3)


def whole(**changes: Any) -> dict[str, Any]:
    """The registration of the contract's example, as far as the sections go."""
    today = clock.today()
    told = (
        registration(
            external_id=f"LD-{uuid4().hex[:12]}",
            confirmed_on=(today - timedelta(days=100)).isoformat(),
            ethnicity="01",
            residence={"place": VILLAGE, "detail": "梅洋 12 号", "group": "三组", "rural": True},
            household_registration={"place": VILLAGE, "detail": "梅洋 3 号", "rural": True},
            ability={"grade": "mild", "assessed_on": (today - timedelta(days=30)).isoformat(), "basis": "assessed"},
            medical_history="高血压二十年",
            economic_status="subsistence_allowance",
            monthly_income_yuan=812.5,
            income_source="养老金",
            family={
                "spouse": {"status": "deceased"},
                "lives_with": "nobody",
                "carer": False,
                "labour_capacity": "partial",
                "children": [
                    {
                        "name": "林大",
                        "sex": "male",
                        "relationship": "son",
                        "id_number": CHILD_ID,
                        "phone": "13700000001",
                        "alive": True,
                        "disability_grade": None,
                        "adopted": False,
                        "visits_often": False,
                        "lives": {
                            "place": "350200",
                            "place_note": "厦门市",
                            "since": "2024-02-20",
                            "reason": "work",
                            "reason_note": "建筑工地务工",
                            "planned_return_on": None,
                        },
                    },
                    {"name": "林二", "alive": False, "died_on": "2001-05-05"},
                ],
            },
            categories_told=["living_alone", "empty_nest"],
        )
        | changes
    )
    certificate = {"number": f"{told['id_number']}42", "kind": 4, "grade": 2, "issued_on": None, "valid_until": None}
    return {"disability_certificate": certificate} | told


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    told: dict[str, Any] = answer.json()
    assert told["code"] == code or code in {e["code"] for e in told["errors"]}, told
    return told


def etag(world: World, elder: str) -> str:
    return world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]


def amend(world: World, elder: str, changes: dict[str, Any], who: str = "guide", **headers: str) -> httpx.Response:
    match = {"If-Match": etag(world, elder)} | headers
    return world.as_(who).patch(f"/v1/elders/{elder}", json=changes, headers=match)


def test_a_registration_answers_where_the_file_is_and_the_file_itself(world: World) -> None:
    told = whole()
    answer = world.as_("guide").post("/v1/elders", json=told)
    assert answer.status_code == 201, answer.text
    file = answer.json()
    assert answer.headers["Location"] == f"/v1/elders/{file['id']}"
    assert answer.headers["ETag"] == f'"v{file["version"]}"' == '"v1"'
    assert UUID(file["id"]).version == 7
    read = world.as_("guide").get(answer.headers["Location"])
    assert read.json() == file
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert file["view"] == "full"
    assert (file["state"], file["consent"], file["place"], file["tier"]) == ("active", "given", VILLAGE, "key")
    assert file["born_on"] == f"{told['id_number'][6:10]}-{told['id_number'][10:12]}-{told['id_number'][12:14]}"
    assert file["sex"] == "female"
    for name in set(told) & set(file) - {"family", "emergency_contact", "consent", "ability"}:
        assert file[name] == told[name], name
    assert {n: file["ability"][n] for n in told["ability"]} == told["ability"]
    assert {n: v for n, v in file["emergency_contact"].items() if n != "id"} == told["emergency_contact"]
    for got, sent in zip(file["family"]["children"], told["family"]["children"], strict=True):
        assert {n: got[n] for n in sent} == sent
        assert UUID(got["id"]).version == 7


def test_a_village_sees_the_childrens_id_numbers_masked(world: World) -> None:
    elder = world.as_("guide").post("/v1/elders", json=whole()).json()["id"]
    answer = world.as_("liaison").get(f"/v1/elders/{elder}")
    assert answer.status_code == 200
    assert answer.json()["family"]["children"][0]["id_number"] == masked(CHILD_ID)


def test_each_role_sees_its_copy_of_the_file_and_no_more(world: World) -> None:
    told = whole()
    told["family"]["children"][0]["id_number"] = None
    elder = world.as_("guide").post("/v1/elders", json=told).json()["id"]
    hidden = ("economic_status", "monthly_income_yuan", "income_source", "disability_certificate")
    for who in ("guide", "supervisor", "platform"):
        file = world.as_(who).get(f"/v1/elders/{elder}").json()
        assert (file["view"], file["id_number"]) == ("full", told["id_number"]), who
        assert all(file[name] == told[name] for name in hidden), who
    working = world.as_("liaison").get(f"/v1/elders/{elder}")
    file = working.json()
    assert file["view"] == "working"
    assert file["id_number"] == masked(told["id_number"])
    assert told["id_number"][6:14] not in working.text
    assert file["emergency_contact"]["phone"] == "13900000001"
    assert all(file[name] is None for name in hidden)
    for who in ("agency", "app"):
        service = world.as_(who).get(f"/v1/elders/{elder}")
        file = service.json()
        assert file["view"] == "service", who
        assert file["name"] == told["name"]
        assert file["residence"]["detail"] == "梅洋 12 号"
        assert all(
            file[name] is None
            for name in (*hidden, "id_number", "born_on", "family", "household_registration", "ethnicity")
        )
        for secret in (
            told["id_number"],
            told["id_number"][6:14],
            CHILD_ID,
            told["disability_certificate"]["number"],
            "812.5",
            "养老金",
            "林大",
        ):
            assert secret not in service.text, (who, secret)
    for secret in (told["id_number"], CHILD_ID, told["disability_certificate"]["number"], "812.5", "养老金"):
        assert secret not in working.text, secret


def test_who_may_not_see_the_elder_is_told_the_same_as_of_nobody(world: World) -> None:
    elder = world.register("guide")
    nobody = str(UUID(int=UUID(elder).int ^ 1))
    for who in ("next_liaison", "far_liaison", "far_guide", "far_supervisor", "next_agency", "ended_agency"):
        one, none = (world.as_(who).get(f"/v1/elders/{e}") for e in (elder, nobody))
        assert one.status_code == none.status_code == 404, who
        assert {**one.json(), "trace_id": 0, "instance": 0} == {**none.json(), "trace_id": 0, "instance": 0}
    assert world.as_("stats_app").get(f"/v1/elders/{elder}").status_code == 403
    assert world.as_("nobody").get(f"/v1/elders/{elder}").status_code == 401


def test_the_same_external_id_again_is_the_same_file(world: World) -> None:
    told = whole()
    first = world.as_("guide").post("/v1/elders", json=told)
    again = world.as_("guide").post("/v1/elders", json=told)
    assert again.status_code == first.status_code == 201
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Location"] == first.headers["Location"]
    problem(world.as_("guide").post("/v1/elders", json=told | {"name": "另一人"}), 409, "external_id_reused")
    other = whole(external_id=told["external_id"])
    assert world.as_("supervisor").post("/v1/elders", json=other).status_code == 201  # the number is its caller's own


def test_the_same_idempotency_key_again_is_the_same_answer_bare_or_quoted(world: World) -> None:
    told, key = registration(), uuid4().hex
    first = world.as_("guide").post("/v1/elders", json=told, headers={"Idempotency-Key": key})
    again = world.as_("guide").post("/v1/elders", json=told, headers={"Idempotency-Key": f'"{key}"'})
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = world.as_("guide").post("/v1/elders", json=registration(), headers={"Idempotency-Key": key})
    problem(other, 422, "idempotency_key_reused")
    assert (
        world.as_("supervisor").post("/v1/elders", json=registration(), headers={"Idempotency-Key": key}).status_code
        == 201
    )
    for bad in ("", "x" * 256, "a b"):
        answer = world.as_("guide").post("/v1/elders", json=registration(), headers={"Idempotency-Key": bad})
        assert answer.status_code in (400, 422) or (bad == "" and answer.status_code == 201), bad


def test_eight_who_send_the_same_registration_at_once_make_one_file(world: World) -> None:
    told = whole()
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: world.as_("guide").post("/v1/elders", json=told), range(8)))
    assert {a.status_code for a in answers} <= {201, 409}
    assert {a.json().get("id") or a.json()["code"] for a in answers} - {"still_running"} == {
        answers[0].json().get("id")
    } or len({a.json()["id"] for a in answers if a.status_code == 201}) == 1


def test_an_id_number_has_one_file_in_ones_places_and_a_stranger_learns_nothing(world: World) -> None:
    told = registration()
    elder = world.as_("guide").post("/v1/elders", json=told).json()["id"]
    for who in ("guide", "supervisor", "liaison"):
        answer = world.as_(who).post("/v1/elders", json=registration(id_number=told["id_number"]))
        assert problem(answer, 409, "elder_already_registered")["elder_id"] == elder
        assert told["id_number"] not in answer.text
    stranger = registration(id_number=told["id_number"], residence={"place": NEXT_VILLAGE})
    assert world.as_("next_liaison").post("/v1/elders", json=stranger).status_code == 201


def test_amending_an_id_number_to_anothers_is_refused_too(world: World) -> None:
    told = registration()
    other = world.as_("guide").post("/v1/elders", json=told).json()["id"]
    answer = amend(world, world.register(), {"id_number": told["id_number"]})
    assert problem(answer, 409, "elder_already_registered")["elder_id"] == other


def test_a_village_registers_candidates_and_the_township_active_elders(world: World) -> None:
    by_village = world.as_("liaison").post("/v1/elders", json=registration()).json()
    assert (by_village["state"], by_village["confirmed_on"], by_village["view"]) == ("candidate", None, "working")
    by_township = world.as_("guide").post("/v1/elders", json=registration()).json()
    assert (by_township["state"], by_township["confirmed_on"]) == ("active", by_township["filed_on"])
    by_app = world.as_("writing_app").post("/v1/elders", json=registration())
    assert by_app.status_code == 201, by_app.text
    assert by_app.json()["state"] == "candidate"
    for who in ("agency", "platform", "stats_app"):
        problem(world.as_(who).post("/v1/elders", json=registration()), 403, "forbidden")
    problem(world.as_("app").post("/v1/elders", json=registration()), 403, "forbidden")


def test_consent_decides_whether_a_file_is_active(world: World) -> None:
    def filed(consent: Any) -> tuple[str, str]:
        file = world.as_("guide").post("/v1/elders", json=registration(consent=consent)).json()
        return file["state"], file["consent"]

    day = clock.today().isoformat()
    assert filed({"given": True, "on": day}) == ("active", "given")
    assert filed({"given": False, "on": day}) == ("declined", "declined")
    assert filed(None) == ("candidate", "not_asked")


def test_nobody_owes_a_declined_elder_a_visit(world: World) -> None:
    elder = world.register(consent={"given": False, "on": clock.today().isoformat()})
    status = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    assert (status["state"], status["overdue"], status["next_due_on"]) == ("declined", False, None)
    assert (status["window"]["owed"], status["month"]["windows_owed"]) == (0, 0)


@pytest.mark.parametrize("place", ["350303104201", "370402001001", "350303103999", "999999999999"])
def test_a_village_that_is_not_the_registrars_is_as_unknown_as_one_that_is_not(world: World, place: str) -> None:
    answer = world.as_("guide").post("/v1/elders", json=registration(residence={"place": place}))
    assert problem(answer, 422, "unknown_place")["errors"][0]["pointer"] == "/residence/place"


def test_an_amendment_changes_what_was_sent_and_nothing_else(world: World) -> None:
    before = world.as_("guide").post("/v1/elders", json=whole()).json()
    answer = amend(
        world, before["id"], {"phone": "13811112222", "medical_history": None, "categories_told": ["disabled"]}
    )
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert after == before | {
        "version": 2,
        "phone": "13811112222",
        "medical_history": None,
        "categories_told": ["disabled"],
    }
    assert answer.headers["ETag"] == '"v2"'
    assert world.as_("guide").get(f"/v1/elders/{before['id']}").json() == after


def test_an_amendment_is_a_merge_patch_inside_a_section_too(world: World) -> None:
    before = world.as_("guide").post("/v1/elders", json=whole()).json()
    after = amend(
        world, before["id"], {"family": {"carer": True}, "residence": {"detail": "新址 1 号", "group": None}}
    ).json()
    assert after["family"] == before["family"] | {"carer": True}
    assert after["residence"] == before["residence"] | {"detail": "新址 1 号", "group": None}
    assert amend(world, before["id"], {"family": None}).json()["family"] is None


def test_children_keep_their_ids_and_a_list_is_replaced_whole(world: World) -> None:
    before = world.as_("guide").post("/v1/elders", json=whole()).json()
    first = before["family"]["children"][0]
    renamed = first | {"phone": "13700009999"}
    after = amend(world, before["id"], {"family": {"children": [renamed, {"name": "林三"}]}}).json()["family"][
        "children"
    ]
    assert after[0] == renamed
    assert after[1]["name"] == "林三"
    assert after[1]["id"] not in {c["id"] for c in before["family"]["children"]}
    assert len(after) == 2
    assert amend(world, before["id"], {"family": {"children": []}}).json()["family"]["children"] == []


def test_an_id_that_names_nobody_of_the_file_is_refused(world: World) -> None:
    file = world.as_("guide").post("/v1/elders", json=whole()).json()
    stranger = world.as_("guide").post("/v1/elders", json=whole()).json()["family"]["children"][0]["id"]
    for id in (stranger, str(uuid4()), file["id"]):
        answer = amend(world, file["id"], {"family": {"children": [{"id": id, "name": "冒充"}]}})
        assert problem(answer, 422, "unknown_person")["errors"][0]["pointer"] == "/family/children/0/id"
    twice = [{"id": file["family"]["children"][0]["id"]}] * 2
    problem(amend(world, file["id"], {"family": {"children": twice}}), 422, "unknown_person")
    new = whole()
    new["family"]["children"][0]["id"] = stranger
    problem(world.as_("guide").post("/v1/elders", json=new), 422, "unknown_person")


def test_a_move_is_a_transfer_and_not_an_amendment(world: World) -> None:
    elder = world.register()
    problem(amend(world, elder, {"residence": {"place": NEXT_VILLAGE}}), 422, "use_transfer")
    assert amend(world, elder, {"residence": {"place": VILLAGE, "detail": "同村"}}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": None}, "/name"),
        ({"residence": None}, "/residence"),
        ({"id_number": "999999194611040024"}, "/id_number"),
        ({"family": {"lives_with": "dragons"}}, "/family/lives_with"),
        ({"family": {"children": [{"alive": "yes"}]}}, "/family/children/0/alive"),
        ({"emergency_contact": {"phone": None}}, "/emergency_contact/phone"),
        ({"categories_told": None}, "/categories_told"),
        ({"state": "left"}, "/state"),
        ({"residence": {"rooms": 3}}, "/residence/rooms"),
    ],
)
def test_an_amendment_that_would_not_hold_is_refused_where_it_stands(
    world: World, changes: dict[str, Any], pointer: str
) -> None:
    answer = amend(world, world.register(), changes)
    assert answer.status_code == 422, answer.text
    assert [e["pointer"] for e in answer.json()["errors"]] == [pointer]


def test_a_corrected_id_number_may_say_the_other_sex(world: World) -> None:
    told = registration()
    assert "sex" not in told
    elder = world.as_("guide").post("/v1/elders", json=told).json()["id"]
    man = id_number(turn=int(told["id_number"][14:17]) + 1)
    answer = amend(world, elder, {"id_number": man})
    assert answer.status_code == 200, answer.text
    assert answer.json()["sex"] == "male"


def test_a_change_without_the_version_or_with_an_old_one_is_refused(world: World) -> None:
    elder = world.register()
    path, change = f"/v1/elders/{elder}", {"phone": "13811112222"}
    problem(world.as_("guide").patch(path, json=change), 428, "precondition_required")
    assert amend(world, elder, change).status_code == 200
    for stale in ('"v1"', '"v3"', '"v0"', "v2", 'W/"v2"', '"v0", "v3"', "garbage"):
        problem(world.as_("guide").patch(path, json=change, headers={"If-Match": stale}), 412, "precondition_failed")
    assert etag(world, elder) == '"v2"'


def test_of_two_who_amend_at_once_one_wins_and_the_other_reads_again(world: World) -> None:
    elder = world.register()
    tag = etag(world, elder)

    def change(n: int) -> httpx.Response:
        return world.as_("guide").patch(
            f"/v1/elders/{elder}", json={"phone": f"1381111000{n}"}, headers={"If-Match": tag}
        )

    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(change, range(6)))
    won = [a for a in answers if a.status_code == 200]
    assert len(won) == 1
    assert {a.status_code for a in answers} <= {200, 412, 409}
    assert world.as_("guide").get(f"/v1/elders/{elder}").json()["phone"] == won[0].json()["phone"]


def test_visits_do_not_change_the_files_version(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder)
    assert etag(world, elder) == '"v1"'
    assert amend(world, elder, {"phone": "13811112222"}).status_code == 200


def test_what_the_file_said_before_stays_in_the_timeline(world: World) -> None:
    elder = world.register()
    for phone in ("13811110001", "13811110002"):
        assert amend(world, elder, {"phone": phone, "ability": {"grade": "mild"}}).status_code == 200
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    assert [i["kind"] for i in items] == ["elder.amended", "elder.amended", "elder.registered"]
    assert [i["version"] for i in items] == [3, 2, 1]
    assert items[0]["data"]["changed"] == ["ability", "phone"]


def test_an_amendment_sent_again_with_its_key_is_done_once(world: World) -> None:
    elder, key = world.register(), uuid4().hex
    send = {"If-Match": etag(world, elder), "Idempotency-Key": key}
    path, change = f"/v1/elders/{elder}", {"phone": "13811112222"}
    first = world.as_("guide").patch(path, json=change, headers=send)
    again = world.as_("guide").patch(path, json=change, headers=send)
    assert first.status_code == again.status_code == 200, again.text
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"] == '"v2"'
    other = world.as_("guide").patch(path, json={"phone": "13811113333"}, headers=send)
    problem(other, 422, "idempotency_key_reused")


def test_clearing_a_section_is_another_request_than_leaving_it_alone(world: World) -> None:
    elder, key = world.register(), uuid4().hex
    send = {"If-Match": etag(world, elder), "Idempotency-Key": key}
    path = f"/v1/elders/{elder}"
    assert world.as_("guide").patch(path, json={"phone": "13811112222"}, headers=send).status_code == 200
    cleared = world.as_("guide").patch(path, json={"phone": "13811112222", "emergency_contact": None}, headers=send)
    problem(cleared, 422, "idempotency_key_reused")


def test_who_may_only_read_may_not_amend(world: World) -> None:
    elder = world.register()
    for who in ("agency", "platform", "app"):
        problem(amend(world, elder, {"phone": "13811112222"}, who), 403, "forbidden")
    for who in ("next_liaison", "far_guide", "far_supervisor"):
        problem(amend(world, elder, {"phone": "13811112222"}, who), 404, "elder_not_found")
    assert amend(world, elder, {"phone": "13811112222"}, "liaison").status_code == 200


def test_a_liaison_may_send_back_the_children_as_they_see_them(world: World) -> None:
    before = world.as_("guide").post("/v1/elders", json=whole()).json()
    seen = world.as_("liaison").get(f"/v1/elders/{before['id']}").json()["family"]["children"]
    seen[0]["phone"] = "13700008888"
    assert amend(world, before["id"], {"family": {"children": seen}}, "liaison").status_code == 200
    kept = world.as_("guide").get(f"/v1/elders/{before['id']}").json()["family"]["children"][0]
    assert kept["id_number"] == CHILD_ID


def test_nothing_personal_stands_in_an_address_that_the_service_gives(world: World) -> None:
    told = whole()
    answer = world.as_("guide").post("/v1/elders", json=told)
    listed = world.as_("guide").get("/v1/elders", params={"limit": 1})
    for given in (answer.headers["Location"], listed.headers.get("Link", ""), listed.json()["next_cursor"] or ""):
        for secret in (told["name"], told["id_number"], told["phone"]):
            assert secret not in given
    names = {"name", "phone", "id_number", "id"}
    for name in names:
        assert world.as_("guide").get("/v1/elders", params={name: "x"}).status_code == 422
    assert not re.search(r"\d{11,}", answer.headers["Location"].rsplit("/", 1)[1].replace("-", " "))


@pytest.mark.parametrize("field", ["filed_on", "confirmed_on"])
def test_an_absurd_date_is_refused_and_never_breaks_a_file(world: World, field: str) -> None:
    answer = world.as_("guide").post("/v1/elders", json=registration(**{field: "0001-01-01"}))
    if answer.status_code == 201:
        assert world.as_("guide").get(f"/v1/elders/{answer.json()['id']}/status").status_code == 200
    assert answer.status_code == 422, answer.text


def test_the_district_sees_every_townships_files(world: World) -> None:
    elder = world.register("far_guide", residence={"place": "350303104201"})
    assert world.as_("supervisor").get(f"/v1/elders/{elder}").status_code == 200
    assert world.as_("guide").get(f"/v1/elders/{elder}").status_code == 404
    assert world.as_("supervisor").get("/v1/elders", params={"place": DISTRICT}).status_code == 200
