"""What HTTP promises: methods, conditions, compression, other people's pages, and words that say what would be right."""

import gzip
import json
import re
import struct
import zlib
from typing import Any
from uuid import uuid4

import httpx
import pytest

from conftest import World, living, visit

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(scope="module")
def scene(world: World) -> dict[str, str]:
    elder = world.register()
    return {"elder_id": elder, "visit_id": world.hand_in("agency", elder)["id"]}


def errors(answer: httpx.Response) -> list[tuple[str, str, str]]:
    return [(e["pointer"], e["code"], e["message"]) for e in answer.json()["errors"]]


# --- methods -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/visits", "GET, HEAD, POST"),
        ("/v1/elders", "GET, HEAD, POST"),
        ("/v1/elders/{elder_id}", "GET, HEAD, PATCH"),
        ("/v1/elders/search", "POST"),
        ("/v1/places/350303103/profile", "GET, HEAD, POST"),
        ("/v1/needs/{elder_id}/attachments", "GET, HEAD, POST"),
        ("/v1/feed", "GET, HEAD"),
        ("/oauth/token", "POST"),
        ("/livez", "GET, HEAD"),
    ],
)
def test_a_refused_method_is_told_all_methods_of_the_address(
    world: World, scene: dict[str, str], path: str, allowed: str
) -> None:
    answer = world.as_("guide").delete(path.format(**scene))
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PATCH", "DELETE"])
def test_the_search_is_an_address_of_its_own_and_no_elder(world: World, method: str) -> None:
    answer = world.as_("guide").request(method, "/v1/elders/search", json={} if method == "PATCH" else None)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "path",
    ["/livez", "/readyz", "/openapi.json", "/v1/me", "/v1/elders", "/v1/elders/{elder_id}", "/v1/visits/{visit_id}",
     "/v1/dictionary", "/v1/feed?limit=2", "/v1/coverage", "/v1/elders/00000000-0000-7000-8000-000000000000", "/v1/nothing"],
)  # fmt: skip
def test_head_answers_with_the_headers_of_get_and_no_body(world: World, scene: dict[str, str], path: str) -> None:
    own = {"content-length", "x-trace-id", "date"}  # a cursor and a moment in it differ by themselves
    address = path.format(**scene)
    got, head = world.as_("guide").get(address), world.as_("guide").head(address)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in got.headers.items() if k not in own
    }
    assert abs(int(head.headers["content-length"]) - int(got.headers["content-length"])) < 60


def test_head_counts_as_its_route_in_the_metrics(world: World) -> None:
    world.as_("guide").head("/v1/places")
    shown = world.as_("nobody").get("/metrics").text
    assert 'carevisit_requests_total{method="HEAD",route="/v1/places",status="2xx"}' in shown


def test_the_root_leads_to_the_docs_the_contract_and_the_health(world: World) -> None:
    answer = world.as_("nobody").get("/")
    assert answer.status_code == 200
    for name in ("docs", "contract", "health"):
        assert httpx.get(answer.json()[name]).status_code == 200, name
    assert httpx.get(answer.json()["problems"].replace("{code}", "elder_not_found")).status_code == 200


# --- If-Match ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("*", 200),
        ('"v1"', 200),
        ('"v7", "v1"', 200),
        ('"other", "v1" ,"v9"', 200),
        ('W/"v1"', 412),
        ('"v2", W/"v1"', 412),
        ('"v2"', 412),
        ("v1", 412),
        ('"v1', 412),
        ('"v1" "v2"', 412),
        ('*, "v1"', 412),
        ("", 412),
    ],
)
def test_if_match_takes_a_tag_a_list_of_tags_or_any(world: World, sent: str, status: int) -> None:
    elder = world.register()
    answer = world.as_("guide").patch(f"/v1/elders/{elder}", json={"phone": "13900000009"}, headers={"If-Match": sent})
    assert answer.status_code == status, answer.text


def test_a_list_may_stand_in_two_headers_and_any_still_needs_one_that_exists(world: World) -> None:
    elder, guide = world.register(), world.as_("guide")
    two = [("If-Match", '"v7"'), ("If-Match", '"v1"')]
    assert guide.patch(f"/v1/elders/{elder}", json={"phone": "13900000008"}, headers=two).status_code == 200
    gone = guide.patch(f"/v1/elders/{uuid4()}", json={"phone": "13900000008"}, headers={"If-Match": "*"})
    assert gone.status_code == 404


def test_any_version_will_do_for_a_record_and_for_a_step_too(world: World) -> None:
    elder, anyone = world.register(), {"If-Match": "*"}
    receipt, risks = world.hand_in("agency", elder), [{"kind": "fall", "severity": "general"}]
    risk = world.hand_in("agency", elder, 2, risks=risks)["risks"][0]
    void = world.as_("agency").post(f"/v1/visits/{receipt['id']}/void", json={"reason": "wrong_elder"}, headers=anyone)
    assert void.status_code == 201, void.text
    step = world.as_("guide").post(f"/v1/risks/{risk}/handling", json={}, headers=anyone)
    assert step.status_code == 201, step.text


# --- If-None-Match -------------------------------------------------------------------------------------------------------

SAME = (
    "/v1/dictionary", "/v1/profiles", "/problems", "/problems/invalid", "/schemas", "/schemas/visit.recorded.v1.json",
)  # fmt: skip


@pytest.mark.parametrize("path", [*SAME, "/v1/visits/{visit_id}"])
def test_what_the_caller_has_already_is_not_sent_again(world: World, scene: dict[str, str], path: str) -> None:
    guide, address = world.as_("guide"), path.format(**scene)
    first = guide.get(address)
    assert first.status_code == 200, first.text
    tag = first.headers["ETag"]
    strong = tag.removeprefix("W/")
    for sent in (tag, strong, f'"other", {tag}', "*", f"W/{strong}"):
        again = guide.get(address, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b""), sent
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    for sent in ('"other"', 'W/"v1"', "", "nonsense", tag[:-2] + '"'):
        assert guide.get(address, headers={"If-None-Match": sent}).status_code == 200, sent
    assert guide.head(address, headers={"If-None-Match": tag}).status_code == 304


def test_304_is_for_nobody_who_may_not_ask(world: World, scene: dict[str, str]) -> None:
    tag = world.as_("guide").get(f"/v1/visits/{scene['visit_id']}").headers["ETag"]
    for who, status in (("nobody", 401), ("far_guide", 404), ("stats_app", 403)):
        answer = world.as_(who).get(f"/v1/visits/{scene['visit_id']}", headers={"If-None-Match": tag})
        assert answer.status_code == status, who


def test_what_is_about_people_is_not_to_be_kept_and_what_is_about_nobody_is_asked_about_again(
    world: World, scene: dict[str, str]
) -> None:
    guide = world.as_("guide")
    assert guide.get(f"/v1/visits/{scene['visit_id']}").headers.get_list("Cache-Control") == ["no-store"]
    for path in ("/v1/dictionary", "/v1/profiles"):
        answer = guide.get(path)
        assert answer.headers.get_list("Cache-Control") == ["private, no-cache"]
        assert "Authorization" in answer.headers["Vary"]
    assert guide.get("/problems/invalid").headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "path", ["/v1/elders/{elder_id}", "/v1/elders/{elder_id}/status", "/v1/elders", "/v1/coverage"]
)
def test_what_follows_from_the_day_or_the_readers_rights_is_always_answered(
    world: World, scene: dict[str, str], path: str
) -> None:
    address = path.format(**scene)
    first = world.as_("guide").get(address)
    tag = first.headers.get("ETag", '"v1"')
    for sent in (tag, "*"):
        assert world.as_("guide").get(address, headers={"If-None-Match": sent}).status_code == 200


def test_a_visits_tag_changes_with_what_it_says_and_is_taken_by_if_match(world: World) -> None:
    elder = world.register()
    id = world.hand_in("agency", elder)["id"]
    tag = world.as_("agency").get(f"/v1/visits/{id}").headers["ETag"]
    assert re.fullmatch(r'"v1\.[0-9a-f]{16}"', tag)
    void = world.as_("agency").post(f"/v1/visits/{id}/void", json={"reason": "duplicate"}, headers={"If-Match": tag})
    assert void.status_code == 201, void.text
    assert world.as_("agency").get(f"/v1/visits/{id}", headers={"If-None-Match": tag}).status_code == 200
    stale = world.as_("agency").post(f"/v1/visits/{id}/void", json={"reason": "duplicate"}, headers={"If-Match": tag})
    assert stale.status_code in (409, 412)


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def test_a_file_is_sent_once_and_not_again_to_who_has_it(world: World, scene: dict[str, str]) -> None:
    sent = world.as_("agency").post(f"/v1/visits/{scene['visit_id']}/attachments", files={"file": ("a.png", png())})
    assert sent.status_code == 201, sent.text
    address = f"/v1/attachments/{sent.json()['id']}/content"
    first = world.as_("agency").get(address)
    assert first.content == png()
    again = world.as_("agency").get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert world.as_("far_guide").get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 404
    gone = world.as_("agency").post(f"/v1/attachments/{sent.json()['id']}/removal", json={"reason": "wrong_file"})
    assert gone.status_code == 201, gone.text
    assert world.as_("agency").get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 410


# --- compression ---------------------------------------------------------------------------------------------------------


def raw(client: httpx.Client, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    with client.stream("GET", path, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


def test_long_answers_are_gzipped_for_who_takes_that(world: World) -> None:
    answer, body = raw(world.as_("guide"), "/v1/dictionary", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    plain, told = raw(world.as_("guide"), "/v1/dictionary", **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(body) == told
    assert len(body) < len(told) / 3
    small, _ = raw(world.as_("guide"), "/v1/me", **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers


def test_a_strong_tag_names_the_bytes_so_they_stay_as_they_are(world: World, scene: dict[str, str]) -> None:
    answer, body = raw(world.as_("guide"), f"/v1/visits/{scene['visit_id']}", **{"Accept-Encoding": "gzip"})
    assert len(body) > 1000
    assert answer.headers["ETag"].startswith('"')
    assert "Content-Encoding" not in answer.headers


def test_tokens_are_never_compressed(world: World) -> None:
    login, secret = world.secrets["supervisor"]
    form = {"grant_type": "password", "username": login, "password": secret}
    answer = httpx.post(f"{world.base_url}/oauth/token", data=form, headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) > 1000
    assert "Content-Encoding" not in answer.headers


# --- words that say what would be right ----------------------------------------------------------------------------------


def test_an_unknown_query_parameter_is_named_if_it_is_a_plain_word(world: World) -> None:
    answer = world.as_("guide").get("/v1/elders?plaice=350303&plaice=1&13800138000=1&Zq7=2", headers=ENGLISH)
    assert answer.status_code == 422
    assert errors(answer) == [
        ("?plaice", "unknown_parameter", "This parameter is not known."),
        ("?…", "unknown_parameter", "This parameter is not known."),
        ("?…", "unknown_parameter", "This parameter is not known."),
    ]
    assert "13800138000" not in answer.text


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("/v1/elders?limit=501", "This is too large: 500 at the most.", "数值过大，最大为 500。"),
        ("/v1/elders?limit=0", "This is too small: 1 at the least.", "数值过小，最小为 1。"),
        ("/v1/feed?limit=1001", "This is too large: 1000 at the most.", "数值过大，最大为 1000。"),
        ("/v1/visits?outcome=x", "This must be one of: met, not_met.", "应为以下代码之一：met、not_met。"),
        ("/v1/coverage?half=3", "This must be one of: 1, 2.", "应为以下代码之一：1、2。"),
        ("/v1/elders?cursor=" + "x" * 1025, "This is too long: 1024 characters at the most.", "文字过长，至多 1024 个字符。"),
    ],
)  # fmt: skip
def test_a_refused_value_is_told_what_it_may_be(world: World, path: str, english: str, chinese: str) -> None:
    assert errors(world.as_("guide").get(path, headers=ENGLISH))[0][2] == english
    assert errors(world.as_("guide").get(path))[0][2] == chinese


def test_a_refused_code_in_a_body_is_told_the_codes(world: World, scene: dict[str, str]) -> None:
    answer = world.as_("agency").post("/v1/visits", json=visit(scene["elder_id"], outcome="seen"), headers=ENGLISH)
    assert errors(answer) == [("/outcome", "enum", "This must be one of: met, not_met.")]


def test_every_bound_of_the_contract_has_words_that_say_it(world: World) -> None:
    document = world.as_("nobody").get("/openapi.json").json()
    found = []
    for path, operations in document["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            schema = parameter["schema"]
            for name, step in (("maximum", 1), ("minimum", -1)):
                if parameter["in"] == "query" and name in schema and "{" not in path:
                    asked = {parameter["name"]: schema[name] + step} | (
                        {"status": "owed"} if path == "/v1/coverage/elders" else {}
                    )
                    answer = world.as_("supervisor").get(path, params=asked, headers=ENGLISH)
                    if not re.search(rf"\b{schema[name]}\b", answer.text):
                        found.append((path, parameter["name"], name, answer.text[:200]))
    assert found == []


def test_unknown_types_of_the_feed_are_refused_with_the_known_ones(world: World) -> None:
    answer = world.as_("guide").get("/v1/feed?types=visit.recorded,visit.imagined,risk.unknown", headers=ENGLISH)
    assert answer.status_code == 422
    assert [(pointer, code) for pointer, code, _ in errors(answer)] == [("?types", "unknown_type")]
    words = errors(answer)[0][2]
    for known in ("visit.recorded", "scope.added", "scope.removed", "period.declared", "risk.escalated"):
        assert known in words
    assert "visit.imagined" not in answer.text
    assert world.as_("guide").get("/v1/feed?types=visit.recorded,scope.added").status_code == 200


def test_what_no_feed_shows_is_no_type_of_the_feed(world: World) -> None:
    answer = world.as_("supervisor").get("/v1/feed?types=account.created", headers=ENGLISH)
    assert answer.status_code == 422
    assert not re.search(r"\b(account|client)\.", answer.text)


def test_every_type_that_the_feed_tells_may_be_asked_for(world: World) -> None:
    world.hand_in("agency", world.register())
    told = {e["type"] for e in world.as_("platform").get("/v1/feed?limit=1000").json()["items"]}
    assert "visit.recorded" in told
    for kind in told:
        assert world.as_("platform").get(f"/v1/feed?types={kind}").status_code == 200, kind


def test_without_a_token_there_is_no_error_to_name(world: World) -> None:
    without = world.as_("nobody").get("/v1/me")
    assert (without.status_code, without.headers["WWW-Authenticate"]) == (401, 'Bearer realm="carevisit"')
    wrong = world.as_("nobody").get("/v1/me", headers={"Authorization": "Bearer x.y.z"})
    assert wrong.headers["WWW-Authenticate"] == 'Bearer realm="carevisit", error="invalid_token"'


# --- what a request may not say twice ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"mode": "in_home", "mode": "phone"}', "/mode"),
        ('{"mode" :"in_home","mode":"phone"}', "/mode"),
        ('{"mode": "in_home", "\\u006dode": "phone"}', "/mode"),
        ('{"health": {"illness": {"name": "a", "name": "a"}}}', "/health/illness/name"),
        ('{"needs": [{"kind": "comfort"}, {"note": ":", "note": "\\":"}]}', "/needs/1/note"),
        ('{"13800138000": 1, "13800138000": 2}', "/…"),
        ('{"note": "\\u003a", "note": ""}', "/note"),
        ('{"": 1, "": 2}', "/…"),
    ],
)
def test_a_key_that_stands_twice_in_an_object_is_refused_where_it_stands(world: World, body: str, pointer: str) -> None:
    answer = world.as_("agency").post(
        "/v1/visits", content=body, headers={"Content-Type": "application/json"} | ENGLISH
    )
    assert answer.status_code == 422
    assert errors(answer) == [(pointer, "duplicate_key", "This key stands here twice.")]
    assert "13800138000" not in answer.text


def test_a_key_may_stand_in_two_objects_and_colons_and_quotes_in_words(world: World, scene: dict[str, str]) -> None:
    words = 'a":"b", "c" : "d\\", {"note": ":"} \\'
    sheet = visit(scene["elder_id"], note=words, needs=[{"kind": "comfort", "note": words}], needs_and_action=words)
    for text in (json.dumps(sheet), json.dumps(sheet, indent=2, separators=(" ,\n", "  :\t"), ensure_ascii=False)):
        answer = world.as_("agency").post(
            "/v1/visits", content=text.encode(), headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 201, answer.text


def test_two_idempotency_keys_are_refused(world: World, scene: dict[str, str]) -> None:
    sheet = visit(scene["elder_id"])
    for keys in (("a", "b"), ("a", "a")):
        headers = [("Idempotency-Key", key) for key in keys]
        answer = world.as_("agency").post("/v1/visits", json=sheet, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert world.as_("agency").post("/v1/visits", json=sheet, headers={"Idempotency-Key": "a"}).status_code == 201


# --- instants ------------------------------------------------------------------------------------------------------------

INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}[^\",]*")
SPELLED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z")


def test_every_instant_in_every_answer_is_spelled_one_way(world: World) -> None:
    elder, wrong, seen = world.register(), [], 0
    agency, guide = world.as_("agency"), world.as_("guide")
    sent = agency.post("/v1/visits", json=visit(elder, risks=[{"kind": "fall", "severity": "major"}]))
    id, risk = sent.json()["id"], sent.json()["risks"][0]
    call = {"reached": True, "who": "女儿", "at": "2026-11-20T09:10:00.5+08:00"}
    told: list[Any] = [sent, agency.post(f"/v1/visits/{id}/attachments", files={"file": ("a.png", png())})]
    told.append(guide.post(f"/v1/risks/{risk}/family-contacts", json=call))
    for path in (
        f"/v1/visits/{id}", f"/v1/visits/{id}/versions", "/v1/visits", f"/v1/visits/{id}/attachments", f"/v1/risks/{risk}",
        "/v1/risks", f"/v1/elders/{elder}", f"/v1/elders/{elder}/status", f"/v1/elders/{elder}/timeline", "/v1/feed?limit=1000",
        "/v1/worklist", "/v1/worklist?format=csv", "/v1/coverage", "/v1/risks/figures", "/v1/risks/figures?format=csv",
        "/v1/elders",
    ):  # fmt: skip
        told.append(guide.get(path))
        assert told[-1].status_code == 200, path
    for answer in told:
        for instant in INSTANT.findall(answer.text):
            seen += 1
            if not SPELLED.fullmatch(instant):
                wrong.append((answer.request.url.path, instant))
    assert wrong == []
    assert seen > 50


# --- other people's pages ------------------------------------------------------------------------------------------------

PAGE = "https://app.example"


def test_no_other_page_may_call_unless_the_deployment_says_so(world: World) -> None:
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "GET"}
    assert world.as_("nobody").options("/v1/elders", headers=asked).status_code == 405
    answer = world.as_("guide").get("/v1/me", headers={"Origin": PAGE})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_pages_that_the_deployment_names_may_call_and_read_what_they_need(template: World) -> None:
    with living(template, CAREVISIT_CORS_ORIGINS=f"{PAGE}, http://localhost:5173") as world:
        for origin, may in (
            (PAGE, True),
            ("http://localhost:5173", True),
            ("https://evil.example", False),
            ("null", False),
        ):
            asked = {
                "Origin": origin, "Access-Control-Request-Method": "PATCH",
                "Access-Control-Request-Headers": "authorization, content-type, if-match, idempotency-key",
            }  # fmt: skip
            before = world.as_("nobody").options("/v1/elders", headers=asked)
            answer = world.as_("guide").get(
                "/v1/elders?limit=0", headers={"Origin": origin}
            )  # a problem, for its words too
            assert answer.status_code == 422
            assert (before.status_code == 200) is may, origin
            for one in (before, answer):
                assert one.headers.get("Access-Control-Allow-Origin") == (origin if may else None)
                assert "Origin" in one.headers.get("Vary", "") or not may
            if may:
                shown = answer.headers["Access-Control-Expose-Headers"]
                for name in (
                    "ETag",
                    "Link",
                    "Location",
                    "Retry-After",
                    "Idempotent-Replayed",
                    "RateLimit",
                    "X-Trace-Id",
                ):
                    assert name in shown
        assert "access-control-allow-credentials" not in answer.headers
