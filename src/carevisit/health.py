"""Whether this process can serve (就绪检查), part by part; answered within two seconds, even if the database hangs."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, LiteralString, TypeVar

import psycopg
from pydantic import BaseModel, Field

from . import metrics
from .attachments import Blobs
from .database import Database, Sight
from .errors import NotReady
from .ledger import FEED_STATE, KEY_CHECKS, TRY_WRITE, Sealing, wrong_among

T = TypeVar("T")
log = logging.getLogger(__name__)
PATIENCE_S = 1.5  # a load balancer asks again after some seconds and needs the answer by then
WRITE_EVERY_S, STORAGE_EVERY_S = 10.0, 30.0
LATE_S = 30.0  # the longest that an entry may wait for its position in the feed


class Part(StrEnum):
    """What serving takes."""

    DATABASE = "database"  # it answers
    MIGRATION = "migration"  # it has this program's migration
    KEY = "key"  # the key file is the one that it was written with
    WRITABLE = "writable"  # it accepts writes
    STORAGE = "storage"  # the files of attachments can be read
    SEQUENCER = "sequencer"  # entries reach the feed soon


State = Literal["ok", "failed", "unknown"]
_WHY = {
    Part.DATABASE: ("the database does not answer", "数据库无响应"),
    Part.MIGRATION: ("the database is at another migration than the program", "数据库结构版本与程序不一致"),
    Part.KEY: ("the key file is not the one that the database was written with", "密钥文件与数据库不符"),
    Part.WRITABLE: ("the database takes no writes", "数据库无法写入"),
}


class Ready(BaseModel):
    """This process serves. `degraded`: all but the files of attachments, or news in the feed."""

    status: Literal["ok", "degraded"]
    parts: dict[Part, State] = Field(description="what is well and what is not / 各部分状态")
    pending: int = Field(description="entries that wait for their place in the feed / 待编号条目数")
    position: int = Field(description="the feed's last position / 变更流最新位置")
    migration: str = Field(description="the database's migration / 数据库结构版本")


@dataclass
class _Database:
    """What the database reports about itself."""

    migration: str
    keys_fit: bool
    pending: int = 0
    position: int = 0
    late_s: float = 0


class _Probe(Generic[T]):
    """A query that runs at most every so often and once at a time, however many wait for the answer."""

    def __init__(self, ask: Callable[[], Awaitable[T]], every_s: float = 0) -> None:
        self._ask, self._every_s = ask, every_s
        self._task: asyncio.Task[T | None] | None = None
        self._asked_at = self._answered_at = 0.0
        self._latest: T | None = None

    async def answer(self, *, anew: bool = False) -> T | None:
        """The latest answer; None if there is none in time. An answer up to twice the interval old is returned at once, unless
        `anew` asks for the next one."""
        now = time.monotonic()
        if self._task is None or (self._task.done() and now - self._asked_at >= self._every_s):
            self._task, self._asked_at = asyncio.create_task(self._asked()), now
        if not anew and self._answered_at and now - self._answered_at < 2 * self._every_s:
            return self._latest
        await asyncio.wait({self._task}, timeout=PATIENCE_S)  # a query to a database that hangs is left running
        return self._task.result() if self._task.done() else None

    async def _asked(self) -> T | None:
        self._latest = await self._tried()
        self._answered_at = time.monotonic()
        return self._latest

    async def _tried(self) -> T | None:
        try:
            return await self._ask()
        except Exception as trouble:
            log.warning("not ready: %s", type(trouble).__name__)
            return None

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})


class Readiness:
    """Queries every part that serving needs."""

    def __init__(self, database: Database, sealing: Sealing, blobs: Blobs, migration: str | None) -> None:
        self._database, self._sealing, self._blobs, self._migration = database, sealing, blobs, migration
        self._asked = _Probe(self._ask)
        self._written = _Probe(self._write, WRITE_EVERY_S)
        self._stored = _Probe(self._store, STORAGE_EVERY_S)

    async def ready(self) -> Ready:
        """The state of every part. Raises NotReady if requests can't be served."""
        answered, written, stored = await asyncio.gather(
            self._asked.answer(), self._written.answer(anew=self._database.refused_write), self._stored.answer()
        )
        if answered is None:
            raise _not_ready({**dict.fromkeys(Part, "unknown"), Part.DATABASE: "failed"})
        fits = answered.migration == self._migration
        well = {
            Part.DATABASE: True,
            Part.MIGRATION: fits,
            Part.KEY: answered.keys_fit if fits else None,
            Part.WRITABLE: bool(written) and not self._database.refused_write,
            Part.STORAGE: bool(stored),
            Part.SEQUENCER: answered.late_s <= LATE_S if fits else None,
        }
        parts: dict[Part, State] = {part: _STATES[state] for part, state in well.items()}
        if any(parts[part] == "failed" for part in _WHY):
            raise _not_ready(parts)
        metrics.PENDING.set(answered.pending)
        return Ready(
            status="ok" if all(well.values()) else "degraded",
            parts=parts, pending=answered.pending, position=answered.position, migration=answered.migration,
        )  # fmt: skip

    async def stop(self) -> None:
        """Stop the queries."""
        await asyncio.gather(*(probe.stop() for probe in (self._asked, self._written, self._stored)))

    async def _ask(self) -> _Database:
        try:
            versions, checks, (feed,) = await self._database.probed(_MIGRATION, KEY_CHECKS, FEED_STATE)
        except psycopg.errors.UndefinedTable:  # of another migration
            (versions,), checks, feed = await self._database.probed(_MIGRATION), [], {}
        migration = versions[0]["migration"] if versions else ""
        if migration != self._migration:
            return _Database(migration, keys_fit=False)
        return _Database(migration, not wrong_among(checks, self._sealing), **feed)

    async def _write(self) -> bool:
        async with self._database.transaction(Sight.KEEPER, probe=True) as keeper:
            await keeper.run(TRY_WRITE)
        self._database.refused_write = False
        return True

    async def _store(self) -> bool:
        return await self._blobs.answers()


_STATES: dict[bool | None, State] = {True: "ok", False: "failed", None: "unknown"}
_MIGRATION: LiteralString = "SELECT version_num AS migration FROM alembic_version"


def _not_ready(parts: dict[Part, State]) -> NotReady:
    why = [_WHY[part] for part, state in parts.items() if state == "failed" and part in _WHY]
    en, zh = ("; ".join(en for en, _ in why) + ".", "；".join(zh for _, zh in why) + "。")
    return NotReady({part.value: state for part, state in parts.items()}, en[0].upper() + en[1:], zh)
