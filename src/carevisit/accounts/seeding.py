"""The first accounts and clients of a district, before anybody administers it; and sessions' ends."""

import secrets
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import access, clock
from ..access import ACCOUNTS, CLIENTS, DEFAULT_SCOPES, LEVEL_OF, SCOPES, Actor, Role
from ..database import Transaction
from ..settings import Keys
from .hashing import TOO_SHORT, generated, hashed, too_short
from .opening import NEW_PRINCIPAL


class Refused(Exception):
    """An account can't be created or changed in this way."""


def refuse_short(secret: str) -> None:
    """Raises Refused for a secret of too few characters."""
    if too_short(secret):
        raise Refused(" / ".join(TOO_SHORT))


async def add_account(keeper: Transaction, role: Role, place: str, login: str, name: str, password: str) -> UUID:
    """Create an account of one of the three tiers or of an office above them, for a place of its level. Raises Refused."""
    if role not in ACCOUNTS:
        raise Refused(f"one of {', '.join(ACCOUNTS)} / 须为督导员、指导员、联络员或市级、省级民政工作人员")
    spot = await keeper.one(access.PLACE_OF_CODE, (place,))
    if spot is None or spot["level"] != LEVEL_OF[role]:
        raise Refused(f"a {role} needs a place of level {LEVEL_OF[role]} / 所选行政区域级别不符")
    refuse_short(password)
    return await _add(keeper, role, spot["id"], login, name, await hashed(password), DEFAULT_SCOPES[role])


async def add_client(
    keeper: Transaction, keys: Keys, role: Role, name: str, places: Iterable[str], *,
    scopes: Iterable[str] | None = None, from_on: date | None = None, until_on: date | None = None,
) -> tuple[str, str]:  # fmt: skip
    """Create a client: an agency with contracts for places and days, or a platform or app with one place.

    Returns its client_id and its secret, of which only a hash is stored. Raises Refused.
    """
    granted = tuple(scopes or DEFAULT_SCOPES[role])
    if role not in CLIENTS or not set(granted) <= set(SCOPES):
        raise Refused("agency, platform or app, with known scopes / 客户端类型或权限范围不正确")
    spots = []
    for code in places:
        spot = await keeper.one(access.PLACE_OF_CODE, (code,))
        if spot is None:
            raise Refused(f"no place {code} / 无此行政区域 {code}")
        spots.append(spot["id"])
    if not spots or (role is not Role.AGENCY and len(spots) != 1):
        raise Refused(
            "an agency has one place or more, other clients exactly one / 服务机构须有一个以上区域，其他客户端恰好一个"
        )
    client_id, (secret, stored) = client_id_of(role), generated(keys)
    id = await _add(keeper, role, None if role is Role.AGENCY else spots[0], client_id, name, None, granted)
    await keeper.run("INSERT INTO client_secret (client, no, hash) VALUES (%s, 1, %s)", (id, stored))
    if role is Role.AGENCY:
        await access.start_agency(keeper, id, name, spots, from_on or clock.today(), until_on)
    return client_id, secret


async def agency_of(keeper: Transaction, client_id: str) -> UUID | None:
    """The agency that a client writes in the name of; None if there is no such client of an agency."""
    row = await keeper.one("SELECT maker FROM principal WHERE login = %s AND role = 'agency'", (client_id,))
    return row["maker"] if row else None


async def end_sessions(keeper: Transaction) -> int:
    """End every token of every principal, after a restore. Returns the number of accounts and clients.

    The new generation is the number of minutes since 1970, larger than any given to a token after the backup: a token
    revoked since then stays revoked.
    """
    cursor = await keeper.run(
        "UPDATE principal SET generation = greatest(generation + 1, %s) WHERE role <> 'system'",
        (int(clock.wall().timestamp() // 60),),
    )
    return cursor.rowcount


async def actor_of(keeper: Transaction, login: str) -> Actor | None:
    """The account or client of a login, with the scopes that it was granted; None if there is none."""
    row = await keeper.one("SELECT id, generation, role, scopes FROM principal WHERE login = %s", (login,))
    return Actor(row["id"], row["generation"], Role(row["role"]), frozenset(row["scopes"])) if row else None


async def exists(keeper: Transaction, login: str) -> bool:
    """Whether an account or client with this login exists, enabled or not."""
    return await keeper.one("SELECT FROM principal WHERE login = %s AND role <> 'system'", (login,)) is not None


def client_id_of(role: Role) -> str:
    """A new client's login, which says what it is and nothing else."""
    return f"{role.value}-{secrets.token_hex(6)}"


async def _add(
    keeper: Transaction, role: Role, place_id: UUID | None, login: str, name: str, stored: str | None,
    scopes: Iterable[str],
) -> UUID:  # fmt: skip
    if await exists(keeper, login):
        raise Refused(f"the login {login} is taken / 登录名已存在")
    id = uuid7()
    await keeper.run(NEW_PRINCIPAL, (id, role.value, name, login, stored, place_id, id, list(scopes)))
    return id
