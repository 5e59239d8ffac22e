"""The sequencer gives every entry its place in the one order that feeds are read in.

Never `position > cursor` over a sequence: numbers are drawn before commit, so a reader would pass over an entry that
commits late. Writers queue what they wrote; whoever holds the head row numbers what has become visible. The lock is
taken in one statement and the rows are moved in the next, whose snapshot is newer than the lock.
"""

import asyncio

from .. import metrics
from ..database import Database, Sight, Transaction
from ..running import Runner

GATHER, IDLE = 0.02, 0.08
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


async def number_pending(database: Database) -> int:
    """Number what is waiting, if nobody else is at it. Answers how many entries were moved."""
    async with database.transaction(Sight.KEEPER) as keeper:
        if await keeper.one("SELECT position FROM feed_head WHERE id = 1 FOR UPDATE SKIP LOCKED") is None:
            return 0
        return await _number(keeper)


async def number_all(keeper: Transaction) -> None:
    """Number everything that is waiting, by whoever holds the head row."""
    while await _number(keeper):
        pass


async def _number(keeper: Transaction) -> int:
    moved = await keeper.one(_MOVE)
    return moved["moved"] if moved else 0


async def measure_lag(database: Database) -> None:
    """Show how many entries wait to be numbered, and for how long the oldest of them has."""
    async with database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one(
            "SELECT (SELECT count(*) FROM pending) AS pending, coalesce(extract(epoch FROM clock_timestamp() - ("
            " SELECT e.written_at FROM pending JOIN entry e USING (subject, version) ORDER BY ingest LIMIT 1)), 0)::float AS age"
        )
    assert row
    metrics.PENDING.set(row["pending"])
    metrics.PENDING_SECONDS.set(max(0.0, row["age"]))


class Sequencer(Runner):
    """Runs `number_pending` for as long as the process lives; any number of processes may."""

    pause_s = IDLE

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    async def work(self) -> bool:
        """Number what is waiting. What fails waits on, none is lost."""
        await asyncio.sleep(GATHER)  # what is committed together is numbered together
        return await number_pending(self._database) > 0
