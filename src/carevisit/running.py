"""What runs beside the requests, for as long as the process serves."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from . import logs, metrics
from .errors import DistrictClosed, Unavailable

log = logging.getLogger(__name__)


class Runner:
    """Does its work again and again, from `start` to `stop`; trouble is logged, and the work tried again after the pause."""

    pause_s: float | None = None  # between two turns with nothing to do; None: until somebody nudges

    def __init__(self) -> None:
        self._nudged = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._name = type(self).__name__.lower()
        self._outage = logs.Outage(log, self._name)

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
            logs.tell(log, logging.INFO, "job ended", job=self._name)

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
                if not isinstance(trouble, Unavailable):  # the database's outage is told by the database
                    self._outage.met(trouble)
            if not more:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._nudged.wait(), self.pause_s)
                self._nudged.clear()


class Readings(Runner):
    """Takes what the metrics show of this process's own state, and asks the database for what they show of the ledger."""

    pause_s = 5.0

    def __init__(self, measure: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._measure = measure

    async def work(self) -> bool:
        """One reading of everything."""
        metrics.take_readings()
        await self._measure()
        return False
