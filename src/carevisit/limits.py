"""How much at once: turns at one elder, one place or one number; requests and uploads of one client. All within one process."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from .errors import Busy

Patience = Callable[[Awaitable[None]], Awaitable[None]]
"""How a caller waits for a turn: for as long as they are there, say."""


class AtOnce:
    """At most so many of one thing at once: by each client and, where it is said, by all of them."""

    def __init__(self, name: str, each: int, in_all: int | None = None) -> None:
        self.name, self.each, self.in_all = name, each, in_all
        self.running: Counter[UUID] = Counter()

    @contextmanager
    def one(self, client: UUID) -> Iterator[None]:
        """One more of a client's, for as long as the block runs. Raises Busy."""
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
    """Who has a turn at one key, and who waits for one."""

    active: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Turns:
    """Turns by key, in the order of asking: `at_once` have one, and at most `waiting` wait for each key.

    Whoever needs several takes them in one order, so that no two wait for each other.
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
        """A turn at every key, for as long as the block runs. Raises Busy where too many wait, and at `until` (loop time).

        Without a caller's patience it is the system's own work, which is not sent away for a line that is full.
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
        if line.active < self.at_once:  # then nobody waits
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
            if turn.done() and not turn.cancelled():  # it came in the moment of leaving
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
