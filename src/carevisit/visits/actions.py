"""What people do with visits: record them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import clock
from ..aside import aside
from ..cases import check_happened_here
from ..dated import Standing, standing_of
from ..ledger import Book, Entry, Page, Written
from ..needs import NeedRaised
from ..policy import CaseOrigin, Outcome, Window
from ..risks import write_report
from .causes import Cause, Kind, kind_of, not_met, speaks_of
from .consequences import Consequences, foresee, openings, write_consequences
from .facts import VisitRecorded
from .near import around
from .rules import as_fact, as_seen, check, counts_towards, is_late, known_as
from .sheets import VisitSheet


@dataclass(frozen=True, kw_only=True)
class Recorded(Written):
    """A record as it went into the ledger."""

    running_no: int | None
    late: bool
    counts_towards: list[tuple[Window, str]]
    needs: list[UUID]
    risks: list[UUID]
    recorded_at: datetime
    serving: bool  # plainly; otherwise the running number may not be its maker's to know


async def record_visit(book: Book, sheet: VisitSheet, numbers: Mapping[str, bytes]) -> Recorded | Written:
    """Write a visit and what was found on it: a need or a danger becomes an entry of its own, linked to the visit.

    Who could have made the visit on its day may hand it in now; late is late, and counts. Raises Invalid, ElderNotFound,
    ElderHasLeft.
    """
    check(sheet, clock.now())
    page = await book.open(sheet.elder_id, at=sheet.started_at, numbers=numbers, visitor=known_as(sheet.visitor))
    if before := await book.replay(page):
        return before
    assert page.visitor is not None
    check_happened_here(page, sheet.started_at)
    elder = standing_of(page)
    running_no = elder.running_no + 1 if sheet.outcome is Outcome.MET else None
    late = is_late(sheet.started_at, page.written_at, elder.course.rules_on(clock.day_of(sheet.started_at)))
    visit, needs, risks = uuid7(), [uuid7() for _ in sheet.needs], [uuid7() for _ in sheet.risks]
    fact = as_fact(as_seen(sheet), running_no=running_no, late=late, visitor=page.visitor, needs=needs, risks=risks)
    follows, stream = await _follows(book, page, elder, visit, fact, sheet)
    agency = page.maker if book.actor.is_agency else None
    needs = [*needs, *follows.ids(visit, "need", agency)]
    risks = [*risks, *follows.ids(visit, "risk", agency)]
    fact = fact.model_copy(update={"needs": needs, "risks": risks})
    entry = book.write(page, fact, happened_at=sheet.started_at, id=visit, record_no=sheet.record_no)
    for need_id, need in zip(needs, sheet.needs, strict=False):
        raised = NeedRaised(
            need=need.kind, urgent=need.urgent, visit_id=visit, reporter=book.actor.role, note=need.note
        )
        book.write(page, raised, happened_at=sheet.started_at, id=need_id, cause=visit)
    for risk_id, risk in zip(risks, sheet.risks, strict=False):
        write_report(
            book, page, risk, at=sheet.started_at, origin=CaseOrigin.VISIT, id=risk_id, visit_id=visit, cause=visit
        )
    await write_consequences(book, page, follows, stream)
    counted = counts_towards(fact, elder.course, elder.in_home_days)
    serving = await _serving(book, page, sheet.started_at)
    return Recorded(
        entry.subject, entry.version, visit, running_no=running_no, late=late, counts_towards=counted, needs=needs, risks=risks,
        recorded_at=entry.written_at, serving=serving,
    )  # fmt: skip


async def _serving(book: Book, page: Page, started_at: datetime) -> bool:
    """Whether who served the elder at the visit serves them still: they live where they did, and no contract has ended since."""
    if page.place_id != page.then_place_id:
        return False
    if not book.actor.is_agency or clock.day_of(started_at) == clock.day_of(page.written_at):
        return True
    await book.served_by(page)
    return page.maker in page.agencies


async def _follows(
    book: Book, page: Page, elder: Standing, visit: UUID, fact: VisitRecorded, sheet: VisitSheet
) -> tuple[Consequences, list[Entry]]:
    """What the record opens by itself, beside the needs and risks on its sheet, and the stream where that was needed.

    A record that is the latest adds to what is known. One that comes late may add to a row of visits at which nobody was met,
    or end it: the records around say so. Where it takes away what another opened, the whole stream says what still speaks of that.
    """
    reported: list[Kind] = [("need", need.kind.value) for need in sheet.needs] + [
        ("risk", risk.kind.value) for risk in sheet.risks
    ]
    if page.current and page.latest_at is not None and sheet.started_at > page.latest_at:
        streak = elder.not_met_streak + 1 if not_met(fact) else 0
        rules = elder.course.rules_on(clock.day_of(sheet.started_at))
        spoken = [rule for rule in speaks_of(fact, streak, rules) if kind_of(rule) not in reported]
        once = {Cause(visit, kind_of(rule)): rule for rule in spoken}
        return Consequences(openings(elder, [(cause, rule, sheet.started_at) for cause, rule in once.items()])), []
    entry = Entry(
        page.subject, page.version + 1, visit, fact, page.then_place_id, page.maker, book.actor.id, sheet.started_at,
        page.written_at, b"",
    )  # fmt: skip
    if page.current:
        run = (await around(book, page.subject, [sheet.started_at])).run
        follows = foresee(elder, run, [*run, entry], elder.course.rules_on, reported)
        if not follows.gone:
            return follows, []
    stream = await book.stream(page)
    return await aside(foresee, elder, stream, [*stream, entry], elder.course.rules_on, reported), stream
