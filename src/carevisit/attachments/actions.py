"""Actions: attach a file to a record, and remove one that was uploaded by mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ..clock import day_of
from ..dated import standing_of
from ..errors import AttachmentNotFound, AttachmentRemoved, CorrectionWindowClosed, TooManyAttachments
from ..ledger import Book, Written
from .facts import AttachmentAdded, Owner
from .facts import AttachmentRemoved as Removed
from .rules import MOST_PAPERS, MOST_PER_RECORD, may_still_remove
from .sheets import AttachmentRemoval


@dataclass(frozen=True)
class Record:
    """The visit, need, risk or file to which something is attached, as the actor found it."""

    id: UUID
    elder_id: UUID
    happened_at: datetime


async def add_attachment(
    book: Book, record: Record, fact: AttachmentAdded, id: UUID, numbers: Mapping[str, bytes], *, at: datetime
) -> Written:
    """Attach a file that is already stored to a record. `at` decides the rights: now, or the record's day.

    The audience of the record receives it too, if it serves the elder now. Raises ElderNotFound, TooManyAttachments.
    """
    page = await book.open(record.elder_id, at=at, numbers=numbers)
    if before := await book.replay(page):
        return before
    there = await book.ask(_HOW_MANY, (page.subject, record.id))
    paper = fact.owner is Owner.ELDER
    if there[0]["kept"] >= (MOST_PAPERS if paper else MOST_PER_RECORD):
        raise TooManyAttachments
    await book.served_by(page)
    _, agencies = await book.told_of(page, record.id)
    agencies &= set(page.agencies)
    own = {page.maker} if book.actor.is_agency else set()
    entry = book.write(
        page, fact, happened_at=page.written_at, id=id, cause=None if paper else record.id, agencies=agencies | own
    )
    return Written.of(entry)


async def remove_attachment(
    book: Book,
    id: UUID,
    elder: UUID,
    sheet: AttachmentRemoval,
    numbers: Mapping[str, bytes],
    *,
    at: datetime,
    answers: bool,
) -> Written:
    """Remove an attachment that was uploaded by mistake; its entry stays in the ledger.

    Its maker may do so within the profile's days; with `answers` (the township and the district) at any time.
    Raises ElderNotFound, AttachmentNotFound, AttachmentRemoved, CorrectionWindowClosed.
    """
    page = await book.open(elder, at=at, numbers=numbers)
    if before := await book.replay(page):
        return before
    rows = await book.ask(_ATTACHMENT, (page.subject, id))
    if not rows:
        raise AttachmentNotFound
    row = rows[0]
    if row["state"] == "removed":
        raise AttachmentRemoved
    rules = standing_of(page).course.rules_on(day_of(row["recorded_at"]))
    if not answers and not may_still_remove(row["recorded_at"], page.written_at, rules):
        raise CorrectionWindowClosed
    places, agencies = await book.told_of(page, id)
    fact = Removed(attachment_id=id, reason=sheet.reason, reason_note=sheet.reason_note)
    entry = book.write(
        page, fact, happened_at=page.written_at, cause=id, audience=places | {page.place_id},
        agencies=agencies,
    )  # fmt: skip
    return Written.of(entry)


_HOW_MANY = "SELECT count(*) AS kept FROM attachment WHERE elder_id = %s AND owner_id = %s AND state = 'kept'"
_ATTACHMENT = "SELECT state, recorded_at FROM attachment WHERE elder_id = %s AND id = %s"
