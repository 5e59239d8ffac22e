"""Workers carry out the jobs of the queue, one each at a time; the sweeper destroys what has expired."""

import logging

from .. import logs
from ..errors import PrintingFailed, Problem, ServerError
from ..running import Runner
from .queue import CLAIMS, Overtaken, Queue, Work

log = logging.getLogger(__name__)
AT_ONCE = 100


class JobWorker(Runner):
    """Carries out one job after another; any number of workers and processes may run."""

    pause_s = 2.0

    def __init__(self, queue: Queue) -> None:
        super().__init__()
        self._queue = queue
        self._work: Work | None = None
        queue.listeners.append(self.nudge)

    async def work(self) -> bool:
        """Carry out one job. Returns whether there was one."""
        self._work = work = await self._queue.claim()
        if work is None:
            return False
        try:
            await self._carry_out(work)
        except Overtaken:
            logs.write(log, logging.WARNING, "job overtaken", job=work.id, claim=work.claim)
        self._work = None
        return True

    async def _carry_out(self, work: Work) -> None:
        try:
            maker, _ = work.maker()
            if work.kind is None or work.claim > CLAIMS:
                raise ServerError
            done = await work.kind.carry_out(work)
            waits = work.kind.waits and work.mode is None
            await (work.wait if waits else work.finish)(done)
            event = "job waits" if waits else "job done"
            logs.write(log, logging.INFO, event, job=work.id, kind=work.kind.name, actor=maker.id, done=done)
        except Problem as problem:
            if problem.retryable and not isinstance(problem, ServerError | PrintingFailed):
                raise  # the lease ends, and the job is claimed again
            await work.fail(problem if type(problem).__init__ is Problem.__init__ else ServerError())
            logs.write(log, logging.INFO, "job failed", job=work.id, code=problem.code())
        except Overtaken:
            raise
        except Exception:  # of this job alone
            log.exception("unexpected")
            await work.fail(ServerError())

    async def stop(self) -> None:
        """Stop, and leave an unfinished job to other workers."""
        await super().stop()
        if self._work:
            try:
                await self._work.release()
            except (Overtaken, Problem):
                logs.write(log, logging.WARNING, "job left to its lease", job=self._work.id)


class JobSweeper(Runner):
    """Destroys what has expired every ten minutes; any number of processes may run it."""

    pause_s = 600.0

    def __init__(self, queue: Queue) -> None:
        super().__init__()
        self._queue = queue

    async def work(self) -> bool:
        """Destroy some. Returns whether there may be more."""
        return await self._queue.sweep(AT_ONCE) == AT_ONCE
