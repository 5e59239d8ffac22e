"""The offices above the districts (市民政局、省民政厅): they read what their districts do, and write nothing."""

from collections.abc import Iterator

import psycopg
import pytest

from carevisit import accounts, places
from carevisit.access import DEFAULT_SCOPES, OFFICERS, Role
from carevisit.database import Sight
from carevisit.ledger import Ledger
from conftest import (
    CITY,
    DISTRICT,
    OTHER_DISTRICT,
    OTHER_DISTRICT_VILLAGE,
    PASSWORD,
    PROVINCE,
    STAFF,
    World,
)

HERE = ("city", "province")
PLACES = {"city": (CITY, "莆田市", "city"), "province": (PROVINCE, "福建省", "province")}
NEXT_DISTRICT, NEXT_DISTRICT_VILLAGE = "350304", "350304100200"


@pytest.fixture(scope="module")
def city(world: World) -> Iterator[World]:
    """The world with another district of the city, whose list names nothing above it, and its supervisor."""
    told = [
        places.PlaceLine(NEXT_DISTRICT, "荔城区", "district", ""),
        places.PlaceLine(NEXT_DISTRICT + "100", "西天尾镇", "township", NEXT_DISTRICT),
        places.PlaceLine(NEXT_DISTRICT_VILLAGE, "溪白村委会", "village", NEXT_DISTRICT + "100"),
    ]

    async def work(book: Ledger) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            await places.import_places(keeper, told)
            await accounts.add_account(keeper, Role.SUPERVISOR, NEXT_DISTRICT, "next", "next", PASSWORD)

    world.run(work)
    world.secrets["next"], STAFF["next"] = ("next", PASSWORD), (Role.SUPERVISOR, NEXT_DISTRICT)
    yield world
    del STAFF["next"], world.secrets["next"]


@pytest.fixture(scope="module")
def elders(city: World) -> dict[str, str]:
    """An elder of Hanjiang who was visited, one of the next district, and one of another city."""
    here = city.register("guide", name="林阿姨")
    city.hand_in("liaison", here)
    city.hand_in("liaison", here, risks=[{"kind": "fall", "severity": "major"}])
    near = city.register("next", name="荔阿姨", residence={"place": NEXT_DISTRICT_VILLAGE})
    far = city.register("far_supervisor", name="枣阿姨", residence={"place": OTHER_DISTRICT_VILLAGE})
    return {"here": here, "near": near, "far": far}


@pytest.mark.parametrize("who", HERE)
def test_an_officer_is_told_who_they_are_and_where(city: World, who: str) -> None:
    me = city.as_(who).get("/v1/me").json()
    code, name, level = PLACES[who]
    assert (me["role"], me["places"]) == (f"{who}_officer", [{"code": code, "name": name, "level": level}])
    reads = {scope for scope in DEFAULT_SCOPES[Role.SUPERVISOR] if scope.endswith(":read")}
    assert me["scopes"] == sorted(reads - {"admin:read", "agencies:read"}), "officers do not administer"
    listed = city.as_(who).get("/v1/places", params={"limit": 500}).json()["items"]
    assert {place["code"][:2] for place in listed} == {PROVINCE}
    assert DISTRICT in {place["code"] for place in listed}


@pytest.mark.parametrize("who", HERE)
def test_an_officer_reads_the_elders_of_their_districts_and_of_no_other_city(
    city: World, elders: dict[str, str], who: str
) -> None:
    http = city.as_(who)
    mine, districts = (city.as_(one).get(f"/v1/elders/{elders['here']}/status").json() for one in (who, "supervisor"))
    assert mine == districts | {"at": mine["at"], "known_at": mine["known_at"]}
    assert http.get(f"/v1/elders/{elders['far']}").status_code == 404
    names = {item["name"] for item in http.get("/v1/elders", params={"limit": 500}).json()["items"]}
    assert {"林阿姨", "荔阿姨"} <= names
    assert "枣阿姨" not in names
    other = {item["id"] for item in city.as_("far_city").get("/v1/elders", params={"limit": 500}).json()["items"]}
    assert elders["far"] in other
    assert elders["here"] not in other


@pytest.mark.parametrize("who", HERE)
def test_an_officer_keeps_no_copy_of_the_form_and_reads_the_file_as_those_who_work_with_it(
    city: World, elders: dict[str, str], who: str
) -> None:
    """附件3: one copy for the district, one for the township."""
    mine, liaisons = (city.as_(one).get(f"/v1/elders/{elders['here']}").json() for one in (who, "liaison"))
    assert mine == liaisons
    assert mine["view"] == "working"


@pytest.mark.usefixtures("elders")
@pytest.mark.parametrize("who", HERE)
def test_an_officer_reads_coverage_by_district(city: World, who: str) -> None:
    told = city.as_(who).get("/v1/coverage", params={"by": "district"}).json()
    own = city.as_("supervisor").get("/v1/coverage", params={"by": "district"}).json()
    assert told["place"] == PLACES[who][0]
    assert [item["place"] for item in told["items"]] == [DISTRICT, NEXT_DISTRICT]
    assert told["items"][0] == own["items"][0]
    owed = [item["elders_owed"] for item in (*told["items"], told["totals"])]
    assert owed == [1, 1, 2]
    foreign = city.as_(who).get("/v1/coverage", params={"by": "district", "place": OTHER_DISTRICT})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "place_not_found")


def test_a_province_reads_its_figures_by_city_and_a_city_by_district(city: World) -> None:
    for path in ("/v1/coverage", "/v1/needs/figures", "/v1/risks/figures"):
        assert city.as_("province").get(path).json()["by"] == "city", path
        assert city.as_("city").get(path).json()["by"] == "district", path
    (line,) = city.as_("province").get("/v1/coverage").json()["items"]
    assert (line["place"], line["name"]) == (CITY, "莆田市")
    above = city.as_("supervisor").get("/v1/coverage", params={"by": "city"}).json()
    assert above["errors"][0]["code"] == "above_the_place"


def test_a_city_reads_what_has_come_up_to_its_districts_and_takes_no_step(city: World, elders: dict[str, str]) -> None:
    lists = [city.as_(who).get("/v1/worklist", params={"limit": 500}).json()["items"] for who in ("city", "supervisor")]
    near = [item for item in lists[0] if item["elder_id"] == elders["near"]]
    assert [item for item in lists[0] if item not in near] == lists[1]
    assert near
    (risk,) = city.as_("city").get("/v1/risks", params={"elder_id": elders["here"]}).json()["items"]
    cases = [city.as_(who).get(f"/v1/risks/{risk['id']}").json() for who in ("city", "supervisor")]
    assert cases[0] == cases[1] | {"possible": []}


def test_a_city_sees_files_that_were_made_twice_in_two_of_its_districts(city: World, elders: dict[str, str]) -> None:
    """Neither district can: only who covers both sees them."""
    number = city.as_("supervisor").get(f"/v1/elders/{elders['here']}").json()["id_number"]
    twin = city.register("next", id_number=number, residence={"place": NEXT_DISTRICT_VILLAGE})
    for who in HERE:
        (pair,) = city.as_(who).get("/v1/duplicates").json()["items"]
        assert {elder["elder_id"] for elder in pair["elders"]} == {elders["here"], twin}
    for who in ("supervisor", "next", "far_city"):
        assert city.as_(who).get("/v1/duplicates").json()["items"] == [], who


@pytest.mark.parametrize("role", OFFICERS)
def test_no_officer_can_be_granted_a_scope_that_writes(city: World, role: Role) -> None:
    for scope in ("elders:write", "needs:*"):
        with psycopg.connect(city.owner_url) as owner, pytest.raises(psycopg.errors.CheckViolation):
            owner.execute("UPDATE principal SET scopes = scopes || %s WHERE role = %s", ([scope], role.value))


@pytest.mark.parametrize(("role", "place"), [(Role.CITY_OFFICER, DISTRICT), (Role.PROVINCE_OFFICER, CITY)])
def test_an_officers_place_is_of_their_offices_level(city: World, role: Role, place: str) -> None:
    async def add(book: Ledger) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            await accounts.add_account(keeper, role, place, "somebody", "somebody", PASSWORD)

    with pytest.raises(accounts.Refused, match="needs a place of level"):
        city.run(add)
