"""A database that records its statements and answers, and a connection that replays one answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncCursor

from carevisit.database import Connection, Database
from carevisit.ledger.page import Page
from carevisit.ledger.statement import pages_statement
from carevisit.ledger.view import Folded, Views

Statement = tuple[str, tuple[Any, ...]]


class Recorder(Database):
    """A pool whose connections record."""

    def __init__(self, url: str, keeper_url: str, size: int) -> None:
        super().__init__(url, keeper_url, size)
        self.statements: list[Statement] = []
        self.answers: list[Any] = []
        statements, answers = self.statements, self.answers

        class Listening(AsyncCursor[Any]):
            async def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
                statements.append((query.decode() if isinstance(query, bytes) else str(query), tuple(params or ())))
                return await super().execute(query, params, **how)

            async def fetchone(self) -> Any:
                answers.append(await super().fetchone())
                return answers[-1]

            async def fetchall(self) -> Any:
                rows = await super().fetchall()
                answers.extend(rows)
                return rows

        self._listening = Listening

    @asynccontextmanager
    async def connection(
        self, wait_s: float | None = None, *, keeper: bool = False, probe: bool = False
    ) -> AsyncIterator[Connection]:
        async with super().connection(wait_s, keeper=keeper, probe=probe) as connection:
            connection.cursor_factory = self._listening
            yield connection


class Echo:
    """In place of a connection: accepts every statement and returns one recorded answer, without a database."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def cursor(self, **_: Any) -> "Echo":
        return self

    async def execute(self, *_: Any, **__: Any) -> "Echo":
        return self

    async def fetchone(self) -> Any:
        return self._answer

    async def fetchall(self) -> list[Any]:
        return [self._answer]

    @asynccontextmanager
    async def pipeline(self) -> AsyncIterator[None]:
        yield


class EchoSession:
    """In place of a session: its connection is an echo, and pages are made into their statement, which nobody executes."""

    def __init__(self, answer: Any) -> None:
        self._echo = Echo(answer)
        self.newcomers: dict[Any, Any] = {}

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Echo]:
        yield self._echo


class EchoDoor:
    """In place of a door to the ledger: always open, with one recorded answer."""

    def __init__(self, answer: Any) -> None:
        self.session, self._answer = EchoSession(answer), answer

    async def elder(self, *_: Any) -> Any:
        return self._answer

    async def keep(self, views: Views, pages: list[tuple[Page, Folded]]) -> None:
        pages_statement(views, pages)
