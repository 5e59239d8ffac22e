"""How to ask about needs over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from ..desk import Cursor, Desk, Limit, Mine, PlaceCode, desk_for, place_of
from ..errors import NeedNotFound
from ..policy import NeedKind
from ..wire import StrictRoute
from .views import NeedList, NeedShown

router = APIRouter(prefix="/v1/needs", tags=["needs 关爱服务需求"], route_class=StrictRoute)
_ROW = (
    f"SELECT n.*, {place_of('n')} AS place FROM need n JOIN entry e ON e.subject = n.elder_id AND e.version = n.version"
)


@router.get("", operation_id="listNeeds", summary="List needs · 需求列表")
async def list_needs(
    response: Response,
    desk: Annotated[Desk, desk_for("needs:read")],
    place: PlaceCode = None,
    elder_id: UUID | None = None,
    kind: NeedKind | None = None,
    mine: Mine = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> NeedList:
    """The needs of your places, newest first; an agency lists those that it raised."""
    items, listing = await desk.records_list(
        response,
        _ROW,
        "n",
        "need.raised",
        place=place,
        mine=mine,
        filters={"elder_id": elder_id, "kind": kind},
        limit=limit,
        cursor=cursor,
    )
    return NeedList.model_validate({**listing, "items": items})


@router.get("/{need_id}", operation_id="readNeed", summary="Read a need · 查看需求")
async def read_need(need_id: UUID, response: Response, desk: Annotated[Desk, desk_for("needs:read")]) -> NeedShown:
    """A need, with what was said of it."""
    row = await desk.record(response, _ROW, "n", "need.raised", need_id)
    if row is None:
        raise NeedNotFound
    return NeedShown.model_validate(row)
