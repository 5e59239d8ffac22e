"""A living district moves to a second server, by the commands of docs/operations.md, while people write and a platform reads."""

import os
import random
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from carevisit import accounts, clock, deploy, embedded, places
from carevisit.access import Role
from carevisit.database import KEEPER_LOGIN, REQUESTS, Sight
from carevisit.ledger import Ledger
from carevisit.settings import ROOT, in_schema
from conftest import PASSWORD, VILLAGE, World, free_port, serve, visit
from serving import carevisit

pytestmark = pytest.mark.slow
DISTRICT, OWNER, OWNERS_PASSWORD = "d350303", "carevisit_owner", "owner"
WRITERS, ELDERS = 3, 12
STEPS = re.findall(
    r"^```sh moving\n(.*?)^```$", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.S | re.M
)
OF_EACH_SERVER = {"write_probe", "last_sign_in", "refresh_token", "sign_in_delay"}
PATIENCE_S = 90


class District(World):
    """The district's schema on one server; its tables belong to an owner who is no superuser."""

    @property
    def url(self) -> str:
        return in_schema(self.postgres.url(self.database, REQUESTS, "app"), DISTRICT)

    @property
    def keeper_url(self) -> str:
        return in_schema(self.postgres.url(self.database, KEEPER_LOGIN, "keeper"), DISTRICT)

    @property
    def owner_url(self) -> str:
        return in_schema(self.postgres.url(self.database, OWNER, OWNERS_PASSWORD), DISTRICT)

    def environment(self, **more: str) -> dict[str, str]:
        return super().environment(CAREVISIT_SCHEMA=DISTRICT, **more)

    def made(self) -> None:
        """The database and its owner, as an administrator makes them."""
        with psycopg.connect(self.postgres.url(), autocommit=True) as superuser:
            superuser.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{OWNERS_PASSWORD}'".encode())
            superuser.execute(f"CREATE DATABASE {self.database} OWNER {OWNER}".encode())

    def ask(self, sql: LiteralString, *params: Any) -> list[dict[str, Any]]:
        """What a superuser finds, to whom no wall applies: here the owner is none. No connection stays open."""
        with psycopg.connect(in_schema(self.postgres.url(self.database), DISTRICT), row_factory=dict_row) as superuser:
            return superuser.execute(sql, params).fetchall()

    def look(self, question: str) -> list[tuple[Any, ...]]:
        """The same in a few words, as tuples."""
        with psycopg.connect(in_schema(self.postgres.url(self.database), DISTRICT)) as superuser:
            return superuser.execute(question.encode()).fetchall()

    def tables(self) -> dict[str, tuple[Any, ...]]:
        """How many rows each table has, and a digest of them all."""
        names = self.look(f"SELECT tablename::text FROM pg_tables WHERE schemaname = '{DISTRICT}' ORDER BY 1")
        return {
            name: self.look(f"SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {name} t")[0]
            for (name,) in names
        }


@pytest.fixture
def servers(template: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[District, District]]:
    """A district on one server, and another server with an empty database."""
    homes = [tmp_path_factory.mktemp(name) for name in ("source", "target")]
    started = [embedded.start(home, durable=False) for home in homes]
    try:
        with psycopg.connect(started[0].url(), autocommit=True) as superuser:
            superuser.execute("ALTER SYSTEM SET wal_level = 'logical'")
        started[0].stop()
        started[0] = embedded.start(homes[0], durable=False)
        source, target = (District(server, "care", template.keys, template.keys_file, {}) for server in started)
        source.made()
        target.made()
        deploy.migrate(source.owner_url, source.url, source.keeper_url, DISTRICT)
        yield source, target
    finally:
        for server, home in zip(started, homes, strict=True):
            server.stop()
            embedded.remove(home)


def people(district: District) -> None:
    """The tree of places, a guide, an agency that visits and a platform that follows."""

    async def work(book: Ledger) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            await places.import_places(keeper, places.packaged("350303"))
            await accounts.add_account(keeper, Role.GUIDE, VILLAGE[:9], "guide", "guide", PASSWORD)
            district.secrets["guide"] = ("guide", PASSWORD)
            for who, role, at in (("agency", Role.AGENCY, VILLAGE), ("platform", Role.PLATFORM, "350303")):
                since = clock.today().replace(day=1, month=1, year=clock.today().year - 2)
                district.secrets[who] = await accounts.add_client(
                    keeper, district.keys, role, who, [at], from_on=since if role is Role.AGENCY else None
                )

    district.run(work)
    district.let_go()


class Proxy:
    """Where callers are sent: to the source, and after the change-over to the target."""

    def __init__(self, world: World, to: str) -> None:
        self.to = to
        self.tokens = {who: world.token(who) for who in ("agency", "platform")}
        self.over = threading.Event()
        self.problems: list[object] = []
        self._threads: list[threading.Thread] = []

    def client(self, who: str) -> httpx.Client:
        return httpx.Client(headers={"Authorization": f"Bearer {self.tokens[who]}"}, timeout=PATIENCE_S)

    def begin(self, calls: Callable[..., None], *more: object) -> None:
        def carefully() -> None:
            try:
                calls(*more)
            except Exception as error:  # of a thread nobody waits for: reported at the end
                self.problems.append(error)

        self._threads.append(threading.Thread(target=carefully))
        self._threads[-1].start()

    def end(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)
        assert not any(thread.is_alive() for thread in self._threads)


class Load:
    """Callers who hand in visits one after another. Who is refused sends the same again until it is taken."""

    def __init__(self, proxy: Proxy, elders: list[str]) -> None:
        self.proxy, self.elders = proxy, elders
        self.taken: dict[
            str, tuple[dict[str, Any], dict[str, Any], str]
        ] = {}  # by key: what was sent, the receipt, by whom
        self.refused: dict[str, list[float]] = {}  # by key: when it was answered 503, and at last taken

    def calls(self, caller: int) -> None:
        dice = random.Random(caller)
        with self.proxy.client("agency") as client:
            while not self.proxy.over.is_set():
                key = str(uuid4())
                found = {"risks": [{"kind": "unsafe_electricity", "severity": "major"}]} if dice.random() < 0.2 else {}
                body = visit(dice.choice(self.elders), dice.uniform(1, 300), note="精神尚好", **found)
                self.hand_in(client, key, body)
                time.sleep(0.05)

    def hand_in(self, client: httpx.Client, key: str, body: dict[str, Any]) -> None:
        while not self.proxy.problems:
            to = self.proxy.to
            answer = client.post(f"{to}/v1/visits", json=body, headers={"Idempotency-Key": key})
            if key in self.refused:
                self.refused[key].append(time.monotonic())
            if answer.status_code == 201:
                self.taken[key] = (body, answer.json(), to)
                return
            problem = answer.json()
            if (answer.status_code, problem["code"]) != (503, "district_closed") or not answer.headers["Retry-After"]:
                self.proxy.problems.append((answer.status_code, problem))
                return
            self.refused.setdefault(key, [time.monotonic()])
            time.sleep(0.2)  # sooner than Retry-After says, to see how long it is closed


class Follower:
    """A platform that reads the feed on and on."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy, self.cursor = proxy, ""
        self.heard: list[tuple[str, int]] = []

    def calls(self) -> None:
        with self.proxy.client("platform") as client:
            while True:
                last = self.proxy.over.is_set()
                if not self.page(client) and last:
                    return
                time.sleep(0.1)

    def page(self, client: httpx.Client) -> bool:
        """Read a page. Answers whether there was anything on it."""
        answer = client.get(f"{self.proxy.to}/v1/feed", params={"after": self.cursor} if self.cursor else {})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        self.cursor = page["next_cursor"]
        self.heard += [(event["id"], event["type"]) for event in page["items"]]
        return bool(page["items"])


class Mover:
    """The operator: a shell with the page about it. `old` and `new` are carevisit, started without its imports."""

    ASKS = """
    ask() { echo "$*" >asked; read -r status <answered; return "$status"; }
    old() { ask old "$@"; }
    new() { ask new "$@"; }
    """

    def __init__(self, source: District, target: District, folder: Path) -> None:
        self.folder, self.sides = folder, {"old": source, "new": target}
        self.environment = os.environ | {
            "PATH": os.pathsep.join((str(source.postgres.bin), os.environ["PATH"])),
            "SOURCE": source.postgres.url(source.database), "TARGET": target.postgres.url(target.database),
            "REACH": f"host={source.postgres.sockets} dbname={source.database}",
            "DISTRICT": DISTRICT, "MOVER_PASSWORD": "mover",
        }  # fmt: skip
        self.words, *self.steps = STEPS
        for fifo in ("asked", "answered"):
            os.mkfifo(folder / fifo)
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            side, *words = (self.folder / "asked").read_text().split()
            done = carevisit(*words, environment=self.sides[side].environment(), timeout=PATIENCE_S)
            (self.folder / "said").write_text(done.stdout + done.stderr)
            (self.folder / "answered").write_text(f"{done.returncode}\n")

    def step(self) -> None:
        """Carry out the next block of commands."""
        commands = f"set -eu -o pipefail\n{self.words}\n{self.ASKS}\n{self.steps.pop(0)}"
        done = subprocess.run(
            ["bash", "-c", commands], cwd=self.folder, env=self.environment, timeout=PATIENCE_S, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        said = (self.folder / "said").read_text() if (self.folder / "said").exists() else ""
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}\n{said}"


def test_a_living_district_moves_to_a_second_server_and_loses_nothing(
    servers: tuple[District, District], tmp_path: Path
) -> None:
    source, target = servers
    people(source)
    source.base_url = address = f"http://127.0.0.1:{free_port()}"
    serving = [serve(source, int(address.rpartition(":")[2]))]
    proxy = Proxy(source, address)
    try:
        load, follower = Load(proxy, [source.register("guide") for _ in range(ELDERS)]), Follower(proxy)
        mover = Mover(source, target, tmp_path)
        for caller in range(WRITERS):
            proxy.begin(load.calls, caller)
        proxy.begin(follower.calls)
        mover.step()  # prepare the target
        mover.step()  # replicate
        there = free_port()
        target.base_url = f"http://127.0.0.1:{there}"
        serving.append(serve(target, there, CAREVISIT_BASE_URL=address))
        nobody_writes_there_yet(target, proxy, load)
        before = len(load.taken)
        mover.step()  # close
        assert unlike(source.tables(), target.tables()) == set(), "everything has come, views and tallies too"
        assert source.look("SELECT count(*) FROM pending") == [(0,)]
        reading_goes_on(address, proxy)
        mover.step()  # change over
        left = source.tables()
        proxy.to = target.base_url
        moved = len(load.taken)
        deadline = time.monotonic() + PATIENCE_S
        while len(load.taken) < moved + 20 * WRITERS:
            assert time.monotonic() < deadline, proxy.problems
            time.sleep(0.05)
        proxy.end()
        mover.step()  # verify --deep, and clear away
        assert mover.steps == []
        assert proxy.problems == [], "callers saw nothing but success and 503 district_closed"
        assert before > 20 * WRITERS
        assert load.refused
        everything_taken_is_there(target, load)
        repetitions_are_harmless(target, load, proxy)
        follows_without_a_gap(target, follower)
        stays_closed(source, address, load, proxy, left)
        longest = max(when[-1] - when[0] for when in load.refused.values())
        assert longest < PATIENCE_S / 3, "closed for a moment"
    finally:
        proxy.over.set()
        source.close()
        target.close()
        for program in serving:
            program.kill()
            program.wait(10)


def unlike(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """The tables that hold not the same rows; what /readyz and sign-ins of each server write does not count."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} - OF_EACH_SERVER


def nobody_writes_there_yet(target: District, proxy: Proxy, load: Load) -> None:
    """The target reads what has come, and takes no change."""
    with proxy.client("agency") as client:
        answer = client.post(f"{target.base_url}/v1/visits", json=visit(load.elders[0]))
    assert (answer.status_code, answer.json()["code"]) == (503, "district_closed"), answer.text


def reading_goes_on(address: str, proxy: Proxy) -> None:
    with proxy.client("agency") as client:
        assert client.get(f"{address}/v1/visits").status_code == 200
        assert client.get(f"{address}/readyz").status_code == 200


def everything_taken_is_there(target: District, load: Load) -> None:
    """Every acknowledged visit is there, once, and nothing but those."""
    written = [str(id) for (id,) in target.look("SELECT id FROM entry WHERE kind = 'visit.recorded'")]
    assert sorted(written) == sorted(receipt["id"] for _, receipt, _ in load.taken.values())
    assert set(load.refused) <= set(load.taken), "who was refused was taken in the end"


def repetitions_are_harmless(target: District, load: Load, proxy: Proxy) -> None:
    """What the source acknowledged is known to the target: the same key, the same visit."""
    old = [(key, body, receipt) for key, (body, receipt, to) in load.taken.items() if to != target.base_url]
    with proxy.client("agency") as client:
        for key, body, receipt in random.Random(1).sample(old, 20):
            again = client.post(f"{target.base_url}/v1/visits", json=body, headers={"Idempotency-Key": key})
            assert (again.status_code, again.json()["id"]) == (201, receipt["id"]), again.text
            assert again.headers["Idempotent-Replayed"] == "true"


def follows_without_a_gap(target: District, follower: Follower) -> None:
    """Positions without a gap, and the platform received each entry once, in order, across the change-over."""
    positions = [position for (position,) in target.look("SELECT position FROM feed ORDER BY position")]
    assert positions == list(range(1, len(positions) + 1))
    assert (
        target.look("SELECT count(*) FROM entry")
        == target.look("SELECT position FROM feed_head")
        == [(len(positions),)]
    )
    told = target.look("SELECT e.id::text, e.kind FROM feed JOIN entry e USING (subject, version) ORDER BY position")
    assert follower.heard == told


def stays_closed(source: District, address: str, load: Load, proxy: Proxy, left: dict[str, Any]) -> None:
    """Where the district came from nothing is written any more, and nothing was since the change-over."""
    with proxy.client("agency") as client:
        answer = client.post(f"{address}/v1/visits", json=visit(load.elders[0]))
        assert (answer.status_code, answer.json()["code"]) == (503, "district_closed"), answer.text
    assert unlike(source.tables(), left) == set()
