"""How a file is imported: its rows are tried, and the job waits; once its maker commits it, they are recorded by the same code.

A worker goes on behind the rows that the one before came to: after every portion it notes what has become of each row, with the
count of rows, in one transaction that bears its claim. The rows themselves are kept just before that, in a transaction that does
not: a row that is carried out twice, by a worker that died in between or by one that was overtaken, bears its sender's number, and
the second time is a repetition.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import TypeVar

import orjson
from fastapi import APIRouter

from .. import census, clock, elders, visits
from ..answers import instant
from ..aside import aside
from ..deputy import Deputy
from ..desk import gate_of
from ..errors import Forbidden, Problem, RowsRefused, ServerError, Unauthorized
from ..jobs import NOTES, REPORT, UPLOAD, XLSX, CommitMode, Kind, Work
from ..templates import ImportKind, Row, named, profile_for, read
from .marked import Marked, Outcome
from .rows import AT_ONCE, TOGETHER, Accepted, Answers, Candidates, InBatches, Lines, Recorder
from .wrong import MOST, Seen, errors_of

T = TypeVar("T")
TRIES, BETWEEN_S = 5, 1.0
"""Of a portion that meets with what passes; then the job is left to its next claim."""
RECORDERS: Mapping[ImportKind, Recorder] = {
    ImportKind.VISITS: InBatches(visits.VISITS), ImportKind.ELDERS: InBatches(elders.FILES), ImportKind.CANDIDATES: Candidates(),
}  # fmt: skip
_ROUTES: Mapping[ImportKind, tuple[APIRouter, str]] = {
    ImportKind.VISITS: (visits.router, "recordVisit"), ImportKind.ELDERS: (elders.router, "registerElder"),
    ImportKind.CANDIDATES: (census.candidates, "nameCandidate"),
}  # fmt: skip


async def carry_out(work: Work, kind: ImportKind) -> int:
    """Try the rows of a file, or record them as its maker committed it. Returns how many there are.

    Raises Forbidden, SpreadsheetRefused, RowsRefused.
    """
    actor, _ = work.maker()
    profile = None
    if not actor.is_agency:  # which may serve places of several
        profile = (await profile_for(Deputy(actor, work.office, "/v1/imports"))).name
    file = _Import(work, kind, b"".join([piece async for piece in work.noted(UPLOAD)]), profile)
    await file.carry_out()
    await file.mark()
    return work.done


class _Import:
    """A file on its way."""

    def __init__(self, work: Work, kind: ImportKind, content: bytes, profile: str | None) -> None:
        self._work, self._kind, self._content, self._profile = work, kind, content, profile
        self._recorder = RECORDERS[kind]

    async def carry_out(self) -> None:
        """Go on behind the last row that is done. Raises RowsRefused where all are to be kept and one can't be."""
        work, total = self._work, self._work.total or 0
        whole = work.mode == CommitMode.ALL
        if whole and total > TOGETHER and not work.done:
            await self._prove()
        together = whole and total <= TOGETHER
        async with aclosing(self._portions(work.done, TOGETHER if together else AT_ONCE)) as portions:
            async for rows in portions:
                await self._keep_account(rows, await self._outcomes(rows, keep=work.mode is not None, whole=together))

    async def _prove(self) -> None:
        """Try every row once more before the first is kept. Raises RowsRefused."""
        async with aclosing(self._portions(0, AT_ONCE)) as portions:
            async for rows in portions:
                if any(one.errors for one in await self._outcomes(rows, keep=False, whole=False)):
                    raise RowsRefused
                await self._work.advance(0)

    async def _keep_account(self, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
        """Note what has become of some rows, and report what is wrong with them, with the count of rows."""
        work = self._work
        work.note(NOTES, work.done, orjson.dumps([one.noted for one in outcomes]))
        wrong = [
            {"sheet": row.sheet, "row": row.number, **vars(error)}
            for row, one in zip(rows, outcomes, strict=True)
            for error in one.errors
        ]
        if wrong:
            work.note(REPORT, work.done, orjson.dumps(wrong))
        await work.advance(work.done + len(rows), work.refused + sum(bool(one.errors) for one in outcomes))

    async def _outcomes(self, rows: Sequence[Row], *, keep: bool, whole: bool) -> list[Outcome]:
        """What becomes of some rows, by the maker's rights of now. Raises Forbidden, RowsRefused."""
        return await self._patiently(lambda desk: self._once(desk, rows, keep=keep, whole=whole))

    async def _patiently(self, ask: Callable[[Deputy], Awaitable[T]]) -> T:
        """What is answered at the maker's desk, by their rights of now; what passes is waited for. Raises Forbidden."""
        for turn in range(TRIES):
            try:
                actor, _ = self._work.maker()
                return await ask(Deputy(actor, self._work.office, "/v1/imports"))
            except Unauthorized:  # a password was set anew, or the account was disabled
                if turn == TRIES - 1:
                    raise Forbidden from None
            except Problem as problem:
                if not problem.retryable or isinstance(problem, ServerError) or turn == TRIES - 1:
                    raise
            await asyncio.sleep(BETWEEN_S)
            await self._work.advance(self._work.done, self._work.refused)
        raise AssertionError

    async def _once(self, desk: Deputy, rows: Sequence[Row], *, keep: bool, whole: bool) -> list[Outcome]:
        if whole and any(row.body is None for row in rows):
            raise RowsRefused
        lines = [row.body for row in rows if row.body is not None]
        answers = await self._answers(desk, lines, keep=keep, whole=whole) if lines else []
        each = iter(answers)
        return [
            Outcome(row.errors[:MOST]) if row.body is None else self._outcome(next(each), keep=keep) for row in rows
        ]

    async def _answers(self, desk: Deputy, lines: Lines, *, keep: bool, whole: bool) -> Answers:
        return await (self._recorder.kept(desk, lines, whole=whole) if keep else self._recorder.tried(desk, lines))

    def _outcome(self, answer: Accepted | Problem, *, keep: bool) -> Outcome:
        if isinstance(answer, Problem):
            return Outcome(errors_of(self._kind, answer))
        return Outcome((), str(answer.id) if keep else None, answer.running_no if keep else None)

    async def _portions(self, behind: int, at_once: int) -> AsyncGenerator[list[Row], None]:
        """The rows behind those, each judged by all that stand before it."""
        seen, pending, count = Seen(self._kind), list[Row](), 0
        async with aclosing(self._read()) as batches:
            async for batch in batches:
                rows = [seen.judged(row) for row in batch][max(behind - count, 0) :]
                count += len(batch)
                pending += await self._with_elders(rows)
                while len(pending) >= at_once:
                    yield pending[:at_once]
                    pending = pending[at_once:]
        if pending:
            yield pending

    async def _with_elders(self, rows: list[Row]) -> list[Row]:
        """Rows of visits with the elders that their codes name: one look through the maker's area for a whole batch."""
        if self._kind is not ImportKind.VISITS or not rows:
            return rows
        return await self._patiently(lambda desk: named(desk, rows))

    async def _read(self) -> AsyncGenerator[list[Row], None]:
        """The rows of the file in batches. While they are awaited the lease is kept."""
        async with aclosing(read(self._content, self._kind, self._profile)) as batches:
            while True:
                waiting = asyncio.create_task(_next(batches))
                try:
                    while not (await asyncio.wait([waiting], timeout=self._work.pulse_s))[0]:
                        await self._work.advance(self._work.done, self._work.refused)
                finally:
                    waiting.cancel()
                    await asyncio.wait([waiting])
                batch = waiting.result()
                if batch is None:
                    return
                yield batch

    async def mark(self) -> None:
        """Write the rows as they were sent into a workbook, each with what has become of it."""
        work, file = self._work, self._work.file(f"{self._kind}-result.xlsx", XLSX)
        _, rights = work.maker()
        book = Marked(self._kind, f"{rights.name} ({rights.login}) {instant(clock.now())}")
        async with aclosing(self._read()) as batches, aclosing(self._noted()) as noted:
            async for rows in batches:
                file.add(await aside(partial(book.rows, rows, [await anext(noted) for _ in rows])))
                await work.advance(work.done, work.refused)
        file.add(await aside(book.end))

    async def _noted(self) -> AsyncGenerator[Outcome, None]:
        """What has become of each row."""
        async with aclosing(self._work.noted(NOTES)) as pieces:
            async for piece in pieces:
                for noted in orjson.loads(piece):
                    yield Outcome.read(noted)


async def _next(batches: AsyncIterator[list[Row]]) -> list[Row] | None:
    return await anext(batches, None)


KINDS = {
    kind: Kind(f"import.{kind}", gate_of(*_ROUTES[kind]).must_admit, partial(carry_out, kind=kind), waits=True)
    for kind in ImportKind
}
