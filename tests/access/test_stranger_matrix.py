"""Every route × every kind of stranger: what is not yours is answered like what does not exist, to the byte.

Generated from the app's own OpenAPI document: a route that has no line in the matrix fails the test by its name.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest
from matrix import (
    ABOUT_ELDERS,
    ABOUT_NOTHING,
    ABOUT_RECORDS,
    LINE,
    MANY,
    NOT_FOR_AGENCIES,
    SCOPELESS,
    Request,
)
from matrix_places import ABOUT_AGENCIES, ABOUT_JOBS, ABOUT_PEOPLE, ABOUT_PLACES, PLACE_STRANGERS

from access.strangers import (
    ABSENT,
    LARGEST,
    RECORD_STRANGERS,
    STRANGERS,
    Scene,
    Things,
    fingerprint,
    staged,
)
from carevisit import clock
from carevisit.app import bare
from conftest import (
    World,
    living,
)
from kept import DOCUMENT, as_the_code_says


def operations() -> dict[str, str]:
    """Every operation of the app by its id, with its method."""
    return {op["operationId"]: method for ops in DOCUMENT["paths"].values() for method, op in ops.items()}


METHODS = operations()

OFFICERS = ("city", "province", "far_city")

OF_ONES_OWN = (
    "issueToken",
    "revokeToken",
    "introspectToken",
    "acceptInvitation",
    "changePassword",
    "makeExport",
    "makeForms",
    "makeImport",
    "cancelJob",
    "commitJob",
)

WRITES = {id for id, method in METHODS.items() if method != "get"} - {"searchElders", *OF_ONES_OWN}


def test_every_route_stands_in_the_matrix() -> None:
    paths = set(as_the_code_says()["paths"])
    assert paths == set(DOCUMENT["paths"]), "run `make openapi`, then give the new routes their lines"
    named = {*ABOUT_ELDERS, *ABOUT_RECORDS, *ABOUT_PLACES, *ABOUT_JOBS, *ABOUT_PEOPLE, *ABOUT_AGENCIES, *ABOUT_NOTHING}
    assert set(METHODS) - named == set(), "these routes have no line in the matrix of strangers"
    assert named - set(METHODS) == set(), "these routes are no more"
    hidden = {route.path for route in bare().routes if hasattr(route, "path") and route.path not in paths}  # type: ignore[attr-defined]
    assert all(path.startswith(("/openapi.json", "/docs", "/static")) or path == "" for path in hidden), hidden


def send(http: httpx.Client, operation: str, request: Request) -> httpx.Response:
    more = {} if request.json is None else {"json": request.json}
    if request.file is not None:
        more["files"] = {"file": request.file}
    return http.request(METHODS[operation], request.path, params=request.params, headers=request.headers, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A world whose files may not be large."""
    with living(template, CAREVISIT_ATTACHMENT_MAX_BYTES=str(LARGEST)) as one:
        yield one


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return staged(world)


def cells(table: dict[str, list[Callable[[Things], Request]]]) -> Iterator[tuple[str, Callable[[Things], Request]]]:
    for operation, requests in table.items():
        for make in requests:
            yield operation, make


def compare(
    scene: Scene, who: str, operation: str, make: Callable[[Things], Request], refusal: tuple[int, ...]
) -> None:
    http = scene.world.as_(who)
    one, other = send(http, operation, make(scene.here)), send(http, operation, make(scene.nothing))
    what = (who, operation, make(scene.here).path)
    assert fingerprint(one) == fingerprint(other), what
    assert one.status_code in refusal, (*what, one.text)
    for secret in (*scene.sworn, "阿秘密", "EXT-SECRET-1", "TAKEN-1", "访问员甲", "台风秘密"):
        assert secret not in one.text, what
        assert secret not in str(one.headers), what


@pytest.mark.parametrize("who", [*STRANGERS, *SCOPELESS])
def test_an_elder_who_is_not_ones_own_is_like_one_who_does_not_exist(scene: Scene, who: str) -> None:
    refusal = (401,) if who == "nobody" else (403, 422) if who in SCOPELESS else (404, 403, 422, 428, 412)
    for operation, make in cells(ABOUT_ELDERS):
        if who == "ended_agency" and make(scene.here).json and make(scene.here).json.get("started_at", "9") < _ended():
            continue  # what it rightly did while its contract ran it may still hand in
        lists = operation.startswith("list")
        compare(scene, who, operation, make, (200,) if lists and who not in ("nobody", *SCOPELESS) else refusal)


def _ended() -> str:
    return (clock.now() - timedelta(days=29)).isoformat()


@pytest.mark.parametrize("who", [*RECORD_STRANGERS, *SCOPELESS])
def test_a_record_that_is_not_ones_own_is_like_one_that_does_not_exist(scene: Scene, who: str) -> None:
    for operation, make in cells(ABOUT_RECORDS):
        reads_only = who in SCOPELESS or (who in OFFICERS and operation in WRITES)
        compare(scene, who, operation, make, (401,) if who == "nobody" else (403,) if reads_only else (404,))


@pytest.mark.parametrize("who", PLACE_STRANGERS)
def test_a_place_that_is_not_ones_own_is_like_one_that_does_not_exist(scene: Scene, who: str) -> None:
    for operation, make in cells(ABOUT_PLACES):
        if who == "stats_app" and operation in (
            "readPlace",
            "listPlaces",
            "readPlaceProfile",
            "countLedger",
            "readDuties",
            "readCoverage",
            "readNeedFigures",
            "readRiskFigures",
        ):
            continue  # the whole district is its area
        if who in ("next_liaison", "next_agency") and operation == "listPlaces":
            continue  # this township is the parent of their own village, and a village names its parent
        compare(scene, who, operation, make, (401,) if who == "nobody" else (200, 403, 404, 422))


@pytest.mark.parametrize("who", [*RECORD_STRANGERS, *SCOPELESS, "liaison", "supervisor", "agency", "city", "platform"])
def test_a_job_of_another_account_is_like_one_that_does_not_exist(scene: Scene, who: str) -> None:
    for operation, make in cells(ABOUT_JOBS):
        compare(scene, who, operation, make, (401,) if who == "nobody" else (404,))


@pytest.mark.parametrize("who", [*STRANGERS, "liaison", "agency", "platform", "city", *SCOPELESS])
def test_an_account_or_client_that_one_does_not_administer_is_like_one_that_does_not_exist(
    scene: Scene, who: str
) -> None:
    for operation, make in cells(ABOUT_PEOPLE):
        administers = who in ("far_guide", "far_supervisor")
        refusal = (404, 403, 428) if administers else (401,) if who == "nobody" else (403,)
        compare(scene, who, operation, make, refusal)


@pytest.mark.parametrize("who", [*STRANGERS, "agency", "rival_agency", "liaison", "platform", "city", *SCOPELESS])
def test_an_agency_that_one_does_not_administer_or_is_is_like_one_that_does_not_exist(scene: Scene, who: str) -> None:
    for operation, make in cells(ABOUT_AGENCIES):
        lists = (200,) if operation == "listAgencies" else ()
        malformed = (422,) if operation == "createAgency" and who == "far_supervisor" else ()
        compare(scene, who, operation, make, (401,) if who == "nobody" else (404, 403, 428, *lists, *malformed))


def test_what_is_ones_own_is_answered(scene: Scene) -> None:
    """The matrix proves something: the same requests by those who may are not refused."""
    world, here = scene.world, scene.here
    for operation, make in [*cells(ABOUT_ELDERS), *cells(ABOUT_RECORDS)]:
        if operation == "readExit":
            continue  # nobody has left
        if METHODS[operation] == "get" and "known_at" not in (make(here).params or {}):
            assert send(world.as_("guide"), operation, make(here)).status_code == 200, operation
            if not (make(here).params or {}).get("at"):
                its_own = operation not in NOT_FOR_AGENCIES
                assert send(world.as_("agency"), operation, make(here)).status_code == (200 if its_own else 403), (
                    operation
                )
    for operation in ("readAgency", "listContracts", "readContract"):
        for who in ("guide", "supervisor"):
            assert send(world.as_(who), operation, ABOUT_AGENCIES[operation][0](here)).status_code == 200, (
                operation,
                who,
            )
    assert send(world.as_("guide"), "readJob", ABOUT_JOBS["readJob"][0](here)).status_code == 200
    for operation in ("readElder", "readStatus", "readTimeline"):  # a rival of the same village serves the elder too
        assert send(world.as_("rival_agency"), operation, ABOUT_ELDERS[operation][0](here)).status_code == 200


@pytest.mark.parametrize("who", ["city", "province"])
def test_an_officer_of_the_city_or_the_province_reads_every_route_about_their_elders(scene: Scene, who: str) -> None:
    for operation, make in [*cells(ABOUT_ELDERS), *cells(ABOUT_RECORDS), *cells(ABOUT_PLACES)]:
        request = make(scene.here)
        if METHODS[operation] == "get" and operation != "readExit" and "known_at" not in (request.params or {}):
            answer = send(scene.world.as_(who), operation, request)
            assert answer.status_code == 200, (operation, answer.text)


@pytest.mark.parametrize("who", OFFICERS)
def test_an_officer_writes_by_no_route(scene: Scene, who: str) -> None:
    http, tried = scene.world.as_(who), set()
    tables = (ABOUT_ELDERS, ABOUT_RECORDS, ABOUT_PLACES, ABOUT_PEOPLE, ABOUT_AGENCIES)
    asked = [(operation, make(scene.here)) for table in tables for operation, make in cells(table)]
    asked += [
        ("nameCandidates", Request("/v1/census/candidates/batch", [LINE])),
        ("importPlaces", Request("/v1/places/import", {"places": []})),
        ("cancelCampaign", Request(f"/v1/census/campaigns/{ABSENT}/cancellation", {})),
        *((operation, Request(path, [{}])) for operation, path in MANY.items()),
    ]
    for operation, request in asked:
        if operation in WRITES:
            tried.add(operation)
            answer = send(http, operation, request)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (operation, answer.text)
    assert tried == WRITES
