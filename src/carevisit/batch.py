"""Batches: many records of one request, each answered by itself in the order of sending."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import Body, Query, Response
from pydantic import BaseModel, TypeAdapter, ValidationError, WithJsonSchema
from starlette.requests import ClientDisconnect

from .answers import NO_KEY, json_answer
from .database import Sight
from .desk import Desk, Reading
from .errors import Invalid, NotFound, NotKept, Problem, ServerError, Unauthorized, Unavailable
from .ledger import Book, Written
from .own_number import OwnNumber
from .wire import field_errors, problem_body, refused

log = logging.getLogger(__name__)
S = TypeVar("S", bound=BaseModel)
AT_MOST, LONGEST_BODY = 1_000, 4 * 1_048_576
SLICE = 16
"""So many records of a batch are under way at once: others' single requests go between two slices."""
LONGEST_S = 25.0
"""Then a batch is answered as far as it has come."""
Action = Callable[[Book], Awaitable[Written]]
Outcome = Written | Problem
Item = dict[str, Any]
_OWN_NUMBER: TypeAdapter[str] = TypeAdapter(OwnNumber)


class BatchMode(StrEnum):
    """Whether the records of a batch are kept each by itself, or all or none."""

    BEST_EFFORT = "best_effort"
    ATOMIC = "atomic"


class _Item(BaseModel):
    index: int
    status: int | None
    id: UUID | None
    version: int | None
    replayed: bool
    retryable: bool
    problem: Annotated[dict[str, Any], WithJsonSchema({"$ref": "#/components/schemas/Problem"})] | None


class _Answer(BaseModel):
    accepted: int
    refused: int
    unprocessed: int


class VisitItem(_Item):
    """The result of one visit record of a batch."""

    record_no: str | None
    running_no: int | None


class VisitBatch(_Answer):
    """The result of a batch of visit records."""

    items: list[VisitItem]


class RecordItem(_Item):
    """The result of one record of a batch."""

    record_no: str | None


class RecordBatch(_Answer):
    """The result of a batch of records."""

    items: list[RecordItem]


class FileItem(_Item):
    """The result of one file of a batch."""

    external_id: str | None


class FileBatch(_Answer):
    """The result of a batch of files."""

    items: list[FileItem]


@dataclass(frozen=True)
class Kept:
    """What an item shows of the record that it wrote."""

    id: UUID
    version: int
    running_no: int | None = None


def records(sheet: type[BaseModel]) -> Any:
    """The body of a batch. Each record is validated by itself, so that a wrong one refuses no other."""
    one = Annotated[Any, WithJsonSchema({"$ref": f"#/components/schemas/{sheet.__name__}"})]
    return Annotated[list[one], Body(min_length=1, max_length=AT_MOST)]


def partly(model: type[BaseModel]) -> dict[str, Any]:
    """What the route of a batch declares."""
    return {
        "responses": {207: {"model": model, "description": "Some records are refused. 部分记录未被接受。"}, 409: {}},
        "openapi_extra": NO_KEY,
    }


BatchModeAsked = Annotated[
    BatchMode,
    Query(description="best_effort: each record by itself; atomic: all or none / 逐条接收，或全部接收否则全部不接收"),
]
DryRun = Annotated[bool, Query(description="try every record and keep nothing / 试运行，不保存")]


@dataclass(frozen=True)
class Noun(Generic[S]):
    """What is handed in by the thousand: its sheet, its number, and the action that records one."""

    sheet: type[S]
    number: Literal["record_no", "external_id"]
    action: Callable[[Desk, S, Mapping[str, bytes]], Action]
    kept: Callable[[Written], Kept | None]
    """What to show of what was just written; None where it is to be read, under the caller's rights of today."""
    read: Callable[[Reading, list[UUID]], Awaitable[Iterable[Kept]]]
    """Those of some records that a reading shows."""
    sights: Callable[[Desk], Sequence[Sight]]
    absent: type[NotFound]
    numbered: bool = False  # its records bear a running number
    at_once: int = SLICE  # fewer where each takes a connection of its own
    chain: Callable[[S], Hashable | None] = lambda _: None
    """Records with the same one follow each other in the order of sending; None: it follows no other."""

    async def answer(self, desk: Desk, lines: Sequence[Any], mode: BatchMode, *, dry_run: bool) -> Response:
        """Carry out a batch, or only try it. Raises Busy, and what refuses every record: Unauthorized, Unavailable."""
        run = Run(self, desk)
        with desk.office.batches.one(desk.actor.id):
            if dry_run or mode is BatchMode.ATOMIC:
                items = await run.whole(lines, mode, keep=not dry_run)
            else:
                items = await run.each(lines)
        accepted = sum(item["status"] is not None and item["problem"] is None for item in items)
        unprocessed = sum(item["status"] is None for item in items)
        body = {
            "items": items, "accepted": accepted, "refused": len(items) - accepted - unprocessed, "unprocessed": unprocessed,
        }  # fmt: skip
        return json_answer(body, 200 if accepted == len(items) else 207, desk.headers)


class Run(Generic[S]):
    """The records of one request on their way."""

    def __init__(self, noun: Noun[S], desk: Desk) -> None:
        self._noun, self._desk = noun, desk
        self.broken: Problem | None = None  # what refuses every further record, too
        self._gone = False  # nobody is there any more to be answered

    async def each(self, lines: Sequence[Any]) -> list[Item]:
        """Each record by itself, in slices; those that are not reached are unprocessed."""
        loop, items = asyncio.get_running_loop(), list[Item]()
        until = loop.time() + LONGEST_S
        while len(items) < len(lines) and not (self.broken or self._desk.ending or loop.time() > until):
            items += await self.slice(len(items), lines[len(items) : len(items) + self._noun.at_once])
        if self.broken and not any(item["id"] for item in items):
            raise self.broken
        return items + [self.item(index, lines[index], None) for index in range(len(items), len(lines))]

    async def slice(self, start: int, lines: Sequence[Any]) -> list[Item]:
        """Some records side by side, or the problems with them. Raises ClientDisconnect."""
        return await self._items(start, lines, await self.side_by_side(lines))

    async def side_by_side(self, lines: Sequence[Any]) -> list[Outcome]:
        """What becomes of some records, each by itself. Those of one elder follow each other. Raises ClientDisconnect."""
        sheets = [self._sheet(line) for line in lines]
        outcomes: dict[int, Outcome] = {turn: one for turn, one in enumerate(sheets) if isinstance(one, Problem)}
        chains: dict[Hashable, list[tuple[int, S]]] = {}
        for turn, sheet in enumerate(sheets):
            if not isinstance(sheet, Problem):
                chains.setdefault(self._noun.chain(sheet) or turn, []).append((turn, sheet))

        async def follow(chain: Iterable[tuple[int, S]]) -> None:
            for turn, sheet in chain:
                if not self._gone:
                    outcomes[turn] = await self._one(sheet)

        until = asyncio.get_running_loop().time() + LONGEST_S
        async with self._desk.office.slices.of([str(self._desk.actor.id)], until, self._desk.patience):
            await asyncio.gather(*map(follow, chains.values()))
        if self._gone:
            raise ClientDisconnect
        return [outcomes[turn] for turn in range(len(lines))]

    async def whole(self, lines: Sequence[Any], mode: BatchMode, *, keep: bool) -> list[Item]:
        """All records in one transaction, which is kept only if `keep` and none is refused. Raises Unauthorized."""
        outcomes, kept = await self.together(lines, keep=keep)
        if mode is BatchMode.ATOMIC and any(isinstance(outcome, Problem) for outcome in outcomes):
            outcomes = [outcome if isinstance(outcome, Problem) else NotKept() for outcome in outcomes]
        return await self._items(0, lines, outcomes, kept=kept)

    async def together(self, lines: Sequence[Any], *, keep: bool) -> tuple[list[Outcome], bool]:
        """What becomes of some records in one transaction, and whether it is kept. Raises Unauthorized."""
        sheets = [self._sheet(line) for line in lines]
        good = [sheet for sheet in sheets if not isinstance(sheet, Problem)]
        answers, kept = await self._desk.carry_out_whole(
            [self._action(sheet) for sheet in good], keep=keep and len(good) == len(sheets)
        )
        for answer in answers:
            if isinstance(answer, Unauthorized):
                raise answer
        each = iter(answers)
        return [sheet if isinstance(sheet, Problem) else next(each) for sheet in sheets], kept

    def _sheet(self, line: Any) -> S | Problem:
        """A record, if it is one. It must bear its number: without it, the same sent again would be another record."""
        if isinstance(line, Problem):
            return line
        try:
            sheet = self._noun.sheet.model_validate(line)
        except ValidationError as error:
            return refused(error)
        if getattr(sheet, self._noun.number) is None:
            return Invalid(errors=field_errors([{"type": "missing", "loc": ("body", self._noun.number)}]))
        return sheet

    def _action(self, sheet: S) -> Action:
        own = f"{'r' if self._noun.number == 'record_no' else 'x'}:{getattr(sheet, self._noun.number)}"
        return self._noun.action(self._desk, sheet, {own: self._desk.numbers(sheet, own)[own]})

    async def _one(self, sheet: S) -> Outcome:
        try:
            return await self._desk.carry_out(self._action(sheet), bulk=True)
        except Problem as problem:
            if isinstance(problem, Unauthorized | Unavailable):
                self.broken = problem
            return problem
        except ClientDisconnect:
            self._gone = True
            return Unavailable()
        except Exception:  # of this record alone
            log.exception("unexpected")
            return ServerError()

    async def _items(
        self, start: int, lines: Sequence[Any], outcomes: Sequence[Outcome], *, kept: bool = True
    ) -> list[Item]:
        shown = await self.shown([one for one in outcomes if isinstance(one, Written)])
        items = []
        for index, (line, outcome) in enumerate(zip(lines, outcomes, strict=True), start):
            item = self.item(index, line, outcome)
            if isinstance(outcome, Written):
                if one := shown.get(outcome.id):
                    known = kept or outcome.replayed
                    item |= {"id": one.id, "version": one.version} if known else {}
                    item |= {"running_no": one.running_no} if "running_no" in item else {}
                elif kept:
                    item = self.item(index, line, self._noun.absent())
            items.append(item)
        return items

    async def shown(self, written: Sequence[Written]) -> dict[UUID, Kept]:
        """What the caller may see of what was written, by the ids."""
        found = {one.id: kept for one in written if (kept := self._noun.kept(one))}
        for sight in self._noun.sights(self._desk):
            if missing := [one.id for one in written if one.id not in found]:
                async with self._desk.reading(sight) as read:
                    found |= {one.id: one for one in await self._noun.read(read, missing)}
        return found

    def item(self, index: int, line: Any, outcome: Outcome | None) -> Item:
        """The result of one record; of None, that it was not reached."""
        problem = outcome if isinstance(outcome, Problem) else None
        item = {
            "index": index, self._noun.number: _own_number(line, self._noun.number),
            "status": None if outcome is None else problem.status if problem else 201, "id": None, "version": None,
            "replayed": isinstance(outcome, Written) and outcome.replayed,
            "retryable": outcome is None or (problem is not None and problem.retryable),
            "problem": problem and problem_body(problem, self._desk.request.scope),
        }  # fmt: skip
        return item | {"running_no": None} if self._noun.numbered else item


def _own_number(line: Any, name: str) -> str | None:
    """The number of a record as it was sent, if it is one."""
    try:
        return _OWN_NUMBER.validate_python(line.get(name))
    except (AttributeError, ValidationError):
        return None
