"""The desk of a caller who is not there any more, for work that outlasts the request that asked for it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import LiteralString

from fastapi import Request
from starlette.datastructures import MutableHeaders

from .access import Actor
from .database import Connection, Sight, finish
from .desk import SNAPSHOT, Desk, Office, Reading


class Deputy(Desk):
    """The desk of a caller who is not there any more, for work that outlasts the request that asked for it."""

    def __init__(self, actor: Actor, office: Office, path: str) -> None:
        """`path`: of the route that does the same at once."""
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
        super().__init__(Request(scope), actor, office, MutableHeaders())
        self.patience = _to_the_end


async def _to_the_end(turn: Awaitable[None]) -> None:
    """Wait for a turn of which nobody grows tired."""
    await turn


class Standpoint(Deputy):
    """A deputy's desk where all that it reads is as of one moment, in one transaction."""

    def __init__(self, connection: Connection, actor: Actor, office: Office, path: str) -> None:
        """`connection`: in a transaction that began by `SNAPSHOT`; `path`: of the route whose answers are read."""
        super().__init__(actor, office, path)
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def of(cls, office: Office, actor: Actor, path: str, *settings: LiteralString) -> AsyncIterator["Standpoint"]:
        """A standpoint of this moment, which may rest between two reads; `settings` are of its transaction alone."""
        async with office.database.connection() as connection:
            await connection.execute(SNAPSHOT)
            try:
                for setting in ("idle_in_transaction_session_timeout = '60s'", *settings):
                    await connection.execute(f"SET LOCAL {setting}")
                yield cls(connection, actor, office, path)
            finally:
                await finish(connection)

    @asynccontextmanager
    async def reading(self, sight: Sight) -> AsyncIterator[Reading]:
        """Ask views, by another sight in the same transaction."""
        await self._connection.execute("SET LOCAL ROLE NONE")  # of the sight before, which may not knock
        yield await self.let_in(await self.knock(self._connection, sight), sight)
