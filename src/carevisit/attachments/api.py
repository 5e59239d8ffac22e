"""How to attach files and read them over HTTP."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import APIRouter, Response
from uuid_utils.compat import uuid7

from .. import clock, logs
from ..access import Role
from ..answers import GONE, NEW, json_answer
from ..database import Sight
from ..desk import Desk, Reading, desk_for
from ..errors import (
    AttachmentLost,
    AttachmentNotFound,
    AttachmentRemoved,
    CorrectionWindowClosed,
    ElderNotFound,
    Forbidden,
    Problem,
    StorageUnavailable,
)
from ..etags import NOT_MODIFIED, has_it
from ..ledger import Book, Unreadable, Written, entry_rows, seal_file, unseal_file
from ..multipart import File, read_file
from ..spool import Spool
from ..wire import StrictRoute
from .actions import add_attachment, remove_attachment
from .facts import AttachmentAdded, Owner
from .finding import NOT_FOUND, ROWS, Found, attachment_of, key_of, list_of, record_of, shown_of
from .rules import EXTENSIONS, media_type_of
from .sheets import BYTES, FORM, AttachmentList, AttachmentRemoval, AttachmentShown, Upload
from .storage import Blobs

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", tags=["attachments"], route_class=StrictRoute)
_HANDS = (Role.AGENCY, Role.LIAISON, Role.GUIDE, Role.SUPERVISOR, Role.APP)


@router.post(
    "/visits/{visit_id}/attachments",
    status_code=201,
    operation_id="attachToVisit",
    summary="Attach a file to a visit · 探访记录上传附件",
    response_model=AttachmentShown,
    responses=NEW,
    openapi_extra={"requestBody": FORM},
)
async def attach_to_visit(visit_id: UUID, desk: Annotated[Desk, desk_for("visits:write", *_HANDS)]) -> Response:
    return await add(Owner.VISIT, visit_id, desk)


@router.get(
    "/visits/{visit_id}/attachments",
    operation_id="listVisitAttachments",
    summary="List attachments of a visit · 探访记录附件列表",
)
async def list_visit_attachments(visit_id: UUID, desk: Annotated[Desk, desk_for("visits:read")]) -> AttachmentList:
    return await list_of(Owner.VISIT, visit_id, desk)


@router.post(
    "/needs/{need_id}/attachments",
    status_code=201,
    operation_id="attachToNeed",
    summary="Attach a file to a need · 需求上传附件",
    response_model=AttachmentShown,
    responses=NEW,
    openapi_extra={"requestBody": FORM},
)
async def attach_to_need(need_id: UUID, desk: Annotated[Desk, desk_for("needs:write", *_HANDS)]) -> Response:
    return await add(Owner.NEED, need_id, desk)


@router.get(
    "/needs/{need_id}/attachments",
    operation_id="listNeedAttachments",
    summary="List attachments of a need · 需求附件列表",
)
async def list_need_attachments(need_id: UUID, desk: Annotated[Desk, desk_for("needs:read")]) -> AttachmentList:
    return await list_of(Owner.NEED, need_id, desk)


@router.post(
    "/risks/{risk_id}/attachments",
    status_code=201,
    operation_id="attachToRisk",
    summary="Attach a file to a risk · 风险隐患上传附件",
    response_model=AttachmentShown,
    responses=NEW,
    openapi_extra={"requestBody": FORM},
)
async def attach_to_risk(risk_id: UUID, desk: Annotated[Desk, desk_for("risks:write", *_HANDS)]) -> Response:
    return await add(Owner.RISK, risk_id, desk)


@router.get(
    "/risks/{risk_id}/attachments",
    operation_id="listRiskAttachments",
    summary="List attachments of a risk · 风险隐患附件列表",
)
async def list_risk_attachments(risk_id: UUID, desk: Annotated[Desk, desk_for("risks:read")]) -> AttachmentList:
    return await list_of(Owner.RISK, risk_id, desk)


@router.get(
    "/attachments/{attachment_id}", operation_id="readAttachment", summary="Read about an attachment · 查看附件信息"
)
async def read_attachment(attachment_id: UUID, desk: Annotated[Desk, desk_for(None)]) -> AttachmentShown:
    _, shown, _ = await attachment_of(attachment_id, desk, "read")
    return shown


@router.get(
    "/attachments/{attachment_id}/content",
    operation_id="readAttachmentContent",
    summary="Read an attachment's file · 下载附件",
    response_class=Response,
    responses=BYTES | NOT_MODIFIED | GONE,
)
async def read_content(attachment_id: UUID, desk: Annotated[Desk, desk_for(None)]) -> Response:
    row, shown, _ = await attachment_of(attachment_id, desk, "read")
    if row["state"] == "removed":
        raise AttachmentRemoved
    tag = f'"{row["id"]}"'  # an attachment never changes
    if has_it(desk.request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    content = await _content(row, desk)
    if content is None:
        logs.write(log, logging.ERROR, "attachment lost", attachment=attachment_id)
        raise AttachmentLost
    plain = f"attachment.{EXTENSIONS[shown.media_type][0]}"
    headers = {
        "ETag": tag,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown.name or plain, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",  # besides nosniff and no-store, which every answer has
    }
    return Response(content, 200, headers, shown.media_type)


async def _content(row: dict[str, Any], desk: Desk) -> bytes | None:
    """The file as it was sent; None if the file or its key is gone, or if it was altered."""
    key, sealed = key_of(desk.office.ledger.sealing, row), await _blobs(desk).get(row["blob"])
    if key is None or sealed is None:
        return None
    try:
        return unseal_file(key, sealed, row["elder_id"], row["id"])
    except Unreadable:
        return None


@router.post(
    "/attachments/{attachment_id}/removal",
    status_code=201,
    operation_id="removeAttachment",
    responses=NEW | GONE,
    summary="Remove an attachment · 移除附件",
    response_model=AttachmentShown,
)
async def remove(
    attachment_id: UUID, sheet: AttachmentRemoval, desk: Annotated[Desk, desk_for(None, *_HANDS)]
) -> Response:
    numbers = desk.numbers(sheet)
    row, shown, sight = await attachment_of(attachment_id, desk, "write")
    answers = sight is Sight.AREA and desk.actor.mends_for_others
    if not answers and not row["own"]:
        raise Forbidden(
            "You remove only what you attached: ask the township.",
            "您仅可移除本人上传的附件；其他附件请联系乡镇（街道）指导员。",
        )
    elder = row["elder_id"]
    try:
        written = await _by_rights(
            desk,
            lambda book, at: remove_attachment(book, attachment_id, elder, sheet, numbers, at=at, answers=answers),
            row["record_at"], now_only=answers,
        )  # fmt: skip
    except ElderNotFound:  # the elder has just moved, or a late move took that day from the maker
        raise (AttachmentNotFound if answers else CorrectionWindowClosed) from None
    await _let_go(_blobs(desk), row["blob"])
    return await _answered(desk, shown.attached_to.kind, written)


async def add(owner: Owner, id: UUID, desk: Desk, **paper: Any) -> Response:
    """Attach the request's file to a record; for an elder's file, `paper` holds its kind and last valid day."""
    settings, blobs = desk.office.settings, _blobs(desk)
    with desk.office.uploads.one(desk.actor.id):
        found = await record_of(owner, id, desk)
        with Spool(settings.spool_folder) as spool:
            file = await read_file(desk.request, settings.attachment_max_bytes, spool)
            async with blobs.whole:
                fact, attachment, numbers = await _store(owner, found, file, await spool.content(), desk, paper)
    try:
        written = await _by_rights(
            desk, lambda book, at: add_attachment(book, found.record, fact, attachment, numbers, at=at),
            found.record.happened_at, now_only=found.answers_now,
        )  # fmt: skip
    except Problem as refused:
        if refused.status < 500:  # after a server error the entry may exist: the sweeper decides
            await _let_go(blobs, fact.blob)
        raise NOT_FOUND[owner] if isinstance(refused, ElderNotFound) else refused from None
    if written.replayed:
        await _let_go(blobs, fact.blob)
    return await _answered(desk, owner, written)


async def _store(
    owner: Owner, found: Found, file: File, content: bytes, desk: Desk, paper: dict[str, Any]
) -> tuple[AttachmentAdded, UUID, dict[str, bytes]]:
    """Store the sealed file; returns the fact to write, the attachment's id and the request's numbers. Raises Invalid.

    The file comes before the entry: an orphan can be swept, a lost file can't be restored.
    """
    kind = media_type_of(file.name, file.declared, content)
    numbers = desk.numbers(Upload(name=file.name, media_type=kind, sha256=sha256(content).hexdigest(), **paper))
    if found.key is None:
        raise NOT_FOUND[owner]
    attachment, blob = uuid7(), uuid4()
    sealed = seal_file(found.key, content, found.record.elder_id, attachment)
    await _blobs(desk).put(blob, sealed)
    fact = AttachmentAdded(
        owner=owner, owner_id=found.record.id, blob=blob, media_type=kind, size=len(content),
        sha256=sha256(sealed).hexdigest(), name=file.name, **paper,
    )  # fmt: skip
    return fact, attachment, numbers


async def _by_rights(
    desk: Desk, action: Callable[[Book, datetime], Awaitable[Written]], record_at: datetime, *, now_only: bool
) -> Written:
    """Act with the present rights or, without them, with those of the record's day. Raises ElderNotFound, Conflict."""
    try:
        return await desk.write(lambda book: action(book, clock.now()))
    except ElderNotFound:
        if now_only:
            raise
    return await desk.write(lambda book: action(book, record_at))


async def _answered(desk: Desk, owner: Owner, written: Written) -> Response:
    """The attachment under today's rights; not found if these have ended."""
    where = (
        " WHERE a.elder_id = %s AND a.id = (SELECT coalesce((e.open->>'attachment_id')::uuid, e.id)"
        f" FROM {entry_rows()} WHERE e.subject = %s AND e.version = %s)"
    )

    async def look(read: Reading) -> AttachmentShown | None:
        row = await read.one(ROWS + where, (written.subject, written.subject, written.version))
        return (await shown_of(read, [row]))[0] if row else None

    shown = await desk.find(NOT_FOUND[owner], look)
    desk.headers["Location"] = f"/v1/attachments/{shown.id}"
    return json_answer(shown.model_dump(mode="json"), 201, desk.headers)


def _blobs(desk: Desk) -> Blobs:
    blobs: Blobs = desk.request.app.state.blobs
    return blobs


async def _let_go(blobs: Blobs, blob: UUID) -> None:
    """Delete a file that is not needed; if that fails now, the sweeper does it."""
    try:
        await blobs.delete(blob)
    except StorageUnavailable:
        logs.write(log, logging.WARNING, "file left to the sweeper")
