"""Limits on concurrent work in one process: turns per elder, place or number; requests and uploads per client."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from .errors import Busy

Patience = Callable[[Awaitable[None]], Awaitable[None]]
"""How a caller waits for a turn: for example only while its client is connected."""


class AtOnce:
    """A limit on how many of one thing run at once: per client and, if given, in total."""

    def __init__(self, name: str, each: int, in_all: int | None = None) -> None:
        self.name, self.each, self.in_all = name, each, in_all
        self.running: Counter[UUID] = Counter()

    @contextmanager
    def one(self, client: UUID) -> Iterator[None]:
        """Count one for a client while the block runs. Raises Busy."""
        if self.running[client] >= self.each:
            raise Busy(self.name, self.each)
        if self.in_all is not None and self.running.total() >= self.in_all:
            raise Busy(f"{self.name}-in-all", self.in_all)
        self.running[client] += 1
        try:
            yield
        finally:
            self.running[client] -= 1
            if not self.running[client]:
                del self.running[client]


@dataclass
class _Line:
    """The holders and the waiting of one key."""

    active: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Turns:
    """Turns by key, first come first served: `at_once` hold one, and at most `waiting` wait for each key.

    Several keys are always taken in the same order, so that no two requests deadlock.
    """

    def __init__(self, at_once: int = 2, waiting: int = 48) -> None:
        self.at_once, self.waiting = at_once, waiting
        self._lines: dict[str, _Line] = {}

    @property
    def queued(self) -> int:
        """How many wait, at all keys."""
        return sum(len(line.waiting) for line in self._lines.values())

    @asynccontextmanager
    async def of(self, keys: Iterable[str], until: float, patience: Patience | None = None) -> AsyncIterator[None]:
        """Hold a turn at every key while the block runs. Raises Busy if too many wait, and at `until` (event-loop time).

        Without `patience` it is the system's own work, which may wait in a full line.
        """
        taken: list[str] = []
        try:
            for key in sorted(set(keys)):
                await self._take(key, until, patience)
                taken.append(key)
            yield
        finally:
            for key in reversed(taken):
                self._pass_on(key)

    async def _take(self, key: str, until: float, patience: Patience | None) -> None:
        line = self._lines.setdefault(key, _Line())
        if line.active < self.at_once:  # then none waits
            line.active += 1
            return
        if patience and len(line.waiting) >= self.waiting:
            raise Busy("turns", self.at_once + self.waiting)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.waiting.append(turn)
        try:
            async with asyncio.timeout_at(until):
                await (patience(turn) if patience else turn)
        except BaseException as ended:
            if turn.done() and not turn.cancelled():  # it was granted in the moment of leaving
                self._pass_on(key)
            elif turn in line.waiting:
                line.waiting.remove(turn)
            if isinstance(ended, TimeoutError):
                raise Busy("turns", self.at_once + self.waiting) from None
            raise

    def _pass_on(self, key: str) -> None:
        line = self._lines[key]
        while line.waiting:
            turn = line.waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        line.active -= 1
        if not line.active:
            del self._lines[key]
