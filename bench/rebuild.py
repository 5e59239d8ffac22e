"""Rebuilding the views of a large ledger in place."""

import asyncio
import os
import time
from collections.abc import Iterator
from itertools import cycle

import psycopg

from carevisit.cli import ledger_of, rebuilding

from .scene import Scene, hand_in, sheet

SEEDS = 60  # elders whose visits are recorded by the service; the others are copies of them
_COPY = (
    "CREATE TABLE twin AS SELECT h.subject AS seed, gen_random_uuid() AS subject"
    " FROM head h, generate_series(1, {copies}) WHERE h.noun = 'elder' AND h.version >= 40",
    "INSERT INTO entry SELECT t.subject, version, md5(id::text || t.subject)::uuid, kind, schema_no, place_id,"
    " audience, beyond, agencies, maker, actor, happened_at, written_at, md5(cause::text || t.subject)::uuid,"
    " md5(corrects::text || t.subject)::uuid, record_no, open, hash FROM twin t JOIN entry e ON e.subject = t.seed",
    "CREATE TEMP TABLE copied AS SELECT h.*, t.subject AS twin FROM twin t JOIN head h ON h.subject = t.seed",
    "UPDATE copied SET subject = twin",
    "ALTER TABLE copied DROP COLUMN twin",
    "INSERT INTO head SELECT * FROM copied",
    "VACUUM ANALYZE entry, head",
)


class Rebuild:
    """A ledger of so many entries, and rounds of rebuilding it; the first fills the views and is not counted."""

    def __init__(self, scene: Scene, entries: int) -> None:
        self._scene, self._database = scene, scene.copy("rebuild")
        asyncio.run(self._seed(min(SEEDS, max(4, entries // 1000))))
        with psycopg.connect(scene.owner_url(self._database), autocommit=True) as owner:
            seeded = owner.execute("SELECT sum(version) FROM head WHERE version >= 40").fetchone()
            assert seeded
            for statement in _COPY:
                owner.execute(statement.format(copies=max(1, round(entries / seeded[0]))).encode())
        self.round(1)

    def round(self, jobs: int) -> float:
        """Entries per second, by so many processes of which each is started first, as `carevisit rebuild` does."""
        os.environ |= self._scene.environment(self._database)
        entries, took = asyncio.run(self._rebuild(jobs))
        return entries / took

    async def _rebuild(self, jobs: int) -> tuple[int, float]:
        async with self._scene.ledger(self._database, 2) as ledger:
            began = time.perf_counter()
            steps = [step async for step in rebuilding.rebuild(jobs, ledger, ledger_of, all_of_them=True)]
            return sum(step.entries for step in steps), time.perf_counter() - began

    async def _seed(self, seeds: int) -> None:
        """Record 50 to 100 visits of each elder by the real action, one after another."""
        with psycopg.connect(self._scene.owner_url(self._database), autocommit=True) as owner:
            owner.execute(f'ALTER DATABASE "{self._database}" SET synchronous_commit = off')
        async with self._scene.ledger(self._database) as ledger:
            agency = await self._scene.actor(ledger, self._scene.agency[0])

            async def visit(elders: Iterator[str], share: int) -> None:
                for elder, count in zip(elders, cycle((50, 65, 75, 85, 100)), strict=False):
                    for _ in range(count):
                        turn = next(self._scene.turns)
                        await hand_in(ledger, agency, sheet(elder, turn, f"seed-{share}-{turn}"))

            chosen = self._scene.elders[1 : 1 + seeds]
            await asyncio.gather(*(visit(iter(chosen[share::8]), share) for share in range(8)))
