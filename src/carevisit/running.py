"""What runs beside the requests, for as long as the process serves."""

import asyncio
import contextlib
import logging

from .errors import Problem

log = logging.getLogger(__name__)


class Runner:
    """Does its work again and again, from `start` to `stop`; trouble is logged, and the work tried again after the pause."""

    pause_s: float | None = None  # between two turns with nothing to do; None: until somebody nudges

    def __init__(self) -> None:
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def work(self) -> bool:
        """One turn. Answers whether there is more to do, at once."""
        raise NotImplementedError

    def nudge(self) -> None:
        """There is something to do: the pause is over."""
        self._nudged.set()

    async def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End, wherever it is: what it was doing is done by whoever comes next."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            more = False
            try:
                more = await self.work()
            except Problem as trouble:  # the database is away, or somebody else is at it
                log.warning("the %s waits: %s", type(self).__name__.lower(), trouble.code())
            except Exception:
                log.exception("the %s waits", type(self).__name__.lower())
            if not more:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._nudged.wait(), self.pause_s)
                self._nudged.clear()
