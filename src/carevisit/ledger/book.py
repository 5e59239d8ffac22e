"""Book: the ledger, opened by one actor for one transaction. `book.open(subject)` is the one door to writing."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, LiteralString, TypeVar
from uuid import UUID

import orjson
import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.rows import dict_row
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from .. import clock
from ..access import SYSTEM_ID, Actor, Role
from ..database import Connection, Database, Sight, rollback
from ..errors import ElderNotFound, StillRunning, Unauthorized
from .entry import Entry
from .fact import Fact, Kinds
from .proof import entry_hash
from .sealing import Sealing, seal
from .store import read_stream
from .view import Row, Views, places_of

T = TypeVar("T")
_ARRIVED_TOGETHER = timedelta(microseconds=1)


@dataclass(frozen=True)
class Said:
    """A number that this maker has used before, and what came of it."""

    number: str
    fingerprint: bytes
    subject: UUID
    version: int


@dataclass
class Page:
    """A subject's stream, locked and open for this transaction."""

    subject: UUID
    maker: UUID
    version: int
    written_at: datetime
    place_id: int
    place_no: int
    then_place_id: int  # where the elder was when the thing told happened
    said: tuple[Said, ...]
    keys: dict[UUID, AESGCM]
    agencies: tuple[UUID, ...] = ()  # who serves the elder today, once asked for
    status: BaseModel | None = None
    latest_at: datetime | None = None
    file_version: int | None = None
    current: bool = True  # whether the views reflect the stream as it stands
    visitor: UUID | None = None
    moved: bool = False
    new_people: list[tuple[UUID, bytes | None, bytes]] = field(default_factory=list)
    entries: list["_Written"] = field(default_factory=list)
    numbers: Mapping[str, bytes] = field(default_factory=dict)
    after: list[tuple[LiteralString, tuple[Any, ...]]] = field(default_factory=list)

    @property
    def new(self) -> bool:
        return self.version == 0


@dataclass(frozen=True)
class _Written:
    entry: Entry
    stored: Row
    sealed: list[tuple[UUID, bytes]]
    tags: list[tuple[str, bytes]]


class Ledger:
    """What every book needs: the database, the kinds of fact, the views and the keys."""

    def __init__(self, database: Database, kinds: Kinds, views: Views, sealing: Sealing) -> None:
        self.database, self.kinds, self.views, self.sealing = database, kinds, views, sealing
        self.nudge: Callable[[], None] = lambda: None  # the local sequencer's, after a commit

    async def write(self, actor: Actor, action: Callable[["Book"], Awaitable[T]]) -> T:
        """Carry out one action in one transaction; when this returns, what it wrote is durable.

        A rival that wrote the same number or the same stream first makes it run once more, on what is there then.
        """
        for last_try in (False, True):
            try:
                async with self.database.connection() as connection:
                    book = Book(self, connection, actor)
                    try:
                        answer = await action(book)
                        await book.close()
                    except BaseException:
                        await rollback(connection)
                        raise
                if book.pages:
                    self.nudge()
                return answer
            except (
                psycopg.errors.UniqueViolation,
                psycopg.errors.SerializationFailure,
                psycopg.errors.DeadlockDetected,
            ):
                if last_try:
                    raise StillRunning from None
        raise AssertionError("unreachable")

    async def write_as_system(self, action: Callable[["Book"], Awaitable[T]]) -> T:
        """Carry out an action of the system's own: saying what follows from days alone."""
        system = Actor(SYSTEM_ID, 1, Role.PLATFORM, frozenset())
        return await self.write(system, action)


class Book:
    """One actor's transaction. What is written is kept as the action ends, all of it or nothing."""

    def __init__(self, ledger: Ledger, connection: Connection, actor: Actor) -> None:
        self._ledger, self._connection, self.actor = ledger, connection, actor
        self._begun, self._kept = False, False
        self.pages: list[Page] = []

    async def open(
        self, elder: UUID, *, at: datetime, numbers: Mapping[str, bytes] | None = None, visitor: str | None = None
    ) -> Page:
        """Open an elder's stream: checks the actor, the place and the moment, locks the subject, then reads it.

        `at` is when the thing to be told happened: who could have told it then may tell it now. `numbers` are the
        caller's own numbers with the fingerprint of what they came with. Raises Unauthorized, ElderNotFound, StillRunning.
        """
        sealing, numbers = self._ledger.sealing, numbers or {}
        visitor_tag = sealing.tag("visitor", visitor) if visitor else None
        row = await self._first(
            _OPEN, (self.actor.id, self.actor.generation, elder, at, sorted(numbers), visitor_tag, clock.told())
        )
        if row["maker"] is None:
            raise Unauthorized
        if row["subject"] is None or row["then_place_id"] is None:
            raise ElderNotFound
        keys = {elder: sealing.unwrap(elder, row["key"])} if row["key"] else {}
        views = self._ledger.views
        page = Page(
            subject=elder,
            maker=row["maker"],
            version=row["version"],
            written_at=row["written_at"],
            place_id=row["place_id"],
            place_no=row["place_no"],
            then_place_id=row["then_place_id"],
            said=_said(row["said"]),
            keys=keys,
            status=views.status.state.model_validate_json(row["status"]) if row["status"] else None,
            latest_at=row["latest_at"],
            file_version=row["file_version"],
            current=row["views_version"] == row["version"] and row["views_code"] == views.code,
            numbers=numbers,
        )
        if visitor_tag:
            page.visitor = row["visitor"]
            if page.visitor:
                keys[page.visitor] = sealing.unwrap(page.visitor, row["visitor_key"])
            else:
                page.visitor = self.new_person(page, visitor_tag)
        if not page.current:  # the views wait for a rebuild: what follows must not rest on them
            page.status = views.fold(await self.stream(page)).state
        self.pages.append(page)
        return page

    async def start(
        self, elder: UUID, place: str, *, numbers: Mapping[str, bytes] | None = None, twins: Iterable[bytes] = ()
    ) -> tuple[Page | None, UUID | None, tuple[Said, ...]]:
        """Open the stream of an elder who is new, in a village of the actor's.

        Answers the page (None when the place is not there for the actor), the elder in the actor's area who already
        bears one of the tags, and the numbers said before. Raises Unauthorized.
        """
        numbers = numbers or {}
        row = await self._first(
            _START, (self.actor.id, self.actor.generation, elder, place, sorted(numbers), list(twins), clock.told())
        )
        if row["maker"] is None:
            raise Unauthorized
        said = _said(row["said"])
        if row["place_id"] is None:
            return None, row["twin"], said
        page = Page(
            subject=elder,
            maker=row["maker"],
            version=0,
            written_at=row["written_at"],
            place_id=row["place_id"],
            place_no=row["place_no"],
            then_place_id=row["place_id"],
            agencies=tuple(row["agencies"]),
            said=said,
            keys={},
            numbers=numbers,
        )
        self.new_person(page, None, elder)
        self.pages.append(page)
        return page, row["twin"], said

    def new_person(self, page: Page, tag: bytes | None = None, id: UUID | None = None) -> UUID:
        """A person not known before, with a key of their own."""
        person = id or uuid7()
        key, wrapped = self._ledger.sealing.new_key(person)
        page.keys[person] = key
        page.new_people.append((person, tag, wrapped))
        return person

    async def know(self, page: Page, people: Iterable[UUID]) -> None:
        """Fetch the keys of people already in the elder's file, to seal their parts again."""
        rows = await self.ask("SELECT id, wrapped FROM person WHERE id = ANY (%s)", (list(people),))
        page.keys |= {row["id"]: self._ledger.sealing.unwrap(row["id"], row["wrapped"]) for row in rows}

    async def served_by(self, page: Page) -> None:
        """Learn which agencies serve the elder today: a fact that is for them tells them."""
        today = clock.today()
        rows = await self.ask(
            "SELECT DISTINCT agency FROM assignment WHERE elder = %s AND from_on <= %s AND until_on >= %s",
            (page.subject, today, today),
        )
        page.agencies = tuple(row["agency"] for row in rows)

    async def stream(self, page: Page, *, sealed: bool = False) -> list[Entry]:
        """The subject's entries so far."""
        return await read_stream(self._connection, self._ledger.kinds, page.subject, page.keys if sealed else None)

    async def entry(self, page: Page, version: int) -> Entry:
        """One entry of the subject, with everybody's sealed parts."""
        rows = await self.ask("SELECT person FROM sealed WHERE subject = %s AND version = %s", (page.subject, version))
        await self.know(page, {row["person"] for row in rows} - set(page.keys))
        stream = await read_stream(self._connection, self._ledger.kinds, page.subject, page.keys, only=version)
        return stream[0]

    async def place(self, code: str) -> tuple[int, int] | None:
        """A village of the actor's: its id and number; None when it is not there for them."""
        rows = await self.ask("SELECT id, no FROM place_within(%s, %s)", (self.actor.id, code))
        return (rows[0]["id"], rows[0]["no"]) if rows else None

    def move(self, page: Page, place_id: int, place_no: int) -> None:
        """From here on the elder is in another village."""
        page.place_id = page.then_place_id = place_id
        page.place_no, page.moved = place_no, True

    def write(
        self,
        page: Page,
        fact: Fact,
        *,
        happened_at: datetime,
        id: UUID | None = None,
        cause: UUID | None = None,
        corrects: UUID | None = None,
        record_no: str | None = None,
        audience: Iterable[int] | None = None,
        beyond: Iterable[int] = (),
        agencies: Iterable[UUID] | None = None,
    ) -> Entry:
        """Put a fact into the stream.

        Who hears of it, unless said otherwise: the elder's place then and now, the agency that makes it, and the
        agencies assigned to the elder if the fact is for them.
        """
        ledger, subject, kind = self._ledger, page.subject, fact.kind
        version = page.version + len(page.entries) + 1
        written_at = page.written_at + _ARRIVED_TOGETHER * len(page.entries)
        hears = sorted({page.then_place_id, page.place_id} if audience is None else set(audience))
        agency = {page.maker} if self.actor.is_agency else set()
        told = sorted(agency | set(page.agencies if fact.for_agencies else ()) if agencies is None else set(agencies))
        sealed = [
            (person, seal(page.keys[person], plain, subject, version, kind, person))
            for person, plain in fact.sealed_json(subject).items()
        ]
        stored: Row = {
            "subject": subject, "version": version, "id": id or uuid7(), "kind": kind, "schema_no": fact.schema_no,
            "place_id": page.then_place_id, "audience": hears, "beyond": sorted(beyond), "agencies": told,
            "maker": page.maker, "actor": self.actor.id, "happened_at": happened_at, "written_at": written_at,
            "cause": cause, "corrects": corrects, "record_no": record_no,
        }  # fmt: skip
        open_json = fact.open_json()
        digest = entry_hash(**stored, open_json=open_json, sealed=sealed)
        stored |= {"open": open_json, "hash": "\\x" + digest.hex()}
        entry = Entry(
            subject, version, stored["id"], fact, page.then_place_id, page.maker, self.actor.id, happened_at,
            written_at, digest, cause, corrects, record_no, content_version=version,
        )  # fmt: skip
        tags = [(name, ledger.sealing.tag(name, word)) for name, word in fact.words()]
        page.entries.append(_Written(entry, stored, sealed, tags))
        return entry

    async def run(self, sql: LiteralString, params: tuple[Any, ...]) -> None:
        """A statement of its own, where there is nothing to write in the ledger."""
        await self._connection.execute(sql, params)

    def keep(self) -> None:
        """Commit, although nothing was written in the ledger."""
        self._kept = True

    def afterwards(self, page: Page, sql: LiteralString, params: tuple[Any, ...]) -> None:
        """A statement to run behind the entries, in the same transaction."""
        page.after.append((sql, params))

    async def close(self) -> None:
        """Write every page's entries and views in one statement each, and commit.

        The commit travels with the statements: each raises where it does not do what it must, and nothing that follows
        an error in a pipeline is carried out.
        """
        self.pages = [page for page in self.pages if page.entries]
        statements = [(page, *await self._statement(page)) for page in self.pages]
        if not self._begun:
            return
        async with self._connection.pipeline():
            for page, sql, values in statements:
                await self._connection.execute(sql, values, prepare=True)
                for then, params in page.after:
                    await self._connection.execute(then, params)
            await self._connection.execute("COMMIT" if self.pages or self._kept else "ROLLBACK")

    async def _statement(self, page: Page) -> tuple[bytes, list[Any]]:
        """The one statement that writes a page: entries, sealed parts, numbers, views, and the head that guards it."""
        views, last = self._ledger.views, page.entries[-1].entry
        new = sorted((written.entry for written in page.entries), key=lambda entry: entry.order)
        facts = [type(entry.fact) for entry in new]
        step_by_step = page.new or (
            page.current
            and not page.moved
            and page.latest_at is not None
            and new[0].happened_at > page.latest_at
            and not any(fact.mends for fact in facts)
            and all(view.only_starts(facts) for view in views.rows)
        )
        if step_by_step:
            state, latest_at = page.status, new[-1].happened_at
            for entry in new:
                state = views.status.step(state, entry)
            rows = {view.name: view.fold(new) for view in views.rows}
        else:
            folded = views.fold([*await self.stream(page), *new_in_order(page)])
            state, rows = folded.state, folded.rows
            latest_at = folded.latest.happened_at if folded.latest else last.happened_at
        files = [w.entry.version for w in page.entries if w.tags]
        head: Row = {
            "subject": page.subject, "noun": "elder", "version": last.version, "views_version": last.version,
            "views_code": views.code, "last_at": last.written_at, "latest_at": latest_at,
            "place_id": page.place_id, "place_no": page.place_no, "file_version": max(files, default=page.file_version),
            "status": orjson.Fragment(state.model_dump_json()) if state else None,
        } | (views.status.columns(state) if state else {})  # fmt: skip
        parts: dict[str, Any] = {
            "entries": [w.stored for w in page.entries],
            "sealed": [
                {"subject": page.subject, "version": w.entry.version, "person": p, "ciphertext": "\\x" + c.hex()}
                for w in page.entries
                for p, c in w.sealed
            ],
            "people": [
                {"id": p, "maker": page.maker if tag else None, "tag": _hex(tag), "wrapped": _hex(wrapped)}
                for p, tag, wrapped in page.new_people
            ],
            "tags": [
                {"subject": page.subject, "version": w.entry.version, "field": name, "tag": _hex(tag)}
                for w in page.entries
                for name, tag in w.tags
            ],
            "said": [
                {"owner": page.maker, "number": number, "fingerprint": _hex(print_), "subject": page.subject,
                 "version": page.version + 1, "said_at": page.written_at}
                for number, print_ in sorted(page.numbers.items())
            ],
        }  # fmt: skip
        for view in views.rows:
            parts[view.name] = [
                places_of(row, page.place_id, page.place_no, view, page.subject) for row in rows[view.name]
            ]
        return self._ledger_statement(parts, head, page, anew=not step_by_step)

    def _ledger_statement(self, parts: dict[str, Any], head: Row, page: Page, *, anew: bool) -> tuple[bytes, list[Any]]:
        views = {view.name: view for view in self._ledger.views.rows}
        pieces, values = [], []
        for name, rows in parts.items():
            if name in views and anew and not page.new:
                view = views[name]
                pieces.append(
                    f"{name}_gone AS (DELETE FROM {name} WHERE {view.owner} = %s::uuid"
                    f" AND NOT {view.key} = ANY (%s::{view.key_type}[]))"
                )
                values += [page.subject, [str(row[view.key]) for row in rows]]
            if not rows:
                continue
            pieces.append(
                _insert(name, views[name].columns, views[name].owner, views[name].key, anew)
                if name in views
                else _INSERTS[name]
            )
            values.append(orjson.dumps(rows).decode())
            if name == "entries":
                pieces.append(_PENDING)
        columns = ", ".join(head)
        record = ", ".join(f"{name} {_HEAD_TYPES[name]}" for name in head)
        if page.new:
            pieces.append(
                f"head_now AS (INSERT INTO head ({columns}) SELECT {columns} FROM json_to_record(%s::json) x({record}) RETURNING 1)"
            )
            values.append(orjson.dumps(head).decode())
        else:
            changes = ", ".join(f"{name} = x.{name}" for name in head if name not in ("subject", "noun"))
            pieces.append(
                f"head_now AS (UPDATE head SET {changes} FROM json_to_record(%s::json) x({record})"
                " WHERE head.subject = %s::uuid AND head.version = %s RETURNING 1)"
            )
            values += [orjson.dumps(head).decode(), page.subject, page.version]
        return f"WITH {', '.join(pieces)} SELECT must((SELECT count(*) FROM head_now) = 1)".encode(), values

    async def _first(self, sql: LiteralString, params: tuple[Any, ...]) -> dict[str, Any]:
        cursor = self._connection.cursor(row_factory=dict_row)
        if self._begun:
            await cursor.execute(sql, params, prepare=True)
        else:
            async with self._connection.pipeline():
                await self._connection.execute("BEGIN")
                self._begun = True
                await cursor.execute(sql, params, prepare=True)
        row = await cursor.fetchone()
        assert row is not None
        return row

    async def ask(self, sql: LiteralString, params: tuple[Any, ...]) -> list[dict[str, Any]]:
        """A question to the tables that the writer may read."""
        cursor = self._connection.cursor(row_factory=dict_row)
        await cursor.execute(sql, params)
        return await cursor.fetchall()


def new_in_order(page: Page) -> list[Entry]:
    """The page's own entries, as the stream will have them."""
    return [written.entry for written in page.entries]


def _said(told: str | None) -> tuple[Said, ...]:
    rows = orjson.loads(told) if told else []
    return tuple(Said(r["number"], bytes.fromhex(r["fingerprint"]), UUID(r["subject"]), r["version"]) for r in rows)


def _hex(value: bytes | None) -> str | None:
    return None if value is None else "\\x" + value.hex()


_ROLE: LiteralString = f"set_config('role', '{Sight.WRITER.value}', true)"
_OPEN: LiteralString = (
    f"SELECT b.*, {_ROLE} FROM (SELECT) one LEFT JOIN book_open(%s, %s, %s, %s, %s::text[], %s, %s) b ON true"
)
_START: LiteralString = (
    f"SELECT b.*, {_ROLE} FROM (SELECT) one LEFT JOIN book_start(%s, %s, %s, %s, %s::text[], %s::bytea[], %s) b ON true"
)
_ENTRY_COLUMNS = (
    "subject uuid, version int, id uuid, kind text, schema_no smallint, place_id int, audience int[], beyond int[],"
    " agencies uuid[], maker uuid, actor uuid, happened_at timestamptz, written_at timestamptz, cause uuid,"
    " corrects uuid, record_no text, open text, hash bytea"
)
_INSERTS = {
    "entries": (
        "entries AS (INSERT INTO entry SELECT subject, version, id, kind, schema_no, place_id, audience, beyond, agencies,"
        " maker, actor, happened_at, written_at, cause, corrects, record_no, open::json, hash"
        f" FROM json_to_recordset(%s::json) x({_ENTRY_COLUMNS}) RETURNING subject, version, hash)"
    ),
    "sealed": "sealed_now AS (INSERT INTO sealed SELECT * FROM json_populate_recordset(NULL::sealed, %s::json))",
    "people": "people AS (INSERT INTO person SELECT * FROM json_populate_recordset(NULL::person, %s::json))",
    "tags": "tags AS (INSERT INTO search_tag SELECT * FROM json_populate_recordset(NULL::search_tag, %s::json))",
    "said": "said_now AS (INSERT INTO said SELECT * FROM json_populate_recordset(NULL::said, %s::json))",
}
_PENDING = "queued AS (INSERT INTO pending (subject, version, hash) SELECT subject, version, hash FROM entries ORDER BY version)"
_HEAD_TYPES = {
    "subject": "uuid", "noun": "text", "version": "int", "views_version": "int", "views_code": "int",
    "last_at": "timestamptz", "latest_at": "timestamptz", "place_id": "int", "place_no": "int", "file_version": "int",
    "status": "json", "state": "text", "tier": "text", "categories": "text[]", "flags": "text[]", "standing_from": "date",
    "last_in_home_on": "date", "last_contact_on": "date", "running_no": "int", "open_needs": "int", "open_risks": "int",
}  # fmt: skip


def _insert(name: str, columns: tuple[str, ...], owner: str, key: str, anew: bool) -> str:
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in (owner, key))
    conflict = f" ON CONFLICT ({owner}, {key}) DO UPDATE SET {changes}" if anew else ""
    return f"{name}_now AS (INSERT INTO {name} SELECT * FROM json_populate_recordset(NULL::{name}, %s::json){conflict})"
