"""Batches of 1,000 visits over HTTP: how many records a second two callers hand in, and what single visits wait beside them."""

import json
import random
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count

from .posts import VisitPosts
from .scene import Scene, Server, sheet, unique

CALLERS = 2
LONGEST_BATCH_S = 120


@dataclass(frozen=True)
class Beside:
    """The figures of one round."""

    per_second: float  # records in batches
    alone_p99_ms: float  # single visits of one caller
    beside_p99_ms: float


class Batches:
    """Rounds of batches to a server, with and without single visits beside them."""

    def __init__(self, scene: Scene, server: Server, posts: VisitPosts, size: int) -> None:
        self._scene, self._server, self._posts, self._size = scene, server, posts, size

    def round(self, seconds: float) -> Beside:
        """Run a round. Raises RuntimeError unless every record is accepted."""
        alone = self._posts.round(1, seconds)
        bodies = [[self._body() for _ in range(4)] for _ in range(CALLERS)]
        over, found, failures = threading.Event(), list[int](), list[str]()

        def send(ready: list[bytes]) -> None:
            try:
                for turn in count():
                    if over.is_set():
                        return
                    found.append(self._send(ready[turn] if turn < len(ready) else self._body()))
            except Exception as failure:
                failures.append(repr(failure))

        callers = [threading.Thread(target=send, args=(ready,)) for ready in bodies]
        began = time.monotonic()
        for caller in callers:
            caller.start()
        beside = self._posts.round(1, seconds)
        over.set()
        for caller in callers:
            caller.join()
        if failures or not found:
            raise RuntimeError(f"batches: {failures}")
        return Beside(sum(found) / (time.monotonic() - began), alone.p99_ms, beside.p99_ms)

    def _body(self) -> bytes:
        prefix, size = unique(), min(self._size, len(self._scene.elders))
        elders = random.sample(self._scene.elders, size)
        return json.dumps(
            [sheet(elder, next(self._scene.turns), f"{prefix}-{turn}") for turn, elder in enumerate(elders)]
        ).encode()

    def _send(self, body: bytes) -> int:
        connection = HTTPConnection("127.0.0.1", self._server.port, timeout=LONGEST_BATCH_S)
        headers = {"Authorization": f"Bearer {self._server.token('agency')}", "Content-Type": "application/json"}
        connection.request("POST", "/v1/visits/batch", body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"not everything was accepted: {answer.status} {str(told)[:400]}")
        return int(told["accepted"])
