"""Turns by key, and how many of one client at once: as values, without a database."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevisit.errors import Busy
from carevisit.limits import AtOnce, Turns


async def to_the_end(turn: Awaitable[None]) -> None:
    await turn


def soon(seconds: float = 30) -> float:
    return asyncio.get_running_loop().time() + seconds


CALLERS = st.lists(
    st.tuples(
        st.sets(st.sampled_from("abc"), min_size=1),
        st.integers(0, 3),  # how many steps the turn is held
        st.one_of(st.none(), st.integers(0, 12)),  # after how many steps the caller is cancelled
    ),
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(CALLERS, st.integers(1, 3), st.integers(0, 6))
def test_turns_are_bounded_and_none_is_lost_whoever_leaves(
    callers: list[tuple[set[str], int, int | None]], at_once: int, waiting: int
) -> None:
    async def scene() -> None:
        turns, active = Turns(at_once, waiting), Counter[str]()

        async def caller(keys: set[str], held: int) -> None:
            async with turns.of(keys, soon(), to_the_end):
                active.update(keys)
                assert max(active.values()) <= at_once
                try:
                    for _ in range(held):
                        await asyncio.sleep(0)
                finally:
                    active.subtract(keys)

        async def leave(task: asyncio.Task[None], after: int) -> None:
            for _ in range(after):
                await asyncio.sleep(0)
            task.cancel()

        tasks = [asyncio.create_task(caller(keys, held)) for keys, held, _ in callers]
        leaving = [
            asyncio.create_task(leave(task, after))
            for task, (*_, after) in zip(tasks, callers, strict=True)
            if after is not None
        ]
        async with asyncio.timeout(10):  # a lost turn would leave somebody waiting
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*leaving)
        assert {type(end) for end in ends} <= {type(None), Busy, asyncio.CancelledError}
        assert turns.queued == 0
        async with turns.of("abc", soon(0.1)):  # and nobody's turn is kept
            pass

    asyncio.run(scene())


@given(st.integers(1, 3), st.integers(1, 12), st.sets(st.integers(0, 11)))
def test_turns_come_in_the_order_of_asking_also_when_some_leave(at_once: int, count: int, leaving: set[int]) -> None:
    async def scene() -> None:
        turns, order, go = Turns(at_once, count), list[int](), asyncio.Event()

        async def caller(number: int) -> None:
            async with turns.of(["elder"], soon(), to_the_end):
                order.append(number)
                await go.wait()

        holders = [asyncio.create_task(caller(-1)) for _ in range(at_once)]
        await asyncio.sleep(0)
        tasks = [asyncio.create_task(caller(number)) for number in range(count)]
        await asyncio.sleep(0)
        assert turns.queued == count
        for number in leaving:
            if number < count:
                tasks[number].cancel()
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*holders, *tasks, return_exceptions=True)
        assert order == [-1] * at_once + [number for number in range(count) if number not in leaving]

    asyncio.run(scene())


def test_whoever_finds_the_line_full_is_sent_away_at_once_and_whoever_waits_too_long_later() -> None:
    async def scene() -> None:
        turns, go = Turns(at_once=1, waiting=1), asyncio.Event()

        async def holder() -> None:
            async with turns.of(["elder"], soon(), to_the_end):
                await go.wait()

        holding = asyncio.create_task(holder())
        await asyncio.sleep(0)

        async def late() -> None:
            async with turns.of(["elder"], soon(0.05), to_the_end):
                raise AssertionError("no turn was free")

        async def system() -> None:
            async with turns.of(["elder"], soon()):
                pass

        waiting = asyncio.create_task(late())
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await late()
        with pytest.raises(Busy):
            await waiting
        assert turns.queued == 0
        callers = [asyncio.create_task(late()) for _ in range(2)]
        await asyncio.sleep(0)
        own = asyncio.create_task(system())  # the system's own work waits behind a full line, too
        await asyncio.gather(*callers, return_exceptions=True)
        assert turns.queued == 1
        async with turns.of(["another elder"], soon()):  # nobody waits for those of another elder
            pass
        go.set()
        await asyncio.gather(holding, own)

    asyncio.run(scene())


def test_two_who_need_the_same_two_in_opposite_order_do_not_wait_for_each_other() -> None:
    async def scene() -> None:
        turns, done = Turns(at_once=1, waiting=4), defaultdict[str, int](int)

        async def caller(*keys: str) -> None:
            for _ in range(50):
                async with turns.of(keys, soon(), to_the_end):
                    await asyncio.sleep(0)
                    done["".join(keys)] += 1

        async with asyncio.timeout(5):
            await asyncio.gather(caller("a", "b"), caller("b", "a"))
        assert done == {"ab": 50, "ba": 50}

    asyncio.run(scene())


def test_a_client_has_its_share_and_all_together_have_theirs() -> None:
    limit, one, other, third = AtOnce("uploads", 2, 3), uuid4(), uuid4(), uuid4()
    with limit.one(one), limit.one(one):
        with pytest.raises(Busy) as refused, limit.one(one):
            pass
        assert refused.value.answer_headers() == {
            "Retry-After": "1", "RateLimit-Policy": '"uploads";q=2;qu="concurrent-requests"',
            "RateLimit": '"uploads";r=0;t=1',
        }  # fmt: skip
        with limit.one(other):
            with pytest.raises(Busy) as refused, limit.one(third):
                pass
            assert refused.value.answer_headers()["RateLimit"] == '"uploads-in-all";r=0;t=1'
    assert not limit.running
