"""How to read the tree of places over HTTP."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from ..database import Sight
from ..desk import Desk, desk_for
from ..errors import PlaceNotFound
from ..listing import Cursor, Limit, Listing, ListQuery
from ..wire import StrictRoute
from .levels import Level
from .national import regions

router = APIRouter(prefix="/v1", tags=["places"], route_class=StrictRoute)
_COLUMNS = "p.code, p.name, p.level, up.code AS parent"
_TREE = f"SELECT {_COLUMNS}, p.no FROM place p LEFT JOIN place up ON up.id = p.parent"
_SERVED = """
EXISTS (SELECT FROM contract_now() c JOIN place l ON l.id = c.place_id WHERE p.no >= l.no AND p.no <= l.hi)
"""


class PlaceShown(BaseModel):
    """A place, by its 统计用区划代码."""

    code: str
    name: str
    level: str
    parent: str | None


class RegionShown(BaseModel):
    """A province, prefecture or county of GB/T 2260 (行政区划)."""

    code: str
    name: str
    level: Literal["province", "prefecture", "county"]
    parent: str | None
    ended: int | None = Field(description="the last year in which the code was in force; null: it is / 停用前最后年份")


class RegionList(Listing[RegionShown]):
    """A page of regions, in the order of their codes."""


class PlaceList(Listing[PlaceShown]):
    """A page of places, in the order of the tree."""


@router.get("/places", operation_id="listPlaces", summary="The tree of places · 行政区域")
async def list_places(
    desk: Annotated[Desk, desk_for(None)],
    parent: Annotated[
        str | None, Query(pattern=r"^[0-9]{2,12}$", description="only those right below / 直接下级")
    ] = None,
    level: Level | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PlaceList:
    query = ListQuery(desk, {"no": "p.no"}, {"parent": parent, "level": level}, limit, cursor)
    query.given({"parent": "up.code = %(parent)s", "level": "p.level = %(level)s"})
    async with desk.reading(Sight.AREA) as read:
        where, params = await _mine(desk, read)
        query.where(where, **params)
        return query.answer(PlaceList, await query.rows(read, _TREE))


@router.get("/places/{code}", operation_id="readPlace", summary="Read a place · 查看行政区域")
async def read_place(code: str, desk: Annotated[Desk, desk_for(None)]) -> PlaceShown:
    if not code.isascii() or not code.isdigit():
        raise PlaceNotFound
    async with desk.reading(Sight.AREA) as read:
        where, params = await _mine(desk, read)
        row = await read.one(f"{_TREE} WHERE {where} AND p.code = %(code)s", params | {"code": code})
    if row is None:
        raise PlaceNotFound
    return PlaceShown.model_validate(row)


@router.get(
    "/regions", operation_id="listRegions", summary="Provinces, prefectures and counties of China · 全国行政区划代码"
)
async def list_regions(
    desk: Annotated[Desk, desk_for(None)],
    parent: Annotated[str | None, Query(pattern=r"^[0-9]{6}$", description="only those right below / 直接下级")] = None,
    name: Annotated[
        str | None, Query(min_length=1, max_length=40, description="whose name holds this / 名称包含")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RegionList:
    query = ListQuery(desk, {"code": "code"}, {"parent": parent, "name": name}, limit, cursor)
    behind = query.after[0] if query.after else ""
    async with desk.reading(desk.elders):
        pass  # nothing to read; this checks that the token is still valid
    found = [
        {"code": one.code, "name": one.name, "level": one.level, "parent": one.parent, "ended": one.ended}
        for one in regions().values()
        if (parent is None or one.parent == parent) and (name is None or name in one.name) and one.code > behind
    ]
    return query.answer(RegionList, query.cut(found))


async def _mine(desk: Desk, read: Any) -> tuple[str, dict[str, Any]]:
    if desk.actor.is_agency:
        return _SERVED, {}
    where, params = await read.area(None, "p.no")
    return where, params
