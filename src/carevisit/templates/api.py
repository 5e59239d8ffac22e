"""How to fetch the templates over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Response
from starlette.datastructures import MutableHeaders

from .. import clock
from ..access import STAFF, Role, is_there, name_of, place_rows
from ..aside import aside
from ..desk import Desk, Reading, desk_for
from ..elders import list_elders
from ..errors import TemplateTooLong
from ..jobs import XLSX
from ..ledger import head_rows
from ..notices import profile_over
from ..places import names_of
from ..policy import DEFAULT_PROFILE, FileState, Profile, profile_of
from ..wire import StrictRoute
from .codes import code_of
from .making import template
from .rows import ImportKind

VISITORS = (Role.AGENCY, Role.LIAISON, Role.GUIDE)
MOST_ELDERS = 20_000
_PAGE = 1_000
_VILLAGES = f"""
SELECT p.code, {name_of()} AS name FROM {place_rows()}
WHERE p.level = 'village' AND {is_there("p", "(SELECT rule_day())", "(SELECT rule_day())")} AND {{}} ORDER BY p.no
"""
_SPOT = (
    f"SELECT coalesce((SELECT area_lo()), (SELECT h.place_no FROM {head_rows()} WHERE h.noun = 'elder' LIMIT 1)) AS no"
)
_WORKBOOK: dict[str, Any] = {
    "responses": {200: {
        "description": "The template. 模板。", "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
    }},
    "response_class": Response,
}  # fmt: skip

router = APIRouter(prefix="/v1/imports/templates", tags=["jobs"], route_class=StrictRoute)


@router.get(
    "/elders.xlsx", operation_id="readElderTemplate", summary="Fetch the template of registrations · 下载登记模板",
    **_WORKBOOK,
)  # fmt: skip
async def elder_template(desk: Annotated[Desk, desk_for("elders:write", *STAFF)]) -> Response:
    return await _of_files(desk, ImportKind.ELDERS)


@router.get(
    "/candidates.xlsx", operation_id="readCandidateTemplate",
    summary="Fetch the template of candidates · 下载摸排名单模板", **_WORKBOOK,
)  # fmt: skip
async def candidate_template(desk: Annotated[Desk, desk_for("elders:write", *STAFF)]) -> Response:
    return await _of_files(desk, ImportKind.CANDIDATES)


@router.get(
    "/visits.xlsx", operation_id="readVisitTemplate", summary="Fetch the template of visits · 下载探访记录模板",
    **_WORKBOOK,
)  # fmt: skip
async def visit_template(desk: Annotated[Desk, desk_for("visits:write", *VISITORS)]) -> Response:
    desk.actor.need("elders:read")
    elders = await _elders(desk)
    return _answer(ImportKind.VISITS, await aside(template, ImportKind.VISITS, await profile_for(desk), elders=elders))


async def profile_for(desk: Desk) -> Profile:
    """The profile in force today in the caller's place, an agency's by one of the elders it serves; else the default."""
    async with desk.reading(desk.elders) as read:
        spot = await read.one(_SPOT)
        if spot is None or spot["no"] is None:
            return profile_of(DEFAULT_PROFILE)
        return await profile_over(read, spot["no"], clock.today())


async def _of_files(desk: Desk, kind: ImportKind) -> Response:
    async with desk.reading(desk.elders) as read:
        villages = await _villages(read)
    return _answer(kind, await aside(template, kind, await profile_for(desk), villages))


async def _villages(read: Reading) -> list[str]:
    where, params = await read.area(None, "p.no")
    return [f"{row['code']} {row['name']}" for row in await read.all(_VILLAGES.format(where), params)]


async def _elders(desk: Desk) -> Sequence[tuple[str, str, str]]:
    """The elders of the caller's own list who have not left: name, village and code. Raises TemplateTooLong."""
    listing, found, cursor = Desk(desk.request, desk.actor, desk.office, MutableHeaders()), [], None
    while True:
        page = await list_elders(listing, limit=_PAGE, cursor=cursor)
        found += [one for one in page.items if one.state != FileState.LEFT]
        if len(found) > MOST_ELDERS:
            raise TemplateTooLong
        cursor = page.next_cursor
        if cursor is None:
            break
    async with desk.reading(desk.elders) as read:
        villages = await names_of(read, list({one.place for one in found}))
    lines = [(one.name or "", villages.get(one.place, one.place), code_of(one.id)) for one in found]
    return sorted(lines, key=lambda line: line[1::-1])


def _answer(kind: ImportKind, content: bytes) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{kind}-template.xlsx"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(content, 200, headers, XLSX)
