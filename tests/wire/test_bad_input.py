"""Bad input, of every kind, at every door that takes a body: a 4xx that says where, in the caller's language, never what."""

import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from conftest import World
from kept import DOCUMENT
from wire.refusals import JSON, SENTINEL, problems_of, staged, state

DOORS = [
    (method.upper(), path)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if "application/json" in operation.get("requestBody", {}).get("content", {})
]


@pytest.fixture(scope="module")
def scene(world: World) -> dict[str, str]:
    return staged(world)


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
