"""What runs beside the requests: its work again and again, whatever happens, until it is stopped."""

import asyncio
import contextlib
import time

from carevisit.errors import Unavailable
from carevisit.running import Runner


class Counting(Runner):
    """Works as the test says, turn by turn: more to do, nothing to do, trouble."""

    def __init__(self, *turns: bool | Exception, pause_s: float | None) -> None:
        super().__init__()
        self.pause_s, self.turns, self.done = pause_s, list(turns), 0

    async def work(self) -> bool:
        self.done += 1
        turn = self.turns.pop(0) if self.turns else False
        if isinstance(turn, Exception):
            raise turn
        return turn


def after(runner: Counting, seconds: float, nudges: int = 0) -> int:
    """How many turns it took in a while, nudged meanwhile."""

    async def watch() -> int:
        await runner.start()
        for _ in range(nudges):
            await asyncio.sleep(0.02)
            runner.nudge()
        await asyncio.sleep(seconds)
        await runner.stop()
        turns = runner.done
        await asyncio.sleep(0.05)
        assert runner.done == turns  # stopped is stopped
        return turns

    return asyncio.run(watch())


def test_it_goes_on_at_once_while_there_is_more_and_then_pauses() -> None:
    assert after(Counting(True, True, True, pause_s=60), 0.05) == 4


def test_a_nudge_ends_the_pause_and_without_one_it_may_wait_for_ever() -> None:
    assert after(Counting(pause_s=None), 0.05) == 1
    assert after(Counting(pause_s=None), 0.05, nudges=3) == 4


def test_after_trouble_of_any_kind_it_tries_again_when_the_pause_is_over() -> None:
    began = time.monotonic()
    assert after(Counting(Unavailable(), RuntimeError("broken"), pause_s=0.01), 0.2) > 3
    assert time.monotonic() - began < 5
    assert after(Counting(RuntimeError("broken"), pause_s=60), 0.05) == 1


def test_stopping_ends_also_what_has_lost_a_cancellation() -> None:
    """As `asyncio.wait_for` loses one before Python 3.12, when its wait ends at the same moment."""

    class Deaf(Counting):
        async def work(self) -> bool:
            self.done += 1
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)
            return False

    async def watch() -> int:
        runner = Deaf(pause_s=60)
        await runner.start()
        await asyncio.sleep(0.02)
        async with asyncio.timeout(10):
            await runner.stop()
        return runner.done

    assert asyncio.run(watch()) == 1


def test_stopping_what_never_started_is_no_trouble() -> None:
    asyncio.run(Counting(pause_s=1).stop())
