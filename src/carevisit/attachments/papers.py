"""How to attach the papers of an elder's file, and read them, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from ..access import READERS, STAFF
from ..answers import NEW
from ..desk import Desk, desk_for
from ..policy import PaperKind
from ..wire import Day, StrictRoute
from .api import add
from .facts import Owner
from .finding import list_of
from .sheets import FORM, AttachmentList, AttachmentShown

router = APIRouter(route_class=StrictRoute)  # part of the slice's router


@router.post(
    "/elders/{elder_id}/attachments",
    status_code=201,
    operation_id="attachToElder",
    summary="Add a paper to a file · 档案上传材料",
    response_model=AttachmentShown,
    responses=NEW,
    openapi_extra={"requestBody": FORM},
)
async def attach_to_elder(
    elder_id: UUID,
    desk: Annotated[Desk, desk_for("elders:write", *STAFF)],
    paper: Annotated[PaperKind, Query(description="what it is / 材料类别")],
    valid_until: Annotated[Day | None, Query(description="its last day, where it has one / 有效期至")] = None,
) -> Response:
    return await add(Owner.ELDER, elder_id, desk, paper=paper, valid_until=valid_until)


@router.get(
    "/elders/{elder_id}/attachments", operation_id="readPapers", summary="List the papers of a file · 档案材料列表"
)
async def list_elder_attachments(
    elder_id: UUID,
    desk: Annotated[Desk, desk_for("elders:read", *READERS)],
) -> AttachmentList:
    return await list_of(Owner.ELDER, elder_id, desk)
