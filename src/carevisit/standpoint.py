"""The desk of a caller who is not there any more: what jobs read for their makers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import LiteralString

from fastapi import Request
from starlette.datastructures import MutableHeaders

from .access import Actor
from .database import Connection, Sight, finish
from .desk import SNAPSHOT, Desk, Office, Reading


class Standpoint(Desk):
    """The desk of a caller who is not there any more: all that it reads is as of one moment, in one transaction."""

    def __init__(self, connection: Connection, actor: Actor, office: Office, path: str) -> None:
        """`connection`: in a transaction that began by `SNAPSHOT`; `path`: of the route whose answers are read."""
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
        super().__init__(Request(scope), actor, office, MutableHeaders())
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
        yield await self._let_in(await self._knock(self._connection, sight), sight)
