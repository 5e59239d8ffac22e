"""The door `book_open` under rivals: it locks in one order, and what it found before it waited is asked again."""

import asyncio
from typing import Any
from uuid import UUID

import orjson
import psycopg

from carevisit import clock
from carevisit.access import Actor
from carevisit.app import VIEWS
from carevisit.errors import ElderNotFound
from carevisit.ledger import Ledger
from carevisit.ledger.session import OPEN, begin
from conftest import FAR_VILLAGE

from .scene import Scene, transfer
from .test_gate import raising


def asks(actor: Actor, elders: list[UUID]) -> str:
    return orjson.dumps(
        [
            {
                "turn": turn, "principal": actor.id, "generation": actor.generation, "subject": elder, "at": clock.now(),
                "numbers": [], "visitor": None, "now": None,
            }
            for turn, elder in enumerate(elders)
        ]
    ).decode()  # fmt: skip


def test_those_who_wait_for_the_same_elders_take_them_in_one_order(world: Scene) -> None:
    """In whichever order each names them: nobody waits for one who waits for him, or PostgreSQL would say `deadlock detected`."""
    elders, liaison = [world.registered() for _ in range(24)], world.actor("liaison")

    async def work(ledger: Ledger) -> None:
        async def open_all(order: list[UUID]) -> None:
            for _ in range(8):
                params = (asks(liaison, order), True, False)
                async with (
                    ledger.database.connection() as connection,
                    begin(connection, OPEN, params, wait_ms=10_000) as (session, rows),
                ):
                    assert {row["subject"] for row in rows} == set(elders)
                    await session.keep(VIEWS, [])

        await asyncio.gather(*(open_all(order) for order in (elders, elders[::-1], elders[12:] + elders[:12])))

    world.run(work)


def test_a_right_that_ends_while_one_waits_for_the_lock_opens_nothing(world: Scene) -> None:
    elder = world.registered()
    liaison, supervisor = world.actor("liaison"), world.actor("supervisor")

    async def work(ledger: Ledger) -> Any:
        async with await psycopg.AsyncConnection.connect(world.owner_url) as rival:
            await rival.execute("SELECT FROM head WHERE subject = %s FOR UPDATE", (elder,))
            moving = asyncio.create_task(transfer(ledger, supervisor, elder, 1, place=FAR_VILLAGE))
            await wait_for(world, 1)
            late = asyncio.create_task(ledger.write(liaison, raising(elder)))
            await wait_for(world, 2)
        await moving
        return (await asyncio.gather(late, return_exceptions=True))[0]

    assert isinstance(world.run(work), ElderNotFound)
    assert "need.raised" not in {entry.fact.kind for entry in world.stream(elder)}


async def wait_for(world: Scene, many: int) -> None:
    """Until so many wait for a lock in the world's database."""
    query = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while len(world.ask(query)) < many:
            await asyncio.sleep(0.01)
