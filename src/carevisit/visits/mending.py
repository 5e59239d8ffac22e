"""What people do with records that were wrong: correct them, or declare them void (更正、作废)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import clock
from ..aside import aside
from ..cases import check_happened_here
from ..clock import day_of
from ..dated import standing_of
from ..elders import LIVED
from ..errors import (
    CorrectionWindowClosed,
    ElderNotFound,
    MonthLocked,
    PreconditionFailed,
    VisitIsVoid,
    VisitNotFound,
    wrong,
)
from ..etags import Expected
from ..ledger import Book, Entry, Fact, Page, settled
from ..notices import reopened_until
from ..policy import Outcome, Profile, is_locked, locked_from
from .actions import Recorded
from .consequences import foresee, withdraw_reported, write_consequences
from .facts import VisitCorrected, VisitRecorded, VisitVoided
from .rules import as_fact, check_correction, check_void, counts_towards, known_as, may_still_mend
from .sheets import Correction, VisitorTold, Void


@dataclass(frozen=True)
class Record:
    """A record that is to be mended, as the actor found it."""

    id: UUID
    elder_id: UUID
    happened_at: datetime  # when it was first said to have happened
    answers: bool  # whether the actor answers for the ledger where the elder is now; otherwise it is the record's maker


@dataclass(frozen=True, kw_only=True)
class Mended(Recorded):
    """A record as a correction or a void left it."""

    revision: int


async def correct_visit(
    book: Book, record: Record, sheet: Correction, expected: Expected, numbers: Mapping[str, bytes]
) -> Mended:
    """Replace what a record says; what it said before stays readable, and everything that follows from it is worked out anew.

    Needs and risks on the sheet stay; those that follow from its marks alone come and go with them. The record
    keeps its number; one that had none gets the next when it turns out that the elder was met. Whether it was late stays as judged.
    Raises Invalid, CorrectionWindowClosed, MonthLocked, VisitIsVoid, PreconditionFailed, VisitNotFound, ElderHasLeft.
    """
    page = await _open(book, record, numbers, known_as(sheet.visitor))
    stream = await book.stream(page)
    if before := await book.replay(page):
        return _mended(page, stream, record.id, before.version, replayed=True)
    found, was = _mendable(page, stream, record, expected)
    check_correction(sheet, clock.now(), found.written_at, _rules_now(page))
    await _check_months(book, page, record, found, {day_of(found.happened_at), day_of(sheet.started_at)})
    if day_of(sheet.started_at) != day_of(found.happened_at):
        check_happened_here(page, sheet.started_at)
    if not record.answers and sheet.started_at != found.happened_at:
        await _had_rights_then(book, page, sheet.started_at)
    running_no = was.running_no
    if running_no is None and sheet.outcome is Outcome.MET:
        running_no = standing_of(page).running_no + 1
    visitor = await _visitor(book, page, found, sheet.visitor)
    content = as_fact(
        sheet, running_no=running_no, late=was.late, visitor=visitor, needs=was.needs, risks=was.risks
    )  # fmt: skip
    fact = VisitCorrected(
        **dict(content), reason=sheet.reason, resolution=sheet.resolution, reason_note=sheet.reason_note
    )
    elder = standing_of(page)
    after = [*stream, _foreseen(book, page, found, fact, sheet.started_at)]
    follows = await aside(foresee, elder, stream, after, elder.course.rules_on)
    agency = page.maker if book.actor.is_agency else None
    more = {
        "needs": [*was.needs, *follows.ids(record.id, "need", agency)],
        "risks": [*was.risks, *follows.ids(record.id, "risk", agency)],
    }
    entry = await _write(book, page, found, fact.model_copy(update=more), sheet.started_at)
    await write_consequences(book, page, follows, stream)
    return _mended(page, [*stream, entry], record.id, entry.version)


async def void_visit(
    book: Book, record: Record, sheet: Void, expected: Expected, numbers: Mapping[str, bytes]
) -> Mended:
    """Declare that a record should not have been made: it counts for nothing, keeps its number and stays readable.

    The needs and risks that only it had caused, and nobody has acted on, are withdrawn with it.
    Raises Invalid, CorrectionWindowClosed, MonthLocked, VisitIsVoid, PreconditionFailed, VisitNotFound.
    """
    page = await _open(book, record, numbers)
    stream = await book.stream(page)
    if before := await book.replay(page):
        return _mended(page, stream, record.id, before.version, replayed=True)
    found, _ = _mendable(page, stream, record, expected)
    check_void(sheet, _rules_now(page))
    await _check_months(book, page, record, found, {day_of(found.happened_at)})
    fact = VisitVoided(reason=sheet.reason, resolution=sheet.resolution, reason_note=sheet.reason_note)
    elder = standing_of(page)
    after = [*stream, _foreseen(book, page, found, fact, record.happened_at)]
    follows = await aside(foresee, elder, stream, after, elder.course.rules_on)
    entry = await _write(book, page, found, fact, record.happened_at)
    await write_consequences(book, page, follows, stream)
    await withdraw_reported(book, page, stream, record.id, follows.left)
    return _mended(page, [*stream, entry], record.id, entry.version)


async def _open(book: Book, record: Record, numbers: Mapping[str, bytes], visitor: str | None = None) -> Page:
    """The elder's page, by the rights of today for who answers for the ledger, else by those of the day of the record."""
    at = clock.now() if record.answers else record.happened_at
    try:
        return await book.open(record.elder_id, at=at, numbers=numbers, visitor=visitor)
    except ElderNotFound:  # the elder has just moved; or a move recorded late has taken that day from the maker
        raise (VisitNotFound if record.answers else CorrectionWindowClosed) from None


async def _had_rights_then(book: Book, page: Page, started_at: datetime) -> None:
    """Another day asks for the rights of that day too: nobody's visit is moved to where they had none to make."""
    rows = await book.ask(_COULD, (book.actor.id, page.subject, started_at))
    if not rows[0]["could"]:
        raise wrong(
            "/started_at",
            "not_yours_then",
            "You did not serve this elder at that time.",
            "该时点您不负责此服务对象。",
        )


def _mendable(page: Page, stream: list[Entry], record: Record, expected: Expected) -> tuple[Entry, VisitRecorded]:
    found = _as_mended(stream, record.id)
    rules = standing_of(page).course.rules_on(day_of(found.written_at))
    if not record.answers and not may_still_mend(found.written_at, page.written_at, rules):
        raise CorrectionWindowClosed
    if found.void:
        raise VisitIsVoid
    if found.revision not in expected:
        raise PreconditionFailed
    assert isinstance(found.fact, VisitRecorded)
    return found, found.fact


async def _check_months(book: Book, page: Page, record: Record, found: Entry, days: Iterable[date]) -> None:
    """Raises MonthLocked unless the month of each of these days of visits is open, or the actor is of the elder's district.

    It is opened again for the place where the record stands: whoever mends it, that place's figures change.
    """
    if record.answers and book.actor.heads_district:
        return
    today, course = day_of(page.written_at), standing_of(page).course
    assert found.place_id is not None
    for day in sorted(days):
        lock_day = course.rules_on(day).month_lock_day
        if not is_locked(day, today, lock_day):
            continue
        if is_locked(day, today, lock_day, await reopened_until(book, found.place_id, day)):
            raise MonthLocked(f"{day:%Y-%m}", str(locked_from(day, lock_day)))


def _rules_now(page: Page) -> Profile:
    """The profile in force for the elder today, whose codes a correction or a void bears."""
    return standing_of(page).course.rules_on(day_of(page.written_at))


def _as_mended(stream: Iterable[Entry], id: UUID) -> Entry:
    """A record as its corrections left it."""
    [found] = settled((entry for entry in stream if id in (entry.id, entry.corrects)), with_void=True)
    return found


async def _visitor(book: Book, page: Page, found: Entry, visitor: VisitorTold) -> UUID:
    """The visitor as this record knew them, so that who is forgotten is forgotten here too; another, as the writer knows them."""
    before = (await book.entry(page, found.content_version)).fact
    assert isinstance(before, VisitRecorded)
    assert page.visitor is not None
    same = (person for person, known in before.people.items() if (known.id, known.name) == (visitor.id, visitor.name))
    return next(same, page.visitor)


def _foreseen(book: Book, page: Page, found: Entry, fact: Fact, happened_at: datetime) -> Entry:
    """The entry that is about to be written, to see what would follow from it."""
    return Entry(
        page.subject, page.version + 1, uuid7(), fact, found.place_id, page.maker, book.actor.id, happened_at, page.written_at, b"",
        corrects=found.id,
    )  # fmt: skip


async def _write(book: Book, page: Page, found: Entry, fact: Fact, happened_at: datetime) -> Entry:
    """Put it into the stream, for everyone who received the record or a correction, and for those responsible for the elder now.

    It stands at the place where the record stood: its readers must not learn here where the elder went. So a
    place that they lived at before that one, to whose days the visit is moved, does not hear of it.
    """
    places, agencies = await book.told_of(page, found.id)
    then = await book.ask(LIVED, (page.subject, happened_at, happened_at)) if happened_at > found.happened_at else []
    places |= {row["place_id"] for row in then}
    assert found.place_id is not None
    page.then_place_id = found.place_id
    return book.write(
        page, fact, happened_at=happened_at, corrects=found.id, audience=places | {page.place_id},
        agencies=agencies,
    )  # fmt: skip


def _mended(page: Page, stream: list[Entry], id: UUID, version: int, *, replayed: bool = False) -> Mended:
    """The receipt of what was written at a version of the stream, by what the elder's file says now."""
    known = [entry for entry in stream if entry.version <= version]
    found = _as_mended(known, id)
    fact, elder = found.fact, standing_of(page)
    assert isinstance(fact, VisitRecorded)
    counted = [] if found.void else counts_towards(fact, elder.course, elder.in_home_days)
    return Mended(
        page.subject, version, id, replayed, running_no=fact.running_no, late=fact.late, counts_towards=counted,
        needs=fact.needs, risks=fact.risks, recorded_at=known[-1].written_at, serving=False, revision=found.revision,
    )  # fmt: skip


_COULD = "SELECT could_write(%s, %s, %s) AS could"
