"""The scene: a real PostgreSQL, a real server, and people of the district who sign in."""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, LiteralString, TypeVar
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from carevisit import accounts, clock, deploy, embedded, ledger, places
from carevisit.access import Actor, Role, Tokens
from carevisit.app import KINDS, VIEWS
from carevisit.database import KEEPER_LOGIN, REQUESTS, Database, Sight
from carevisit.id_number import check_digit
from carevisit.ledger import Ledger, Sealing
from carevisit.settings import Keys, in_schema
from kept import keeps_to_the_contract
from serving import Program

# httpx reads the certificates of every authority for each client that is made, 40 ms a time; one reading serves them all
httpx._transports.default.create_ssl_context = cache(httpx.create_ssl_context)

T = TypeVar("T")
LONGEST = (
    "demo/test_demo.py", "cases/test_loops.py", "access/test_stranger_matrix.py", "oracle/test_agreement.py",
    "oracle/test_loops_judge.py", "test_embedded.py", "test_metrics.py", "worklist/test_escalation.py", "wire/test_guard.py",
)  # fmt: skip
PASSWORD = "correct horse battery"
SCHEMA = os.environ.get(
    "CAREVISIT_TEST_SCHEMA", "public"
)  # every test can run in a district's schema, with `public` closed

# People have names. Lin Ayi is visited; her village is Meiyang (梅洋), in Wutang township (梧塘镇).
VILLAGE, NEXT_VILLAGE, FAR_VILLAGE = "350303103201", "350303103202", "350303104201"
TOWNSHIP, FAR_TOWNSHIP, DISTRICT = "350303103", "350303104", "350303"
OTHER_DISTRICT, OTHER_DISTRICT_VILLAGE = "370402", "370402001013"
CITY, PROVINCE, OTHER_CITY = "3503", "35", "3704"

STAFF = {
    "supervisor": (Role.SUPERVISOR, DISTRICT),
    "guide": (Role.GUIDE, TOWNSHIP),
    "far_guide": (Role.GUIDE, FAR_TOWNSHIP),
    "liaison": (Role.LIAISON, VILLAGE),
    "next_liaison": (Role.LIAISON, NEXT_VILLAGE),
    "far_liaison": (Role.LIAISON, FAR_VILLAGE),
    "far_supervisor": (Role.SUPERVISOR, OTHER_DISTRICT),
    "city": (Role.CITY_OFFICER, CITY),
    "province": (Role.PROVINCE_OFFICER, PROVINCE),
    "far_city": (Role.CITY_OFFICER, OTHER_CITY),
}
LONG_AGO = timedelta(days=900)
CLIENTS: dict[str, tuple[Role, list[str], tuple[str, ...] | None, timedelta, timedelta | None]] = {
    # name: role, places, scopes, contract from (days ago), contract until (days ago)
    "agency": (Role.AGENCY, [VILLAGE], None, LONG_AGO, None),
    "next_agency": (Role.AGENCY, [NEXT_VILLAGE], None, LONG_AGO, None),
    "rival_agency": (Role.AGENCY, [VILLAGE], None, LONG_AGO, None),
    "ended_agency": (Role.AGENCY, [VILLAGE], None, LONG_AGO, timedelta(days=30)),
    "platform": (Role.PLATFORM, [DISTRICT], None, LONG_AGO, None),
    "app": (Role.APP, [VILLAGE], None, LONG_AGO, None),
    "writing_app": (
        Role.APP,
        [TOWNSHIP],
        ("elders:read", "elders:write", "visits:read", "visits:write"),
        LONG_AGO,
        None,
    ),
    "watch": (Role.PLATFORM, [DISTRICT], ("elders:read", "alerts:write"), LONG_AGO, None),
    "other_watch": (Role.APP, [TOWNSHIP], ("elders:read", "alerts:write"), LONG_AGO, None),
    "village_watch": (Role.APP, [VILLAGE], ("alerts:write",), LONG_AGO, None),
    "watch_and_risks": (
        Role.APP,
        [TOWNSHIP],
        ("elders:read", "alerts:write", "risks:write", "risks:read"),
        LONG_AGO,
        None,
    ),
    "family_app": (Role.APP, [TOWNSHIP], ("elders:read", "family:write"), LONG_AGO, None),
    "stats_app": (Role.APP, [DISTRICT], ("stats:read",), LONG_AGO, None),
}


def id_number(born: date = date(1946, 11, 4), turn: int = 2, region: str = "999999") -> str:
    """A resident ID number of nobody: region 999999 was never given out. An even turn is a woman's."""
    body = f"{region}{born:%Y%m%d}{turn:03d}"
    return body + check_digit(body)


_turns = iter(range(2, 100_000, 2))


def registration(**changes: Any) -> dict[str, Any]:
    """What is told of Lin Ayi (or of another elder, each with an ID number of their own)."""
    turn = next(_turns)
    born = date(1940, 1, 1) + timedelta(days=turn // 1000)
    told: dict[str, Any] = {
        "filed_on": (clock.today() - timedelta(days=200)).isoformat(),
        "name": "林阿姨",
        "id_number": id_number(born, turn % 1000),
        "phone": f"138{turn:08d}",
        "residence": {"place": VILLAGE, "detail": "梅洋 12 号"},
        "emergency_contact": {"name": "林小明", "relationship": "son", "phone": "13900000001"},
        "economic_status": "other",
        "categories_told": ["living_alone"],
        "tier_told": "key",
        "consent": {"given": True, "on": (clock.today() - timedelta(days=200)).isoformat()},
    }
    return told | changes


def visit(elder_id: str, hours_ago: float = 1, **changes: Any) -> dict[str, Any]:
    """What is told of a visit."""
    started = clock.now() - timedelta(hours=hours_ago)
    told: dict[str, Any] = {
        "elder_id": elder_id,
        "mode": "in_home",
        "outcome": "met",
        "started_at": started.isoformat(),
        "ended_at": (started + timedelta(minutes=30)).isoformat(),
        "visitor": {"name": "陈网格", "category": "grid_worker"},
        "visitor_signed": True,
        "elder_signed": {"signed": True},
    }
    return told | changes


class Beside:
    """An event loop in a thread of its own, for what lasts longer than one test's work."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def do(self, work: Awaitable[T]) -> T:
        async def done() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result()


BESIDE = Beside()


@dataclass
class World:
    """One database with its server, and everybody who may sign in."""

    postgres: embedded.Embedded
    database: str
    keys: Keys
    keys_file: Path
    secrets: dict[str, tuple[str, str]]
    base_url: str = ""
    pid: int = 0
    _clients: dict[str, httpx.Client] = field(default_factory=dict)
    _stirred: dict[UUID, Any] = field(default_factory=dict)
    _ledger: Ledger | None = field(default=None, init=False)
    _owner: "psycopg.Connection[dict[str, Any]] | None" = field(default=None, init=False)

    @property
    def url(self) -> str:
        return in_schema(self.postgres.url(self.database, REQUESTS, "app"), SCHEMA)

    @property
    def keeper_url(self) -> str:
        return in_schema(self.postgres.url(self.database, KEEPER_LOGIN, "keeper"), SCHEMA)

    @property
    def owner_url(self) -> str:
        return in_schema(self.postgres.url(self.database), SCHEMA)

    @property
    def files(self) -> Path:
        """Where this world's server keeps the files of attachments."""
        return self.keys_file.parent / f"attachments-{self.database}"

    def environment(self, **more: str) -> dict[str, str]:
        return os.environ | {
            "CAREVISIT_DATABASE_URL": self.url,
            "CAREVISIT_KEEPER_DATABASE_URL": self.keeper_url,
            "CAREVISIT_OWNER_DATABASE_URL": self.owner_url,
            "CAREVISIT_SCHEMA": SCHEMA,
            "CAREVISIT_KEYS_FILE": str(self.keys_file),
            "CAREVISIT_ATTACHMENTS_DIR": str(self.files),
            "CAREVISIT_ENVIRONMENT": "sandbox",
            "CAREVISIT_BASE_URL": self.base_url,
            "CAREVISIT_LOG_LEVEL": "warning",
            "CAREVISIT_RINGER": "false",  # its entries come by themselves: see tests/worklist/test_escalation.py
            "PYTHONPATH": str(Path(__file__).parents[1] / "src"),
            **more,
        }  # fmt: skip

    def as_(self, who: str) -> httpx.Client:
        """A client with the token of somebody of STAFF or CLIENTS; `nobody` has none.

        It is the one that signing in would give: to verify a password is made to be dear.
        """
        if who not in self._clients:
            client = httpx.Client(base_url=self.base_url, timeout=30, event_hooks={"response": [keeps_to_the_contract]})
            if who != "nobody":
                token = Tokens(self.keys, self.base_url).issue(self.actor(who), self.secrets[who][0])
                client.headers["Authorization"] = f"Bearer {token}"
            self._clients[who] = client
        return self._clients[who]

    def token(self, who: str, **more: str) -> str:
        """Sign in, over HTTP."""
        login, secret = self.secrets[who]
        if who in STAFF:
            form = {"grant_type": "password", "username": login, "password": secret}
        else:
            form = {"grant_type": "client_credentials", "client_id": login, "client_secret": secret}
        answer = httpx.post(f"{self.base_url}/oauth/token", data=form | more, timeout=30)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    def actor(self, who: str) -> Actor:
        """Somebody, as the database knows them."""
        (row,) = self.ask("SELECT id, generation, role, scopes FROM principal WHERE login = %s", self.secrets[who][0])
        return Actor(row["id"], row["generation"], Role(row["role"]), frozenset(row["scopes"]))

    def register(self, who: str = "guide", **changes: Any) -> str:
        """Register an elder; answers the id."""
        answer = self.as_(who).post("/v1/elders", json=registration(**changes))
        assert answer.status_code == 201, answer.text
        elder: str = answer.json()["id"]
        return elder

    def hand_in(self, who: str, elder_id: str, hours_ago: float = 1, **changes: Any) -> dict[str, Any]:
        """Hand in a visit; answers the receipt."""
        answer = self.as_(who).post("/v1/visits", json=visit(elder_id, hours_ago, **changes))
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    def run(self, work: Callable[[Ledger], Awaitable[T]]) -> T:
        """Work with the ledger itself, in this process. It stays open: to open it costs more than most work."""
        if self._ledger is None:
            self._ledger = BESIDE.do(self._open())
        return BESIDE.do(work(self._ledger))

    async def _open(self) -> Ledger:
        database = Database(self.url, self.keeper_url, 4)
        await database.open()
        return Ledger(database, KINDS, VIEWS, Sealing(self.keys))

    def findings(self, only: list[UUID] | None = None) -> list[ledger.Finding]:
        """What `carevisit verify --deep` finds wrong: nothing, always."""

        async def work(book: Ledger) -> list[ledger.Finding]:
            steps = ledger.verify(book, deep=True, only=only)
            return [step async for step in steps if isinstance(step, ledger.Finding)]

        return self.run(work)

    def ask(self, sql: LiteralString, *params: Any) -> list[dict[str, Any]]:
        """What the superuser finds, to whom no wall applies, over a connection that stays open."""
        if self._owner is None or self._owner.closed:
            self._owner = psycopg.connect(self.owner_url, autocommit=True, row_factory=dict_row)
        try:
            return self._owner.execute(sql, params).fetchall()
        except psycopg.OperationalError:
            if not self._owner.closed:
                raise
            return self.ask(sql, *params)  # the server was started anew meanwhile

    def changed(self) -> list[UUID]:
        """The subjects of which anything was written, moved or rebuilt since this was asked last."""
        rows = self.ask("SELECT subject, version, views_version, place_no FROM head")
        before, self._stirred = self._stirred, {row["subject"]: row for row in rows}
        return [subject for subject, row in self._stirred.items() if before.get(subject) != row]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self.let_go()

    def let_go(self) -> None:
        """Hold no connection to the database: only then can it be copied."""
        if self._ledger:
            BESIDE.do(self._ledger.database.close())
            self._ledger = None
        if self._owner:
            self._owner.close()
            self._owner = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first: at the end, no worker then waits long for the other."""
    turns = {Path(__file__).parent / name: turn for turn, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get(item.path, len(LONGEST)))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Embedded]:
    """A PostgreSQL of our own; not durable, for what is proven here does not kill it."""
    home = tmp_path_factory.mktemp("postgres")
    server = embedded.start(home, durable=False)
    yield server
    server.stop()
    embedded.remove(home)


@pytest.fixture(scope="session")
def template(postgres: embedded.Embedded, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A database with the places and everybody in it, to be copied."""
    keys, keys_file = Keys.generate("sandbox"), tmp_path_factory.mktemp("keys") / "keys.json"
    keys.write(keys_file)
    world = World(postgres, "template_world", keys, keys_file, {})
    deploy.create_database(postgres.url(), world.database)
    if SCHEMA != "public":
        with psycopg.connect(world.owner_url, autocommit=True) as owner:
            owner.execute("REVOKE ALL ON SCHEMA public FROM public")  # closed: nothing may rest on it
    deploy.migrate(world.owner_url, world.url, world.keeper_url, SCHEMA)
    told = places.packaged("350303") + [
        p for p in places.packaged("3704") if "370402".startswith(p.code) or p.code.startswith("370402001")
    ]

    async def people(book: Ledger) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            await places.import_places(keeper, told)
            for who, (role, place) in STAFF.items():
                await accounts.add_account(keeper, role, place, who, who, PASSWORD)
                world.secrets[who] = (who, PASSWORD)
            for who, (role, at, scopes, since, until) in CLIENTS.items():
                world.secrets[who] = await accounts.add_client(
                    keeper, keys, role, who, at, scopes=scopes, from_on=clock.today() - since,
                    until_on=None if until is None else clock.today() - until,
                )  # fmt: skip

    world.run(people)
    world.let_go()
    return world


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def serve(world: World, port: int, **more: str) -> Program:
    """Start the API as operators do, in one process, and wait until it is ready."""
    process = Program(["serve", "--port", str(port), "--workers", "1"], world.environment(**more))
    try:
        until_it_answers(world, lambda: process.poll() is None)
    except BaseException:
        process.kill()
        raise
    return process


def until_it_answers(world: World, runs: Callable[[], bool], page: str = "readyz", within_s: float = 120) -> None:
    """Wait until a world's server answers a page with 200, for as long as its process runs."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if httpx.get(f"{world.base_url}/{page}", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            assert runs(), "the server ended"
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


@contextmanager
def living(template: World, **more: str) -> Iterator[World]:
    """A fresh copy of the scene, with its own server."""
    one = World(template.postgres, f"world_{uuid4().hex[:8]}", template.keys, template.keys_file, template.secrets)
    deploy.create_database(template.postgres.url(), one.database, template.database)
    port = free_port()
    one.base_url = f"http://127.0.0.1:{port}"
    process = serve(one, port, **more)
    one.pid = process.pid
    try:
        yield one
    finally:
        one.close()
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A living copy of the scene for each module."""
    with living(template) as one:
        yield one


@pytest.fixture(autouse=True)
def _views_equal_a_rebuild(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test that touched a world, its views must be what a rebuild makes of the ledger."""
    yield
    if "world" in request.fixturenames:
        world: World = request.getfixturevalue("world")
        if stirred := world.changed():  # a test that only read leaves nothing to prove
            assert world.findings(stirred) == []


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)
