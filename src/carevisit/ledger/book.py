"""Book: the ledger, opened by one actor for one action. `book.open(subject)` is the only way to write."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, LiteralString, TypeVar
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import clock
from ..access import AGENCIES_OF_ELDER, SYSTEM_ID, Actor
from ..aside import aside, aside_if_long
from ..database import Params, Transaction
from ..errors import ElderNotFound, PlaceNotFound, Unauthorized
from .door import AGENCY, NEW_PRINCIPAL, PLACE, PRINCIPAL, START, Door
from .entry import Entry, settled
from .fact import Fact, Kinds
from .page import NewEntry, Page, Said, Written, admitted, numbers_said, page_of, said_before
from .proof import entry_hash
from .rows import TOLD_OF
from .sealing import Sealing, seal
from .statement import can_step, stepped
from .store import as_entry, read_stream
from .view import Folded, Row, Views

T = TypeVar("T")
_ARRIVED_TOGETHER = timedelta(microseconds=1)


class Book:
    """One actor's transaction. Everything written is stored when the action ends, or nothing is."""

    def __init__(self, kinds: Kinds, views: Views, sealing: Sealing, actor: Actor, door: Door) -> None:
        self._kinds, self._views, self._sealing, self.actor, self._door = kinds, views, sealing, actor, door
        self.pages: list[Page] = []
        self._numbers: Mapping[str, bytes] = {}
        self._said: tuple[Said, ...] = ()
        self.recalled: dict[Any, Any] = {}

    async def open(
        self, elder: UUID, *, at: datetime, numbers: Mapping[str, bytes] | None = None, visitor: str | None = None
    ) -> Page:
        """Open an elder's stream: check the actor's right, lock the subject, then read it.

        `at` is when the event happened: an actor who had the right then may still record it. `numbers` maps the caller's
        own numbers to the fingerprint of the request that carried them.
        Raises Unauthorized, ElderNotFound, StillRunning.
        """
        sealing, numbers = self._sealing, numbers or {}
        visitor_tag = sealing.tag("visitor", visitor) if visitor else None
        row = await self._door.elder(
            self._ask_for(elder, at, numbers, visitor_tag), self._turns_at([str(elder)], numbers)
        )
        page = page_of(elder, row, numbers, self._views, sealing)
        self._remember(numbers, row["said"])
        if visitor_tag:
            page.visitor = row["visitor"]
            if page.visitor:
                page.keys[page.visitor] = sealing.unwrap(page.visitor, row["visitor_key"])
            else:
                page.visitor = self._newcomer(page, visitor_tag)
        await self._caught_up(page)
        self.pages.append(page)
        return page

    async def open_both(
        self, one: UUID, other: UUID, *, at: datetime, numbers: Mapping[str, bytes] | None = None
    ) -> tuple[Page, Page]:
        """Open two elders' streams for an action on both; `numbers` belong to the first.

        Raises Unauthorized, StillRunning, and ElderNotFound unless the actor may write to both.
        """
        if one == other:
            raise ElderNotFound
        numbers, views, sealing = numbers or {}, self._views, self._sealing
        asks = [self._ask_for(one, at, numbers), self._ask_for(other, at, {}) | {"turn": 1}]
        found = await self._door.elders(asks, self._turns_at([str(one), str(other)], numbers))
        rows = {row["turn"]: row for row in found}
        for row in rows.values():
            admitted(row)
        self._remember(numbers, rows[0]["said"])
        pages = page_of(one, rows[0], numbers, views, sealing), page_of(other, rows[1], {}, views, sealing)
        for page in pages:
            await self._caught_up(page)
        self.pages += pages
        return pages

    def _ask_for(
        self, elder: UUID, at: datetime, numbers: Mapping[str, bytes], visitor_tag: bytes | None = None
    ) -> dict[str, Any]:
        """What `book_open` is asked."""
        return {
            "turn": 0, "principal": self.actor.id, "generation": self.actor.generation, "subject": elder, "at": at,
            "numbers": sorted(numbers), "visitor": "\\x" + visitor_tag.hex() if visitor_tag else None, "now": clock.override(),
        }  # fmt: skip

    def _turns_at(self, keys: Iterable[str], numbers: Iterable[str]) -> list[str]:
        """What the book takes its turn at: whoever comes with the same number of the actor's waits for a turn, too."""
        return [*keys, *(f"{self.actor.id} {number}" for number in numbers)]

    async def _caught_up(self, page: Page) -> None:
        if not page.current:  # the views await a rebuild, so the status is folded from the stream
            page.status = (await aside(self._views.fold, await self.stream(page))).state

    async def start(
        self, elder: UUID, place: str, *, numbers: Mapping[str, bytes] | None = None, twins: Iterable[bytes] = ()
    ) -> tuple[Page | None, UUID | None]:
        """Open the stream of a new elder in a village of the actor's area.

        Returns the page (None if the actor has no such village), and the elder in the actor's area who already has one of the
        tags. Raises Unauthorized.
        """
        numbers, tags = numbers or {}, list(twins)
        params = (self.actor.id, self.actor.generation, elder, place, sorted(numbers), tags, clock.override())
        row = await self._answer(START, params, [tag.hex() for tag in tags], numbers)
        if row["place_id"] is None:
            return None, row["twin"]
        found = {**row, "subject": elder, "version": 0, "latest_at": None}
        page = self._page_of_row(found, "elder", agencies=tuple(row["agencies"]))
        self.new_person(page, None, elder)
        return page, row["twin"]

    async def open_place(self, code: str, *, numbers: Mapping[str, bytes] | None = None) -> Page:
        """Open the stream of a place in the actor's area, for facts that apply to everything below it.

        The first fact begins the stream. The route checks the actor's role.
        Raises Unauthorized, PlaceNotFound, StillRunning.
        """
        found = await self._open_other(PLACE, "place", [code], numbers)
        if found is None:
            raise PlaceNotFound
        page, row = found
        page.agencies = tuple(row["agencies"])
        return page

    async def open_principal(
        self, id: UUID, *, to: str | None = None, numbers: Mapping[str, bytes] | None = None
    ) -> tuple[Page, UUID | None, str | None] | None:
        """Open the stream of an account or client that the actor may administer, or of the actor's own.

        Returns the page, with the id and the level of the place of the actor's area with the code `to`; None if there is no such
        account or client for the actor. Raises Unauthorized, StillRunning.
        """
        found = await self._open_other(PRINCIPAL, "principal", [id, to], numbers)
        return found and (found[0], found[1]["spot"], found[1]["spot_level"])

    async def open_agency(self, id: UUID, *, numbers: Mapping[str, bytes] | None = None) -> Page | None:
        """Open the stream of an agency that the actor administers; None if there is none for the actor.

        Raises Unauthorized, StillRunning.
        """
        found = await self._open_other(AGENCY, "principal", [id], numbers)
        return found and found[0]

    async def _open_other(
        self, door: LiteralString, noun: str, asked: Sequence[Any], numbers: Mapping[str, bytes] | None
    ) -> tuple[Page, Mapping[str, Any]] | None:
        """The page of a subject that is no elder, with what its door answers; None: there is none for the actor."""
        numbers = numbers or {}
        who = self.actor.id, self.actor.generation
        params = (*who, *asked, sorted(numbers), clock.override())
        row = await self._answer(door, params, [str(asked[0])], numbers)
        return None if row["subject"] is None else (self._page_of_row(row, noun), row)

    async def _answer(
        self, door: LiteralString, params: Sequence[Any], keys: Iterable[str], numbers: Mapping[str, bytes]
    ) -> Mapping[str, Any]:
        """What a door answers. Raises Unauthorized, StillRunning."""
        [row] = await self._door.open(door, params, self._turns_at(keys, numbers))
        if row["maker"] is None:
            raise Unauthorized
        self._remember(numbers, row["said"])
        return row

    async def start_principal(
        self, id: UUID, role: str, login: str, places: Sequence[str], *, agency: UUID | None = None,
        numbers: Mapping[str, bytes] | None = None,
    ) -> Mapping[str, Any]:  # fmt: skip
        """Open the stream of a new account, client or agency of a role, in places of the actor's area, or of a client of an agency
        that the actor administers; `begin_principal` gives its page.

        Returns what the door says: see `book_principal_start`. Raises Unauthorized, StillRunning.
        """
        who, new = (self.actor.id, self.actor.generation), (id, role, login, list(places))
        params = (*who, *new, sorted(numbers or ()), clock.override(), agency)
        return await self._answer(NEW_PRINCIPAL, params, [login], numbers or {})

    def begin_principal(self, id: UUID, row: Mapping[str, Any]) -> Page:
        """The page of a new account or client, by what the door said of it."""
        found = {**row, "subject": id, "version": 0, "latest_at": None}
        page = self._page_of_row(found, "principal")
        self.new_person(page, None, id)
        return page

    def _page_of_row(self, row: Mapping[str, Any], noun: str, agencies: tuple[UUID, ...] = ()) -> Page:
        """The page of a subject that has no status, by a door's row."""
        page = Page(
            subject=row["subject"], noun=noun, maker=row["maker"], version=row["version"], written_at=row["written_at"],
            place_id=row["place_id"], place_no=row["place_no"], then_place_id=row["place_id"], agencies=agencies, keys={},
            latest_at=row["latest_at"], numbers=self._numbers,
        )  # fmt: skip
        self.pages.append(page)
        return page

    async def replay(self, page: Page | None = None) -> Written | None:
        """What a request with the same numbers and content wrote before: to the page's subject or, without a page, a new file.

        Raises RecordNoReused, ExternalIdReused, IdempotencyKeyReused.
        """
        before = said_before(self._said, self._numbers, page.subject if page else None)
        if before is None:
            return None
        id = before.id if page and before.id else before.subject
        return Written(before.subject, before.version, id, replayed=True)

    def _remember(self, numbers: Mapping[str, bytes], said: str | None) -> None:
        self._numbers, self._said = numbers, numbers_said(said, self._kinds)

    def _newcomer(self, page: Page, tag: bytes) -> UUID:
        """A new visitor: the same person for all books of one session."""
        newcomers = self._door.session.newcomers
        if known := newcomers.get((page.maker, tag)):
            person, key, wrapped = known
            page.keys[person] = key
            page.new_people.append((person, tag, wrapped))
            return person
        person = self.new_person(page, tag)
        newcomers[page.maker, tag] = person, page.keys[person], page.new_people[-1][2]
        return person

    def new_person(self, page: Page, tag: bytes | None = None, id: UUID | None = None) -> UUID:
        """Create a person with a key of their own; returns the id."""
        person = id or uuid7()
        key, wrapped = self._sealing.new_key(person)
        page.keys[person] = key
        page.new_people.append((person, tag, wrapped))
        return person

    async def own_key(self, page: Page) -> None:
        """Load the key of the page's own subject; a place gets one when it first needs it."""
        await self.know(page, [page.subject])
        if page.subject not in page.keys:
            self.new_person(page, None, page.subject)

    async def know(self, page: Page, people: Iterable[UUID]) -> None:
        """Load the keys of people already in the elder's file, so that their parts can be sealed again."""
        rows = await self.ask("SELECT id, wrapped FROM person WHERE id = ANY (%s)", (list(people),))
        page.keys |= {row["id"]: self._sealing.unwrap(row["id"], row["wrapped"]) for row in rows}

    async def served_by(self, page: Page) -> None:
        """Load the agencies that serve the elder now: they receive facts meant for agencies."""
        now = clock.now()
        rows = await self.ask(AGENCIES_OF_ELDER, (page.subject, now, now))
        page.agencies = tuple(row["agency"] for row in rows)

    async def told_of(self, page: Page, id: UUID) -> tuple[set[UUID], set[UUID]]:
        """The audience of an entry and of its corrections: places and agencies."""
        rows = await self.ask(TOLD_OF, (page.subject, id, id))
        return {place for row in rows for place in row["audience"]}, {one for row in rows for one in row["agencies"]}

    async def stream(self, page: Page, *, sealed: bool = False) -> list[Entry]:
        """The subject's entries so far, with the sealed parts that the views read; with `sealed`, all sealed parts."""
        if sealed:
            return await self._read(page)
        if page.before is None:  # the subject is locked: the stream can't change until this transaction ends
            page.before = await self._read(page, sealed_of=self._kinds.seen_sealed)
        return page.before

    async def _read(self, page: Page, **which: Any) -> list[Entry]:
        async with self._door.session.connection() as connection:
            return await read_stream(connection, self._kinds, page.subject, page.keys, **which)

    async def settled(self, page: Page, *, with_void: bool = False) -> list[Entry]:
        """The subject's entries so far with corrections applied (see `settled`)."""
        return await aside_if_long(settled, await self.stream(page), with_void=with_void)

    async def entries(self, sql: LiteralString, params: Params) -> list[Entry]:
        """The entries that a query of `COLUMNS` returns, without their sealed parts."""
        return [as_entry(row, self._kinds) for row in await self.ask(sql, params)]

    async def entry(self, page: Page, version: int) -> Entry:
        """One entry of the subject, with every person's sealed parts."""
        rows = await self.ask("SELECT person FROM sealed WHERE subject = %s AND version = %s", (page.subject, version))
        await self.know(page, {row["person"] for row in rows} - set(page.keys))
        return (await self._read(page, only=version))[0]

    async def place(self, code: str, on: date) -> tuple[UUID, int] | None:
        """The id and number of a village in the actor's area that elders may come to on a day; None if there is none."""
        rows = await self.ask("SELECT id, no FROM place_within(%s, %s, %s)", (self.actor.id, code, on))
        return (rows[0]["id"], rows[0]["no"]) if rows else None

    def move(self, page: Page, place_id: UUID, place_no: int) -> None:
        """Record that the elder now lives in another village."""
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
        audience: Iterable[UUID] | None = None,
        beyond: Iterable[UUID] = (),
        agencies: Iterable[UUID] | None = None,
    ) -> Entry:
        """Append a fact to the stream.

        By default its audience is the elder's place then and now, the agency that records it and, if the fact is
        `for_agencies`, the agencies assigned to the elder.
        """
        assert page in self.pages, "a book writes on its own pages"
        subject, kind = page.subject, fact.kind
        version = page.version + len(page.entries) + 1
        written_at = page.written_at + _ARRIVED_TOGETHER * len(page.entries)
        place_audience = sorted({page.then_place_id, page.place_id} if audience is None else set(audience))
        agency = {page.maker} if self.actor.is_agency else set()
        agency_audience = sorted(
            agency | set(page.agencies if fact.for_agencies else ()) if agencies is None else set(agencies)
        )
        sealed = [
            (person, seal(page.keys[person], plain, subject, version, kind, person))
            for person, plain in fact.sealed_json(subject).items()
        ]
        stored: Row = {
            "subject": subject, "version": version, "id": id or uuid7(), "kind": kind, "schema_no": fact.schema_no,
            "place_id": page.then_place_id, "audience": place_audience, "beyond": sorted(beyond), "agencies": agency_audience,
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
        tags = [(name, self._sealing.tag(name, word)) for name, word in fact.words()]
        page.entries.append(NewEntry(entry, stored, sealed, tags))
        return entry

    async def run(self, sql: LiteralString, params: tuple[Any, ...]) -> None:
        """Run a statement in this transaction, beside the entries: for the system, whose transactions nobody shares."""
        assert self.actor.id == SYSTEM_ID
        async with self._door.session.connection() as connection:
            await connection.execute(sql, params)

    def tree(self) -> AbstractAsyncContextManager[Transaction]:
        """This transaction as the keeper sees it, for an action that changes the tree (`Ledger.write_tree`)."""
        return self._door.session.kept()

    def afterwards(self, page: Page, sql: LiteralString, params: tuple[Any, ...]) -> None:
        """Queue a statement to run after the entries, in the same transaction."""
        page.after.append((sql, params))

    async def close(self) -> None:
        """Fold what was written, and wait until it is durable."""
        self.pages = [page for page in self.pages if page.entries]
        kept = [(page, await self._shaped(page)) for page in self.pages]
        await self._door.keep(self._views.of(self.pages[0].noun) if kept else self._views, kept)

    async def _shaped(self, page: Page) -> Folded:
        """What the views hold after the page's new entries, and after those that follow from them by themselves."""
        views = self._views.of(page.noun)
        if can_step(views, page):
            return await stepped(views, page, self)
        before = [] if page.new else await self.stream(page)
        folded = await self._folded(views, page, before)
        new = [one.entry for one in page.entries]
        now = max(page.written_at, clock.now())
        if follows := await aside_if_long(partial(views.follows, folded.state), before, new, self.actor.role, now):
            await self.served_by(page)
            for one in follows:
                agencies = one.hands & set(page.agencies)
                self.write(page, one.fact, happened_at=one.happened_at, cause=one.cause, agencies=agencies)
            folded = await self._folded(views, page, before)
        return folded

    async def _folded(self, views: Views, page: Page, before: Sequence[Entry]) -> Folded:
        """What the views hold after the page's new entries, folded from its whole stream."""
        new = [one.entry for one in page.entries]
        if page.new or page.moved or not page.current:
            return await aside(views.fold, [*before, *new])
        return await aside(views.refold, [*before, *new], new)

    async def ask(self, sql: LiteralString, params: Params) -> list[dict[str, Any]]:
        """Run a query on the tables that the writer may read."""
        return await self._door.session.ask(sql, params)
