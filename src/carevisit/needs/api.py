"""How to raise needs, to follow them and to ask about them over HTTP."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from ..access import STAFF, Role
from ..answers import ADDITION, CHANGE, NEW_VERSION, VERSION
from ..batch import LONGEST_BODY, BatchMode, BatchModeAsked, DryRun, RecordBatch, partly, records
from ..cases import CaseDesk, StepVoid, WithdrawalSheet, case_clauses, rows_of, void_step, withdraw
from ..desk import Desk, Mine, PlaceCode, desk_for
from ..listing import Cursor, Limit, ListQuery
from ..policy import CaseTier, Department, NeedKind, NeedState
from ..wire import StrictRoute
from .actions import raise_need
from .loop import NEED_LOOP
from .sheets import (
    Acceptance,
    Benefit,
    Decline,
    NeedFollowUp,
    NeedList,
    NeedOutcome,
    NeedReopening,
    NeedSheet,
    NeedShown,
    Progress,
    Referral,
)

router = APIRouter(prefix="/v1/needs", tags=["needs"], route_class=StrictRoute)
RECORDERS = (*STAFF, Role.AGENCY, Role.APP)
Recorder = Annotated[Desk, desk_for("needs:write", *RECORDERS)]
Reader = Annotated[Desk, desk_for("needs:read")]
NEEDS = CaseDesk(NEED_LOOP, NeedShown)


@router.post("", status_code=201, operation_id="raiseNeed", responses=NEW_VERSION, summary="Raise a need · 登记需求")
async def raise_a_need(sheet: NeedSheet, desk: Recorder) -> NeedShown:
    numbers = desk.numbers(sheet, f"r:{sheet.record_no}" if sheet.record_no else None)
    written = await desk.write(lambda book: raise_need(book, sheet, numbers))
    desk.headers["Location"] = f"/v1/needs/{written.id}"
    return await NEEDS.show(desk, written.id)


MANY = NEEDS.many(NeedSheet, raise_need)


@router.post(
    "/batch", operation_id="raiseNeeds", summary="Raise many needs · 批量登记需求",
    response_model=RecordBatch, **partly(RecordBatch),
)  # fmt: skip
async def raise_many(
    sheets: records(NeedSheet),  # type: ignore[valid-type]
    desk: Annotated[Desk, desk_for("needs:write", *RECORDERS, most=LONGEST_BODY)],
    mode: BatchModeAsked = BatchMode.BEST_EFFORT,
    dry_run: DryRun = False,
) -> Response:
    return await MANY.answer(desk, sheets, mode, dry_run=dry_run)


@router.get("", operation_id="listNeeds", summary="List needs · 需求列表")
async def list_needs(
    desk: Reader,
    place: PlaceCode = None,
    elder_id: UUID | None = None,
    kind: NeedKind | None = None,
    state: NeedState | None = None,
    open: Annotated[bool | None, Query(description="not closed, nor withdrawn / 未办结")] = None,
    overdue: Annotated[bool | None, Query(description="a step's time has passed / 已逾期")] = None,
    awaits: Annotated[CaseTier | None, Query(description="this tier must act / 待该层级处理")] = None,
    department: Department | None = None,
    agency: Annotated[UUID | None, Query(description="referred to this agency / 承办机构")] = None,
    mine: Mine = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> NeedList:
    filters = {
        "place": place, "elder_id": elder_id, "kind": kind, "state": state, "department": department, "agency": agency,
        "open": open, "overdue": overdue, "awaits": awaits, "mine": mine,
    }  # fmt: skip
    query = ListQuery(desk, {"id": "c.id"}, filters, limit, cursor, descending=True)
    query.equal("c", "elder_id", "kind", "state", "department", "agency")
    clauses, params = case_clauses(NEED_LOOP, open=open, overdue=overdue, awaits=awaits)
    query.where(*clauses, **params)
    rows = await query.records(rows_of(NEED_LOOP), "c", "need.raised", place=place, mine=mine)
    return query.answer(NeedList, rows)


@router.get(
    "/{need_id}",
    operation_id="readNeed",
    responses=VERSION,
    summary="Read a need with its history · 查看需求及办理经过",
)
async def read_need(need_id: UUID, desk: Reader) -> NeedShown:
    return await NEEDS.show(desk, need_id)


@router.post(
    "/{need_id}/referral", status_code=201, operation_id="referNeed", responses=CHANGE, summary="Refer a need · 转介"
)
async def refer(need_id: UUID, sheet: Referral, desk: Recorder) -> NeedShown:
    return await NEEDS.take(desk, need_id, sheet)


@router.post(
    "/{need_id}/acceptance",
    status_code=201,
    operation_id="acceptNeed",
    responses=CHANGE,
    summary="Accept a need · 受理",
)
async def accept(need_id: UUID, sheet: Acceptance, desk: Recorder) -> NeedShown:
    return await NEEDS.take(desk, need_id, sheet)


@router.post(
    "/{need_id}/decline",
    status_code=201,
    operation_id="declineNeed",
    responses=CHANGE,
    summary="Decline a need · 退回",
)
async def decline(need_id: UUID, sheet: Decline, desk: Recorder) -> NeedShown:
    return await NEEDS.take(desk, need_id, sheet)


@router.post(
    "/{need_id}/progress",
    status_code=201,
    operation_id="progressNeed",
    responses=ADDITION,
    summary="Record progress on a need · 办理进展",
)
async def progress(need_id: UUID, sheet: Progress, desk: Recorder) -> NeedShown:
    return await NEEDS.take(desk, need_id, sheet)


@router.post(
    "/{need_id}/outcome",
    status_code=201,
    operation_id="concludeNeed",
    responses=CHANGE,
    summary="Record the outcome of a need · 办理结果",
)
async def conclude(need_id: UUID, sheet: NeedOutcome, desk: Recorder) -> NeedShown:
    return await NEEDS.take(desk, need_id, sheet)


@router.post(
    "/{need_id}/benefit",
    status_code=201,
    operation_id="tellBenefit",
    responses=ADDITION,
    summary="Record a benefit · 政策告知与协助申请",
)
async def record_benefit(need_id: UUID, sheet: Benefit, desk: Recorder) -> NeedShown:
    return await NEEDS.take(desk, need_id, sheet)


@router.post("/{need_id}/follow_up", include_in_schema=False, status_code=201)
@router.post(
    "/{need_id}/follow-up",
    status_code=201,
    operation_id="followUpNeed",
    responses=CHANGE,
    summary="Follow up on a need · 跟踪回访",
)
async def follow_up(need_id: UUID, sheet: NeedFollowUp, desk: Recorder) -> NeedShown:
    return await NEEDS.take(desk, need_id, sheet)


@router.post(
    "/{need_id}/reopening",
    status_code=201,
    operation_id="reopenNeed",
    responses=CHANGE,
    summary="Reopen a need · 重新办理",
)
async def reopen(need_id: UUID, sheet: NeedReopening, desk: Recorder) -> NeedShown:
    return await NEEDS.take(desk, need_id, sheet)


@router.post(
    "/{need_id}/withdrawal",
    status_code=201,
    operation_id="withdrawNeed",
    responses=CHANGE,
    summary="Withdraw a need · 撤销需求",
)
async def withdraw_it(need_id: UUID, sheet: WithdrawalSheet, desk: Recorder) -> NeedShown:
    return await NEEDS.write(desk, need_id, sheet, withdraw)


@router.post(
    "/{need_id}/steps/{step_id}/void",
    status_code=201,
    operation_id="voidNeedStep",
    responses=CHANGE,
    summary="Void a step recorded by mistake · 步骤作废",
)
async def void_a_step(need_id: UUID, step_id: UUID, sheet: StepVoid, desk: Recorder) -> NeedShown:
    return await NEEDS.write(desk, need_id, sheet, partial(void_step, step_id=step_id))
