"""Actions: record that the family was urged and what it answered, and its contacts with the elder."""

from collections.abc import Mapping
from uuid import UUID

from .. import clock
from ..cases import MOMENT, check_happened_here, moment_of, void
from ..dated import standing_of
from ..days import DAY
from ..elders import FileFact
from ..errors import (
    FamilyContactIsVoid,
    FamilyContactNotFound,
    Forbidden,
    NoConsent,
    PreconditionFailed,
    UrgingNotFound,
    wrong,
)
from ..etags import Expected
from ..ledger import Book, Page, Written
from ..policy import Consent
from .facts import FamilyContactRecorded, FamilyContactVoided, UrgingAnswered, UrgingRecorded
from .sheets import AnswerSheet, ContactVoid, FamilyContactSheet, UrgingSheet

_URGING = "SELECT revision, urged_on FROM urging WHERE elder_id = %s AND id = %s"
_CONTACT = "SELECT revision, state, maker, version FROM family_contact WHERE elder_id = %s AND id = %s"


async def record_urging(book: Book, elder: UUID, sheet: UrgingSheet, numbers: Mapping[str, bytes]) -> Written:
    """Record that the family was urged.

    Raises ElderNotFound, ElderHasLeft, Invalid.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    check_happened_here(page, clock.start_of(sheet.on))
    await _check_person(book, page, sheet.person_id)
    fact = UrgingRecorded(
        by=sheet.by, how=sheet.how, on=sheet.on, person=sheet.person_id, answer=sheet.answer,
        follow_up_on=sheet.follow_up_on, whom=sheet.whom, note=sheet.note,
    )  # fmt: skip
    return Written.of(book.write(page, fact, happened_at=min(clock.start_of(sheet.on + DAY) - MOMENT, page.written_at)))


async def answer_urging(
    book: Book, elder: UUID, urging: UUID, sheet: AnswerSheet, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Record the result of an urging.

    Raises ElderNotFound, UrgingNotFound, PreconditionFailed, Invalid.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    rows = await book.ask(_URGING, (elder, urging))
    if not rows:
        raise UrgingNotFound
    if rows[0]["revision"] not in expected:
        raise PreconditionFailed
    if sheet.on < rows[0]["urged_on"]:
        raise wrong("/on", "before_urging", "They had not been urged yet.", "该日期早于督促日期。")
    fact = UrgingAnswered(
        urging_id=urging, answer=sheet.answer, on=sheet.on, follow_up_on=sheet.follow_up_on, note=sheet.note
    )
    return Written.of(book.write(page, fact, happened_at=page.written_at, cause=urging))


async def record_contact(book: Book, elder: UUID, sheet: FamilyContactSheet, numbers: Mapping[str, bytes]) -> Written:
    """Record a contact of a family member with the elder, whose consent must be in force on that day.

    Raises Invalid, ElderNotFound, ElderHasLeft, NoConsent, ExternalIdReused.
    """
    at = moment_of(sheet.at)
    page = await book.open(elder, at=at, numbers=numbers)
    if before := await book.replay(page):
        return before
    check_happened_here(page, at)
    stretch = standing_of(page).course.on(clock.day_of(at))
    if stretch is None or stretch.consent is not Consent.GIVEN:
        raise NoConsent
    await _check_person(book, page, sheet.person_id)
    fact = FamilyContactRecorded(
        mode=sheet.mode, duration_minutes=sheet.duration_minutes, confirmed_by=sheet.confirmed_by, person=sheet.person_id,
        external_id=sheet.external_id, whom=sheet.whom, note=sheet.note,
    )  # fmt: skip
    return Written.of(book.write(page, fact, happened_at=at))


async def void_contact(
    book: Book, elder: UUID, contact: UUID, sheet: ContactVoid, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Void a contact that should not have been recorded.

    Raises ElderNotFound, FamilyContactNotFound, Forbidden, FamilyContactIsVoid, PreconditionFailed.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    rows = await book.ask(_CONTACT, (elder, contact))
    if not rows:
        raise FamilyContactNotFound
    row = rows[0]
    if row["maker"] != page.maker and not book.actor.mends_for_others:
        raise Forbidden(
            "This is for who recorded it, and for the township and the district.",
            "仅限记录方及乡镇（街道）、县（区）。",
        )
    if row["state"] == "void":
        raise FamilyContactIsVoid
    if row["revision"] not in expected:
        raise PreconditionFailed
    entry = await book.entry(page, row["version"])
    return Written.of(await void(book, page, entry, FamilyContactVoided(reason=sheet.reason)))


async def _check_person(book: Book, page: Page, person: UUID | None) -> None:
    """Raises Invalid for a person who is not in the file."""
    if person is None:
        return
    assert page.file_version is not None
    file = (await book.entry(page, page.file_version)).fact
    if not isinstance(file, FileFact) or person not in file.people:
        raise wrong("/person_id", "unknown_person", "No such person in this file.", "档案中没有此人。")
