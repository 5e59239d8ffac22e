"""Writing to the feed that an elder came to an agency or left it, because a contract began or ended."""

import asyncio
from uuid import UUID

from .. import clock
from ..access import ANNOUNCED, ASSIGNMENTS, BEGINNING, ENDING
from ..database import Sight
from ..elders import ScopeAdded, ScopeRemoved
from ..ledger import Book, Ledger
from ..running import Runner

AT_ONCE = 500


async def announce_contracts(ledger: Ledger) -> int:
    """Write `scope.added` and `scope.removed` where contracts have begun or ended. Returns the number of elders."""
    now = clock.now()
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        coming = await keeper.all(BEGINNING, (now, now, AT_ONCE))
        going = await keeper.all(ENDING, (now, AT_ONCE))
    elders = sorted({row["elder"] for row in (*coming, *going)})
    for elder in elders:
        await ledger.write_as_system(lambda book, elder=elder: _announce(book, elder))  # type: ignore[misc]
    return len(elders)


async def _announce(book: Book, elder: UUID) -> None:
    now = clock.now()
    page = await book.open(elder, at=now)
    rows = await book.ask(ASSIGNMENTS, (now, now, elder))
    serving = {row["agency"] for row in rows if row["serving"]}
    announced = {row["agency"] for row in rows if row["announced"]}
    if came := serving - announced:
        book.write(page, ScopeAdded(reason="contract"), happened_at=page.written_at, audience=(), agencies=came)
    if went := announced - serving:
        book.write(page, ScopeRemoved(reason="contract"), happened_at=page.written_at, audience=(), agencies=went)
    # where one contract followed another there is no fact to write, but the rows are marked as announced
    await book.run(ANNOUNCED, (now, now, elder))


class Announcer(Runner):
    """Runs `announce_contracts` once a minute; any number of processes may run it."""

    pause_s = 60.0

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    async def work(self) -> bool:
        """Announce what has begun or ended, one batch of elders."""
        if await announce_contracts(self._ledger) < AT_ONCE:
            return False
        await asyncio.sleep(0.1)  # leave room for other writers
        return True
