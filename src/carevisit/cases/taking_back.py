"""Taking back what was told by mistake: a whole case, or its last step. It stays readable, and counts for nothing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from ..aside import aside_if_long
from ..errors import Forbidden, PreconditionFailed, StepNotFound, StepNotPossible
from ..etags import Expected
from ..ledger import Book, Entry, Fact, Page, Written
from .loop import DECIDE, Loop
from .taking import Case, Fold, open_elder, parties_to


async def withdraw(
    book: Book, loop: Loop, fold: Fold[Case], elder: UUID, case_id: UUID, fact: Fact, expected: Expected | None,
    numbers: Mapping[str, bytes],
) -> Written:  # fmt: skip
    """Withdraw a case that was told of in error (撤销): it never was. Raises Forbidden, StepNotPossible, PreconditionFailed."""
    page = await open_elder(book, elder, numbers)
    if before := await book.replay(page):
        return before
    stream = await book.settled(page, with_void=True)
    case = await aside_if_long(fold, stream, case_id)
    loop.check("withdrawal", "", case, parties_to(book, page, case))
    if case.revision not in (expected or ()):
        raise PreconditionFailed
    return Written.of(await void(book, page, next(entry for entry in stream if entry.id == case_id), fact))


async def void_step(
    book: Book, loop: Loop, fold: Fold[Case], elder: UUID, case_id: UUID, step_id: UUID, fact: Fact, expected: Expected | None,
    numbers: Mapping[str, bytes], kinds: Sequence[type[Fact]],
) -> Written:  # fmt: skip
    """Take back the last step of a case (步骤作废): who told it may, the township and the district always.

    Only the last can be, for those behind it rest on it. `kinds` are the steps that people tell: what came with a visit's
    record, with time or with an exit is none. Raises StepNotFound, Forbidden, StepNotPossible, PreconditionFailed.
    """
    page = await open_elder(book, elder, numbers)
    if before := await book.replay(page):
        return before
    stream = await book.settled(page, with_void=True)
    case = await aside_if_long(fold, stream, case_id)
    steps = [entry for entry in stream if entry.cause == case_id and isinstance(entry.fact, tuple(kinds))]
    step = next((one for one in steps if one.id == step_id), None)
    if step is None:
        raise StepNotFound
    parties = parties_to(book, page, case)
    if step.maker != page.maker and not parties & DECIDE:
        raise Forbidden(
            "This is for who told the step, and for the township and the district.",
            "仅限步骤填报方及乡镇（街道）、县（区）。",
        )
    last = [one for one in steps if not one.void][-1:]
    if step not in last or case.state is loop.withdrawn:
        raise StepNotPossible(case.state.value, loop.possible(case, parties))
    if case.revision not in (expected or ()):
        raise PreconditionFailed
    return Written.of(await void(book, page, step, fact))


async def void(book: Book, page: Page, entry: Entry, fact: Fact) -> Entry:
    """Declare an entry void, for all who heard it and for who has the elder now; it stands where the entry stood."""
    places, agencies = await book.told_of(page, entry.id)
    then = page.then_place_id
    assert entry.place_id is not None
    page.then_place_id = entry.place_id
    voiding = book.write(
        page, fact, happened_at=entry.happened_at, corrects=entry.id, audience=places | {page.place_id}, agencies=agencies,
    )  # fmt: skip
    page.then_place_id = then
    return voiding
