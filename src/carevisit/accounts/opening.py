"""Opening the stream of an account or client, and writing to it: what every act of administration begins and ends with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from ..access import ACCOUNTS, CLIENTS, Role, place_rows
from ..errors import AccountNotFound, ClientNotFound, NotFound, PreconditionFailed
from ..etags import Expected
from ..ledger import Book, Fact, Page, Written
from .facts import AccountDisabled, AccountEnabled, ClientDisabled, ClientEnabled

NEW_PRINCIPAL: LiteralString = (
    "INSERT INTO principal (id, role, name, login, secret_hash, place_id, maker, scopes)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_NOW: LiteralString = f"""
SELECT a.role, a.name, a.login, a.jwks, a.scopes, a.enabled, NOT takes_in(p) AS place_ends
FROM principal a LEFT JOIN {place_rows()} ON p.id = a.place_id WHERE a.id = %s
"""


@dataclass(frozen=True)
class Noun:
    """What is administered: accounts or clients."""

    roles: tuple[Role, ...]
    absent: type[NotFound]
    disabled: type[Fact]
    enabled: type[Fact]


ACCOUNT = Noun(ACCOUNTS, AccountNotFound, AccountDisabled, AccountEnabled)
CLIENT = Noun(CLIENTS, ClientNotFound, ClientDisabled, ClientEnabled)


@dataclass(frozen=True)
class Opened:
    """An account or client as an act finds it: its page, its row, and the place of the actor's area that was asked for."""

    page: Page
    row: Mapping[str, Any]
    spot: UUID | None
    level: str | None


async def opened(
    book: Book, noun: Noun, id: UUID, expected: Expected, numbers: Mapping[str, bytes], *, to: str | None = None
) -> Opened | Written:
    """Open the stream of an account or client that the actor administers; or what the same request wrote before.

    Raises AccountNotFound or ClientNotFound, PreconditionFailed unless it has an expected version, IdempotencyKeyReused.
    """
    found = None if id == book.actor.id else await book.open_principal(id, to=to, numbers=numbers)
    if found is None:
        raise noun.absent
    page, spot, level = found
    [row] = await book.ask(_NOW, (id,))
    if row["role"] not in noun.roles:
        raise noun.absent
    if before := await book.replay(page):
        return before
    if page.version not in expected:
        raise PreconditionFailed
    return Opened(page, row, spot, level)


async def record(book: Book, page: Page, fact: Fact, *, id: UUID | None = None, cause: UUID | None = None) -> Written:
    """Write a fact about an account, client or agency. It has no audience, so that no feed shows it."""
    if fact.sealed_json(page.subject):
        await book.own_key(page)
    entry = book.write(page, fact, happened_at=page.written_at, id=id, cause=cause, audience=(), agencies=())
    return Written.of(entry)
