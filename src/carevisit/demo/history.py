"""Telling the ledger the story: the same actions as the routes', by the same actors, each at its own moment.

Two processes share the villages of a large district, and keep pace with each other.
"""

import asyncio
import math
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.process import BaseProcess, parent_process
from typing import Any
from uuid import UUID

import uvloop

from .. import clock
from ..access import Actor
from ..app import KINDS, VIEWS
from ..database import Database
from ..elders import Registration
from ..elders.actions import register_elder
from ..ledger import Ledger, Sealing, Sequencer, number_pending
from ..settings import Keys
from ..visits import VisitSheet
from ..visits.actions import record_visit
from .district import Act

LANES = 8  # acts under way at once; a village's are always in one lane, and so in their order
AHEAD = 4  # a lane may be so many acts behind the others
APART_S = 86_400  # one process may be a day of the story ahead: the feed then reads like a living district
WORTH_TWO = 3_000  # acts from which a second process pays


class Lost(Exception):
    """The other process ended before its share was told."""


@dataclass
class Pace:
    """Where in the story each process is, and how many acts it has told. The arrays are shared between them."""

    reached: Any
    told: Any
    mine: int
    others_live: Callable[[], bool]

    @classmethod
    def alone(cls) -> "Pace":
        return cls([0.0], [0], 0, lambda: True)

    async def reach(self, moment: float) -> None:
        """Go on to a moment of the story, not far ahead of the other process. Raises Lost."""
        self.reached[self.mine] = moment
        while moment - min(self.reached[:]) > APART_S:
            if not self.others_live():
                raise Lost("the other process has ended / 另一进程已结束")
            await asyncio.sleep(0.005)


@dataclass(frozen=True)
class Share:
    """What one process tells, and by whom."""

    url: str
    keys: Keys
    acts: Sequence[Act]
    actors: Mapping[str, Actor]


def tell(whole: Share, progress: Callable[[int], None]) -> UUID:
    """Tell the whole story, in two processes where it pays. Answers the first elder's id. Raises Lost."""
    if len(whole.acts) < WORTH_TWO or (os.cpu_count() or 1) < 2:
        return _run(whole, Pace.alone(), progress)[0]
    spawn = multiprocessing.get_context("spawn")
    reached, told = spawn.Array("d", 2), spawn.Array("i", 2)
    mine, theirs = (
        Share(whole.url, whole.keys, [a for a in whole.acts if a.village % 2 == n], whole.actors) for n in (0, 1)
    )
    other: BaseProcess = spawn.Process(target=_tell_second_share, args=(theirs, reached, told), daemon=True)
    other.start()
    try:
        elders = _run(mine, Pace(reached, told, 0, other.is_alive), progress)
        other.join()
        if other.exitcode:
            raise Lost("the other process has failed / 另一进程出错")
        progress(sum(told[:]))
        asyncio.run(_number(whole.url))
    finally:
        other.terminate()
        other.join()
    return elders[0]


def _tell_second_share(share: Share, reached: Any, told: Any) -> None:
    """What the second process does; Ctrl-C is for the first one, which then ends this one too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    first = parent_process()
    assert first
    _run(share, Pace(reached, told, 1, first.is_alive), lambda _: None)


def _run(share: Share, pace: Pace, progress: Callable[[int], None]) -> dict[int, UUID]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_tell(share, pace, progress))


async def _tell(share: Share, pace: Pace, progress: Callable[[int], None]) -> dict[int, UUID]:
    """Carry out the acts in the order of telling, some under way at once, and number them as they come."""
    database = Database(share.url, LANES + 1)
    await database.open()
    ledger, elders = Ledger(database, KINDS, VIEWS, Sealing(share.keys)), dict[int, UUID]()
    lanes: list[asyncio.Queue[Act | None]] = [asyncio.Queue(AHEAD) for _ in range(LANES)]

    async def work(lane: asyncio.Queue[Act | None]) -> None:
        while act := await lane.get():
            with clock.set_to(act.at):
                await _carry_out(ledger, act, share.actors[act.by], elders)
            pace.told[pace.mine] += 1
            progress(sum(pace.told[:]))

    sequencer = Sequencer(database)
    await sequencer.start()
    try:
        async with asyncio.TaskGroup() as group:
            for lane in lanes:
                group.create_task(work(lane))
            for act in share.acts:
                await pace.reach(act.at.timestamp())
                await lanes[act.village // 2 % LANES].put(act)
            for lane in lanes:
                await lane.put(None)
        pace.reached[pace.mine] = math.inf
    finally:
        await sequencer.stop()
        await database.close()
    await _number(share.url)
    return elders


async def _number(url: str) -> None:
    """Leave nothing pending."""
    database = Database(url, 1)
    await database.open()
    try:
        while await number_pending(database):
            pass
    finally:
        await database.close()


async def _carry_out(ledger: Ledger, act: Act, actor: Actor, elders: dict[int, UUID]) -> None:
    if act.registers:
        file = Registration.model_validate(act.sheet)
        numbers = {f"x:{file.external_id}": ledger.sealing.fingerprint(file.model_dump_json().encode())}
        enter = partial(register_elder, sheet=file, numbers=numbers, sealing=ledger.sealing)
        elders[act.elder], _ = await ledger.write(actor, enter)
    else:
        sheet = VisitSheet.model_validate({**act.sheet, "elder_id": elders[act.elder]})
        numbers = {f"r:{sheet.record_no}": ledger.sealing.fingerprint(sheet.model_dump_json().encode())}
        await ledger.write(actor, partial(record_visit, sheet=sheet, numbers=numbers))
