"""`carevisit demo`: a district to try on this machine, without installation; it leaves nothing running."""

import asyncio
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import typer
from psycopg import sql

from .. import clock, deploy, embedded, places
from ..database import KEEPER_LOGIN, REQUESTS, Database, Sight
from ..places import PlaceLine
from ..settings import Keys
from ..terminal import console, progress
from . import people, tour
from .district import District, Wanted, imagine
from .history import Stopped, Target, record_story
from .story import DISTRICT

HOST, DATABASE = "127.0.0.1", "carevisit"
Serve = Callable[[str, int, int], None]


def start(home: Path, wanted: Wanted, port: int, workers: int, serve: Serve) -> None:
    """Generate the district if it does not exist, serve it until Ctrl-C, and stop everything. Raises Stopped."""
    _need_free(port)
    home.mkdir(parents=True, exist_ok=True)
    with _only_one(home), _ended_by_signals():
        server = _started(home)
        try:
            demo = _stored(home)
            if demo is None:
                _make(server, home, wanted)
            else:
                _say_reused(demo["made"], wanted)
            _serve(server, home, port, workers, serve)
        finally:
            with _undisturbed():
                server.stop()
    _say("演示已停止，数据保留在 {home}", "stopped; the data stays in {home}", home=home)


def clean(home: Path) -> None:
    """Stop a running demo, and remove everything that it created."""
    if not home.exists():
        _say("没有演示数据：{home}", "there is no demo data: {home}", home=home)
        return
    _stop_running(home)
    embedded.remove(home / "postgres")
    shutil.rmtree(home)
    _say("✓ 已删除演示数据：{home}", "removed the demo's data: {home}", home=home)


def _started(home: Path) -> embedded.Embedded:
    try:
        return embedded.start(home / "postgres")
    except embedded.NoPostgres as error:
        raise Stopped(f"无法启动 PostgreSQL：{error} / PostgreSQL can't be started") from None


# --- generating the district ---------------------------------------------------------------------------------------------


def _make(server: embedded.Embedded, home: Path, wanted: Wanted) -> None:
    """Generate the district anew. `demo.json` is written last: without it, the next start generates anew."""
    began = time.monotonic()
    for name in ("keys.json", "demo.json"):
        (home / name).unlink(missing_ok=True)
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
    deploy.create_database(server.url(), DATABASE)
    # half a district need not survive a crash, so commits do not wait for the disk; the checkpoint does
    url, keeper_url = (f"{url}&options=-csynchronous_commit%3Doff" for url in _migrated(server))
    keys = Keys.generate("sandbox")
    keys.write(home / "keys.json")
    demo = _generate((url, keeper_url), keys, wanted)
    with psycopg.connect(server.url(DATABASE), autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")
        owner.execute("CHECKPOINT")
    _store(home, demo)
    seconds = f"{time.monotonic() - began:.0f}"
    _say("✓ 涵江区演示数据已生成，用时 {seconds} 秒", "the district was generated in {seconds} s", seconds=seconds)


def _migrated(server: embedded.Embedded) -> tuple[str, str]:
    """Migrate the demo's database; returns the service's URLs, with passwords that are valid until the next start."""
    url, keeper_url = (server.url(DATABASE, login, secrets.token_urlsafe(24)) for login in (REQUESTS, KEEPER_LOGIN))
    deploy.migrate(server.url(DATABASE), url, keeper_url)
    return url, keeper_url


def _generate(urls: tuple[str, str], keys: Keys, wanted: Wanted) -> dict[str, Any]:
    """Places, people, and then the whole story; returns the content of `demo.json`."""
    listed, today = places.packaged(DISTRICT), clock.today()
    district = imagine(wanted, listed, today)
    everybody = asyncio.run(_settle(urls, keys, listed, district))
    with progress() as bar:
        task = bar.add_task("生成涵江区演示数据 · making the district", total=len(district.acts))
        target = Target(*urls, keys, everybody.actors)
        elder = record_story(target, district.acts, lambda done: bar.update(task, completed=done))
    return {
        "base_url": "", "district": {"code": DISTRICT, "name": next(p.name for p in listed if p.code == DISTRICT)},
        "accounts": everybody.accounts, "clients": everybody.clients, "elder_id": str(elder),
        "made": {**asdict(wanted), "on": today.isoformat(), "acts": len(district.acts)},
    }  # fmt: skip


async def _settle(urls: tuple[str, str], keys: Keys, listed: Sequence[PlaceLine], district: District) -> people.People:
    """Import the real places of Hanjiang, and create its accounts and clients."""
    database = Database(*urls, 1)
    await database.open()
    try:
        async with database.transaction(Sight.KEEPER) as keeper:
            await places.import_places(keeper, listed)
        return await people.invite(database, keys, listed, district.villages, district.since)
    finally:
        await database.close()


def _stored(home: Path) -> dict[str, Any] | None:
    """The content of `demo.json`; None unless a district was generated completely."""
    try:
        demo: dict[str, Any] = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return demo


def _store(home: Path, demo: dict[str, Any]) -> None:
    """Write `demo.json` atomically and readable by its owner only: it holds the passwords."""
    draft = home / "demo.json.new"
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(demo, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(home / "demo.json")


def _say_reused(made: dict[str, Any], wanted: Wanted) -> None:
    there = f"ELDERS={made['elders']} MONTHS={made['months']} SEED={made['seed']}"
    _say("沿用 {on} 生成的演示数据（{there}）", "the data made on {on} is reused ({there})", on=made["on"], there=there)
    if any(made[name] != value for name, value in asdict(wanted).items()):
        asked = f"ELDERS={wanted.elders} MONTHS={wanted.months} SEED={wanted.seed}"
        _say(
            "[yellow]！未采用 {asked}：如需重新生成，请先运行 make clean-demo[/yellow]",
            "[yellow]{asked} were not used: `make clean-demo` starts anew[/yellow]",
            asked=asked,
        )


# --- serving -------------------------------------------------------------------------------------------------------------


def _serve(server: embedded.Embedded, home: Path, port: int, workers: int, serve: Serve) -> None:
    """Serve the API until it is stopped, and print the tour as soon as it answers."""
    demo = _stored(home)
    assert demo
    demo["base_url"] = f"http://{HOST}:{port}"
    _store(home, demo)
    url, keeper_url = _migrated(server)
    os.environ |= {
        "CAREVISIT_DATABASE_URL": url,
        "CAREVISIT_KEEPER_DATABASE_URL": keeper_url,
        "CAREVISIT_KEYS_FILE": str(home / "keys.json"),
        "CAREVISIT_ENVIRONMENT": "sandbox",
        "CAREVISIT_BASE_URL": demo["base_url"],
        "CAREVISIT_SANDBOX_CLOCK": "true",
    }
    os.environ.setdefault("CAREVISIT_LOG_LEVEL", "warning")  # the tour is printed on the same terminal
    threading.Thread(target=_show_tour, args=(demo, home), daemon=True).start()
    serve(HOST, port, workers)


def _show_tour(demo: dict[str, Any], home: Path) -> None:
    """Once the server is ready, print the address of its documentation and a command for every role."""
    if not _ready(demo["base_url"]):
        _say("服务未能就绪", "the server does not become ready")
        return
    lines = [
        f"# 接口文档 / docs: {demo['base_url']}/docs",
        f"# 全部账号与客户端 / every account and client: {home / 'demo.json'}",
    ]
    try:
        for stop in tour.stops(demo):
            lines += ["", f"# {stop.who}: {stop.zh} / {stop.en}", stop.command]
    except OSError as error:  # stopped meanwhile, or an unexpected answer
        _say("服务未能正常应答：{error}", "the server does not answer as it should", error=error)
        return
    lines += ["", "# 按 Ctrl-C 停止 / Ctrl-C stops everything"]
    typer.echo("\n".join(lines))


def _ready(base_url: str, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urlopen(f"{base_url}/readyz", timeout=2):
                return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False


# --- one demo at a time, and a clean end ---------------------------------------------------------------------------------


def _need_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Stopped(
                f"端口 {port} 已被占用，请换一个：make demo PORT={port + 1} / port {port} is taken: choose another one"
            ) from None


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Hold a lock file that names the process of the demo. The lock ends with the process, however it ends."""
    with (home / "running").open("a+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stopped(f"演示已在运行：{home} / a demo is running here already") from None
        note.truncate(0)
        note.write(str(os.getpid()))
        note.flush()
        yield


def _stop_running(home: Path) -> None:
    """End the demo that holds the lock, if any. Raises Stopped if it does not end."""
    with (home / "running").open("a+") as note:
        note.seek(0)
        pid = note.read().strip()
        for turn in range(400):
            try:
                fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if turn == 0:
                    os.kill(int(pid), signal.SIGTERM)
                    _say("正在停止运行中的演示（进程 {pid}）", "stopping the demo that runs (process {pid})", pid=pid)
                time.sleep(0.1)
            else:
                return
    raise Stopped(f"演示进程 {pid} 未能停止 / process {pid} does not end")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM end the demo as Ctrl-C does: in order, with its PostgreSQL."""

    def end(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with SIGINT ignored
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(
            "已中断；未生成完的数据将在下次启动时重新生成 / interrupted; the next start begins anew"
        ) from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ignore a second Ctrl-C, so that PostgreSQL is stopped."""
    before = {one: signal.signal(one, signal.SIG_IGN) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _say(zh: str, en: str, **words: object) -> None:
    console.print(f"{zh} / {en}".format(**words), soft_wrap=True)
