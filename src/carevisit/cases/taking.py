"""Taking a step: the one way in which a need or a risk moves on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from .. import clock
from ..aside import aside_if_long
from ..dated import standing_of
from ..elders import check_here
from ..errors import ElderNotFound, Forbidden, PreconditionFailed, wrong
from ..etags import Expected
from ..ledger import Book, Entry, Fact, Page, Written
from ..policy import OLDEST_VISIT_DAYS, Code
from ..wire import Sheet
from .loop import Loop, Party, Step, parties_of

MOMENT = timedelta(microseconds=1)


class Case(Protocol):
    """What a need and a risk have in common."""

    @property
    def id(self) -> UUID: ...
    @property
    def revision(self) -> int: ...
    @property
    def maker(self) -> UUID: ...
    @property
    def kind(self) -> Code: ...
    @property
    def state(self) -> Code: ...
    @property
    def last_at(self) -> datetime: ...
    @property
    def hands(self) -> Sequence[UUID]: ...
    def bars(self, step: Step) -> bool: ...


C = TypeVar("C", bound=Case)
Fold = Callable[[Sequence[Entry], UUID], C]


def told_at(at: datetime | None) -> datetime:
    """The moment that somebody tells, or now. Raises Invalid for one that has not come, or is long gone."""
    now = clock.now()
    if at is None:
        return now
    if clock.lies_ahead(at, now):
        raise wrong("/at", "in_the_future", "This has not happened yet.", "时间尚未到来。")
    if at < now - timedelta(days=OLDEST_VISIT_DAYS):
        raise wrong("/at", "too_long_ago", "This is more than two years ago.", "时间早于两年前。")
    return at


@dataclass(frozen=True)
class Told:
    """What somebody says of a step: which, how it turned out, when it was taken, and which versions of it they read."""

    name: str
    result: str = ""
    at: datetime | None = None
    expected: Expected | None = None


AnySheet = TypeVar("AnySheet", bound=Sheet)
Action = Callable[[Book, UUID, UUID, AnySheet, Expected | None, Mapping[str, bytes]], Awaitable[Written]]
"""What is done to a case: of which elder and which case, by a sheet, of the version that was read, with the caller's numbers."""


async def take(
    book: Book,
    loop: Loop,
    fold: Fold[C],
    elder: UUID,
    case_id: UUID,
    told: Told,
    numbers: Mapping[str, bytes],
    facts: Callable[[C, Step, Page], Sequence[Fact]],
) -> Written:
    """Take a step of a case: whether it may be taken is the table's to say, what it says is the caller's.

    It stands behind the case's last step, whatever the clocks of those who told them. Raises Forbidden, StepNotPossible,
    PreconditionFailed, ElderHasLeft, Invalid, and what `facts` raises.
    """
    page = await open_elder(book, elder, numbers)
    if before := await book.replay(page):
        return before
    case = await aside_if_long(fold, await book.settled(page, with_void=True), case_id)
    step = loop.check(told.name, told.result, case, parties_to(book, page, case))
    if not step.adds and case.revision not in (told.expected or ()):
        raise PreconditionFailed
    at = told_at(told.at)
    if case.state in loop.ends:  # what is open of a file that went into another one goes on
        check_happened_here(page, at)
    if told.at is not None and at < case.last_at and not step.adds:
        raise wrong("/at", "before_last_step", "That is before the step before.", "该时间早于上一步骤。")
    last = None
    await book.served_by(page)
    for turn, fact in enumerate(facts(case, step, page), start=1):
        moment = max(at, case.last_at + turn * MOMENT)
        last = book.write(page, fact, happened_at=moment, cause=case.id, agencies=heard_by(page, fact, case))
    assert last is not None
    return Written.of(last)


def heard_by(page: Page, fact: Fact, case: Case) -> set[UUID]:
    """The agencies that hear of a step: those that have the case in hand and still serve the elder."""
    agency = getattr(fact, "agency", None)
    return {*case.hands, *([agency] if agency else [])} & set(page.agencies)


def parties_to(book: Book, page: Page, case: Case) -> frozenset[Party]:
    """Who the actor is to a case."""
    responsible = getattr(case, "agency", None) == page.maker
    return parties_of(book.actor, maker=case.maker == page.maker, responsible=responsible)


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
