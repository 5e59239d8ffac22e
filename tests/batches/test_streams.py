"""A stream of records: each line answered by a line, as soon as it is kept."""

import gzip
import json
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest

from carevisit import ndjson
from conftest import World, visit

from .test_batches import record, visits_of

STREAM = "/v1/visits/stream"
NDJSON = {"Content-Type": "application/x-ndjson"}


def as_lines(records: Iterable[Any]) -> bytes:
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in records)


def stream(world: World, body: bytes, who: str = "liaison", **headers: str) -> list[dict[str, Any]]:
    answer = world.as_(who).post(STREAM, content=body, headers=NDJSON | headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    items = [json.loads(line) for line in answer.text.splitlines()]
    assert [item["index"] for item in items] == list(range(len(items)))
    return items


class Wire:
    """A connection on which a stream is sent piece by piece, and its answer read meanwhile."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection, self.read = connection, connection.makefile("rb")

    def send(self, piece: bytes) -> None:
        self.connection.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")

    def end(self) -> None:
        self.connection.sendall(b"0\r\n\r\n")

    def head(self) -> bytes:
        lines = []
        while (line := self.read.readline()) not in (b"\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def items(self) -> Iterator[dict[str, Any]]:
        """The results as they come, until the answer ends."""
        rest = b""
        while size := int(self.read.readline() or b"0", 16):
            *lines, rest = (rest + self.read.read(size)).split(b"\n")
            self.read.readline()
            yield from map(json.loads, lines)


@contextmanager
def wire(world: World, who: str = "liaison") -> Iterator[Wire]:
    at = urlsplit(world.base_url)
    with socket.create_connection((at.hostname or "", at.port or 0), timeout=30) as connection:
        head = [
            f"POST {STREAM} HTTP/1.1", f"Host: {at.netloc}", "Content-Type: application/x-ndjson",
            f"Authorization: {world.as_(who).headers['Authorization']}", "Transfer-Encoding: chunked", "", "",
        ]  # fmt: skip
        connection.sendall("\r\n".join(head).encode())
        yield Wire(connection)


def test_every_line_is_answered_by_a_line(world: World) -> None:
    elders = [world.register() for _ in range(70)]
    items = stream(world, as_lines(record(elder) for elder in elders))
    assert [item["status"] for item in items] == [201] * 70
    assert [world.as_("liaison").get(f"/v1/visits/{item['id']}").json()["elder_id"] for item in items[::23]] == elders[
        ::23
    ]


def test_a_bad_line_holds_back_no_good_one(world: World) -> None:
    elder = world.register()
    lines = [
        record(elder, 9), b"{not json", b"", b"   ", visit(elder), b'{"elder_id": 1, "elder_id": 2}', b"x" * 200_000,
        record(str(uuid4())), record(elder, 5),
    ]  # fmt: skip
    items = stream(world, as_lines(lines))
    assert [item["status"] for item in items] == [201, 400, 422, 422, 413, 404, 201]
    assert items[4]["problem"]["code"] == "line_too_long"
    assert (items[0]["running_no"], items[-1]["running_no"]) == (1, 2)


def test_the_last_line_may_lack_its_end_and_an_empty_stream_has_no_results(world: World) -> None:
    elder = world.register()
    assert [item["status"] for item in stream(world, as_lines([record(elder)])[:-1])] == [201]
    assert stream(world, b"") == []


def test_results_come_while_the_stream_is_still_sent(world: World) -> None:
    elder = world.register()
    with wire(world) as there:
        there.send(as_lines([record(elder, 9)]))
        assert b" 200 " in there.head()
        items = there.items()
        assert next(items)["running_no"] == 1
        assert len(visits_of(world, elder)) == 1, "a result says that its record is kept"
        half = as_lines([record(elder, 5)])
        there.send(half[:40])
        there.send(half[40:])
        assert next(items)["running_no"] == 2
        there.end()
        assert list(items) == []


def test_a_stream_that_is_cut_leaves_a_prefix_and_goes_on_when_sent_again(world: World) -> None:
    elders = [world.register() for _ in range(60)]
    lines = [as_lines([record(elder)]) for elder in elders]
    with wire(world) as there:
        there.send(b"".join(lines[:50]) + lines[50][:100])
        there.head()
        items = there.items()
        seen = [next(items) for _ in range(32)]
    again = stream(world, b"".join(lines))
    assert [item["status"] for item in again] == [201] * 60
    assert [item["id"] for item in again[:32]] == [item["id"] for item in seen]
    assert all(item["replayed"] for item in again[:32])
    assert not any(item["replayed"] for item in again[50:])
    assert all(len(visits_of(world, elder)) == 1 for elder in elders)


@pytest.mark.parametrize("members", [1, 3])
def test_gzip_is_accepted(world: World, members: int) -> None:
    elders = [world.register() for _ in range(6)]
    size = len(elders) // members
    body = b"".join(
        gzip.compress(as_lines(record(elder) for elder in elders[start : start + size])) for start in range(0, 6, size)
    )
    items = stream(world, body, **{"Content-Encoding": "gzip"})
    assert [item["status"] for item in items] == [201] * 6


def test_broken_gzip_ends_the_stream_behind_what_was_whole(world: World) -> None:
    elder = world.register()
    whole = gzip.compress(as_lines([record(elder, 9)]))
    for body in (whole[:-9], whole + b"no gzip"):
        items = stream(world, body, **{"Content-Encoding": "gzip"})
        assert items[-1]["problem"]["code"] == "broken_stream"
    assert len(visits_of(world, elder)) == 1


def test_a_stream_of_another_type_or_coding_is_refused(world: World) -> None:
    for headers in ({"Content-Type": "application/json"}, NDJSON | {"Content-Encoding": "br"}):
        assert world.as_("liaison").post(STREAM, content=b"", headers=headers).status_code == 415


def test_a_client_has_two_batches_or_streams_at_once_and_no_more(world: World) -> None:
    elder = world.register()
    with wire(world) as one, wire(world) as other:
        for there in (one, other):
            there.send(as_lines([record(elder, 9)]))
            there.head()
        refused = world.as_("liaison").post("/v1/visits/batch", json=[record(elder)])
        assert (refused.status_code, refused.json()["code"]) == (429, "busy")
        assert refused.headers["RateLimit-Policy"].startswith('"batches"')
        for there in (one, other):
            there.end()
            assert [item["status"] for item in there.items()] == [201]
    assert world.as_("liaison").post("/v1/visits/batch", json=[record(elder)]).status_code == 200


def test_a_token_that_is_revoked_ends_the_stream_with_the_reason(world: World) -> None:
    assert httpx.post(f"{world.base_url}{STREAM}", headers=NDJSON).status_code == 401
    elder = world.register()
    with wire(world, "agency") as there, psycopg.connect(world.owner_url, autocommit=True) as owner:
        there.send(as_lines([record(elder, 9)]))
        there.head()
        items = there.items()
        assert next(items)["status"] == 201
        owner.execute(
            "UPDATE principal SET generation = generation + 1 WHERE login = %s", (world.secrets["agency"][0],)
        )
        there.send(as_lines([record(elder, 5)]))
        refused, unreached = items
        assert (refused["status"], refused["problem"]["code"]) == (401, "unauthorized")
        assert (unreached["status"], unreached["retryable"]) == (None, True)
    assert len(visits_of(world, elder)) == 1


def test_lines_are_bounded_in_number_and_length() -> None:
    lines = ndjson._Lines(gzipped=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ndjson, "AT_MOST", 100)
        some, taken = lines.of(b"1\n" * 101, last=True), []
        with pytest.raises(ndjson.StreamTooLong):
            taken.extend(some)
        assert sum(map(len, taken)) == 100
        for blank in (b"\n", b" \r\n"):
            assert list(ndjson._Lines(gzipped=False).of(blank * 100, last=True)) == []
            with pytest.raises(
                ndjson.StreamTooLong
            ):  # or little gzip would keep the server busy with nothing for minutes
                list(ndjson._Lines(gzipped=False).of(blank * 101, last=True))
    lines, bomb = ndjson._Lines(gzipped=True), gzip.compress(b" " * 50_000_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ndjson, "LONGEST_STREAM", 1_000_000)
        with pytest.raises(ndjson.StreamTooLong):
            list(lines.of(bomb, last=True))
        assert len(lines._rest) <= ndjson.LONGEST_LINE + ndjson._CHUNK
