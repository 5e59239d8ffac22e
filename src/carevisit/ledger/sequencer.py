"""The sequencer gives every entry its place in the one order that feeds are read in.

Never `position > cursor` over a sequence: numbers are drawn before commit, so a reader would pass over an entry that
commits late. Writers queue what they wrote; whoever holds the head row numbers what has become visible. The lock is
taken in one statement and the rows are moved in the next, whose snapshot is newer than the lock.
"""

import asyncio
import contextlib
import logging

from ..database import Database, Sight, Transaction
from ..errors import Problem

BUSY, IDLE = 0.02, 0.1
BATCH = 2_000
_MOVE = f"""
WITH next AS (
  SELECT ingest, subject, version, hash FROM pending ORDER BY ingest LIMIT {BATCH}),
numbered AS (
  SELECT *, row_number() OVER (ORDER BY ingest) AS n FROM next),
gone AS (
  DELETE FROM pending USING numbered WHERE pending.ingest = numbered.ingest),
moved AS (
  INSERT INTO feed (position, subject, version, hash)
  SELECT head.position + n, subject, version, hash FROM numbered, feed_head head WHERE head.id = 1 RETURNING 1)
UPDATE feed_head SET position = position + (SELECT count(*) FROM moved)
WHERE id = 1 AND EXISTS (SELECT FROM next) RETURNING position, (SELECT count(*) FROM moved) AS moved
"""

log = logging.getLogger(__name__)


async def number_pending(database: Database) -> int:
    """Number what is waiting, if nobody else is at it. Answers how many entries were moved."""
    async with database.transaction(Sight.KEEPER) as keeper:
        return await _number(keeper)


async def _number(keeper: Transaction) -> int:
    if await keeper.one("SELECT position FROM feed_head WHERE id = 1 FOR UPDATE SKIP LOCKED") is None:
        return 0
    moved = await keeper.one(_MOVE)
    return moved["moved"] if moved else 0


class Sequencer:
    """Runs `number_pending` for as long as the process lives; any number of processes may."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        """Something was committed here: do not wait for the idle pause to end."""
        self._nudged.set()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            moved = 0
            try:
                moved = await number_pending(self._database)
            except Problem as trouble:  # the database is away or the head row is held: the entries wait, none is lost
                log.warning("the sequencer waits: %s", trouble.code())
            except Exception:
                log.exception("the sequencer waits")
            if moved:
                await asyncio.sleep(BUSY)
            else:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._nudged.wait(), IDLE)
                if self._nudged.is_set():
                    self._nudged.clear()
                    await asyncio.sleep(BUSY)
