"""What uvicorn lacks against callers who hold its connections: bounds on heads, on time, and on connections of one address."""

import asyncio
from collections import Counter
from enum import Enum
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar

from uuid_utils.compat import uuid7
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from . import metrics
from .errors import AddressTooLong, BadRequest, Busy, HeadersTooLarge, Problem, TooSlow
from .settings import Settings
from .wire import problem_response


class _Awaited(Enum):
    """What of a request is still to come."""

    NOTHING = 0
    HEAD = 1
    BODY = 2


@cache
def _settings() -> Settings:
    return Settings()


class Guarded(HttpToolsProtocol):
    """A connection whose requests are refused when their address or headers are too long, or they come too slowly.

    A head has `header_timeout_s`. A body has `body_timeout_s`, and as long again for as long as it comes at
    `slowest_bytes_per_s`, or at all where it is answered while it comes; so has an answer that the caller reads. While we
    ourselves do not read, no time passes.
    """

    here: ClassVar[Counter[str]] = Counter()  # connections of this process, by address

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._limits = _settings()
        self._at_least = self._limits.body_timeout_s * self._limits.slowest_bytes_per_s
        self._awaited, self._size, self._head = _Awaited.HEAD, 0, 0
        self._since = self.loop.time()
        self._wrong: Problem | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._address = self.client[0] if self.client else ""
        self.here[self._address] += 1
        if self.here[self._address] > self._limits.connections_per_address:
            self._refuse(Busy("connections", self._limits.connections_per_address))
        else:
            self._look_again()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.here[self._address] -= 1
        if not self.here[self._address]:
            del self.here[self._address]
        for timer in (self._clock, self._unread):
            if timer:
                timer.cancel()

    def shutdown(self) -> None:
        """The server is to stop: a request that lasts long ends at its next resting place."""
        if self.cycle is not None:
            self.cycle.scope["carevisit.ending"] = True  # type: ignore[typeddict-unknown-key]
        super().shutdown()

    # --- what comes in

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._awaited is _Awaited.NOTHING and (self.cycle is None or self.cycle.response_complete):
            self._awaited, self._since, self._size = _Awaited.HEAD, self.loop.time(), 0
        self._size += len(data)
        super().data_received(data)
        if self._awaited is _Awaited.HEAD and self._size > self._limits.header_bytes:  # the parser keeps it all
            self._refuse(HeadersTooLarge() if self.headers else AddressTooLong())
        elif self._awaited is not _Awaited.NOTHING and self._clock is None:
            self._look_again()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._awaited, self._since, self._size, self._head = _Awaited.HEAD, self.loop.time(), 0, 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._measure(len(self.url), self._limits.request_line_bytes, AddressTooLong)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._head += len(name) + len(value) + 4
        self._measure(self._head, self._limits.header_bytes, HeadersTooLarge)

    def on_headers_complete(self) -> None:
        self._awaited, self._since, self._size = _Awaited.BODY, self.loop.time(), 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._awaited = _Awaited.NOTHING

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._since, self._size = (
            self.loop.time(),
            0,
        )  # a rest of the body may come, so that the answer is read; not for long

    def _measure(self, size: int, most: int, problem: type[Problem]) -> None:
        if size > most:
            self._wrong = problem()
            raise ValueError(problem.code())  # ends the parser's work; uvicorn then sends what follows

    def send_400_response(self, _: str) -> None:
        """What uvicorn answers a request that it can't read."""
        self._refuse(self._wrong or BadRequest())

    # --- what takes too long

    def _look_again(self) -> None:
        """Refuse what did not come in time; otherwise look again when its time is over."""
        self._clock = None
        if self._awaited is _Awaited.NOTHING or self.transport.is_closing():
            return
        now, body = self.loop.time(), self._awaited is _Awaited.BODY
        comes = body and self._size >= self._enough() and not (self.cycle and self.cycle.response_complete)
        allowed = self._limits.body_timeout_s if body else self._limits.header_timeout_s
        if self.flow.read_paused or (comes and now >= self._since + allowed):
            self._since, self._size = now, 0
        if now >= self._since + allowed:
            self._refuse(TooSlow())
        else:
            self._clock = self.loop.call_at(self._since + allowed, self._look_again)

    def _enough(self) -> float:
        """How many bytes of a body win it more time: any, where it is answered while it comes."""
        return 1 if self.cycle and self.cycle.response_started else self._at_least

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread:
            self._unread.cancel()
            self._unread = None

    def _await_reader(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._unread = self.loop.call_later(self._limits.body_timeout_s, self._look_at_reader, unread)

    def _look_at_reader(self, unread: int) -> None:
        """Cut off a client that does not read its answer."""
        if unread - self.transport.get_write_buffer_size() < self._at_least:
            self.transport.abort()
        else:
            self._await_reader()

    # --- what we answer then

    def _refuse(self, problem: Problem) -> None:
        """Answer, unless an answer is under way, and hang up. To the application the caller has gone."""
        metrics.PROBLEMS.labels(problem.code()).inc()
        running = self.cycle is not None and not self.cycle.response_complete
        if running:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not self.cycle.response_started if running else self._awaited is not _Awaited.BODY:
            self.transport.write(_written(problem, self.headers or [], self._limits.base_url))
        self.transport.close()


def _written(problem: Problem, headers: list[tuple[bytes, bytes]], base_url: str) -> bytes:
    """A problem as it goes over the wire."""
    trace = uuid7().hex
    scope: dict[str, Any] = {"headers": headers, "carevisit.base": base_url, "carevisit.trace": trace}
    response = problem_response(problem, scope)
    status = HTTPStatus(response.status_code)
    named = [*response.raw_headers, (b"x-trace-id", trace.encode()), (b"connection", b"close")]
    lines = [f"HTTP/1.1 {status} {status.phrase}".encode(), *(name + b": " + value for name, value in named), b"", b""]
    return b"\r\n".join(lines) + bytes(response.body)
