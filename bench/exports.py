"""Exports of a whole district: rows a second, from the request until the job is done, and by how much the service grows."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import orjson

from .reads import Reader
from .scene import Server

FORMATS = ("csv", "xlsx")
LONGEST_S = 300


@dataclass
class Exported:
    """One export."""

    rows: int
    per_second: float
    grown_mb: float  # of all processes of the service together, at its highest


def export_elders(server: Server, who: str, form: str) -> Exported:
    """Export every elder of somebody's area. Raises RuntimeError unless the job ends well."""
    reader, before = Reader(server, who), resident_mb(server.process.pid)
    highest, over = [before], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            highest[0] = max(highest[0], resident_mb(server.process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    try:
        text, _ = reader.send("POST", "/v1/exports", orjson.dumps({"kind": "elders", "format": form}))
        while (job := orjson.loads(text))["state"] in ("queued", "running"):
            if time.perf_counter() > began + LONGEST_S:
                raise RuntimeError(f"an export takes longer than {LONGEST_S} s: {job}")
            time.sleep(0.05)
            text, _ = reader.send("GET", f"/v1/jobs/{job['id']}")
        took = time.perf_counter() - began
    finally:
        over.set()
        watcher.join()
    if job["state"] != "done":
        raise RuntimeError(f"the export has failed: {job}")
    rows = job["result"]["accepted"]
    return Exported(rows, rows / took, highest[0] - before)


def resident_mb(root: int) -> float:
    """The resident memory of a process and its children, in MB; 0 without /proc."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":\t", 1) for line in path.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if root in (int(said["Pid"]), int(said["PPid"])):
            found += int(said.get("VmRSS", "0 kB").split()[0])
    return found / 1024
