"""What the operator's commands do: the acts of administration by login, as the system's own principal."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from uuid import UUID

from ..access import ACCOUNTS, CLIENTS, DEFAULT_SCOPES, SCOPES, Role
from ..database import Sight
from ..errors import Problem
from ..etags import Expected
from ..ledger import Book, Ledger, Written
from ..settings import Keys
from . import actions
from .clients import NewClient, replace_secrets
from .clients import create_client as _create_client
from .hashing import generated, hashed
from .opening import ACCOUNT, CLIENT
from .seeding import Refused, client_id_of, refuse_short


async def create_account(ledger: Ledger, role: Role, place: str, login: str, name: str, password: str) -> None:
    """Create an account with a password that the operator typed. Raises Refused."""
    if role not in ACCOUNTS:
        raise Refused(f"one of {', '.join(ACCOUNTS)} / 须为督导员、指导员、联络员或市级、省级民政工作人员")
    refuse_short(password)
    new = actions.NewAccount(role, place, name, login, password_hash=await hashed(password))
    await carry_out(ledger, lambda book: actions.create_account(book, new, {}))


async def create_client(
    ledger: Ledger, keys: Keys, role: Role, name: str, places: Iterable[str], *,
    scopes: Iterable[str] | None = None, from_on: date | None = None, until_on: date | None = None,
) -> tuple[str, str]:  # fmt: skip
    """Create a client. Returns its client_id and its secret, of which only a hash is stored. Raises Refused."""
    granted = tuple(scopes or DEFAULT_SCOPES.get(role, ()))
    if role not in CLIENTS or not set(granted) <= set(SCOPES):
        raise Refused("agency, platform or app, with known scopes / 客户端类型或权限范围不正确")
    login, (secret, stored) = client_id_of(role), generated(keys)
    new = NewClient(role, login, name, tuple(places), granted, stored, from_on=from_on, until_on=until_on)
    await carry_out(ledger, lambda book: _create_client(book, new, {}))
    return login, secret


async def disable(ledger: Ledger, login: str) -> bool:
    """End an account or client: its tokens stop working at once. False if there is none. Raises Refused."""
    return await _of_login(ledger, login, lambda book, noun, id: actions.disable(book, noun, id, Expected(None), {}))


async def enable(ledger: Ledger, login: str) -> bool:
    """Let a disabled account or client sign in again. False if there is none. Raises Refused."""
    return await _of_login(ledger, login, lambda book, noun, id: actions.enable(book, noun, id, Expected(None), {}))


async def set_secret(ledger: Ledger, login: str, secret: str) -> bool:
    """Set a password or client secret that a person chose; earlier tokens and secrets stop working at once.

    False if there is no such account or client. Raises Refused.
    """
    refuse_short(secret)
    stored = await hashed(secret)

    def act(book: Book, noun: object, id: UUID) -> Awaitable[Written]:
        return actions.set_password(book, id, stored) if noun is ACCOUNT else replace_secrets(book, id, stored)

    return await _of_login(ledger, login, act)


async def _of_login(ledger: Ledger, login: str, act: Callable[..., Awaitable[Written]]) -> bool:
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one("SELECT id, role FROM principal WHERE login = %s AND role <> 'system'", (login,))
    if row is None:
        return False
    noun = ACCOUNT if row["role"] in ACCOUNTS else CLIENT
    await carry_out(ledger, lambda book: act(book, noun, row["id"]))
    return True


async def carry_out(ledger: Ledger, action: Callable[[Book], Awaitable[Written]]) -> None:
    """Carry out an act as the system. Raises Refused, in the words of the problem, where it is the act's own."""
    try:
        await ledger.write_as_system(action)
    except Problem as problem:
        if problem.status >= 500:
            raise
        first = problem.errors[0] if problem.errors else None
        english, chinese = (first.en, first.zh) if first else (problem.en(), problem.zh)
        raise Refused(f"{english} / {chinese}") from None
