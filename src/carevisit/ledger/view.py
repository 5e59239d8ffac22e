"""View: a table made for reading, shaped by pure functions and by nothing else. It can be rebuilt at any time."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, LiteralString, Protocol, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel
from sqlmodel import SQLModel

from .. import metrics
from ..database import Params
from .entry import Entry, settled
from .fact import Fact

Row = dict[str, Any]
"""A row by its columns. The place is left out: the book stamps every row of a subject with where the subject is now."""

State = TypeVar("State", bound=BaseModel)


@dataclass(frozen=True)
class StateTable:
    """A table that follows from the status: `rows` makes all that it holds of a subject, `changed` those rows that new
    entries, folded onto the status, may have changed, `gone` the keys of those that they may have ended: none, unless it
    says so."""

    table: type[SQLModel]
    rows: Callable[[Any], list[Row]]
    changed: Callable[[Any, Sequence[Entry]], list[Row]] = lambda _state, _new: []
    gone: Callable[[Any, Sequence[Entry]], set[Any]] = lambda _before, _new: set()
    owner: str = "elder"
    key: str = "id"
    key_type: str = "uuid"

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.table.model_fields)


class StatusView(Protocol[State]):
    """The one view that lives on the subject's head row: a fold with a state of its own, the columns it shows, and the
    tables that follow from it.

    It is shown what is void too (`entry.void`): a number once given is not given again. What the head row remembers, and
    what `recall` reads beside it, is enough for `step`, which is for the entries that `can_step` allows. `latest_at` is when
    the latest of the entries before happened.
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
    """Who answers questions about the subjects that are open: a book. What it has `recalled` by some key stays so, for they
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
    """A table with one row per thing: a visit, a need. `starts` makes a row from its first fact, `changes` moves it on.

    A row follows from the entries of its own key alone.
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
        """This fact begins a row, whose key is the entry's own id (or what the row says)."""

        def named(shape: Callable[[Entry], Row]) -> Callable[[Entry], Row]:
            self._steps[fact] = _Step(lambda _, entry: shape(entry), lambda entry: entry.id, starts=True)
            return shape

        return named

    def changes(
        self, fact: type[Fact], key: Callable[[Any], Any]
    ) -> Callable[[Callable[[Row | None, Entry], Row | None]], Callable[[Row | None, Entry], Row | None]]:
        """This fact moves on the row whose key it names; None ends the row."""

        def named(shape: Callable[[Row | None, Entry], Row | None]) -> Callable[[Row | None, Entry], Row | None]:
            self._steps[fact] = _Step(shape, lambda entry: key(entry.fact), starts=False)
            return shape

        return named

    def touched(self, entries: Iterable[Entry]) -> set[Any] | None:
        """The keys of the rows that these entries start or change; None: any row may have changed."""
        return {step.key(entry) for entry in entries if (step := self._steps.get(type(entry.fact)))}

    def changed(self, entries: Iterable[Entry]) -> set[Any]:
        """The keys of the rows that these entries change, and which none of them starts."""
        steps = [(step, entry) for entry in entries if (step := self._steps.get(type(entry.fact)))]
        started = {step.key(entry) for step, entry in steps if step.starts}
        return {step.key(entry) for step, entry in steps} - started

    def fold(
        self, entries: Iterable[Entry], *, before: Mapping[Any, Row] | None = None, only: Collection[Any] | None = None
    ) -> list[Row]:
        """The rows after these entries, given in the order that they happened: onto rows that were there before; `only`
        those with some keys."""
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
    """A fact that follows by itself from what a stream says, and why; of the agencies that serve the subject, `hands` hear it."""

    fact: Fact
    happened_at: datetime
    cause: UUID
    hands: frozenset[UUID] = frozenset()


Follows = Callable[[Any, Sequence[Entry], Sequence[Entry], str, datetime], list[Consequence]]
"""What follows from a status and its stream, whose last entries are new, when somebody of a role tells them at a moment."""


@dataclass(frozen=True)
class Tallied:
    """A table that the database keeps by itself as views change: `amiss` is a database view of what it lacks, which must be
    nothing, and which makes it right when it is added. One statement sees both at one moment, so nobody need wait for it."""

    table: LiteralString
    amiss: LiteralString


@dataclass(frozen=True)
class Views:
    """All the views of the ledger: those of elders, and in `others` those of each other noun, which have no status.
    `code` is raised when a view function changes what it makes: a rebuild then follows. `follows` says which facts are to be
    written with those that are new, whoever tells them."""

    status: StatusView[Any] | None
    rows: Sequence[RowView]
    code: int
    noun: str = "elder"
    others: "Sequence[Views]" = ()
    tallies: Sequence["Tallied"] = ()
    follows: Follows = lambda _state, _before, _new, _role, _now: []

    def of(self, noun: str) -> "Views":
        """The views of the streams of one noun; the code number is that of the whole."""
        if noun == self.noun:
            return self
        return replace(next(views for views in self.others if views.noun == noun), code=self.code)

    @metrics.FOLDS.labels("whole").time()
    def fold(self, stream: Sequence[Entry]) -> "Folded":
        """Everything the views hold of one subject, from its whole stream."""
        return self._fold(stream, {})

    @metrics.FOLDS.labels("whole").time()
    def refold(self, stream: Sequence[Entry], new: Sequence[Entry]) -> "Folded":
        """As `fold`, of a stream that ends with new entries: but of the tables with a row per thing, only the rows that
        these may have changed, or what they mend."""
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
        """Whether new entries can be folded onto what the views hold: they mend nothing, and each view can tell which rows
        they touch."""
        return (
            self.status is not None
            and not any(entry.fact.mends for entry in new)
            and all(view.touched(new) is not None for view in self.rows)
            and self.status.can_step(state, new, latest_at)
        )

    async def recall(self, book: "Asking", subject: UUID, new: Sequence[Entry], latest_at: datetime) -> "Recalled":
        """What a step by new entries must know of what is there already."""
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
        """The status moved on by new entries, given in order, and the rows that they start or change."""
        assert self.status is not None
        after = self.status.step(state, new, recalled.by_status)
        folded = Folded(after, {}, max(latest_at, new[-1].happened_at), {})
        for view in self.rows:
            folded.replaced[view.name] = view.touched(new)
            folded.rows[view.name] = view.fold(new, before=recalled.rows.get(view.name))
        for table in self._state_tables:
            folded.replaced[table.name] = table.gone(state, new)
            folded.rows[table.name] = table.changed(after, new)
        return folded

    def read(self, remembered: str | None) -> BaseModel | None:
        """The status as a head row holds it."""
        return self.status.state.model_validate_json(remembered) if self.status and remembered else None

    def on_head(self, state: BaseModel | None) -> Row:
        """What of the status stands on the head row: nothing, where the noun has none."""
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
        """Each table of the noun's views, whatever shapes it."""
        return (*self.rows, *self._state_tables)

    @property
    def all_tables(self) -> "tuple[RowView | StateTable, ...]":
        """Each table of every noun's views."""
        return tuple(table for views in (self, *self.others) for table in views.every_table)


@dataclass(frozen=True)
class Folded:
    """What a fold found: the status, the rows by view, and when the latest entry happened. The rows take the place of those
    with the keys that are `replaced`: of every other row of the view, where it has none there, or None."""

    state: BaseModel | None
    rows: dict[str, list[Row]]
    latest_at: datetime
    replaced: dict[str, set[Any] | None]


@dataclass(frozen=True)
class Recalled:
    """What was there before a step: the rows that it changes, by view and key, and what the status asked for."""

    rows: dict[str, dict[Any, Row]]
    by_status: Any


def stamped(row: Row, place_id: UUID, place_no: int, view: RowView | StateTable, subject: UUID) -> Row:
    """A row as it is stored: with its subject, and the place that its walls compare: where the subject is now, unless the
    row is about another place. That one's number is put in by the database (`recordset`)."""
    row[view.owner] = subject
    if "place_no" in view.columns and row.get("place_id", place_id) == place_id:
        row["place_id"], row["place_no"] = place_id, place_no
    return row


def recordset(view: RowView | StateTable) -> str:
    """The rows of a JSON parameter as the table holds them, the number of each place looked up where it is not told."""
    looked_up = {
        "place_no": "coalesce(x.place_no, (SELECT p.no FROM place p WHERE p.id = x.place_id)) AS place_no",
        "place_hi": "(SELECT p.hi FROM place p WHERE p.id = x.place_id) AS place_hi",
    }
    columns = ", ".join(looked_up.get(name, f"x.{name}") for name in view.columns)
    return f"SELECT {columns} FROM json_populate_recordset(NULL::{view.name}, %s::json) x"


def insert(view: RowView | StateTable) -> str:
    """Puts the rows of a JSON parameter into a view's table; by name, for a table's columns stand in the order they came."""
    return f"INSERT INTO {view.name} ({', '.join(view.columns)}) {recordset(view)}"
