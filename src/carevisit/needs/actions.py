"""What people do with needs: raise them, and take each step until they are met and followed up."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from .. import clock
from ..cases import (
    Step,
    StepSheet,
    StepVoid,
    Told,
    WithdrawalSheet,
    check_happened_here,
    take,
    told_at,
    void_step,
    withdraw,
)
from ..dated import standing_of
from ..errors import NeedNotFound, wrong
from ..etags import Expected
from ..ledger import Book, Entry, Fact, Page, Written
from .facts import (
    Caller,
    NeedAccepted,
    NeedBenefitTold,
    NeedConcluded,
    NeedDeclined,
    NeedFollowedUp,
    NeedProgressed,
    NeedRaised,
    NeedReferred,
    NeedReopened,
    NeedStep,
    NeedStepVoided,
    NeedWithdrawn,
)
from .loop import NEED_LOOP, NeedCase, advance, raised
from .sheets import (
    Acceptance,
    Benefit,
    Decline,
    NeedFollowUp,
    NeedOutcome,
    NeedReopening,
    NeedSheet,
    Progress,
    Referral,
)


def need_of(entries: Sequence[Entry], id: UUID) -> NeedCase:
    """A need from its elder's entries, in the order in which they happened. Raises NeedNotFound."""
    case: NeedCase | None = None
    for entry in entries:
        if entry.id == id and isinstance(entry.fact, NeedRaised):
            case = raised(entry)
        elif case is not None and isinstance(entry.fact, NeedStep) and entry.fact.need_id == id:
            case = advance(case, entry)
    if case is None:
        raise NeedNotFound
    return case


async def raise_need(book: Book, sheet: NeedSheet, numbers: Mapping[str, bytes]) -> Written:
    """Raise a need: who has the elder at that moment may.

    Raises Invalid, ElderNotFound, ElderHasLeft.
    """
    at = told_at(sheet.at)
    page = await book.open(sheet.elder_id, at=at, numbers=numbers)
    if before := await book.replay(page):
        return before
    check_happened_here(page, at)
    caller = Caller.model_validate(sheet.caller.model_dump()) if sheet.caller else None
    fact = NeedRaised(
        need=sheet.kind, urgent=sheet.urgent, origin=sheet.origin, reporter=book.actor.role, note=sheet.note, caller=caller,
    )  # fmt: skip
    return Written.of(book.write(page, fact, happened_at=at, record_no=sheet.record_no))


async def take_need_step(
    book: Book, elder: UUID, need_id: UUID, sheet: StepSheet, expected: Expected | None, numbers: Mapping[str, bytes]
) -> Written:
    """Take a step of a need. Raises what `take` raises, and Invalid."""
    name, result = STEP_OF[type(sheet)], ""
    if isinstance(sheet, NeedOutcome):
        result = "met" if sheet.met else "not_met"
    elif isinstance(sheet, NeedFollowUp):
        name, result = f"{name}_{sheet.loop}", sheet.result.value

    def facts(case: NeedCase, _step: Step, page: Page) -> list[Fact]:
        return [_fact(case, sheet, page)]

    told = Told(name, result, sheet.at, expected)
    return await take(book, NEED_LOOP, need_of, elder, need_id, told, numbers, facts)


async def withdraw_need(
    book: Book,
    elder: UUID,
    need_id: UUID,
    sheet: WithdrawalSheet,
    expected: Expected | None,
    numbers: Mapping[str, bytes],
) -> Written:
    """Withdraw a need that was raised in error. Raises what `withdraw` raises."""
    fact = NeedWithdrawn(need_id=need_id, reason=sheet.reason, note=sheet.note)
    return await withdraw(book, NEED_LOOP, need_of, elder, need_id, fact, expected, numbers)


async def void_need_step(
    book: Book, elder: UUID, need_id: UUID, sheet: StepVoid, expected: Expected | None, numbers: Mapping[str, bytes],
    *, step_id: UUID,
) -> Written:  # fmt: skip
    """Take back the last step of a need. Raises what `void_step` raises."""
    fact = NeedStepVoided(need_id=need_id, note=sheet.note)
    return await void_step(book, NEED_LOOP, need_of, elder, need_id, step_id, fact, expected, numbers, TOLD)


def _fact(case: NeedCase, sheet: StepSheet, page: Page) -> Fact:
    id, note = case.id, sheet.note
    match sheet:
        case Referral():
            _check_referral(sheet, page)
            return NeedReferred(
                need_id=id,
                note=note,
                department=sheet.department,
                agency=sheet.agency,
                duty=sheet.duty,
                due_on=sheet.due_on,
            )
        case Acceptance():
            return NeedAccepted(need_id=id, note=note)
        case Decline():
            return NeedDeclined(need_id=id, note=note, reason=sheet.reason)
        case Progress():
            return NeedProgressed(need_id=id, note=note)
        case NeedOutcome():
            return NeedConcluded(need_id=id, note=note, met=sheet.met, reason=sheet.reason)
        case Benefit():
            return NeedBenefitTold(
                need_id=id, note=note, told_on=sheet.told_on, applied_on=sheet.applied_on, outcome=sheet.outcome,
                benefit=sheet.benefit,
            )  # fmt: skip
        case NeedFollowUp():
            on = sheet.on or clock.today()
            if case.concluded_at is not None and on < clock.day_of(case.concluded_at):
                raise wrong("/on", "before_outcome", "It was not concluded yet.", "该日期早于办理结果日期。")
            return NeedFollowedUp(need_id=id, note=note, loop=sheet.loop, result=sheet.result, on=on)
        case NeedReopening():
            return NeedReopened(need_id=id, note=note)
    raise AssertionError(type(sheet))


def _check_referral(sheet: Referral, page: Page) -> None:
    """Raises Invalid for a day that is over, a duty that is another department's, an agency that does not serve the elder."""
    if sheet.due_on < clock.today():
        raise wrong("/due_on", "in_the_past", "That day is over.", "办理期限已过。")
    if sheet.agency is not None and sheet.agency not in page.agencies:
        raise wrong(
            "/agency", "not_serving", "No such agency serves this elder now.", "没有为该服务对象提供服务的此机构。"
        )
    if sheet.duty is not None:
        duty = standing_of(page).course.rules_on(clock.today()).duty(sheet.duty)
        if duty is None or duty.department is not sheet.department:
            raise wrong(
                "/duty",
                "not_their_duty",
                "The list of duties has no such line for this department: see GET /v1/duties.",
                "职责任务清单中该单位无此项，见 /v1/duties。",
            )


STEP_OF: dict[type[StepSheet], str] = {
    Referral: "referral", Acceptance: "acceptance", Decline: "decline", Progress: "progress", NeedOutcome: "outcome",
    Benefit: "benefit", NeedFollowUp: "follow_up", NeedReopening: "reopening",
}  # fmt: skip
TOLD: tuple[type[NeedStep], ...] = (
    NeedReferred, NeedAccepted, NeedDeclined, NeedProgressed, NeedConcluded, NeedBenefitTold, NeedFollowedUp, NeedReopened,
)  # fmt: skip
"""The steps that people tell."""
