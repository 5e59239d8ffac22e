"""A step of a case, from the sheet to the entry, and what the case is after it: the one way in which a need or a risk moves on."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel

from .. import clock
from ..aside import aside_if_long
from ..batch import Kept, Noun
from ..dated import standing_of
from ..desk import Desk, Reading
from ..elders import check_here
from ..errors import ElderNotFound, Forbidden, PreconditionFailed, wrong
from ..etags import Expected
from ..ledger import Book, Entry, Fact, Page, Written
from ..policy import OLDEST_VISIT_DAYS
from ..wire import Sheet
from .awaiting import escalation
from .loop import Case, Loop, Party, Situation, parties_of
from .sheets import StepSheet
from .shown import case_page, elder_of

MOMENT = timedelta(microseconds=1)
Shown = TypeVar("Shown", bound=BaseModel)
AnySheet = TypeVar("AnySheet", bound=Sheet)
Begins = TypeVar("Begins", bound=BaseModel)


Action = Callable[[Book, Loop, UUID, UUID, AnySheet, Expected | None, Mapping[str, bytes]], Awaitable[Written]]
"""What is done to a case: of which loop, elder and case, by a sheet, of the version that was read, with the caller's numbers."""


@dataclass(frozen=True)
class CaseDesk(Generic[Shown]):
    """How the routes of a loop carry out an action on a case, and answer with the case."""

    loop: Loop
    shown: type[Shown]

    async def take(self, desk: Desk, id: UUID, sheet: StepSheet) -> Shown:
        """Take a step, of the version that the caller read unless it only adds to the case."""
        return await self.write(desk, id, sheet, take, adds=self.loop.adds(sheet.fact))

    async def write(
        self, desk: Desk, id: UUID, sheet: AnySheet, action: Action[AnySheet], *, adds: bool = False
    ) -> Shown:
        """Carry out an action on a case that the caller finds."""
        numbers, elder = desk.numbers(sheet), await elder_of(desk, self.loop, id)
        expected = None if adds else desk.expected()
        await desk.write(lambda book: action(book, self.loop, elder, id, sheet, expected, numbers))
        return await self.show(desk, id)

    async def show(self, desk: Desk, id: UUID) -> Shown:
        """The case as it stands."""
        return await case_page(desk, self.loop, id, self.shown)

    def many(
        self, sheet: type[Begins], begins: Callable[[Book, Begins, Mapping[str, bytes]], Awaitable[Written]]
    ) -> Noun[Begins]:
        """Many sheets of one request that begin cases."""
        return Noun(
            sheet, "record_no", lambda _, sheet, numbers: lambda book: begins(book, sheet, numbers), _just_begun,
            self._versions, lambda desk: desk.record_sights, self.loop.not_found, chain=attrgetter("elder_id"),
        )  # fmt: skip

    async def _versions(self, read: Reading, ids: list[UUID]) -> list[Kept]:
        own = "".join(f" AND {clause}" for clause in read.own("c"))
        rows = await read.all(f"SELECT c.id, c.revision FROM {self.loop.noun} c WHERE c.id = ANY (%s){own}", (ids,))
        return [Kept(row["id"], row["revision"]) for row in rows]


def _just_begun(written: Written) -> Kept | None:
    return None if written.replayed else Kept(written.id, 1)


async def take(
    book: Book, loop: Loop, elder: UUID, case_id: UUID, sheet: StepSheet, expected: Expected | None,
    numbers: Mapping[str, bytes],
) -> Written:  # fmt: skip
    """Take a step of a case, if the loop's table and the case allow it.

    It comes after the case's last step, whatever the callers' clocks say. Raises Forbidden, StepNotPossible,
    PreconditionFailed, ElderHasLeft, StepsMissing, Invalid.
    """
    page = await open_elder(book, elder, numbers)
    if before := await book.replay(page):
        return before
    case = await aside_if_long(fold, await book.settled(page, with_void=True), loop, case_id)
    fact = fact_of(loop, case_id, sheet)
    step = loop.step_of(fact)
    assert step is not None
    loop.check(step, case, parties_to(book, page, case))
    if not step.adds and case.revision not in (expected or ()):
        raise PreconditionFailed
    at = moment_of(sheet.at)
    if case.state in loop.ends:  # what is open of a file that went into another one goes on
        check_happened_here(page, at)
    if sheet.at is not None and at < case.last_at and not step.adds:
        raise wrong("/at", "before_last_step", "That is before the step before.", "该时间早于上一步骤。")
    await book.served_by(page)
    rules = standing_of(page).course.rules_on(clock.today())
    case.refuse(sheet, Situation(book.actor.role, clock.today(), rules, page.agencies))
    moment = max(at, case.last_at + MOMENT)
    entry = book.write(page, fact, happened_at=moment, cause=case.id, agencies=agencies_of(page, fact, case))
    return Written.of(entry)


def fact_of(loop: Loop, case_id: UUID, sheet: StepSheet) -> Fact:
    """The fact of a step's sheet, with its fields; an omitted day or moment is now."""
    now = {"at": clock.now(), "on": clock.today()}
    fields = sheet.fact.model_fields
    said: dict[str, Any] = {name: now.get(name) if value is None else value for name, value in sheet if name in fields}
    return loop.say(sheet.fact, case_id, **said)


def begin(loop: Loop, entry: Entry) -> Case:
    """A case as it begins."""
    at = entry.happened_at
    said = entry.fact.model_dump(include={"visit_id", "origin", "reporter"}) | loop.case.begun(entry.fact, at)
    visits = (said["visit_id"],) if said["visit_id"] else ()
    return loop.case(
        id=entry.id, version=entry.version, revision=entry.revision, maker=entry.maker, since=at, last_at=at,
        state=loop.withdrawn if entry.void else loop.begins, hands=(entry.maker,), visits=visits, **said,
    )  # fmt: skip


def advance(case: Case, entry: Entry) -> Case:
    """The case after a step of it."""
    loop, fact, at = case.loop, entry.fact, entry.happened_at
    if isinstance(fact, loop.facts.escalated):
        rung: Any = fact
        return case.model_copy(update={"escalated": (*case.escalated, escalation(rung.step, rung.tier, at))})
    if entry.void:  # a mark or a step that was taken back: it stays readable, and moves nothing
        return case.model_copy(update={"revision": case.revision + entry.revision})
    if isinstance(fact, loop.facts.seen_again):
        seen: Any = fact
        visits = tuple(sorted((*case.visits, seen.visit_id)))  # as they were recorded
        return case.model_copy(update={"visits": visits, "revision": case.revision + entry.revision})
    if isinstance(fact, loop.facts.ended):
        return case.changed(at, loop.withdrawn, {"stood": case.state}) if case.open else case.changed(at, None, {})
    if isinstance(fact, loop.facts.reopened) and case.stood is not None:  # a mistaken exit: deadlines begin anew
        return case.changed(at, case.stood, {"stood": None, "anew_at": at})
    step = loop.step_of(fact)
    update: dict[str, Any] = {"touched": case.touched or entry.maker != case.maker, **case.changes(fact, entry)}
    if step is None or step.to is None:
        return case.changed(at, None, update)
    if step.reopens:
        update |= {"closed_at": None, "reopened": case.reopened + 1}
    waits = step.once and not case.model_copy(update=update).reaches(step)
    reached = case.state if waits else step.to
    if reached is loop.closed:
        update["closed_at"] = at
    # steps of a withdrawn case stay readable, and move it no more
    return case.changed(at, None if case.state is loop.withdrawn else reached, update)


def moved_on(loop: Loop, case: Case | None, entry: Entry) -> Case | None:
    """A case after an entry that begins it, or is a step of it; None while it has not begun."""
    if isinstance(entry.fact, loop.facts.begun):
        return begin(loop, entry)
    return None if case is None else advance(case, entry)


def fold(entries: Iterable[Entry], loop: Loop, id: UUID) -> Case:
    """A case from its elder's entries, in the order in which they happened. Raises the loop's `not_found`."""
    case: Case | None = None
    for entry in entries:
        if isinstance(entry.fact, (loop.facts.begun, loop.facts.step)) and loop.case_of(entry) == id:
            case = moved_on(loop, case, entry)
    if case is None:
        raise loop.not_found
    return case


def moment_of(at: datetime | None) -> datetime:
    """The moment that the caller says, or now. Raises Invalid for one that has not come, or is long gone."""
    now = clock.now()
    if at is None:
        return now
    if clock.lies_ahead(at, now):
        raise wrong("/at", "in_the_future", "This has not happened yet.", "时间尚未到来。")
    if at < now - timedelta(days=OLDEST_VISIT_DAYS):
        raise wrong("/at", "too_long_ago", "This is more than two years ago.", "时间早于两年前。")
    return at


def agencies_of(page: Page, fact: Fact, case: Case) -> set[UUID]:
    """The agencies that see a step: those that have the case in hand and still serve the elder."""
    agency = getattr(fact, "agency", None)
    return {*case.hands, *([agency] if agency else [])} & set(page.agencies)


def parties_to(book: Book, page: Page, case: Case) -> frozenset[Party]:
    """What the actor is to a case."""
    return parties_of(book.actor, maker=case.maker == page.maker, responsible=case.responsible == page.maker)


def check_happened_here(page: Page, at: datetime) -> None:
    """Raises ElderHasLeft for what happened after the day on which the elder left the ledger."""
    if page.status is not None:
        check_here(standing_of(page).course, clock.day_of(at))


async def open_elder(book: Book, elder: UUID, numbers: Mapping[str, bytes]) -> Page:
    """The page of the elder of a case. Raises Forbidden where the elder is no longer the actor's."""
    try:
        return await book.open(elder, at=clock.now(), numbers=numbers)
    except ElderNotFound:  # one keeps one's own records, but no longer acts on them
        raise Forbidden(
            "The elder is no longer in your care: whoever serves them now goes on with this.",
            "该服务对象已不由您负责，请由现责任方继续办理。",
        ) from None
