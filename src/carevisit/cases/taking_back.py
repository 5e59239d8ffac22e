"""Taking back what was recorded by mistake: a whole case, or its last step. It stays readable, and counts for nothing."""

from collections.abc import Mapping
from uuid import UUID

from ..aside import aside_if_long
from ..errors import Forbidden, PreconditionFailed, StepNotFound, StepNotPossible
from ..etags import Expected
from ..ledger import Book, Entry, Fact, Page, Written
from .loop import DECIDE, Loop
from .sheets import StepVoid, WithdrawalSheet
from .taking import fold, open_elder, parties_to


async def withdraw(
    book: Book, loop: Loop, elder: UUID, case_id: UUID, sheet: WithdrawalSheet, expected: Expected | None,
    numbers: Mapping[str, bytes],
) -> Written:  # fmt: skip
    """Withdraw a case that was recorded in error (撤销): it never was. Raises Forbidden, StepNotPossible, PreconditionFailed."""
    page = await open_elder(book, elder, numbers)
    if before := await book.replay(page):
        return before
    stream = await book.settled(page, with_void=True)
    case = await aside_if_long(fold, stream, loop, case_id)
    fact = loop.say(loop.facts.withdrawn, case_id, reason=sheet.reason, note=sheet.note)
    step = loop.step_of(fact)
    assert step is not None
    loop.check(step, case, parties_to(book, page, case))
    if case.revision not in (expected or ()):
        raise PreconditionFailed
    return Written.of(await void(book, page, next(entry for entry in stream if entry.id == case_id), fact))


async def void_step(
    book: Book, loop: Loop, elder: UUID, case_id: UUID, sheet: StepVoid, expected: Expected | None,
    numbers: Mapping[str, bytes], *, step_id: UUID,
) -> Written:  # fmt: skip
    """Take back the last step of a case (步骤作废): its recorder may, the township and the district always.

    Only the last can be, for later steps rest on earlier ones. Raises StepNotFound, Forbidden, StepNotPossible,
    PreconditionFailed.
    """
    page = await open_elder(book, elder, numbers)
    if before := await book.replay(page):
        return before
    stream = await book.settled(page, with_void=True)
    case = await aside_if_long(fold, stream, loop, case_id)
    steps = [entry for entry in stream if entry.cause == case_id and isinstance(entry.fact, loop.taken)]
    step = next((one for one in steps if one.id == step_id), None)
    if step is None:
        raise StepNotFound
    parties = parties_to(book, page, case)
    if step.maker != page.maker and not parties & DECIDE:
        raise Forbidden(
            "This is for the recorder of the step, the township and the district.",
            "仅限步骤填报方及乡镇（街道）、县（区）。",
        )
    last = [one for one in steps if not one.void][-1:]
    if step not in last or case.state is loop.withdrawn:
        raise StepNotPossible(case.state.value, loop.possible(case, parties))
    if case.revision not in (expected or ()):
        raise PreconditionFailed
    fact = loop.say(loop.facts.step_voided, case_id, note=sheet.note)
    return Written.of(await void(book, page, step, fact))


async def void(book: Book, page: Page, entry: Entry, fact: Fact) -> Entry:
    """Declare an entry void, for everyone who received it and for those responsible for the elder now, at the entry's own place."""
    places, agencies = await book.told_of(page, entry.id)
    then = page.then_place_id
    assert entry.place_id is not None
    page.then_place_id = entry.place_id
    voiding = book.write(
        page, fact, happened_at=entry.happened_at, corrects=entry.id, audience=places | {page.place_id}, agencies=agencies,
    )  # fmt: skip
    page.then_place_id = then
    return voiding
