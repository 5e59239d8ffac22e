"""Actions: pair an elder with an account, and end the pairing."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from .. import clock
from ..dated import standing_of
from ..errors import AlreadyPaired, ElderHasLeft, PairingNotFound, PreconditionFailed, wrong
from ..etags import Expected
from ..ledger import Book, Written
from .facts import ElderPaired, PairingEnded
from .sheets import PairingEnd, PairingSheet

_ONE = "SELECT revision, from_on FROM pairing WHERE elder_id = %s AND id = %s"
_SAME = (
    "SELECT 1 FROM pairing WHERE elder_id = %s AND account = %s AND kind = %s AND from_on <= coalesce(%s, 'infinity'::date)"
    " AND until_on >= %s"
)


async def pair(book: Book, elder: UUID, sheet: PairingSheet, numbers: Mapping[str, bytes]) -> Written:
    """Pair an elder with an account that may see them.

    Raises ElderNotFound, Invalid, ElderHasLeft, AlreadyPaired.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    _check_days(sheet.from_on, sheet.until_on)
    if page.status is not None and standing_of(page).course.left_before(sheet.from_on):
        raise ElderHasLeft
    account = sheet.to.account
    if not (await book.ask("SELECT may_be_paired(%s, %s) AS may", (account, elder)))[0]["may"]:
        raise wrong(
            "/to/account",
            "unknown_account",
            "No such account of a tier sees this elder.",
            "没有能查看该服务对象的此账号。",
        )
    if await book.ask(_SAME, (elder, account, sheet.kind.value, sheet.until_on, sheet.from_on)):
        raise AlreadyPaired
    fact = ElderPaired(account=account, pairing=sheet.kind, from_on=sheet.from_on, until_on=sheet.until_on)
    return Written.of(book.write(page, fact, happened_at=page.written_at))


async def end_pairing(
    book: Book, elder: UUID, pairing: UUID, sheet: PairingEnd, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Set the last day of a pairing.

    Raises ElderNotFound, PairingNotFound, PreconditionFailed, Invalid.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    rows = await book.ask(_ONE, (elder, pairing))
    if not rows:
        raise PairingNotFound
    if rows[0]["revision"] not in expected:
        raise PreconditionFailed
    _check_days(rows[0]["from_on"], sheet.until_on)
    fact = PairingEnded(paired=pairing, until_on=sheet.until_on)
    return Written.of(book.write(page, fact, happened_at=page.written_at, cause=pairing))


def _check_days(first: date, last: date | None) -> None:
    """Raises Invalid if the last day is before the first."""
    if last is not None and last < first:
        raise wrong("/until", "before_from", "The last day lies before the first.", "截止日期早于起始日期。")
