"""The committed contract is what the code says, and what it promises holds."""

import asyncio
import json
import re
import threading
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

from agencies.hired import added, begun
from carevisit import clock
from carevisit.app import EVENTS, bare
from carevisit.days import DAY
from carevisit.errors import (
    ElderAlreadyRegistered,
    ElderHasLeft,
    InvalidGrant,
    MonthLocked,
    NotReady,
    Problem,
    RecordNoReused,
    StepNotPossible,
    StepsMissing,
)
from conftest import World
from jobs.importing import row, tried
from kept import DOCUMENT, as_the_code_says

OPERATIONS = [
    (method, path, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
NAMES = [operation["operationId"] for _, _, operation in OPERATIONS]
PUBLIC = ("/v1/accounts/invitation",)


def test_the_committed_contract_is_what_the_code_says() -> None:
    assert as_the_code_says() == DOCUMENT, "run `make openapi` and look at the difference"


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DOCUMENT))):
        at = DOCUMENT
        for step in reference.split("/"):
            assert step in at, reference
            at = at[step]


def test_no_route_stands_before_one_with_a_word_where_it_has_an_id() -> None:
    """Routes are compared in their order: `/v1/needs/{need_id}` would answer for `/v1/needs/figures`."""
    before = list[tuple[str, re.Pattern[str]]]()
    for route in iter_route_contexts(bare().routes):
        path, methods = route.path_format, route.methods or set()
        hidden = [shape.pattern for method, shape in before if method in methods and shape.match(path)]
        assert not hidden, path
        before += [(method, compile_path(path)[0]) for method in methods]


def test_every_operation_has_a_name_of_its_own() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in NAMES)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=NAMES)
def test_every_operation_says_what_it_is_in_both_languages_and_how_it_fails(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    summary = operation["summary"]
    assert re.search(r"[\u4e00-\u9fff]", summary), summary
    assert re.search(r"[A-Za-z]{2}", summary), summary
    assert len(operation["description"]) > 20
    assert operation["tags"]
    errors = {status for status in operation["responses"] if status.startswith(("4", "5"))}
    assert errors
    for status in errors:
        assert operation["responses"][status] == {"$ref": f"#/components/responses/Problem{status}"}
    if path.startswith("/v1/") and path not in PUBLIC:
        assert {"401", "403"} <= errors, "who may not ask"
        assert operation["security"]
    if "requestBody" in operation and path.startswith("/v1/"):
        assert {"400", "413", "415", "422"} <= errors
    assert "HTTPValidationError" not in json.dumps(operation), method


def test_problems_are_documented_with_their_codes() -> None:
    for name, answer in DOCUMENT["components"]["responses"].items():
        assert re.search(r"Codes: [a-z_]+", answer["description"]), name
        assert answer["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}")


def refers(answer: dict[str, Any], header: str) -> bool:
    return answer.get("headers", {}).get(header) == {"$ref": f"#/components/headers/{header}"}


def test_a_thing_has_one_schema_and_a_schema_one_thing() -> None:
    """A generated client has a class for each: a module's path in a name, or a twin, is a class that nobody can name."""
    assert [
        name for name in SCHEMAS if not re.fullmatch(r"[A-Z][A-Za-z]+", name) and not name.startswith("Body_")
    ] == []
    assert [name for name in SCHEMAS if name.endswith(("Input", "Output"))] == []
    titles = [schema["title"] for schema in SCHEMAS.values()]
    assert len(titles) == len(set(titles))


def test_null_stands_only_beside_a_type() -> None:
    for schema in SCHEMAS.values():
        for name, part in schema.get("properties", {}).items():
            assert part.get("type") != "null", (schema["title"], name)


def test_a_parameter_is_sent_or_left_out_and_never_null() -> None:
    for _, path, operation in OPERATIONS:
        for parameter in operation.get("parameters", ()):
            assert "null" not in json.dumps(parameter["schema"]), (path, parameter["name"])


def test_tags_are_english_names_described_in_both_languages() -> None:
    tags = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}
    assert {tag for _, _, operation in OPERATIONS for tag in operation["tags"]} <= set(tags)
    for name, words in tags.items():
        assert re.fullmatch(r"[a-z-]+", name)
        assert CHINESE.search(words), name
        assert ENGLISH.search(words), name


def test_people_and_clients_can_sign_in_and_what_is_public_says_so() -> None:
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert set(schemes["Password"]["flows"]) == {"password"}
    assert set(schemes["ClientCredentials"]["flows"]) == {"clientCredentials"}
    assert schemes["BearerAuth"]["scheme"] == "bearer"
    for _, path, operation in OPERATIONS:
        named = [next(iter(one)) for one in operation["security"]]
        signed_in = path == "/oauth/introspect" or (path.startswith("/v1/") and path not in PUBLIC)
        assert named == (["Password", "ClientCredentials", "BearerAuth"] if signed_in else []), path


def test_whoever_must_name_a_version_is_told_so_and_is_told_the_next_one() -> None:
    for _, path, operation in OPERATIONS:
        needs = any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ()))
        assert needs == ("412" in operation["responses"]) == ("428" in operation["responses"]), path


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=NAMES)
def test_every_json_answer_has_an_example(method: str, path: str, operation: dict[str, Any]) -> None:
    answers = [operation["responses"][status] for status in operation["responses"] if status < "300"]
    assert answers, (method, path)
    for answer in answers:
        content = answer.get("content", {}).get("application/json")
        assert content is None or "example" in content
    if operation["operationId"].startswith("list") and "cursor" in json.dumps(operation.get("parameters", ())):
        assert refers(operation["responses"]["200"], "Link")


def test_an_event_is_typed_by_its_type() -> None:
    event = SCHEMAS["Event"]
    assert set(event["discriminator"]["mapping"]) == {fact.kind for fact in EVENTS}
    assert {"$ref": event["discriminator"]["mapping"]["visit.recorded"]} in event["oneOf"]
    visit = SCHEMAS["VisitRecordedEvent"]["properties"]
    assert visit["type"]["const"] == "visit.recorded"
    assert SCHEMAS[visit["data"]["$ref"].rsplit("/", 1)[1]]["properties"]["mode"]["$ref"].endswith("/Mode")


def test_a_problem_has_the_members_that_problems_have() -> None:
    members = set(SCHEMAS["Problem"]["properties"])
    shown = [
        ElderAlreadyRegistered("x"), StepNotPossible("open", []), StepsMissing([]), ElderHasLeft(), NotReady({}), InvalidGrant(),
            RecordNoReused("x"), MonthLocked("2026-10", "2026-11-10"),
    ]  # fmt: skip
    assert {member for problem in shown for member in problem.more()} <= members
    kinds = {type(problem).more for problem in shown}
    assert {kind.more for kind in Problem.every()} - {Problem.more} == kinds, "a kind with members of its own"


def _bodies() -> dict[str, tuple[str, str, dict[str, Any]]]:
    found = {}
    for method, path, operation in OPERATIONS:
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            name = body["schema"].get("$ref", "").rsplit("/", 1)[-1]
            for turn, example in enumerate(DOCUMENT["components"]["schemas"].get(name, {}).get("examples", [])):
                found[f"{operation['operationId']} {turn}"] = (method, path, example)
    return found


def test_the_two_great_forms_have_examples() -> None:
    assert {"registerElder 0", "registerElder 1", "recordVisit 0", "correctVisit 0", "voidVisit 0"} <= set(_bodies())


REFERRED = [("referral", {"department": "health", "due_on": "2029-12-31"})]
CONCLUDED = [*REFERRED, ("acceptance", {}), ("outcome", {"met": True})]
SEEN = {"result": "confirmed"}
CLEARED: list[tuple[str, Any]] = [("handling", {}), ("clearance", {"how": "已处理"})]
STEPS_BEFORE: dict[str, list[tuple[str, Any]]] = {
    "acceptNeed": REFERRED, "declineNeed": REFERRED, "progressNeed": CONCLUDED[:2], "concludeNeed": CONCLUDED[:2],
    "followUpNeed": CONCLUDED, "reopenNeed": [*CONCLUDED, *(("follow-up", SEEN | {"loop": x}) for x in ("referral", "difficulty"))],
    "voidNeedStep": REFERRED, "voidRiskStep": CLEARED[:1],
    "clearRisk": CLEARED[:1], "followUpRisk": CLEARED, "reopenRisk": [*CLEARED, ("follow-up", SEEN)],
}  # fmt: skip


def case_before(world: World, elder: str, operation: str) -> tuple[str, str]:
    """A need or a risk that stands where a step begins, with its version."""
    noun = "needs" if "Need" in operation or operation == "tellBenefit" else "risks"
    told = {"kind": "comfort"} if noun == "needs" else {"kind": "neglect", "severity": "general"}
    answer = world.as_("guide").post(f"/v1/{noun}", json={"elder_id": elder, **told})
    address = f"/v1/{noun}/{answer.json()['id']}"
    for step, body in STEPS_BEFORE.get(operation, []):
        tag = {"If-Match": answer.headers["ETag"]}
        answer = world.as_("guide").post(f"{address}/{step}", json=body, headers=tag)
        assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.headers["ETag"]


RAISED_AT = "2026-11-20T09:00:00+08:00"
BESIDE_VISITS: dict[str, tuple[str, dict[str, Any]]] = {
    "device_id": ("devices", {"kind": "motion_sensor", "from": "2026-11-01"}),
    "alert_id": ("alerts", {"kind": "low_battery", "at": RAISED_AT}),
    "urging_id": ("urgings", {"by": "guide", "how": "phone", "on": "2026-11-20", "whom": "女儿"}),
    "contact_id": (
        "family-contacts",
        {"mode": "phone", "at": RAISED_AT, "duration_minutes": 3, "confirmed_by": "elder", "whom": "女儿"},
    ),
}


def beside_visits(world: World, elder: str, wanted: str) -> str:
    """A device, an alert, an urging or a contact of an elder; an alert is of a device."""
    part, body = BESIDE_VISITS[wanted]
    more = {"device_id": beside_visits(world, elder, "device_id")} if wanted == "alert_id" else {}
    answer = world.as_("guide").post(f"/v1/elders/{elder}/{part}", json=body | more)
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


@pytest.mark.parametrize("name", list(_bodies()))
def test_every_example_really_works(world: World, name: str) -> None:
    method, path, example = _bodies()[name]
    operation = name.split()[0]
    elder = world.register("liaison" if operation == "confirmElder" else "guide", filed_on="2026-11-01")
    if operation in ("returnElder", "correctExit"):
        left = world.as_("guide").post(f"/v1/elders/{elder}/exit", json={"on": "2026-11-01", "reason": "moved_away"})
        assert left.status_code == 201, left.text
    rest = {"from": "2026-11-01", "reason": "hospital"}
    ends = operation == "endSuspension"
    suspension = world.as_("guide").post(f"/v1/elders/{elder}/suspensions", json=rest).json()["id"] if ends else ""
    path = path.replace("{suspension_id}", suspension)
    told = example | ({"elder_id": elder} if "elder_id" in example else {})
    guide = world.as_("guide").get("/v1/me").json()["id"]
    told |= {"to": {"account": guide}} if "to" in example and operation == "pairElder" else {}
    headers = {"If-Match": '"v1"'}
    if "{assignment_id}" in path:
        with_guide = {"to": {"account": guide}, "kind": "grid", "from": "2026-11-01"}
        began = world.as_("guide").post(f"/v1/elders/{elder}/assignments", json=with_guide)
        path = path.replace("{assignment_id}", began.json()["id"])
    path = path.replace("{no}", "13")
    if "{action_id}" in path:
        act = {"place": "350303103", "on": "2026-11-01", "what": "上门体检"}
        path = path.replace("{action_id}", world.as_("guide").post("/v1/duties/13/actions", json=act).json()["id"])
    for wanted in BESIDE_VISITS:
        if f"{{{wanted}}}" in path:
            path = path.replace(f"{{{wanted}}}", beside_visits(world, elder, wanted))
        if wanted in example:
            told |= {wanted: beside_visits(world, elder, wanted)}
    if "{job_id}" in path:
        path = path.replace("{job_id}", tried(world, "guide", [row(elder, "OPENAPI-1")])["id"])
    if operation == "endAlert":
        looked = {"finding": "real", "at": RAISED_AT}
        acknowledgement = path.replace("{elder_id}", elder).replace("/ending", "/acknowledgement")
        shown = world.as_("guide").post(acknowledgement, json=looked, headers=headers)
        headers = {"If-Match": shown.headers["ETag"]}
    if "{visit_id}" in path:
        path = path.replace("{visit_id}", world.hand_in("agency", elder)["id"])
    if "{need_id}" in path or "{risk_id}" in path:
        case, version = case_before(world, elder, operation)
        path, headers = path.replace("{need_id}", case).replace("{risk_id}", case), {"If-Match": version}
        if "{step_id}" in path:
            page = world.as_("guide").get(path.partition("/steps")[0]).json()
            path = path.replace("{step_id}", page["story"][-1]["id"])
    if operation == "correctExit":
        headers = {"If-Match": world.as_("guide").get(f"/v1/elders/{elder}/exit").headers["ETag"]}
    if "{account_id}" in path:
        liaison = {"role": "liaison", "place": "350303103201", "name": "甲", "login": f"for-{operation.lower()}"}
        path = path.replace("{account_id}", world.as_("guide").post("/v1/accounts", json=liaison).json()["id"])
    if "{client}" in path:
        app = {"role": "app", "name": "甲", "places": ["350303103201"]}
        path = path.replace("{client}", world.as_("supervisor").post("/v1/clients", json=app).json()["id"])
    if "{agency_id}" in path:
        agency = added(world)["id"]
        if "{contract_id}" in path:
            path = path.replace("{contract_id}", begun(world, agency, **{"from": "2026-01-01"})["id"])
        path = path.replace("{agency_id}", agency)
    if "/places/{code}" in path:  # a village of its own, for it may end by this
        code = f"350303103{600 + len(operation)}"
        village = {
            "code": code,
            "name": "新村",
            "level": "village",
            "parent": "350303103",
            "from": (clock.today() - DAY).isoformat(),
        }
        world.as_("supervisor").post("/v1/places", json=village)
        path = path.replace("{code}", code)
    who = world.as_("supervisor" if path.startswith(("/v1/clients", "/v1/agencies", "/v1/places")) else "guide")
    answer = who.request(method, path.replace("{elder_id}", elder), json=told, headers=headers)
    assert answer.status_code in (200, 201, 202), answer.text
    again = who.request(method, path.replace("{elder_id}", elder), json=told, headers=headers)
    assert again.status_code in (200, 201, 202, 409, 412), again.text


def test_the_contract_is_made_once_and_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    app, made = bare(), list[str]()
    plain = app.openapi

    def noted() -> dict[str, Any]:
        made.append(threading.current_thread().name)
        return plain()

    monkeypatch.setattr(app, "openapi", noted)

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            return list(await asyncio.gather(*(client.get("/openapi.json") for _ in range(3))))

    answers = asyncio.run(ask())
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.json() == DOCUMENT for answer in answers)
    assert len(made) == 1
    assert made[0].startswith("aside")


def test_the_docs_page_needs_no_internet_and_the_server_tells_the_same_contract(world: World) -> None:
    nobody = world.as_("nobody")
    served = nobody.get("/openapi.json").json()
    assert served.pop("servers")[0]["url"] == world.base_url
    assert served == {name: part for name, part in DOCUMENT.items() if name != "servers"}
    page = nobody.get("/docs").text
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert not address.startswith(("http:", "https:", "//")), address
        assert nobody.get(address).status_code == 200, address
