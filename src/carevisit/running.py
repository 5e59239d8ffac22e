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
        """Stop at any point: what was unfinished is done by the next run."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
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
                    await asyncio.wait_for(self._nudged.wait(), self.pause_s)
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
