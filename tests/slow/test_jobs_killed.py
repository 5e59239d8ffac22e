"""Jobs whose server is killed or frozen in the middle come to the clean result, by another one."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import uuid4

import httpx
import orjson
import psycopg
import pytest

from carevisit import deploy
from conftest import World, free_port, serve
from jobs.following import ended
from serving import Program

pytestmark = pytest.mark.slow
BLOWS = 10
ENDING: LiteralString = """
SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE NOT l.granted AND l.relation = 'job_file'::regclass AND starts_with(a.query, 'INSERT')
"""


@pytest.fixture
def scene(template: World) -> Iterator[World]:
    """A world with visits and no server yet."""
    one = World(template.postgres, f"world_{uuid4().hex[:8]}", template.keys, template.keys_file, template.secrets)
    deploy.create_database(template.postgres.url(), one.database, template.database)
    yield one
    one.close()


def started(scene: World, port: int, issuer: int) -> Program:
    """A server that believes the tokens of another one's address; from now on it is asked."""
    scene.base_url = f"http://127.0.0.1:{port}"
    server = serve(scene, port, CAREVISIT_JOB_LEASE_S="1", CAREVISIT_BASE_URL=f"http://127.0.0.1:{issuer}")
    scene.as_("guide").base_url = scene.base_url
    return server


@contextmanager
def barred(scene: World) -> Iterator[Callable[[], None]]:
    """Let no worker end a job; answers what waits until one would."""

    def reached() -> None:
        until = time.monotonic() + 30
        while not scene.ask(ENDING):
            assert time.monotonic() < until, "no worker comes to the end of its job"
            time.sleep(0.02)

    with psycopg.connect(scene.owner_url) as owner:
        owner.execute("LOCK TABLE job_file IN SHARE ROW EXCLUSIVE MODE")
        yield reached


def asked(scene: World) -> httpx.Response:
    return scene.as_("guide").post("/v1/exports", json={"kind": "visits", "format": "ndjson"})


def rows_of(scene: World, job: dict[str, Any]) -> list[dict[str, Any]]:
    (file,) = job["result"]["files"]
    answer = scene.as_("guide").get(httpx.URL(file["href"]).path)
    rows = [orjson.loads(line) for line in answer.content.splitlines()]
    return [{name: value for name, value in row.items() if name != "exported_at"} for row in rows]


def peopled(scene: World) -> list[dict[str, Any]]:
    """Hand in visits; answers the clean export of them."""
    elder = scene.register("guide")
    for turn in range(20):
        scene.hand_in("agency", elder, 100 - turn, record_no=f"FX-{turn}")
    clean = rows_of(scene, ended(scene, "guide", asked(scene)))
    assert len(clean) == 20
    return clean


def claims(scene: World, job: str) -> int:
    (row,) = scene.ask("SELECT claims FROM job WHERE id = %s", job)
    return int(row["claims"])


def test_an_export_whose_server_is_killed_ten_times_before_its_end_is_the_clean_one(scene: World) -> None:
    port = free_port()
    server = started(scene, port, port)
    try:
        clean = peopled(scene)
        made = None
        for _ in range(BLOWS):
            with barred(scene) as reached:
                if made is None:
                    made = asked(scene)
                else:
                    server = started(scene, port, port)
                reached()
                server.kill()
                server.wait(10)
        server = started(scene, port, port)
        assert made is not None
        job = ended(scene, "guide", made, within_s=60)
        assert (job["state"], rows_of(scene, job)) == ("done", clean)
        assert claims(scene, job["id"]) == BLOWS + 1
    finally:
        server.kill()


def test_a_frozen_server_loses_its_job_and_writes_nothing_when_it_wakes(scene: World) -> None:
    port, other = free_port(), None
    frozen = started(scene, port, port)
    try:
        clean = peopled(scene)
        with barred(scene) as reached:
            made = asked(scene)
            reached()
            os.kill(frozen.pid, signal.SIGSTOP)
        other = started(scene, free_port(), port)
        job = ended(scene, "guide", made, within_s=60)
        assert claims(scene, job["id"]) == 2
        os.kill(frozen.pid, signal.SIGCONT)
        time.sleep(3)
        assert rows_of(scene, ended(scene, "guide", made)) == clean
        assert claims(scene, job["id"]) == 2
    finally:
        for server in filter(None, (frozen, other)):
            server.kill()
