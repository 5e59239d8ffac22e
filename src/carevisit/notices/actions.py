"""Actions for a place: declare a special period, cancel it, adopt a profile."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from .. import clock
from ..database import Database, Sight
from ..days import first_of_month, last_of_month
from ..errors import SpecialPeriodOver
from ..ledger import Book, Page, Written
from ..policy import Profile, profile_of, profiles
from .facts import MonthReopened, PeriodCancelled, PeriodDeclared, ProfileAdopted
from .rules import (
    Adopted,
    ProfileStart,
    check_adoption,
    check_period,
    check_reopening,
    check_times,
    differences,
    in_force,
)
from .sheets import AdoptionSheet, PeriodSheet, ReopeningSheet

_ADOPTED = "SELECT depth, profile, from_on, adopted_at FROM adopted_for(%s)"
_ONE = "SELECT until_on, state FROM special_period WHERE subject = %s AND id = %s"


async def declare_period(book: Book, sheet: PeriodSheet, numbers: Mapping[str, bytes]) -> Written:
    """Require extra visits on some days in a place of the actor's.

    What the sheet leaves open comes from the profile in force there on the first day, with at most one visit a day.
    Raises PlaceNotFound, Invalid.
    """
    page = await book.open_place(sheet.place, numbers=numbers)
    if before := await book.replay(page):
        return before
    check_period(sheet.from_on, sheet.until_on, clock.today())
    check_times(sheet.extra_visits or 1, sheet.from_on, sheet.until_on)
    days = (sheet.until_on - sheet.from_on).days + 1
    usual = (await rules_of(book, page, sheet.from_on)).special
    fact = PeriodDeclared(
        period=sheet.kind, name=sheet.name, from_on=sheet.from_on, until_on=sheet.until_on,
        times=min(usual.times, days) if sheet.extra_visits is None else sheet.extra_visits,
        tiers=sorted(set(sheet.tiers or usual.tiers), reverse=True), modes=sorted(set(sheet.modes or usual.modes)),
    )  # fmt: skip
    return Written.of(book.write(page, fact, happened_at=page.written_at))


async def cancel_period(book: Book, place: str, period: UUID, numbers: Mapping[str, bytes]) -> Written:
    """Cancel a special period that is not over.

    Raises PlaceNotFound unless its place is the actor's, SpecialPeriodOver.
    """
    page = await book.open_place(place, numbers=numbers)
    if before := await book.replay(page):
        return before
    rows = await book.ask(_ONE, (page.subject, period))
    if not rows or rows[0]["state"] != "declared" or rows[0]["until_on"] < clock.today():
        raise SpecialPeriodOver
    return Written.of(book.write(page, PeriodCancelled(declared=period), happened_at=page.written_at, cause=period))


async def adopt_profile(book: Book, place: str, sheet: AdoptionSheet, numbers: Mapping[str, bytes]) -> Written:
    """Put another profile in force in a place from a month on, or from today if nobody is on file.

    A job (`follow_places`) writes it to the elders who live there. Raises PlaceNotFound, Invalid.
    """
    page = await book.open_place(place, numbers=numbers)
    if before := await book.replay(page):
        return before
    (files,) = await book.ask("SELECT anybody_on_file(%s) AS there", (page.place_id,))
    check_adoption(sheet.from_on, clock.today(), anybody=files["there"])
    fact = ProfileAdopted(profile=sheet.profile, from_on=sheet.from_on)
    return Written.of(book.write(page, fact, happened_at=page.written_at))


async def reopen_month(book: Book, sheet: ReopeningSheet, numbers: Mapping[str, bytes]) -> Written:
    """Let the records of a locked month be mended again, in a place of the actor's and below it. Raises PlaceNotFound, Invalid."""
    page = await book.open_place(sheet.place, numbers=numbers)
    if before := await book.replay(page):
        return before
    rules = await rules_of(book, page, last_of_month(sheet.month))
    check_reopening(sheet, clock.day_of(page.written_at), rules.month_lock_day)
    if sheet.note is not None:
        await book.own_key(page)
    fact = MonthReopened(month=sheet.month, until_on=sheet.until, reason=sheet.reason, note=sheet.note)
    return Written.of(book.write(page, fact, happened_at=page.written_at))


async def reopened_until(book: Book, place_id: UUID, day: date) -> date | None:
    """The last day on which a day's month is open again in a place; None if it was not opened there or above."""
    (row,) = await book.ask("SELECT reopened_until(%s, %s) AS until", (place_id, first_of_month(day)))
    until: date | None = row["until"]
    return until


async def profile_rules_for(book: Book, page: Page, since: date, applied: list[ProfileStart]) -> list[ProfileStart]:
    """The profiles to write to an elder's stream so that from a day on the place's profile holds where the page now is."""
    return differences(await _adopted(book, page.place_id), applied, since)


async def rules_of(book: Book, page: Page, day: date) -> Profile:
    """The profile in force on a day in the place of the page's subject."""
    return profile_of(in_force(await _adopted(book, page.place_id), day))


async def unknown_profiles(database: Database) -> list[str]:
    """The adopted profiles that this program does not have; without them it must not serve."""
    async with database.transaction(Sight.KEEPER) as keeper:
        rows = await keeper.all("SELECT DISTINCT profile FROM adoption ORDER BY profile")
    return [row["profile"] for row in rows if row["profile"] not in profiles()]


async def _adopted(book: Book, place_id: UUID) -> list[Adopted]:
    return [Adopted(**row) for row in await book.ask(_ADOPTED, (place_id,))]
