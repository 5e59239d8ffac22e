"""A rebuild by several processes: each takes some of the portions, and says of each how far it came."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from .. import ledger
from ..database import Database
from ..settings import Settings

LedgerOf = Callable[[Database], ledger.Ledger]


class Ended(Exception):
    """A process of the rebuild ended before its work did."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def rebuild(
    jobs: int, book: ledger.Ledger, ledger_of: LedgerOf, *, all_of_them: bool
) -> AsyncIterator[ledger.Progress]:
    """Rebuild by so many processes, each with a ledger of its own; by this one, where one is enough.

    Raises Ended, and what a process raises: the others are ended then. What is rebuilt stays, so `--stale` continues there.
    """
    portions = await ledger.portions(book, all_of_them=all_of_them)
    if min(jobs, len(portions)) == 1:
        async for step in ledger.rebuild(book, all_of_them=all_of_them):
            yield step
    else:
        with closing(_by_processes(jobs, ledger_of, portions, all_of_them)) as steps:
            while reported := await asyncio.to_thread(lambda: next(steps, None)):
                yield reported
        await ledger.add_up(book)


def _by_processes(
    jobs: int, ledger_of: LedgerOf, portions: Sequence[ledger.Portion], all_of_them: bool
) -> Generator[ledger.Progress]:
    with _working(jobs, ledger_of, portions, all_of_them) as connections:
        at_work = list(connections)
        while at_work:
            for one in wait(at_work):
                assert isinstance(one, Connection)
                try:
                    said = one.recv()
                except EOFError:
                    raise Ended(
                        "a process of the rebuild was ended: continue with `carevisit rebuild --stale`"
                        " / 重建进程被终止，请用 carevisit rebuild --stale 继续"
                    ) from None
                if isinstance(said, BaseException):
                    raise said
                if said is None:
                    at_work.remove(one)
                else:
                    yield said


@contextmanager
def _working(
    jobs: int, ledger_of: LedgerOf, portions: Sequence[ledger.Portion], all_of_them: bool
) -> Iterator[list[Connection]]:
    """The processes, each by the connection on which it reports; they end with this block."""
    spawn = get_context("spawn")
    connections, processes = [], []
    try:
        for turn in range(min(jobs, len(portions))):
            ours, theirs = spawn.Pipe(duplex=False)
            process = spawn.Process(
                target=_work, args=(theirs, ledger_of, portions[turn::jobs], all_of_them), daemon=True
            )
            process.start()
            theirs.close()
            connections.append(ours)
            processes.append(process)
        yield connections
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _work(report: Connection, ledger_of: LedgerOf, portions: Sequence[ledger.Portion], all_of_them: bool) -> None:
    """What a process does. It ends at its next report when the command that waits for it has ended."""

    async def run() -> None:
        database = Database(*Settings().check().database_urls, 1)
        await database.open()
        try:
            book = ledger_of(database)
            for portion in portions:
                report.send(await ledger.rebuild_portion(book, portion, all_of_them=all_of_them))
        finally:
            await database.close()

    try:
        asyncio.run(run())
        report.send(None)
    except BrokenPipeError:
        pass
    except Exception as error:
        report.send(error)
