"""Who there is: accounts of the three tiers, clients, and how they sign in."""

import asyncio
import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from uuid_utils.compat import uuid7

from .. import clock, logs, metrics
from ..access import CLIENTS, DEFAULT_SCOPES, LEVEL_OF, SCOPES, STAFF, Actor, Role
from ..database import Database, Sight, Transaction

log = logging.getLogger(__name__)
REFRESH_DAYS = 14
SIBLING_S = 60
_hasher = PasswordHasher()  # argon2id with RFC 9106's second recommended setting
_NOBODY = _hasher.hash(secrets.token_hex(16))
_at_once = asyncio.Semaphore(2)  # a hash takes 64 MiB and a core: two at a time


class Refused(Exception):
    """An account can't be made like that."""


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, and the refresh token that follows, if there is one."""

    actor: Actor
    login: str
    refresh_token: str | None


async def hashed(secret: str) -> str:
    """An argon2id hash, made in a thread so that nobody waits for it."""
    with metrics.HASHING.track_inprogress():
        async with _at_once:
            return await asyncio.to_thread(_hasher.hash, secret)


async def _verified(stored: str, secret: str) -> bool:
    def verify() -> bool:
        try:
            return _hasher.verify(stored, secret)
        except (VerificationError, InvalidHashError):
            return False

    with metrics.HASHING.track_inprogress():
        async with _at_once:
            return await asyncio.to_thread(verify)


async def add_account(keeper: Transaction, role: Role, place: str, login: str, name: str, password: str) -> UUID:
    """An account of one of the three tiers, for the place of that tier. Raises Refused."""
    if role not in STAFF:
        raise Refused("supervisor, guide or liaison / 须为督导员、指导员或联络员")
    spot = await keeper.one("SELECT id, level FROM place WHERE code = %s", (place,))
    if spot is None or spot["level"] != LEVEL_OF[role]:
        raise Refused(f"a {role} needs a place of level {LEVEL_OF[role]} / 所选行政区域级别不符")
    if len(password) < 12:
        raise Refused("a password has at least 12 characters / 密码至少 12 位")
    return await _add(keeper, role, spot["id"], login, name, password, DEFAULT_SCOPES[role])


async def add_client(
    keeper: Transaction, role: Role, name: str, places: Iterable[str], *, scopes: Iterable[str] | None = None,
    from_on: date | None = None, until_on: date | None = None,
) -> tuple[str, str]:  # fmt: skip
    """A client: an agency with contracts for places and days, a platform or an app with one place.

    Answers its client_id and its secret, which is not kept. Raises Refused.
    """
    granted = tuple(scopes or DEFAULT_SCOPES[role])
    if role not in CLIENTS or not set(granted) <= set(SCOPES):
        raise Refused("agency, platform or app, with known scopes / 客户端类型或权限范围不正确")
    spots = []
    for code in places:
        spot = await keeper.one("SELECT id FROM place WHERE code = %s", (code,))
        if spot is None:
            raise Refused(f"no place {code} / 无此行政区域 {code}")
        spots.append(spot["id"])
    if not spots or (role is not Role.AGENCY and len(spots) != 1):
        raise Refused(
            "an agency has one place or more, other clients exactly one / 服务机构须有一个以上区域，其他客户端恰好一个"
        )
    client_id, secret = f"{role.value}-{secrets.token_hex(6)}", secrets.token_urlsafe(32)
    id = await _add(keeper, role, None if role is Role.AGENCY else spots[0], client_id, name, secret, granted)
    if role is Role.AGENCY:
        for spot_id in spots:
            await keeper.run(
                "INSERT INTO contract (id, agency, place_id, from_on, until_on)"
                " VALUES (%s, %s, %s, %s, coalesce(%s::date, 'infinity'))",
                (uuid7(), id, spot_id, from_on or clock.today(), until_on),
            )
        await flatten_contracts(keeper, id)
    return client_id, secret


async def flatten_contracts(keeper: Transaction, agency: UUID) -> None:
    """Assign to an agency the elders who live in its contracts' places; the announcer then tells the feed."""
    await keeper.run(
        "INSERT INTO assignment (agency, elder, contract, from_at, until_at)"
        " SELECT agency, elder, contract, from_at, until_at FROM assignment_due WHERE agency = %s"
        " ON CONFLICT (agency, elder, contract, from_at) DO UPDATE SET until_at = excluded.until_at",
        (agency,),
    )


async def end_contract(keeper: Transaction, client_id: str, place: str, on: date) -> int:
    """A contract's last day. Answers how many contracts were ended."""
    cursor = await keeper.run(
        "UPDATE contract SET until_on = %s FROM principal p, place l"
        " WHERE p.login = %s AND contract.agency = p.maker AND l.code = %s AND contract.place_id = l.id AND contract.until_on > %s",
        (on, client_id, place, on),
    )
    await keeper.run(
        "UPDATE assignment a SET until_at = (c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' FROM contract c, principal p"
        " WHERE p.login = %s AND c.agency = p.maker AND a.contract = c.id"
        " AND a.until_at > (c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'",
        (client_id,),
    )
    return cursor.rowcount


async def disable(keeper: Transaction, login: str) -> bool:
    """End an account: its tokens stop working at once."""
    cursor = await keeper.run(
        "UPDATE principal SET enabled = false, generation = generation + 1 WHERE login = %s AND role <> 'system'",
        (login,),
    )
    return cursor.rowcount == 1


async def set_secret(keeper: Transaction, login: str, secret: str) -> bool:
    """A new password or client secret; tokens given before stop working at once."""
    cursor = await keeper.run(
        "UPDATE principal SET secret_hash = %s, generation = generation + 1 WHERE login = %s AND role <> 'system'",
        (await hashed(secret), login),
    )
    return cursor.rowcount == 1


async def _add(
    keeper: Transaction, role: Role, place_id: int | None, login: str, name: str, secret: str, scopes: Iterable[str]
) -> UUID:
    id = uuid7()
    row = await keeper.one(
        "INSERT INTO principal (id, role, name, login, secret_hash, place_id, maker, scopes)"
        " VALUES (%(id)s, %(role)s, %(name)s, %(login)s, %(hash)s, %(place)s, %(id)s, %(scopes)s)"
        " ON CONFLICT (login) DO NOTHING RETURNING id",
        {
            "id": id, "role": role.value, "name": name, "login": login, "hash": await hashed(secret), "place": place_id,
            "scopes": list(scopes),
        },
    )  # fmt: skip
    if row is None:
        raise Refused(f"the login {login} is taken / 登录名已存在")
    return id


# --- signing in ------------------------------------------------------------------------------------------------------------


async def sign_in(
    database: Database,
    login: str,
    secret: str,
    roles: Iterable[Role],
    wanted: frozenset[str] | None,
    *,
    refreshable: bool,
) -> SignedIn | None:
    """Check a login and its secret; None when they are wrong, or the account ended: nobody is told which.

    Takes as long for a login that does not exist.
    """
    login = "" if "\0" in login else login  # no login has a NUL, and PostgreSQL would not take it
    async with database.connection() as connection:
        row = await Transaction(connection).one("SELECT * FROM sign_in_row(%s)", (login,))
    good = await _verified(row["secret_hash"] if row else _NOBODY, secret)
    good = row is not None and good and row["role"] in tuple(roles)
    _tell("password" if refreshable else "client_credentials", row, good=good)
    if row is None or not good:
        return None
    scopes = frozenset(row["scopes"]) if wanted is None else frozenset(row["scopes"]) & wanted
    actor = Actor(row["id"], row["generation"], Role(row["role"]), scopes)
    token = None
    if refreshable:
        async with database.transaction(Sight.KEEPER) as keeper:
            token = await _new_refresh_token(keeper, actor, uuid7())
    return SignedIn(actor, login, token)


async def refresh(database: Database, token: str, wanted: frozenset[str] | None) -> SignedIn | None:
    """What follows from a refresh token, which is used up by it; None when it is no longer good.

    Used again within 60 seconds (an answer was lost on the way) it gets a sibling; used again later it was stolen, and
    the whole family ends. That is committed before anybody is answered.
    """
    answer: SignedIn | None = None
    async with database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one(
            "SELECT r.family, r.scopes, r.used_at, p.id, p.role, p.generation, p.login FROM refresh_token r"
            " JOIN principal p ON p.id = r.principal"
            " WHERE r.hash = %s AND r.expires_at > %s AND p.enabled AND p.generation = r.generation FOR UPDATE OF r",
            (sha256(token.encode()).digest(), clock.wall()),
        )
        if row is not None:
            if row["used_at"] is not None and clock.wall() - row["used_at"] > timedelta(seconds=SIBLING_S):
                await keeper.run("DELETE FROM refresh_token WHERE family = %s", (row["family"],))
            else:
                await keeper.run(
                    "UPDATE refresh_token SET used_at = coalesce(used_at, %s) WHERE hash = %s",
                    (clock.wall(), sha256(token.encode()).digest()),
                )
                granted = frozenset(row["scopes"])
                actor = Actor(row["id"], row["generation"], Role(row["role"]), granted)
                token = await _new_refresh_token(keeper, actor, row["family"])
                answer = SignedIn(replace(actor, scopes=granted & wanted if wanted else granted), row["login"], token)
    _tell("refresh_token", row, good=answer is not None)
    return answer


def _tell(grant: str, row: Mapping[str, Any] | None, *, good: bool) -> None:
    """Log and count an attempt to get a token; of whose it was the id, if that is known, and never the login."""
    metrics.SIGN_INS.labels(grant, "succeeded" if good else "failed").inc()
    level, event = (logging.INFO, "signed in") if good else (logging.WARNING, "sign-in failed")
    logs.tell(log, level, event, grant=grant, actor=row["id"] if row else None)


async def revoke(database: Database, token: str) -> None:
    """End a refresh token's whole family; an unknown token is no error (RFC 7009)."""
    async with database.transaction(Sight.KEEPER) as keeper:
        await keeper.run(
            "DELETE FROM refresh_token WHERE family IN (SELECT family FROM refresh_token WHERE hash = %s)",
            (sha256(token.encode()).digest(),),
        )


async def sign_out_everywhere(database: Database, actor: Actor) -> None:
    """End every token of a principal, access tokens too: its generation is raised."""
    async with database.transaction(Sight.KEEPER) as keeper:
        await keeper.run(
            "UPDATE principal SET generation = generation + 1 WHERE id = %s AND generation = %s",
            (actor.id, actor.generation),
        )


async def _new_refresh_token(keeper: Transaction, actor: Actor, family: UUID) -> str:
    token = secrets.token_urlsafe(32)
    await keeper.run(
        "INSERT INTO refresh_token (hash, family, principal, generation, scopes, expires_at) VALUES (%s, %s, %s, %s, %s, %s)",
        (
            sha256(token.encode()).digest(), family, actor.id, actor.generation, sorted(actor.scopes),
            clock.wall() + timedelta(days=REFRESH_DAYS),
        ),
    )  # fmt: skip
    return token
