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
from typing import Any, LiteralString
from uuid import UUID

import uvloop
from pydantic import BaseModel

from .. import clock
from ..access import Actor
from ..app import KINDS, VIEWS
from ..cases import StepSheet
from ..census import CandidateSheet, list_stranger
from ..course import TELLINGS, ContactSheet, name_contact
from ..course import tell as tell_of_file
from ..database import Database, Sight
from ..elders import Registration, register_elder
from ..etags import Expected
from ..family import FamilyContactSheet, UrgingSheet, record_contact, record_urging
from ..ledger import Ledger, Sealing, Sequencer, number_pending
from ..monitoring import AlertSheet, DeviceSheet, place_device, raise_alert
from ..needs import NEED_STEPS, NeedSheet, raise_need, take_need_step
from ..notices import PeriodSheet, declare_period
from ..risks import RISK_STEPS, RiskSheet, report_risk, take_risk_step
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
    told: Any
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
                raise Stopped("生成数据的另一进程意外结束 / the other process ended before its share was told")
            await asyncio.sleep(0.005)


@dataclass(frozen=True)
class Telling:
    """The database that the story is recorded in, and the actors who record it."""

    url: str
    keeper_url: str
    keys: Keys
    actors: Mapping[str, Actor]


@dataclass
class Teller:
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


def tell(telling: Telling, acts: Sequence[Act], progress: Callable[[int], None]) -> UUID:
    """Record the whole story, in two processes if that pays off. Returns the first elder's id. Raises Stopped."""
    if len(acts) < WORTH_TWO or (os.cpu_count() or 1) < 2:
        return _run(telling, acts, Pace.alone(), progress)[0]
    spawn = multiprocessing.get_context("spawn")
    reached, told = spawn.Array("d", 2), spawn.Array("i", 2)
    other: BaseProcess = spawn.Process(
        target=_tell_second_share, args=(telling, _share(acts, 1), reached, told), daemon=True
    )
    other.start()
    try:
        elders = _run(telling, _share(acts, 0), Pace(reached, told, 0, other.is_alive), progress)
        other.join()
        if other.exitcode:
            raise Stopped("生成数据的另一进程出错 / the other process failed")
        progress(sum(told[:]))
    finally:
        other.terminate()
        other.join()
    return elders[0]


def _share(acts: Sequence[Act], turn: int) -> list[Act]:
    """The acts of every other village."""
    return [act for act in acts if act.village % 2 == turn]


def _tell_second_share(telling: Telling, acts: Sequence[Act], reached: Any, told: Any) -> None:
    """The second process; Ctrl-C is left to the first, which then ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    first = parent_process()
    assert first
    _run(telling, acts, Pace(reached, told, 1, first.is_alive), lambda _: None)


def _run(telling: Telling, acts: Sequence[Act], pace: Pace, progress: Callable[[int], None]) -> dict[int, UUID]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            return runner.run(_tell(telling, acts, pace, progress))
        except ExceptionGroup as several:  # the first one failed; the other lanes ended because of it
            raise several.exceptions[0] from None


async def _tell(telling: Telling, acts: Sequence[Act], pace: Pace, progress: Callable[[int], None]) -> dict[int, UUID]:
    """Carry out the acts in order, some at once, and number their entries as they come."""
    database = Database(telling.url, telling.keeper_url, LANES + 1)
    await database.open()
    teller = Teller(Ledger(database, KINDS, VIEWS, Sealing(telling.keys)), telling.actors)
    lanes: list[asyncio.Queue[Act | None]] = [asyncio.Queue(AHEAD) for _ in range(LANES)]

    async def work(lane: asyncio.Queue[Act | None]) -> None:
        while act := await lane.get():
            with clock.set_to(act.at):
                await HOW[act.kind](teller, act, telling.actors[act.by])
            pace.told[pace.mine] += 1
            progress(sum(pace.told[:]))

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
    return teller.elders


async def _register(teller: Teller, act: Act, actor: Actor) -> None:
    file = Registration.model_validate(act.sheet)
    numbers = {f"x:{file.external_id}": teller.fingerprint(file)}
    enter = partial(register_elder, sheet=file, numbers=numbers, sealing=teller.ledger.sealing)
    assert act.elder is not None
    teller.elders[act.elder] = (await teller.ledger.write(actor, enter)).subject


async def _list(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = CandidateSheet.model_validate(act.sheet)
    await teller.ledger.write(actor, partial(list_stranger, sheet=sheet, numbers={}, sealing=teller.ledger.sealing))


async def _visit(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = VisitSheet.model_validate({**act.sheet, "elder_id": teller.elder(act)})
    numbers = {f"r:{sheet.record_no}": teller.fingerprint(sheet)}
    written = await teller.ledger.write(actor, partial(record_visit, sheet=sheet, numbers=numbers))
    if sheet.record_no and isinstance(written, Recorded):
        teller.records[sheet.record_no] = (written.id, sheet.started_at)
        for noun, ids in (("need", written.needs), ("risk", written.risks)):
            teller.cases |= {f"{sheet.record_no}/{noun}/{turn}": id for turn, id in enumerate(ids)}


async def _correct(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = Correction.model_validate(act.sheet)
    mend = partial(correct_visit, record=teller.record(act, actor), sheet=sheet, expected=Expected.of(1), numbers={})
    await teller.ledger.write(actor, mend)


async def _void(teller: Teller, act: Act, actor: Actor) -> None:
    mend = partial(
        void_visit,
        record=teller.record(act, actor),
        sheet=Void.model_validate(act.sheet),
        expected=Expected.of(1),
        numbers={},
    )
    await teller.ledger.write(actor, mend)


async def _declare(teller: Teller, act: Act, actor: Actor) -> None:
    await teller.ledger.write(actor, partial(declare_period, sheet=PeriodSheet.model_validate(act.sheet), numbers={}))


async def _name_contact(teller: Teller, act: Act, actor: Actor) -> None:
    named = ContactSheet.model_validate(act.sheet)
    await teller.ledger.write(actor, partial(name_contact, elder=teller.elder(act), numbers={}, sheet=named))


async def _tell_of_file(teller: Teller, act: Act, actor: Actor) -> None:
    shape, rule = TELLINGS[act.kind]
    told = shape.model_validate(act.sheet)
    how = partial(tell_of_file, elder=teller.elder(act), numbers={}, rule=lambda so_far: rule(so_far, told))
    await teller.ledger.write(actor, how)


async def _raise(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = NeedSheet.model_validate({**act.sheet, "elder_id": teller.elder(act)})
    numbers = {f"r:{sheet.record_no}": teller.fingerprint(sheet)}
    teller.cases[act.about] = (await teller.ledger.write(actor, partial(raise_need, sheet=sheet, numbers=numbers))).id


async def _report(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = RiskSheet.model_validate({**act.sheet, "elder_id": teller.elder(act)})
    numbers = {f"r:{sheet.record_no}": teller.fingerprint(sheet)}
    teller.cases[act.about] = (await teller.ledger.write(actor, partial(report_risk, sheet=sheet, numbers=numbers))).id


async def _place(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = DeviceSheet.model_validate(act.sheet)
    place = partial(place_device, elder=teller.elder(act), sheet=sheet, numbers={})
    teller.devices[act.about] = (await teller.ledger.write(actor, place)).id


async def _alert(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = AlertSheet.model_validate({**act.sheet, "device_id": teller.devices[act.about]})
    await teller.ledger.write(actor, partial(raise_alert, elder=teller.elder(act), sheet=sheet, numbers={}))


async def _urge(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = UrgingSheet.model_validate(act.sheet)
    await teller.ledger.write(actor, partial(record_urging, elder=teller.elder(act), sheet=sheet, numbers={}))


async def _family(teller: Teller, act: Act, actor: Actor) -> None:
    sheet = FamilyContactSheet.model_validate(act.sheet)
    await teller.ledger.write(actor, partial(record_contact, elder=teller.elder(act), sheet=sheet, numbers={}))


async def _step(teller: Teller, act: Act, actor: Actor) -> None:
    """A step of a need or a risk, with the version just read."""
    shape, told = STEPS[act.kind], act.sheet
    if "agency" in told:
        told = told | {"agency": teller.actors[told["agency"]].id}
    sheet, elder, case, need = (
        shape.model_validate(told),
        teller.elder(act),
        teller.cases[act.about],
        act.kind.startswith("need/"),
    )
    async with teller.ledger.database.transaction(Sight.KEEPER) as keeper:
        read = await keeper.one(_NEED if need else _RISK, (case,))
    assert read
    take, expected = take_need_step if need else take_risk_step, Expected.of(read["revision"])
    await teller.ledger.write(actor, lambda book: take(book, elder, case, sheet, expected, {}))


_NEED: LiteralString = "SELECT revision FROM need WHERE id = %s"
_RISK: LiteralString = "SELECT revision FROM risk WHERE id = %s"
STEPS: dict[str, type[StepSheet]] = {
    **{f"need/{name}": shape for shape, name in NEED_STEPS.items()},
    **{f"risk/{name}": shape for shape, name in RISK_STEPS.items()},
}
HOW: dict[str, Callable[[Teller, Act, Actor], Awaitable[None]]] = {
    "register": _register, "list": _list, "visit": _visit, "correct": _correct, "void": _void, "contact": _name_contact,
    "period": _declare, "raise": _raise, "report": _report, "device": _place, "alert": _alert, "urge": _urge,
    "family_contact": _family, **dict.fromkeys(STEPS, _step),
    **dict.fromkeys(TELLINGS, _tell_of_file),
}  # fmt: skip
"""How an act of each kind is carried out: by the action that its route calls."""
