"""The scene: a durable PostgreSQL, a district with registered elders, and a server with two workers."""

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg

import carevisit
from carevisit import accounts, clock, deploy, embedded, places
from carevisit.access import DEFAULT_SCOPES, Actor, Role
from carevisit.app import KINDS, VIEWS
from carevisit.database import KEEPER_LOGIN, REQUESTS, Database, Sight
from carevisit.elders import actions as elders
from carevisit.elders import sheets as elder_sheets
from carevisit.ledger import Ledger, Sealing
from carevisit.settings import Keys
from carevisit.visits import actions as visits
from carevisit.visits import sheets as visit_sheets

ROOT = Path(__file__).resolve().parents[1]
DISTRICT, TOWNSHIP = "350303", "350303103"
DISTRICT_DB = "district"  # the initial state; every measurement uses a copy
PASSWORD = "correct horse battery"
WORKERS = 2
# of visit 0; the last one ends before now, and all are of today
STARTED = max(clock.now() - timedelta(minutes=15), clock.start_of(clock.today()))
LASTED = timedelta(minutes=5)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643


@dataclass
class Scene:
    """A running PostgreSQL with a district to copy, and the clients that sign in."""

    postgres: embedded.Embedded
    keys: Keys
    keys_file: Path
    elders: list[str] = field(default_factory=list)
    agency: tuple[str, str] = ("", "")
    platform: tuple[str, str] = ("", "")
    turns: Iterator[int] = field(default_factory=lambda: count(1_000))  # each visit begins later than all before it

    def owner_url(self, database: str) -> str:
        return self.postgres.url(database)

    def app_url(self, database: str) -> str:
        return self.postgres.url(database, REQUESTS, "app")

    def keeper_url(self, database: str) -> str:
        return self.postgres.url(database, KEEPER_LOGIN, "keeper")

    def environment(self, database: str) -> dict[str, str]:
        """The settings of a command that works on a database."""
        return {
            "CAREVISIT_DATABASE_URL": self.app_url(database),
            "CAREVISIT_KEEPER_DATABASE_URL": self.keeper_url(database),
            "CAREVISIT_OWNER_DATABASE_URL": self.owner_url(database),
            "CAREVISIT_KEYS_FILE": str(self.keys_file),
            "CAREVISIT_ENVIRONMENT": "sandbox",
        }

    def migrate(self, database: str) -> None:
        """Migrate a database."""
        deploy.migrate(self.owner_url(database), self.app_url(database), self.keeper_url(database))

    def copy(self, name: str, of: str | None = DISTRICT_DB) -> str:
        """Create a database of this name: a copy of the district, or an empty one."""
        deploy.create_database(self.postgres.url(), name, of)
        return name

    @asynccontextmanager
    async def ledger(self, database: str, size: int = 8) -> AsyncIterator[Ledger]:
        """The ledger of a database, in this process."""
        pool = Database(self.app_url(database), self.keeper_url(database), size)
        await pool.open()
        try:
            yield Ledger(pool, KINDS, VIEWS, Sealing(self.keys))
        finally:
            await pool.close()

    async def actor(self, ledger: Ledger, login: str) -> Actor:
        """The actor of a login, for actions without HTTP."""
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            row = await keeper.one("SELECT id, generation, role FROM principal WHERE login = %s", (login,))
        assert row
        role = Role(row["role"])
        return Actor(row["id"], row["generation"], role, frozenset(DEFAULT_SCOPES[role]))


@dataclass
class Server:
    """The API as a district runs it, except for TLS: `carevisit serve` with two workers."""

    process: "subprocess.Popen[bytes]"
    port: int
    scene: Scene
    _tokens: dict[str, tuple[float, str]] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, who: str) -> str:
        """An access token of `agency`, `platform`, `guide` or `supervisor`, fresh enough for a round."""
        got, token = self._tokens.get(who, (0.0, ""))
        if time.monotonic() - got > 300:
            if who in ("guide", "supervisor"):
                form = {"grant_type": "password", "username": who, "password": PASSWORD}
            else:
                login, secret = getattr(self.scene, who)
                form = {"grant_type": "client_credentials", "client_id": login, "client_secret": secret}
            answer = httpx.post(f"{self.base_url}/oauth/token", data=form, timeout=30)
            answer.raise_for_status()
            token = answer.json()["access_token"]
            self._tokens[who] = (time.monotonic(), token)
        return token


@contextmanager
def open_scene(elders_wanted: int) -> Iterator[Scene]:
    """Start PostgreSQL, migrate, import the district's places, and register this many elders."""
    home = Path(tempfile.mkdtemp(prefix="carevisit-bench-"))
    postgres = embedded.start(home / "postgres")
    try:
        keys = Keys.generate("sandbox")
        keys.write(home / "keys.json")
        scene = Scene(postgres, keys, home / "keys.json")
        scene.copy(DISTRICT_DB, of=None)
        scene.migrate(DISTRICT_DB)
        asyncio.run(_people(scene, elders_wanted))
        with psycopg.connect(scene.owner_url(DISTRICT_DB), autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
        yield scene
    finally:
        postgres.stop()
        embedded.remove(home / "postgres")
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def serve(scene: Scene, database: str) -> Iterator[Server]:
    """The API over a database, with everything on: tokens, scopes, sealing, views, the sequencer."""
    port = _free_port()
    command = [sys.executable, "-m", "carevisit", "serve", "--port", str(port), "--workers", str(WORKERS)]
    environment = (
        os.environ
        | scene.environment(database)
        | {
            "CAREVISIT_BASE_URL": f"http://127.0.0.1:{port}",
            "PYTHONPATH": str(Path(carevisit.__file__).parents[1]),
        }
    )
    log = scene.keys_file.with_name(f"{database}.log")  # as in operation: a line per request
    with log.open("wb") as words:
        process = subprocess.Popen(command, env=environment, stdout=words, stderr=words)
    server = Server(process, port, scene)
    try:
        _wait(server, log)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def sheet(elder: str, turn: int, record_no: str | None = None) -> dict[str, Any]:
    """An ordinary visit of today, as an agency sends it, which opens no case.

    Turns are a millisecond apart, so that each visit is its elder's latest.
    """
    began = STARTED + timedelta(milliseconds=turn)
    return {
        "elder_id": elder, "record_no": record_no or f"FX-{turn:09d}", "mode": "in_home", "outcome": "met",
        "started_at": began.isoformat(), "ended_at": (began + LASTED).isoformat(),
        "household_change": {"change": "unchanged"},
        "health": {"expression": "unchanged", "mobility": "unchanged", "illness": {"change": "unchanged"}},
        "mood": "unchanged", "safety": {"gas": "safe", "water_heating": "safe", "electricity": "safe"},
        "hygiene": {"personal": "unchanged", "household": "better"}, "indoor_environment": "unchanged",
        "services": ["meals", "cleaning"], "visitor": {"name": "陈网格", "category": "grid_worker"},
        "visitor_signed": True, "elder_signed": {"signed": False, "reason": "cannot_write"},
        "position": {"lat": 25.45, "lon": 119.11, "datum": "WGS84", "accuracy_m": 12}, "note": "精神尚好",
    }  # fmt: skip


def late(elder: str, turn: int, record_no: str | None = None) -> dict[str, Any]:
    """A visit recorded a day after it was made, before all those of its elder that were recorded so far."""
    began = STARTED - timedelta(days=1, milliseconds=turn)
    return sheet(elder, turn, record_no) | {"started_at": began.isoformat(), "ended_at": (began + LASTED).isoformat()}


def hazardous(elder: str, turn: int, record_no: str | None = None) -> dict[str, Any]:
    """A visit that finds an illness, unsafe wiring, a need and the danger of a fall: it opens or updates cases."""
    return sheet(elder, turn, record_no) | {
        "health": {"expression": "unchanged", "mobility": "worse", "illness": {"change": "severe", "name": "高血压"}},
        "safety": {"gas": "safe", "water_heating": "safe", "electricity": "unsafe"},
        "needs": [{"kind": "other", "note": "轮椅"}], "risks": [{"kind": "fall", "severity": "general", "note": "门槛高"}],
    }  # fmt: skip


async def hand_in(ledger: Ledger, agency: Actor, visit: dict[str, Any]) -> None:
    """Record one visit without HTTP, by the action that the route calls."""
    checked = visit_sheets.VisitSheet.model_validate(visit)
    numbers = {f"r:{checked.record_no}": ledger.sealing.fingerprint(checked.model_dump_json().encode())}
    await ledger.write(agency, lambda book: visits.record_visit(book, checked, numbers))


async def _people(scene: Scene, elders_wanted: int) -> None:
    async with scene.ledger(DISTRICT_DB) as ledger:
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            await places.import_places(keeper, places.packaged(DISTRICT))
            await accounts.add_account(keeper, Role.GUIDE, TOWNSHIP, "guide", "guide", PASSWORD)
            await accounts.add_account(keeper, Role.SUPERVISOR, DISTRICT, "supervisor", "supervisor", PASSWORD)
            since = clock.today() - timedelta(days=900)
            scene.agency = await accounts.add_client(
                keeper, scene.keys, Role.AGENCY, "agency", [DISTRICT], from_on=since
            )
            scene.platform = await accounts.add_client(keeper, scene.keys, Role.PLATFORM, "platform", [DISTRICT])
            rows = await keeper.all("SELECT code FROM place WHERE level = 'village' ORDER BY code")
        villages = [row["code"] for row in rows]
        supervisor = await scene.actor(ledger, "supervisor")
        ids: list[UUID] = []
        turns = iter(range(elders_wanted))

        async def register() -> None:
            for turn in turns:
                registration = elder_sheets.Registration.model_validate(
                    _registration(villages[turn % len(villages)], turn)
                )
                ids.append(await _register(ledger, supervisor, registration))

        await asyncio.gather(*(register() for _ in range(4)))
        scene.elders = [str(id) for id in ids]
        # the first visit makes the visitor known, as in every agency after its first day
        await hand_in(ledger, await scene.actor(ledger, scene.agency[0]), sheet(scene.elders[0], 0, "FX-first"))


async def _register(ledger: Ledger, supervisor: Actor, sheet: elder_sheets.Registration) -> UUID:
    written = await ledger.write(supervisor, lambda book: elders.register_elder(book, sheet, {}, ledger.sealing))
    return written.subject


def _registration(village: str, turn: int) -> dict[str, Any]:
    filed = (clock.today() - timedelta(days=200)).isoformat()
    born = date(1936, 1, 1) + timedelta(days=turn // 400)
    return {
        "filed_on": filed, "name": "林阿姨", "id_number": _id_number(born, 2 * (turn % 400) + 2),
        "phone": f"138{turn:08d}", "residence": {"place": village, "detail": "12 号"},
        "emergency_contact": {"name": "林小明", "relationship": "son", "phone": "13900000001"},
        "economic_status": "other", "categories_told": ["living_alone"], "tier_told": ("key", "general")[turn % 2],
        "consent": {"given": True, "on": filed},
    }  # fmt: skip


def _id_number(born: date, turn: int) -> str:
    body = f"999999{born:%Y%m%d}{turn:03d}"  # region 999999 was never assigned: nobody's number
    return body + "10X98765432"[sum(int(digit) * w for digit, w in zip(body, _WEIGHTS, strict=True)) % 11]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(server: Server, log: Path) -> None:
    for _ in range(400):
        try:
            if httpx.get(f"{server.base_url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            if server.process.poll() is not None:
                raise RuntimeError(f"the server ended as it started: {log.read_text()[-2000:]}") from None
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def unique() -> str:
    """A prefix for record numbers that no other round has."""
    return secrets.token_hex(3)
