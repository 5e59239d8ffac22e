"""Signs of life (心跳): when a device was heard last. Kept beside the ledger, one row a device (docs/adr/0050)."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from ..access import Actor
from ..cases import CLOCKS_DIFFER
from ..database import Database, Sight
from ..errors import Unauthorized
from .sheets import Sign, SignRefused, SignsReceipt

_HEAR: LiteralString = "SELECT hear_devices(%s, %s, %s::uuid[], %s::timestamptz[]) AS there"


async def hear(database: Database, actor: Actor, signs: Sequence[Sign], now: datetime) -> SignsReceipt:
    """Keep the latest sign of each device that lies in the actor's area. Raises Unauthorized."""
    heard = [min(sign.at or now, now) for sign in signs]
    early = {turn for turn, sign in enumerate(signs) if sign.at is not None and sign.at > now + CLOCKS_DIFFER}
    told = [(sign.device_id, at) for turn, (sign, at) in enumerate(zip(signs, heard, strict=True)) if turn not in early]
    ids, moments = [id for id, _ in told], [at for _, at in told]
    async with database.transaction(Sight.WRITER) as writer:
        row = await writer.one(_HEAR, (actor.id, actor.generation, ids, moments))
    if row is None or row["there"] is None:
        raise Unauthorized
    there = set(row["there"])
    refused = [
        SignRefused(index=turn, code="in_the_future" if turn in early else "device_not_found")
        for turn, sign in enumerate(signs)
        if turn in early or sign.device_id not in there
    ]
    return SignsReceipt(heard=len(signs) - len(refused), refused=refused)
