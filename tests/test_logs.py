"""What an operator reads: one line for each thing that happened, an outage reported once, and nothing that anybody wrote."""

import io
import json
import logging
import os
import pty
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

from carevisit import deploy, logs
from conftest import PASSWORD, World
from served import Served, served
from serving import carevisit


@pytest.fixture(scope="module")
def service(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(world, tmp_path_factory.mktemp("log") / "server.log") as one:
        yield one


def written(form: logging.Formatter, say: Any) -> str:
    """What a logger with this formatter writes."""
    stream, log = io.StringIO(), logging.Logger("carevisit.test")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(form)
    log.addHandler(handler)
    say(log)
    return stream.getvalue()


# --- a line ---------------------------------------------------------------------------------------------------------------


def test_a_line_is_json_with_the_moment_the_level_the_event_and_its_fields() -> None:
    line = json.loads(
        written(logs.Json(), lambda log: logs.write(log, logging.WARNING, "refused", actor=uuid4(), no=None))
    )
    assert (line["level"], line["event"], line["logger"]) == ("warning", "refused", "carevisit.test")
    assert line["time"].endswith("Z")
    assert len(line["actor"]) == 36
    assert "no" not in line


def test_an_exception_is_told_by_its_type_and_where_it_arose_and_never_by_its_words() -> None:
    def say(log: logging.Logger) -> None:
        try:
            raise ValueError("欧阳翠萍")
        except ValueError:
            log.exception("task failed\nfuture: ValueError('欧阳翠萍')")  # asyncio shows the exception itself

    for form in (logs.Json(), logs.Plain()):
        text = written(form, say)
        assert "欧阳" not in text
        assert "ValueError" in text
        assert "test_logs.py:" in text
        assert text.count("\n") == 1


def test_a_line_within_a_request_bears_its_trace() -> None:
    token = logs.trace.set("ab" * 16)
    try:
        assert json.loads(written(logs.Json(), lambda log: log.warning("so")))["trace_id"] == "ab" * 16
    finally:
        logs.trace.reset(token)
    assert "trace_id" not in json.loads(written(logs.Json(), lambda log: log.warning("so")))


SAY = (
    "import logging; from carevisit import logs; logs.configure('info', '{}');"
    " logs.write(logging.getLogger('carevisit.x'), logging.INFO, 'it happened', turn=7)"
)


@pytest.mark.parametrize(
    ("form", "terminal", "as_json"),
    [("auto", True, False), ("auto", False, True), ("json", True, True), ("plain", False, False)],
)
def test_a_terminal_gets_plain_words_and_a_program_json_unless_told_otherwise(
    form: str, terminal: bool, as_json: bool
) -> None:
    reader, writer = pty.openpty() if terminal else os.pipe()
    subprocess.run([sys.executable, "-c", SAY.format(form)], stderr=writer, check=True, timeout=30)
    text = os.read(reader, 10_000).decode()
    os.close(reader)
    os.close(writer)
    assert text.startswith("{") is as_json
    assert ("it happened turn=7" in text) is not as_json


# --- a server's log -------------------------------------------------------------------------------------------------------


def test_every_line_of_a_server_is_json_uvicorns_too(service: Served) -> None:
    assert service.line(logger="uvicorn.error", event="Application startup complete.")
    assert all({"time", "level", "event", "logger"} <= set(line) for line in service.lines())


def test_a_request_is_a_line_with_its_route_status_duration_actor_and_trace(service: Served) -> None:
    world = service.world
    me, unknown = world.as_("guide").get("/v1/me").json(), uuid4()
    answer = world.as_("guide").get(f"/v1/elders/{unknown}")
    assert answer.status_code == 404
    assert world.as_("guide").get("/v1/teng-7788", params={"name": "teng-7788"}).status_code == 404
    line = service.line(event="request", trace_id=answer.headers["x-trace-id"])
    assert line["route"] == "/v1/elders/{elder_id}"
    assert (line["method"], line["status"], line["level"]) == ("GET", 404, "info")
    assert line["code"] == answer.json()["code"]
    assert line["actor"] == me["id"]
    assert 0 < line["duration_ms"] < 10_000
    assert str(unknown) not in service.text
    assert "7788" not in service.text
    assert service.line(route="other")["status"] == 404


def test_probes_are_not_logged_as_long_as_all_is_well(service: Served) -> None:
    assert httpx.get(f"{service.world.base_url}/livez").status_code == 200
    assert httpx.get(f"{service.world.base_url}/readyz").status_code == 200
    assert service.lines(event="request", route="/livez") == []
    assert service.lines(event="request", route="/readyz") == []


def test_signing_in_is_told_with_whose_account_it_is_but_never_with_a_login(service: Served) -> None:
    world = service.world
    world.token("next_liaison")
    me = str(world.actor("next_liaison").id)
    assert service.line(event="signed in", actor=me)["grant"] == "password"
    for login, secret in (("next_liaison", "wrong horse battery"), ("nobody-7788", PASSWORD)):
        form = {"grant_type": "password", "username": login, "password": secret}
        assert httpx.post(f"{world.base_url}/oauth/token", data=form).status_code == 400
    known = service.line(event="sign-in failed", actor=me)
    assert (known["level"], known["grant"]) == ("warning", "password")
    assert len(service.lines(event="sign-in failed")) == 2
    assert "next_liaison" not in service.text
    assert "7788" not in service.text


def test_who_asks_for_what_is_not_theirs_is_told(service: Served) -> None:
    me = service.world.as_("stats_app").get("/v1/me").json()["id"]
    assert service.world.as_("stats_app").get("/v1/elders").status_code == 403
    assert service.line(event="refused", actor=me)["code"] == "forbidden"


def test_a_caller_who_hangs_up_is_no_error_of_ours(service: Served) -> None:
    port = int(service.world.base_url.rpartition(":")[2])
    token = service.world.token("agency")
    with socket.create_connection(("127.0.0.1", port)) as wire:
        head = f"POST /v1/visits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        wire.sendall(f"{head}Content-Length: 500\r\n\r\n{{".encode())
    line = service.line(event="request", status=499)
    assert (line["level"], line["route"], line["code"]) == ("info", "/v1/visits", "client_hung_up")
    assert service.lines(level="error") == []


def test_the_end_of_a_job_is_told(world: World, tmp_path: Path) -> None:
    with served(world, tmp_path / "server.log") as one:
        pass
    assert {line["job"] for line in one.lines(event="job ended")} >= {"sequencer", "announcer", "adopter", "readings"}
    done = carevisit("verify", environment=world.environment(CAREVISIT_LOG_LEVEL="info"))
    assert done.returncode == 0
    line = json.loads(next(line for line in done.stderr.splitlines() if "job ended" in line))
    assert (line["job"], line["level"]) == ("verify", "info")
    assert line["duration_s"] >= 0


def test_a_server_of_one_process_leaves_nothing_in_the_temporary_folder(world: World, tmp_path: Path) -> None:
    there = tmp_path / "tmp"
    there.mkdir()
    with served(world, tmp_path / "server.log", TMPDIR=str(there)):
        pass
    assert list(there.iterdir()) == []


def test_an_outage_of_the_database_is_a_line_as_it_begins_and_a_line_as_it_ends(
    template: World, tmp_path: Path
) -> None:
    """Meanwhile everybody is answered 503, the work beside the requests fails too, and the driver tries to connect."""
    away = World(template.postgres, "away", template.keys, template.keys_file, template.secrets)
    deploy.create_database(template.postgres.url(), away.database, template.database)
    with (
        served(away, tmp_path / "server.log") as service,
        psycopg.connect(template.postgres.url(), autocommit=True) as owner,
    ):
        guide = service.world.as_("guide")
        assert guide.get("/v1/me").status_code == 200
        name = sql.Identifier(away.database)
        owner.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (away.database,))
        refused = [guide.get("/v1/me").status_code for _ in range(4)]
        assert set(refused) == {503}
        owner.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))
        ended = service.line(within_s=40, event="outage ended", what="database")
        assert service.line(event="outage began", what="database")["level"] == "error"
        assert ended["failures"] >= 4
        assert ended["duration_s"] > 0
        assert guide.get("/v1/me").status_code == 200
    assert len(service.lines(event="outage began")) == 1  # not one for each of those who work beside the requests
    assert [line for line in service.lines() if line["logger"].startswith("psycopg")] == []
    assert [line for line in service.lines(level="error") if line["event"] != "outage began"] == []


def test_what_flickers_is_one_outage() -> None:
    stream, log = io.StringIO(), logging.Logger("x")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    log.addHandler(handler)
    outage = logs.Outage(log, "storage", quiet_s=0.05)
    for _ in range(3):
        outage.met(OSError("/srv/secret"))
        outage.worked()
    time.sleep(0.06)
    outage.worked()
    began, ended = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (began["event"], began["what"], began["error"]) == ("outage began", "storage", "OSError")
    assert (ended["event"], ended["failures"]) == ("outage ended", 3)
    assert "secret" not in stream.getvalue()
    outage.worked()
    outage.met(OSError())
    assert stream.getvalue().count("outage began") == 2  # the next one is another
