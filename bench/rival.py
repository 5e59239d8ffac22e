"""pyeventsourcing's bare append on the same PostgreSQL: in process, no HTTP, no views, one event at a time, as in its docs."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from .scene import Scene

_STATE = b'{"mode": "in_home", "outcome": "met", "marks": "' + b"unchanged " * 25 + b'"}'


class Rival:
    """Rounds of appends in a process of their own."""

    def __init__(self, scene: Scene) -> None:
        self._url = scene.owner_url(scene.copy("rival", of=None))

    def round(self, seconds: float, threads: int = 1) -> float:
        """Events per second."""
        command = [sys.executable, "-m", "bench.rival", str(seconds), str(threads)]
        done = subprocess.run(command, env=os.environ | {"RIVAL_URL": self._url}, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the rival: {done.stderr.strip()[-600:]}")
        return float(done.stdout)


def _appends(url: str, seconds: float, threads: int) -> float:
    from eventsourcing.persistence import StoredEvent
    from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

    parts = urlsplit(url)
    datastore = PostgresDatastore(
        parts.path.lstrip("/"), parse_qs(parts.query)["host"][0], 5432, str(parts.username), str(parts.password),
        pool_size=threads, max_overflow=threads,
    )  # fmt: skip
    recorder = PostgresApplicationRecorder(datastore, events_table_name="rival_events")
    recorder.create_table()

    def append(until: float) -> int:
        count = 0
        while time.perf_counter() < until:
            recorder.insert_events([StoredEvent(uuid4(), 1, "visit.recorded", _STATE)])
            count += 1
        return count

    append(time.perf_counter() + 0.3)
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        done = sum(pool.map(append, [began + seconds] * threads))
    took = time.perf_counter() - began
    datastore.close()
    return done / took


if __name__ == "__main__":
    print(_appends(os.environ["RIVAL_URL"], float(sys.argv[1]), int(sys.argv[2])))
