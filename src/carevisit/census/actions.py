"""Actions of a census: list a person, survey a home, merge duplicate files and undo a merge."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from pydantic import ValidationError
from uuid_utils.compat import uuid7

from .. import clock
from ..cases import check_happened_here
from ..course import ElderLeft, ElderReturned, History
from ..dated import standing_of
from ..elders import Filing, register_elder
from ..errors import AlreadyMerged, NotMerged, wrong
from ..ledger import Book, Entry, Page, Sealing, Written
from ..needs import NeedRaised
from ..policy import DEFAULT_PROFILE, CaseOrigin, LeaveReason, Severity, profile_of
from ..risks import RiskTold, write_report
from ..wire import refused
from .facts import (
    Conditions,
    ElderListed,
    ElderMergedFrom,
    ElderMergedInto,
    ElderSurveyed,
    ElderUnmerged,
    Facilities,
    MatchDismissed,
)
from .rules import hazards_found, merging_of
from .sheets import CandidateSheet, SurveySheet


async def list_stranger(book: Book, sheet: CandidateSheet, numbers: Mapping[str, bytes], sealing: Sealing) -> Written:
    """List a person without a file in the lister's area: a candidate's file begins, with its first version.

    Raises what registration raises: ElderAlreadyRegistered if the area has a file, Invalid unless the place is the
    lister's. A file elsewhere does not matter, and nothing about it is revealed.
    """
    filing_fields = {
        "external_id": sheet.external_id, "filed_on": clock.today().isoformat(), "name": sheet.name,
        "id_number": sheet.id_number, "sex": sheet.sex, "born_told": sheet.born_told and sheet.born_told.model_dump(mode="json"),
        "phone": sheet.phone, "residence": sheet.residence.model_dump(exclude_unset=True),
        "categories_told": [code.value for code in sheet.categories_told],
    }  # fmt: skip
    try:
        filing = Filing.model_validate(filing_fields)
    except ValidationError as error:
        raise refused(error) from None
    registered = await register_elder(book, filing, numbers, sealing)
    if not registered.replayed:
        page = book.pages[-1]
        book.write(page, _listing(sheet), happened_at=_now(page.written_at))
    return registered


async def list_known(book: Book, elder: UUID, sheet: CandidateSheet, numbers: Mapping[str, bytes]) -> Written:
    """List a person with a file in the lister's area: another list names the same person. Raises ElderNotFound."""
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay():
        return before
    entry = book.write(page, _listing(sheet), happened_at=_now(page.written_at), record_no=sheet.external_id)
    return Written.of(entry)


def _listing(sheet: CandidateSheet) -> ElderListed:
    return ElderListed(
        on=clock.today(), source=sheet.source, department=sheet.department, categories=sheet.categories_told,
        list_name=sheet.list_name,
    )  # fmt: skip


async def survey_elder(book: Book, elder: UUID, sheet: SurveySheet, numbers: Mapping[str, bytes]) -> Written:
    """Record a survey at the elder's home.

    In the same transaction, each need and hazard found becomes a need or a risk, unless one of its kind is open. An actor
    who had the elder in their area on the day of the survey may record it.
    Raises ElderNotFound, and ElderHasLeft if it opens a case after an exit.
    """
    on = sheet.on or clock.today()
    moment = _moment(on)
    page = await book.open(elder, at=moment, numbers=numbers)
    if before := await book.replay(page):
        return before
    fields = sheet.model_dump(exclude={"on", "conditions", "facilities"})
    fact = ElderSurveyed(
        on=on, conditions=Conditions(**sheet.conditions.model_dump()), facilities=Facilities(**sheet.facilities.model_dump()),
        **fields,
    )  # fmt: skip
    entry = book.write(page, fact, happened_at=moment)
    _open_cases(book, page, entry)
    return Written.of(entry)


def _open_cases(book: Book, page: Page, entry: Entry) -> None:
    """Open a need or a general risk for what a survey found, except kinds that are already open."""
    elder, fact = standing_of(page) if page.status else None, entry.fact
    assert isinstance(fact, ElderSurveyed)
    needs, risks = (elder.open_needs, elder.open_risks) if elder else ({}, {})
    rules = elder.course.rules_on(fact.on) if elder else profile_of(DEFAULT_PROFILE)
    hazards = hazards_found(fact, rules)
    if fact.needs or hazards:
        check_happened_here(page, entry.happened_at)
    for need in fact.needs:
        if need not in {case.kind for case in needs.values()}:
            raised = NeedRaised(need=need, origin=CaseOrigin.SURVEY, reporter=book.actor.role)
            book.write(page, raised, happened_at=entry.happened_at, cause=entry.id)
    for hazard in hazards:
        if hazard not in {case.kind for case in risks.values()}:
            report = RiskTold(kind=hazard, severity=Severity.GENERAL)
            write_report(book, page, report, at=entry.happened_at, origin=CaseOrigin.SURVEY, cause=entry.id)


async def merge_elder(book: Book, elder: UUID, into: UUID, reason: str, numbers: Mapping[str, bytes]) -> Written:
    """Merge a duplicate file into another: it leaves the ledger as a duplicate, and its history stays.

    Both files record it, in one transaction. Raises ElderNotFound unless the actor's area covers both, AlreadyMerged if one
    of them is merged into another file, Invalid if the only ID number would be lost.
    """
    if elder == into:
        raise wrong("/into", "same_elder", "A file can't go into itself.", "不能合并到自身。")
    goes, stays = await book.open_both(elder, into, at=clock.now(), numbers=numbers)
    if before := await book.replay(goes):
        return before
    stream, other = await book.settled(goes), await book.settled(stays)
    if merging_of(stream) or merging_of(other):
        raise AlreadyMerged
    history = History.of(stream)
    if history.numbered and not History.of(other).numbered:
        raise wrong(
            "/into", "no_id_number", "The file with the ID number is the one that stays.", "应并入有身份证号的档案。"
        )
    await book.served_by(goes)
    today, merging = clock.today(), uuid7()
    fact = ElderMergedInto(on=today, into=into, reason=reason)
    entry = book.write(goes, fact, happened_at=_now(goes.written_at), id=merging)
    if history.left_on is None:
        left = ElderLeft(on=today, reason=LeaveReason.DUPLICATE)
        book.write(goes, left, happened_at=_now(goes.written_at), cause=merging)
    book.write(stays, ElderMergedFrom(on=today, merged=elder), happened_at=_now(stays.written_at))
    return Written.of(entry)


async def unmerge_elder(book: Book, elder: UUID, into: UUID, reason: str, numbers: Mapping[str, bytes]) -> Written:
    """Undo a merge: the file returns as of the day on which it left, as if it had never left; every entry stays.

    Raises ElderNotFound unless the actor's area covers both, NotMerged unless the one is merged into the other.
    """
    comes, stays = await book.open_both(elder, into, at=clock.now(), numbers=numbers)
    if before := await book.replay(comes):
        return before
    stream = await book.settled(comes)
    merging = merging_of(stream)
    if merging is None or merging.into != into:
        raise NotMerged
    await book.served_by(comes)
    today = clock.today()
    history = History.of(stream)
    if history.left_on is not None and history.exits[-1].cause == merging.id:
        returned = ElderReturned(on=history.left_on)
        book.write(comes, returned, happened_at=_now(comes.written_at), cause=merging.id)
    fact = ElderUnmerged(on=today, reason=reason)
    entry = book.write(comes, fact, happened_at=_now(comes.written_at), cause=merging.id)
    book.write(stays, fact, happened_at=_now(stays.written_at))
    return Written.of(entry)


async def dismiss_match(book: Book, elder: UUID, other: UUID, reason: str, numbers: Mapping[str, bytes]) -> Written:
    """Record that two similar files belong to two persons.

    Both files record it, once each. They can still be merged if this turns out to be wrong. Raises ElderNotFound unless the
    actor's area covers both, AlreadyMerged if one is merged into the other.
    """
    one, two = await book.open_both(elder, other, at=clock.now(), numbers=numbers)
    if before := await book.replay(one):
        return before
    written = list[Entry]()  # where it was dismissed before, what stands last
    for page, foreign in ((one, other), (two, elder)):
        stream = await book.stream(page, sealed=True)
        if (merging := merging_of(stream)) and merging.into == foreign:
            raise AlreadyMerged
        if not any(isinstance(entry.fact, MatchDismissed) and entry.fact.other == foreign for entry in stream):
            fact = MatchDismissed(on=clock.today(), other=foreign, reason=reason)
            written.append(book.write(page, fact, happened_at=_now(page.written_at)))
        else:
            written.append(stream[-1])
    return Written.of(written[0])


def _now(written_at: datetime) -> datetime:
    """The present moment, and not before the stream's latest entry."""
    return max(written_at, clock.now())


def _moment(on: date) -> datetime:
    return clock.now() if on == clock.today() else clock.start_of(on)
