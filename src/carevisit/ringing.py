"""Writing overdue steps (逾期提级) to the feed, so that connected systems learn of them at once."""

import asyncio
from typing import LiteralString
from uuid import UUID

from . import clock
from .cases import agencies_of
from .database import Sight
from .dated import TASKS
from .errors import Busy, ElderNotFound, StillRunning
from .ledger import Book, Ledger
from .running import Runner
from .standing import Standing

AT_ONCE = 200

_LATE: LiteralString = f"""
SELECT elder FROM {TASKS} WHERE rings_at <= %s AND elder > %s GROUP BY elder ORDER BY elder LIMIT %s
"""


async def ring(ledger: Ledger, after: UUID) -> UUID | None:
    """Write `need.escalated` and `risk.escalated` for each tier that an overdue step has reached since, for a batch of elders
    with ids after `after`. Returns the last id of a full batch, else None.
    """
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        rows = await keeper.all(_LATE, (clock.now(), after, AT_ONCE))
    elders = [row["elder"] for row in rows]
    for elder in elders:
        try:
            await ledger.write_as_system(lambda book, elder=elder: _ring(book, elder))  # type: ignore[misc]
        except (ElderNotFound, StillRunning, Busy):  # gone, or being written to: the next round follows
            continue
    return elders[-1] if len(elders) == AT_ONCE else None


async def _ring(book: Book, elder: UUID) -> None:
    """Look for overdue steps once more under the lock: neither two ringers nor a step taken meanwhile do harm.

    The fact's time is when the deadline passed, whenever it is written.
    """
    now = clock.now()
    page = await book.open(elder, at=now)
    standing = page.status
    if not isinstance(standing, Standing):
        return
    late = sorted(
        (moment, case.id, one.step, tier, case)
        for case, one in standing.awaited
        for tier, moment in one.rings(case.escalated).items()
        if moment <= now
    )
    if late:
        await book.served_by(page)
    for moment, id, step, tier, case in late:
        fact = case.loop.say(case.loop.facts.escalated, id, step=step, tier=tier)
        book.write(page, fact, happened_at=moment, cause=id, agencies=agencies_of(page, fact, case))


class Ringer(Runner):
    """Runs `ring` twice a second; any number of processes may run it."""

    pause_s = 0.5

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger
        self._after = UUID(int=0)

    async def work(self) -> bool:
        """Ring for one batch of elders."""
        last = await ring(self._ledger, self._after)
        self._after = last or UUID(int=0)
        await asyncio.sleep(0.05 if last else 0)  # leave room for other writers
        return last is not None
