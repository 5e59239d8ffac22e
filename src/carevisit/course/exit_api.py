"""Routes of an exit (退出): record it, read it, correct it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from ..access import READERS, Role
from ..answers import IF_MATCH, VERSION
from ..desk import Desk, desk_for
from ..errors import ExitNotFound
from ..wire import StrictRoute
from .actions import mend_exit
from .exit_sheets import Exit, ExitCorrection, ExitCorrectionKept, ExitKept, ExitShown
from .facts import ElderLeft
from .history import History
from .kept import kept_as, record_as
from .rules import leave

router = APIRouter(prefix="/v1", tags=["course"], route_class=StrictRoute)
ToDecide = Annotated[Desk, desk_for("elders:write", Role.SUPERVISOR, Role.GUIDE)]
ToRead = Annotated[Desk, desk_for("elders:read", *READERS)]


@router.post("/elders/{elder_id}/exit", status_code=201, operation_id="exitElder", summary="Record an exit · 退出")
async def exit_elder(elder_id: UUID, sheet: Exit, desk: ToDecide) -> ExitKept:
    return await record_as(desk, elder_id, sheet, lambda history: leave(history, sheet), ExitKept)


@router.get(
    "/elders/{elder_id}/exit",
    operation_id="readExit",
    responses=VERSION,
    summary="Read an elder's latest exit · 查看退出记录",
)
async def read_exit(elder_id: UUID, desk: ToRead) -> ExitShown:
    async with desk.reading(desk.elders) as read:
        await read.must_see(elder_id)
        exits = History.of(await read.settled(elder_id)).exits
        if not exits:
            raise ExitNotFound
        exit = exits[-1]
        words = (await read.unseal([(elder_id, exit.version, exit.fact.kind)])).get((elder_id, exit.version), {})
    assert isinstance(exit.fact, ElderLeft)
    desk.mark_version(exit.revision)
    return ExitShown(
        id=exit.id, elder_id=elder_id, on=exit.fact.on, reason=exit.fact.reason, note=words.get(elder_id, {}).get("note"),
        recorded_at=exit.written_at, revision=exit.revision,
    )  # fmt: skip


@router.post(
    "/elders/{elder_id}/exit-correction",
    status_code=201,
    operation_id="correctExit",
    responses=IF_MATCH,
    summary="Correct an exit · 更正退出",
)
async def correct_an_exit(elder_id: UUID, sheet: ExitCorrection, desk: ToDecide) -> ExitCorrectionKept:
    numbers, expected = desk.numbers(sheet), desk.expected()
    written = await desk.write(lambda book: mend_exit(book, elder_id, numbers, sheet, expected))
    return await kept_as(desk, written, ExitCorrectionKept)
