"""How to ask for the worklist over HTTP."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal, LiteralString
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from .. import clock
from ..desk import Cursor, Desk, Limit, PlaceCode, Reading, desk_for
from ..errors import wrong
from ..policy import FileState, Tier, Window
from ..wire import Day, StrictRoute
from .special import RUNNING, UNMET
from .spreadsheet import CSV_TOO, Format, as_csv, as_json, wants_csv
from .views import Standing
from .worklist import AHEAD_DAYS, Urgency, work_of

router = APIRouter(prefix="/v1/worklist", tags=["worklist 任务清单"], route_class=StrictRoute)
_FEW_PLACES = 5


class WorkReason(BaseModel):
    """Why somebody must go: since when, and by which day."""

    code: Literal["overdue", "due", "open_major_risk", "open_risk", "special_period", "follow_up"]
    since: date
    due_on: date | None


class WorkItem(BaseModel):
    """An elder to be visited."""

    elder_id: UUID
    name: str | None
    place: str
    tier: Tier | None
    state: FileState
    reasons: list[WorkReason]
    urgency: Urgency = Field(
        description="now: a major risk is open; overdue: a day has passed; soon: within three days; later"
    )
    next_due_on: date | None
    last_in_home_on: date | None


class Worklist(BaseModel):
    """A page of the worklist, the earliest day first."""

    on: date
    items: list[WorkItem]
    next_cursor: str | None


_STANDS: LiteralString = """
CROSS JOIN LATERAL
  (SELECT s.state FROM standing s WHERE s.elder = d.elder AND s.from_on <= %(on)s AND s.until_on >= %(on)s OFFSET 0) s
"""
_PERIOD: LiteralString = f"""
LEFT JOIN LATERAL (SELECT u.from_on, u.until_on FROM ({UNMET}) u ORDER BY u.until_on, u.id LIMIT 1) x ON true
"""
_NO_PERIOD: LiteralString = "CROSS JOIN (SELECT NULL::date AS from_on, NULL::date AS until_on) x"
_FROM_DUE: LiteralString = f"""
SELECT d.elder, {{act_by}} AS act_by, x.from_on, x.until_on, h.status::text AS status, h.file_version, p.code AS place
FROM due d {_STANDS} {{period}} JOIN head h ON h.subject = d.elder JOIN place p ON p.id = d.place_id
"""
_FROM_SERVED: LiteralString = f"""
SELECT d.elder, {{act_by}} AS act_by, x.from_on, x.until_on, h.status::text AS status, h.file_version, p.code AS place
FROM (SELECT DISTINCT elder FROM assignment WHERE agency = (SELECT own_maker())) a JOIN due d ON d.elder = a.elder
{_STANDS} {{period}}
JOIN head h ON h.subject = d.elder JOIN place p ON p.id = d.place_id
"""
_WAITING: LiteralString = """(
d.begins_on <= %(on)s AND d.ends_on >= %(on)s
AND (s.state = 'active' AND (d.due_from <= %(on)s OR d.risk_on <= %(on)s) OR s.state = 'suspended' AND d.risk_on <= %(on)s))
"""
_BY_PERIOD_TOO: LiteralString = f"least(CASE WHEN {_WAITING} THEN d.act_by END, x.until_on)"


@router.get(
    "",
    operation_id="readWorklist",
    summary="Whom to visit, most urgent first · 探访任务清单",
    responses=CSV_TOO,
    response_model=Worklist,
)
async def read_worklist(
    response: Response,
    desk: Annotated[Desk, desk_for("elders:read")],
    place: PlaceCode = None,
    on: Annotated[Day | None, Query(description="a day, today unless told, up to 62 days ahead / 日期")] = None,
    agency: Annotated[UUID | None, Query(description="only whom this agency serves / 仅该机构服务的对象")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    format: Format = None,
) -> Response:  # fmt: skip
    """Whom to visit: who is late, whose window has begun, where a risk is open; by the day on which somebody must have come.

    A day ahead shows what would be there if nobody came until then. An agency is told of the elders that it serves today.
    """
    today = clock.today()
    day = on or today
    if not today - timedelta(days=1) <= day <= today + timedelta(days=AHEAD_DAYS):
        raise wrong("?on", "out_of_range", "From today up to 62 days ahead.", "日期应在今天至 62 天之内。")
    filters = {"place": place, "on": on, "agency": agency}
    after = desk.page(cursor, filters)
    async with desk.reading(desk.elders) as read:
        where, params = await read.area(place, "d.place_no", desk.elders)
        clauses = [where, _WAITING]
        params |= {"on": day, "limit": limit + 1}
        source = _FROM_DUE
        if desk.actor.is_agency:
            source = _FROM_SERVED
            if agency is not None and agency != desk.actor.id:
                clauses.append("false")
        else:
            if agency is not None:
                clauses.append("EXISTS (SELECT FROM serving(ARRAY[d.elder]) x WHERE x.agency = %(agency)s)")
                params["agency"] = agency
        act_by, period = "d.act_by", _NO_PERIOD
        if await read.one(RUNNING, params):  # while a special period runs, its last day may be the earlier one
            act_by, period = _BY_PERIOD_TOO, _PERIOD
            clauses[1] = f"({_WAITING} OR x.until_on IS NOT NULL)"
        elif not desk.actor.is_agency:
            await _in_order(read, params)
        if after:
            clauses.append(f"({act_by}, d.elder) > (%(act_by)s::date, %(elder)s::uuid)")
            params |= {"act_by": after[0], "elder": after[1]}
        rows = await read.all(
            f"{source.format(act_by=act_by, period=period)} WHERE {' AND '.join(clauses)} ORDER BY 2, d.elder LIMIT %(limit)s",
            params,
        )
        items = await _lines(read, rows[:limit], day)
    last = [str(rows[limit - 1]["act_by"]), str(rows[limit - 1]["elder"])] if len(rows) > limit else None
    page = {"on": day, **desk.listing(response, items, len(rows) > limit, last, filters)}
    return as_csv(items, response.headers) if wants_csv(desk.request, format) else as_json(page, response.headers)


async def _in_order(read: Reading, params: dict[str, Any]) -> None:
    """Walk along the days rather than sort, unless the area is a few villages: a planner who is not told how large an
    area is takes it for small."""
    if params["area_hi"] - params["area_lo"] >= _FEW_PLACES:
        await read.run("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)")


async def _lines(read: Reading, rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    kinds = {
        row["subject"]: row["kind"]
        for row in await read.all(
            "SELECT e.subject, e.kind FROM unnest(%s::uuid[], %s::int[]) w(subject, version) JOIN entry e USING (subject, version)",
            ([row["elder"] for row in rows], [row["file_version"] for row in rows]),
        )
    } if rows else {}  # fmt: skip
    parts = await read.unseal(
        [(row["elder"], row["file_version"], kinds[row["elder"]]) for row in rows if row["elder"] in kinds]
    )
    lines = []
    for row in rows:
        elder = row["elder"]
        special = Window(row["from_on"], row["until_on"]) if row["until_on"] else None
        work = work_of(elder, Standing.model_validate_json(row["status"]), day, special)
        if work is None:
            continue  # the row says otherwise: its views wait for a rebuild
        own = parts.get((elder, row["file_version"]), {}).get(elder, {})
        name = own.get("file", {}).get("name")
        lines.append({"elder_id": work.pop("elder_id"), "name": name, "place": row["place"], **work})
    return lines
