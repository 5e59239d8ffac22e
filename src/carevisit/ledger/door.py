"""How a book gets its transaction: first a turn, then a connection, then the one statement that locks and reads."""

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Any, LiteralString

from psycopg.rows import dict_row

from .. import metrics
from ..database import LONGEST_STATEMENT, REQUESTS, Connection, Database, Sight, rollback
from ..limits import Patience, Turns

_LEAST_WAIT_S = 0.5  # after its turn, a request also gets time to open the door
# a LEFT JOIN from a row of its own, so that a door always returns a row; after it the transaction has the writer's role
_ANSWER: LiteralString = (
    f"SELECT b.*, set_config('role', '{Sight.WRITER.value}', true),"
    f" set_config('statement_timeout', '{LONGEST_STATEMENT}', true) FROM (SELECT) one LEFT JOIN"
)
_AS_APP: LiteralString = f"SET LOCAL ROLE {REQUESTS}"  # through the doors, the keeper's login has a request's rights
OPEN: LiteralString = f"{_ANSWER} book_open(%s, %s, %s, %s, %s::text[], %s, %s) b ON true"
OPEN_BOTH: LiteralString = f"{_ANSWER} book_open_both(%s, %s, %s, %s, %s, %s::text[], %s) b ON true"
START: LiteralString = f"{_ANSWER} book_start(%s, %s, %s, %s, %s::text[], %s::bytea[], %s) b ON true"
PLACE: LiteralString = f"{_ANSWER} book_place(%s, %s, %s, %s::text[], %s) b ON true"


class Door:
    """A door to the ledger, for one book. `held` releases the turn and the connection."""

    def __init__(
        self, database: Database, turns: Turns, held: AsyncExitStack, longest_wait_s: float, patience: Patience | None,
        *, system: bool = False,
    ) -> None:  # fmt: skip
        """`system`: the system's own work, on the keeper's connections."""
        self._database, self._turns, self._held, self._patience = database, turns, held, patience
        self._system = system
        self._until = asyncio.get_running_loop().time() + longest_wait_s
        self._connection: Connection | None = None

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    @property
    def connection(self) -> Connection:
        assert self._connection is not None, "a book is opened first"
        return self._connection

    async def open(self, sql: LiteralString, params: tuple[Any, ...], keys: Iterable[str]) -> list[dict[str, Any]]:
        """Begin the transaction with the door's statement and return its rows, at least one.

        The turn is awaited without a connection, so that many requests for one elder occupy none. The time that remains
        bounds the statement, all its waits included. Raises Busy, Overloaded, StillRunning.
        """
        assert self._connection is None, "a book goes through one door"
        await self._held.enter_async_context(self._turns.of(keys, self._until, self._patience))
        connection = await self._held.enter_async_context(
            self._database.connection(self._left_s(), keeper=self._system)
        )
        self._connection = connection
        self._held.push_async_exit(self._undo)
        cursor = connection.cursor(row_factory=dict_row)
        bound = f"{self._left_s() * 1000:.0f}ms"
        with metrics.OPENING.time():
            async with connection.pipeline():
                await connection.execute("BEGIN")
                await connection.execute("SELECT set_config('statement_timeout', %s, true)", (bound,))
                if self._system:
                    await connection.execute(_AS_APP)
                await cursor.execute(sql, params, prepare=True)
        return await cursor.fetchall()

    def _left_s(self) -> float:
        return max(self._until - asyncio.get_running_loop().time(), _LEAST_WAIT_S)

    async def _undo(self, kind: type[BaseException] | None, *_: object) -> None:
        """Roll back before the connection returns to the pool, if the block raised."""
        if kind is not None:
            await rollback(self.connection)
