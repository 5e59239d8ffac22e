"""What people do: the township or the district records what a department did, and voids what was recorded in error."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import clock
from ..desk import replayed
from ..errors import DutyActionIsVoid, PreconditionFailed, wrong
from ..etags import Expected
from ..ledger import Book
from ..notices import rules_of
from .facts import DutyActionRecorded, DutyActionVoided
from .sheets import ActionSheet, VoidSheet

_BY_VERSION = "SELECT id FROM duty_action WHERE subject = %s AND version = %s"
_ONE = "SELECT revision, state FROM duty_action WHERE subject = %s AND id = %s"


async def record_action(book: Book, no: int, sheet: ActionSheet, numbers: Mapping[str, bytes]) -> tuple[UUID, bool]:
    """Record what the department of a duty did, in a place of the actor's. Answers the record's id, and whether it is a replay.

    The list of duties is that of the profile in force in the place on the day of the action. Raises PlaceNotFound, Invalid.
    """
    page = await book.open_place(sheet.place, numbers=numbers)
    if before := replayed(page.said, numbers):
        rows = await book.ask(_BY_VERSION, before)
        return rows[0]["id"], True
    _check_day(sheet.on)
    rules = await rules_of(book, page, sheet.on)
    duty = rules.duty(no)
    if duty is None:
        raise wrong("/duty", "unknown_duty", "The profile lists no such duty.", "该政策方案未列此职责任务。")
    await book.own_key(page)
    id = uuid7()
    fact = DutyActionRecorded(
        profile=rules.name, duty=no, department=duty.department, on=sheet.on, elders=sheet.elders, what=sheet.what,
        evidence=sheet.evidence,
    )  # fmt: skip
    book.write(page, fact, happened_at=page.written_at, id=id)
    return id, False


async def void_action(
    book: Book, place: str, action: UUID, sheet: VoidSheet, expected: Expected, numbers: Mapping[str, bytes]
) -> bool:
    """Void the record of an action. Answers whether it is a replay.

    Raises PlaceNotFound where its place is not the actor's, DutyActionIsVoid, PreconditionFailed.
    """
    page = await book.open_place(place, numbers=numbers)
    if replayed(page.said, numbers):
        return True
    row = (await book.ask(_ONE, (page.subject, action)))[0]
    if row["state"] == "void":
        raise DutyActionIsVoid
    if row["revision"] not in expected:
        raise PreconditionFailed
    await book.own_key(page)
    book.write(page, DutyActionVoided(action=action, reason=sheet.reason), happened_at=page.written_at, cause=action)
    return False


def _check_day(on: date) -> None:
    """Raises Invalid for a day to come."""
    if on > clock.today():
        raise wrong("/on", "in_the_future", "That day is still to come.", "该日期尚未到来。")
