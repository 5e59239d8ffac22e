"""Accounts of the three tiers and of the offices above them, and clients: created, changed, ended."""

import secrets
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import access, clock
from ..access import ACCOUNTS, CLIENTS, DEFAULT_SCOPES, LEVEL_OF, SCOPES, Actor, Role
from ..database import Transaction
from ..settings import Keys
from .hashing import generated, hashed

SHORTEST = 12
TOO_SHORT = (f"A password has at least {SHORTEST} characters.", f"密码至少 {SHORTEST} 位。")


class Refused(Exception):
    """An account can't be created or changed in this way."""


def too_short(secret: str) -> bool:
    """Whether a secret chosen by a person has too few characters."""
    return len(secret) < SHORTEST


def _refuse_short(secret: str) -> None:
    if too_short(secret):
        raise Refused(" / ".join(TOO_SHORT))


async def add_account(keeper: Transaction, role: Role, place: str, login: str, name: str, password: str) -> UUID:
    """Create an account of one of the three tiers or of an office above them, for a place of its level. Raises Refused."""
    if role not in ACCOUNTS:
        raise Refused(f"one of {', '.join(ACCOUNTS)} / 须为督导员、指导员、联络员或市级、省级民政工作人员")
    spot = await keeper.one(access.PLACE_OF_CODE, (place,))
    if spot is None or spot["level"] != LEVEL_OF[role]:
        raise Refused(f"a {role} needs a place of level {LEVEL_OF[role]} / 所选行政区域级别不符")
    _refuse_short(password)
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
    client_id, (secret, stored) = f"{role.value}-{secrets.token_hex(6)}", generated(keys)
    id = await _add(keeper, role, None if role is Role.AGENCY else spots[0], client_id, name, stored, granted)
    if role is Role.AGENCY:
        for spot_id in spots:
            await access.begin_contract(keeper, id, spot_id, from_on or clock.today(), until_on)
        await access.assign_elders(keeper, id)
    return client_id, secret


async def end_contract(keeper: Transaction, client_id: str, place: str, on: date) -> int:
    """A contract's last day. Answers how many contracts were ended."""
    agency = await keeper.one("SELECT maker FROM principal WHERE login = %s", (client_id,))
    return await access.end_contract(keeper, agency["maker"], place, on) if agency else 0


async def disable(keeper: Transaction, login: str) -> bool:
    """End an account: its tokens stop working at once."""
    cursor = await keeper.run(
        "UPDATE principal SET enabled = false, generation = generation + 1 WHERE login = %s AND role <> 'system'",
        (login,),
    )
    return cursor.rowcount == 1


async def set_secret(keeper: Transaction, login: str, secret: str) -> bool:
    """Set a new password or client secret that a person chose; earlier tokens stop working at once. Raises Refused."""
    _refuse_short(secret)
    cursor = await keeper.run(
        "UPDATE principal SET secret_hash = %s, generation = generation + 1 WHERE login = %s AND role <> 'system'",
        (await hashed(secret), login),
    )
    return cursor.rowcount == 1


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


async def _add(
    keeper: Transaction, role: Role, place_id: UUID | None, login: str, name: str, stored: str, scopes: Iterable[str]
) -> UUID:
    id = uuid7()
    row = await keeper.one(
        "INSERT INTO principal (id, role, name, login, secret_hash, place_id, maker, scopes)"
        " VALUES (%(id)s, %(role)s, %(name)s, %(login)s, %(hash)s, %(place)s, %(id)s, %(scopes)s)"
        " ON CONFLICT (login) DO NOTHING RETURNING id",
        {
            "id": id, "role": role.value, "name": name, "login": login, "hash": stored, "place": place_id,
            "scopes": list(scopes),
        },
    )  # fmt: skip
    if row is None:
        raise Refused(f"the login {login} is taken / 登录名已存在")
    return id
