"""A database that remembers what is said to it and what it answers, and a connection that answers the same again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncCursor

from carevisit.database import Connection, Database

Statement = tuple[str, tuple[Any, ...]]


class Recorder(Database):
    """A pool whose connections are listened to."""

    def __init__(self, url: str, keeper_url: str, size: int) -> None:
        super().__init__(url, keeper_url, size)
        self.told: list[Statement] = []
        self.answers: list[Any] = []
        told, answers = self.told, self.answers

        class Listening(AsyncCursor[Any]):
            async def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
                told.append((query.decode() if isinstance(query, bytes) else str(query), tuple(params or ())))
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
    """Stands where a connection does: takes every statement at once and gives one recorded answer. No database is asked."""

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


class EchoDoor:
    """Stands where a door to the ledger does: always open, with the one recorded answer."""

    is_open = True

    def __init__(self, answer: Any) -> None:
        self.connection, self._answer = Echo(answer), answer

    async def open(self, *_: Any) -> list[Any]:
        return [self._answer]
