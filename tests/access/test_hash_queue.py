"""The queue before the password hashes: bounded, one at a time, and nobody is hashed for who has left."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import pytest

from access.sign_in import by_password, forget, hired
from carevisit.accounts.caller import Caller
from carevisit.accounts.hashing import COUNTS, MOST_OF_AN_ADDRESS, MOST_WAITING, PATIENCE_S, Lane, entering
from carevisit.errors import SlowDown
from conftest import World


async def never() -> None:
    await asyncio.Event().wait()


class Holder:
    """The holder of the turn, until released."""

    def __init__(self, lane: Lane) -> None:
        self.lane, self.has_it, self.release = lane, asyncio.Event(), asyncio.Event()

    async def hold(self, address: str = "holder") -> None:
        async with self.lane.turn(Caller(address, never)):
            self.has_it.set()
            await self.release.wait()


async def queued(lane: Lane, address: str, left: Any = never) -> str:
    try:
        async with lane.turn(Caller(address, left)):
            return "hashed"
    except SlowDown as refused:
        return refused.answer_headers()["Retry-After"]


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 20))
    assert COUNTS.waiting == 0


def test_one_hash_is_made_at_a_time_and_the_others_wait_in_order() -> None:
    async def work() -> None:
        lane, order, running = Lane(MOST_WAITING), [], 0

        async def one(n: int) -> None:
            nonlocal running
            async with lane.turn(Caller(str(n), never)):
                running += 1
                assert running == 1
                await asyncio.sleep(0.01)
                order.append(n)
                running -= 1

        await asyncio.gather(*(one(n) for n in range(8)))
        assert order == list(range(8))

    run(work())


def test_who_finds_the_queue_full_is_told_to_come_again_at_once() -> None:
    async def work() -> None:
        lane = Lane(MOST_WAITING)
        holder = Holder(lane)
        held = asyncio.create_task(holder.hold())
        await holder.has_it.wait()
        waiting = [asyncio.create_task(queued(lane, str(n))) for n in range(MOST_WAITING)]
        await asyncio.sleep(0)
        assert COUNTS.waiting == MOST_WAITING
        before, crowded = time.perf_counter(), COUNTS.crowded
        assert await queued(lane, "one more") == "1"
        assert time.perf_counter() - before < 0.1
        assert COUNTS.crowded == crowded + 1
        holder.release.set()
        assert set(await asyncio.gather(*waiting)) == {"hashed"}
        await held
        assert await queued(lane, "one more") == "hashed"

    run(work())


def test_of_one_address_one_tries_at_a_time_and_others_do_not_queue_behind_it() -> None:
    async def work() -> None:
        hashing, inside = Lane(MOST_WAITING), Counter[str]()

        async def tries(address: str) -> str:
            caller = Caller(address, never)
            try:
                async with entering(caller):
                    inside[address] += 1
                    assert inside[address] == 1
                    async with hashing.turn(caller):
                        await asyncio.sleep(0.01)
                        inside[address] -= 1
                        return address
            except SlowDown:
                return "refused"

        flood = [asyncio.create_task(tries("flood")) for _ in range(100)]
        await asyncio.sleep(0)
        other = asyncio.create_task(tries("other"))
        await other
        assert sum(one.done() and one.result() == "flood" for one in flood) <= 2
        assert Counter(await asyncio.gather(*flood)) == {
            "flood": MOST_OF_AN_ADDRESS,
            "refused": 100 - MOST_OF_AN_ADDRESS,
        }
        assert await tries("flood") == "flood"  # once the others are through

    run(work())


def test_who_leaves_while_waiting_makes_room_at_once() -> None:
    async def work() -> None:
        lane = Lane(MOST_WAITING)
        holder = Holder(lane)
        held = asyncio.create_task(holder.hold())
        await holder.has_it.wait()
        leave = asyncio.Event()

        async def left() -> None:
            await leave.wait()

        waiting = [asyncio.create_task(queued(lane, str(n), left)) for n in range(MOST_WAITING)]
        await asyncio.sleep(0)
        before = COUNTS.left
        leave.set()
        assert set(await asyncio.gather(*waiting)) == {"1"}
        assert COUNTS.left == before + MOST_WAITING
        holder.release.set()
        await held
        assert await queued(lane, "another") == "hashed"

    run(work())


def test_who_has_left_already_is_not_hashed_even_if_nobody_waits() -> None:
    async def work() -> None:
        async def gone() -> None:
            pass

        assert await queued(Lane(1), "gone", gone) == "1"

    run(work())


def test_nobody_waits_longer_than_people_do() -> None:
    async def work() -> None:
        lane = Lane(MOST_WAITING)
        holder = Holder(lane)
        held = asyncio.create_task(holder.hold())
        await holder.has_it.wait()
        before = time.perf_counter()
        assert await queued(lane, "patient") == "1"
        assert PATIENCE_S <= time.perf_counter() - before < PATIENCE_S + 1
        holder.release.set()
        await held
        assert await queued(lane, "patient") == "hashed"

    run(work())


@pytest.mark.parametrize("when", ["while waiting", "during the turn"])
def test_a_request_that_is_cancelled_gives_its_turn_back(when: str) -> None:
    async def work() -> None:
        lane = Lane(MOST_WAITING)
        holder = Holder(lane)
        held = asyncio.create_task(holder.hold())
        await holder.has_it.wait()
        if when == "while waiting":
            waiting = asyncio.create_task(queued(lane, "cancelled"))
            await asyncio.sleep(0.01)
            waiting.cancel()
            holder.release.set()
            await held
        else:
            held.cancel()
        assert await queued(lane, "next") == "hashed"

    run(work())


def test_wrong_passwords_of_clients_that_left_cost_no_hash(world: World) -> None:
    """Fifty connections that are closed as soon as they have asked; then the right one is answered."""
    guide, port = hired(world, "stays"), int(world.base_url.rsplit(":", 1)[1])
    body = "grant_type=password&username=nobody&password=wrong"
    request = (
        f"POST /oauth/token HTTP/1.1\r\nHost: carevisit\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
    started = time.perf_counter()
    assert by_password(world, guide, "a wrong password").status_code == 400
    one_hash = time.perf_counter() - started
    started = time.perf_counter()
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.sendall(request)
    assert by_password(world, guide).status_code == 200
    assert time.perf_counter() - started < 50 * one_hash / 4
    forget(world)
