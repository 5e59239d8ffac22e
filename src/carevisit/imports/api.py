"""The routes of imports."""

import logging
from typing import Annotated, Any

from fastapi import APIRouter

from .. import logs
from ..answers import ACCEPTED, NO_KEY
from ..desk import Desk, desk_for
from ..errors import Forbidden, ImportTooLarge, wrong
from ..jobs import XLSX, JobShown, queue_of, shown_job
from ..multipart import File, read_file
from ..spool import Spool
from ..templates import ImportKind
from ..wire import StrictRoute
from .making import KINDS

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/imports", tags=["jobs"], route_class=StrictRoute)
MOST_BYTES = 16 * 1_048_576
_FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "title": "ImportForm", "type": "object", "required": ["kind", "file"],
                "properties": {
                    "kind": {
                        "type": "string", "enum": [str(kind) for kind in ImportKind],
                        "description": "What the rows are. 各行的内容：登记、摸排名单、探访记录。",
                    },
                    "file": {
                        "type": "string", "format": "binary",
                        "description": "A workbook (.xlsx, .xls) or CSV. 工作簿（.xlsx、.xls）或 CSV。",
                    },
                },
            },
            "encoding": {"file": {"contentType": f"{XLSX}, application/vnd.ms-excel, text/csv"}},
        },
    },
}  # fmt: skip


@router.post(
    "", status_code=202, operation_id="makeImport", summary="Import a file of rows · 导入表格",
    responses=ACCEPTED, openapi_extra=NO_KEY | {"requestBody": _FORM},
)  # fmt: skip
async def make_import(desk: Annotated[Desk, desk_for(None)]) -> JobShown:
    if not any(_admitted(kind, desk) for kind in ImportKind):
        raise Forbidden  # before the file is read
    with desk.office.uploads.one(desk.actor.id), Spool(desk.office.settings.spool_folder) as spool:
        kind = _kind(await read_file(desk.request, MOST_BYTES, spool, ("kind",), ImportTooLarge))
        KINDS[kind].admits(desk.actor)
        id = await queue_of(desk).make(desk.actor, KINDS[kind], b"", await spool.content())
    logs.write(log, logging.INFO, "import asked for", job=id, kind=kind.value, actor=desk.actor.id)
    desk.headers["Location"] = f"/v1/jobs/{id}"
    return await shown_job(desk, id)


def _kind(file: File) -> ImportKind:
    """What the rows of a file are. Raises Invalid."""
    said = file.fields.get("kind")
    if said is None:
        raise wrong("/kind", "missing", "This is required.", "必填。")
    if said not in [*ImportKind]:
        known = ", ".join(ImportKind)
        raise wrong("/kind", "enum", f"This must be one of: {known}.", f"应为以下代码之一：{known}。")
    return ImportKind(said)


def _admitted(kind: ImportKind, desk: Desk) -> bool:
    try:
        KINDS[kind].admits(desk.actor)
    except Forbidden:
        return False
    return True
