"""How to read the departments' duties over HTTP, and to record what was done about them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from .. import clock
from ..access import OFFICERS, Role, place_at
from ..answers import CHANGE, NEW_VERSION, VERSION
from ..desk import Desk, PlaceCode, Reading, desk_for
from ..errors import DutyActionNotFound, PlaceNotFound, wrong
from ..listing import Cursor, Limit, ListQuery
from ..notices import profile_over
from ..places import place_of_area
from ..policy import DEFAULT_PROFILE, Profile, profile_of, profiles
from ..wire import Day, StrictRoute
from .actions import record_action, void_action
from .facts import DutyActionRecorded
from .report import quarter_days, report_lines
from .sheets import ActionList, ActionSheet, ActionShown, Duties, DutyReport, DutyShown, VoidSheet

router = APIRouter(prefix="/v1", tags=["duties"], route_class=StrictRoute)
Reader = Annotated[Desk, desk_for("supervision:read", Role.SUPERVISOR, Role.GUIDE, *OFFICERS, Role.PLATFORM)]
Recorder = Annotated[Desk, desk_for("supervision:write", Role.SUPERVISOR, Role.GUIDE)]

_LINE = f"""
SELECT a.subject, a.id, p.code AS place, a.profile, a.duty, a.department, a.done_on AS "on", a.elders, a.state, a.recorded_at,
  a.version AS entry_version, a.revision AS version FROM duty_action a {place_at("a")}
"""


@router.get("/duties", operation_id="readDuties", summary="The departments' duties · 职责任务清单")
async def duties(
    desk: Annotated[Desk, desk_for(None)],
    place: PlaceCode = None,
    profile: Annotated[str | None, Query(max_length=64, description="instead of the place's / 政策方案")] = None,
) -> Duties:
    if profile is not None and profile not in profiles():
        raise wrong("?profile", "unknown_profile", "There is no such profile.", "没有此政策方案。")
    async with desk.reading(desk.elders) as read:
        rules = profile_of(profile) if profile else await _rules(read, place, clock.today())
    items = [DutyShown(**duty.model_dump()) for duty in rules.duties]
    return Duties(profile=rules.name, source=rules.source, items=items)


@router.post(
    "/duties/{no}/actions", status_code=201, operation_id="recordDutyAction", responses=NEW_VERSION,
    summary="Record a department's action · 登记职责任务履行情况",
)  # fmt: skip
async def record(no: int, sheet: ActionSheet, desk: Recorder) -> ActionShown:
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: record_action(book, no, sheet, numbers))
    desk.headers["Location"] = f"/v1/duties/{no}/actions/{written.id}"
    return await _answer(desk, no, written.id)


@router.get("/duties/{no}/actions", operation_id="listDutyActions", summary="List actions on a duty · 职责任务履行记录")
async def list_actions(
    no: int,
    desk: Reader,
    place: PlaceCode = None,
    from_: Annotated[Day | None, Query(alias="from", description="the first day / 起始日期")] = None,
    to: Annotated[Day | None, Query(description="the last day / 截止日期")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ActionList:
    filters, order = {"duty": no, "place": place, "from": from_, "to": to}, {"on": "a.done_on", "id": "a.id"}
    query = ListQuery(desk, order, filters, limit, cursor, descending=True)
    query.equal("a", "duty")
    query.given({"from": "a.done_on >= %(from)s", "to": "a.done_on <= %(to)s"})
    async with desk.reading(desk.elders) as read:
        await query.within(read, place, "a.place_no")
        return query.answer(ActionList, await _with_words(read, await query.rows(read, _LINE)))


@router.get(
    "/duties/{no}/actions/{action_id}",
    operation_id="readDutyAction",
    responses=VERSION,
    summary="Read an action on a duty · 查看职责任务履行记录",
)
async def read_action(no: int, action_id: UUID, desk: Reader) -> ActionShown:
    return await _answer(desk, no, action_id)


@router.post(
    "/duties/{no}/actions/{action_id}/void", status_code=201, operation_id="voidDutyAction", responses=CHANGE,
    summary="Void the record of an action · 作废职责任务履行记录",
)  # fmt: skip
async def void(no: int, action_id: UUID, sheet: VoidSheet, desk: Recorder) -> ActionShown:
    expected, numbers, row = desk.expected(), desk.numbers(sheet), await _row(desk, no, action_id)
    await desk.write(lambda book: void_action(book, row["place"], action_id, sheet, expected, numbers))
    return await _answer(desk, no, action_id)


@router.get(
    "/supervision/reports/duties",
    operation_id="readDutyReport",
    summary="Quarterly report of the duties · 职责任务季度报告",
)
async def read_report(
    desk: Reader,
    quarter: Annotated[str, Query(pattern=r"^20[0-9]{2}-Q[1-4]$", description="such as 2026-Q4 / 季度")],
    place: PlaceCode = None,
) -> DutyReport:
    since, until = quarter_days(quarter)
    async with desk.reading(desk.elders) as read:
        area = await read.seen(place)
        rules = await _rules(read, place, min(until, clock.today()))
        items = await report_lines(read, rules, since, until, area.at("a.place_no"), area.params)
        code, _ = await place_of_area(read, area)
    return DutyReport.model_validate({
        "place": code, "quarter": quarter, "from": since, "to": until, "as_of": clock.now(), "items": items,
        "not_acted_on": sum(not item["actions"] for item in items),
    })  # fmt: skip


async def _rules(read: Reading, place: str | None, day: date) -> Profile:
    """The profile in force on a day in one of the reader's places, or in their own; else the default. Raises PlaceNotFound."""
    if place is None:
        spot = await read.one("SELECT area_lo() AS no")
    else:
        spot = await read.one("SELECT no FROM place_seen(%s)", (place,))
        if spot is None:
            raise PlaceNotFound
    if spot is None or spot["no"] is None:
        return profile_of(DEFAULT_PROFILE)
    return await profile_over(read, spot["no"], day)


async def _row(desk: Desk, no: int, id: UUID) -> dict[str, Any]:
    async with desk.reading(desk.elders) as read:
        return await _found(read, no, id)


async def _found(read: Reading, no: int, id: UUID) -> dict[str, Any]:
    where, params = await read.area(None, "a.place_no")
    sql = f"{_LINE} WHERE a.id = %(id)s AND a.duty = %(duty)s AND {where}"
    row = await read.one(sql, params | {"id": id, "duty": no})
    if row is None:
        raise DutyActionNotFound
    return row


async def _answer(desk: Desk, no: int, id: UUID) -> ActionShown:
    async with desk.reading(desk.elders) as read:
        (shown,) = await _with_words(read, [await _found(read, no, id)])
    desk.mark_version(shown.version)
    return shown


async def _with_words(read: Reading, rows: list[dict[str, Any]]) -> list[ActionShown]:
    """The rows with their sealed text."""
    parts = await read.unseal([(row["subject"], row["entry_version"], DutyActionRecorded.kind) for row in rows])
    return [
        ActionShown.model_validate({
            "what": None, "evidence": None, **{name: row[name] for name in ActionShown.model_fields if name in row},
            **parts.get((row["subject"], row["entry_version"]), {}).get(row["subject"], {}),
        })
        for row in rows
    ]  # fmt: skip
