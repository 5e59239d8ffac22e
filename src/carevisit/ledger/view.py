"""View: a table made for reading, shaped by pure functions and by nothing else. It can be rebuilt at any time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, LiteralString, Protocol, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel
from sqlmodel import SQLModel

from .entry import Entry, settled
from .fact import Fact

Row = dict[str, Any]
"""A row by its columns. The place is left out: the book stamps every row of a subject with where the subject is now."""

State = TypeVar("State", bound=BaseModel)


@dataclass(frozen=True)
class StateTable:
    """A table that follows from the status: `rows` makes all that it holds of a subject, `changed` those rows that new
    entries, folded onto the status, may have changed: none, unless it says so."""

    table: type[SQLModel]
    rows: Callable[[Any], list[Row]]
    changed: Callable[[Any, Sequence[Entry]], list[Row]] = lambda _state, _new: []
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

    It is shown what is void too (`entry.void`): a number once given is not given again. What it is for the head row to
    remember is enough for `step`, which is for the facts that `can_step` allows.
    """

    state: type[State]
    tables: Sequence[StateTable]

    def fold(self, entries: Iterable[Entry]) -> State | None: ...

    def can_step(self, state: State, facts: Iterable[type[Fact]]) -> bool: ...

    def step(self, state: State, entry: Entry) -> State: ...

    def remembered(self, state: State) -> State: ...

    def columns(self, state: State) -> Row: ...


@dataclass(frozen=True)
class _Step:
    shape: Callable[[Row | None, Entry], Row | None]
    key: Callable[[Entry], Any]
    starts: bool


class RowView:
    """A table with one row per thing: a visit, a need. `starts` makes a row from its first fact, `changes` moves it on."""

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

    def only_starts(self, facts: Iterable[type[Fact]]) -> bool:
        """Whether these facts can be shaped without knowing any earlier row."""
        return all(self._steps[fact].starts for fact in facts if fact in self._steps)

    def fold(self, entries: Iterable[Entry]) -> list[Row]:
        """The rows after these entries, given in the order that they happened."""
        rows: dict[Any, Row] = {}
        for entry in entries:
            step = self._steps.get(type(entry.fact))
            if step is None:
                continue
            key = step.key(entry)
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

    def fold(self, stream: Sequence[Entry]) -> "Folded":
        """Everything the views hold of one subject, from its whole stream."""
        every = settled(stream, with_void=True)
        alive = [entry for entry in every if not entry.void]
        state = self.status.fold(every) if self.status else None
        rows = {view.name: view.fold(every if view.with_void else alive) for view in self.rows}
        for table in self._state_tables:
            rows[table.name] = table.rows(state) if state is not None else []
        return Folded(state, rows, alive[-1] if alive else None)

    def step(self, state: Any, new: Sequence[Entry]) -> "Folded":
        """The status moved on by new facts that sort last, and the rows that they start or change."""
        assert self.status is not None
        after = state
        for entry in new:
            after = self.status.step(after, entry)
        rows = {view.name: view.fold(new) for view in self.rows}
        for table in self._state_tables:
            rows[table.name] = table.changed(after, new)
        return Folded(after, rows, new[-1])

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
    """What a fold found: the status, the rows by view, and the entry that sorts last."""

    state: BaseModel | None
    rows: dict[str, list[Row]]
    latest: Entry | None


def stamped(row: Row, place_id: int, place_no: int, view: RowView | StateTable, subject: UUID) -> Row:
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
