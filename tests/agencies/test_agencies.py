"""Agencies over HTTP: who adds and changes them, who reads them, and what a suspended one may do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from uuid_utils.compat import uuid7

from access.sign_in import by_secret, forget, me
from carevisit import clock
from conftest import DISTRICT, FAR_VILLAGE, VILLAGE, World, visit

from .hired import add, added, begun, change, credit_code, signed_in

CONTACT = {"name": "陈主任", "phone": "13800000003"}


def test_an_agency_is_added_once_with_its_code_and_its_contact(world: World) -> None:
    members = {"contact": CONTACT, "credit_code": credit_code()}
    answer = add(world, members=members, **{"Idempotency-Key": "agency-1"})
    agency = answer.json()
    assert answer.headers["Location"] == f"/v1/agencies/{agency['id']}"
    assert answer.headers["ETag"] == '"v1"'
    assert (agency["credit_code"], agency["contact"], agency["state"]) == (members["credit_code"], CONTACT, "active")
    again = add(world, members=members, **{"Idempotency-Key": "agency-1"})
    assert again.json() == agency
    assert again.headers["Idempotent-Replayed"] == "true"
    reused = add(world, members=members | {"name": "别的名称"}, **{"Idempotency-Key": "agency-1"})
    assert reused.json()["code"] == "idempotency_key_reused"


def test_a_code_is_read_as_people_write_it_and_its_check_character_is_verified(world: World) -> None:
    code = credit_code()
    assert added(world, credit_code=f" {code[:8].lower()} {code[8:].lower()}")["credit_code"] == code
    wrong = add(world, members={"credit_code": code[:-1] + ("A" if code[-1] != "A" else "B")})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "wrong_credit_code")
    assert code[:-1] not in wrong.text


def test_a_code_is_unique_in_the_district_and_says_nothing_of_another(world: World) -> None:
    code = credit_code()
    added(world, credit_code=code)
    taken = add(world, members={"credit_code": code, "name": "另一家"})
    assert (taken.status_code, taken.json()["code"]) == (409, "credit_code_taken")
    assert "颐年" not in taken.text
    assert add(world, "far_supervisor", {"credit_code": code}).status_code == 201
    other = added(world)
    assert change(world, other, {"credit_code": code}).json()["code"] == "credit_code_taken"
    assert change(world, other, {"credit_code": other["credit_code"], "name": "改名"}).status_code == 200


def test_of_agencies_added_at_once_with_one_code_one_is_kept(world: World) -> None:
    code = credit_code()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda turn: add(world, members={"credit_code": code, "name": f"第{turn}家"}), range(4))
        )
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409], [one.text for one in answers]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("guide", 403), ("liaison", 403), ("city", 403), ("province", 403), ("platform", 403), ("agency", 403), ("app", 403),
        ("nobody", 401),
    ],
)  # fmt: skip
def test_only_the_supervisor_adds_agencies(world: World, who: str, status: int) -> None:
    assert add(world, who).status_code == status


def test_an_agency_changes_as_a_version_and_tells_what_holds(world: World) -> None:
    agency = added(world)
    http, address = world.as_("supervisor"), f"/v1/agencies/{agency['id']}"
    assert http.patch(address, json={"name": "x"}).status_code == 428
    assert http.patch(address, json={"name": "x"}, headers={"If-Match": '"v9"'}).status_code == 412
    assert change(world, agency, {}).json()["errors"][0]["code"] == "nothing_to_change"
    assert change(world, agency, {"state": "closed"}).status_code == 422
    now = change(world, agency, {"contact": CONTACT, "name": "新名称"})
    assert now.headers["ETag"] == '"v2"'
    assert (now.json()["name"], now.json()["contact"]) == ("新名称", CONTACT)
    assert now.json()["credit_code"] == agency["credit_code"]
    assert change(world, agency, {"name": "晚了"}).status_code == 412
    assert http.get(address).json() == now.json()


def test_the_guide_reads_agencies_that_serve_the_township_and_an_agency_itself(world: World) -> None:
    idle, serving, ended = added(world), added(world), added(world)
    begun(world, serving["id"])
    before = clock.today() - timedelta(days=30)
    begun(world, ended["id"], **{"from": before.isoformat(), "to": (before + timedelta(days=9)).isoformat()})
    own = signed_in(world, serving["id"])

    def read(http: httpx.Client) -> set[Any]:
        seen = {one["id"] for one in http.get("/v1/agencies", params={"limit": 500}).json()["items"]}
        for agency in (idle, serving, ended):
            found = http.get(f"/v1/agencies/{agency['id']}").status_code == 200
            assert found == (agency["id"] in seen)
            listed = http.get(f"/v1/agencies/{agency['id']}/contracts")
            assert (listed.status_code == 200) == found
        return seen & {idle["id"], serving["id"], ended["id"]}

    assert read(world.as_("supervisor")) == {idle["id"], serving["id"], ended["id"]}
    assert read(world.as_("guide")) == {serving["id"]}
    assert read(own) == {serving["id"]}
    for who in ("far_guide", "far_supervisor", "agency"):
        assert read(world.as_(who)) == set(), who
    for who in ("liaison", "city", "platform"):
        assert world.as_(who).get(f"/v1/agencies/{serving['id']}").status_code == 403, who


def test_an_agency_that_one_does_not_administer_is_like_one_that_does_not_exist(world: World) -> None:
    mine = added(world)
    for who, agency in (("far_supervisor", mine), ("supervisor", mine | {"id": str(uuid7())})):
        answers = [
            change(world, agency, {"name": "x"}, who), world.as_(who).get(f"/v1/agencies/{agency['id']}"),
            world.as_(who).post(f"/v1/agencies/{agency['id']}/contracts", json={"places": [DISTRICT], "from": "2026-01-01"}),
        ]  # fmt: skip
        assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "agency_not_found")}, who
    foreign = {"role": "agency", "name": "x", "agency": mine["id"]}
    for who, members in (("far_supervisor", foreign), ("supervisor", foreign | {"agency": str(uuid7())})):
        answer = world.as_(who).post("/v1/clients", json=members)
        assert (answer.status_code, answer.json()["code"]) == (404, "agency_not_found"), who


def test_two_clients_of_an_agency_write_in_its_name(world: World) -> None:
    elder, agency = world.register(), added(world)
    one, other = signed_in(world, agency["id"], "甲系统"), signed_in(world, agency["id"], "乙系统")
    assert one.get(f"/v1/elders/{elder}").status_code == 404
    begun(world, agency["id"])
    made = one.post("/v1/visits", json=visit(elder, 1, record_no="两端-1".encode().hex()))
    assert made.status_code == 201, made.text
    assert other.get(f"/v1/visits/{made.json()['id']}").status_code == 200
    assert world.as_("rival_agency").get(f"/v1/visits/{made.json()['id']}").status_code == 404
    assert one.get("/v1/me").json()["places"][0]["code"] == VILLAGE


def test_a_client_names_an_agency_or_the_places_of_a_new_one(world: World) -> None:
    agency = added(world)
    members = {"role": "agency", "name": "甲系统"}
    for more in (
        {},
        {"agency": agency["id"], "places": [VILLAGE]},
        {"role": "app", "agency": agency["id"], "places": [VILLAGE]},
    ):
        answer = world.as_("supervisor").post("/v1/clients", json=members | more)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/agency"), more
    named = world.as_("supervisor").post("/v1/clients", json=members | {"agency": agency["id"]}).json()
    assert (named["agency"], named["places"]) == (agency["id"], [])
    alone = world.as_("supervisor").post("/v1/clients", json=members | {"places": [VILLAGE, FAR_VILLAGE]}).json()
    assert (alone["agency"], alone["places"]) == (alone["id"], [VILLAGE, FAR_VILLAGE])
    its = world.as_("supervisor").get(f"/v1/agencies/{alone['id']}").json()
    assert (its["name"], its["credit_code"], its["version"]) == ("甲系统", None, 1)
    contracts = world.as_("supervisor").get(f"/v1/agencies/{alone['id']}/contracts").json()["items"]
    assert sorted(one["places"] for one in contracts) == [[VILLAGE], [FAR_VILLAGE]]
    code = credit_code()
    assert change(world, its, {"credit_code": code}).json()["credit_code"] == code


def test_no_client_of_a_suspended_agency_gets_in_until_it_is_active_again(world: World) -> None:
    agency = added(world)
    begun(world, agency["id"])
    members = {"role": "agency", "name": "甲系统", "agency": agency["id"]}
    client = world.as_("supervisor").post("/v1/clients", json=members).json()
    token = by_secret(world, client["client_id"], client["secret"]).json()["access_token"]
    assert me(world, token) == 200
    agency = world.as_("supervisor").get(f"/v1/agencies/{agency['id']}").json()
    off = change(world, agency, {"state": "suspended"}).json()
    assert (off["state"], off["version"]) == ("suspended", agency["version"] + 1)
    assert me(world, token) == 401
    assert by_secret(world, client["client_id"], client["secret"]).status_code == 401
    forget(world)
    assert change(world, off, {"state": "active"}).json()["state"] == "active"
    assert me(world, token) == 401
    assert by_secret(world, client["client_id"], client["secret"]).status_code == 200
    forget(world)


def test_every_act_is_an_entry_without_an_audience_and_names_are_sealed(world: World) -> None:
    agency = added(world, name="秘密机构", contact={"name": "秘密联系人", "phone": "13812345678"})
    change(world, agency, {"state": "suspended"})
    rows = world.ask(
        "SELECT e.kind, p.login, e.audience, e.agencies, e.open::text AS open FROM entry e JOIN principal p ON p.id = e.actor"
        " WHERE e.subject = %s ORDER BY e.version",
        agency["id"],
    )
    assert [(row["kind"], row["login"]) for row in rows] == [
        ("agency.created", "supervisor"),
        ("agency.changed", "supervisor"),
    ]
    assert all(row["audience"] == row["agencies"] == [] for row in rows)
    assert "秘密" not in str(rows)
    assert "13812345678" not in str(rows)
    assert "agency.created" not in world.as_("supervisor").get("/v1/feed", params={"limit": 1000}).text
