"""Contracts over HTTP: which elders they bring to an agency, day by day, and how they end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import httpx
import pytest
from uuid_utils.compat import uuid7

from access.strangers import fingerprint
from carevisit import clock
from conftest import FAR_VILLAGE, NEXT_VILLAGE, OTHER_DISTRICT_VILLAGE, TOWNSHIP, VILLAGE, World, visit

from .hired import Body, added, amend, amended, begin, begun, signed_in

DAY = timedelta(days=1)
TODAY = clock.today()


def on(day: date) -> str:
    return day.isoformat()


def reads(http: httpx.Client, elder: str) -> bool:
    return http.get(f"/v1/elders/{elder}").status_code == 200


@pytest.fixture(scope="module")
def agency(world: World) -> Body:
    return added(world)


def test_a_contract_says_what_it_is_for_and_is_found_again(world: World, agency: Body) -> None:
    members = {
        "places": [VILLAGE, FAR_VILLAGE],
        "from": on(TODAY),
        "to": on(TODAY + 30 * DAY),
        "services": ["meals", "cleaning"],
    }
    answer = begin(world, agency["id"], members=members, **{"Idempotency-Key": "contract-1"})
    contract = answer.json()
    assert answer.headers["Location"] == f"/v1/agencies/{agency['id']}/contracts/{contract['id']}"
    assert answer.headers["ETag"] == '"v1"'
    assert {name: contract[name] for name in members} == members
    assert (contract["elders"], contract["state"]) == ([], "running")
    again = begin(world, agency["id"], members=members, **{"Idempotency-Key": "contract-1"})
    assert again.json() == contract
    address = f"/v1/agencies/{agency['id']}/contracts"
    assert world.as_("supervisor").get(f"{address}/{contract['id']}").json() == contract
    first = world.as_("supervisor").get(address, params={"limit": 1}).json()
    assert len(first["items"]) == 1
    later = begun(world, agency["id"], **{"from": on(TODAY + 3 * DAY)})
    assert later["state"] == "coming"
    items = world.as_("supervisor").get(address).json()["items"]
    assert items[0] == later
    assert contract in items


def test_an_agency_reads_whom_its_contract_is_for_between_its_days(world: World) -> None:
    agency = added(world)
    http = signed_in(world, agency["id"])
    here, there = world.register(), world.register(residence={"place": NEXT_VILLAGE})
    begun(world, agency["id"], **{"from": on(TODAY + DAY)})
    assert not reads(http, here)
    running = begun(world, agency["id"])
    assert reads(http, here)
    assert not reads(http, there)
    amended(world, running, to=on(TODAY))
    assert reads(http, here)


def test_a_contract_for_named_elders_is_for_them_wherever_they_move(world: World) -> None:
    agency = added(world)
    http = signed_in(world, agency["id"])
    named, other = world.register(), world.register()
    contract = begun(world, agency["id"], elders=[named])
    assert (contract["places"], contract["elders"]) == ([], [named])
    assert reads(http, named)
    assert not reads(http, other)
    made = http.post("/v1/visits", json=visit(named))
    assert made.status_code == 201, made.text
    move = {"place": NEXT_VILLAGE}
    moved = world.as_("guide").post(f"/v1/elders/{named}/transfer", json=move, headers={"If-Match": '"v1"'})
    assert moved.status_code == 200, moved.text
    assert reads(http, named)
    assert [one["id"] for one in http.get("/v1/elders").json()["items"]] == [named]
    events = http.get("/v1/feed", params={"limit": 1000, "wait": 5}).json()["items"]
    assert "scope.removed" not in [one["type"] for one in events]


def test_a_guide_reads_of_a_contract_what_lies_in_the_township(world: World) -> None:
    agency, far = added(world), world.register("far_guide", residence={"place": FAR_VILLAGE})
    near = world.register()
    elders = begun(world, agency["id"], elders=[near, far])
    places = begun(world, agency["id"], places=[VILLAGE, FAR_VILLAGE])
    elsewhere = begun(world, agency["id"], places=[FAR_VILLAGE])
    address = f"/v1/agencies/{agency['id']}/contracts"
    guide = {one["id"]: one for one in world.as_("guide").get(address).json()["items"]}
    assert set(guide) == {elders["id"], places["id"]}
    assert guide[elders["id"]]["elders"] == [near]
    assert guide[places["id"]]["places"] == [VILLAGE]
    assert world.as_("guide").get(f"{address}/{elsewhere['id']}").json()["code"] == "contract_not_found"
    assert far not in world.as_("guide").get(address).text
    assert elders["elders"] == sorted([near, far])


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({"places": []}, 422, "places_or_elders"), ({"elders": [str(uuid7())]}, 422, "places_or_elders"),
        ({"places": [VILLAGE, VILLAGE]}, 422, "named_twice"), ({"to": on(TODAY - DAY)}, 422, "before_from"),
        ({"places": [OTHER_DISTRICT_VILLAGE]}, 404, "place_not_found"), ({"places": ["350303999999"]}, 404, "place_not_found"),
        ({"places": [], "elders": [str(uuid7())]}, 404, "elder_not_found"), ({"services": ["flying"]}, 422, "enum"),
    ],
)  # fmt: skip
def test_a_contract_is_for_what_the_district_has_and_ends_no_earlier_than_it_begins(
    world: World, agency: Body, members: Body, status: int, code: str
) -> None:
    answer = begin(world, agency["id"], members=members)
    problem = answer.json()
    said = problem["errors"][0]["code"] if problem["errors"] else problem["code"]
    assert (answer.status_code, said) == (status, code), answer.text


def test_an_elder_of_another_district_is_like_one_who_does_not_exist(world: World, agency: Body) -> None:
    elsewhere = world.register("far_supervisor", residence={"place": OTHER_DISTRICT_VILLAGE})
    one = begin(world, agency["id"], members={"places": [], "elders": [elsewhere]})
    other = begin(world, agency["id"], members={"places": [], "elders": [str(uuid7())]})
    assert one.status_code == other.status_code == 404
    assert fingerprint(one) == fingerprint(other)


def test_a_contract_is_amended_as_a_version(world: World, agency: Body) -> None:
    contract = begun(world, agency["id"])
    address = f"/v1/agencies/{agency['id']}/contracts/{contract['id']}"
    http = world.as_("supervisor")
    assert http.patch(address, json={"to": on(TODAY)}).status_code == 428
    assert amend(world, contract | {"version": 7}, {"to": on(TODAY)}).status_code == 412
    assert amend(world, contract, {}).json()["errors"][0]["code"] == "nothing_to_change"
    assert amend(world, contract, {"to": on(TODAY - DAY)}).json()["errors"][0]["code"] == "before_from"
    assert amend(world, contract, {"to": None}, "guide").status_code == 403
    assert amend(world, contract, {"to": None}, "far_supervisor").json()["code"] == "agency_not_found"
    absent = contract | {"id": str(uuid7())}
    assert amend(world, absent, {"to": None}).json()["code"] == "contract_not_found"
    other = added(world)
    assert amend(world, contract | {"agency_id": other["id"]}, {"to": None}).json()["code"] == "contract_not_found"
    ended = amended(world, contract, to=on(TODAY + DAY))
    assert (ended["to"], ended["version"], ended["services"]) == (on(TODAY + DAY), 2, [])
    served = amended(world, ended, services=["bathing"])
    assert (served["to"], served["services"]) == (on(TODAY + DAY), ["bathing"])
    assert amended(world, served, to=None)["to"] is None


def test_of_two_amendments_at_once_one_finds_another_version(world: World, agency: Body) -> None:
    contract = begun(world, agency["id"])
    days = [on(TODAY + turn * DAY) for turn in range(1, 5)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda day: amend(world, contract, {"to": day}), days))
    assert sorted(one.status_code for one in answers) == [200, 412, 412, 412]
    [kept] = [one.json() for one in answers if one.status_code == 200]
    now = world.as_("supervisor").get(f"/v1/agencies/{agency['id']}/contracts/{contract['id']}").json()
    assert now == kept
    assert now["version"] == 2


def test_a_repeated_amendment_is_a_replay(world: World, agency: Body) -> None:
    contract = begun(world, agency["id"])
    key = {"Idempotency-Key": "amend-1"}
    first = amend(world, contract, {"to": on(TODAY + DAY)}, **key)
    again = amend(world, contract, {"to": on(TODAY + DAY)}, **key)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert amend(world, contract, {"to": on(TODAY + 2 * DAY)}, **key).json()["code"] == "idempotency_key_reused"


def test_visits_submitted_while_their_contract_ends_are_kept_or_refused_and_nothing_between(world: World) -> None:
    agency, elder = added(world), world.register()
    http = signed_in(world, agency["id"])
    contract = begun(world, agency["id"], **{"from": on(TODAY - 20 * DAY)})
    with ThreadPoolExecutor(5) as pool:
        sent = [pool.submit(http.post, "/v1/visits", json=visit(elder, turn)) for turn in range(1, 9)]
        ending = pool.submit(amended, world, contract, to=on(TODAY - 2 * DAY))
        statuses = {one.result().status_code for one in sent}
        ending.result()
    assert statuses <= {201, 404}
    late = http.post("/v1/visits", json=visit(elder, 1))
    assert (late.status_code, late.json()["code"]) == (404, "elder_not_found")
    before = http.post("/v1/visits", json=visit(elder, 5 * 24))
    assert before.status_code == 201, before.text
    assert world.findings() == []


def test_a_contract_for_a_township_and_one_of_its_villages_serves_everybody_once(world: World) -> None:
    agency, elder = added(world), world.register()
    begun(world, agency["id"], places=[TOWNSHIP, VILLAGE])
    served = world.ask("SELECT count(*) AS n FROM assignment WHERE agency = %s AND elder = %s", agency["id"], elder)
    assert served == [{"n": 1}]


def test_every_act_on_a_contract_is_an_entry_of_its_agency(world: World) -> None:
    agency = added(world)
    contract = begun(world, agency["id"], services=["meals"])
    amended(world, contract, to=on(TODAY))
    rows = world.ask(
        "SELECT e.id, e.kind, p.login, e.cause, e.audience FROM entry e JOIN principal p ON p.id = e.actor WHERE e.subject = %s"
        " ORDER BY e.version",
        agency["id"],
    )
    assert [row["kind"] for row in rows] == ["agency.created", "contract.begun", "contract.amended"]
    assert str(rows[1]["id"]) == str(rows[2]["cause"]) == contract["id"]
    assert all(row["audience"] == [] for row in rows)
    assert {row["login"] for row in rows} == {"supervisor"}
