"""Writing what follows from a visit's record, and from its correction or void, for the needs and risks of the elder."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from ..aside import aside_if_long
from ..cases import MOMENT, Case, fold, void
from ..dated import Standing
from ..ledger import Book, Entry, Page, settled
from ..loops import LOOPS, Begun, SeenAgain, case_of, loop_of
from ..policy import CaseOrigin, Opens, Profile
from ..risks import Alarm
from .causes import Cause, Kind, causes, links
from .facts import VisitRecorded


@dataclass(frozen=True)
class Opening:
    """A need or a risk that a record speaks of: which visit's, what, and the case that it begins or belongs to.

    `behind` is the moment of the last entry of that case, which a mark comes after; None where it begins.
    """

    cause: Cause
    rule: Opens
    id: UUID
    happened_at: datetime
    behind: datetime | None = None
    hands: tuple[UUID, ...] = ()

    def shown_to(self, agency: UUID | None) -> bool:
        """Whether a record's maker may learn of the case: an agency does not of one that another side has in hand."""
        return self.behind is None or agency is None or not self.hands or agency in self.hands


@dataclass(frozen=True)
class Consequences:
    """What begins, and which causes are gone."""

    openings: list[Opening] = field(default_factory=list)
    gone: list[Cause] = field(default_factory=list)
    left: frozenset[Cause] = frozenset()

    def ids(self, visit: UUID, noun: str, agency: UUID | None) -> list[UUID]:
        """The cases that one visit's record begins or belongs to, as far as the agency that made it may know them."""
        return [
            one.id
            for one in self.openings
            if one.cause.visit == visit and one.cause.kind[0] == noun and one.shown_to(agency)
        ]


def openings(elder: Standing, found: Iterable[tuple[Cause, Opens, datetime]]) -> list[Opening]:
    """What causes lead to, in the order in which they came about: the open case of their kind, or a new one for all of them."""
    cases: list[Case] = [*elder.open_needs.values(), *elder.open_risks.values()]
    of_kind: dict[Kind, Opening] = {}
    opened: list[Opening] = []
    for cause, rule, at in found:
        before = of_kind.get(cause.kind)
        case = next((one for one in cases if _kind(one) == cause.kind), None)
        if before is not None:
            one = replace(
                before,
                cause=cause,
                happened_at=at,
                behind=max(before.behind or before.happened_at, before.happened_at) + MOMENT,
            )
        elif case is not None:
            behind = case.last_at + case.revision * MOMENT  # behind the marks set before it, too: each is a revision
            one = Opening(cause, rule, case.id, at, behind, tuple(case.hands))
        else:
            one = Opening(cause, rule, uuid7(), at)
        of_kind[cause.kind] = one
        opened.append(one)
    return opened


def _kind(case: Case) -> Kind:
    return case.loop.noun, case.kind.value


def foresee(
    elder: Standing,
    before: Sequence[Entry],
    after: Sequence[Entry],
    rules_on: Callable[[date], Profile],
    reported: Sequence[Kind] = (),
) -> Consequences:
    """What changes when an elder's entries become others; of a new record, without the kinds that its sheet has `reported`."""
    was, now = causes(settled(before), rules_on), causes(settled(after), rules_on)
    happened = {entry.id: entry.happened_at for entry in settled(after)}
    known = {entry.id for entry in before}
    new = [
        (cause, rule, happened[cause.visit])
        for cause, rule in now.items()
        if cause not in was and (cause.visit in known or cause.kind not in reported)
    ]
    return Consequences(openings(elder, new), [cause for cause in was if cause not in now], frozenset(now))


async def write_consequences(book: Book, page: Page, found: Consequences, stream: Sequence[Entry] = ()) -> None:
    """Open what begins, and withdraw what nothing speaks of any more."""
    for one in found.openings:
        _open(book, page, one)
    if not found.gone:
        return
    entries = await aside_if_long(settled, stream, with_void=True)
    for cause in found.gone:
        for entry in links(entries, cause):
            await _withdraw(book, page, entries, entry, cause.visit, found.left)


async def withdraw_reported(
    book: Book, page: Page, stream: Sequence[Entry], visit: UUID, left: frozenset[Cause]
) -> None:
    """Withdraw the needs and risks on the sheet of a void visit, where nothing else speaks of them."""
    entries = await aside_if_long(settled, stream, with_void=True)
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, Begun) and fact.origin is CaseOrigin.VISIT and fact.visit_id == visit:
            await _withdraw(book, page, entries, entry, visit, left)


def _open(book: Book, page: Page, one: Opening) -> None:
    visit, loop = one.cause.visit, LOOPS[one.rule.noun]
    if one.behind is not None:
        at = max(one.happened_at, one.behind + MOMENT)
        book.write(page, loop.say(loop.facts.seen_again, one.id, visit_id=visit), happened_at=at, cause=visit)
    else:
        said = {"visit_id": visit, "origin": CaseOrigin.MARKS, "reporter": book.actor.role}
        fact = loop.facts.begun.model_validate(loop.case.opened_by(one.rule) | said)
        book.write(page, fact, happened_at=one.happened_at, id=one.id, cause=visit)


async def _withdraw(
    book: Book, page: Page, entries: list[Entry], entry: Entry, visit: UUID, left: frozenset[Cause]
) -> None:
    """Withdraw a mark from the case that it was set on, or a case; and a case that only this mark still spoke of.

    What somebody other than its reporter has acted on, or another visit or an alert speaks of too, stays.
    """
    fact = entry.fact
    if isinstance(fact, SeenAgain):
        await _void(book, page, entry, visit)
    case = fold(entries, loop_of(fact), case_of(entry))
    gone = any(written.entry.corrects == case.id for written in page.entries)
    if gone or not case.open or case.touched or case.visit_id is None:
        return
    origin = next(one for one in entries if one.id == case.id)
    kind = _kind(case)
    visits = {one.id: one for one in entries if isinstance(one.fact, VisitRecorded)}
    spoken = (
        case.origin is CaseOrigin.VISIT and case.visit_id != visit
        and case.visit_id in visits and not visits[case.visit_id].void
    )  # fmt: skip
    alarmed = any(isinstance(one.fact, Alarm) and one.fact.risk_id == case.id for one in entries)
    if spoken or alarmed or any(Cause(other, kind) in left for other in case.visits):
        return
    await _void(book, page, origin, visit)


async def _void(book: Book, page: Page, entry: Entry, visit: UUID) -> None:
    loop = loop_of(entry.fact)
    await void(book, page, entry, loop.say(loop.facts.withdrawn, loop.case_of(entry), visit_id=visit))
