"""What becomes of rows: each is recorded, or only tried, by the code of its kind's own route."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from pydantic import ValidationError

from .. import census
from ..batch import Noun, Outcome, Run
from ..deputy import Deputy
from ..errors import Invalid, Problem, RowsRefused, ServerError, Unauthorized
from ..ledger import Written
from ..wire import field_errors, refused

log = logging.getLogger(__name__)
AT_ONCE = 64
"""So many rows share a transaction; a single request on one of their elders waits for no more than these."""
TOGETHER = 1_000
"""Up to so many rows are kept all or none."""
Lines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Accepted:
    """What an accepted row has become; a visit with its running number."""

    id: UUID
    running_no: int | None = None


Answers = list[Accepted | Problem]


class Recorder(Protocol):
    """Records the rows of a kind, side by side or together."""

    async def tried(self, desk: Deputy, lines: Lines) -> Answers:
        """What would become of each row, of which nothing is kept. Raises Unauthorized, Busy, StillRunning, Unavailable."""
        ...

    async def kept(self, desk: Deputy, lines: Lines, *, whole: bool) -> Answers:
        """What becomes of each row: those that can be kept are. Raises as `tried`.

        Of the `whole`, all are kept or none: raises RowsRefused where one can't be, and any unexpected error of one.
        """
        ...


class InBatches:
    """Rows of what the routes take by the thousand."""

    def __init__(self, noun: Noun[Any]) -> None:
        self._noun = noun

    async def tried(self, desk: Deputy, lines: Lines) -> Answers:
        run = Run(self._noun, desk)
        try:
            outcomes, _ = await run.together(lines, keep=False)
        except Problem:
            raise
        except Exception:  # of one of them
            outcomes = await _one_by_one(run, lines, keep=False)
        return await self._answers(run, outcomes, kept=False)

    async def kept(self, desk: Deputy, lines: Lines, *, whole: bool) -> Answers:
        run = Run(self._noun, desk)
        outcomes: dict[int, Outcome] = {}
        while turns := [turn for turn in range(len(lines)) if turn not in outcomes]:
            some = [lines[turn] for turn in turns]
            try:
                found, kept = await run.together(some, keep=True)
            except Problem:
                raise
            except Exception:  # of one of them
                if whole:
                    raise
                found, kept = await _one_by_one(run, some, keep=True), True
            if whole and not kept:
                raise RowsRefused
            # without those that are refused, the others are kept
            outcomes |= {turn: one for turn, one in zip(turns, found, strict=True) if kept or isinstance(one, Problem)}
        return await self._answers(run, [outcomes[turn] for turn in range(len(lines))], kept=True)

    async def _answers(self, run: Run[Any], outcomes: Sequence[Outcome], *, kept: bool) -> Answers:
        """The outcomes as the caller may see them: a row that was kept before and is not the caller's to see is not there."""
        written = [one for one in outcomes if isinstance(one, Written) and (kept or one.replayed)]
        shown = await run.shown(written) if written else {}
        answers: Answers = []
        for one in outcomes:
            if isinstance(one, Problem):
                answers.append(one)
            elif found := shown.get(one.id):
                answers.append(Accepted(found.id, found.running_no))
            else:
                answers.append(self._noun.absent() if kept or one.replayed else Accepted(one.id))
        return answers


async def _one_by_one(run: Run[Any], lines: Lines, *, keep: bool) -> list[Outcome]:
    """Each in a transaction of its own, so that an error of one is no other's."""
    outcomes: list[Outcome] = []
    for line in lines:
        try:
            outcomes += (await run.together([line], keep=keep))[0]
        except Problem:
            raise
        except Exception:
            log.exception("unexpected")
            outcomes.append(ServerError())
    return outcomes


class Candidates:
    """Rows of a list of candidates, one after the other: what becomes of one depends on who is on file by then."""

    async def tried(self, desk: Deputy, lines: Lines) -> Answers:
        return [await self._listed(desk, line, dry_run=True) for line in lines]

    async def kept(self, desk: Deputy, lines: Lines, *, whole: bool) -> Answers:
        if whole and any(isinstance(one, Problem) for one in await self.tried(desk, lines)):
            raise RowsRefused
        return [await self._listed(desk, line, dry_run=False) for line in lines]

    async def _listed(self, desk: Deputy, line: Mapping[str, Any], *, dry_run: bool) -> Accepted | Problem:
        try:
            sheet = census.CandidateSheet.model_validate(line)
            if sheet.external_id is None:
                return Invalid(errors=field_errors([{"type": "missing", "loc": ("body", "external_id")}]))
            numbers = desk.numbers(sheet, f"x:{sheet.external_id}")
            return Accepted((await census.list_candidate(desk, sheet, numbers, dry_run=dry_run)).subject)
        except ValidationError as error:
            return refused(error)
        except Problem as problem:
            if problem.retryable or isinstance(problem, Unauthorized):
                raise
            return problem
        except Exception:
            log.exception("unexpected")
            return ServerError()
