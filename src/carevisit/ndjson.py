"""Records as lines of JSON (application/x-ndjson), which come and are answered line by line, however many they are."""

import zlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any

import orjson
from fastapi import Response
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from .answers import NO_KEY
from .batch import SLICE, Noun, Run
from .desk import Desk
from .errors import BrokenStream, LineTooLong, Problem, StreamTooLong, UnsupportedMediaType
from .json_body import read_json
from .wire import allow_body

NDJSON = "application/x-ndjson"
AT_MOST, LONGEST_LINE, LONGEST_STREAM = 100_000, 65_536, 512 * 1_048_576
_CHUNK = 65_536


class Lines(Response):
    """An answer whose body is sent as it comes about, while the request's body is still being read."""

    media_type = NDJSON

    def __init__(self, body: AsyncIterator[bytes], headers: dict[str, str]) -> None:
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._body = body

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for piece in self._body:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def declared(sheet: type[BaseModel], item: type[BaseModel]) -> dict[str, Any]:
    """What the route of a stream declares. `x-itemSchema` says what a line is, as `itemSchema` does from OpenAPI 3.2 on."""
    sent, said = (
        {
            NDJSON: {
                "schema": {"type": "string", "format": "binary"},
                "x-itemSchema": {"$ref": f"#/components/schemas/{one.__name__}"},
            }
        }
        for one in (sheet, item)
    )
    return {
        "responses": {200: {"content": said, "description": "A result a line. 逐行返回处理结果。"}}, "status_code": 200,
        "response_class": Lines, "openapi_extra": NO_KEY | {"requestBody": {"required": True, "content": sent}},
    }  # fmt: skip


def answered(noun: Noun[Any], desk: Desk) -> Response:
    """Record what the lines of the request say, and answer each by a line. Raises Busy, UnsupportedMediaType."""
    kind = desk.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    coding = desk.request.headers.get("content-encoding", "identity").strip().lower()
    if kind != NDJSON or coding not in ("identity", "gzip"):
        raise UnsupportedMediaType
    desk.request.scope["carevisit.stay"].enter_context(desk.office.batches.one(desk.actor.id))
    allow_body(desk.request, LONGEST_STREAM, StreamTooLong)
    desk.patience = _while_it_comes
    return Lines(_results(noun, desk, gzipped=coding == "gzip"), dict(desk.headers))


async def _while_it_comes(turn: Awaitable[None]) -> None:
    """Wait for a turn. Whether the caller is there shows when the next of the body is read."""
    await turn


async def _results(noun: Noun[Any], desk: Desk, *, gzipped: bool) -> AsyncIterator[bytes]:
    """The results, a slice at a time. What ends the stream early is the result of the first line that is not recorded."""
    run, done, lines = Run(noun, desk), 0, _Lines(gzipped=gzipped)
    try:
        async for chunk in desk.request.stream():
            for some in lines.of(chunk, last=False):
                yield _as_lines(await run.slice(done, some))
                done += len(some)
                if run.broken or desk.ending:
                    yield _as_lines([run.item(done, None, None)])
                    return
        for some in lines.of(b"", last=True):
            yield _as_lines(await run.slice(done, some))
            done += len(some)
    except Problem as problem:
        yield _as_lines([run.item(done, None, problem)])


def _as_lines(items: list[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE) for item in items)


class _Lines:
    """The lines of a body that comes in chunks. It keeps no more of it than one line and one chunk."""

    def __init__(self, *, gzipped: bool) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16) if gzipped else None
        self._rest, self._count, self._size, self._too_long = b"", 0, 0, False

    def of(self, chunk: bytes, *, last: bool) -> Iterator[list[Any]]:
        """What some lines say, or the problem with each, at most a slice at a time. Raises BrokenStream, StreamTooLong."""
        for plain in self._plain(chunk):
            self._size += len(plain)
            if self._size > LONGEST_STREAM:
                raise StreamTooLong
            yield from self._split(plain)
        if last:
            if self._inflate and not self._inflate.eof:
                raise BrokenStream
            if self._rest or self._too_long:
                yield from self._split(b"\n")

    def _plain(self, chunk: bytes) -> Iterator[bytes]:
        """A chunk as it was before gzip, in pieces, for little of it may unfold to much."""
        if self._inflate is None:
            yield chunk
            return
        try:
            more = bool(chunk)
            while more:
                if self._inflate.eof:  # a further member (RFC 1952)
                    self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
                plain = self._inflate.decompress(chunk, _CHUNK)
                yield plain
                chunk = self._inflate.unconsumed_tail or self._inflate.unused_data
                more = bool(chunk) or (len(plain) == _CHUNK and not self._inflate.eof)
        except zlib.error:
            raise BrokenStream from None

    def _split(self, plain: bytes) -> Iterator[list[Any]]:
        *whole, self._rest = (self._rest + plain).split(b"\n")
        waiting = deque(whole)
        some: list[Any] = []
        while waiting:
            if self._count == AT_MOST:
                if some:
                    yield some
                raise StreamTooLong
            self._count += 1  # blank ones too: little gzip would unfold to very many
            line = waiting.popleft()
            if self._too_long or line.strip():
                some.append(LineTooLong() if self._too_long or len(line) > LONGEST_LINE else _said(line))
                self._too_long = False
            if len(some) == SLICE:
                yield some
                some = []
        if some:
            yield some
        if len(self._rest) > LONGEST_LINE:
            self._rest, self._too_long = b"", True


def _said(line: bytes) -> Any:
    try:
        return read_json(line)
    except Problem as problem:
        return problem
