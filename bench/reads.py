"""What readers wait for: a page of the feed, a page of overdue elders, and an entry between its commit and the feed."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field

import orjson

from .scene import Scene, Server, sheet, unique

PACE = 50  # visits/s while a reader waits at the feed


@dataclass
class Reader:
    """One keep-alive connection of one client."""

    server: Server
    who: str
    _wire: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=40)

    def send(self, method: str, path: str, body: bytes | None = None) -> tuple[bytes, float]:
        """The body of the answer, and how long it took, in seconds. Raises RuntimeError unless it is 200, 201 or 202."""
        headers = {"Authorization": f"Bearer {self.server.token(self.who)}", "Content-Type": "application/json"}
        began = time.perf_counter()
        self._wire.request(method, path, body, headers)
        answer = self._wire.getresponse()
        text = answer.read()
        took = time.perf_counter() - began
        if answer.status not in (200, 201, 202):
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]!r}")
        return text, took


def feed_pages(server: Server, seconds: float, size: int) -> list[float]:
    """Milliseconds per page of `size` events, reading the feed as a platform does."""
    reader, path = Reader(server, "platform"), f"/v1/feed?limit={size}"
    took: list[float] = []
    until = time.perf_counter() + seconds
    cursor = None
    while time.perf_counter() < until or not took:
        text, one = reader.send("GET", f"{path}&after={cursor}" if cursor else path)
        page = orjson.loads(text)
        if len(page["items"]) == size:
            took.append(one * 1000)
        elif cursor is None:
            raise RuntimeError("the feed has less than a page: visits must be written first")
        cursor = page["next_cursor"] if page["more"] else None
    return took


def overdue_pages(server: Server, seconds: float) -> list[float]:
    """Milliseconds per page of a township's overdue elders, as its guide reads it."""
    reader = Reader(server, "guide")
    took: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or not took:
        took.append(reader.send("GET", "/v1/elders?overdue=true&limit=50")[1] * 1000)
    return took


class CommitToFeed:
    """The delay between a visit's 201 and its arrival at a long-polling reader, under light load."""

    def __init__(self, scene: Scene, server: Server) -> None:
        self._scene, self._server = scene, server

    def round(self, seconds: float) -> list[float]:
        """Milliseconds, one per visit; 0 if the feed was faster than the answer."""
        count = int(PACE * seconds)
        written: dict[str, float] = {}
        seen: dict[str, float] = {}
        reader = Reader(self._server, "platform")
        cursor = self._end(reader)
        stop = threading.Event()

        def listen(cursor: str) -> None:
            while not stop.is_set():
                text, _ = reader.send("GET", f"/v1/feed?limit=1000&wait=2&after={cursor}")
                moment, page = time.perf_counter(), orjson.loads(text)
                seen.update(dict.fromkeys((item["id"] for item in page["items"]), moment))
                cursor = page["next_cursor"]

        listener = threading.Thread(target=listen, args=(cursor,), daemon=True)
        listener.start()
        agency, prefix, began = Reader(self._server, "agency"), unique(), time.perf_counter()
        for turn in range(count):
            time.sleep(max(0.0, began + turn / PACE - time.perf_counter()))
            visit = sheet(
                self._scene.elders[turn % len(self._scene.elders)], next(self._scene.turns), f"{prefix}-{turn}"
            )
            text, _ = agency.send("POST", "/v1/visits", json.dumps(visit).encode())
            written[orjson.loads(text)["id"]] = time.perf_counter()
        patience = time.perf_counter() + 10
        while not written.keys() <= seen.keys() and time.perf_counter() < patience:
            time.sleep(0.02)
        stop.set()
        listener.join(10)
        if missing := written.keys() - seen.keys():
            raise RuntimeError(f"{len(missing)} visits never came to the feed")
        return [max(0.0, seen[id] - moment) * 1000 for id, moment in written.items()]

    @staticmethod
    def _end(reader: Reader) -> str:
        """The cursor at the feed's end."""
        page = orjson.loads(reader.send("GET", "/v1/feed?limit=1000&types=period.cancelled")[0])
        while page["more"]:
            page = orjson.loads(
                reader.send("GET", f"/v1/feed?limit=1000&types=period.cancelled&after={page['next_cursor']}")[0]
            )
        return str(page["next_cursor"])
