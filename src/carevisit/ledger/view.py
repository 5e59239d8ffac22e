"""View: a table made for reading, computed by pure functions and by nothing else. It can be rebuilt at any time."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, LiteralString, Protocol, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel
from sqlmodel import SQLModel

from .. import metrics
from ..access import place_rows
from ..database import Params
from .entry import Entry, settled
from .fact import Fact

Row = dict[str, Any]
"""A row by its columns, without the place: the book adds the subject's present place to every row."""

State = TypeVar("State", bound=BaseModel)


@dataclass(frozen=True)
class StateTable:
    """A table derived from the status. `rows` gives all rows of a subject; `changed` those that new entries, folded onto the
    status, may have changed; `gone` the keys of those that they may have removed, by default none."""

    table: type[SQLModel]
    rows: Callable[[Any], list[Row]]
    changed: Callable[[Any, Sequence[Entry]], list[Row]] = lambda _state, _new: []
    gone: Callable[[Any, Sequence[Entry]], set[Any]] = lambda _before, _new: set()
    owner: str = "elder"
    key: str = "id"
    key_type: str = "uuid"

    @cached_property
    def name(self) -> str:
        return str(self.table.__tablename__)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.table.model_fields)


class StatusView(Protocol[State]):
    """The one view stored on the subject's head row: a fold with a state of its own, the columns it sets, and the tables
    derived from it.

    Its fold also receives void entries (`entry.void`): a running number is never given twice. `step` folds new entries
    onto what the head row stores and what `recall` reads, and only entries that `can_step` allows. `latest_at` is when the
    latest of the previous entries happened.
    """

    state: type[State]
    tables: Sequence[StateTable]

    def fold(self, entries: Iterable[Entry]) -> State | None: ...

    def can_step(self, state: State, new: Sequence[Entry], latest_at: datetime) -> bool: ...

    async def recall(self, book: "Asking", subject: UUID, new: Sequence[Entry], latest_at: datetime) -> Any: ...

    def step(self, state: State, new: Sequence[Entry], recalled: Any) -> State: ...

    def remembered(self, state: State) -> State: ...

    def columns(self, state: State) -> Row: ...


class Asking(Protocol):
    """What can be asked about the open subjects: a book. `recalled` caches answers by key; they stay valid, as the subjects
    are locked."""

    recalled: dict[Any, Any]

    async def ask(self, sql: LiteralString, params: Params) -> list[dict[str, Any]]: ...

    async def entries(self, sql: LiteralString, params: Params) -> list[Entry]: ...


@dataclass(frozen=True)
class _Step:
    shape: Callable[[Row | None, Entry], Row | None]
    key: Callable[[Entry], Any]
    starts: bool


class RowView:
    """A table with one row per thing: a visit, a need. `starts` makes a row from its first fact, `changes` updates it.

    A row depends only on the entries of its own key.
    """

    def __init__(
        self,
        table: type[SQLModel],
        *,
        owner: str = "elder_id",
        key: str = "id",
        key_type: str = "uuid",
        with_void: bool = False,
    ) -> None:
        self.table, self.owner, self.key, self.key_type, self.with_void = table, owner, key, key_type, with_void
        self.name: str = str(table.__tablename__)
        self.columns: tuple[str, ...] = tuple(table.model_fields)
        self._steps: dict[type[Fact], _Step] = {}

    def starts(self, fact: type[Fact]) -> Callable[[Callable[[Entry], Row]], Callable[[Entry], Row]]:
        """Registers a fact that starts a row, whose key is the entry's id (or what the row says)."""

        def named(shape: Callable[[Entry], Row]) -> Callable[[Entry], Row]:
            self._steps[fact] = _Step(lambda _, entry: shape(entry), lambda entry: entry.id, starts=True)
            return shape

        return named

    def changes(
        self, fact: type[Fact], key: Callable[[Any], Any]
    ) -> Callable[[Callable[[Row | None, Entry], Row | None]], Callable[[Row | None, Entry], Row | None]]:
        """Registers a fact that updates the row whose key it names; a result of None removes the row."""

        def named(shape: Callable[[Row | None, Entry], Row | None]) -> Callable[[Row | None, Entry], Row | None]:
            self._steps[fact] = _Step(shape, lambda entry: key(entry.fact), starts=False)
            return shape

        return named

    def touched(self, entries: Iterable[Entry]) -> set[Any] | None:
        """The keys of the rows that these entries start or change; None: any row may have changed."""
        return {step.key(entry) for entry in entries if (step := self._steps.get(type(entry.fact)))}

    def changed(self, entries: Iterable[Entry]) -> set[Any]:
        """The keys of the rows that these entries change and none of them starts."""
        steps = [(step, entry) for entry in entries if (step := self._steps.get(type(entry.fact)))]
        started = {step.key(entry) for step, entry in steps if step.starts}
        return {step.key(entry) for step, entry in steps} - started

    def fold(
        self, entries: Iterable[Entry], *, before: Mapping[Any, Row] | None = None, only: Collection[Any] | None = None
    ) -> list[Row]:
        """The rows after these entries, which are in the order in which they happened. `before` are the rows so far; `only`
        restricts the keys."""
        rows: dict[Any, Row] = dict(before or {})
        for entry in entries:
            step = self._steps.get(type(entry.fact))
            if step is None:
                continue
            key = step.key(entry)
            if only is not None and key not in only:
                continue
            row = step.shape(rows.get(key), entry)
            if row is None:
                rows.pop(key, None)
            else:
                rows[key] = row
        return list(rows.values())


@dataclass(frozen=True)
class Consequence:
    """A fact that follows from a stream, and its cause. `hands`: the agencies that receive it, of those serving the subject."""

    fact: Fact
    happened_at: datetime
    cause: UUID
    hands: frozenset[UUID] = frozenset()


Follows = Callable[[Any, Sequence[Entry], Sequence[Entry], str, datetime], list[Consequence]]
"""The facts that follow from a status and its stream, whose last entries are new, written by a role at a moment."""


@dataclass(frozen=True)
class Tallied:
    """A table that triggers keep as views change. `amiss` is a database view of the corrections it needs: always empty, and
    adding its rows makes the table right. One statement sees both at one moment, so that no writer has to wait."""

    table: LiteralString
    amiss: LiteralString


@dataclass(frozen=True)
class Views:
    """All views of the ledger: those of elders and, in `others`, those of each other noun, which have no status.
    `code` is raised when a view function changes its result; a rebuild must follow. `follows` returns the facts to be
    written together with the new ones, by any author."""

    status: StatusView[Any] | None
    rows: Sequence[RowView]
    code: int
    noun: str = "elder"
    placed: bool = True  # whether the heads name a place, and readers of that place see them
    others: "Sequence[Views]" = ()
    tallies: Sequence["Tallied"] = ()
    follows: Follows = lambda _state, _before, _new, _role, _now: []

    def of(self, noun: str) -> "Views":
        """The views of one noun's streams; the code number is that of the whole."""
        if noun == self.noun:
            return self
        return replace(next(views for views in self.others if views.noun == noun), code=self.code)

    @metrics.FOLDS.labels("whole").time()
    def fold(self, stream: Sequence[Entry]) -> "Folded":
        """Everything the views hold of one subject, from its whole stream."""
        return self._fold(stream, {})

    @metrics.FOLDS.labels("whole").time()
    def refold(self, stream: Sequence[Entry], new: Sequence[Entry]) -> "Folded":
        """As `fold`, for a stream that ends with the new entries; of the row views, only the rows that these, or the entries
        they correct, may have changed."""
        by_id = {entry.id: entry for entry in stream}
        meant = [by_id[entry.corrects] if entry.fact.mends and entry.corrects else entry for entry in new]
        return self._fold(stream, {view.name: view.touched(meant) for view in self.rows})

    def _fold(self, stream: Sequence[Entry], only: dict[str, set[Any] | None]) -> "Folded":
        every = settled(stream, with_void=True)
        alive = [entry for entry in every if not entry.void]
        state = self.status.fold(every) if self.status else None
        rows = {
            view.name: view.fold(every if view.with_void else alive, only=only.get(view.name)) for view in self.rows
        }
        for table in self._state_tables:
            rows[table.name] = table.rows(state) if state is not None else []
        return Folded(state, rows, (alive or every)[-1].happened_at, only)

    def can_step(self, state: Any, new: Sequence[Entry], latest_at: datetime) -> bool:
        """Whether new entries can be folded onto what the views hold: they correct nothing, and each view knows which rows
        they touch."""
        return (
            self.status is not None
            and not any(entry.fact.mends for entry in new)
            and all(view.touched(new) is not None for view in self.rows)
            and self.status.can_step(state, new, latest_at)
        )

    async def recall(self, book: "Asking", subject: UUID, new: Sequence[Entry], latest_at: datetime) -> "Recalled":
        """What a step by the new entries needs of the stored rows."""
        assert self.status is not None
        rows: dict[str, dict[Any, Row]] = {}
        for view in self.rows:
            if keys := view.changed(new):
                sql = f"SELECT * FROM {view.name} WHERE {view.owner} = %s AND {view.key} = ANY (%s)"
                found = await book.ask(sql, (subject, list(keys)))
                rows[view.name] = {row[view.key]: row for row in found}
        return Recalled(rows, await self.status.recall(book, subject, new, latest_at))

    @metrics.FOLDS.labels("step").time()
    def step(self, state: Any, new: Sequence[Entry], latest_at: datetime, recalled: "Recalled") -> "Folded":
        """The status after new entries, which are in order, and the rows that they start or change."""
        assert self.status is not None
        after = self.status.step(state, new, recalled.by_status)
        folded = Folded(after, {}, max(latest_at, new[-1].happened_at), {})
        for view in self.rows:
            if touched := view.touched(new):
                folded.rows[view.name] = view.fold(new, before=recalled.rows.get(view.name))
            folded.replaced[view.name] = touched
        for table in self._state_tables:
            folded.replaced[table.name] = table.gone(state, new)
            folded.rows[table.name] = table.changed(after, new)
        return folded

    def read(self, remembered: str | None) -> BaseModel | None:
        """The status as a head row stores it."""
        return self.status.state.model_validate_json(remembered) if self.status and remembered else None

    def on_head(self, state: BaseModel | None) -> Row:
        """The head row's columns of the status; empty where the noun has none."""
        if self.status is None:
            return {}
        assert state is not None
        remembered = self.status.remembered(state).model_dump_json()
        return {"status": orjson.Fragment(remembered), **self.status.columns(state)}

    @property
    def _state_tables(self) -> "Sequence[StateTable]":
        return self.status.tables if self.status else ()

    @property
    def every_table(self) -> "tuple[RowView | StateTable, ...]":
        """Each table of this noun's views."""
        return (*self.rows, *self._state_tables)

    @property
    def all_tables(self) -> "tuple[RowView | StateTable, ...]":
        """Each table of every noun's views."""
        return tuple(table for views in (self, *self.others) for table in views.every_table)


@dataclass(frozen=True)
class Folded:
    """The result of a fold: the status, the rows by view, and when the latest entry happened. The rows replace those with
    the keys in `replaced`; every row of the subject, where the view is missing there or None."""

    state: BaseModel | None
    rows: dict[str, list[Row]]
    latest_at: datetime
    replaced: dict[str, set[Any] | None]


@dataclass(frozen=True)
class Recalled:
    """What was stored before a step: the rows that it changes, by view and key, and what the status asked for."""

    rows: dict[str, dict[Any, Row]]
    by_status: Any


def stamped(row: Row, place_id: UUID | None, place_no: int | None, view: RowView | StateTable, subject: UUID) -> Row:
    """A row as it is stored: with its subject and the place that the walls compare. That is the subject's present place,
    unless the row is about another place, whose number the database looks up (`recordset`)."""
    row[view.owner] = subject
    if "place_no" in view.columns and row.get("place_id", place_id) == place_id:
        row["place_id"], row["place_no"] = place_id, place_no
    return row


def recordset(view: RowView | StateTable) -> str:
    """The rows of a JSON parameter as the table holds them; the number of each place is looked up where it is missing."""
    looked_up = {
        "place_no": f"coalesce(x.place_no, (SELECT p.no FROM {place_rows()} WHERE p.id = x.place_id)) AS place_no",
        "place_hi": f"(SELECT p.hi FROM {place_rows()} WHERE p.id = x.place_id) AS place_hi",
    }
    columns = ", ".join(looked_up.get(name, f"x.{name}") for name in view.columns)
    return f"SELECT {columns} FROM json_populate_recordset(NULL::{view.name}, %s::json) x"


def insert(view: RowView | StateTable) -> str:
    """Inserts the rows of a JSON parameter into a view's table, by column name: tables list columns in the order of creation."""
    return f"INSERT INTO {view.name} ({', '.join(view.columns)}) {recordset(view)}"
