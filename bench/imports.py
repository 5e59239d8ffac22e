"""An import of visits: rows a second, tried and kept, and by how much the service grows while it works."""

import csv
import io
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import nan
from typing import Any
from uuid import UUID

import httpx

from carevisit.clock import SHANGHAI
from carevisit.templates import code_of

from .processors import Growth
from .scene import LASTED, STARTED, Scene, Server

LONGEST_S = 3_600
_ROW = {
    "/mode": "in_home", "/outcome": "met", "/health/expression": "unchanged", "/health/mobility": "unchanged",
    "/mood": "unchanged", "/safety/gas": "safe", "/safety/electricity": "safe", "/services": "meals", "/visitor/name": "陈网格",
    "/visitor/category": "grid_worker", "/visitor_signed": "是", "/elder_signed/signed": "是", "/note": "精神尚好",
}  # fmt: skip


@dataclass
class Imported:
    """One import."""

    rows: int = 0
    tried_per_second: float = nan  # from the upload until it waits
    kept_per_second: float = nan  # from the commit until it is done, with the workbook of its result
    grown_mb: float = nan  # of all processes of the service together, at its highest


def import_visits(scene: Scene, server: Server, rows: int) -> Imported:
    """Import visits of the agency's. Raises RuntimeError unless every row is accepted."""
    files = {"file": ("visits.csv", _file(scene, rows), "text/csv")}
    with Growth(server.process.pid) as grown:
        tried = _took(server, "/v1/imports", "waiting", rows, data={"kind": "visits"}, files=files)
        kept = _took(server, f"/v1/jobs/{tried[0]}/commit", "done", rows, json={"mode": "valid_rows"})
    return Imported(rows, rows / tried[1], rows / kept[1], grown.mb)


def in_sentence(found: Imported) -> str:
    """The figures in a sentence."""
    return (
        f"import of {found.rows:,} visit rows: tried {found.tried_per_second:,.0f} rows/s, kept {found.kept_per_second:,.0f} rows/s"
        f" (wanted ≥ 2,000), resident memory +{found.grown_mb:.0f} MB (wanted < 150)"
    )


def _took(server: Server, path: str, state: str, rows: int, **sent: Any) -> tuple[str, float]:
    """The job that a request begins or commits, and in how many seconds it comes to a state."""
    began, headers = time.perf_counter(), {"Authorization": f"Bearer {server.token('agency')}"}
    job = httpx.post(f"{server.base_url}{path}", headers=headers, timeout=60, **sent).json()
    while job.get("state") in ("queued", "running"):
        if time.perf_counter() > began + LONGEST_S:
            raise RuntimeError(f"an import takes longer than {LONGEST_S} s: {job}")
        time.sleep(0.05)
        job = httpx.get(f"{server.base_url}/v1/jobs/{job['id']}", headers=headers, timeout=60).json()
    if job.get("state") != state or job["result"]["accepted"] != rows:
        raise RuntimeError(f"the import has failed: {job}")
    return job["id"], time.perf_counter() - began


def _file(scene: Scene, rows: int) -> bytes:
    """Visits of the scene's elders in turns, each the latest of its elder."""
    out, codes = io.StringIO(), [code_of(UUID(elder)) for elder in scene.elders]
    writer = csv.DictWriter(out, ["/record_no", "/elder_id", "/started_at", "/ended_at", *_ROW])
    writer.writeheader()
    for turn in range(rows):
        began = STARTED + timedelta(milliseconds=turn)
        when = {"/started_at": _local(began), "/ended_at": _local(began + LASTED)}
        writer.writerow({"/record_no": f"IM-{turn:06d}", "/elder_id": codes[turn % len(codes)], **when, **_ROW})
    return out.getvalue().encode()


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
