"""Merged villages: whoever lives and works there moves to the other one when the day has come."""

import asyncio
from collections.abc import Mapping
from typing import Any, LiteralString
from uuid import UUID

from .. import clock
from ..access import leave_place, serve_too
from ..accounts import move_with_place
from ..database import Sight
from ..days import DAY
from ..ledger import Book, Ledger
from ..running import Runner
from .actions import follow_merger

AT_ONCE = 200
_DUE: LiteralString = "SELECT * FROM mergers_due(%s, %s)"


async def follow_mergers(ledger: Ledger) -> bool:
    """Move who is still in a merged place. Answers whether there is more to do.

    First the agencies serve both places, then accounts, clients and some elders move, and at last the contracts leave the
    merged place: nobody is without anybody meanwhile. It goes on from where it stopped, and does no harm twice: any number of
    processes may. Who came to the place at the last moment is found by the next round.
    """
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        due = await keeper.all(_DUE, (clock.today(), AT_ONCE))
        for merger in due:
            await serve_too(keeper, merger["place"], merger["place_into"], merger["from_on"])
    for merger in due:
        await _follow(ledger, merger)
    return any(len(merger["elders"]) == AT_ONCE for merger in due)


async def _follow(ledger: Ledger, merger: Mapping[str, Any]) -> None:
    place, into, code, since, cause = (
        merger[name] for name in ("place", "place_into", "code_into", "from_on", "cause")
    )

    async def moves(book: Book, elder: UUID) -> None:
        await follow_merger(book, elder, place, code, since, cause)

    for id in merger["principals"]:
        await ledger.write_as_system(lambda book, id=id: move_with_place(book, id, place, into))  # type: ignore[misc]
    for elder in merger["elders"]:
        await ledger.write_as_system(lambda book, elder=elder: moves(book, elder))  # type: ignore[misc]
    if len(merger["elders"]) < AT_ONCE:
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            await leave_place(keeper, merger["place"], since - DAY)


class Mover(Runner):
    """Runs `follow_mergers` until nobody is left, and looks again every minute."""

    pause_s = 60.0

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    async def work(self) -> bool:
        """Some elders of the mergers that are due."""
        more = await follow_mergers(self._ledger)
        await asyncio.sleep(0.05 if more else 0)  # others write too
        return more
