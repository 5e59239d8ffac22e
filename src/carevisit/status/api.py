"""How to ask where an elder stands, and what happened."""

from datetime import date, datetime
from typing import Annotated, Any, LiteralString
from uuid import UUID

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from .. import clock
from ..aside import aside
from ..database import Sight
from ..days import DAY
from ..desk import Desk, Reading, desk_for
from ..elders import hidden_flags
from ..errors import ElderNotFound, Forbidden, wrong
from ..ledger import Entry, entry_rows, head_rows, settled
from ..listing import Cursor, Limit, Listing, ListQuery
from ..notices import PERIODS
from ..policy import (
    Category,
    Consent,
    ContactState,
    Course,
    FileState,
    Flag,
    Mode,
    Question,
    Severity,
    Tier,
    Window,
)
from ..standing import (
    DAYS_MET,
    SHOWN_DAYS,
    Period,
    PeriodOwed,
    Standing,
    days_of,
    fold,
    owed_near,
    read_standing,
)
from ..wire import Moment, StrictRoute

router = APIRouter(prefix="/v1/elders", tags=["status"], route_class=StrictRoute)


_OWN = f"""CASE WHEN e.corrects IS NULL THEN e.maker ELSE
  (SELECT o.maker FROM {entry_rows("o")} WHERE o.subject = e.subject AND o.id = e.corrects) END = (SELECT own_maker())
"""
_ENTRIES: LiteralString = (
    "SELECT e.id, e.version, e.kind, e.happened_at, e.written_at AS recorded_at, e.record_no, e.cause, e.corrects,"
    f" e.open::text AS data FROM {entry_rows()}"
)
_QUIET: LiteralString = "SELECT device_id AS cause, since FROM device_quiet WHERE elder_id = %s ORDER BY since LIMIT 1"


class CategoryHeld(BaseModel):
    """A category that the elder holds, and why."""

    code: Category
    source: str
    reasons: list[str]


class UnknownShown(BaseModel):
    """What can't be judged because too little is known: a category, or (`key`) whether the elder is a key target."""

    code: Category | Tier
    ask: list[Question] = Field(description="what to ask / 待核实事项")


class WindowShown(BaseModel):
    """The window that holds on the day and contains it: how many visits are owed in it, and how many were made."""

    from_: date = Field(alias="from")
    to: date
    owed: int = Field(description="visits; 0: none is owed in it / 应访次数")
    made: int = Field(description="visits at home in it / 已上门次数")


class MonthShown(BaseModel):
    """The windows of the month that are owed, and those that were met."""

    month: str
    windows_owed: int = Field(description="windows, as in coverage; a window may ask for several visits / 应访周期数")
    windows_met: int = Field(description="已完成周期数")


class SpecialShown(BaseModel):
    """A special period that asks for visits beside the ordinary ones, from its first day until a month after its last."""

    id: UUID
    name: str
    from_: date = Field(alias="from")
    to: date
    owed: int
    made: int


class FlagShown(BaseModel):
    """A flag, since when, and the entry that caused it."""

    code: Flag
    since: datetime
    cause: UUID


class NextChange(BaseModel):
    """What time alone will change next: a category gained or lost, a tier, a state."""

    on: date
    what: str


class Status(BaseModel):
    """Where an elder stands, as of a moment (`at`: what had happened; `known_at`: what had been recorded)."""

    elder_id: UUID
    at: datetime
    known_at: datetime
    stream_version: int
    profile: str
    state: FileState
    tier: Tier | None = Field(description="null: not a target / 非服务对象")
    duty_tier: Tier | None = Field(
        description="by which the current window is owed; null: no window is / 本期应访类别，空表示本期无须探访"
    )
    tier_reasons: list[str]
    next_change: NextChange | None
    categories: list[CategoryHeld]
    unknown: list[UnknownShown] = Field(description="not known is not “no” / 信息不足、无法判定")
    place: str
    consent: Consent
    running_no: int
    visits_count: int
    last_in_home_on: date | None
    last_contact_on: date | None
    last_by_mode: dict[str, date]
    window: WindowShown | None
    month: MonthShown
    special: list[SpecialShown] = Field(description="outside every rate / 特殊时段，不计入探访率")
    next_due_on: date | None
    overdue: bool
    overdue_since: date | None
    open_needs: int
    open_risks: int
    highest_severity: Severity | None
    not_met_streak: int
    review_due_on: date | None
    health_check_due_on: date | None = Field(
        description="from when a check is due; null: nothing was told of health management / 健康检查应于何日起进行"
    )
    first_contact: ContactState
    flags: list[FlagShown]


class TimelineItem(BaseModel):
    """Something that happened, without the words that are sealed."""

    id: UUID
    version: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    record_no: str | None
    cause: UUID | None
    corrects: UUID | None
    data: dict[str, Any]


class Timeline(Listing[TimelineItem]):
    """A page of an elder's entries, newest first."""


@router.get(
    "/{elder_id}/status",
    operation_id="readStatus",
    summary="Status and flags, now or as of a moment · 当前或某时点状态",
)
async def read_status(
    elder_id: UUID,
    desk: Annotated[Desk, desk_for("elders:read")],
    at: Annotated[Moment | None, Query(description="what had happened by then / 截至该时点发生的")] = None,
    known_at: Annotated[Moment | None, Query(description="what had been recorded by then / 截至该时点已记录的")] = None,
) -> Status:
    now = clock.now()
    for name, moment in (("at", at), ("known_at", known_at)):
        if moment is not None and clock.lies_ahead(moment, now):
            raise wrong(f"?{name}", "in_the_future", "This has not come yet.", "时间尚未到来。")
    past = at is not None or known_at is not None
    if past and desk.elders is Sight.ASSIGNED:
        raise Forbidden("An agency reads the present status.", "服务机构仅可读取当前状态。")
    async with desk.reading(desk.elders) as read:
        head = await read.one(
            f"SELECT h.version, h.status::text AS status FROM {head_rows()} WHERE h.subject = %s AND h.noun = 'elder'",
            (elder_id,),
        )
        if head is None:
            raise ElderNotFound
        standing, version, entries = Standing.model_validate_json(head["status"]), head["version"], None
        if past:
            stream = await read.stream(elder_id)
            entries = await aside(settled, stream, at, known_at, with_void=True)
            folded = await aside(fold, entries)
            if folded is None or not folded.stretches:
                raise ElderNotFound
            standing = folded
            version = max(e.version for e in stream if known_at is None or e.written_at <= known_at)
        moment, known = at or now, known_at or now
        on = clock.day_of(moment)
        special = await _special(read, elder_id, standing.course, on, min(moment, known), entries)
        quiet = None if past else await read.one(_QUIET, (elder_id,))
    said, hidden = (
        read_standing(elder_id, standing, version, moment, known, on, special, quiet),
        hidden_flags(desk.actor),
    )
    if Flag.HEALTH_CHECK_DUE in hidden:
        said["health_check_due_on"] = None
    said["flags"] = [flag for flag in said["flags"] if flag["code"] not in hidden]
    return Status.model_validate(said)


async def _special(
    read: Reading, elder: UUID, course: Course, on: date, known_at: datetime, entries: list[Entry] | None
) -> list[PeriodOwed]:
    """The special periods that run on a day, come after it or ended not long ago, as an elder is asked; the days of visits from
    the entries, where there are any."""
    places = list({stretch.place for stretch in course.stretches})
    rows = await read.all(PERIODS, {"places": places, "since": on - SHOWN_DAYS * DAY, "known_at": known_at})
    if not rows:
        return []
    periods = [
        Period(
            row["id"], row["name"], Window(row["from_on"], row["until_on"]), row["times"],
            frozenset(map(Tier, row["tiers"])), frozenset(map(Mode, row["modes"])), frozenset(row["places"]),
        )
        for row in rows
    ]  # fmt: skip
    if entries is not None:
        return owed_near(course, days_of(entries), periods, on)
    since, until = min(p.window.start for p in periods), max(p.window.end for p in periods)
    days = {row["mode"]: row["days"] for row in await read.all(DAYS_MET, (elder, since, until))}
    return owed_near(course, days, periods, on)


@router.get("/{elder_id}/timeline", operation_id="readTimeline", summary="Timeline of an elder, newest first · 时间线")
async def read_timeline(
    elder_id: UUID,
    desk: Annotated[Desk, desk_for("elders:read")],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Timeline:
    query = ListQuery(desk, {"version": "e.version"}, {"elder": elder_id}, limit, cursor, descending=True)
    async with desk.reading(desk.elders) as read:
        await read.must_see(elder_id)
    query.where("e.subject = %(elder)s", elder=elder_id)
    async with desk.reading(desk.records(mine=False)) as read:
        if read.sight is Sight.OWN:
            query.where(_OWN)
        rows = await query.rows(read, _ENTRIES)
    return query.answer(Timeline, [{**row, "data": orjson.loads(row["data"])} for row in rows])
