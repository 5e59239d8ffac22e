"""Closing a district: from a moment on nothing is written to it, by any process or command, until it is opened.

A district is closed while it moves to another server, and stays closed where it came from (docs/operations.md). The state is a
row that every writing transaction reads (`must_be_open`); while it is closed they are refused with DistrictClosed.
"""

from datetime import datetime
from typing import NamedTuple

from ..database import Database, Sight, Transaction
from ..errors import StillRunning
from .rows import LOCK_FEED
from .sequencer import number_all, number_pending

_PATIENCE = "1s"  # less than writers have: where a long transaction is under way, closing gives up before they do


class State(NamedTuple):
    """Whether the district is written to here."""

    closed_at: datetime | None
    arriving: bool  # from another server: closed as long as a subscription fills it, and before its state has come


class NotNow(Exception):
    """The district can't be closed or opened at this moment."""


async def district_state(database: Database) -> State:
    """How the district stands on this server."""
    async with database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one(
            "SELECT closed_at, EXISTS (SELECT FROM pg_subscription_rel WHERE srrelid = 'district'::regclass) AS arriving"
            " FROM district"
        )
    return State(**row) if row else State(None, arriving=True)


async def close_district(database: Database) -> None:
    """Take no more changes. What was acknowledged has its position in the feed when this returns.

    Closing waits for the transactions under way. Raises NotNow if one of them lasts.
    """
    if (await district_state(database)).closed_at:
        return
    while await number_pending(database):
        pass  # most of what waits is numbered before writers have to wait
    try:
        async with database.transaction(Sight.KEEPER) as keeper:
            await _close(keeper)
    except StillRunning:
        raise NotNow(
            "something that takes long is being written (an import, a rebuild, a sweep): close the district when it is done"
            " / 有耗时的写入（导入、重建、清理）正在进行，请待其完成后再暂停写入"
        ) from None


async def _close(keeper: Transaction) -> None:
    await keeper.run("SELECT set_config('lock_timeout', %s, true)", (_PATIENCE,))
    # in the order in which a sequencer takes them; this one waits for its turn
    await keeper.run(LOCK_FEED)
    await keeper.run("LOCK TABLE district IN EXCLUSIVE MODE")
    if await keeper.one("SELECT id FROM district WHERE closed_at IS NULL"):
        await number_all(keeper)
        await keeper.run("UPDATE district SET closed_at = clock_timestamp()")


async def open_district(database: Database) -> None:
    """Take changes again. Raises NotNow while it still arrives from another server."""
    if (await district_state(database)).arriving:
        raise NotNow(
            "the district still arrives from another server: drop the subscription first"
            " / 数据仍在自另一服务器复制，请先删除订阅（DROP SUBSCRIPTION）"
        )
    async with database.transaction(Sight.KEEPER) as keeper:
        await keeper.run("UPDATE district SET closed_at = NULL")
