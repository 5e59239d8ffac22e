"""Callers who hold on to the service: heads without end, bodies drop by drop, connections by the hundred. And the token first."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from urllib.parse import urlsplit

import httpx
import pytest

from batches.test_streams import wire
from conftest import World, living, visit

SOON = {
    "CAREVISIT_HEADER_TIMEOUT_S": "0.5", "CAREVISIT_BODY_TIMEOUT_S": "1", "CAREVISIT_SLOWEST_BYTES_PER_S": "1000",
    "CAREVISIT_CONNECTIONS_PER_ADDRESS": "20", "CAREVISIT_REQUESTS_PER_CLIENT": "3", "CAREVISIT_KEEP_ALIVE_S": "2",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A service of little patience."""
    with living(template, **SOON) as one:
        yield one


def dial(world: World, holds: int | None = None) -> socket.socket:
    """A connection; the system keeps as many bytes for it as it likes, or about as many as it `holds`."""
    address = urlsplit(world.base_url)
    line = socket.socket()
    line.settimeout(10)
    if holds:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, holds)
    line.connect((address.hostname, address.port))
    return line


def head(path: str, length: int, *more: str, method: str = "POST") -> bytes:
    lines = (f"{method} {path} HTTP/1.1", "Host: here", "Content-Type: application/json", f"Content-Length: {length}")
    return "\r\n".join((*lines, *more, "", "")).encode()


def answer_on(line: socket.socket) -> bytes:
    """All that comes until the service hangs up, or the answer of a connection that stays."""
    told = b""
    while piece := line.recv(65536):
        told += piece
        before, mark, body = told.partition(b"\r\n\r\n")
        lengths = [
            row.partition(b":")[2] for row in before.lower().split(b"\r\n") if row.startswith(b"content-length:")
        ]
        if mark and lengths and len(body) >= int(lengths[0]) and b"connection: close" not in before.lower():
            break
    return told


def problem(told: bytes) -> tuple[int, str]:
    """The status and code of an answer, which must be a problem like any other."""
    before, _, body = told.partition(b"\r\n\r\n")
    assert b"application/problem+json" in before, told[:300]
    shown = json.loads(body)
    assert {"type", "title", "status", "detail", "instance", "code", "errors", "trace_id"} <= set(shown)
    assert f"x-trace-id: {shown['trace_id']}".encode() in before
    status = int(before.split()[1])
    assert status == shown["status"]
    return status, shown["code"]


# --- the token first ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("", "/v1/visits", 401),
        ("Bearer not.a.token", "/v1/visits", 401),
        ("platform", "/v1/visits", 403),
        ("liaison", "/v1/places/350303/profile", 403),
        ("", "/v1/visits?nonsense=1", 401),
    ],
)
def test_whoever_may_not_is_told_so_before_a_byte_of_the_body(world: World, who: str, path: str, status: int) -> None:
    bearer = who if " " in who or not who else f"Bearer {world.token(who)}"
    with closing(dial(world)) as line:
        line.sendall(head(path, 1_000_000, *([f"Authorization: {bearer}"] if bearer else [])))
        assert problem(answer_on(line))[0] == status


def test_a_form_for_signing_in_is_short(world: World) -> None:
    with closing(dial(world)) as line:
        line.sendall(head("/oauth/token", 1_000_000).replace(b"application/json", b"application/x-www-form-urlencoded"))
        assert problem(answer_on(line)) == (413, "form_too_large")


def test_an_answer_that_comes_before_the_body_is_read_by_whoever_sends_it_all(world: World) -> None:
    answer = httpx.post(f"{world.base_url}/v1/visits", content=b"x" * 1_000_000, timeout=20)
    assert answer.status_code == 401


# --- heads and bodies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: here\r\n\r\n", (414, "address_too_long")),
        (b"GET /livez HTTP/1.1\r\nX-Long: " + b"x" * 40_000 + b"\r\n\r\n", (431, "headers_too_large")),
        (b"GET /livez HTTP/1.1\r\n" + b"X-Many: x\r\n" * 5_000 + b"\r\n", (431, "headers_too_large")),
        (b"GET /livez HTTP/1.1\r\nX-Short: x\r\nX-Endless: " + b"x" * 100_000, (431, "headers_too_large")),
        (b"GET /" + b"x" * 20_000, (414, "address_too_long")),
        (b"\x16\x03\x01\x02\x00\x01\x00", (400, "bad_request")),
        (b"GET /livez HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", (400, "bad_request")),
    ],
    ids=["long address", "long header", "many headers", "endless header", "endless address", "TLS", "two lengths"],
)
def test_a_head_that_is_too_long_or_none_at_all_is_a_problem_like_any_other(
    world: World, sent: bytes, told: tuple[int, str]
) -> None:
    with closing(dial(world)) as line:
        for at in range(0, len(sent), 50_000):  # all of it is read, so that the answer is not lost as the line is cut
            line.sendall(sent[at : at + 50_000])
            time.sleep(0.1)
        assert problem(answer_on(line)) == told


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET /livez HT", b"GET /livez HTTP/1.1\r\nHost: he"])
def test_a_head_that_does_not_come_is_not_waited_for(world: World, sent: bytes) -> None:
    with closing(dial(world)) as line:
        began = time.monotonic()
        line.sendall(sent)
        assert problem(answer_on(line)) == (408, "too_slow")
        assert 0.4 < time.monotonic() - began < 6


def test_a_head_drop_by_drop_does_not_win_time(world: World) -> None:
    with closing(dial(world)) as line:
        began = time.monotonic()
        with pytest.raises((BrokenPipeError, ConnectionResetError)):  # noqa: PT012 - whichever drop is the last
            for drop in b"GET /livez HTTP/1.1\r\nX-Slow: " + b"x" * 200:
                line.sendall(bytes([drop]))
                time.sleep(0.05)
        assert time.monotonic() - began < 8


def test_a_second_head_on_a_connection_is_not_waited_for_either(world: World) -> None:
    with closing(dial(world)) as line:
        line.sendall(b"GET /livez HTTP/1.1\r\nHost: here\r\n\r\n")
        assert answer_on(line).startswith(b"HTTP/1.1 200")
        line.sendall(b"\r\n")  # which takes back uvicorn's own time for idle connections
        assert problem(answer_on(line)) == (408, "too_slow")


def test_a_body_drop_by_drop_is_not_waited_for(world: World) -> None:
    bearer = f"Authorization: Bearer {world.token('agency')}"
    with closing(dial(world)) as line:
        began = time.monotonic()
        line.sendall(head("/v1/visits", 1000, bearer))
        line.settimeout(0.25)
        told = b""
        while not told:
            line.sendall(b" ")
            try:
                told = line.recv(65536)
            except TimeoutError:
                assert time.monotonic() - began < 6
        assert problem(told) == (408, "too_slow")


def test_a_body_that_keeps_coming_has_its_time(world: World) -> None:
    """In two seconds, though a body has one: at 5,000 bytes a second, five times what must come at least."""
    body = json.dumps(visit(world.register(), 1)).encode()
    body += b" " * (10_000 - len(body))
    bearer = f"Authorization: Bearer {world.token('agency')}"
    with closing(dial(world)) as line:
        line.sendall(head("/v1/visits", len(body), bearer))
        for at in range(0, len(body), 500):
            line.sendall(body[at : at + 500])
            time.sleep(0.1)
        assert answer_on(line).startswith(b"HTTP/1.1 201")


def test_a_stream_that_is_answered_as_it_comes_may_come_line_by_line(world: World) -> None:
    """Slower than any other body, for as long as something comes: a line every 0.4 seconds, though a body has one."""
    with wire(world) as there:
        there.send(b"{}\n")
        there.head()
        items = there.items()
        for turn in range(8):
            assert next(items)["index"] == turn
            time.sleep(0.4)
            there.send(b"{}\n")
        assert next(items)["index"] == 8
        began = time.monotonic()
        assert there.read.read() == b"", "it hangs up"
        assert time.monotonic() - began < 6


def test_what_came_quickly_wins_no_time_for_what_comes_slowly(world: World) -> None:
    bearer = f"Authorization: Bearer {world.token('agency')}"
    with closing(dial(world)) as line:
        line.sendall(head("/v1/visits", 200_000, bearer) + b" " * 150_000)
        began = time.monotonic()
        assert problem(answer_on(line)) == (408, "too_slow")
        assert time.monotonic() - began < 6


def test_whoever_does_not_read_the_answer_is_cut_off(world: World) -> None:
    request = b"GET /openapi.json HTTP/1.1\r\nHost: here\r\n\r\n"
    contract = httpx.get(f"{world.base_url}/openapi.json", headers={"Accept-Encoding": "identity"}, timeout=60)
    whole = 40 * len(contract.content)  # the first one to ask for it waits until it is made
    with closing(dial(world, holds=65_536)) as line:  # little enough that the buffers between us hold a part only
        line.sendall(request * 40)
        time.sleep(4)
        got = 0
        with suppress(ConnectionResetError):
            while piece := line.recv(1_000_000):
                got += len(piece)
    assert got < whole, "all of it"


def test_the_rest_of_a_body_that_nobody_wants_is_not_waited_for(world: World) -> None:
    with closing(dial(world)) as line:
        line.sendall(head("/v1/visits", 1_000_000))
        assert problem(answer_on(line)) == (401, "unauthorized")
        began = time.monotonic()
        with pytest.raises((BrokenPipeError, ConnectionResetError)):  # noqa: PT012
            while time.monotonic() - began < 6:
                line.sendall(b" ")
                time.sleep(0.1)


def test_connections_of_one_address_are_counted_and_given_back(world: World) -> None:
    world.as_("nobody").close()
    world._clients.pop("nobody")
    for _ in range(2):  # a second time: what was given back can be had again
        lines = [dial(world) for _ in range(30)]
        try:
            told = []
            for line in lines[::-1]:
                line.settimeout(0.3)
                try:
                    told.append(problem(line.recv(65536)))
                except TimeoutError:
                    break
            assert 5 <= len(told) <= 15
            assert set(told) == {(429, "busy")}
        finally:
            for line in lines:
                line.close()
        time.sleep(0.2)
    assert httpx.get(f"{world.base_url}/livez").status_code == 200


# --- much at once, and hanging up --------------------------------------------------------------------------------------------


def test_a_client_who_asks_too_much_at_once_is_told_when_to_come_again(world: World) -> None:
    token = world.token("platform")
    cursor = world.as_("platform").get("/v1/feed", params={"limit": 1000}).json()["next_cursor"]
    poll = f"/v1/feed?wait=20&after={cursor}"
    lines = [dial(world) for _ in range(3)]
    try:
        for line in lines:
            line.sendall(head(poll, 0, f"Authorization: Bearer {token}", method="GET"))
        time.sleep(0.3)
        refused = httpx.get(f"{world.base_url}/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert (refused.status_code, refused.json()["code"]) == (429, "busy")
        assert refused.headers["Retry-After"] == "1"
        assert refused.headers["RateLimit-Policy"] == '"requests";q=3;qu="concurrent-requests"'
        assert refused.headers["RateLimit"] == '"requests";r=0;t=1'
        assert world.as_("guide").get("/v1/me").status_code == 200  # another client is not concerned
    finally:
        world.register()  # which ends the waiting
        for line in lines:
            assert b" 200 " in answer_on(line)[:20]
            line.close()
    assert world.as_("platform").get("/v1/me").status_code == 200


def counted(world: World, code: str) -> float:
    """How many requests ended in a problem of this code, as the metrics say."""
    shown = httpx.get(f"{world.base_url}/metrics").text
    return sum(float(n) for n in re.findall(rf'^carevisit_problems_total{{code="{code}"}} (\S+)$', shown, re.M))


def test_a_client_who_hangs_up_in_its_body_is_no_error_of_ours(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    before, bearer = (
        (counted(world, "client_hung_up"), counted(world, "server_error")),
        f"Authorization: Bearer {world.token('agency')}",
    )
    with closing(dial(world)) as line:
        line.sendall(head("/v1/visits", 1000, bearer) + b'{"elder')
        time.sleep(0.2)
    for _ in range(50):
        if counted(world, "client_hung_up") > before[0]:
            break
        time.sleep(0.05)
    assert (counted(world, "client_hung_up"), counted(world, "server_error")) == (before[0] + 1, before[1])
    assert "unexpected" not in "".join(capfd.readouterr())
