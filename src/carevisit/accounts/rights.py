"""An account's or a client's rights of the moment, for work that outlasts the request that asked for it."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from .. import clock
from ..access import Role, contracts_of, is_suspended
from ..database import Transaction

_RIGHTS: LiteralString = f"""
SELECT p.generation, p.role, p.name, p.login, p.scopes, p.place_id, {contracts_of("p.maker")} AS contracts
FROM principal p WHERE p.id = %(id)s AND p.enabled AND NOT {is_suspended("p.maker")}
"""


@dataclass(frozen=True)
class Rights:
    """What an account or a client may do now, and where: in its place, or by its contracts of today."""

    generation: int
    role: Role
    scopes: frozenset[str]
    place: UUID | None
    contracts: list[UUID]
    name: str
    login: str


async def hold(keeper: Transaction, principal: UUID) -> None:
    """Let other requests that hold the same account or client wait until the transaction ends."""
    await keeper.run("SELECT FROM principal WHERE id = %s FOR NO KEY UPDATE", (principal,))


async def rights_of(keeper: Transaction, principal: UUID) -> Rights | None:
    """The rights of an account or a client; None where it is disabled, or its agency suspended."""
    row = await keeper.one(_RIGHTS, {"id": principal, "today": clock.today()})
    if row is None:
        return None
    return Rights(
        row["generation"], Role(row["role"]), frozenset(row["scopes"]), row["place_id"], row["contracts"], row["name"], row["login"]
    )  # fmt: skip
