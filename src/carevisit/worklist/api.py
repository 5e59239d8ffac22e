"""How to ask for the worklist over HTTP."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, LiteralString
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from .. import clock
from ..access import LEVEL_OF, SERVED, Area, place_at
from ..dated import DUE, NEXT_UNMET, RUNNING_UNMET, TASKS, standing_rows
from ..desk import Desk, PlaceCode, Reading, desk_for
from ..errors import wrong
from ..ledger import KNOWN, head_rows
from ..listing import Cursor, Limit, ListQuery
from ..notices import RUNNING
from ..pairings import PAIRED, Paired, account_of
from ..policy import CaseTier, FileState, Tier, Window
from ..spreadsheet import CSV_TOO, Format, as_csv, as_json, wants_csv
from ..standing import Standing
from ..wire import Day, StrictRoute
from .work import AHEAD_DAYS, ANYBODY, Urgency, Viewer, work_of

router = APIRouter(prefix="/v1/worklist", tags=["worklist"], route_class=StrictRoute)
_FEW_PLACES = 5


class WorkReason(BaseModel):
    """Why somebody must go: since when, and by which day."""

    code: Literal["overdue", "due", "special_period", "open_major_risk", "open_risk", "open_need", "follow_up"]
    since: date
    due_on: date | None
    case_id: UUID | None = Field(None, description="the need or the risk that must be seen to / 需求或隐患编号")
    step: str | None = Field(None, description="the step that is awaited / 待办步骤")
    by: datetime | None = Field(None, description="until when")


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


_STATE: LiteralString = f"""
(SELECT s.state, s.tier FROM {standing_rows()} WHERE s.elder = d.elder AND s.from_on <= %(on)s AND s.until_on >= %(on)s OFFSET 0) s
"""
_PERIOD: LiteralString = f"""
LEFT JOIN LATERAL (SELECT u.from_on, u.until_on FROM ({RUNNING_UNMET}) u ORDER BY u.until_on, u.id LIMIT 1) x ON true
"""
_NO_PERIOD: LiteralString = "CROSS JOIN (SELECT NULL::date AS from_on, NULL::date AS until_on) x"
_SERVED: LiteralString = f"{SERVED} a JOIN {DUE} ON d.elder = a.elder"
_WAITING: LiteralString = "(s.state = 'active' AND s.tier IS NOT NULL AND d.due_from <= %(on)s AND d.ends_on >= %(on)s)"
_SEEN_BY: dict[CaseTier, LiteralString] = {
    CaseTier.VILLAGE: "t.village_at", CaseTier.DISTRICT: "t.district_at",
    # what is awaited of an agency that serves the elder no more is the township's at once
    CaseTier.TOWNSHIP: """CASE WHEN t.tier IS NULL AND (t.elder, t.agency) NOT IN (SELECT v.elder, v.agency FROM served v)
      THEN t.since ELSE t.township_at END""",
}  # fmt: skip
_CASE_BY: LiteralString = "((min(t.by) - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::date"
_LIST: LiteralString = """
WITH served AS MATERIALIZED (
  SELECT v.elder, v.agency FROM serving((SELECT array_agg(DISTINCT t.elder) FROM {tasks} WHERE t.tier IS NULL AND {cases})) v),
t AS MATERIALIZED (  -- few beside the visits: elders with a step open that this reader has to take
  SELECT t.elder, {case_by} AS act_by FROM {tasks} WHERE {sees} <= %(moment)s AND {cases} GROUP BY t.elder),
page AS MATERIALIZED (  -- who must be visited, and whose case must be seen to before that: each walked in order, as far as needed
  (SELECT d.elder, {walked} AS act_by, x.from_on, x.until_on FROM {source} CROSS JOIN LATERAL {state} {period}
    WHERE {mine} AND {visits} {after_visit}
      AND coalesce((SELECT {case_by} FROM {tasks} WHERE t.elder = d.elder AND {sees} <= %(moment)s AND {cases}) > {walked}, true)
    ORDER BY 2, 1 LIMIT %(limit)s)
  UNION ALL
  (SELECT t.elder, t.act_by, v.from_on, v.until_on FROM (SELECT * FROM t {after_case} ORDER BY act_by, elder) t
    CROSS JOIN LATERAL (
      SELECT x.from_on, x.until_on, {due_by} AS due_by FROM {due} LEFT JOIN LATERAL {state} ON true {period}
      WHERE d.elder = t.elder AND {mine} OFFSET 0) v
    WHERE coalesce(v.due_by >= t.act_by, true) ORDER BY 2, 1 LIMIT %(limit)s)
  ORDER BY 2, 1 LIMIT %(limit)s)
SELECT page.*, h.status::text AS status, h.file_version, p.code AS place
FROM page JOIN {heads} ON h.subject = page.elder {place} ORDER BY page.act_by, page.elder
"""


def list_sql(
    *, sees: LiteralString, cases: str, mine: str, source: LiteralString = DUE, runs: bool = False, after: bool = False
) -> str:  # fmt: skip
    """A page of the worklist, in order: `sees` is from when the reader sees a step, `cases` and `mine` are the walls around
    what is awaited and around what is due, `runs` whether a special period does; `after` the page before."""
    owed: LiteralString = f"CASE WHEN {_WAITING} THEN d.due_on END"
    due_by: LiteralString = f"least({owed}, x.until_on)" if runs else owed  # whose last day may be the earlier one
    # who waits has a day, so the bare column is the same, and the index is in its order
    walked: LiteralString = due_by if runs else "d.due_on"
    beyond: LiteralString = "({}, {}.elder) > (%(after_act_by)s::date, %(after_elder)s::uuid)"
    return _LIST.format(
        sees=sees, cases=cases, case_by=_CASE_BY, mine=mine, source=source, state=_STATE, tasks=TASKS, due=DUE, heads=head_rows(),
        place=place_at("h"), period=_PERIOD if runs else _NO_PERIOD,
        walked=walked, due_by=due_by, visits=f"({_WAITING} OR x.until_on IS NOT NULL)" if runs else _WAITING,
        after_visit=f"AND {beyond.format(walked, 'd')}" if after else "",
        after_case=f"WHERE {beyond.format('t.act_by', 't')}" if after else "",
    )  # fmt: skip


@router.get(
    "",
    operation_id="readWorklist",
    summary="Whom to visit, most urgent first · 探访任务清单",
    responses=CSV_TOO,
    response_model=Worklist,
)
async def read_worklist(
    desk: Annotated[Desk, desk_for("elders:read")],
    place: PlaceCode = None,
    on: Annotated[Day | None, Query(description="a day, today unless told, up to 62 days ahead / 日期")] = None,
    agency: Annotated[UUID | None, Query(description="only whom this agency serves / 仅该机构服务的对象")] = None,
    paired_with: Paired = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    format: Format = None,
) -> Response:  # fmt: skip
    today = clock.today()
    day = on or today
    if not today - timedelta(days=1) <= day <= today + timedelta(days=AHEAD_DAYS):
        raise wrong("?on", "out_of_range", "From today up to 62 days ahead.", "日期应在今天至 62 天之内。")
    paired = account_of(desk, paired_with)
    filters = {"place": place, "on": on, "agency": agency, "paired": paired}
    query = ListQuery(desk, {"act_by": "act_by", "elder": "elder"}, filters, limit, cursor)
    viewer = _viewer(desk)
    async with desk.reading(desk.elders) as read:
        area = await read.seen(place, desk.elders)
        query.where(area.at("d.place_no"), **area.params, on=day, moment=_moment_of(day))
        if agency is not None and desk.actor.is_agency:
            query.where(str(agency == desk.actor.id))
        elif agency is not None:
            query.where("EXISTS (SELECT FROM serving(ARRAY[d.elder]) x WHERE x.agency = %(agency)s)", agency=agency)
        query.given({"paired": PAIRED.format(elder="d.elder", day="%(on)s")})
        runs = bool(await read.one(RUNNING, query.params))
        if not runs and not desk.actor.is_agency:
            await _in_order(read, area)
        sql = list_sql(
            sees="t.since" if viewer.tier is None else _SEEN_BY[viewer.tier],
            cases="t.agency = (SELECT own_maker())" if desk.actor.is_agency else area.at("t.place_no"),
            mine=" AND ".join(query.clauses), source=_SERVED if desk.actor.is_agency else DUE, runs=runs,
            after=bool(query.after),
        )  # fmt: skip
        rows = query.cut(await read.all(sql, query.params))
        items = await _lines(read, rows, day, viewer, query.params["moment"])
    page = {"on": day, **query.page(items)}
    return as_csv(items, desk.headers) if wants_csv(desk.request, format) else as_json(page, desk.headers)


def _viewer(desk: Desk) -> Viewer:
    """How somebody looks at what is awaited: their tier's share, their agency's, or all of it.

    The offices above the districts look at what has come up to these.
    """
    if desk.actor.is_agency:
        return Viewer(agency=desk.actor.id)
    if desk.actor.is_officer:
        return Viewer(CaseTier.DISTRICT)
    level = LEVEL_OF.get(desk.actor.role)
    return Viewer(CaseTier(level)) if level else ANYBODY


def _moment_of(on: date) -> datetime:
    """As of when a day's list is worked out: now for today, its end for a day that comes."""
    now = clock.now()
    return now if on <= clock.day_of(now) else clock.start_of(on + timedelta(days=1))


async def _in_order(read: Reading, area: Area) -> None:
    """Walk along the days rather than sort, unless the area is a few villages: a planner that does not know how large an
    area is takes it for small."""
    if area.size > _FEW_PLACES:
        await read.run("SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)")


async def _lines(
    read: Reading, rows: list[dict[str, Any]], day: date, viewer: Viewer, moment: datetime
) -> list[dict[str, Any]]:
    kinds = {
        row["subject"]: row["kind"]
        for row in await read.all(
            KNOWN, ([row["elder"] for row in rows], [row["file_version"] for row in rows])
        )
    } if rows else {}  # fmt: skip
    parts = await read.unseal(
        [(row["elder"], row["file_version"], kinds[row["elder"]]) for row in rows if row["elder"] in kinds]
    )
    serving: dict[UUID, set[UUID]] = {row["elder"]: set() for row in rows}
    if viewer.tier is CaseTier.TOWNSHIP:
        for one in await read.all("SELECT elder, agency FROM serving(%s)", ([*serving],)):
            serving[one["elder"]].add(one["agency"])
    periods = {row["elder"]: row["due_on"] for row in await read.all(NEXT_UNMET, {"on": day, "elders": [*serving]})}
    lines = []
    for row in rows:
        elder = row["elder"]
        special = Window(row["from_on"], row["until_on"]) if row["until_on"] else None
        standing = Standing.model_validate_json(row["status"])
        work = work_of(elder, standing, day, special, viewer, moment, serving[elder], periods.get(elder))
        if work is None:
            continue  # the row says otherwise: its views wait for a rebuild
        own = parts.get((elder, row["file_version"]), {}).get(elder, {})
        name = own.get("file", {}).get("name")
        lines.append({"elder_id": work.pop("elder_id"), "name": name, "place": row["place"], **work})
    return lines
