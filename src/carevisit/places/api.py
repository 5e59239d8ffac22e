"""How to read and administer the tree of places over HTTP, and who holds its posts."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query

from .. import clock
from ..access import OFFICERS, Role, is_there, name_of
from ..answers import NEW, NO_KEY
from ..database import Sight, Transaction
from ..desk import Desk, PlaceCode, Reading, desk_for
from ..errors import PlaceNotFound, Problem
from ..ledger import Book, Written
from ..listing import Cursor, Limit, ListQuery
from ..wire import Day, StrictRoute, problem_body
from .actions import number_anew
from .changing import Outcome, add_place, end_place, follow_end, follow_line, merge_place, rename_place
from .levels import Level
from .national import regions
from .sheets import (
    PlaceChange,
    PlaceEnding,
    PlaceImport,
    PlaceImported,
    PlaceList,
    PlaceMerger,
    PlacePosts,
    PlaceSheet,
    PlaceShown,
    Post,
    PostList,
    RegionList,
)

router = APIRouter(prefix="/v1", tags=["places"], route_class=StrictRoute)
Administrator = Annotated[Desk, desk_for("admin:write", Role.SUPERVISOR)]
Overseer = Annotated[Desk, desk_for("supervision:read", Role.SUPERVISOR, Role.GUIDE, *OFFICERS)]
_TREE = """
SELECT p.no, p.code, place_name_on(p, %(on)s) AS name, p.level, up.code AS parent, nullif(p.from_on, '-infinity') AS "from",
  nullif(p.until_on, 'infinity') AS until, (SELECT i.code FROM place i WHERE i.id = p.merged_into) AS merged_into,
  (SELECT coalesce(json_agg(json_build_object('name', n.name, 'from', n.from_on) ORDER BY n.from_on, n.version), '[]')
    FROM place_name n WHERE n.subject = p.id) AS renamed
FROM place p LEFT JOIN place up ON up.id = p.parent
"""
_POSTS = f"""
SELECT p.no, p.code AS place, {name_of()} AS name, o.post, h.holders IS NULL OR h.holding = 0 AS vacant,
  CASE WHEN h.holding = 0 THEN h.last_on END AS vacant_since, coalesce(h.holders, '[]') AS holders
FROM place p JOIN (VALUES ('district', 'supervisor'), ('township', 'guide'), ('village', 'liaison')) o (level, post)
  ON o.level = p.level
LEFT JOIN (
  SELECT place_id, count(*) FILTER (WHERE until_on IS NULL) AS holding, max(until_on) AS last_on,
    json_agg(json_build_object('account_id', account, 'name', name, 'from', from_on, 'until', until_on)
      ORDER BY until_on DESC NULLS FIRST, from_on DESC, account) AS holders
  FROM post_holders() GROUP BY place_id) h ON h.place_id = p.id
"""
_SERVED = """
EXISTS (SELECT FROM contract_now() c JOIN place l ON l.id = c.place_id WHERE p.no >= l.no AND p.no <= l.hi)
"""


@router.get("/places", operation_id="listPlaces", summary="The tree of places · 行政区域")
async def list_places(
    desk: Annotated[Desk, desk_for(None)],
    parent: Annotated[
        str | None, Query(pattern=r"^[0-9]{2,12}$", description="only those right below / 直接下级")
    ] = None,
    level: Level | None = None,
    on: Annotated[
        Day | None, Query(description="as it is on this day; today if omitted / 指定日期，不填为今日")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PlaceList:
    query = ListQuery(desk, {"no": "p.no"}, {"parent": parent, "level": level, "on": on}, limit, cursor)
    query.given({"parent": "up.code = %(parent)s", "level": "p.level = %(level)s"})
    async with desk.reading(Sight.AREA) as read:
        where, params = await _mine(desk, read)
        query.where(where, is_there("p", "%(on)s", "%(on)s"), **params, on=on or clock.today())
        return query.answer(PlaceList, [_shown(row) for row in await query.rows(read, _TREE)])


@router.get("/places/{code}", operation_id="readPlace", summary="Read a place · 查看行政区域")
async def read_place(code: str, desk: Annotated[Desk, desk_for(None)]) -> PlaceShown:
    async with desk.reading(Sight.AREA) as read:
        return await _place(desk, read, code)


@router.post("/places", status_code=201, operation_id="addPlace", responses=NEW, summary="Add a place · 新增行政区域")
async def add(sheet: PlaceSheet, desk: Administrator) -> PlaceShown:
    numbers = desk.numbers(sheet)
    await _must_see(desk, sheet.parent)
    await _write(desk, lambda book: add_place(book, sheet, numbers), number_anew)
    desk.headers["Location"] = f"/v1/places/{sheet.code}"
    return await _answer(desk, sheet.code)


@router.patch("/places/{code}", operation_id="renamePlace", summary="Rename a place · 行政区域更名")
async def rename(code: str, sheet: PlaceChange, desk: Administrator) -> PlaceShown:
    numbers = desk.numbers(sheet)
    await desk.write(lambda book: rename_place(book, code, sheet, numbers))
    return await _answer(desk, code)


@router.post("/places/{code}/ending", status_code=201, operation_id="endPlace", summary="End a place · 撤销行政区域")
async def end(code: str, sheet: PlaceEnding, desk: Administrator) -> PlaceShown:
    numbers = desk.numbers(sheet)
    await _must_see(desk, code)
    await _write(desk, lambda book: end_place(book, code, sheet, numbers))
    return await _answer(desk, code)


@router.post(
    "/places/{code}/merger",
    status_code=201,
    operation_id="mergePlace",
    summary="Merge a village into another · 村（居）撤并",
)
async def merge(code: str, sheet: PlaceMerger, desk: Administrator) -> PlaceShown:
    numbers = desk.numbers(sheet)
    await _must_see(desk, code)
    await _write(desk, lambda book: merge_place(book, code, sheet, numbers))
    desk.request.app.state.mover.nudge()
    return await _answer(desk, code)


@router.post(
    "/places/import",
    operation_id="importPlaces",
    openapi_extra=NO_KEY,
    summary="Import a list of places · 导入行政区域",
)
async def import_list(
    sheet: PlaceImport,
    desk: Administrator,
    dry_run: Annotated[bool, Query(description="only say what would change / 仅预览变更")] = False,
) -> PlaceImported:
    first = sheet.from_ and sheet.from_.isoformat()
    lines = [PlaceSheet.model_validate({**one.model_dump(), "from": first}) for one in sheet.places]
    ending = PlaceEnding.model_validate({"from": first})
    # a township comes before its villages, and goes after them
    acts = [(one.code, partial(follow_line, sheet=one)) for one in sorted(lines, key=lambda one: len(one.code))]
    acts += [
        (code, partial(follow_end, code=code, sheet=ending)) for code in sorted(sheet.ended, key=len, reverse=True)
    ]
    await _must_administer(desk)
    answers, kept = await desk.office.ledger.write_tree(
        desk.actor, [act for _, act in acts], number_anew, keep=not dry_run
    )
    outcomes = {code: answer for (code, _), answer in zip(acts, answers, strict=True)}
    items = [_outcome(desk, code, outcomes[code]) for code in (*(one.code for one in lines), *sheet.ended)]
    counts = Counter(item["result"] for item in items)
    figures = {result: counts[result] for result in ("added", "renamed", "ended", "unchanged", "refused")}
    return PlaceImported.model_validate({"kept": kept, **figures, "items": items})


@router.get(
    "/posts", operation_id="listPosts", summary="The three posts of the places · 督导员、指导员、联络员配备情况"
)
async def list_posts(
    desk: Overseer,
    place: PlaceCode = None,
    post: Annotated[Post | None, Query()] = None,
    vacant: Annotated[bool | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PostList:
    query = ListQuery(desk, {"no": "p.no"}, {"place": place, "post": post, "vacant": vacant}, limit, cursor)
    query.given({"post": "o.post = %(post)s", "vacant": "(coalesce(h.holding, 0) = 0) = %(vacant)s"})
    async with desk.reading(Sight.AREA) as read:
        await query.within(read, place, "p.no")
        query.where(is_there("p", "(SELECT rule_day())", "(SELECT rule_day())"))
        return query.answer(PostList, [_held(row) for row in await query.rows(read, _POSTS)])


@router.get(
    "/places/{code}/posts", operation_id="readPosts", summary="Who holds the post of a place · 行政区域的岗位与任职情况"
)
async def read_posts(code: str, desk: Overseer) -> PlacePosts:
    async with desk.reading(Sight.AREA) as read:
        await _place(desk, read, code)
        rows = await read.all(f"{_POSTS} WHERE p.code = %s", (code,))
    return PlacePosts.model_validate({"items": [_held(row) for row in rows]})


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


async def _write(
    desk: Desk,
    act: Callable[[Book], Awaitable[Written]],
    finish: Callable[[Transaction], Awaitable[object]] | None = None,
) -> None:
    """Carry out an act on the tree, and say in the answer whether it is a replay. Raises what the act raises."""
    [written], _ = await desk.office.ledger.write_tree(desk.actor, [act], finish)
    if isinstance(written, Problem):
        raise written
    if written.replayed:
        desk.mark_replay()


async def _must_administer(desk: Desk) -> None:
    """Raises Unauthorized: a token that has ended must not even hold the locks of the tree."""
    async with desk.reading(Sight.AREA):
        pass


def _outcome(desk: Desk, code: str, answer: Outcome | Problem) -> dict[str, Any]:
    if isinstance(answer, Problem):
        return {"code": code, "result": "refused", "problem": problem_body(answer, desk.request.scope)}
    return {"code": code, "result": answer, "problem": None}


async def _answer(desk: Desk, code: str) -> PlaceShown:
    async with desk.reading(Sight.AREA) as read:
        return await _place(desk, read, code)


async def _must_see(desk: Desk, code: str) -> None:
    """Raises PlaceNotFound: a stranger must not even hold the locks of the tree."""
    await _answer(desk, code)


async def _place(desk: Desk, read: Reading, code: str) -> PlaceShown:
    """A place, whatever its days. Raises PlaceNotFound."""
    if not code.isascii() or not code.isdigit():
        raise PlaceNotFound
    where, params = await _mine(desk, read)
    row = await read.one(f"{_TREE} WHERE {where} AND p.code = %(code)s", params | {"code": code, "on": clock.today()})
    if row is None:
        raise PlaceNotFound
    return PlaceShown.model_validate(_shown(row))


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "renamed": orjson.loads(row["renamed"])}


def _held(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "holders": orjson.loads(row["holders"])}


async def _mine(desk: Desk, read: Any) -> tuple[str, dict[str, Any]]:
    if desk.actor.is_agency:
        return _SERVED, {}
    where, params = await read.area(None, "p.no")
    return where, params
