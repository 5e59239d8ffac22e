"""Background jobs, which run as long as the process serves."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from . import logs, metrics
from .errors import DistrictClosed, Unavailable

log = logging.getLogger(__name__)


class Runner:
    """Runs its work again and again, from `start` to `stop`; a failure is logged, and the work retried after the pause."""

    pause_s: float | None = None  # between two rounds with nothing to do; None: until `nudge`

    def __init__(self) -> None:
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._name = type(self).__name__.lower()
        self._outage = logs.Outage(log, self._name)

    async def work(self) -> bool:
        """One round. Returns whether there is more to do at once."""
        raise NotImplementedError

    def nudge(self) -> None:
        """End the pause: there is something to do."""
        self._nudged.set()

    async def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop at any point: what was unfinished is done by the next run.

        A cancellation may be lost in what the work awaits (before Python 3.12 `asyncio.wait_for` loses one that comes as its time
        is over or its wait ends; the connection pool uses it), so it is repeated until the work has ended.
        """
        if self._task:
            while not self._task.done():
                self._task.cancel()
                await asyncio.wait([self._task], timeout=1)
            logs.write(log, logging.INFO, "job ended", job=self._name)

    async def _run(self) -> None:
        while True:
            more = False
            try:
                more = await self.work()
                self._outage.worked()
            except DistrictClosed:
                self._outage.worked()  # it rests until the district is open
            except Exception as trouble:
                metrics.JOB_FAILURES.labels(self._name).inc()
                if not isinstance(trouble, Unavailable):  # the database logs its own outage
                    self._outage.met(trouble)
            if not more:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.pause_s):
                        await self._nudged.wait()
                self._nudged.clear()


class Readings(Runner):
    """Updates the metrics of this process and, by `measure`, those of the ledger."""

    pause_s = 5.0

    def __init__(self, measure: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._measure = measure

    async def work(self) -> bool:
        """Update all of them once."""
        metrics.take_readings()
        await self._measure()
        return False
