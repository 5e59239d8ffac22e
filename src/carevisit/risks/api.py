"""How to report risks, to follow them and to ask about them over HTTP."""

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
from ..policy import CaseTier, RiskKind, RiskState, Severity
from ..wire import StrictRoute
from .actions import report_risk
from .loop import RISK_LOOP
from .sheets import (
    Call,
    Clearance,
    Contact,
    Handling,
    RiskFollowUp,
    RiskList,
    RiskReopening,
    RiskSheet,
    RiskShown,
    SeverityChange,
    Supervision,
)

router = APIRouter(prefix="/v1/risks", tags=["risks"], route_class=StrictRoute)
RECORDERS = (*STAFF, Role.AGENCY, Role.APP)
Recorder = Annotated[Desk, desk_for("risks:write", *RECORDERS)]
Reader = Annotated[Desk, desk_for("risks:read")]
RISKS = CaseDesk(RISK_LOOP, RiskShown)


@router.post(
    "", status_code=201, operation_id="reportRisk", responses=NEW_VERSION, summary="Report a risk · 上报风险隐患"
)
async def report(sheet: RiskSheet, desk: Recorder) -> RiskShown:
    numbers = desk.numbers(sheet, f"r:{sheet.record_no}" if sheet.record_no else None)
    written = await desk.write(lambda book: report_risk(book, sheet, numbers))
    desk.headers["Location"] = f"/v1/risks/{written.id}"
    return await RISKS.show(desk, written.id)


MANY = RISKS.many(RiskSheet, report_risk)


@router.post(
    "/batch", operation_id="reportRisks", summary="Report many risks · 批量上报风险隐患",
    response_model=RecordBatch, **partly(RecordBatch),
)  # fmt: skip
async def report_many(
    sheets: records(RiskSheet),  # type: ignore[valid-type]
    desk: Annotated[Desk, desk_for("risks:write", *RECORDERS, most=LONGEST_BODY)],
    mode: BatchModeAsked = BatchMode.BEST_EFFORT,
    dry_run: DryRun = False,
) -> Response:
    return await MANY.answer(desk, sheets, mode, dry_run=dry_run)


@router.get("", operation_id="listRisks", summary="List risks · 风险隐患列表")
async def list_risks(
    desk: Reader,
    place: PlaceCode = None,
    elder_id: UUID | None = None,
    kind: RiskKind | None = None,
    severity: Severity | None = None,
    state: RiskState | None = None,
    open: Annotated[bool | None, Query(description="not closed, nor withdrawn / 未销号")] = None,
    overdue: Annotated[bool | None, Query(description="a step's time has passed / 已逾期")] = None,
    awaits: Annotated[CaseTier | None, Query(description="this tier must act / 待该层级处理")] = None,
    mine: Mine = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RiskList:
    filters = {
        "place": place, "elder_id": elder_id, "kind": kind, "severity": severity, "state": state, "open": open,
        "overdue": overdue, "awaits": awaits, "mine": mine,
    }  # fmt: skip
    query = ListQuery(desk, {"id": "c.id"}, filters, limit, cursor, descending=True)
    query.equal("c", "elder_id", "kind", "severity", "state")
    clauses, params = case_clauses(RISK_LOOP, open=open, overdue=overdue, awaits=awaits)
    query.where(*clauses, **params)
    rows = await query.records(rows_of(RISK_LOOP), "c", "risk.reported", place=place, mine=mine)
    return query.answer(RiskList, rows)


@router.get(
    "/{risk_id}",
    operation_id="readRisk",
    responses=VERSION,
    summary="Read a risk with its history · 查看风险隐患及处置经过",
)
async def read_risk(risk_id: UUID, desk: Reader) -> RiskShown:
    return await RISKS.show(desk, risk_id)


@router.post("/{risk_id}/emergency_call", include_in_schema=False, status_code=201)
@router.post(
    "/{risk_id}/emergency-call",
    status_code=201,
    operation_id="tellCall",
    responses=ADDITION,
    summary="Record an emergency call · 紧急求助电话",
)
async def call(risk_id: UUID, sheet: Call, desk: Recorder) -> RiskShown:
    return await RISKS.take(desk, risk_id, sheet)


@router.post("/{risk_id}/family_contact", include_in_schema=False, status_code=201)
@router.post(
    "/{risk_id}/family-contact",
    status_code=201,
    operation_id="tellContact",
    responses=ADDITION,
    summary="Record an attempt to reach the family · 联系家庭成员",
)
async def contact(risk_id: UUID, sheet: Contact, desk: Recorder) -> RiskShown:
    return await RISKS.take(desk, risk_id, sheet)


@router.post(
    "/{risk_id}/handling", status_code=201, operation_id="handleRisk", responses=CHANGE, summary="Handle a risk · 处置"
)
async def handle(risk_id: UUID, sheet: Handling, desk: Recorder) -> RiskShown:
    return await RISKS.take(desk, risk_id, sheet)


@router.post(
    "/{risk_id}/supervision",
    status_code=201,
    operation_id="superviseSupporters",
    responses=ADDITION,
    summary="Urge the supporters · 督促赡养义务",
)
async def supervise(risk_id: UUID, sheet: Supervision, desk: Recorder) -> RiskShown:
    return await RISKS.take(desk, risk_id, sheet)


@router.post(
    "/{risk_id}/clearance",
    status_code=201,
    operation_id="clearRisk",
    responses=CHANGE,
    summary="Record that a risk is removed · 排除",
)
async def clear(risk_id: UUID, sheet: Clearance, desk: Recorder) -> RiskShown:
    return await RISKS.take(desk, risk_id, sheet)


@router.post("/{risk_id}/follow_up", include_in_schema=False, status_code=201)
@router.post(
    "/{risk_id}/follow-up",
    status_code=201,
    operation_id="followUpRisk",
    responses=CHANGE,
    summary="Follow up on a risk · 跟踪回访",
)
async def follow_up(risk_id: UUID, sheet: RiskFollowUp, desk: Recorder) -> RiskShown:
    return await RISKS.take(desk, risk_id, sheet)


@router.post(
    "/{risk_id}/reopening",
    status_code=201,
    operation_id="reopenRisk",
    responses=CHANGE,
    summary="Reopen a risk · 重新处置",
)
async def reopen(risk_id: UUID, sheet: RiskReopening, desk: Recorder) -> RiskShown:
    return await RISKS.take(desk, risk_id, sheet)


@router.post(
    "/{risk_id}/severity",
    status_code=201,
    operation_id="changeSeverity",
    responses=CHANGE,
    summary="Change the severity · 调整风险等级",
)
async def change_severity(risk_id: UUID, sheet: SeverityChange, desk: Recorder) -> RiskShown:
    return await RISKS.take(desk, risk_id, sheet)


@router.post(
    "/{risk_id}/withdrawal",
    status_code=201,
    operation_id="withdrawRisk",
    responses=CHANGE,
    summary="Withdraw a risk · 撤销风险隐患",
)
async def withdraw_it(risk_id: UUID, sheet: WithdrawalSheet, desk: Recorder) -> RiskShown:
    return await RISKS.write(desk, risk_id, sheet, withdraw)


@router.post(
    "/{risk_id}/steps/{step_id}/void",
    status_code=201,
    operation_id="voidRiskStep",
    responses=CHANGE,
    summary="Void a step recorded by mistake · 步骤作废",
)
async def void_a_step(risk_id: UUID, step_id: UUID, sheet: StepVoid, desk: Recorder) -> RiskShown:
    return await RISKS.write(desk, risk_id, sheet, partial(void_step, step_id=step_id))
