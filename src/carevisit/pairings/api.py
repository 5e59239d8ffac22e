"""How to pair elders with accounts over HTTP."""

from typing import Annotated, Any, LiteralString
from uuid import UUID

from fastapi import APIRouter

from ..access import READERS, Role
from ..answers import CHANGE, NEW_VERSION, VERSION
from ..desk import Desk, Reading, desk_for, first
from ..errors import PairingNotFound
from ..policy import FAR
from ..wire import StrictRoute
from .actions import end_pairing, pair
from .sheets import PairingEnd, PairingList, PairingSheet, PairingShown

router = APIRouter(prefix="/v1/elders/{elder_id}/assignments", tags=["pairings"], route_class=StrictRoute)
Reader = Annotated[Desk, desk_for("elders:read", *READERS)]
Writer = Annotated[Desk, desk_for("elders:write", Role.SUPERVISOR, Role.GUIDE)]

_LINE: LiteralString = """
SELECT g.id, g.elder_id, g.account, account_name(g.account) AS name, g.kind, g.from_on AS "from", g.until_on AS "until",
  g.recorded_at, g.revision AS version FROM pairing g WHERE g.elder_id = %s
"""


@router.post(
    "",
    status_code=201,
    operation_id="pairElder",
    responses=NEW_VERSION,
    summary="Pair an elder with an account · 结对关爱",
)
async def pair_elder(elder_id: UUID, sheet: PairingSheet, desk: Writer) -> PairingShown:
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: pair(book, elder_id, sheet, numbers))
    desk.headers["Location"] = f"/v1/elders/{elder_id}/assignments/{written.id}"
    return await _answer(desk, elder_id, written.id)


@router.get("", operation_id="readPairings", summary="An elder's pairings · 结对关爱记录")
async def list_pairings(elder_id: UUID, desk: Reader) -> PairingList:
    async with desk.reading(desk.elders) as read:
        await read.must_see(elder_id)
        rows = await read.all(f"{_LINE} ORDER BY g.from_on DESC, g.id DESC", (elder_id,))
    return PairingList(items=[_shown(row) for row in rows], next_cursor=None)


@router.get("/{assignment_id}", operation_id="readPairing", responses=VERSION, summary="Read a pairing · 查看结对关爱")
async def read_pairing(elder_id: UUID, assignment_id: UUID, desk: Reader) -> PairingShown:
    return await _answer(desk, elder_id, assignment_id)


@router.post(
    "/{assignment_id}/ending",
    status_code=201,
    operation_id="endPairing",
    responses=CHANGE,
    summary="End a pairing · 结束结对关爱",
)
async def end(elder_id: UUID, assignment_id: UUID, sheet: PairingEnd, desk: Writer) -> PairingShown:
    expected, numbers = desk.expected(), desk.numbers(sheet)
    await desk.write(lambda book: end_pairing(book, elder_id, assignment_id, sheet, expected, numbers))
    return await _answer(desk, elder_id, assignment_id)


async def _answer(desk: Desk, elder: UUID, pairing: UUID) -> PairingShown:
    async def look(read: Reading) -> PairingShown | None:
        return first([_shown(row) for row in await read.all(f"{_LINE} AND g.id = %s", (elder, pairing))])

    shown = await desk.find(PairingNotFound, look, elder=elder, sights=(desk.elders,))
    desk.mark_version(shown.version)
    return shown


def _shown(row: dict[str, Any]) -> PairingShown:
    until = None if row["until"] == FAR else row["until"]
    return PairingShown.model_validate({**row, "to": {"account": row.pop("account")}, "until": until})
