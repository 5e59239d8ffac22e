"""Recording what happened to a file over HTTP, and the answer: the record as it was kept, and the state of the file."""

from collections.abc import Callable
from typing import LiteralString, TypeVar
from uuid import UUID

import orjson

from ..dated import stands_today
from ..desk import Desk
from ..errors import ElderNotFound
from ..ledger import Written, entry_rows
from ..wire import Sheet
from .actions import record
from .facts import ElderConfirmed
from .history import History
from .rules import Ruling
from .sheets import Kept

AnyKept = TypeVar("AnyKept", bound=Kept)

_KEPT: LiteralString = f"""
SELECT e.id, e.kind, e.open::text AS open, e.written_at AS recorded_at, s.state
FROM {entry_rows()} {stands_today("e.subject")} WHERE e.subject = %s AND e.version = %s
"""


async def record_as(
    desk: Desk, elder: UUID, sheet: Sheet, rule: Callable[[History], Ruling], shape: type[AnyKept]
) -> AnyKept:
    """Record what happened to a file, by a rule, and return the entry. Raises what the rule raises."""
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: record(book, elder, numbers, rule))
    return await kept_as(desk, written, shape)


async def kept_as(desk: Desk, written: Written, shape: type[AnyKept]) -> AnyKept:
    """An entry as it was recorded. Raises ElderNotFound unless the caller may still read the elder."""
    at = (written.subject, written.version)
    async with desk.reading(desk.elders) as read:
        row = await read.one(_KEPT, at)
        if row is None:
            raise ElderNotFound
        words = (await read.unseal([(*at, row["kind"])])).get(at, {}).get(written.subject, {})
    eligible = {"eligible": row["kind"] == ElderConfirmed.kind}
    return shape.model_validate({**eligible, **orjson.loads(row["open"]), **words, **row, "elder_id": written.subject})
