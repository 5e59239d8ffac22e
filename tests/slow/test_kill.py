"""Acknowledged means kept: whatever is killed, at whatever point; and what was not acknowledged is wholly there or wholly not."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from carevisit import accounts, clock, deploy, embedded, places
from carevisit.access import Role
from carevisit.database import Sight
from carevisit.ledger import Ledger, number_pending
from conftest import PASSWORD, SCHEMA, VILLAGE, World, free_port, serve, visit
from ledger.scene import Scene
from serving import Program

pytestmark = pytest.mark.slow
CALLERS, ELDERS = 8, 12
NEED = {"kind": "home_adaptation", "note": "卫生间需要扶手"}
RISK = {"kind": "unsafe_electricity", "severity": "major", "note": "电线老化"}


@pytest.fixture
def durable(template: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A database on a server of its own that keeps what it has committed, whatever becomes of it."""
    home = tmp_path_factory.mktemp("durable")
    server = embedded.start(home, durable=True)
    scene = Scene(server, "durable_world", template.keys, template.keys_file, {})
    try:
        deploy.create_database(server.url(), scene.database)
        deploy.migrate(scene.owner_url, scene.url, scene.keeper_url, SCHEMA)

        async def people(book: Ledger) -> None:
            async with book.database.transaction(Sight.KEEPER) as keeper:
                await places.import_places(keeper, places.packaged("350303"))
                await accounts.add_account(keeper, Role.GUIDE, VILLAGE[:9], "guide", "guide", PASSWORD)
                scene.secrets["guide"] = ("guide", PASSWORD)
                scene.secrets["agency"] = await accounts.add_client(
                    keeper,
                    template.keys,
                    Role.AGENCY,
                    "agency",
                    [VILLAGE],
                    from_on=clock.today().replace(year=clock.today().year - 2),
                )

        scene.run(people)
        scene.home = home  # type: ignore[attr-defined]
        yield scene
    finally:
        scene.close()
        scene.postgres.stop()
        embedded.remove(home)


class Load:
    """Callers who hand in visits as fast as they can until nobody answers, and remember the answers."""

    def __init__(self, scene: Scene, elders: list[str], round: int) -> None:
        self.scene, self.elders, self.round = scene, elders, round
        self.sent: dict[str, dict[str, Any]] = {}
        self.acknowledged: dict[str, str] = {}
        self.refused: list[int] = []
        headers = {"Authorization": f"Bearer {scene.token('agency')}"}
        clients = [
            httpx.Client(base_url=scene.base_url, headers=headers, timeout=10, verify=False) for _ in range(CALLERS)
        ]
        self._threads = [threading.Thread(target=self._calls, args=(n, client)) for n, client in enumerate(clients)]
        self._stop = False

    def _calls(self, caller: int, client: httpx.Client) -> None:
        dice = random.Random(self.round * 100 + caller)
        with client:
            for turn in range(100_000):
                if self._stop:
                    return
                number = f"K-{self.round}-{caller}-{turn}"
                found = {"needs": [NEED], "risks": [RISK]} if dice.random() < 0.5 else {}
                body = visit(dice.choice(self.elders), dice.uniform(1, 300), record_no=number, note="精神尚好", **found)
                self.sent[number] = body
                try:
                    answer = client.post("/v1/visits", json=body)
                except httpx.TransportError:
                    return
                if answer.status_code == 201:
                    self.acknowledged[number] = answer.json()["id"]
                else:
                    self.refused.append(answer.status_code)

    def start(self) -> None:
        """… and wait until they are in the midst of it."""
        for thread in self._threads:
            thread.start()
        deadline = time.monotonic() + 30
        while len(self.acknowledged) < 3 * CALLERS:
            assert time.monotonic() < deadline, self.refused
            time.sleep(0.01)

    def end(self) -> None:
        self._stop = True
        for thread in self._threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in self._threads)


def family(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                    found.append(int(folder.name))
    return found


def kill_postgres(scene: Scene) -> None:
    """kill -9 of the postmaster and of every backend, then a new start on the same data."""
    for pid in family(scene.postgres.process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    scene.postgres.process.wait(10)
    deadline = time.monotonic() + 30
    while True:  # the kernel may still be taking the last backend away
        try:
            scene.postgres = embedded.start(scene.home, durable=True)  # type: ignore[attr-defined]
            return
        except embedded.NoPostgres:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def is_whole(scene: Scene, *loads: Load) -> None:
    """Every acknowledged visit is there once; every other one wholly, or not at all."""
    sent = {number for load in loads for number in load.sent}
    acknowledged = {number: id for load in loads for number, id in load.acknowledged.items()}
    said = {
        r["number"][2:]: (r["subject"], r["version"]) for r in scene.ask("SELECT number, subject, version FROM said")
    }
    entries = scene.ask(
        "SELECT subject, version, id, record_no, open::text AS open FROM entry WHERE kind = 'visit.recorded'"
    )
    by_number: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        by_number.setdefault(entry["record_no"], []).append(entry)
    shown = {row["id"] for row in scene.ask("SELECT id FROM visit")}
    for number, id in acknowledged.items():
        assert [str(e["id"]) for e in by_number.get(number, [])] == [id], f"{number} was acknowledged"
    for number in sent:
        written = by_number.get(number, [])
        assert len(written) <= 1, f"{number} is there twice"
        assert (number in said) == bool(written), number
        if written:
            entry = written[0]
            assert said[number] == (entry["subject"], entry["version"])
            assert entry["id"] in shown
    assert len(shown) == len(entries)
    caused = scene.ask(
        "SELECT e.cause FROM entry e WHERE e.cause IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM entry c WHERE c.subject = e.subject AND c.id = e.cause)"
    )
    assert caused == []
    assert scene.findings() == []  # numbering, hashes over what is sealed, heads and every view


def is_in_the_feed(scene: Scene) -> None:
    while scene.run(lambda ledger: number_pending(ledger.database)):
        pass
    assert scene.ask("SELECT count(*) AS n FROM feed") == scene.ask("SELECT count(*) AS n FROM entry")
    assert scene.findings() == []


def up(scene: Scene) -> Program:
    port = free_port()
    scene.base_url = f"http://127.0.0.1:{port}"
    scene.close()
    scene._clients.clear()
    return serve(scene, port)


def test_acknowledged_means_kept_whatever_is_killed(durable: Scene) -> None:
    """Ten times in mid-load: kill -9 of the API, and twice of the whole of PostgreSQL."""
    dice, loads, unanswered_in_all = random.Random(11), [], 0
    api = up(durable)
    try:
        elders = [durable.register("guide") for _ in range(ELDERS)]
        for round in range(10):
            load = Load(durable, elders, round)
            loads.append(load)
            load.start()
            time.sleep(dice.uniform(0.01, 0.5))
            if round in (4, 8):
                kill_postgres(durable)
            api.kill()
            api.wait(10)
            load.end()
            unanswered_in_all += len(load.sent) - len(load.acknowledged)
            _nobody_writes(durable)
            is_whole(durable, load)
            api = up(durable)
            if round % 3 == 0:  # callers without an answer send again, as documented
                unanswered = [n for n in load.sent if n not in load.acknowledged]
                for number in unanswered:
                    answer = durable.as_("agency").post("/v1/visits", json=load.sent[number])
                    assert answer.status_code == 201, answer.text
                    load.acknowledged[number] = answer.json()["id"]
        is_whole(durable, *loads)
        is_in_the_feed(durable)
    finally:
        api.kill()
        api.wait(10)
    assert sum(len(load.acknowledged) for load in loads) > 200
    assert unanswered_in_all > 10


def _nobody_writes(scene: Scene) -> None:
    """Until the backends of a killed process have noticed."""
    for _ in range(200):
        with psycopg.connect(scene.owner_url) as superuser:
            row = superuser.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'carevisit_app'").fetchone()
        if row == (0,):
            return
        time.sleep(0.05)
    raise AssertionError("somebody still writes")
