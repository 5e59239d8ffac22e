"""Whole: actions of one caller that share one transaction from beginning to end. All that they write is kept, or nothing is.

The actions run side by side until each has asked for a stream. All elders are locked at once, in one order, so that no two wholes
wait for each other. Then the actions go in rounds: no round holds two asks with the same elder or number, so that the second of one
elder reads what the first wrote. What they hold is held until all have ended: it is for a bounded number of records, and behind the
turns of everything that it touches.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, LiteralString, TypeVar

from ..database import Connection, Database, rollback
from ..errors import Problem, StillRunning
from ..limits import Patience, Turns
from .door import LEAST_WAIT_S, Door
from .gate import Ask, Group, Rows, as_json, disjoint
from .page import Page
from .session import OPEN, Session
from .view import Folded, Views

T = TypeVar("T")
LONGEST_S = 20.0  # from the first ask to the commit
AT_ONCE = 2  # in one process: each holds a connection for long, and others need some, too
ROUND = 250  # elders whose pages one statement writes
_LOCK: LiteralString = "SELECT count(*) FROM book_open(%s::json, true, false)"


class WholeDoor(Door):
    """A door of one of many actions that share a transaction. It takes no turn: all are taken together."""

    def __init__(self, whole: "Whole") -> None:
        self._whole, self._ask, self._session = whole, None, None

    async def elder(self, ask: Mapping[str, Any], keys: Iterable[str]) -> Mapping[str, Any]:
        """What `book_open` returns for one elder."""
        return (await self._asked(Ask.new(ask, keys)))[0]

    async def open(self, door: LiteralString, params: Sequence[Any], keys: Iterable[str]) -> Rows:
        """What another door returns."""
        ask = Ask.new({}, keys)
        ask.door = (door, params)
        return await self._asked(ask)

    async def _asked(self, ask: Ask) -> Rows:
        assert self._ask is None, "a book goes through one door"
        self._ask = ask
        self._whole.asks(ask)
        rows, self._session = await ask.opened
        return rows

    def leave(self) -> None:
        """The action has ended."""
        if self._ask:
            self._ask.leave()
        else:
            self._whole.asks_nothing()


class Whole:
    """One such transaction. Its actions either all open elders' streams, or all begin some."""

    def __init__(self, database: Database, views: Views, places: asyncio.Semaphore, size: int) -> None:
        self._database, self._views, self._places = database, views, places
        self._line: deque[Ask] = deque()
        self._awaited, self._here = size, asyncio.Event()

    def asks(self, ask: Ask) -> None:
        """One of the actions asks for a stream."""
        self._line.append(ask)
        self.asks_nothing()

    def asks_nothing(self) -> None:
        """One of the actions has asked, or has ended without."""
        self._awaited -= 1
        if not self._awaited:
            self._here.set()

    async def carry_out(
        self,
        actions: Sequence[Callable[[Door], Awaitable[T]]],
        turns: Turns,
        patience: Patience | None,
        *,
        keep: bool,
    ) -> tuple[list[T | Problem], bool]:
        """What each action answers or is refused with, and whether all of it is kept: only with `keep`, and if none is refused.

        Raises Busy, Overloaded, StillRunning, Unavailable, and what is no Problem of an action's own.
        """
        tasks = [asyncio.create_task(self._one(action)) for action in actions]
        until = asyncio.get_running_loop().time() + LONGEST_S
        try:
            async with asyncio.timeout_at(until):
                await self._here.wait()
                asks = list(self._line)
                keys = {key for ask in asks for key in ask.keys}
                async with self._places, turns.of(keys, until, patience), self._database.connection() as connection:
                    kept = await self._transaction(connection, tasks, until, keep=keep)
            for ask in asks:
                if not ask.kept.done():
                    ask.kept.set_result(None)
            return [_answer(outcome) for outcome in await asyncio.gather(*tasks, return_exceptions=True)], kept
        except TimeoutError:
            raise StillRunning from None
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, action: Callable[[Door], Awaitable[T]]) -> T:
        door = WholeDoor(self)
        try:
            return await action(door)
        finally:
            door.leave()

    async def _transaction(
        self, connection: Connection, tasks: Sequence["asyncio.Task[Any]"], until: float, *, keep: bool
    ) -> bool:
        session = Session(connection)
        try:
            await connection.execute("BEGIN")
            if elders := [ask for ask in self._line if not ask.door]:
                await session.open_again(_LOCK, (as_json(elders),), _left_ms(until))
            while asks := self._next():
                await self._round(session, asks, tasks, until)
            whole = keep and not any(task.done() and task.exception() for task in tasks)
            if whole:
                await session.keep(self._views, [])
            return whole
        finally:
            await rollback(connection)

    async def _round(
        self, session: Session, asks: Sequence[Ask], tasks: Iterable["asyncio.Task[Any]"], until: float
    ) -> None:
        """Open what can be opened side by side, let the actions decide, and write what they wrote."""
        wait_ms = _left_ms(until)
        answers: list[Rows]
        if door := asks[0].door:
            answers = [await session.open_again(*door, wait_ms)]
        else:
            rows = await session.open_again(OPEN, (as_json(asks), True, False), wait_ms)
            answers = [[row] for row in sorted(rows, key=lambda row: int(row["turn"]))]
        group = Group(len(asks))
        for ask, answer in zip(asks, answers, strict=True):
            ask.let_in(answer, group, session)
        await group.ended()
        for task in tasks:
            if task.done() and not isinstance(task.exception(), Problem | None):
                await task
        pages: list[tuple[Page, Folded]] = [page for ask in asks for page in ask.pages]
        if pages:
            await session.put(self._views.of(pages[0][0].noun), pages)

    def _next(self) -> list[Ask]:
        """The first of the line, with those behind it for other elders; alone, where it begins a stream."""
        return disjoint(self._line, 1 if self._line and self._line[0].door else ROUND)


def _left_ms(until: float) -> int:
    return round(max(until - asyncio.get_running_loop().time(), LEAST_WAIT_S) * 1000)


def _answer(outcome: Any) -> Any:
    if isinstance(outcome, BaseException) and not isinstance(outcome, Problem):
        raise outcome
    return outcome
