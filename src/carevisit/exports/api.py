"""How to ask for exports over HTTP."""

import logging
from typing import Annotated

from fastapi import APIRouter
from starlette.datastructures import MutableHeaders

from .. import logs
from ..answers import ACCEPTED, NO_KEY
from ..desk import Desk, desk_for
from ..jobs import JobShown, queue_of, shown_job
from ..wire import StrictRoute
from .lists import LISTS
from .making import KINDS
from .sheets import ExportSheet

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/exports", tags=["jobs"], route_class=StrictRoute)


@router.post(
    "", status_code=202, operation_id="makeExport", summary="Export a list · 导出列表", responses=ACCEPTED | {404: {}},
    openapi_extra=NO_KEY,
)  # fmt: skip
async def make_export(sheet: ExportSheet, desk: Annotated[Desk, desk_for(None)]) -> JobShown:
    listed = LISTS[sheet.kind]
    listed.admits(desk.actor)
    filters = listed.filters(sheet.filters)
    # what the list refuses is refused at once
    await listed.page(Desk(desk.request, desk.actor, desk.office, MutableHeaders()), filters, None, limit=1)
    id = await queue_of(desk).make(desk.actor, KINDS[sheet.kind], sheet.model_dump_json().encode())
    logs.write(log, logging.INFO, "export asked for", job=id, kind=sheet.kind.value, actor=desk.actor.id)
    desk.headers["Location"] = f"/v1/jobs/{id}"
    return await shown_job(desk, id)
