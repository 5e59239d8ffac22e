"""A load generator so lean that it leaves the cores to what is measured: HTTP/1.1 keep-alive and nothing else.

It runs in a process of its own: `python bench/http_load.py PORT CLIENTS SECONDS < requests`, figures on stdout. The requests
are pickled bytes, made before the clock starts; of an answer it reads the status and the length.
"""

import asyncio
import gc
import json
import pickle
import sys
import time
from collections import Counter
from typing import Any, cast

import uvloop


class Caller(asyncio.Protocol):
    """One connection, which sends the next request as soon as the answer is there."""

    def __init__(self, load: "Load") -> None:
        self._load, self._buffer, self._sent = load, b"", 0.0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's transport is no subclass
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self._buffer.lower().find(b"content-length:", 0, head)
        length = int(self._buffer[at + 15 : self._buffer.find(b"\r\n", at)])
        if len(self._buffer) < head + 4 + length:
            return
        self._load.answered(self._buffer[9:12], self._buffer[head + 4 :], time.perf_counter() - self._sent)
        self._buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._load.over()

    def _next(self) -> None:
        request = self._load.next()
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


class Load:
    """Shared by all callers: the requests still to be sent, and the results of the others."""

    def __init__(self, requests: list[bytes], clients: int, seconds: float) -> None:
        self._requests, self._left = iter(requests), clients
        self.took: list[float] = []
        self.others: Counter[str] = Counter()
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.started = self.ended = time.perf_counter()
        self._until = self.started + seconds

    def next(self) -> bytes | None:
        return next(self._requests, None) if time.perf_counter() < self._until else None

    def answered(self, status: bytes, body: bytes, took: float) -> None:
        self.took.append(took)
        if status != b"201":
            self.others[f"{status.decode()} {body[:200].decode(errors='replace')}"] += 1

    def over(self) -> None:
        self.ended = time.perf_counter()
        self._left -= 1
        if not self._left:
            self.done.set_result(None)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies; NaN without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


async def run(port: int, clients: int, seconds: float, requests: list[bytes]) -> dict[str, Any]:
    """Send for so many seconds, or until the requests are used up."""
    gc.freeze()
    began = time.process_time()
    load = Load(requests, clients, seconds)
    loop = asyncio.get_running_loop()
    for _ in range(clients):
        await loop.create_connection(lambda: Caller(load), "127.0.0.1", port)
    await asyncio.wait_for(load.done, seconds + 20)
    return {
        "answered": len(load.took), "elapsed": load.ended - load.started, "cpu": time.process_time() - began,
        "p50_ms": percentile(load.took, 0.5) * 1000, "p99_ms": percentile(load.took, 0.99) * 1000,
        "others": dict(load.others.most_common(3)),
    }  # fmt: skip


if __name__ == "__main__":
    figures = run(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), pickle.load(sys.stdin.buffer))
    print(json.dumps(uvloop.run(figures)))
