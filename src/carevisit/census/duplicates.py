"""Duplicate files: found by the ID number within the caller's area, merged, and separated again."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from .. import clock
from ..access import OFFICERS, Role, place_at
from ..database import Sight
from ..dated import stands_today
from ..desk import Desk, PlaceCode, desk_for
from ..errors import ElderNotFound, NotMerged
from ..ledger import FILE, Book, Written, head_rows, tag_rows
from ..listing import Cursor, Limit, ListQuery
from ..wire import StrictRoute
from .actions import merge_elder, unmerge_elder
from .sheets import MergeSheet, UnmergeSheet
from .shown import DuplicateList, Merged

router = APIRouter(prefix="/v1", tags=["census"], route_class=StrictRoute)
DECIDERS = (Role.SUPERVISOR, Role.GUIDE)

_IS_MERGED = "EXISTS (SELECT FROM merger m WHERE m.elder_id IN (h.subject, k.subject))"
_SAME_NUMBER = "h.subject = x.id AND k.subject = y.id AND x.id < y.id"
_PAIRS = f"""
WITH bearing AS (
  SELECT array_agg(h.subject) AS files FROM {head_rows()}
  JOIN {tag_rows()} ON t.subject = h.subject AND t.version = h.file_version AND t.field = 'id_number'
  WHERE {{area}} GROUP BY t.tag HAVING count(*) > 1)
SELECT h.subject AS one, k.subject AS other, {_IS_MERGED} AS merged
FROM bearing b, unnest(b.files) x(id), unnest(b.files) y(id), {head_rows()}, {head_rows("k")}
"""
_IN_PLACE = "((h.place_no >= %(lo)s AND h.place_no <= %(hi)s) OR (k.place_no >= %(lo)s AND k.place_no <= %(hi)s))"
_TWIN = f"""
SELECT h.subject AS elder_id, p.code AS place, s.state, e.open->>'filed_on' AS filed_on, h.running_no
FROM {head_rows()} {place_at("h")} {FILE} {stands_today("h.subject")}
WHERE h.subject = ANY (%s)
"""
_MERGED = f"""
SELECT h.subject AS elder_id, m.into_id AS into, s.state, h.version FROM {head_rows()}
{stands_today("h.subject")}
LEFT JOIN merger m ON m.elder_id = h.subject WHERE h.subject = %s
"""


@router.get("/duplicates", operation_id="listDuplicates", summary="List files with the same ID number · 疑似重复档案")
async def list_duplicates(
    desk: Annotated[Desk, desk_for("elders:read", *DECIDERS, *OFFICERS)],
    place: PlaceCode = None,
    merged: Annotated[bool | None, Query(description="only those that are merged, or are not / 是否已合并")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> DuplicateList:
    order = {"one": "h.subject", "other": "k.subject"}
    query = ListQuery(desk, order, {"place": place, "merged": merged}, limit, cursor)
    query.where(_SAME_NUMBER)
    query.given({"merged": ("" if merged else "NOT ") + _IS_MERGED})
    async with desk.reading(Sight.AREA) as read:
        area, params = await read.area(None, "h.place_no")
        query.params |= params
        if place is not None:
            inside = await read.seen(place)
            query.where(_IN_PLACE, lo=inside.lo, hi=inside.hi)
        pairs = await query.rows(read, _PAIRS.format(area=area))
        named = {subject for pair in pairs for subject in (pair["one"], pair["other"])}
        twins = {row["elder_id"]: row for row in await read.all(_TWIN, (list(named),))}
    items = [{"elders": [twins[pair["one"]], twins[pair["other"]]], "merged": pair["merged"]} for pair in pairs]
    return query.answer(DuplicateList, items)


@router.post("/elders/{elder_id}/merge", operation_id="mergeElder", summary="Merge duplicate files · 合并重复档案")
async def merge(
    elder_id: UUID, sheet: MergeSheet, desk: Annotated[Desk, desk_for("elders:write", *DECIDERS)]
) -> Merged:
    numbers = desk.numbers(sheet)
    await desk.write(lambda book: merge_elder(book, elder_id, sheet.into, sheet.reason, numbers))
    return await _merged(desk, elder_id)


@router.post("/elders/{elder_id}/unmerge", operation_id="unmergeElder", summary="Undo a merge · 撤销合并")
async def unmerge(
    elder_id: UUID, sheet: UnmergeSheet, desk: Annotated[Desk, desk_for("elders:write", *DECIDERS)]
) -> Merged:
    numbers = desk.numbers(sheet)
    async with desk.reading(Sight.AREA) as read:
        row = await read.one("SELECT into_id FROM merger WHERE elder_id = %s", (elder_id,))

    async def action(book: Book) -> Written:
        if row is not None:
            return await unmerge_elder(book, elder_id, row["into_id"], sheet.reason, numbers)
        page = await book.open(elder_id, at=clock.now(), numbers=numbers)
        if before := await book.replay(page):
            return before
        raise NotMerged

    await desk.write(action)
    return await _merged(desk, elder_id)


async def _merged(desk: Desk, elder: UUID) -> Merged:
    async with desk.reading(Sight.AREA) as read:
        row: dict[str, Any] | None = await read.one(_MERGED, (elder,))
    if row is None:
        raise ElderNotFound
    return Merged.model_validate(row)
