"""Acts of administration on clients: agencies, platforms and apps, their scopes and their secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from .. import clock
from ..access import Role, fingerprint
from ..errors import AgencyNotFound, Forbidden, LoginTaken, PlaceNotFound, SecretNotFound, TooManySecrets, wrong
from ..etags import Expected
from ..ledger import Book, Page, Written
from .facts import ClientChanged, ClientCreated, ClientSecretAdded, ClientSecretEnded
from .opening import CLIENT, NEW_PRINCIPAL, opened, record

_SECRETS = "SELECT no, until_at FROM client_secret WHERE client = %s ORDER BY no"
_KEYS = "UPDATE principal SET jwks = %s WHERE id = %s"
_NEW_SECRET = "INSERT INTO client_secret (client, no, hash) VALUES (%s, %s, %s)"
MOST_SECRETS = 2


@dataclass(frozen=True)
class NewClient:
    """A client to be created, with the stored form of its first secret, or with public keys.

    It signs in for an `agency`, or begins an agency of its own with contracts for its places.
    """

    role: Role
    login: str
    name: str
    places: Sequence[str]
    scopes: Sequence[str]
    secret_hash: str | None
    agency: UUID | None = None
    from_on: date | None = None
    until_on: date | None = None
    keys: Sequence[Mapping[str, str]] = ()


async def create_client(book: Book, new: NewClient, numbers: Mapping[str, bytes]) -> Written:
    """Create a client in the actor's area: of an agency, or a platform or app with one place.

    Raises Invalid, Forbidden unless the role is below the actor's, AgencyNotFound, PlaceNotFound, LoginTaken.
    """
    _check_places(new)
    id = uuid7()
    row = await book.start_principal(id, new.role, new.login, new.places, agency=new.agency, numbers=numbers)
    if before := await book.replay():
        return before
    if not row["below"]:
        raise Forbidden
    if not row["agency_known"]:
        raise AgencyNotFound
    if None in (row["spots"] or ()):
        raise PlaceNotFound
    if row["taken"]:
        raise LoginTaken
    page, is_agency = book.begin_principal(id, row), new.role is Role.AGENCY
    scopes = list(new.scopes)
    fact = ClientCreated(
        role=new.role, place=list(new.places), scopes=scopes, thumbprints=_thumbprints(new.keys), agency=new.agency,
        name=new.name, login=new.login,
    )  # fmt: skip
    written = await record(book, page, fact)
    place_id = None if is_agency else row["place_id"]
    values = (id, new.role.value, new.name, new.login, None, place_id, new.agency or id, scopes)
    book.afterwards(page, NEW_PRINCIPAL, values)
    if new.secret_hash is not None:
        book.afterwards(page, _NEW_SECRET, (id, 1, new.secret_hash))
    if new.keys:
        book.afterwards(page, _KEYS, (_kept(new.keys), id))
    if is_agency and new.agency is None:
        days = new.from_on or clock.today(), new.until_on
        book.afterwards(page, "SELECT agency_start(%s, %s, %s, %s, %s)", (id, new.name, row["spots"], *days))
    return Written(id, written.version, id)


def _check_places(new: NewClient) -> None:
    """Raises Invalid."""
    if new.role is not Role.AGENCY:
        if new.agency is not None:
            raise wrong("/agency", "no_agency", "A platform or an app has no agency.", "平台或应用不属于服务机构。")
        if len(new.places) != 1:
            raise wrong("/places", "one_place", "A platform or an app has one place.", "平台或应用恰有一个行政区域。")
    elif (new.agency is None) != bool(new.places):
        raise wrong(
            "/agency", "agency_or_places", "Name the agency, or the places of a new one.",
            "请填写所属服务机构，或新机构的承接区域，二者择一。",
        )  # fmt: skip


async def change_client(
    book: Book, id: UUID, name: str | None, scopes: Sequence[str] | None, keys: Sequence[Mapping[str, str]] | None,
    expected: Expected, numbers: Mapping[str, bytes],
) -> Written:  # fmt: skip
    """Rename a client, grant it other scopes, which its next token has, or replace its public keys.

    Its tokens stop working at once where it has a key no longer. Raises ClientNotFound, PreconditionFailed.
    """
    it = await opened(book, CLIENT, id, expected, numbers)
    if isinstance(it, Written):
        return it
    if name is not None:
        book.afterwards(it.page, "UPDATE principal SET name = %s WHERE id = %s", (name, id))
    if scopes is not None:
        sql = "UPDATE principal SET scopes = %s, generation = generation + 1 WHERE id = %s"
        book.afterwards(it.page, sql, (list(scopes), id))
    if keys is not None:
        had = _thumbprints(orjson.loads(it.row["jwks"] or "[]"))
        book.afterwards(it.page, _KEYS, (_kept(keys), id))
        if not set(had) <= set(_thumbprints(keys)):
            _end_tokens(book, it.page)
    fact = ClientChanged(
        scopes=None if scopes is None else list(scopes),
        thumbprints=None if keys is None else _thumbprints(keys),
        name=name,
    )
    return await record(book, it.page, fact)


async def add_secret(
    book: Book, id: UUID, hash: str, older_until: datetime | None, numbers: Mapping[str, bytes]
) -> Written:
    """Give a client a further secret, and the older one an end to come, if any.

    Raises ClientNotFound, Invalid for an end that has passed, TooManySecrets.
    """
    it = await opened(book, CLIENT, id, Expected(None), numbers)
    if isinstance(it, Written):
        return it
    if older_until is not None and older_until < clock.wall():
        raise wrong("/older_until", "in_the_past", "That moment has passed.", "该时间已过。")
    living = await _living_secrets(book, it.page)
    if len(living) >= MOST_SECRETS:
        raise TooManySecrets
    return await _add_secret(book, it.page, hash, older_until)


async def replace_secrets(book: Book, id: UUID, hash: str) -> Written:
    """Give a client a secret in the place of all others and of its keys; its tokens stop working at once.

    Raises ClientNotFound.
    """
    it = await opened(book, CLIENT, id, Expected(None), {})
    assert not isinstance(it, Written)
    book.afterwards(it.page, _KEYS, (None, id))
    _end_tokens(book, it.page)
    return await _add_secret(book, it.page, hash, clock.wall())


async def end_secret(book: Book, id: UUID, no: int) -> Written:
    """End a secret of a client: it is good no longer, and the client's tokens stop working at once.

    Raises ClientNotFound, SecretNotFound.
    """
    it = await opened(book, CLIENT, id, Expected(None), {})
    assert not isinstance(it, Written)
    if no not in await _living_secrets(book, it.page):
        raise SecretNotFound
    sql = "UPDATE client_secret SET until_at = clock_timestamp() WHERE client = %s AND no = %s"
    book.afterwards(it.page, sql, (id, no))
    _end_tokens(book, it.page)
    return await record(book, it.page, ClientSecretEnded(no=no))


async def _add_secret(book: Book, page: Page, hash: str, older_until: datetime | None) -> Written:
    numbers = [row["no"] for row in await book.ask(_SECRETS, (page.subject,))]
    no = max(numbers, default=0) + 1
    if older_until is not None:
        sql = "UPDATE client_secret SET until_at = least(until_at, %s) WHERE client = %s"
        book.afterwards(page, sql, (older_until, page.subject))
    book.afterwards(page, _NEW_SECRET, (page.subject, no, hash))
    return await record(book, page, ClientSecretAdded(no=no, older_until=older_until))


def _thumbprints(keys: Sequence[Mapping[str, str]]) -> list[str]:
    return [fingerprint(key) for key in keys]


def _kept(keys: Sequence[Mapping[str, str]]) -> str | None:
    return orjson.dumps([*keys]).decode() if keys else None


async def _living_secrets(book: Book, page: Page) -> set[int]:
    now = clock.wall()
    rows = await book.ask(_SECRETS, (page.subject,))
    return {row["no"] for row in rows if row["until_at"] is None or row["until_at"] > now}


def _end_tokens(book: Book, page: Page) -> None:
    book.afterwards(page, "UPDATE principal SET generation = generation + 1 WHERE id = %s", (page.subject,))
