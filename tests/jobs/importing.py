"""Files of rows as their senders make them, and imports as their makers follow them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from carevisit import clock
from carevisit.clock import SHANGHAI
from carevisit.templates import code_of
from conftest import World
from jobs.following import Job, ended

Row = Mapping[str, Any]


def row(elder: str, record_no: str, hours_ago: float = 1, **changes: Any) -> dict[str, Any]:
    """A row of a visit by telephone, by the pointers into its record."""
    began = clock.now().astimezone(SHANGHAI).replace(second=0) - timedelta(hours=hours_ago)
    cells = {
        "/elder_id": code_of(UUID(elder)), "/record_no": record_no, "/started_at": f"{began:%Y-%m-%d %H:%M}",
        "/ended_at": f"{began + timedelta(minutes=20):%Y-%m-%d %H:%M}", "/mode": "电话探访", "/outcome": "met",
        "/visitor/name": "陈网格", "/visitor/category": "grid_worker", "/note": "不可外泄",
    }  # fmt: skip
    return cells | {f"/{name}": value for name, value in changes.items()}


def as_csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for one in rows for name in one)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def sent(world: World, who: str, rows: Sequence[Row] | bytes, kind: str = "visits") -> httpx.Response:
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    return world.as_(who).post("/v1/imports", data={"kind": kind}, files={"file": ("rows.csv", content, "text/csv")})


def tried(world: World, who: str, rows: Sequence[Row] | bytes, kind: str = "visits") -> Job:
    """The job of a file, once its rows are tried."""
    return ended(world, who, sent(world, who, rows, kind))


def committed(world: World, who: str, job: Job, mode: str = "valid_rows") -> Job:
    """A job once what its maker commits is done."""
    return ended(world, who, world.as_(who).post(f"/v1/jobs/{job['id']}/commit", json={"mode": mode}))


def report(world: World, who: str, job: Job) -> list[dict[str, Any]]:
    answer = world.as_(who).get(f"/v1/jobs/{job['id']}/report", params={"limit": 500})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
