"""What is known of a token (RFC 7662): of one's own, and of others' with the scope `tokens:introspect`."""

from hashlib import sha256
from typing import Any, LiteralString
from uuid import UUID

from .. import clock
from ..database import Transaction
from ..desk import Desk
from ..errors import Unauthorized

_IS_GOOD: LiteralString = "SELECT true AS good FROM open_reading(%s, %s, %s)"
_REFRESH: LiteralString = "SELECT principal, login, scopes, expires_at FROM refresh_token_row(%s)"
INACTIVE = {"active": False}


async def look_into(desk: Desk, token: str) -> dict[str, Any]:
    """The token's claims while it is good; only `active: false` where it is not, or where the caller may not know.

    Raises Unauthorized where the caller's own token is good no longer.
    """
    async with desk.office.database.connection() as connection:
        ask = Transaction(connection)
        if await ask.one(_IS_GOOD, (desk.actor.id, desk.actor.generation, clock.now())) is None:
            raise Unauthorized
        found = await (_access_token(desk, ask, token) if token.count(".") == 2 else _refresh_token(ask, token))
    return found if found is not None and _may_know(desk, UUID(found["sub"])) else INACTIVE


async def _access_token(desk: Desk, ask: Transaction, token: str) -> dict[str, Any] | None:
    try:
        actor, claims = desk.office.tokens.read(token)
    except Unauthorized:
        return None
    if await ask.one(_IS_GOOD, (actor.id, actor.generation, clock.now())) is None:
        return None
    told = ("scope", "client_id", "exp", "iat", "sub", "aud", "iss", "jti")
    return {"active": True, "token_type": "Bearer", **{name: claims[name] for name in told}}


async def _refresh_token(ask: Transaction, token: str) -> dict[str, Any] | None:
    row = await ask.one(_REFRESH, (sha256(token.encode()).digest(),))
    if row is None:
        return None
    return {
        "active": True, "token_type": "refresh_token", "scope": " ".join(sorted(row["scopes"])), "client_id": row["login"],
        "exp": int(row["expires_at"].timestamp()), "sub": str(row["principal"]),
    }  # fmt: skip


def _may_know(desk: Desk, owner: UUID) -> bool:
    return owner == desk.actor.id or desk.actor.has("tokens:introspect")
