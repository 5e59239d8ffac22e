"""Recording the story in the ledger: by the actions of the routes, by the same actors, each act at its own moment.

Two processes share the villages of a large district and stay close in time.
"""

import asyncio
import math
import multiprocessing
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from multiprocessing.process import BaseProcess, parent_process
from typing import Any
from uuid import UUID

import uvloop
from pydantic import BaseModel

from .. import clock
from ..access import Actor
from ..app import KINDS, VIEWS
from ..cases import StepSheet, take
from ..census import CandidateSheet, list_stranger
from ..course import RECORDINGS, ContactSheet, name_contact
from ..course import record as record_of_file
from ..database import Database, Sight
from ..elders import Registration, register_elder
from ..etags import Expected
from ..family import FamilyContactSheet, UrgingSheet, record_contact, record_urging
from ..ledger import Ledger, Sealing, Sequencer, number_pending
from ..loops import LOOPS
from ..monitoring import AlertSheet, DeviceSheet, place_device, raise_alert
from ..needs import NEED_STEPS, NeedSheet, raise_need
from ..notices import PeriodSheet, declare_period
from ..risks import RISK_STEPS, RiskSheet, report_risk
from ..settings import Keys
from ..visits import Correction, Record, Recorded, VisitSheet, Void, correct_visit, record_visit, void_visit
from .story import Act

LANES = 8  # concurrent acts; a village's acts share a lane and so keep their order
AHEAD = 4  # acts by which one lane may run ahead of the others
APART_S = 86_400  # one process may be a day of the story ahead, so that the feed reads like a living district
WORTH_TWO = 3_000  # acts from which a second process pays off


class Stopped(Exception):
    """The demo can't go on; the message says why, in 中文 and English."""


@dataclass
class Pace:
    """How far each process is in the story, and how many acts it has recorded. The arrays are shared between them."""

    reached: Any
    done: Any
    mine: int
    others_live: Callable[[], bool]

    @classmethod
    def alone(cls) -> "Pace":
        return cls([0.0], [0], 0, lambda: True)

    async def reach(self, moment: float) -> None:
        """Go on to a moment of the story, but not far ahead of the other process. Raises Stopped."""
        self.reached[self.mine] = moment
        while moment - min(self.reached[:]) > APART_S:
            if not self.others_live():
                raise Stopped("生成数据的另一进程意外结束 / the other process ended before its share was recorded")
            await asyncio.sleep(0.005)


@dataclass(frozen=True)
class Target:
    """The database that the story is recorded in, and the actors who record it."""

    url: str
    keeper_url: str
    keys: Keys
    actors: Mapping[str, Actor]


@dataclass
class Recording:
    """The ids of elders, records, cases and devices that later acts refer to."""

    ledger: Ledger
    actors: Mapping[str, Actor]
    elders: dict[int, UUID] = field(default_factory=dict)
    records: dict[str, tuple[UUID, datetime]] = field(default_factory=dict)
    cases: dict[str, UUID] = field(default_factory=dict)
    devices: dict[str, UUID] = field(default_factory=dict)

    def fingerprint(self, sheet: BaseModel) -> bytes:
        return self.ledger.sealing.fingerprint(sheet.model_dump_json(exclude_unset=True).encode())

    def elder(self, act: Act) -> UUID:
        assert act.elder is not None
        return self.elders[act.elder]

    def record(self, act: Act, actor: Actor) -> Record:
        """The record that an act corrects or voids."""
        id, started_at = self.records[act.about]
        return Record(id, self.elder(act), started_at, actor.mends_for_others)


def record_story(target: Target, acts: Sequence[Act], progress: Callable[[int], None]) -> UUID:
    """Record the whole story, in two processes if that pays off. Returns the first elder's id. Raises Stopped."""
    if len(acts) < WORTH_TWO or (os.cpu_count() or 1) < 2:
        return _run(target, acts, Pace.alone(), progress)[0]
    spawn = multiprocessing.get_context("spawn")
    reached, done = spawn.Array("d", 2), spawn.Array("i", 2)
    other: BaseProcess = spawn.Process(
        target=_record_second_share, args=(target, _share(acts, 1), reached, done), daemon=True
    )
    other.start()
    try:
        elders = _run(target, _share(acts, 0), Pace(reached, done, 0, other.is_alive), progress)
        other.join()
        if other.exitcode:
            raise Stopped("生成数据的另一进程出错 / the other process failed")
        progress(sum(done[:]))
    finally:
        other.terminate()
        other.join()
    return elders[0]


def _share(acts: Sequence[Act], turn: int) -> list[Act]:
    """The acts of every other village."""
    return [act for act in acts if act.village % 2 == turn]


def _record_second_share(target: Target, acts: Sequence[Act], reached: Any, done: Any) -> None:
    """The second process; Ctrl-C is left to the first, which then ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    first = parent_process()
    assert first
    _run(target, acts, Pace(reached, done, 1, first.is_alive), lambda _: None)


def _run(target: Target, acts: Sequence[Act], pace: Pace, progress: Callable[[int], None]) -> dict[int, UUID]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(_record(target, acts, pace, progress))
        except ExceptionGroup as several:  # the first one failed; the other lanes ended because of it
            raise several.exceptions[0] from None


async def _record(target: Target, acts: Sequence[Act], pace: Pace, progress: Callable[[int], None]) -> dict[int, UUID]:
    """Carry out the acts in order, some at once, and number their entries as they come."""
    database = Database(target.url, target.keeper_url, LANES + 1)
    await database.open()
    recording = Recording(Ledger(database, KINDS, VIEWS, Sealing(target.keys)), target.actors)
    lanes: list[asyncio.Queue[Act | None]] = [asyncio.Queue(AHEAD) for _ in range(LANES)]

    async def work(lane: asyncio.Queue[Act | None]) -> None:
        while act := await lane.get():
            with clock.set_to(act.at):
                await HOW[act.kind](recording, act, target.actors[act.by])
            pace.done[pace.mine] += 1
            progress(sum(pace.done[:]))

    sequencer = Sequencer(database)
    await sequencer.start()
    try:
        async with asyncio.TaskGroup() as group:
            for lane in lanes:
                group.create_task(work(lane))
            for act in acts:
                await pace.reach(act.at.timestamp())
                await lanes[act.village // 2 % LANES].put(act)
            for lane in lanes:
                await lane.put(None)
        pace.reached[pace.mine] = math.inf
        await sequencer.stop()
        while await number_pending(database):  # leave nothing pending
            pass
    finally:
        await sequencer.stop()
        await database.close()
    return recording.elders


async def _register(recording: Recording, act: Act, actor: Actor) -> None:
    file = Registration.model_validate(act.sheet)
    numbers = {f"x:{file.external_id}": recording.fingerprint(file)}
    enter = partial(register_elder, sheet=file, numbers=numbers, sealing=recording.ledger.sealing)
    assert act.elder is not None
    recording.elders[act.elder] = (await recording.ledger.write(actor, enter)).subject


async def _list(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = CandidateSheet.model_validate(act.sheet)
    await recording.ledger.write(
        actor, partial(list_stranger, sheet=sheet, numbers={}, sealing=recording.ledger.sealing)
    )


async def _visit(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = VisitSheet.model_validate({**act.sheet, "elder_id": recording.elder(act)})
    numbers = {f"r:{sheet.record_no}": recording.fingerprint(sheet)}
    written = await recording.ledger.write(actor, partial(record_visit, sheet=sheet, numbers=numbers))
    if sheet.record_no and isinstance(written, Recorded):
        recording.records[sheet.record_no] = (written.id, sheet.started_at)
        for noun, ids in (("need", written.needs), ("risk", written.risks)):
            recording.cases |= {f"{sheet.record_no}/{noun}/{turn}": id for turn, id in enumerate(ids)}


async def _correct(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = Correction.model_validate(act.sheet)
    mend = partial(correct_visit, record=recording.record(act, actor), sheet=sheet, expected=Expected.of(1), numbers={})
    await recording.ledger.write(actor, mend)


async def _void(recording: Recording, act: Act, actor: Actor) -> None:
    mend = partial(
        void_visit,
        record=recording.record(act, actor),
        sheet=Void.model_validate(act.sheet),
        expected=Expected.of(1),
        numbers={},
    )
    await recording.ledger.write(actor, mend)


async def _declare(recording: Recording, act: Act, actor: Actor) -> None:
    await recording.ledger.write(
        actor, partial(declare_period, sheet=PeriodSheet.model_validate(act.sheet), numbers={})
    )


async def _name_contact(recording: Recording, act: Act, actor: Actor) -> None:
    named = ContactSheet.model_validate(act.sheet)
    await recording.ledger.write(actor, partial(name_contact, elder=recording.elder(act), numbers={}, sheet=named))


async def _record_of_file(recording: Recording, act: Act, actor: Actor) -> None:
    shape, rule = RECORDINGS[act.kind]
    sheet = shape.model_validate(act.sheet)
    how = partial(record_of_file, elder=recording.elder(act), numbers={}, rule=lambda so_far: rule(so_far, sheet))
    await recording.ledger.write(actor, how)


async def _raise(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = NeedSheet.model_validate({**act.sheet, "elder_id": recording.elder(act)})
    numbers = {f"r:{sheet.record_no}": recording.fingerprint(sheet)}
    recording.cases[act.about] = (
        await recording.ledger.write(actor, partial(raise_need, sheet=sheet, numbers=numbers))
    ).id


async def _report(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = RiskSheet.model_validate({**act.sheet, "elder_id": recording.elder(act)})
    numbers = {f"r:{sheet.record_no}": recording.fingerprint(sheet)}
    recording.cases[act.about] = (
        await recording.ledger.write(actor, partial(report_risk, sheet=sheet, numbers=numbers))
    ).id


async def _place(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = DeviceSheet.model_validate(act.sheet)
    place = partial(place_device, elder=recording.elder(act), sheet=sheet, numbers={})
    recording.devices[act.about] = (await recording.ledger.write(actor, place)).id


async def _alert(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = AlertSheet.model_validate({**act.sheet, "device_id": recording.devices[act.about]})
    await recording.ledger.write(actor, partial(raise_alert, elder=recording.elder(act), sheet=sheet, numbers={}))


async def _urge(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = UrgingSheet.model_validate(act.sheet)
    await recording.ledger.write(actor, partial(record_urging, elder=recording.elder(act), sheet=sheet, numbers={}))


async def _family(recording: Recording, act: Act, actor: Actor) -> None:
    sheet = FamilyContactSheet.model_validate(act.sheet)
    await recording.ledger.write(actor, partial(record_contact, elder=recording.elder(act), sheet=sheet, numbers={}))


async def _step(recording: Recording, act: Act, actor: Actor) -> None:
    """A step of a need or a risk, with the version just read."""
    shape, given = STEPS[act.kind], act.sheet
    if "agency" in given:
        given = given | {"agency": recording.actors[given["agency"]].id}
    sheet, elder, case = shape.model_validate(given), recording.elder(act), recording.cases[act.about]
    loop = LOOPS[act.kind.partition("/")[0]]
    async with recording.ledger.database.transaction(Sight.KEEPER) as keeper:
        read = await keeper.one(f"SELECT c.revision FROM {loop.noun} c WHERE c.id = %s", (case,))
    assert read
    expected = Expected.of(read["revision"])
    await recording.ledger.write(actor, lambda book: take(book, loop, elder, case, sheet, expected, {}))


STEPS: dict[str, type[StepSheet]] = {
    f"{noun}/{name}": sheet
    for noun, sheets in (("need", NEED_STEPS), ("risk", RISK_STEPS))
    for name, sheet in sheets.items()
}
HOW: dict[str, Callable[[Recording, Act, Actor], Awaitable[None]]] = {
    "register": _register, "list": _list, "visit": _visit, "correct": _correct, "void": _void, "contact": _name_contact,
    "period": _declare, "raise": _raise, "report": _report, "device": _place, "alert": _alert, "urge": _urge,
    "family_contact": _family, **dict.fromkeys(STEPS, _step),
    **dict.fromkeys(RECORDINGS, _record_of_file),
}  # fmt: skip
"""How an act of each kind is carried out: by the action that its route calls."""
