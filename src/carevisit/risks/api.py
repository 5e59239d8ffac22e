"""How to ask about risks over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from ..desk import Cursor, Desk, Limit, Mine, PlaceCode, desk_for, place_of
from ..errors import RiskNotFound
from ..policy import RiskKind, Severity
from ..wire import StrictRoute
from .views import RiskList, RiskShown

router = APIRouter(prefix="/v1/risks", tags=["risks 风险隐患"], route_class=StrictRoute)
_ROW = (
    f"SELECT r.*, {place_of('r')} AS place FROM risk r JOIN entry e ON e.subject = r.elder_id AND e.version = r.version"
)


@router.get("", operation_id="listRisks", summary="List risks · 风险隐患列表")
async def list_risks(
    response: Response,
    desk: Annotated[Desk, desk_for("risks:read")],
    place: PlaceCode = None,
    elder_id: UUID | None = None,
    kind: RiskKind | None = None,
    severity: Severity | None = None,
    mine: Mine = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RiskList:
    """The risks of your places, newest first; an agency lists those that it reported."""
    filters = {"elder_id": elder_id, "kind": kind, "severity": severity}
    items, listing = await desk.records_list(
        response, _ROW, "r", "risk.reported", place=place, mine=mine, filters=filters, limit=limit, cursor=cursor
    )
    return RiskList.model_validate({**listing, "items": items})


@router.get("/{risk_id}", operation_id="readRisk", summary="Read a risk · 查看风险隐患")
async def read_risk(risk_id: UUID, response: Response, desk: Annotated[Desk, desk_for("risks:read")]) -> RiskShown:
    """A risk, with what was said and done about it."""
    row = await desk.record(response, _ROW, "r", "risk.reported", risk_id)
    if row is None:
        raise RiskNotFound
    return RiskShown.model_validate(row)
