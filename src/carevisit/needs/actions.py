"""What people do with needs: raise them. Each step until they are met and followed up is a case's (see cases)."""

from collections.abc import Mapping

from ..cases import Caller, check_happened_here, moment_of
from ..ledger import Book, Written
from .facts import NeedRaised
from .sheets import NeedSheet


async def raise_need(book: Book, sheet: NeedSheet, numbers: Mapping[str, bytes]) -> Written:
    """Raise a need. The actor must have had the elder at that moment.

    Raises Invalid, ElderNotFound, ElderHasLeft.
    """
    at = moment_of(sheet.at)
    page = await book.open(sheet.elder_id, at=at, numbers=numbers)
    if before := await book.replay(page):
        return before
    check_happened_here(page, at)
    caller = Caller.model_validate(sheet.caller.model_dump()) if sheet.caller else None
    fact = NeedRaised(
        need=sheet.kind, urgent=sheet.urgent, origin=sheet.origin, reporter=book.actor.role, note=sheet.note, caller=caller,
    )  # fmt: skip
    return Written.of(book.write(page, fact, happened_at=at, record_no=sheet.record_no))
