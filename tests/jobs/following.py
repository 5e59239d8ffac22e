"""Jobs as their makers follow them."""

import time
from typing import Any

import httpx

from conftest import World

Job = dict[str, Any]


def ended(world: World, who: str, made: httpx.Response, within_s: float = 30) -> Job:
    """The job that a request has made, as soon as it has ended."""
    assert made.status_code == 202, made.text
    until = time.monotonic() + within_s
    while True:
        answer = world.as_(who).get(made.headers["Location"])
        assert answer.status_code == 200, answer.text
        job: Job = answer.json()
        if job["state"] not in ("queued", "running"):
            return job
        assert time.monotonic() < until, job
        time.sleep(0.05)


def exported(world: World, who: str, kind: str, form: str, **filters: Any) -> httpx.Response:
    """The file of an export."""
    job = ended(world, who, world.as_(who).post("/v1/exports", json={"kind": kind, "format": form, "filters": filters}))
    assert job["state"] == "done", job
    (file,) = job["result"]["files"]
    answer = world.as_(who).get(file["href"])
    assert answer.status_code == 200, answer.text
    assert len(answer.content) == file["bytes"]
    return answer
