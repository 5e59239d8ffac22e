"""The draft of a visit record: what is known before the visitor rings the bell, so that nobody retypes it."""

from datetime import datetime
from typing import Annotated, Any, LiteralString
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from .. import clock
from ..cases import case_clauses
from ..desk import Desk, Reading, desk_for
from ..errors import ElderNotFound
from ..ledger import head_rows
from ..needs import NEED_LOOP, need_rows
from ..policy import NeedKind, NeedState, RiskKind, RiskState, Severity
from ..risks import RISK_LOOP, risk_rows
from ..standing import Standing
from ..visits import REQUIRED, REQUIRED_IN_PERSON, LastRecord, last_record
from ..wire import StrictRoute

router = APIRouter(prefix="/v1/elders", tags=["visits"], route_class=StrictRoute)

_NEEDS: LiteralString = f"SELECT c.id, c.kind, c.urgent, c.state, c.raised_at FROM {need_rows()}"
_RISKS: LiteralString = f"SELECT c.id, c.kind, c.severity, c.state, c.reported_at FROM {risk_rows()}"


class OpenNeed(BaseModel):
    """A need to ask about."""

    id: UUID
    kind: NeedKind
    urgent: bool
    state: NeedState
    raised_at: datetime


class OpenRisk(BaseModel):
    """A risk to ask about."""

    id: UUID
    kind: RiskKind
    severity: Severity
    state: RiskState
    reported_at: datetime


class RequiredFields(BaseModel):
    """What the record must say, as JSON pointers."""

    always: list[str]
    in_person: list[str] = Field(description="besides, where the elder is met at home / 上门且见到时另须填写")


class VisitDraft(BaseModel):
    """What is known before a visit."""

    elder_id: UUID
    profile: str
    running_no: int = Field(description="to expect if the elder is met and nobody records another visit before")
    last: LastRecord | None = Field(description="null: there is none that you may read")
    needs: list[OpenNeed] | None = Field(description="null: the token does not grant needs:read")
    risks: list[OpenRisk] | None = Field(description="null: the token does not grant risks:read")
    required: RequiredFields


@router.get(
    "/{elder_id}/visit-draft", operation_id="draftVisit", summary="Draft of the next visit record · 探访记录预填"
)
async def draft_visit(elder_id: UUID, desk: Annotated[Desk, desk_for("visits:read")]) -> VisitDraft:
    async with desk.reading(desk.elders) as read:
        head = await read.one(
            f"SELECT h.status::text AS status FROM {head_rows()} WHERE h.subject = %s AND h.noun = 'elder'", (elder_id,)
        )
    if head is None:
        raise ElderNotFound
    standing, has = Standing.model_validate_json(head["status"]), desk.actor.has
    async with desk.reading(desk.records(mine=False)) as read:  # an agency's draft rests on its own records
        last = await last_record(read, elder_id, desk.office.ledger.kinds)
        needs = await _open(read, _NEEDS, elder_id, NEED_LOOP) if has("needs:read") else None
        risks = await _open(read, _RISKS, elder_id, RISK_LOOP) if has("risks:read") else None
    return VisitDraft.model_validate({
        "elder_id": elder_id, "profile": standing.course.rules_on(clock.today()).name, "running_no": standing.running_no + 1,
        "last": last, "needs": needs, "risks": risks,
        "required": {"always": REQUIRED, "in_person": REQUIRED_IN_PERSON},
    })  # fmt: skip


async def _open(read: Reading, rows: LiteralString, elder: UUID, loop: Any) -> list[dict[str, Any]]:
    """The open cases of an elder that this sight shows, the oldest first."""
    clauses, params = case_clauses(loop, open=True, overdue=None, awaits=None)
    where = " AND ".join(["c.elder_id = %(elder)s", *clauses, *read.own("c", "hands")])
    return await read.all(f"{rows} WHERE {where} ORDER BY c.id", params | {"elder": elder})
