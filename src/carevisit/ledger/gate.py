"""The gate: books that are opened at the same moment share one transaction, its round trips and its commit.

While one group's transaction is under way, the next group gathers. Each action of a group decides, seals and folds by itself, so
one that refuses leaves the group alone. Nobody waits for a rival: a stream that another transaction holds is passed over. What
cannot be carried out together is carried out alone (`Alone`): after an error, every action of the group.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, LiteralString

import orjson

from .. import metrics
from ..database import Database
from ..errors import Problem, StillRunning, Unavailable
from .page import Page
from .session import OPEN, Alone, Session, begin
from .view import Folded, Views

Rows = Sequence[Mapping[str, Any]]
SINGLES, BULK = 64, 8  # in one group
LONGEST_GATHERING_S = 0.003
PATIENCE_S, LANES = 0.1, 4  # whoever waits longer for a group starts another one beside it
SLOWEST_ACTION_S = 0.25  # then the group goes on without it


@dataclass(eq=False)
class Ask:
    """A book's wish to open one elder's stream, and what becomes of it."""

    values: Mapping[str, Any]  # as `book_open` reads them
    keys: frozenset[str]  # nobody of the same group asks with any of these
    opened: "asyncio.Future[tuple[Rows, Session]]"
    kept: "asyncio.Future[None]"
    door: tuple[LiteralString, Sequence[Any]] | None = None  # another one than `book_open`, with its parameters
    pages: list[tuple[Page, Folded]] = field(default_factory=list)
    group: "Group | None" = None
    left: bool = False

    @classmethod
    def new(cls, values: Mapping[str, Any], keys: Iterable[str]) -> "Ask":
        loop = asyncio.get_running_loop()
        return cls(values, frozenset(keys), loop.create_future(), loop.create_future())

    def let_in(self, rows: Rows, group: "Group", session: Session) -> None:
        """Go on with what the door answers."""
        if self.left or self.opened.done():  # the caller went away
            self.left = True
            group.one_left()
        elif rows[0].get("busy"):
            self.left = True
            group.one_left()
            self.opened.set_exception(Alone())
        else:
            self.group = group
            self.opened.set_result((rows, session))

    def leave(self) -> None:
        """The action has ended: its pages are ready, or there are none."""
        if not self.left:
            self.left = True
            if self.group:
                self.group.one_left()

    def fail(self, error: Exception) -> None:
        """Raise the error to whoever still waits."""
        for future in (self.opened, self.kept):
            if not future.done():
                future.set_exception(error)
                future.exception()  # nobody may be waiting for it any more


class Group:
    """Those whose pages are written by one statement."""

    def __init__(self, size: int) -> None:
        self._inside, self._empty = size, asyncio.Event()

    def one_left(self) -> None:
        self._inside -= 1
        if not self._inside:
            self._empty.set()

    async def ended(self, within_s: float | None = None) -> None:
        """Wait for the actions to end; not for those that take longer than `within_s`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._empty.wait()


def disjoint(line: deque[Ask], most: int) -> list[Ask]:
    """Take those of the line of whom no two ask with one key. The others stay, in the order of asking."""
    taken, passed, keys = list[Ask](), list[Ask](), set[str]()
    while line and len(taken) < most:
        ask = line.popleft()
        if ask.left:
            continue
        (taken if keys.isdisjoint(ask.keys) else passed).append(ask)
        keys |= ask.keys  # also of who stays: those behind do not overtake
    line.extendleft(reversed(passed))
    return taken


def as_json(asks: Sequence[Ask]) -> str:
    """The asks as `book_open` reads them, by their turn."""
    return orjson.dumps([{**ask.values, "turn": turn} for turn, ask in enumerate(asks)]).decode()


class Gate:
    """Where the books of one process wait to be opened together."""

    def __init__(self, database: Database, views: Views) -> None:
        self._database, self._views = database, views
        self._singles: deque[Ask] = deque()
        self._bulk: deque[Ask] = deque()
        self._busy = self._lately = 0
        self._singles_went = False  # with the last group
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, values: Mapping[str, Any], keys: Iterable[str], *, bulk: bool = False) -> Ask:
        """Wait in line. `bulk`: one of many of a caller's, in a line of their own."""
        ask = Ask.new(values, keys)
        (self._bulk if bulk else self._singles).append(ask)
        if not self._busy:
            self._start()
        elif not bulk:
            asyncio.get_running_loop().call_later(PATIENCE_S, self._impatient, ask)
        return ask

    def _start(self) -> None:
        self._busy += 1
        task = asyncio.create_task(self._serve())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _impatient(self, ask: Ask) -> None:
        if ask.group is None and not ask.left and self._busy < LANES:
            self._start()

    async def _serve(self) -> None:
        try:
            while self._singles or self._bulk:
                await self._gather()
                if asks := self._next():
                    self._lately = len(asks)
                    await self._carry_out(asks)
        finally:
            self._busy -= 1

    async def _gather(self) -> None:
        """Let those come who are on their way: for as long as each turn of the loop brings more, and as many as came lately."""
        loop = asyncio.get_running_loop()
        until, here = loop.time() + LONGEST_GATHERING_S, 0
        while here < (here := len(self._singles) + len(self._bulk)):
            await asyncio.sleep(0)
        while here < self._lately and loop.time() < until:
            await asyncio.sleep(0.0005)
            here = len(self._singles) + len(self._bulk)

    def _next(self) -> list[Ask]:
        """The next group. Where both wait, singles and bulk go in turns: neither waits for more than a group of the other."""
        self._singles_went = bool(self._singles) and not (self._bulk and self._singles_went)
        return disjoint(self._singles, SINGLES) if self._singles_went else disjoint(self._bulk, BULK)

    async def _carry_out(self, asks: list[Ask]) -> None:
        """One group's transaction. Its actions are answered once it is durable."""
        metrics.TOGETHER.observe(len(asks))
        failure: Exception = Unavailable()
        try:
            async with (
                self._database.connection() as connection,
                begin(connection, OPEN, (as_json(asks), False, False), wait_ms=None) as (session, rows),
            ):
                group = Group(len(asks))
                for row in rows:
                    asks[row["turn"]].let_in([row], group, session)
                await group.ended(SLOWEST_ACTION_S)
                late = [ask for ask in asks if not ask.left]
                pages = [page for ask in asks if ask.left for page in ask.pages]
                await session.keep(self._views, pages)
        except Problem as problem:
            failure = Alone() if isinstance(problem, StillRunning) else problem
        except Exception:  # whoever it is of meets it once more, alone
            failure = Alone()
        else:
            failure = Alone()
            for ask in asks:
                if ask not in late and not ask.kept.done():
                    ask.kept.set_result(None)
        finally:
            for ask in asks:
                ask.fail(failure)
