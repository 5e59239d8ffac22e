"""How a book gets its session: first a turn, then the gate, or a connection of its own."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, LiteralString

import orjson

from ..database import Database
from ..limits import Patience, Turns
from .gate import Ask, Gate, Rows
from .page import Page
from .session import OPEN, Session, begin
from .view import Folded, Views

LEAST_WAIT_S = 0.5  # after its turn, a request also gets time to open the door
# a LEFT JOIN from a row of its own, so that a door always returns a row
START: LiteralString = (
    "SELECT b.* FROM (SELECT) one LEFT JOIN book_start(%s, %s, %s, %s, %s::text[], %s::bytea[], %s) b ON true"
)
PLACE: LiteralString = "SELECT b.* FROM (SELECT) one LEFT JOIN book_place(%s, %s, %s, %s::text[], %s) b ON true"
PRINCIPAL: LiteralString = (
    "SELECT b.* FROM (SELECT) one LEFT JOIN book_principal(%s, %s, %s, %s, %s::text[], %s) b ON true"
)
NEW_PRINCIPAL: LiteralString = (
    "SELECT b.* FROM (SELECT) one"
    " LEFT JOIN book_principal_start(%s, %s, %s, %s, %s, %s::text[], %s::text[], %s, %s) b ON true"
)
AGENCY: LiteralString = "SELECT b.* FROM (SELECT) one LEFT JOIN book_agency(%s, %s, %s, %s::text[], %s) b ON true"


class Door:
    """A door to the ledger, for one book. `held` releases the turn and the session."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        gate: Gate | None,
        held: AsyncExitStack,
        until: float,
        patience: Patience | None,
        *,
        system: bool = False,
        bulk: bool = False,
    ) -> None:
        """`gate`: where an elder's stream is opened together with others; None: alone. `until`: when to give up, in loop
        time. `system`: for the system's own acts, which run on the keeper's connections. `bulk`: one of many of a caller's."""
        self._database, self._turns, self._gate, self._held, self._until = database, turns, gate, held, until
        self._patience, self._system, self._bulk = patience, system, bulk
        self._ask: Ask | None = None
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        assert self._session is not None, "a book is opened first"
        return self._session

    async def elder(self, ask: Mapping[str, Any], keys: Iterable[str]) -> Mapping[str, Any]:
        """What `book_open` returns for one elder. Raises Busy, Overloaded, StillRunning, Alone."""
        if self._gate is None:
            return (await self.elders([ask], keys))[0]
        keys = list(keys)
        await self._turn(keys)
        self._ask = self._gate.ask(ask, keys, bulk=self._bulk)
        self._held.callback(self._ask.leave)
        rows, self._session = await self._ask.opened
        return rows[0]

    async def elders(self, asks: Sequence[Mapping[str, Any]], keys: Iterable[str]) -> Rows:
        """What `book_open` returns for elders of whom all are opened or none, in a transaction of their own."""
        return await self.open(OPEN, (orjson.dumps(asks).decode(), True, True), keys)

    async def open(self, door: LiteralString, params: Sequence[Any], keys: Iterable[str]) -> Rows:
        """Begin a transaction of the book's own with the door's statement and return its rows, at least one.

        The turn is awaited without a connection, so that many requests for one elder occupy none. The time that remains
        bounds the statement, all its waits included. Raises Busy, Overloaded, StillRunning.
        """
        await self._turn(keys)
        connection = await self._held.enter_async_context(
            self._database.connection(self._left_s(), keeper=self._system)
        )
        begun = begin(connection, door, params, wait_ms=round(self._left_s() * 1000), system=self._system)
        self._session, rows = await self._held.enter_async_context(begun)
        return rows

    async def keep(self, views: Views, pages: list[tuple[Page, Folded]]) -> None:
        """Wait until the pages are durable. Raises Alone, StillRunning, Unavailable."""
        if self._session is None:
            return
        if self._ask is None:
            await self._session.keep(views, pages)
        elif pages:
            self._ask.pages = pages
            self._ask.leave()
            await self._ask.kept

    async def _turn(self, keys: Iterable[str]) -> None:
        assert self._session is None, "a book goes through one door"
        await self._held.enter_async_context(self._turns.of(keys, self._until, self._patience))

    def _left_s(self) -> float:
        return max(self._until - asyncio.get_running_loop().time(), LEAST_WAIT_S)


class TreeDoor(Door):
    """A door of one of the actions that change the tree in one transaction. It opens one stream after another."""

    def __init__(self, session: Session, wait_ms: int) -> None:
        self._session, self._wait_ms, self._ask = session, wait_ms, None

    async def open(self, door: LiteralString, params: Sequence[Any], _keys: Iterable[str]) -> Rows:
        """What a door returns. Only what the last one opened can be written."""
        return await self.session.open_again(door, params, self._wait_ms)

    async def keep(self, views: Views, pages: list[tuple[Page, Folded]]) -> None:
        """Write the pages; the transaction goes on."""
        if pages:
            await self.session.put(views, pages)
