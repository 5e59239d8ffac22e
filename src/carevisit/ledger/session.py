"""Session: one transaction of the writer's role, begun by a door. One book has it alone, or several share it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.rows import dict_row

from .. import metrics
from ..database import LONGEST_STATEMENT, REQUESTS, Connection, Params, Sight, Transaction, finish, rollback
from .page import Page
from .statement import pages_statement
from .view import Folded, Views

# per ask one row; waiting for locks or passing over them; all streams or none, or each by itself
OPEN: LiteralString = "SELECT * FROM book_open(%s::json, %s, %s)"
_LONGEST_SHARED_WAIT = "100ms"  # for a lock, where others would wait with it
_AS_KEEPER: LiteralString = f"SET LOCAL ROLE {Sight.KEEPER.value}"
_AS_APP: LiteralString = f"SET LOCAL ROLE {REQUESTS}"  # the keeper's login stands before the doors as a request does
# behind the door the transaction is the writer's, and no plan made for young tables reads them whole once they have grown
_AS_WRITER: LiteralString = (
    f"SELECT set_config('role', '{Sight.WRITER.value}', true), set_config('statement_timeout', '{LONGEST_STATEMENT}', true),"
    " set_config('enable_seqscan', 'off', true)"
)


class Alone(Exception):
    """An action is to be carried out once more, in a transaction of its own."""


@dataclass(eq=False)
class _Question:
    """A query and its answer."""

    sql: LiteralString
    params: Params
    answer: "asyncio.Future[list[dict[str, Any]]]"


class Session:
    """A transaction under way. Its users take turns on the connection, and nobody uses it once it is kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._turn, self._over = connection, asyncio.Lock(), False
        self.newcomers: dict[tuple[UUID, bytes], tuple[UUID, AESGCM, bytes]] = {}  # new people, by maker and tag
        self._questions: list[_Question] = []

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """The connection, for a question. Raises Alone where the transaction is over."""
        async with self._turn:
            if self._over:
                raise Alone
            yield self._connection

    async def ask(self, sql: LiteralString, params: Params) -> list[dict[str, Any]]:
        """The rows of a query. What several ask at the same moment goes out together and takes one round trip.

        Raises Alone where the transaction is over.
        """
        question = _Question(sql, params, asyncio.get_running_loop().create_future())
        self._questions.append(question)
        await asyncio.sleep(0)  # others are about to ask
        async with self._turn:
            if not question.answer.done():  # who comes first asks for all
                together, self._questions = self._questions, []
                await self._answer(together)
        return await question.answer

    async def _answer(self, together: Sequence[_Question]) -> None:
        failure: Exception = Alone()
        try:
            if self._over:
                return
            cursors = [self._connection.cursor(row_factory=dict_row) for _ in together]
            async with self._connection.pipeline():
                for one, cursor in zip(together, cursors, strict=True):
                    await cursor.execute(one.sql, one.params)
            for one, cursor in zip(together, cursors, strict=True):
                rows = await cursor.fetchall()
                if not one.answer.done():  # who asked may have gone
                    one.answer.set_result(rows)
        except Exception as error:
            failure = error
        finally:
            for one in together:
                if not one.answer.done():
                    one.answer.set_exception(failure)
                    one.answer.exception()

    async def keep(self, views: Views, pages: Sequence[tuple[Page, Folded]]) -> None:
        """Write the pages in one statement, and commit.

        The commit travels with the statements: each raises where it does not do what it must, and nothing that follows an
        error in a pipeline is carried out.
        """
        async with self._turn:
            self._over = True
            if not pages:
                await finish(self._connection)
                return
            async with self._connection.pipeline():
                await self._write(views, pages)
                await self._connection.execute("COMMIT")

    async def put(self, views: Views, pages: Sequence[tuple[Page, Folded]]) -> None:
        """Write the pages in one statement; the transaction goes on."""
        async with self._turn, self._connection.pipeline():
            await self._write(views, pages)

    async def _write(self, views: Views, pages: Sequence[tuple[Page, Folded]]) -> None:
        await self._connection.execute(*pages_statement(views, pages), prepare=True)
        for page, _ in pages:
            for then, params in page.after:
                await self._connection.execute(then, params)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[Transaction]:
        """The same transaction as the keeper sees it, for as long as it takes; then it is the writer's again."""
        async with self._turn:
            await self._connection.execute(_AS_KEEPER)
            await self._connection.execute("SET LOCAL statement_timeout = 0")
            yield Transaction(self._connection)
            await self._connection.execute(_AS_WRITER, prepare=True)

    async def open_again(self, door: LiteralString, params: Sequence[Any], wait_ms: int) -> list[dict[str, Any]]:
        """What a further door answers, in the same transaction. Only what this door opens can be written from now on."""
        async with self._turn:
            cursor = self._connection.cursor(row_factory=dict_row)
            async with self._connection.pipeline():
                await self._connection.execute(_AS_APP)  # doors are for requests
                await self._connection.execute("SELECT set_config('statement_timeout', %s, true)", (f"{wait_ms}ms",))
                await cursor.execute(door, params, prepare=True)
                await self._connection.execute(_AS_WRITER, prepare=True)
            return await cursor.fetchall()


@asynccontextmanager
async def begin(
    connection: Connection,
    door: LiteralString,
    params: Sequence[Any],
    *,
    wait_ms: int | None,
    system: bool = False,
) -> AsyncIterator[tuple[Session, list[dict[str, Any]]]]:
    """A transaction and what its door answers; it is undone unless it was kept.

    `wait_ms`: how long the door may take, waiting for locks included; None where it waits for none and others would wait
    with it. `system`: on the keeper's connection.
    """
    cursor = connection.cursor(row_factory=dict_row)
    try:
        with metrics.OPENING.time():
            async with connection.pipeline():
                await connection.execute("BEGIN")
                if wait_ms is None:
                    await connection.execute(f"SET LOCAL lock_timeout = '{_LONGEST_SHARED_WAIT}'")
                else:
                    await connection.execute("SELECT set_config('statement_timeout', %s, true)", (f"{wait_ms}ms",))
                if system:
                    await connection.execute(_AS_APP)
                await cursor.execute(door, params, prepare=True)
                await connection.execute(_AS_WRITER, prepare=True)
        yield Session(connection), await cursor.fetchall()
    except BaseException:
        await rollback(connection)
        raise


@asynccontextmanager
async def begin_tree(connection: Connection, locks: Sequence[LiteralString], *, wait_ms: int) -> AsyncIterator[Session]:
    """A transaction on the keeper's connection, behind locks; it is undone unless it was kept."""
    try:
        async with connection.pipeline():
            await connection.execute("BEGIN")
            await connection.execute("SELECT set_config('statement_timeout', %s, true)", (f"{wait_ms}ms",))
            await connection.execute(_AS_KEEPER)
            for lock in locks:
                await connection.execute(lock)
        yield Session(connection)
    finally:
        await rollback(connection)
