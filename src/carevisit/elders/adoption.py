"""The rules of the place, in every elder's file: written at registration and transfer, and by a job after an adoption."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

from .. import clock
from ..database import Sight
from ..errors import ElderNotFound
from ..ledger import Book, Ledger, Page, head_rows
from ..notices import ADOPTION_REACHED, NEXT_ADOPTION, profile_rules_for
from ..policy import DEFAULT_PROFILE, Profile, profile_of
from ..running import Runner
from .facts import ProfileApplied

AT_ONCE = 200
UNDER_WAY = timedelta(minutes=5)
"""Longer than any registration takes."""

_NEXT = f"""
SELECT h.subject FROM {head_rows()} WHERE h.noun = 'elder' AND h.subject > %s AND h.place_no BETWEEN %s AND %s
ORDER BY h.subject LIMIT %s
"""


async def follow_place(book: Book, page: Page, since: datetime, happened_at: datetime | None = None) -> int:
    """Write in an elder's file which rules hold from a moment's day on, those of the page's place, where the file says otherwise.

    Returns the number of facts written.
    """
    stream = [] if page.new else await book.settled(page)
    known = [*stream, *(written.entry for written in page.entries)]
    applied = [(e.fact.from_on, e.fact.profile) for e in known if isinstance(e.fact, ProfileApplied)]
    rules = await profile_rules_for(book, page, clock.day_of(since), applied)
    for from_on, profile in rules:
        fact = ProfileApplied(profile=profile, from_on=from_on)
        book.write(page, fact, happened_at=happened_at or page.written_at)
    return len(rules)


async def rules_for(book: Book, page: Page, day: date) -> Profile:
    """The rules by which an elder who is new to the ledger is judged on a day."""
    rules = await profile_rules_for(book, page, day, [])
    return profile_of(next((profile for from_on, profile in reversed(rules) if from_on <= day), DEFAULT_PROFILE))


async def follow_places(ledger: Ledger) -> bool:
    """Work on one adoption, some elders at a time. Answers whether there is more to do.

    It goes on from where it stopped, and does no harm twice: any number of processes may.
    """
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        due = await keeper.one(NEXT_ADOPTION, (clock.today(), clock.now() - UNDER_WAY))
        if due is None:
            return False
        rows = await keeper.all(_NEXT, (due["after"], due["place_no"], due["place_hi"], AT_ONCE))
    elders = [row["subject"] for row in rows]
    for elder in elders:
        await ledger.write_as_system(lambda book, elder=elder: _follow(book, elder))  # type: ignore[misc]
    more = len(elders) == AT_ONCE
    after, done = (elders[-1], due["round"]) if more else (UUID(int=0), due["round"] + 1)
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        await keeper.run(ADOPTION_REACHED, (due["id"], after, done))
    return True


async def _follow(book: Book, elder: UUID) -> None:
    now = clock.now()
    try:
        page = await book.open(elder, at=now)
    except ElderNotFound:  # moved on, or merged, meanwhile
        return
    await follow_place(book, page, now)


class Adopter(Runner):
    """Runs `follow_places` until nothing is left, and looks again every minute."""

    pause_s = 60.0

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    async def work(self) -> bool:
        """Some elders of one adoption."""
        more = await follow_places(self._ledger)
        await asyncio.sleep(0.05 if more else 0)  # others write too
        return more
