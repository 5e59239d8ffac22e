"""Actions: the township or the district records what a department did, and voids what was recorded in error."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from .. import clock
from ..errors import DutyActionIsVoid, PreconditionFailed, wrong
from ..etags import Expected
from ..ledger import Book, Written
from ..notices import rules_of
from .facts import DutyActionRecorded, DutyActionVoided
from .sheets import ActionSheet, VoidSheet

_ONE = "SELECT revision, state FROM duty_action WHERE subject = %s AND id = %s"


async def record_action(book: Book, no: int, sheet: ActionSheet, numbers: Mapping[str, bytes]) -> Written:
    """Record what the department of a duty did, in a place of the actor's.

    The duties are those of the profile in force in the place on the day of the action. Raises PlaceNotFound, Invalid.
    """
    page = await book.open_place(sheet.place, numbers=numbers)
    if before := await book.replay(page):
        return before
    _check_day(sheet.on)
    rules = await rules_of(book, page, sheet.on)
    duty = rules.duty(no)
    if duty is None:
        raise wrong("/duty", "unknown_duty", "The profile lists no such duty.", "该政策方案未列此职责任务。")
    await book.own_key(page)
    fact = DutyActionRecorded(
        profile=rules.name, duty=no, department=duty.department, on=sheet.on, elders=sheet.elders, what=sheet.what,
        evidence=sheet.evidence,
    )  # fmt: skip
    return Written.of(book.write(page, fact, happened_at=page.written_at))


async def void_action(
    book: Book, place: str, action: UUID, sheet: VoidSheet, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Void the record of an action.

    Raises PlaceNotFound unless its place is the actor's, DutyActionIsVoid, PreconditionFailed.
    """
    page = await book.open_place(place, numbers=numbers)
    if before := await book.replay(page):
        return before
    row = (await book.ask(_ONE, (page.subject, action)))[0]
    if row["state"] == "void":
        raise DutyActionIsVoid
    if row["revision"] not in expected:
        raise PreconditionFailed
    await book.own_key(page)
    fact = DutyActionVoided(action=action, reason=sheet.reason)
    return Written.of(book.write(page, fact, happened_at=page.written_at, cause=action))


def _check_day(on: date) -> None:
    """Raises Invalid for a future day."""
    if on > clock.today():
        raise wrong("/on", "in_the_future", "That day is still to come.", "该日期尚未到来。")
