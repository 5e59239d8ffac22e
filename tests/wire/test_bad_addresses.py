"""What an address may not be asked: parameters, ids, methods and sign-ins that it does not take, in any language."""

import re
from typing import Any

import pytest

from conftest import World
from wire.refusals import SENTINEL, problems_of, staged


@pytest.fixture(scope="module")
def scene(world: World) -> dict[str, str]:
    return staged(world)


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
