"""Signs of life (心跳): when a device was last heard. Stored beside the ledger, one row per device (docs/adr/0050)."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from ..access import Actor
from ..clock import lies_ahead
from ..database import Database, Sight
from ..errors import Unauthorized
from .sheets import Sign, SignRefused, SignsReceipt

_HEAR: LiteralString = "SELECT hear_devices(%s, %s, %s::uuid[], %s::timestamptz[]) AS there"


async def hear(database: Database, actor: Actor, signs: Sequence[Sign], now: datetime) -> SignsReceipt:
    """Store the latest sign of each device in the actor's area. Raises Unauthorized."""
    moments = [min(sign.at or now, now) for sign in signs]
    early = {turn for turn, sign in enumerate(signs) if sign.at is not None and lies_ahead(sign.at, now)}
    accepted = [
        (sign.device_id, at) for turn, (sign, at) in enumerate(zip(signs, moments, strict=True)) if turn not in early
    ]
    ids, heard_at = [id for id, _ in accepted], [at for _, at in accepted]
    async with database.transaction(Sight.WRITER) as writer:
        row = await writer.one(_HEAR, (actor.id, actor.generation, ids, heard_at))
    if row is None or row["there"] is None:
        raise Unauthorized
    there = set(row["there"])
    refused = [
        SignRefused(index=turn, code="in_the_future" if turn in early else "device_not_found")
        for turn, sign in enumerate(signs)
        if turn in early or sign.device_id not in there
    ]
    return SignsReceipt(heard=len(signs) - len(refused), refused=refused)
