"""The pool of connections, and the transactions that people's roles take. The only place that says BEGIN."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any, LiteralString

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow, dict_row
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from . import metrics
from .errors import Problem, StillRunning, Unavailable
from .logs import Outage

Connection = AsyncConnection[TupleRow]
Params = Mapping[str, Any] | Sequence[Any]
log = logging.getLogger(__name__)


class Sight(StrEnum):
    """How a transaction looks at the tables: each is a database role with walls of its own."""

    AREA = "carevisit_area"  # whoever is in a range of places now
    ASSIGNED = "carevisit_assigned"  # the elders that an agency serves today
    OWN = "carevisit_own"  # what one's own side recorded
    FEED_AREA = "carevisit_feed_area"  # what the feed has told these places
    FEED_AGENCY = "carevisit_feed_agency"  # what it has told this agency
    WRITER = "carevisit_writer"  # the one subject that the door has opened
    KEEPER = "carevisit_keeper"  # everything: the sequencer, rebuild, verify, accounts


async def _configure(connection: Connection) -> None:
    set_json_loads(lambda text: text, connection)  # json passes through as the text it is
    connection.prepare_threshold = 0
    await connection.set_autocommit(True)


class Database:
    """A pool of connections of the login role, which owns nothing and may do nothing until a transaction takes a role."""

    def __init__(self, url: str, size: int) -> None:
        self.pool = AsyncConnectionPool(
            url, min_size=min(2, size), max_size=size, open=False, configure=_configure, timeout=10, name="carevisit"
        )
        self._outage = Outage(log, "database")

    async def open(self) -> None:
        await self.pool.open(wait=True, timeout=30)
        metrics.pool(self.pool.name, self.pool.get_stats)

    async def close(self) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection outside any transaction. Database trouble becomes a Problem that says nothing about it."""
        try:
            async with self.pool.connection() as connection:
                yield connection
        except (Problem, psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
            raise  # the last two mean: once more, on what is there now
        except (PoolTimeout, psycopg.OperationalError) as error:
            if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.QueryCanceled):
                raise StillRunning from None
            self._outage.met(error)
            raise Unavailable from error
        self._outage.worked()

    @asynccontextmanager
    async def transaction(self, sight: Sight, begin: LiteralString = "BEGIN") -> AsyncIterator["Transaction"]:
        """A transaction in one role, committed as the block ends and rolled back if it raises."""
        async with self.connection() as connection:
            async with connection.pipeline():
                await connection.execute(begin)
                await connection.execute("SELECT set_config('role', %s, true)", (sight.value,))
            try:
                yield Transaction(connection)
            except BaseException:
                await rollback(connection)
                raise
            await connection.execute("COMMIT")


async def finish(connection: Connection) -> None:
    """End a transaction that only read. Rolling back would throw away what the driver has prepared."""
    if connection.info.transaction_status is TransactionStatus.INTRANS:
        await connection.execute("COMMIT")
    else:
        await rollback(connection)


async def rollback(connection: Connection) -> None:
    """End a transaction that failed; a connection that is lost anyway is left to the pool."""
    if not connection.closed:
        await connection.rollback()


class Transaction:
    """Plain SQL, with rows as dictionaries."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def run(self, sql: LiteralString, params: Params | None = None) -> AsyncCursor[TupleRow]:
        return await self.connection.execute(sql, params)

    async def all(self, sql: LiteralString, params: Params | None = None) -> list[dict[str, Any]]:
        cursor = self.connection.cursor(row_factory=dict_row)
        await cursor.execute(sql, params)
        return await cursor.fetchall()

    async def one(self, sql: LiteralString, params: Params | None = None) -> dict[str, Any] | None:
        cursor = self.connection.cursor(row_factory=dict_row)
        await cursor.execute(sql, params)
        return await cursor.fetchone()
