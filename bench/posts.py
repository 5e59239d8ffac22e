"""Visit POSTs over HTTP: the times that an agency's callers see, and the processor time by process."""

import json
import pickle
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import http_load
from .processors import processor_seconds
from .scene import Scene, Server, sheet, unique

Sheet = Callable[[str, int, str], dict[str, Any]]

FASTEST = 2_500  # visits/s that a round is prepared for


@dataclass(frozen=True)
class Figures:
    """The figures of one round. Milliseconds are a caller's; microseconds are processor time per request."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answered: int
    cpu_us: dict[str, float]


class VisitPosts:
    """Rounds of visit POSTs to a server; each visit is its elder's latest."""

    def __init__(self, scene: Scene, server: Server, make_sheet: Sheet = sheet) -> None:
        self._scene, self._server, self._make_sheet = scene, server, make_sheet

    def round(self, clients: int, seconds: float) -> Figures:
        """Run a round. Raises RuntimeError if anything but 201 is answered."""
        requests = self._requests(int(FASTEST * seconds))
        before = self._processors()
        done = subprocess.run(
            [sys.executable, http_load.__file__, str(self._server.port), str(clients), str(seconds)],
            input=pickle.dumps(requests), capture_output=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"the load generator: {done.stderr.decode().strip()[-800:]}")
        found = json.loads(done.stdout)
        if found["others"]:
            raise RuntimeError(f"not everything was accepted: {found['others']}")
        spent = {who: seconds - before[who] for who, seconds in self._processors().items()}
        spent["load generator"] = found["cpu"]
        cpu_us = {who: seconds / found["answered"] * 1e6 for who, seconds in spent.items()}
        return Figures(
            found["answered"] / found["elapsed"], found["p50_ms"], found["p99_ms"], found["answered"], cpu_us
        )

    def _requests(self, count: int) -> list[bytes]:
        token, prefix, order = self._server.token("agency"), unique(), list[str]()
        requests = []
        for turn in range(count):
            if not order:  # all elders in random order, again and again: no two requests compete for one elder
                order = random.sample(self._scene.elders, len(self._scene.elders))
            visit = self._make_sheet(order.pop(), next(self._scene.turns), f"{prefix}-{turn}")
            requests.append(post(self._server.port, token, json.dumps(visit, ensure_ascii=False).encode()))
        return requests

    def _processors(self) -> dict[str, float]:
        service, database = self._server.process.pid, self._scene.postgres.process.pid
        return {"service": processor_seconds(service), "PostgreSQL": processor_seconds(database)}


def post(port: int, token: str, body: bytes) -> bytes:
    """A visit POST as bytes of HTTP."""
    head = (
        f"POST /v1/visits HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
