"""Requests that are no HTTP: the server as it is really started refuses them with a problem too."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from conftest import World, free_port, until_it_answers
from serving import Program


@pytest.fixture(scope="module")
def port(world: World) -> Iterator[int]:
    port = free_port()
    process = Program(["serve", "--port", str(port), "--workers", "1"], world.environment())
    until_it_answers(replace(world, base_url=f"http://127.0.0.1:{port}"), lambda: process.poll() is None, "livez")
    yield port
    process.terminate()
    process.wait(20)


def answered(port: int, sent: bytes) -> bytes:
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(sent)
        while piece := line.recv(65536):
            answer += piece
    return answer


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /v1/me HTTP/9.9\r\n\r\n",
        b"FETCH /v1/me HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/me HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        b"GET /v1/me HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n",
        b"POST /v1/visits HTTP/1.1\r\nHost: x\r\nContent-Length: seven\r\n\r\n",
        b"POST /v1/visits HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_no_http_is_refused_with_a_problem(port: int, sent: bytes) -> None:
    head, _, body = answered(port, sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 "), head
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    assert lines[b"content-type"] == b"application/problem+json"
    assert lines[b"connection"] == b"close"
    assert int(lines[b"content-length"]) == len(body)
    told = json.loads(body)
    assert (told["status"], told["code"]) == (400, "bad_request")
    assert httpx.get(told["type"]).json()["code"] == "bad_request"
