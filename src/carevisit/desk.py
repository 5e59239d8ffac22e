"""The desk: a request shows its token, and opens a book or asks a view."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal, LiteralString, TypeVar
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import APIRouter, Depends, Query, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import OAuth2PasswordBearer
from psycopg import AsyncCursor
from psycopg.rows import dict_row
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect

from . import clock
from .access import EVERYWHERE, SCOPES, Actor, Area, Role, Tokens, place_rows
from .aside import SOME, aside, aside_if_long
from .cursors import Cursors
from .database import Connection, Database, Sight, Transaction, finish
from .envelope import hung_up
from .errors import (
    BadRequest,
    BatchTooLarge,
    ElderNotFound,
    Forbidden,
    NotFound,
    PlaceNotFound,
    Problem,
    Unauthorized,
)
from .etags import Expected
from .ledger import KEY, KNOWN, SEALED, Book, Entry, Ledger, Written, head_rows, read_stream, settled, unseal
from .limits import AtOnce, Patience, Turns
from .settings import Settings
from .wire import Gate, allow_body

T = TypeVar("T")
AnyWritten = TypeVar("AnyWritten", bound=Written)
SNAPSHOT: LiteralString = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"  # one tree of places
_OPEN: LiteralString = (
    "SELECT r.lo, r.hi, r.lo IS NULL AND r.hi IS NULL AS placeless, r.known, set_config('role', %s, true)"
    " FROM (SELECT) one LEFT JOIN (SELECT *, true AS known FROM open_reading(%s, %s, %s)) r ON true"
)
_bearer = OAuth2PasswordBearer(
    "/oauth/token", scheme_name="Password", scopes=SCOPES, auto_error=False, refreshUrl="/oauth/token",
    description="People sign in with their login and password. 人员以登录名和密码登录。",
)  # fmt: skip


@dataclass
class Office:
    """What one process keeps for all of its requests."""

    settings: Settings
    database: Database
    ledger: Ledger
    tokens: Tokens
    cursors: Cursors
    requests: AtOnce
    uploads: AtOnce
    batches: AtOnce
    slices: Turns

    @classmethod
    def of(cls, settings: Settings, database: Database, ledger: Ledger) -> "Office":
        return cls(
            settings, database, ledger,
            tokens=Tokens(settings.keys, settings.base_url),
            cursors=Cursors(settings.keys.derive("cursor")),
            requests=AtOnce("requests", settings.requests_per_client),
            uploads=AtOnce("uploads", settings.uploads_per_client, settings.uploads),
            batches=AtOnce("batches", settings.batches_per_client, settings.batches),
            slices=Turns(1, settings.batches),
        )  # fmt: skip


class Reading(Transaction):
    """A read-only transaction behind the walls of the actor's scope, by one of the actor's sights."""

    def __init__(self, transaction: Transaction, ledger: Ledger, sight: Sight) -> None:
        super().__init__(transaction.connection)
        self._ledger, self.sight = ledger, sight

    def own(self, alias: str, by: Literal["maker", "hands"] = "maker") -> list[str]:
        """The clause for the records that the actor made, or has in `hands`, where these are all that this sight shows."""
        if self.sight is not Sight.OWN:
            return []
        mine = (
            f"{alias}.hands @> ARRAY[(SELECT own_maker())]"
            if by == "hands"
            else f"{alias}.maker = (SELECT own_maker())"
        )
        return [mine]

    async def record(
        self, rows: str, alias: str, id: UUID, by: Literal["maker", "hands"] = "maker"
    ) -> dict[str, Any] | None:
        """The row of a record, by the alias of its table among the `rows`; None where this sight does not show it."""
        return await self.one(f"{rows} WHERE {' AND '.join([f'{alias}.id = %s', *self.own(alias, by)])}", (id,))

    async def area(
        self, code: str | None, column: LiteralString = "place_no", sight: Sight = Sight.AREA
    ) -> tuple[str, dict[str, Any]]:
        """The clause and its parameters for `?place=`, as `seen` has it. Raises PlaceNotFound."""
        area = await self.seen(code, sight)
        return area.at(column), area.params

    async def seen(self, code: str | None, sight: Sight = Sight.AREA) -> Area:
        """The area of `?place=`; without one, the actor's whole area, if that is how it looks. Raises PlaceNotFound."""
        if code is None and sight is not Sight.AREA:
            return EVERYWHERE
        if code is None:
            row = await self.one("SELECT area_lo() AS no, area_hi() AS hi")
        else:
            row = await self.one("SELECT no, hi FROM place_seen(%s)", (code,))
        if row is None:
            raise PlaceNotFound
        return Area(row["no"], row["hi"])

    async def unseal(self, wanted: Sequence[tuple[UUID, int, str]]) -> dict[tuple[UUID, int], dict[UUID, Any]]:
        """The personal parts of some entries, given by (subject, version, kind): by entry, then by person, decoded."""
        if not wanted:
            return {}
        kinds = {(subject, version): kind for subject, version, kind in wanted}
        rows = await self.all(SEALED, ([subject for subject, _, _ in wanted], [version for _, version, _ in wanted]))
        unwrap = self._ledger.sealing.unwrap

        def opened() -> dict[tuple[UUID, int], dict[UUID, Any]]:
            keys: dict[UUID, AESGCM] = {}
            parts: dict[tuple[UUID, int], dict[UUID, Any]] = {}
            for row in rows:
                subject, version, person = row["subject"], row["version"], row["person"]
                key = keys.get(person) or keys.setdefault(person, unwrap(person, row["wrapped"]))
                plain = unseal(key, row["ciphertext"], subject, version, kinds[subject, version], person)
                parts.setdefault((subject, version), {})[person] = orjson.loads(plain)
            return parts

        return await aside(opened) if len(rows) > SOME else opened()

    async def known(self, entries: Iterable[tuple[UUID, int | None]]) -> set[tuple[UUID, int]]:
        """Which of these entries, by (subject, version), the reader may know."""
        wanted = [(subject, version) for subject, version in entries if version is not None]
        if not wanted:
            return set()
        rows = await self.all(
            KNOWN,
            ([subject for subject, _ in wanted], [version for _, version in wanted]),
        )
        return {(row["subject"], row["version"]) for row in rows}

    async def must_see(self, elder: UUID) -> None:
        """Raises ElderNotFound unless this sight shows the elder."""
        if await self.one(f"SELECT 1 FROM {head_rows()} WHERE h.subject = %s AND h.noun = 'elder'", (elder,)) is None:
            raise ElderNotFound

    async def stream(self, elder: UUID) -> list[Entry]:
        """An elder's entries in order, with what the views see of their sealed parts."""
        row = await self.one(KEY, (elder,))
        keys = {elder: self._ledger.sealing.unwrap(elder, row["wrapped"])} if row else {}
        kinds = self._ledger.kinds
        return await read_stream(self.connection, kinds, elder, keys, sealed_of=kinds.seen_sealed)

    async def settled(self, elder: UUID) -> list[Entry]:
        """An elder's entries as they are to be believed, without what is void."""
        return await aside_if_long(settled, await self.stream(elder))

    async def with_words(self, rows: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
        """Records with what was sealed of them; a word that says nothing, or was erased, is None."""
        parts = await self.unseal([(row["elder_id"], row["version"], kind) for row in rows])
        return [
            {"note": None, **row, **parts.get((row["elder_id"], row["version"]), {}).get(row["elder_id"], {})}
            for row in rows
        ]


class Desk:
    """One request, with the actor that its token names, and the headers of its answer."""

    def __init__(self, request: Request, actor: Actor, office: Office, headers: MutableHeaders) -> None:
        self.request, self.actor, self.office, self.headers = request, actor, office, headers
        self.patience: Patience = self._while_here
        self.idempotency_key = _idempotency_key(request)

    @asynccontextmanager
    async def reading(self, sight: Sight) -> AsyncIterator[Reading]:
        """Ask views. Takes the role, sets the walls and checks the principal's generation in one first flush."""
        async with self.office.database.connection() as connection:
            async with connection.pipeline():
                await connection.execute(SNAPSHOT)
                cursor = await self.knock(connection, sight)
            try:
                yield await self.let_in(cursor, sight)
            finally:
                await finish(connection)

    async def knock(self, connection: Connection, sight: Sight) -> AsyncCursor[dict[str, Any]]:
        """Ask to be let in, in a transaction that began by `SNAPSHOT`."""
        cursor = connection.cursor(row_factory=dict_row)
        return await cursor.execute(_OPEN, (sight.value, self.actor.id, self.actor.generation, clock.now()))

    async def let_in(self, cursor: AsyncCursor[dict[str, Any]], sight: Sight) -> Reading:
        """What the answer allows. Raises Unauthorized."""
        row = await cursor.fetchone()
        if row is None or not row["known"]:
            raise Unauthorized
        return Reading(Transaction(cursor.connection), self.office.ledger, sight)

    @property
    def elders(self) -> Sight:
        """How this actor looks at elders: by area, or as the agency that serves them."""
        return Sight.ASSIGNED if self.actor.is_agency else Sight.AREA

    def records(self, *, mine: bool) -> Sight:
        """How this actor looks at records: by area, or only at those of its own side.

        An agency reads those that it made and no other's (附件4, 备注).
        """
        return Sight.OWN if mine or self.actor.is_agency else Sight.AREA

    @property
    def record_sights(self) -> tuple[Sight, ...]:
        """Where one record is looked for: in the area, then among one's own, which one keeps though the elder moved away."""
        return (Sight.OWN,) if self.actor.is_agency else (Sight.AREA, Sight.OWN)

    async def write(self, action: Callable[[Book], Awaitable[AnyWritten]]) -> AnyWritten:
        """Carry out the action of this request, and say in the answer whether it is a replay. What it wrote is kept by then."""
        written = await self.carry_out(action)
        if written.replayed:
            self.mark_replay()
        return written

    async def carry_out(self, action: Callable[[Book], Awaitable[T]], *, bulk: bool = False) -> T:
        """Carry out one of several actions of this request; when this returns, what it wrote is kept."""
        return await self.office.ledger.write(self.actor, action, self.patience, bulk=bulk)

    async def carry_out_whole(
        self, actions: Sequence[Callable[[Book], Awaitable[T]]], *, keep: bool
    ) -> tuple[list[T | Problem], bool]:
        """Carry out actions that are kept together or not at all; returns their answers, and whether they are kept."""
        return await self.office.ledger.write_whole(self.actor, actions, self.patience, keep=keep)

    @property
    def ending(self) -> bool:
        """Whether the server is to stop: what lasts long ends at its next resting place."""
        return bool(self.request.scope.get("carevisit.ending"))

    def mark_replay(self) -> None:
        """Say in the answer that the request was carried out before."""
        self.headers["Idempotent-Replayed"] = "true"

    def mark_version(self, version: int) -> None:
        """Say in the answer which version of a thing it shows: what the next change names as `If-Match`."""
        self.headers["ETag"] = f'"v{version}"'

    async def _while_here(self, turn: Awaitable[None]) -> None:
        """Wait for a turn for as long as the caller is there. Raises ClientDisconnect."""
        waiting, gone = asyncio.ensure_future(turn), asyncio.create_task(hung_up(self.request.scope))
        try:
            await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise ClientDisconnect
        finally:
            gone.cancel()

    def numbers(self, body: BaseModel, own: str | None = None) -> dict[str, bytes]:
        """The caller's own numbers of this request, with the fingerprint of what it says: the record's or file's number
        (as `r:…`, `x:…`) and the Idempotency-Key (as `k:…`, which belongs to this client and this route)."""
        fingerprint = self.office.ledger.sealing.fingerprint
        canonical = body.model_dump_json(exclude_unset=True).encode()  # null is not the same as nothing said
        numbers = {own: fingerprint(canonical)} if own else {}
        if self.idempotency_key:
            hidden = sha256(f"{self.actor.id}|{self.idempotency_key}".encode()).hexdigest()
            route = f"{self.request.method} {self.request.url.path}\n".encode()
            numbers[f"k:{hidden}"] = fingerprint(route + canonical)
        return numbers

    async def must_see(self, elder: UUID) -> None:
        """Raises ElderNotFound unless the elder is there for this actor."""
        async with self.reading(self.elders) as read:
            await read.must_see(elder)

    async def find(
        self, absent: type[NotFound], look: Callable[[Reading], Awaitable[T | None]], *, elder: UUID | None = None,
        sights: Sequence[Sight] = (),
    ) -> T:  # fmt: skip
        """A single thing, as `look` finds it: in the actor's area, else among their own records, or by these `sights`.

        Raises `absent`; or ElderNotFound, where it is a thing of an `elder` who is not there for the actor either.
        """
        for sight in sights or self.record_sights:
            async with self.reading(sight) as read:
                if (found := await look(read)) is not None:
                    return found
        if elder is not None:
            await self.must_see(elder)
        raise absent

    def expected(self) -> Expected:
        """The versions that If-Match names. Raises PreconditionRequired, PreconditionFailed."""
        return Expected.read(self.request.headers.getlist("if-match"))


def first(found: Sequence[T]) -> T | None:
    """The first of what was found, if anything was."""
    return found[0] if found else None


def place_of(row: LiteralString) -> LiteralString:
    """Where a record stands, by the `row` of its view and its entry `e`: where the elder is now, for who has them; who no
    longer has them reads where they lived then, never where they went."""
    return f"""(SELECT p.code FROM {place_rows()} WHERE p.id = CASE
  WHEN {row}.place_no BETWEEN (SELECT area_lo()) AND (SELECT area_hi()) THEN {row}.place_id ELSE e.place_id END)"""


def _idempotency_key(request: Request) -> str | None:
    """The Idempotency-Key, bare or quoted. Raises BadRequest on every route, also where nothing comes of it."""
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        return None
    if len(keys) > 1:
        raise BadRequest("There is more than one Idempotency-Key.", "Idempotency-Key 重复出现。")
    key = keys[0][1:-1] if len(keys[0]) > 1 and keys[0][0] == keys[0][-1] == '"' else keys[0]
    if not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        raise BadRequest(
            "Idempotency-Key is 1 to 255 visible ASCII characters.", "Idempotency-Key 须为 1 至 255 个可见 ASCII 字符。"
        )
    return key


class AtDesk(Gate):
    """Lets in whose token grants the scope and whose role is among these, as long as they do not ask too much at once."""

    def __init__(self, scope: str | None, roles: tuple[Role, ...], most: int | None = None) -> None:
        self._scope, self._roles, self._most = scope, roles, most

    async def admit(self, request: Request) -> None:
        """Raises Unauthorized, Forbidden, Busy."""
        token, office = await _bearer(request), _office(request)
        if token is None:
            raise Unauthorized(token_sent=False)
        request.scope["carevisit.actor"] = actor = office.tokens.check(token)
        self.must_admit(actor)
        request.scope["carevisit.stay"].enter_context(office.requests.one(actor.id))
        if self._most:
            allow_body(request, self._most, BatchTooLarge)

    def must_admit(self, actor: Actor) -> None:
        """Raises Forbidden."""
        if self._scope is not None:
            actor.need(self._scope)
        if self._roles and actor.role not in self._roles:
            raise Forbidden

    def given(self, request: Request, headers: MutableHeaders) -> Desk:
        return Desk(request, request.scope["carevisit.actor"], _office(request), headers)

    async def __call__(self, request: Request, response: Response, _: Annotated[str | None, Depends(_bearer)]) -> Desk:
        return self.given(request, response.headers)


def gate_of(router: APIRouter, operation: str) -> AtDesk:
    """Who may ask for an operation."""
    (route,) = [one for one in router.routes if isinstance(one, APIRoute) and one.operation_id == operation]
    (gate,) = [one.call for one in route.dependant.dependencies if isinstance(one.call, AtDesk)]
    return gate


def _office(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


def desk_for(scope: str | None, *roles: Role, most: int | None = None) -> Any:
    """Who may ask: those whose token grants the scope and whose role is among these (any role, if none is named).

    `most`: the longest body in bytes, where it is longer than others'.
    """
    return Security(AtDesk(scope, roles, most), scopes=[scope] if scope else [])


Mine = Annotated[bool, Query(description="only what your own side recorded / 仅本方记录")]
PlaceCode = Annotated[
    str | None, Query(pattern=r"^[0-9]{2,12}$", description="A place and all below it / 行政区域（含下辖）")
]
