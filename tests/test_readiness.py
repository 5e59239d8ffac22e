"""Whether a process can serve: it says so within two seconds, names the part that is wrong, and stays where a part can wait."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg
import pytest

from carevisit import deploy, embedded, health
from carevisit.attachments import Blobs
from carevisit.errors import NotReady, Unavailable
from carevisit.health import Readiness, Ready
from carevisit.ledger import Ledger, recognise
from carevisit.settings import Settings
from conftest import SCHEMA, World, free_port, serve
from ledger.scene import Scene, register

WELL = dict.fromkeys(("database", "migration", "key", "writable", "storage", "sequencer"), "ok")
Answer = tuple[str, dict[str, str]]


@pytest.fixture
def scene(template: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(health, "WRITE_EVERY_S", 0.0)
    monkeypatch.setattr(health, "STORAGE_EVERY_S", 0.0)
    one = Scene.of(template)
    one.run(lambda book: recognise(book.database, book.sealing))
    yield one
    one.drop()


def readiness(scene: Scene, book: Ledger) -> Readiness:
    settings = Settings(keys_file=scene.keys_file, attachments_dir=scene.files)
    return Readiness(book.database, book.sealing, Blobs.of(settings), deploy.newest_migration())


async def asked(one: Readiness) -> Answer:
    try:
        told = await one.ready()
    except NotReady as wrong:
        return "not ready", dict(wrong.more()["parts"])
    assert isinstance(told, Ready)
    return told.status, {part.value: state for part, state in told.parts.items()}


def answer(scene: Scene) -> Answer:
    async def work(book: Ledger) -> Answer:
        one = readiness(scene, book)
        try:
            return await asked(one)
        finally:
            await one.stop()

    return scene.run(work)


def spoiled(scene: Scene, statement: LiteralString, *params: Any) -> None:
    scene.let_go()  # what is said of a database holds for the connections that come
    with psycopg.connect(scene.owner_url, autocommit=True) as owner:
        owner.execute(statement, params)


def test_a_process_that_can_serve_says_so_part_by_part(world: World) -> None:
    told = httpx.get(f"{world.base_url}/readyz").json()
    assert told == {
        "status": "ok", "parts": WELL, "pending": 0, "position": told["position"], "migration": deploy.newest_migration(),
    }  # fmt: skip


def test_another_migration_than_the_programs_is_not_ready(scene: Scene) -> None:
    assert answer(scene) == ("ok", WELL)
    spoiled(scene, "UPDATE alembic_version SET version_num = 'tomorrow'")
    state, parts = answer(scene)
    assert state == "not ready"
    assert (parts["migration"], parts["database"], parts["key"]) == ("failed", "ok", "unknown")


def test_a_database_that_was_written_with_other_keys_is_not_ready(scene: Scene) -> None:
    spoiled(scene, "UPDATE key_check SET value = '\\x00' WHERE purpose = 'search'")
    assert answer(scene) == ("not ready", WELL | {"key": "failed"})


def test_a_read_only_database_is_not_ready(scene: Scene) -> None:
    spoiled(scene, f'ALTER DATABASE "{scene.database}" SET default_transaction_read_only = on')
    assert answer(scene) == ("not ready", WELL | {"writable": "failed"})


@pytest.mark.parametrize("state", ["53100", "25006"])  # no room on the disk; a standby
def test_a_write_that_was_refused_is_remembered_until_one_succeeds(
    scene: Scene, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "WRITE_EVERY_S", 0.5)
    spoiled(
        scene,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = TG_ARGV[0]; END $$",
    )
    spoiled(scene, f"CREATE TRIGGER refuse BEFORE INSERT ON entry EXECUTE FUNCTION refuse('{state}')")
    actor = scene.actor("guide")

    async def work(book: Ledger) -> list[str]:
        one = readiness(scene, book)
        states = [(await asked(one))[1]["writable"]]
        with pytest.raises(Unavailable):
            await register(book, actor)
        states.append((await asked(one))[1]["writable"])
        await asyncio.sleep(0.6)
        states += [(await asked(one))[1]["writable"]]
        await one.stop()
        return states

    assert scene.run(work) == ["ok", "failed", "ok"]


def test_a_storage_that_does_not_answer_takes_no_replica_out(scene: Scene) -> None:
    async def work(book: Ledger) -> list[Answer]:
        one = readiness(scene, book)
        before = await asked(one)
        scene.files.rmdir()
        after = await asked(one)
        await one.stop()
        return [before, after]

    assert scene.run(work) == [("ok", WELL), ("degraded", WELL | {"storage": "failed"})]


def test_a_bucket_that_hangs_takes_no_replica_out_and_keeps_nobody_waiting(scene: Scene) -> None:
    class Hanging(Blobs):
        async def answers(self) -> bool:
            await asyncio.sleep(60)
            return True

    async def work(book: Ledger) -> tuple[Answer, float]:
        settings = Settings(keys_file=scene.keys_file, attachments_dir=scene.files)
        one = Readiness(book.database, book.sealing, Hanging(Blobs.of(settings)._store), deploy.newest_migration())
        began = time.monotonic()
        told = await asked(one)
        await one.stop()
        return told, time.monotonic() - began

    told, took = scene.run(work)
    assert told == ("degraded", WELL | {"storage": "failed"})
    assert took < 2


def test_entries_that_wait_for_their_place_take_no_replica_out(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.registered()  # nobody numbers it here
    assert answer(scene) == ("ok", WELL)
    monkeypatch.setattr(health, "LATE_S", 0.0)
    assert answer(scene) == ("degraded", WELL | {"sequencer": "failed"})


@contextmanager
def frozen(server: embedded.Embedded) -> Iterator[None]:
    """PostgreSQL with all its processes stopped: it takes connections, and answers nobody."""
    parent = server.process.pid
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and _parent(path) == parent]
    for pid in (parent, *pids):
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in (*pids, parent):
            os.kill(pid, signal.SIGCONT)


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@pytest.fixture
def alone(template: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service on a PostgreSQL of its own, to be frozen and stopped."""
    home = tmp_path_factory.mktemp("alone")
    server = embedded.start(home, durable=False)
    one = World(server, "alone", template.keys, template.keys_file, {})
    process = None
    try:
        deploy.create_database(server.url(), one.database)
        deploy.migrate(one.owner_url, one.url, one.keeper_url, SCHEMA)
        port = free_port()
        one.base_url = f"http://127.0.0.1:{port}"
        process = serve(one, port)
        yield one
    finally:
        if process:
            process.terminate()
            process.wait(30)
        server.stop()
        embedded.remove(home)


def test_while_the_database_is_frozen_the_answer_comes_within_two_seconds(alone: World) -> None:
    with httpx.Client(base_url=alone.base_url, timeout=10, headers={"Accept-Language": "en"}) as client:
        with frozen(alone.postgres):
            for _ in range(4):
                began = time.monotonic()
                answer = client.get("/readyz")
                assert time.monotonic() - began < 2
                told = answer.json()
                assert (answer.status_code, told["code"]) == (503, "not_ready")
                assert answer.headers["content-type"] == "application/problem+json"
                assert told["detail"] == "The database does not answer."
                assert told["parts"] == dict.fromkeys(WELL, "unknown") | {"database": "failed"}
                began = time.monotonic()
                assert client.get("/livez").json() == {"status": "ok"}
                assert time.monotonic() - began < 0.5
        for _ in range(100):
            if client.get("/readyz").status_code == 200:
                break
            time.sleep(0.1)
        assert client.get("/readyz").json()["status"] == "ok"
