"""The sequencer gives every entry its position in the one order in which feeds are read.

Positions are not drawn from a database sequence: such numbers are drawn before commit, so a reader could pass over an
entry that commits late. Instead, writers queue their entries, and the holder of the lock on the head row numbers those
that have become visible. The lock is taken in one statement and the rows are moved in the next, whose snapshot is newer.
"""

import asyncio

from .. import metrics
from ..access import numbers_of
from ..database import Database, Sight, Transaction
from ..running import Runner
from .rows import entry_rows

GATHER, IDLE = 0.02, 0.08
BATCH = 2_000
_TAKE = "SELECT position FROM feed_head WHERE id = 1 AND EXISTS (SELECT FROM pending) FOR UPDATE SKIP LOCKED"
_MOVE = f"""
WITH next AS (
  SELECT ingest, subject, version, hash FROM pending ORDER BY ingest LIMIT {BATCH}),
numbered AS (
  SELECT *, row_number() OVER (ORDER BY ingest) AS n FROM next),
gone AS (
  DELETE FROM pending USING numbered WHERE pending.ingest = numbered.ingest),
moved AS (
  INSERT INTO feed (position, subject, version, hash, places, beyond, agencies)
  SELECT head.position + n, subject, version, numbered.hash, {numbers_of("e.audience")}, {numbers_of("e.beyond")}, e.agencies
  FROM feed_head head CROSS JOIN numbered LEFT JOIN {entry_rows()} USING (subject, version) WHERE head.id = 1 RETURNING 1)
UPDATE feed_head SET position = position + (SELECT count(*) FROM moved)
WHERE id = 1 AND EXISTS (SELECT FROM next) RETURNING position, (SELECT count(*) FROM moved) AS moved
"""


async def number_pending(database: Database) -> int:
    """Number the pending entries unless another process is doing so. Returns how many were moved."""
    async with database.transaction(Sight.KEEPER) as keeper:
        if await keeper.one(_TAKE) is None:
            return 0
        return await _number(keeper)


async def number_all(keeper: Transaction) -> None:
    """Number everything that is pending. The caller must hold the lock on the head row."""
    while await _number(keeper):
        pass


async def _number(keeper: Transaction) -> int:
    moved = await keeper.one(_MOVE)
    return moved["moved"] if moved else 0


async def measure_lag(database: Database) -> None:
    """Set the metrics of how many entries are pending and how old the oldest is, in seconds."""
    async with database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one(
            "SELECT (SELECT count(*) FROM pending) AS pending, coalesce(extract(epoch FROM clock_timestamp() - ("
            " SELECT e.written_at FROM pending JOIN entry e USING (subject, version) ORDER BY ingest LIMIT 1)), 0)::float AS age"
        )
    assert row
    metrics.PENDING.set(row["pending"])
    metrics.PENDING_SECONDS.set(max(0.0, row["age"]))


class Sequencer(Runner):
    """Runs `number_pending` as long as the process lives; any number of processes may run it."""

    pause_s = IDLE

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    async def work(self) -> bool:
        """Number the pending entries. After a failure they stay queued."""
        await asyncio.sleep(GATHER)  # entries committed together are numbered together
        return await number_pending(self._database) > 0
