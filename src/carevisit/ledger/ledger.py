"""Ledger: the streams of a district, and how actions write to them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

import psycopg

from ..access import SYSTEM_ID, Actor, Role
from ..database import Database, Transaction
from ..errors import Problem, StillRunning
from ..limits import Patience, Turns
from .book import Book
from .door import Door, TreeDoor
from .fact import Kinds
from .gate import Gate
from .rows import LOCK_TREE
from .sealing import Sealing
from .session import Alone, begin_tree
from .view import Views
from .whole import AT_ONCE, Whole

T = TypeVar("T")
_LOST_TO_A_RIVAL = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
)


class Ledger:
    """What every book shares: the database, the kinds of fact, the views and the keys.

    A write waits at most `longest_wait_s` seconds in total for a subject: for its turn, a connection and the lock.
    """

    def __init__(
        self,
        database: Database,
        kinds: Kinds,
        views: Views,
        sealing: Sealing,
        turns: Turns | None = None,
        longest_wait_s: float = 5,
    ) -> None:
        self.database, self.kinds, self.views, self.sealing = database, kinds, views, sealing
        self.turns, self.longest_wait_s = turns or Turns(), longest_wait_s
        self.portions = asyncio.Lock()  # one batch of streams is read and folded at a time
        self.gate = Gate(database, views)
        self.wholes = asyncio.Semaphore(AT_ONCE)
        self.nudge: Callable[[], None] = lambda: None  # wakes the local sequencer after a commit

    async def write(
        self,
        actor: Actor,
        action: Callable[[Book], Awaitable[T]],
        patience: Patience | None = None,
        *,
        bulk: bool = False,
    ) -> T:
        """Run one action; when this returns, what it wrote is durable.

        An action on one elder shares its transaction with others of the same moment. If that fails, or if a concurrent
        transaction wrote the same number or stream first, the action runs again on the new state, in a transaction of its
        own. `patience` says how a caller waits for a turn; the system's own work has none. `bulk`: one of many of a caller's,
        which go behind everybody's single ones. Raises Busy, StillRunning, Unavailable, and whatever the action raises.
        """
        until = asyncio.get_running_loop().time() + self.longest_wait_s
        system = actor.id == SYSTEM_ID
        for gate in (None, None) if system else (self.gate, None, None):
            try:
                async with AsyncExitStack() as held:
                    door = Door(self.database, self.turns, gate, held, until, patience, system=system, bulk=bulk)
                    answer, written = await self._act(actor, action, door)
                if written:
                    self.nudge()
                return answer
            except (Alone, *_LOST_TO_A_RIVAL):
                pass
            except psycopg.Error:  # together, an error of any of the group's may come to light here
                if gate is None:
                    raise
        raise StillRunning

    async def write_tree(
        self,
        actor: Actor,
        actions: Sequence[Callable[[Book], Awaitable[T]]],
        finish: Callable[[Transaction], Awaitable[object]] | None = None,
        *,
        keep: bool = True,
    ) -> tuple[list[T | Problem], bool]:
        """Run actions that change the tree of places, one after another, while every other writer waits.

        They share a transaction on the keeper's connections and are kept together or not at all; at the end the keeper may
        `finish` the tree. Without `keep` nobody waits, and nothing is kept. Returns the answer or the problem of each, and
        whether all is kept. Raises Busy, StillRunning, Unavailable.
        """
        return await self._twice(lambda: self._carry_out(actor, actions, finish, keep=keep))

    async def _carry_out(
        self,
        actor: Actor,
        actions: Sequence[Callable[[Book], Awaitable[T]]],
        finish: Callable[[Transaction], Awaitable[object]] | None,
        *,
        keep: bool,
    ) -> tuple[list[T | Problem], bool]:
        answers: list[T | Problem] = []
        wait_s = self.longest_wait_s
        async with (
            self.database.connection(wait_s, keeper=True) as connection,
            begin_tree(connection, LOCK_TREE if keep else (), wait_ms=round(wait_s * 1000)) as session,
        ):
            for action in actions:
                try:
                    answers.append((await self._act(actor, action, TreeDoor(session, round(wait_s * 1000))))[0])
                except Problem as problem:
                    answers.append(problem)
            kept = keep and not any(isinstance(answer, Problem) for answer in answers)
            if kept:
                if finish:
                    async with session.kept() as keeper:
                        await finish(keeper)
                await session.keep(self.views, [])
        return answers, kept

    async def write_whole(
        self,
        actor: Actor,
        actions: Sequence[Callable[[Book], Awaitable[T]]],
        patience: Patience | None = None,
        *,
        keep: bool = True,
    ) -> tuple[list[T | Problem], bool]:
        """Run actions that are kept together or not at all; without `keep`, only to see what would become of them.

        Returns the answer or the problem of each, in order, and whether all is kept. Actions on one elder follow each other in
        their order. A rival is met as in `write`. Raises Busy, Overloaded, StillRunning, Unavailable.
        """
        if not actions:
            return [], keep
        by_door = [partial(self._answer_by, actor, action) for action in actions]

        def attempt() -> Awaitable[tuple[list[T | Problem], bool]]:
            whole = Whole(self.database, self.views, self.wholes, len(actions))
            return whole.carry_out(by_door, self.turns, patience, keep=keep)

        return await self._twice(attempt)

    async def _twice(
        self, attempt: Callable[[], Awaitable[tuple[list[T | Problem], bool]]]
    ) -> tuple[list[T | Problem], bool]:
        """What actions kept together come to; once more if they lose to a rival. Raises StillRunning."""
        for _ in range(2):
            try:
                answers, kept = await attempt()
            except _LOST_TO_A_RIVAL:
                continue
            if kept:
                self.nudge()
            return answers, kept
        raise StillRunning

    async def _answer_by(self, actor: Actor, action: Callable[[Book], Awaitable[T]], door: Door) -> T:
        return (await self._act(actor, action, door))[0]

    async def _act(self, actor: Actor, action: Callable[[Book], Awaitable[T]], door: Door) -> tuple[T, bool]:
        """What the action answers once its pages are kept, and whether there are any."""
        book = Book(self.kinds, self.views, self.sealing, actor, door)
        answer = await action(book)
        await book.close()
        return answer, bool(book.pages)

    async def write_as_system(self, action: Callable[[Book], Awaitable[T]]) -> T:
        """Run an action of the system itself, for what follows from dates alone. It uses the keeper's connections."""
        system = Actor(SYSTEM_ID, 1, Role.PLATFORM, frozenset())
        return await self.write(system, action)
