"""How to follow jobs and fetch their files over HTTP."""

import logging
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from .. import logs
from ..access import Actor
from ..answers import ACCEPTED, NO_KEY
from ..desk import Desk, desk_for
from ..errors import Forbidden, Problem, ServerError
from ..listing import Cursor, Limit, ListQuery
from ..wire import StrictRoute, problem_body
from .own import OwnJobs
from .pieces import DETAIL, piece_name
from .queue import Kind, Queue
from .sheets import CommitSheet, JobList, JobReport, JobShown, JobState

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=StrictRoute)
AnyActor = Annotated[Desk, desk_for(None)]
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file. 文件内容。",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in (XLSX, "text/csv", "application/x-ndjson", PDF, DOCX)
        },
    },
}  # fmt: skip


@router.get("", operation_id="listJobs", summary="List one's own jobs · 本账号的任务列表")
async def list_jobs(desk: AnyActor, limit: Limit = 50, cursor: Cursor = None) -> JobList:
    query = ListQuery(desk, {"id": "j.id"}, {}, limit, cursor, descending=True)
    rows = await _own(desk).page(query)
    return query.answer(JobList, [_shown(row, desk) for row in rows])


@router.get("/{job_id}", operation_id="readJob", summary="Follow a job · 查看任务")
async def read_job(job_id: UUID, desk: AnyActor) -> JobShown:
    return await shown_job(desk, job_id)


@router.post(
    "/{job_id}/cancellation", operation_id="cancelJob", summary="Cancel a job · 取消任务", responses={404: {}, 409: {}},
    openapi_extra=NO_KEY,
)  # fmt: skip
async def cancel_job(job_id: UUID, desk: AnyActor) -> JobShown:
    await _own(desk).cancel(job_id)
    return await shown_job(desk, job_id)


@router.get("/{job_id}/report", operation_id="readJobReport", summary="Read what is wrong with rows · 查看核对报告")
async def read_report(job_id: UUID, desk: AnyActor, limit: Limit = 50, cursor: Cursor = None) -> JobReport:
    query = ListQuery(desk, {"piece": "piece", "at": "at"}, {}, limit, cursor)
    piece, at = query.after or (-1, -1)
    return query.answer(JobReport, query.cut(await _own(desk).report(job_id, piece, at, limit + 1)))


@router.post(
    "/{job_id}/commit", status_code=202, operation_id="commitJob", summary="Commit an import · 提交导入",
    responses=ACCEPTED | {404: {}, 409: {}}, openapi_extra=NO_KEY,
)  # fmt: skip
async def commit_job(job_id: UUID, sheet: CommitSheet, desk: AnyActor) -> JobShown:
    await _own(desk).commit(job_id, sheet.mode)
    queue_of(desk).nudge()
    logs.write(log, logging.INFO, "import committed", job=job_id, mode=sheet.mode.value, actor=desk.actor.id)
    desk.headers["Location"] = f"/v1/jobs/{job_id}"
    return await shown_job(desk, job_id)


@router.get(
    "/{job_id}/files/{name}",
    operation_id="readJobFile",
    summary="Fetch a file of a job · 下载任务文件",
    response_class=StreamingResponse,
    responses=BYTES,
)
async def read_job_file(
    job_id: UUID, name: Annotated[str, Path(max_length=100, description="as the job names it / 文件名")], desk: AnyActor
) -> StreamingResponse:
    job, file = await _own(desk).fetch(job_id, name)
    logs.write(log, logging.INFO, "job file fetched", job=job_id, kind=job["kind"], actor=desk.actor.id)
    headers = {
        "Content-Length": str(file["bytes"]), "Content-Disposition": f'attachment; filename="{file["name"]}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }  # fmt: skip
    return StreamingResponse(_content(desk, job, file), 200, headers, file["media_type"])


async def _content(desk: Desk, job: dict[str, Any], file: dict[str, Any]) -> AsyncIterator[bytes]:
    """A file, piece by piece. It ends early where the job is swept meanwhile; its length then tells."""
    queue, own = queue_of(desk), _own(desk)
    for no in range(file["pieces"]):
        sealed = await own.piece(file, no)
        if sealed is None:
            return
        yield queue.unsealed(job, piece_name(file["no"], no), sealed)


async def shown_job(desk: Desk, id: UUID) -> JobShown:
    """A job of the caller's. Raises JobNotFound, Unauthorized."""
    return JobShown.model_validate(_shown(await _own(desk).one(id), desk))


def queue_of(desk: Desk) -> Queue:
    """The queue of the process that answers."""
    queue: Queue = desk.request.app.state.jobs
    return queue


def _own(desk: Desk) -> OwnJobs:
    kinds = [kind.name for kind in queue_of(desk).kinds.values() if _admitted(kind, desk.actor)]
    return OwnJobs(desk.office.database, desk.office.ledger.sealing, desk.actor, kinds)


def _admitted(kind: Kind, actor: Actor) -> bool:
    try:
        kind.admits(actor)
    except Forbidden:
        return False
    return True


def _shown(row: dict[str, Any], desk: Desk) -> dict[str, Any]:
    address = f"{desk.office.settings.base_url}/v1/jobs/{row['id']}/files"
    files = [{**file, "href": f"{address}/{file['name']}"} for file in row["files"]]
    result = {"accepted": row["accepted"], "refused": row["refused"], "files": files}
    return {
        **row, "progress": {"done": row["done"], "total": row["total"]},
        "result": result if row["state"] in (JobState.DONE, JobState.WAITING) else None,
        "problem": row["problem"] and problem_body(_problem(row, queue_of(desk)), desk.request.scope),
    }  # fmt: skip


def _problem(row: dict[str, Any], queue: Queue) -> Problem:
    kind = next((one for one in Problem.every() if one.code() == row["problem"]), ServerError)
    return kind(*orjson.loads(queue.unsealed(row, DETAIL, row["detail"]))) if row["detail"] else kind()
