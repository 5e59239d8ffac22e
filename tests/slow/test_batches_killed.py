"""Batches that overlap, sent and sent again while servers are killed and connections cut, leave what the clean sequence leaves."""

import contextlib
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from carevisit import deploy
from conftest import free_port, serve, visit
from ledger.scene import Scene, hand_in
from serving import Program

from .test_kill import NEED, durable, is_in_the_feed

__all__ = ["durable"]  # the fixture
pytestmark = pytest.mark.slow
SENDERS, ELDERS, SERVERS, BLOWS = 8, 16, 2, 10
GOOD, WHOLES, OF_A_WHOLE = 160, 8, 14
LONGEST_S = 120  # then somebody is stuck
Record = dict[str, Any]


@dataclass
class Batch:
    """What a sender wants to get rid of."""

    records: list[Record]
    atomic: bool = False


@dataclass
class Servers:
    """Two servers of one database. One dies at a time, and is put back."""

    scene: Scene
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(SERVERS)])
    programs: list[Program] = field(default_factory=list)

    def start(self, port: int) -> Program:
        self.scene.base_url = f"http://127.0.0.1:{port}"
        issuer = f"http://127.0.0.1:{self.ports[0]}"  # of the tokens: one for both
        return serve(self.scene, port, CAREVISIT_BASE_URL=issuer, CAREVISIT_BATCHES_PER_CLIENT=str(SENDERS))

    def begin(self) -> None:
        self.programs = [self.start(port) for port in self.ports]

    def kill(self, which: int) -> None:
        self.programs[which].kill()
        self.programs[which].wait(10)
        self.programs[which] = self.start(self.ports[which])

    def end(self) -> None:
        for program in self.programs:
            program.kill()
            program.wait(10)


class Sender(threading.Thread):
    """Sends its batches over and over until the blows are over, and then each once more until it has its answer."""

    def __init__(self, number: int, servers: Servers, token: str, batches: list[Batch], blows: threading.Event) -> None:
        super().__init__(daemon=True)
        self._dice, self._ports, self._batches, self._blows = random.Random(number), servers.ports, batches, blows
        self._headers = {"Authorization": f"Bearer {token}"}
        self.answered: list[tuple[str, str]] = []  # record_no and id, of every 201
        self.statuses: Counter[Any] = Counter()
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            with httpx.Client(headers=self._headers, timeout=40) as client:
                while not self._blows.is_set():
                    self._deliver(client, self._dice.choice(self._batches))
                for batch in self._batches:
                    self._deliver(client, batch)
        except BaseException as error:  # for the test to raise
            self.error = error

    def _deliver(self, client: httpx.Client, batch: Batch) -> None:
        """Send a batch, in another order each time, until nothing of it is left to be sent again."""
        records = batch.records
        while records:
            records = self._dice.sample(records, len(records))
            if (items := self._answer(client, records, atomic=batch.atomic)) is None:
                time.sleep(0.05)
                continue
            assert [item["record_no"] for item in items] == [record.get("record_no") for record in records]
            for item in items:
                assert item["status"] != 500, item
                if item["status"] == 201:
                    self.answered.append((item["record_no"], item["id"]))
            again = [record for record, item in zip(records, items, strict=True) if item["retryable"]]
            records = again if len(again) < len(records) or not batch.atomic else records

    def _answer(self, client: httpx.Client, records: list[Record], *, atomic: bool) -> list[dict[str, Any]] | None:
        url = f"http://127.0.0.1:{self._dice.choice(self._ports)}/v1/visits/batch"
        try:
            answer = client.post(url, json=records, params={"mode": "atomic" if atomic else "best_effort"})
        except httpx.TransportError:
            self.statuses["no answer"] += 1
            return None
        self.statuses[answer.status_code] += 1
        if answer.status_code in (200, 207):
            items: list[dict[str, Any]] = answer.json()["items"]
            return items
        assert "Retry-After" in answer.headers, answer.text
        return None


def record(elder: str, turn: int) -> Record:
    """Each of another hour, so that the order of their arrival does not matter to what is known in the end."""
    return visit(elder, 1 + turn, record_no=f"Q-{turn}", needs=[NEED] if turn % 4 == 0 else [])


def broken(elder: str, dice: random.Random) -> Record:
    good = visit(elder, 1, record_no=f"X-{uuid4()}")
    return dice.choice(
        [
            good | {"elder_id": str(uuid4())},
            good | {"mode": "by_balloon"},
            good | visit(elder, -9),
            good | {"visitor": None},
        ]
    )


def batches_of(number: int, elders: list[str], good: list[Record], wholes: list[list[Record]]) -> list[Batch]:
    """Some of the good records that the others send too, some of them twice, with broken ones; and two atomic batches, each of
    which another sender sends as well, with one that is broken."""
    dice = random.Random(100 + number)
    mine = [one for turn, one in enumerate(good) if turn % SENDERS == number]
    found = []
    for half in (mine[::2], mine[1::2]):
        some = half + dice.sample(good, 24)
        some += dice.sample(some, 6) + [broken(dice.choice(elders), dice) for _ in range(5)]
        found.append(Batch(some))
    for whole in (wholes[number], wholes[(number + 1) % WHOLES]):
        found.append(Batch([*whole, broken(dice.choice(elders), dice)], atomic=True))
    return found


def half_kept(scene: Scene, wholes: list[list[Record]]) -> list[tuple[int, int]]:
    """The atomic batches of which some records are there and others are not. One statement, so one moment."""
    said = {row["number"][2:] for row in scene.ask("SELECT number FROM said")}
    counts = [sum(one["record_no"] in said for one in whole) for whole in wholes]
    return [(turn, count) for turn, count in enumerate(counts) if count not in (0, OF_A_WHOLE)]


def cut(scene: Scene, dice: random.Random) -> int:
    """End some of the servers' connections in the midst of what they do."""
    busy = scene.ask(
        "SELECT pid FROM pg_stat_activity WHERE usename = 'carevisit_app' AND datname = current_database()"
        " AND state <> 'idle'"
    )
    for row in dice.sample(busy, min(len(busy), 2)):
        scene.ask("SELECT pg_terminate_backend(%s)", row["pid"])
    return len(busy)


def known(scene: Scene) -> dict[str, list[Any]]:
    """What is known in the end, but for ids and for the order in which it came."""
    visits = (
        "SELECT v.elder_id, e.record_no, v.state, v.mode, v.outcome, v.started_at, v.ended_at, v.day"
        " FROM visit v JOIN entry e ON e.id = v.id ORDER BY 1, 2"
    )
    needs = (
        "SELECT n.elder_id, e.record_no, n.kind, n.state, n.raised_at, n.origin"
        " FROM need n JOIN entry e ON e.id = n.visit_id ORDER BY 1, 2"
    )
    heads = (
        "SELECT subject, version, flags, last_in_home_on, last_contact_on, running_no, open_needs, open_risks FROM head"
        " WHERE noun = 'elder' ORDER BY subject"
    )
    numbers = "SELECT elder_id, array_agg(running_no ORDER BY running_no) AS running FROM visit GROUP BY 1 ORDER BY 1"
    return {"visits": scene.ask(visits), "needs": scene.ask(needs), "heads": scene.ask(heads), "n": scene.ask(numbers)}


def clean(scene: Scene, records: list[Record]) -> None:
    """One after the other, each once."""

    async def work(ledger: Any) -> None:
        agency = scene.actor("agency")
        for one in records:
            changes = {name: value for name, value in one.items() if name != "elder_id"}
            await hand_in(ledger, agency, UUID(one["elder_id"]), **changes)

    scene.run(work)


def test_overlapping_batches_under_blows_leave_what_the_clean_sequence_leaves(durable: Scene) -> None:
    """Eight senders, two servers; seven times connections are cut, three times a server is killed (-9)."""
    dice, servers, over = random.Random(5), Servers(durable), threading.Event()
    elders = [str(durable.registered()) for _ in range(ELDERS)]
    durable.let_go()
    deploy.create_database(durable.postgres.url(), "clean_world", durable.database)
    try:
        servers.begin()
        token = durable.token("agency")
        good = [record(elders[turn % ELDERS], turn) for turn in range(GOOD)]
        more = [record(dice.choice(elders), GOOD + turn) for turn in range(WHOLES * OF_A_WHOLE)]
        wholes = [more[start : start + OF_A_WHOLE] for start in range(0, len(more), OF_A_WHOLE)]
        senders = [
            Sender(number, servers, token, batches_of(number, elders, good, wholes), over) for number in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        until, cuts = time.monotonic() + LONGEST_S, 0
        for blow in range(BLOWS):
            time.sleep(dice.uniform(0.3, 1.2))
            if blow % 3 == 2:
                servers.kill(blow // 3 % SERVERS)
            else:
                cuts += bool(cut(durable, dice))
            _all_is_well(durable, wholes, senders)
        over.set()
        while any(sender.is_alive() for sender in senders):
            assert time.monotonic() < until, "somebody is stuck"
            _all_is_well(durable, wholes, senders)
            time.sleep(0.2)
        _all_is_well(durable, wholes, senders)
        statuses = sum((sender.statuses for sender in senders), Counter[Any]())
        print(f"{dict(statuses)}, {cuts} cuts in the midst of work")  # noqa: T201
        assert statuses["no answer"] >= 4
        assert cuts >= 4

        _nothing_lost_and_nothing_twice(durable, [*good, *more], senders)
        [row] = durable.ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert row["deadlocks"] == 0
        twin = Scene(durable.postgres, "clean_world", durable.keys, durable.keys_file, durable.secrets)
        with contextlib.closing(twin):
            clean(twin, [*good, *more])
            assert known(durable) == known(twin)
        is_in_the_feed(durable)
    finally:
        servers.end()


def _all_is_well(scene: Scene, wholes: list[list[Record]], senders: list[Sender]) -> None:
    for sender in senders:
        if sender.error:
            raise sender.error
    assert half_kept(scene, wholes) == []


def _nothing_lost_and_nothing_twice(scene: Scene, records: list[Record], senders: list[Sender]) -> None:
    rows = scene.ask("SELECT id, record_no, subject FROM entry WHERE kind = 'visit.recorded'")
    there = {row["record_no"]: str(row["id"]) for row in rows}
    assert sorted(row["record_no"] for row in rows) == sorted(one["record_no"] for one in records)
    for sender in senders:
        for number, id in sender.answered:
            assert there[number] == id, f"{number} was answered with {id}"
