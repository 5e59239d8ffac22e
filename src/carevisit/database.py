"""The connection pools, and transactions in a database role. The only place that says BEGIN."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow, dict_row
from psycopg.sql import Composed
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from . import metrics
from .errors import DistrictClosed, Overloaded, Problem, StillRunning, Unavailable
from .logs import Outage

log = logging.getLogger(__name__)
Connection = AsyncConnection[TupleRow]
Params = Mapping[str, Any] | Sequence[Any]
Row = TypeVar("Row")
AT_ONCE = 200
LONGEST_STATEMENT = "15s"
REQUESTS = "carevisit_app"  # the login of the connections that requests run on
KEEPER_LOGIN = "carevisit_keeper_login"


class Sight(StrEnum):
    """What a transaction sees: each is a database role with row-level security of its own."""

    AREA = "carevisit_area"  # the range of places in which the actor serves now
    ASSIGNED = "carevisit_assigned"  # the elders that an agency serves today
    OWN = "carevisit_own"  # what the actor's own organisation recorded
    FEED = "carevisit_feed"  # the pages of the feed, by their door, and no table
    WRITER = "carevisit_writer"  # the one subject that the door has opened
    KEEPER = "carevisit_keeper"  # everything: the sequencer, rebuild, verify, accounts; with a login of its own


_HASTY: dict[str, Any] = {"connect_timeout": 2, "tcp_user_timeout": 2000}
_HASTY_OPTIONS = "-c statement_timeout=1s -c lock_timeout=500ms"


def _pool(
    url: str, size: int, name: str, timeout: float = 10, waiting: int = 0, **options: Any
) -> AsyncConnectionPool[Connection]:
    return AsyncConnectionPool(
        url, min_size=min(2, size), max_size=size, max_waiting=waiting, open=False, configure=_configure, timeout=timeout,
        name=name,
        reconnect_timeout=5, kwargs=options,  # after an outage the next request reconnects at once
    )  # fmt: skip


async def _configure(connection: Connection) -> None:
    set_json_loads(lambda text: text, connection)  # json passes through as its text
    connection.prepare_threshold = 0
    await connection.set_autocommit(True)


class Database:
    """Two pools of connections: the requests' and the keeper's. Their logins own nothing and have no rights until a
    transaction takes a role; the requests' login can't take the keeper's."""

    KEEPERS = 3  # the sequencer, one other background job, and an account

    def __init__(self, url: str, keeper_url: str, size: int, waiting: int = 256, wait_s: float = 3) -> None:
        """`waiting`: how many requests may wait for a connection; `wait_s`: for how long."""
        self.pool = _pool(url, size, "carevisit", wait_s, waiting)
        self.keepers = _pool(keeper_url, self.KEEPERS, "carevisit-keeper")
        hasty = f"{conninfo_to_dict(keeper_url).get('options', '')} {_HASTY_OPTIONS}"
        self.probes = _pool(keeper_url, 1, "carevisit-probe", timeout=1, **_HASTY, options=hasty)
        self._outage = Outage(log, "database")
        self.refused_write = False  # since the last attempt: the disk is full, or this is a standby

    async def open(self) -> None:
        await self.pool.open(wait=True, timeout=30)
        await self.keepers.open(wait=True, timeout=30)
        await self.probes.open()
        for pool in (self.pool, self.keepers):
            metrics.pool(pool.name, pool.get_stats)

    async def close(self) -> None:
        await self.pool.close()
        await self.keepers.close()
        await self.probes.close()

    @asynccontextmanager
    async def connection(
        self, wait_s: float | None = None, *, keeper: bool = False, probe: bool = False
    ) -> AsyncIterator[Connection]:
        """A connection outside any transaction. Database errors become a Problem that reveals nothing about them."""
        pool = self.probes if probe else self.keepers if keeper else self.pool
        try:
            async with pool.connection(wait_s) as connection:
                yield connection
        except (Problem, psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
            raise  # the caller of these two retries on the new state
        except TooManyRequests:
            raise Overloaded from None
        except psycopg.errors.ObjectNotInPrerequisiteState:  # by must_be_open(), and by nothing else
            raise DistrictClosed from None
        except psycopg.errors.ReadOnlySqlTransaction as error:
            self.refused_write = True
            raise Unavailable from error
        except (PoolTimeout, psycopg.OperationalError) as error:
            self.refused_write |= isinstance(error, psycopg.errors.DiskFull)
            if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.QueryCanceled):
                raise StillRunning from None
            self._outage.met(error)
            raise Unavailable from error
        self._outage.worked()

    async def requests_reach_the_keeper(self) -> bool:
        """Whether a request's connection could take the keeper's role; with that the program must not serve."""
        async with self.connection() as connection:
            cursor = await connection.execute("SELECT pg_has_role(%s, 'MEMBER')", (Sight.KEEPER.value,))
            row = await cursor.fetchone()
        return row is None or bool(row[0])

    @asynccontextmanager
    async def transaction(
        self, sight: Sight, begin: LiteralString = "BEGIN", *, probe: bool = False
    ) -> AsyncIterator["Transaction"]:
        """A transaction in one role, committed when the block ends and rolled back if it raises. A `probe` is a keeper's
        transaction on a connection of its own with short timeouts."""
        async with self.connection(keeper=sight is Sight.KEEPER, probe=probe) as connection:
            async with connection.pipeline():
                await connection.execute(begin)
                await connection.execute("SELECT set_config('role', %s, true)", (sight.value,))
            try:
                yield Transaction(connection)
            except BaseException:
                await rollback(connection)
                raise
            await connection.execute("COMMIT")

    async def probed(self, *questions: LiteralString) -> list[list[dict[str, Any]]]:
        """The rows of each query, all sent together: on a busy event loop each round trip costs time."""
        async with self.connection(probe=True) as connection:
            cursors = [connection.cursor(row_factory=dict_row) for _ in questions]
            async with connection.pipeline():
                await connection.execute("BEGIN")
                await connection.execute("SELECT set_config('role', %s, true)", (Sight.KEEPER.value,))
                for cursor, question in zip(cursors, questions, strict=True):
                    await cursor.execute(question)
                await connection.execute("COMMIT")
            return [await cursor.fetchall() for cursor in cursors]


async def finish(connection: Connection) -> None:
    """End a transaction that wrote nothing. A rollback would discard prepared statements."""
    if connection.info.transaction_status is TransactionStatus.INTRANS:
        await connection.execute("COMMIT")
    else:
        await rollback(connection)


async def rollback(connection: Connection) -> None:
    """End a transaction that failed; a lost connection is left to the pool."""
    if not connection.closed:
        await connection.rollback()


async def in_turns(cursor: AsyncCursor[Row]) -> list[Row]:
    """The rows of a cursor, fetched in batches, so that other tasks run in between."""
    rows = some = await cursor.fetchmany(AT_ONCE)
    while len(some) == AT_ONCE:
        await asyncio.sleep(0)
        some = await cursor.fetchmany(AT_ONCE)
        rows += some
    return rows


class Transaction:
    """Plain SQL, with rows as dictionaries."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def run(self, sql: LiteralString | Composed, params: Params | None = None) -> AsyncCursor[TupleRow]:
        return await self.connection.execute(sql, params)

    async def all(self, sql: LiteralString, params: Params | None = None) -> list[dict[str, Any]]:
        cursor = self.connection.cursor(row_factory=dict_row)
        await cursor.execute(sql, params)
        return await in_turns(cursor)

    async def one(self, sql: LiteralString, params: Params | None = None) -> dict[str, Any] | None:
        cursor = self.connection.cursor(row_factory=dict_row)
        await cursor.execute(sql, params)
        return await cursor.fetchone()
