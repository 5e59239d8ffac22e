"""Lookups that a sender needs: what bears a number of one's own, and which record a reused number belongs to."""

from typing import Any
from uuid import uuid4

import pytest

from carevisit.app import KINDS
from conftest import FAR_VILLAGE, World, registration, visit
from kept import DOCUMENT


def found(world: World, who: str, path: str, **params: str) -> list[str]:
    """The ids of what a lookup lists."""
    answer = world.as_(who).get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def used_by(world: World, who: str, path: str, told: dict[str, Any]) -> dict[str, str]:
    """The record that a refused number is used by."""
    answer = world.as_(who).post(path, json=told)
    assert answer.status_code == 409, answer.text
    used: dict[str, str] = answer.json()["used_by"]
    return used


def test_a_sender_finds_its_record_by_its_number(world: World) -> None:
    elder = world.register()
    number = f"L-{uuid4().hex}"
    told = visit(elder, record_no=number)
    ids = {who: world.as_(who).post("/v1/visits", json=told).json()["id"] for who in ("agency", "liaison")}
    for who, id in ids.items():
        assert found(world, who, "/v1/visits", record_no=number) == [id]
        assert found(world, who, "/v1/visits", record_no=number, elder_id=elder, mode="in_home") == [id]
        assert found(world, who, "/v1/visits", record_no=number, mode="phone") == []
        assert found(world, who, "/v1/visits", record_no="L-nobodys") == []


def test_a_number_finds_nobody_elses_record_though_the_caller_may_read_it(world: World) -> None:
    elder, number = world.register(external_id=f"E-{uuid4().hex}"), f"L-{uuid4().hex}"
    id = world.hand_in("agency", elder, record_no=number)["id"]
    file = world.as_("guide").get(f"/v1/elders/{elder}").json()["external_id"]
    assert world.as_("guide").get(f"/v1/visits/{id}").json()["record_no"] == number
    for who in ("liaison", "guide", "rival_agency", "far_liaison", "platform", "city"):
        assert found(world, who, "/v1/visits", record_no=number) == [], who
    for who in ("liaison", "supervisor", "agency", "far_liaison"):
        assert found(world, who, "/v1/elders", external_id=file) == [], who


def test_a_number_finds_a_record_whose_elder_has_moved_and_no_file_that_has(world: World) -> None:
    number = f"M-{uuid4().hex}"
    elder = world.register("guide", external_id=number)
    id = world.hand_in("guide", elder, 48, record_no=number)["id"]
    assert found(world, "guide", "/v1/elders", external_id=number) == [elder]
    moved = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": FAR_VILLAGE}, headers={"If-Match": "*"}
    )
    assert moved.status_code == 200, moved.text
    assert found(world, "guide", "/v1/visits", record_no=number) == [id]
    assert found(world, "guide", "/v1/elders", external_id=number) == []


def test_a_list_that_names_a_known_person_is_found_by_its_number(world: World) -> None:
    person = registration()
    elder = world.as_("guide").post("/v1/elders", json=person).json()["id"]
    line = {name: person[name] for name in ("name", "id_number", "residence")} | {"source": "village"}
    number = f"C-{uuid4().hex}"
    listed = world.as_("liaison").post("/v1/census/candidates", json=line | {"external_id": number})
    assert listed.status_code == 200, listed.text
    assert found(world, "liaison", "/v1/elders", external_id=number) == [elder]
    assert used_by(world, "liaison", "/v1/census/candidates", line | {"external_id": number, "name": "某某"}) == {
        "id": elder, "href": f"/v1/elders/{elder}"
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/v1/visits?record_no=", "/v1/elders?external_id="])
def test_a_persons_number_is_not_looked_up(world: World, path: str) -> None:
    refused = world.as_("guide").get(path + "999999194611040025")
    assert refused.status_code == 422
    name = path.partition("?")[2].rstrip("=")
    assert refused.json()["errors"] == [
        refused.json()["errors"][0] | {"pointer": f"?{name}", "code": "looks_personal"}
    ]  # fmt: skip
    assert "999999194611040025" not in refused.text


def test_a_reused_number_names_the_record_that_it_is_used_by(world: World) -> None:
    elder, other, number = world.register(), world.register(), f"U-{uuid4().hex}"
    told = visit(elder, record_no=number)
    id = world.as_("agency").post("/v1/visits", json=told).json()["id"]
    expected = {"id": id, "href": f"/v1/visits/{id}"}
    for path, body in (
        ("/v1/visits", told | {"note": "改了"}), ("/v1/visits", told | {"elder_id": other}),
        ("/v1/needs", {"elder_id": other, "kind": "comfort", "record_no": number}),
    ):  # fmt: skip
        assert used_by(world, "agency", path, body) == expected
    assert world.as_("agency").get(expected["href"]).json()["record_no"] == number
    (item,) = world.as_("agency").post("/v1/visits/batch", json=[told | {"note": "改了"}]).json()["items"]
    assert item["problem"]["used_by"] == expected
    assert world.as_("rival_agency").post("/v1/visits", json=told | {"note": "改了"}).status_code == 201  # no conflict


@pytest.mark.parametrize("path", ["needs", "risks"])
def test_a_reused_number_of_a_need_or_a_risk_names_it(world: World, path: str) -> None:
    told = {"elder_id": world.register(), "kind": "comfort", "record_no": f"U-{uuid4().hex}"}
    told |= {"kind": "fall", "severity": "general"} if path == "risks" else {}
    id = world.as_("liaison").post(f"/v1/{path}", json=told).json()["id"]
    assert used_by(world, "liaison", f"/v1/{path}", told | {"note": "改了"}) == {"id": id, "href": f"/v1/{path}/{id}"}


def test_a_reused_number_of_a_file_names_it(world: World) -> None:
    told = registration(external_id=f"F-{uuid4().hex}")
    elder = world.as_("guide").post("/v1/elders", json=told).json()["id"]
    expected = {"id": elder, "href": f"/v1/elders/{elder}"}
    assert used_by(world, "guide", "/v1/elders", told | {"name": "另一人"}) == expected


def test_an_idempotency_key_names_nothing(world: World) -> None:
    elder, key = world.register(), {"Idempotency-Key": uuid4().hex}
    world.as_("liaison").post("/v1/visits", json=visit(elder), headers=key)
    refused = world.as_("liaison").post("/v1/visits", json=visit(elder, note="改了"), headers=key)
    assert (refused.status_code, "used_by" in refused.json()) == (422, False)


def test_every_address_of_a_fact_is_one_that_the_contract_reads() -> None:
    addresses = [fact.address for fact in KINDS if fact.address]
    assert len(addresses) > 7
    paths = {
        "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        for path, item in DOCUMENT["paths"].items() if "get" in item
    }  # fmt: skip
    for address in addresses:
        assert address.replace("{elder}", "{}").replace("{id}", "{}") in paths
