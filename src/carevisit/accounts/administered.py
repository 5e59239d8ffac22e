"""The accounts and clients that a reader administers, as the routes show them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ..database import Sight
from ..desk import Desk
from ..listing import ListQuery
from .opening import Noun

ROWS = "SELECT * FROM administered() a"


def listed(query: ListQuery, noun: Noun) -> None:
    """Let a list hold accounts, or clients."""
    query.where("a.role = ANY (%(roles)s)", roles=list(noun.roles))


async def administered(desk: Desk, noun: Noun, id: UUID) -> Mapping[str, Any]:
    """The account or client, whose version becomes that of the answer. Raises AccountNotFound or ClientNotFound."""
    async with desk.reading(Sight.AREA) as read:
        row = await read.one("SELECT * FROM administered(%s) a WHERE a.role = ANY (%s)", (id, list(noun.roles)))
    if row is None:
        raise noun.absent
    desk.mark_version(row["version"])
    return row
