"""Exports of a whole district: rows a second, from the request until the job is done, and by how much the service grows."""

import time
from dataclasses import dataclass

import orjson

from .processors import Growth
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
    reader = Reader(server, who)
    with Growth(server.process.pid) as grown:
        began = time.perf_counter()
        text, _ = reader.send("POST", "/v1/exports", orjson.dumps({"kind": "elders", "format": form}))
        while (job := orjson.loads(text))["state"] in ("queued", "running"):
            if time.perf_counter() > began + LONGEST_S:
                raise RuntimeError(f"an export takes longer than {LONGEST_S} s: {job}")
            time.sleep(0.05)
            text, _ = reader.send("GET", f"/v1/jobs/{job['id']}")
        took = time.perf_counter() - began
    if job["state"] != "done":
        raise RuntimeError(f"the export has failed: {job}")
    rows = job["result"]["accepted"]
    return Exported(rows, rows / took, grown.mb)
