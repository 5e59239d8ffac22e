"""Signing in and out, by password or secret and by refresh token."""

import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, LiteralString
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from .. import clock, logs, metrics
from ..access import CLIENTS, Actor, Assertion, Role
from ..database import Database, Sight, Transaction
from ..desk import Office
from .caller import Caller
from .delays import Attempt, count, let_in, succeeded
from .hashing import KNOWN, STRANGERS, entering, is_generated, keyed, looks_generated, verified

log = logging.getLogger(__name__)
REFRESH_DAYS = 14
SIBLING_S = 60
_USE: LiteralString = """
INSERT INTO used_assertion VALUES (%(client)s, %(jti)s, %(ends_at)s) ON CONFLICT DO NOTHING RETURNING true AS first
"""
_SWEEP_USED: LiteralString = """
DELETE FROM used_assertion WHERE (client, jti) IN (SELECT client, jti FROM used_assertion WHERE ends_at <= %s
  LIMIT %s FOR UPDATE SKIP LOCKED)
"""
_SIGNED_IN = (
    "INSERT INTO last_sign_in (account, at) VALUES (%s, %s) ON CONFLICT (account) DO UPDATE SET at = excluded.at"
)


@dataclass(frozen=True)
class SignedIn:
    """The actor that signed in, and the next refresh token, if any."""

    actor: Actor
    login: str
    refresh_token: str | None


async def sign_in(
    office: Office, caller: Caller, login: str, secret: str, roles: Iterable[Role], wanted: frozenset[str] | None, *,
    refreshable: bool,
) -> SignedIn | None:  # fmt: skip
    """Check a login and its secret; None if they are wrong or the account has ended: the answer does not say which.

    A generated secret is accepted at once. Any other attempt waits its turn and takes equally long, whether the login
    exists or not. Raises SlowDown after failures, or if too many wait.
    """
    login = "" if "\0" in login else login  # no login has a NUL, and PostgreSQL takes none
    if looks_generated(secret):
        row = await _credentials(office.database, login, roles)
        if row and any(is_generated(office.settings.keys, stored, secret) for stored in row["secrets"]):
            _log_sign_in("client_credentials", row, good=True)
            return SignedIn(_actor(row, wanted), login, None)
    async with entering(caller):
        return await _by_chosen_secret(office, caller, login, secret, roles, wanted, refreshable=refreshable)


async def _by_chosen_secret(
    office: Office, caller: Caller, login: str, secret: str, roles: Iterable[Role], wanted: frozenset[str] | None, *,
    refreshable: bool,
) -> SignedIn | None:  # fmt: skip
    attempt = Attempt.of(office.settings.keys, login, caller.address)
    row = await _credentials(office.database, login, roles)
    async with office.database.transaction(Sight.KEEPER) as keeper:
        known = await let_in(keeper, attempt)
    async with (KNOWN if known else STRANGERS).turn(caller):
        await counted(office, attempt, known)
        chosen = _chosen(row)
        good = await verified(chosen, secret)
    _log_sign_in("password" if refreshable else "client_credentials", row, good=row is not None and good)
    if row is None or not good:
        return None
    actor, token = _actor(row, wanted), None
    async with office.database.transaction(Sight.KEEPER) as keeper:
        await succeeded(keeper, attempt, known)
        if actor.role in CLIENTS and looks_generated(secret):  # created before keyed hashes were stored
            sql = "UPDATE client_secret SET hash = %s WHERE client = %s AND hash = %s"
            await keeper.run(sql, (keyed(office.settings.keys, secret), actor.id, chosen))
        if refreshable:
            await keeper.run(_SIGNED_IN, (actor.id, clock.wall()))
            token = await new_refresh_token(keeper, actor, uuid7(), family_end(office))
    return SignedIn(actor, login, token)


async def sign_in_by_assertion(
    office: Office, caller: Caller, sent: str, login: str | None, wanted: frozenset[str] | None
) -> SignedIn | None:
    """Check a client's assertion (RFC 7523); None if it is wrong in any way, was used, or is not of this `login`, if given.

    A good one is accepted at once; any other counts as a wrong secret does. Raises SlowDown after failures.
    """
    assertion = Assertion.read(sent)
    if assertion is not None and login in (None, assertion.client_id):
        row = await _credentials(office.database, assertion.client_id, CLIENTS)
        base = office.settings.base_url
        keys = orjson.loads(row["jwks"] or "[]") if row else []
        if row and assertion.holds(keys, (base, f"{base}/oauth/token")) and await _first_use(office, row, assertion):
            _log_sign_in("client_credentials", row, good=True)
            return SignedIn(_actor(row, wanted), assertion.client_id, None)
    claimed = assertion.client_id if assertion else login or ""
    attempt = Attempt.of(office.settings.keys, claimed, caller.address)
    async with entering(caller):
        async with office.database.transaction(Sight.KEEPER) as keeper:
            known = await let_in(keeper, attempt)
        await counted(office, attempt, known)
    _log_sign_in("client_credentials", None, good=False)
    return None


async def _first_use(office: Office, row: Mapping[str, Any], assertion: Assertion) -> bool:
    """Keep that an assertion was used; of two requests at once, one is the first."""
    used = {"client": row["id"], "jti": sha256(assertion.jti.encode()).digest(), "ends_at": assertion.ends_at}
    async with office.database.transaction(Sight.KEEPER) as keeper:
        return await keeper.one(_USE, used) is not None


async def sweep_used_assertions(keeper: Transaction, most: int) -> int:
    """Delete assertions that would have ended, at most `most`. Returns how many."""
    return (await keeper.run(_SWEEP_USED, (clock.wall(), most))).rowcount


def _chosen(row: Mapping[str, Any] | None) -> str | None:
    """The hash of what a person chose: of an account's password, or of a client's secret."""
    if row is None:
        return None
    secrets: list[str] = row["secrets"]
    return row["secret_hash"] or next((stored for stored in secrets if stored.startswith("$argon2id$")), None)


async def refresh(database: Database, token: str, wanted: frozenset[str] | None) -> SignedIn | None:
    """Exchange a refresh token for the next one; None if it is no longer valid.

    Grants the scopes that the family was granted and the principal still has. A token used again within 60 seconds (its
    answer was lost) gets a sibling; used again later it counts as stolen, and the whole family ends. This is committed
    before the answer is sent.
    """
    answer: SignedIn | None = None
    async with database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one(
            "SELECT r.family, r.family_ends_at, r.scopes AS granted, r.used_at, p.id, p.role, p.generation, p.login, p.scopes"
            " FROM refresh_token r JOIN principal p ON p.id = r.principal"
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
                actor = _actor(row, frozenset(row["granted"]))
                token = await new_refresh_token(keeper, actor, row["family"], row["family_ends_at"])
                answer = SignedIn(_actor(row, actor.scopes & wanted if wanted else actor.scopes), row["login"], token)
    _log_sign_in("refresh_token", row, good=answer is not None)
    return answer


def _log_sign_in(grant: str, row: Mapping[str, Any] | None, *, good: bool) -> None:
    """Log and count an attempt to get a token, by the principal's id if known and never by the login."""
    metrics.SIGN_INS.labels(grant, "succeeded" if good else "failed").inc()
    level, event = (logging.INFO, "signed in") if good else (logging.WARNING, "sign-in failed")
    logs.write(log, level, event, grant=grant, actor=row["id"] if row else None)


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


async def sweep_refresh_tokens(keeper: Transaction, most: int) -> int:
    """Delete expired refresh tokens, at most `most`. Returns how many."""
    cursor = await keeper.run(
        "DELETE FROM refresh_token WHERE hash IN"
        " (SELECT hash FROM refresh_token WHERE expires_at <= %s LIMIT %s FOR UPDATE SKIP LOCKED)",
        (clock.wall(), most),
    )
    return cursor.rowcount


async def _credentials(database: Database, login: str, roles: Iterable[Role]) -> dict[str, Any] | None:
    """The principal of a login, through the one door that reads a hash for a request; None for roles that sign in otherwise."""
    async with database.connection() as connection:
        row = await Transaction(connection).one("SELECT * FROM sign_in_row(%s)", (login,))
    return row if row and row["role"] in tuple(roles) else None


async def counted(office: Office, attempt: Attempt, known: bool) -> None:
    """Count an attempt as failed until it succeeds. Raises SlowDown."""
    async with office.database.transaction(Sight.KEEPER) as keeper:
        await count(keeper, attempt, known)


def _actor(row: dict[str, Any], wanted: frozenset[str] | None) -> Actor:
    """A principal as an actor, with its scopes or those of them that are wanted."""
    scopes = frozenset(row["scopes"])
    return Actor(row["id"], row["generation"], Role(row["role"]), scopes if wanted is None else scopes & wanted)


def family_end(office: Office) -> datetime:
    """When a session that begins now ends, however often it is refreshed."""
    return clock.wall() + timedelta(days=office.settings.session_days)


async def new_refresh_token(keeper: Transaction, actor: Actor, family: UUID, family_ends_at: datetime) -> str:
    """A refresh token of a family, stored as a hash."""
    token = secrets.token_urlsafe(32)
    await keeper.run(
        "INSERT INTO refresh_token (hash, family, principal, generation, scopes, expires_at, family_ends_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            sha256(token.encode()).digest(), family, actor.id, actor.generation, sorted(actor.scopes),
            min(clock.wall() + timedelta(days=REFRESH_DAYS), family_ends_at), family_ends_at,
        ),
    )  # fmt: skip
    return token
