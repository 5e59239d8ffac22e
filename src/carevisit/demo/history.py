"""Telling the ledger the story: the same actions as the routes', by the same actors, each at its own moment."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from .. import clock
from ..access import Actor
from ..elders import Registration
from ..elders.actions import register_elder
from ..ledger import Ledger, Sequencer, number_pending
from ..visits import VisitSheet
from ..visits.actions import record_visit
from .district import Act

LANES = 12  # acts under way at once; an elder's are always in one lane, and so in their order
AHEAD = 4  # a lane may be so many acts behind the others: the feed then reads like a living district


async def tell(
    ledger: Ledger, acts: Sequence[Act], actors: Mapping[str, Actor], told_one: Callable[[], None]
) -> dict[int, UUID]:
    """Carry out the acts in the order of telling, with some under way at once. Answers each elder's id."""
    elders: dict[int, UUID] = {}
    lanes: list[asyncio.Queue[Act | None]] = [asyncio.Queue(AHEAD) for _ in range(LANES)]

    async def work(lane: asyncio.Queue[Act | None]) -> None:
        while act := await lane.get():
            with clock.set_to(act.at):
                await _carry_out(ledger, act, actors[act.by], elders)
            told_one()

    sequencer = Sequencer(ledger.database)
    await sequencer.start()
    try:
        async with asyncio.TaskGroup() as group:
            for lane in lanes:
                group.create_task(work(lane))
            for act in acts:
                await lanes[act.elder % LANES].put(act)
            for lane in lanes:
                await lane.put(None)
    finally:
        await sequencer.stop()
    while await number_pending(ledger.database):
        pass
    return elders


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
