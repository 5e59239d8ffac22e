"""Bad input, of every kind, at every door that takes a body: a 4xx that says where, in the caller's language, never what."""

import json
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carevisit import clock
from conftest import NEXT_VILLAGE, World, registration, visit
from kept import DOCUMENT

SENTINEL = "Zq7Sentinel9"
JSON = {"Content-Type": "application/json"}
DOORS = [
    (method.upper(), path)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if "application/json" in operation.get("requestBody", {}).get("content", {})
]


def problems_of(answer: httpx.Response, english: bool = False) -> list[str]:
    """What is wrong with an answer that should be a problem of the caller's; nothing, when it is as it should be."""
    found = []
    if not 400 <= answer.status_code < 500:
        return [f"status {answer.status_code}: {answer.text[:200]}"]
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return [f"{answer.status_code} as {answer.headers.get('content-type')}"]
    told = answer.json()
    missing = {"type", "title", "status", "detail", "instance", "code", "errors", "trace_id"} - set(told)
    if missing:
        return [f"without {missing}"]
    if told["status"] != answer.status_code:
        found.append("another status in the body")
    if not re.fullmatch(r"[a-z_]+", told["code"]) or not told["type"].endswith("/" + told["code"]):
        found.append(f"code {told['code']} and type {told['type']}")
    if told["trace_id"] != answer.headers["x-trace-id"] or told["trace_id"] not in told["instance"].replace("-", ""):
        found.append("the trace id")
    if any(set(e) != {"pointer", "code", "message"} for e in told["errors"]):
        found.append("the errors' shape")
    words = [told["title"], told["detail"], *(e["message"] for e in told["errors"])]
    if any(bool(re.search(r"[\u4e00-\u9fff]", word)) == english for word in words):
        found.append(f"the language: {words}")
    if SENTINEL.lower() in answer.text.lower():
        found.append("it repeats what was sent")
    return found


def state(world: World) -> dict[str, Any]:
    """What is in the ledger: nothing of it may change by a refused request."""
    (counts,) = world.ask(
        "SELECT (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM said) AS said,"
        " (SELECT count(*) FROM person) AS people, (SELECT sum(version) FROM head) AS versions"
    )
    return counts


@pytest.fixture(scope="module")
def scene(world: World) -> dict[str, str]:
    elder = world.register()
    receipt = world.hand_in(
        "agency", elder, needs=[{"kind": "comfort"}], risks=[{"kind": "fall", "severity": "general"}]
    )
    return {
        "elder_id": elder,
        "visit_id": receipt["id"],
        "need_id": receipt["needs"][0],
        "risk_id": receipt["risks"][0],
    }


def address(path: str, scene: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: scene.get(m[1], str(uuid4())), path)


RAW: dict[str, bytes] = {
    "NaN": b'{"name": NaN}',
    "Infinity": b'{"name": Infinity}',
    "minus Infinity": b'{"name": -Infinity}',
    "1e400": b'{"name": 1e400}',
    "a lone surrogate": b'{"name": "\\ud800"}',
    "a lone low surrogate": b'{"name": "\\udc00x"}',
    "a surrogate in UTF-8": b'{"name": "\xed\xa0\x80"}',
    "NUL escaped": b'{"name": "a\\u0000b"}',
    "NUL escaped in a key": b'{"na\\u0000me": 1}',
    "NUL behind an escaped backslash": b'{"name": "a\\\\\\u0000b"}',
    "NUL raw": b'{"name": "a\x00b"}',
    "a raw control character": b'{"name": "a\x01b"}',
    "invalid UTF-8": b'{"name": "\xff\xfe"}',
    "overlong UTF-8": b'{"name": "\xc0\xaf"}',
    "latin-1": '{"name": "é"}'.encode("latin-1"),
    "GBK": '{"name": "林阿姨"}'.encode("gbk"),
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "a BOM": b'\xef\xbb\xbf{"name": "x"}',
    "deep lists": b'{"name": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "deep lists never closed": b"[" * 100_000,
    "an empty body": b"",
    "white space": b"  \n ",
    "a comment": b'{"name": "x"} // y',
    "a trailing comma": b'{"name": "x",}',
    "single quotes": b"{'name': 'x'}",
    "two documents": b'{"name": "x"}{"name": "y"}',
    "half a document": b'{"name": "x',
    "python": b'{"name": None}',
    "an array": b"[]",
    "an array of objects": b'[{"name": "x"}]',
    "a number": b"7",
    "a text": b'"x"',
    "null": b"null",
    "true": b"true",
    "a number of 5,000 digits": b'{"name": ' + b"9" * 5000 + b"}",
    "a leading zero": b'{"name": 007}',
    "hexadecimal": b'{"name": 0x1F}',
    "an unknown field": f'{{"{SENTINEL}": 1}}'.encode(),
    "an unknown field with a path in it": b'{"../../etc/passwd": 1, "a/b~c": 2}',
    "a prototype": b'{"__proto__": {"x": 1}, "constructor": 1}',
    "the system's own fields": b'{"id": "019ab2c4-0000-7000-8000-000000000000", "running_no": 7, "version": 1, "tier": "key"}',
    "a text half a megabyte long": b'{"name": "' + b"x" * 500_000 + b'"}',
}


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_no_door_opens_to_what_is_not_a_sheet(world: World, scene: dict[str, str], method: str, path: str) -> None:
    """Every body at every door, in turn in both languages: each door answers half of them in either."""
    before, found, where = state(world), [], address(path, scene)
    for turn, (name, body) in enumerate(RAW.items(), start=DOORS.index((method, path))):
        if path.endswith("/batch") and name == "an array of objects":
            continue  # its envelope is one: each line is refused by itself
        english = turn % 2 == 1
        headers = JSON | {"If-Match": '"v1"'} | ({"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"} if english else {})
        answer = world.as_("guide").request(method, where, content=body, headers=headers)
        found += [f"{name}: {wrong}" for wrong in problems_of(answer, english)]
    assert found == []
    assert state(world) == before


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_every_door_takes_json_and_says_so(world: World, scene: dict[str, str], method: str, path: str) -> None:
    before, found, where = state(world), [], address(path, scene)
    kinds = (
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "json",
        "application/jsonp",
        "",
    )
    for kind in kinds:
        headers = {"If-Match": '"v1"'} | ({"Content-Type": kind} if kind else {})
        answer = world.as_("supervisor").request(method, where, content=b'{"name": "x"}', headers=headers)
        found += [f"{kind}: {wrong}" for wrong in problems_of(answer)]
        if answer.status_code != 415:
            found.append(f"{kind}: {answer.status_code}")
    utf8 = {"Content-Type": "Application/JSON; charset=utf-8", "If-Match": '"v1"'}
    if world.as_("supervisor").request(method, where, content=b"{}", headers=utf8).status_code == 415:
        found.append("JSON with a charset")
    assert found == []
    assert state(world)["entries"] <= before["entries"] + 1  # an empty amendment is one


def _raw(world: World, head: str, pieces: Iterator[bytes]) -> bytes:
    """Send bytes as they are and read what comes back, also when the server hangs up while we still send."""
    parts = urlsplit(world.base_url)
    answer = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as line:
        line.sendall(head.replace("\n", "\r\n").encode())
        try:
            for piece in pieces:
                line.sendall(piece)
        except OSError:
            pass
        try:
            while piece := line.recv(65536):
                answer += piece
                if b"trace_id" in answer or b"\r\n\r\nContent Too Large" in answer:
                    break
        except OSError:
            pass
    return answer


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/visits"), ("POST", "/v1/elders"), ("POST", "/oauth/token")])
def test_twenty_megabytes_are_refused_without_being_read_to_the_end(
    world: World, scene: dict[str, str], method: str, path: str, chunked: bool
) -> None:
    assert scene
    kind = "application/x-www-form-urlencoded" if path.startswith("/oauth") else "application/json"
    token = world.as_("guide").headers["Authorization"]
    length = "Transfer-Encoding: chunked" if chunked else "Content-Length: 20000000"
    head = f"{method} {path} HTTP/1.1\nHost: x\nAuthorization: {token}\nContent-Type: {kind}\n{length}\n\n"

    def pieces() -> Iterator[bytes]:
        block = b"a" * 100_000
        for _ in range(200):
            yield b"186a0\r\n" + block + b"\r\n" if chunked else block
        if chunked:
            yield b"0\r\n\r\n"

    answer = _raw(world, head, pieces())
    assert answer.startswith(b"HTTP/1.1 413"), answer[:300]
    assert b"application/problem+json" in answer
    assert (b"form_too_large" if path.startswith("/oauth/") else b"content_too_large") in answer
    assert httpx.get(f"{world.base_url}/livez").status_code == 200


def whole_visit(elder: str) -> dict[str, Any]:
    return visit(
        elder,
        health={"expression": "worse", "illness": {"change": "severe", "name": "病"}},
        services=["meals"],
        household_change={"change": "more", "by": 2},
        safety={"gas": "safe"},
        checks={"food": True},
        warned=["fall"],
        needs=[{"kind": "comfort", "note": "n", "urgent": False}],
        position={"lat": 25.0, "lon": 119.0},
        note="n",
        risks=[
            {
                "kind": "fall",
                "severity": "general",
                "family_contacts": [{"who": "w", "at": clock.now().isoformat(), "reached": True}],
            }
        ],
    )


def replaced(sheet: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """The sheet with another value at a pointer."""
    copy: Any = json.loads(json.dumps(sheet))
    *way, last = pointer.strip("/").split("/")
    at = copy
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    if isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return dict(copy)


def _times() -> dict[str, str]:
    return {
        "tomorrow": (clock.now() + timedelta(days=1)).isoformat(),
        "yesterday": (clock.now() - timedelta(days=1)).isoformat(),
        "today": clock.today().isoformat(),
        "next_day": (clock.today() + timedelta(days=1)).isoformat(),
    }


VISIT_WRONG: list[tuple[str, Any]] = [
    ("/elder_id", SENTINEL),
    ("/elder_id", 7),
    ("/elder_id", None),
    ("/elder_id", "019ab2c4-0000-7000-8000-00000000000"),
    ("/elder_id", []),
    ("/id", str(uuid4())),
    ("/running_no", 7),
    ("/place", NEXT_VILLAGE),
    ("/tier", "key"),
    ("/late", False),
    ("/version", 1),
    ("/recorded_at", "2026-11-20T09:00:00Z"),
    ("/state", "recorded"),
    ("/" + "x" * 100, 1),
    ("/visitor/role", "x"),
    ("/position/alt", 1),
    ("/mode", SENTINEL),
    ("/mode", 1),
    ("/mode", None),
    ("/mode", "IN_HOME"),
    ("/mode", ["in_home"]),
    ("/outcome", "maybe"),
    ("/started_at", 1700000000),
    ("/started_at", "1700000000"),
    ("/started_at", SENTINEL),
    ("/started_at", "2026-11-20"),
    ("/started_at", None),
    ("/started_at", "2026-11-20T09:10:00"),
    ("/started_at", "2026-02-30T09:10:00Z"),
    ("/started_at", "0001-01-01T00:00:00+14:00"),
    ("/started_at", "9999-12-31T23:59:59-14:00"),
    ("/started_at", "1969-01-01T00:00:00Z"),
    ("/started_at", "tomorrow"),
    ("/started_at", {}),
    ("/started_at", "2026-11-20T09:10:00+99:00"),
    ("/started_at", "2026-11-20T25:10:00Z"),
    ("/ended_at", "yesterday"),
    ("/ended_at", "tomorrow"),
    ("/services", ["meals", SENTINEL]),
    ("/services", "meals"),
    ("/services", {"0": "meals"}),
    ("/services", ["meals"] * 31),
    ("/services", [None]),
    ("/visitor", None),
    ("/visitor", SENTINEL),
    ("/visitor/name", ""),
    ("/visitor/name", "   "),
    ("/visitor/name", 7),
    ("/visitor/name", "x" * 101),
    ("/visitor/name", "a\u2028b"),
    ("/visitor/name", "a\u0007b"),
    ("/visitor/category", "spy"),
    ("/visitor/id", "a b"),
    ("/visitor_signed", "true"),
    ("/visitor_signed", 1),
    ("/visitor_signed", None),
    ("/elder_signed", True),
    ("/elder_signed/signed", "yes"),
    ("/elder_signed", {"signed": False}),
    ("/elder_signed", {"signed": True, "reason": "refused"}),
    ("/elder_signed", {"signed": False, "reason": SENTINEL}),
    ("/health/illness/name", None),
    ("/health/expression", "dead"),
    ("/health/illness", "severe"),
    ("/household_change/by", 0),
    ("/household_change/by", 31),
    ("/household_change/by", 1.5),
    ("/household_change/by", "2"),
    ("/household_change/by", 10**30),
    ("/household_change/by", None),
    ("/household_change/by", True),
    ("/checks/food", 1),
    ("/checks/food", "true"),
    ("/note", ""),
    ("/note", 1),
    ("/note", "x" * 2001),
    ("/note", ["a"]),
    ("/needs", {}),
    ("/needs/0/kind", SENTINEL),
    ("/needs/0/urgent", "no"),
    ("/needs/0/id", str(uuid4())),
    ("/needs", [{"kind": "comfort"}] * 21),
    ("/risks/0/severity", "huge"),
    ("/risks/0/family_contacts/0/at", "tomorrow"),
    ("/risks/0/family_contacts/0/reached", None),
    ("/risks/0/emergency_call", {"number": "911", "at": "yesterday"}),
    ("/record_no", SENTINEL + " "),
    ("/record_no", 123),
    ("/record_no", "999999194611040025"),
    ("/record_no", "x" * 65),
    ("/mode", "other"),
    ("/outcome", "not_met"),
    ("/not_met_reason", "refused"),
    ("/safety/gas", "sage"),
    ("/position", [25, 119]),
]
NUMBERS_WRONG: list[tuple[str, Any]] = [
    ("/position/lat", 91),
    ("/position/lat", "25"),
    ("/position/lat", True),
    ("/position/lon", -180.0001),
    ("/position/lat", 10**400),
    ("/position/accuracy_m", -1),
    ("/position/lat", None),
]


def test_every_wrong_value_in_a_visit_is_refused_where_it_stands(world: World, scene: dict[str, str]) -> None:
    before, found, times = state(world), [], _times()
    good = whole_visit(scene["elder_id"])
    for pointer, value in VISIT_WRONG:
        shown = times.get(value, value) if isinstance(value, str) else value
        if isinstance(value, dict) and value.get("at") in times:
            shown = value | {"at": times[value["at"]]}
        answer = world.as_("agency").post("/v1/visits", json=replaced(good, pointer, shown))
        found += [f"{pointer} {value!r}: {wrong}" for wrong in problems_of(answer)]
        if answer.status_code != 422:
            found.append(f"{pointer} {value!r}: {answer.status_code}")
        elif not any(_near(pointer, e["pointer"]) for e in answer.json()["errors"]):
            found.append(f"{pointer} {value!r}: points to {[e['pointer'] for e in answer.json()['errors']]}")
    assert found == []
    assert state(world) == before
    assert world.as_("agency").post("/v1/visits", json=good).status_code == 201  # and what is right is right


def _near(pointer: str, told: str) -> bool:
    """A pointer to the value, or into it; a rule about two fields may name either or what holds both."""
    other = {
        "/mode": "/mode_note",
        "/outcome": "/not_met_reason",
        "/household_change/by": "/household_change",
        "/health/illness/name": "/health/illness",
    }
    if pointer == "/categories_told" and told == "":
        return True
    return (
        told == pointer
        or told.startswith(pointer + "/")
        or told == other.get(pointer)
        or (told.endswith("/…") and len(pointer) > 40)
    )


def test_a_pointer_names_the_field_and_not_the_validators_branch(world: World, scene: dict[str, str]) -> None:
    good, found = whole_visit(scene["elder_id"]), []
    for pointer, value in NUMBERS_WRONG:
        answer = world.as_("agency").post(
            "/v1/visits", content=json.dumps(replaced(good, pointer, value)), headers=JSON
        )
        found += [e["pointer"] for e in answer.json()["errors"] if e["pointer"] not in (pointer, "")]
    wrong = registration(monthly_income_yuan=-1, family={"children": [{"lives": {"place": SENTINEL}}]})
    answer = world.as_("guide").post("/v1/elders", json=wrong)
    found += [
        e["pointer"]
        for e in answer.json()["errors"]
        if e["pointer"] not in ("/monthly_income_yuan", "/family/children/0/lives/place")
    ]
    assert found == []


def test_wrong_numbers_are_refused(world: World, scene: dict[str, str]) -> None:
    before, good, found = state(world), whole_visit(scene["elder_id"]), []
    for pointer, value in NUMBERS_WRONG:
        answer = world.as_("agency").post(
            "/v1/visits", content=json.dumps(replaced(good, pointer, value)), headers=JSON
        )
        found += [f"{pointer} {str(value)[:20]}: {wrong}" for wrong in problems_of(answer)]
    assert found == []
    assert state(world) == before


ELDER_WRONG: list[tuple[str, Any]] = [
    ("/id", str(uuid4())),
    ("/place", NEXT_VILLAGE),
    ("/state", "active"),
    ("/version", 1),
    ("/tier", "key"),
    ("/born_on", "1946-11-04"),
    ("/view", "full"),
    ("/family", {"children": [{"alive": "true"}]}),
    ("/family", {"children": [{}] * 31}),
    ("/family", {"dogs": 2}),
    ("/id_number", "999999194611040024"),
    ("/id_number", "999999194611040025" * 2),
    ("/id_number", 999999194611040025),
    ("/id_number", SENTINEL),
    ("/id_number", "999999194613040021"),
    ("/id_number", ""),
    ("/id_number", None),
    ("/name", None),
    ("/name", ""),
    ("/name", 7),
    ("/name", "x" * 101),
    ("/name", "a\u0000b".replace("\u0000", "\u0001")),
    ("/sex", "x"),
    ("/sex", 2),
    ("/phone", SENTINEL),
    ("/phone", 13800000000),
    ("/phone", "+"),
    ("/filed_on", "next_day"),
    ("/filed_on", 20261101),
    ("/filed_on", "2026-11-1"),
    ("/filed_on", "2026-02-30"),
    ("/filed_on", "01.11.2026"),
    ("/filed_on", "2026-11-01T00:00:00Z"),
    ("/filed_on", None),
    ("/filed_on", SENTINEL),
    ("/confirmed_on", "next_day"),
    ("/residence", None),
    ("/residence/place", "350303"),
    ("/residence/place", 350303103201),
    ("/residence/place", SENTINEL),
    ("/residence/rural", "yes"),
    ("/residence/detail", ["x"]),
    ("/emergency_contact", {"name": "x"}),
    ("/emergency_contact/phone", None),
    ("/economic_status", "rich"),
    ("/categories_told", ["living_alone", "living_alone"]),
    ("/categories_told", "living_alone"),
    ("/categories_told", [SENTINEL]),
    ("/tier_told", "vip"),
    ("/consent", True),
    ("/consent", {"given": "yes", "on": "today"}),
    ("/consent", {"given": True}),
    ("/consent", {"given": True, "on": "next_day"}),
    ("/external_id", "13812345678"),
    ("/external_id", "a b"),
    ("/ethnicity", "00"),
    ("/ethnicity", "57"),
    ("/ability", {"grade": "great"}),
    ("/ability", {"grade": "mild", "assessed_on": "next_day"}),
    ("/disability_certificate", {"number": SENTINEL}),
    ("/medical_history", ""),
]


def test_every_wrong_value_in_a_registration_is_refused_where_it_stands(world: World, scene: dict[str, str]) -> None:
    assert scene
    before, found, times = state(world), [], _times()
    for pointer, value in ELDER_WRONG:
        shown = times.get(value, value) if isinstance(value, str) else value
        if isinstance(value, dict):
            shown = {k: times.get(v, v) if isinstance(v, str) else v for k, v in value.items()}
        answer = world.as_("guide").post("/v1/elders", json=replaced(registration(), pointer, shown))
        found += [f"{pointer} {value!r}: {wrong}" for wrong in problems_of(answer)]
        if answer.status_code != 422:
            found.append(f"{pointer} {value!r}: {answer.status_code}")
        elif not any(_near(pointer, e["pointer"]) for e in answer.json()["errors"]):
            found.append(f"{pointer} {value!r}: points to {[e['pointer'] for e in answer.json()['errors']]}")
    under = registration(id_number="999999200001010013"[:17] + _check("99999920000101001"))
    answer = world.as_("guide").post("/v1/elders", json=under)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "under_60")
    assert found == []
    assert state(world) == before


def _check(body: str) -> str:
    left = 0
    for digit in body:
        left = (left + int(digit)) * 2 % 11
    return "0123456789X"[(12 - left) % 11]


@pytest.mark.parametrize("depth", [200, 900])
def test_a_deep_amendment_is_refused(world: World, scene: dict[str, str], depth: int) -> None:
    for shape in (
        b'{"family": ' + b'{"a":' * depth + b"1" + b"}" * depth + b"}",
        b'{"family": {"children": ' + b"[" * depth + b"]" * depth + b"}}",
    ):
        answer = world.as_("guide").patch(
            f"/v1/elders/{scene['elder_id']}", content=shape, headers=JSON | {"If-Match": '"v1"'}
        )
        assert problems_of(answer) == []


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE entry; --",
        "<script>alert(1)</script>",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "%s %n %d",
        "\\u0000 as text",
        "a\\nb",
        "a\nb\tc",
        "👵🏻👨‍👩‍👧‍👦 𠮷野家 萩芦镇",
        "‮right to left",
        "e\u0301 \ufb01 ﷽",
        "x" * 2000,
        "in\u00a0side",
        '"quoted" & <b>',
        "林" * 2000,
    ],
)
def test_text_comes_back_as_it_was_told(world: World, scene: dict[str, str], text: str) -> None:
    receipt = world.hand_in(
        "agency", scene["elder_id"], note=text, visitor={"name": text[:100].strip() or "x", "category": "volunteer"}
    )
    shown = world.as_("agency").get(f"/v1/visits/{receipt['id']}").json()
    assert shown["note"] == text
    assert shown["visitor"]["name"] == text[:100].strip()


GETS = ["/v1/elders", "/v1/visits", "/v1/needs", "/v1/risks", "/v1/places"]


@pytest.mark.parametrize("path", GETS)
def test_a_list_refuses_what_it_does_not_take(world: World, scene: dict[str, str], path: str) -> None:
    assert scene
    found = []
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"limit": 0}, 422),
        ({"limit": 501}, 422),
        ({"limit": -1}, 422),
        ({"limit": "abc"}, 422),
        ({"limit": ""}, 422),
        ({"limit": "1e2"}, 422),
        ({"limit": "9" * 40}, 422),
        ({"cursor": SENTINEL}, 400),
        ({"cursor": ""}, 400),
        ({"cursor": "..."}, 400),
        ({"cursor": "\u0000"}, 400),
        ({"cursor": "x" * 1025}, 422),
        ({SENTINEL: "1"}, 422),
        ({"q": SENTINEL}, 422),
        ({"offset": 3}, 422),
        ({"LIMIT": 3}, 422),
    ]
    if path != "/v1/places":
        wrong += [
            ({"place": SENTINEL}, 422),
            ({"place": ""}, 422),
            ({"place": "３５"}, 422),
            ({"place": "9" * 13}, 422),
            ({"place": "99"}, 404),
        ]
    if path in ("/v1/visits", "/v1/needs", "/v1/risks"):
        wrong += [({"elder_id": SENTINEL}, 422), ({"elder_id": ""}, 422)]
    if path == "/v1/visits":
        wrong += [
            ({"from": SENTINEL}, 422),
            ({"to": "2026-02-30"}, 422),
            ({"mode": "IN_HOME"}, 422),
            ({"outcome": ""}, 422),
            ({"from": "2026-11-20T00:00:00Z"}, 422),
        ]
    if path == "/v1/elders":
        wrong += [
            ({"tier": "vip"}, 422),
            ({"flag": SENTINEL}, 422),
            ({"state": "gone"}, 422),
            ({"overdue": "perhaps"}, 422),
            ({"category": ""}, 422),
        ]
    for english in (False, True):
        for params, status in wrong:
            headers = {"Accept-Language": "en"} if english else {}
            answer = world.as_("guide").get(path, params=params, headers=headers)
            found += [f"{params}: {w}" for w in problems_of(answer, english)]
            if answer.status_code != status:
                found.append(f"{params}: {answer.status_code} {answer.text[:150]}")
    for most in (1, 500):
        assert world.as_("guide").get(path, params={"limit": most}).status_code == 200
    assert found == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/elders/{elder_id}",
        "/v1/elders/{elder_id}/status",
        "/v1/elders/{elder_id}/timeline",
        "/v1/visits/{visit_id}",
    ],
)
def test_an_address_that_is_no_id_is_refused(world: World, path: str) -> None:
    for bad in (SENTINEL, "1", "019ab2c4", "..%2f..%2fetc", "%00", "null", "019ab2c4-0000-7000-8000-00000000000g"):
        answer = world.as_("guide").get(re.sub(r"\{\w+\}", bad, path))
        assert problems_of(answer) == [], bad
        assert answer.status_code in (404, 422), bad


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("GET", "/v1/places/%00", None),
        ("POST", "/oauth/token", {"grant_type": "password", "username": "a\x00b", "password": "x"}),
        ("POST", "/oauth/token", {"grant_type": "client_credentials", "client_id": "a\x00b", "client_secret": "x"}),
    ],
)
def test_nul_never_reaches_the_database(world: World, method: str, path: str, form: dict[str, str] | None) -> None:
    answer = world.as_("guide").request(method, path, data=form)
    assert 400 <= answer.status_code < 500, answer.text


@pytest.mark.parametrize(
    "path", ["/v1/elders", "/v1/visits", "/v1/feed", "/v1/me", "/oauth/token", "/livez", "/v1/elders/search"]
)
def test_a_method_that_an_address_does_not_take_is_refused(world: World, path: str) -> None:
    for method in ("PUT", "DELETE", "TRACE", "OPTIONS", "PATCH"):
        answer = world.as_("guide").request(method, path)
        if path == "/v1/elders/search" and method == "PATCH":
            continue  # an elder's address, as far as the router can tell
        assert problems_of(answer) == [], method
        assert answer.status_code == 405 or path == "/v1/elders/search", method
        assert answer.status_code != 405 or answer.headers.get("Allow"), method
    head = world.as_("guide").head(path)
    assert head.status_code < 500
    assert head.content == b""


def test_an_address_that_is_not_there_is_a_problem_too(world: World) -> None:
    for path in (
        "/v1",
        "/v1/nothing",
        "/v2/elders",
        "/v1/elders/",
        f"/{SENTINEL}",
        "/v1/visits/batch/x",
        "/.env",
        "//v1/elders",
        "/v1/%2e%2e/livez",
    ):
        answer = world.as_("guide").get(path, follow_redirects=False)
        if not 300 <= answer.status_code < 400:
            assert problems_of(answer) == [], path
        assert SENTINEL not in answer.text


def test_a_refused_signing_in_is_a_whole_problem_as_well(world: World) -> None:
    found = []
    for form in (
        {},
        {"grant_type": "x"},
        {"grant_type": "password", "username": SENTINEL, "password": SENTINEL},
        {"grant_type": "refresh_token"},
    ):
        found += problems_of(world.as_("nobody").post("/oauth/token", data=form))
    assert found == []


def test_a_refused_signing_in_repeats_nothing_and_is_never_a_500(world: World) -> None:
    forms: list[dict[str, str]] = [
        {},
        {"grant_type": SENTINEL},
        {"grant_type": "password", "username": SENTINEL, "password": SENTINEL},
        {"grant_type": "password", "username": SENTINEL},
        {"grant_type": "refresh_token", "refresh_token": SENTINEL},
        {"grant_type": "password", "username": "x" * 5000, "password": SENTINEL},
        {
            "grant_type": "client_credentials",
            "client_id": SENTINEL,
            "client_secret": "\ud83d\udc75".encode("utf-16", "surrogatepass").decode("utf-16"),
        },
        {"grant_type": "password", "username": "guide", "password": "x", "scope": SENTINEL},
    ]
    for form in forms:
        answer = world.as_("nobody").post("/oauth/token", data=form)
        assert 400 <= answer.status_code < 500, form
        assert SENTINEL not in answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")
    for raw in (b"\xff\xfe=\x00&grant_type=%ff", b"&&&===", b"grant_type", b"{}"):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = world.as_("nobody").post("/oauth/token", content=raw, headers=kind)
        assert 400 <= answer.status_code < 500, raw
    for basic in ("Basic", "Basic !!!", "Basic /w==", "Basic eA==", "Bearer x"):
        answer = world.as_("nobody").post(
            "/oauth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": basic}
        )
        assert answer.status_code == 401, basic


@pytest.mark.parametrize(
    ("accepted", "english"),
    [
        ("", False),
        ("zh-CN", False),
        ("en", True),
        ("en-US,en;q=0.9", True),
        ("zh-CN,zh;q=0.9,en;q=0.8", False),
        ("en;q=0.2,zh;q=0.9", False),
        ("fr,en;q=0.5", True),
        ("fr", False),
        ("*", False),
        ("en;q=0", False),
        ("en;q=nonsense", False),
        (";;;,,,q=", False),
        ("en;q=nan", False),
        ("x" * 4000, False),
    ],
)
def test_words_come_in_the_callers_language_and_in_chinese_if_in_doubt(
    world: World, accepted: str, english: bool
) -> None:
    answer = world.as_("guide").get("/v1/nothing", headers={"Accept-Language": accepted})
    assert problems_of(answer, english) == []
    assert answer.headers["Content-Language"] == ("en" if english else "zh-CN")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(
        [
            "in_home",
            "met",
            "2026-11-20T09:10:00+08:00",
            "0000-00-00T00:00:00Z",
            "9" * 30,
            "\u0000",
            "\ufeff",
            "severe",
            "more",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=10) | st.sampled_from(["kind", "name", "at", "change"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = st.sampled_from(
    [p for p, _ in VISIT_WRONG + NUMBERS_WRONG if p not in ("/elder_id", "/elder_signed/signed") and len(p) < 60]
)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(PLACES, VALUES), min_size=1, max_size=3))
def test_a_mutated_visit_is_taken_or_refused_and_never_breaks_the_service(
    world: World, scene: dict[str, str], changes: list[tuple[str, Any]]
) -> None:
    sheet = whole_visit(scene["elder_id"])
    for pointer, value in changes:
        try:
            sheet = replaced(sheet, pointer, value)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            continue  # an earlier change took away what this one would change
    answer = world.as_("agency").post("/v1/visits", content=json.dumps(sheet).encode(), headers=JSON)
    if answer.status_code == 201:
        assert world.as_("agency").get(answer.headers["Location"]).status_code == 200
    else:
        assert problems_of(answer) == []
