"""How to read and write notices over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from .. import clock
from ..access import Role, place_at
from ..answers import ADDITION, VERSION
from ..desk import Desk, PlaceCode, Reading, desk_for
from ..errors import Forbidden, PlaceNotFound, SpecialPeriodNotFound
from ..etags import NOT_MODIFIED, REVALIDATE
from ..listing import Cursor, Limit, ListQuery
from ..policy import profiles
from ..wire import Day, Month, StrictRoute
from .actions import adopt_profile, cancel_period, declare_period, reopen_month
from .facts import MonthReopened
from .festivals import FIRST_YEAR, LAST_YEAR, festivals
from .rules import in_force
from .sheets import (
    AdoptionSheet,
    Cancellation,
    Festivals,
    FestivalShown,
    PeriodList,
    PeriodSheet,
    PeriodShown,
    PlaceProfile,
    ProfileList,
    ProfileTold,
    ReopeningList,
    ReopeningSheet,
    ReopeningShown,
    shown,
)
from .views import adopted_over

router = APIRouter(prefix="/v1", tags=["notices"], route_class=StrictRoute)

_LINE = f"""
SELECT s.id, p.code AS place, s.from_on AS from, s.until_on AS to, s.kind, s.name, s.times AS extra_visits, s.tiers, s.modes,
  s.state, s.declared_at, s.revision FROM special_period s {place_at("s")}
"""
_REOPENED = f"""
SELECT s.subject, s.id, p.code AS place, to_char(s.month, 'YYYY-MM') AS month, s.until_on AS until,
  s.until_on >= (SELECT rule_day()) AS open, s.reason, s.recorded_at, s.version FROM month_reopening s {place_at("s")}
"""
_TOUCHES = "s.place_no <= %(touched_hi)s AND s.place_hi >= %(touched_lo)s"


@router.post(
    "/special-periods", status_code=201, operation_id="declareSpecialPeriod", responses=ADDITION,
    summary="Declare a special period · 设定特殊时间节点",
)  # fmt: skip
async def declare(
    sheet: PeriodSheet,
    desk: Annotated[Desk, desk_for("elders:write", Role.SUPERVISOR, Role.GUIDE)],
) -> PeriodShown:
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: declare_period(book, sheet, numbers))
    return await _answer(desk, written.id)


@router.get("/special-periods", operation_id="listSpecialPeriods", summary="Special periods · 特殊时间节点列表")
async def list_periods(
    desk: Annotated[Desk, desk_for("elders:read")],
    place: PlaceCode = None,
    from_: Annotated[Day | None, Query(alias="from", description="that end on this day or later / 起始日期")] = None,
    to: Annotated[Day | None, Query(description="that begin on this day or earlier / 截止日期")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PeriodList:
    filters, order = {"place": place, "from": from_, "to": to}, {"to": "s.until_on", "id": "s.id"}
    query = ListQuery(desk, order, filters, limit, cursor, descending=True)
    query.given({"from": "s.until_on >= %(from)s", "to": "s.from_on <= %(to)s"})
    async with desk.reading(desk.elders) as read:
        clauses, params = await _touching(desk, read, place)
        query.where(*clauses, **params)
        return query.answer(PeriodList, await query.rows(read, _LINE))


@router.get(
    "/special-periods/calendar", operation_id="readFestivals", summary="The traditional festivals of a year · 传统节日"
)
async def read_festivals(
    desk: Annotated[Desk, desk_for(None)],
    year: Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR)],
) -> Festivals:
    async with desk.reading(desk.elders):
        pass  # nothing to read; this checks that the token is still valid
    return Festivals(year=year, items=[FestivalShown(**vars(one)) for one in festivals(year)])


@router.post(
    "/special-periods/{period_id}/cancellation", operation_id="cancelSpecialPeriod", responses=VERSION,
    summary="Cancel a special period · 取消特殊时间节点",
)  # fmt: skip
async def cancel(
    period_id: UUID,
    sheet: Cancellation,
    desk: Annotated[Desk, desk_for("elders:write", Role.SUPERVISOR, Role.GUIDE)],
) -> PeriodShown:
    numbers = desk.numbers(sheet)
    period = await _period(desk, period_id)
    try:
        await desk.write(lambda book: cancel_period(book, period["place"], period_id, numbers))
    except PlaceNotFound:
        raise Forbidden("It was declared by a place above yours.", "该特殊时段由上级设定，您无权取消。") from None
    return await _answer(desk, period_id)


@router.post(
    "/month-locks",
    status_code=201,
    operation_id="reopenMonth",
    summary="Open a locked month again · 重新开放已锁定月份",
)
async def reopen(
    sheet: ReopeningSheet, desk: Annotated[Desk, desk_for("visits:write", Role.SUPERVISOR)]
) -> ReopeningShown:
    numbers = desk.numbers(sheet)
    written = await desk.write(lambda book: reopen_month(book, sheet, numbers))
    async with desk.reading(desk.elders) as read:
        rows = await read.all(f"{_REOPENED} WHERE s.id = %s", (written.id,))
        return (await _with_notes(read, rows))[0]


@router.get("/month-locks", operation_id="listReopenedMonths", summary="Months opened again · 重新开放的月份")
async def list_reopened(
    desk: Annotated[Desk, desk_for("visits:read")],
    place: PlaceCode = None,
    month: Annotated[Month | None, Query(description="only this one / 仅该月份")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ReopeningList:
    query = ListQuery(desk, {"id": "s.id"}, {"place": place, "month": month}, limit, cursor, descending=True)
    query.equal("s", "month")
    async with desk.reading(desk.elders) as read:
        clauses, params = await _touching(desk, read, place)
        query.where(*clauses, **params)
        return query.answer(ReopeningList, await _with_notes(read, await query.rows(read, _REOPENED)))


@router.get(
    "/profiles",
    operation_id="listProfiles",
    summary="List profiles with their values · 政策方案列表",
    responses=NOT_MODIFIED,
)
async def list_profiles(desk: Annotated[Desk, desk_for(None)]) -> ProfileList:
    async with desk.reading(desk.elders):
        pass  # as above
    desk.headers.update(REVALIDATE)
    return ProfileList(items=[shown(profile) for profile in profiles().values()])


@router.get(
    "/places/{code}/profile", operation_id="readPlaceProfile", summary="Read the profile in force · 查看适用政策方案"
)
async def read_profile(code: str, desk: Annotated[Desk, desk_for(None)]) -> PlaceProfile:
    return await _place_profile(desk, code)


@router.post(
    "/places/{code}/profile", status_code=201, operation_id="adoptProfile", summary="Adopt a profile · 采用政策方案"
)
async def adopt(
    code: str,
    sheet: AdoptionSheet,
    desk: Annotated[Desk, desk_for("elders:write", Role.SUPERVISOR)],
) -> PlaceProfile:
    numbers = desk.numbers(sheet)
    if not code.isascii() or not code.isdigit():
        raise PlaceNotFound
    await desk.write(lambda book: adopt_profile(book, code, sheet, numbers))
    return await _place_profile(desk, code)


async def _with_notes(read: Reading, rows: list[dict[str, Any]]) -> list[ReopeningShown]:
    """The rows with their sealed notes, as far as the reader sees the place's own entries."""
    parts = await read.unseal([(row["subject"], row["version"], MonthReopened.kind) for row in rows])
    return [
        ReopeningShown.model_validate(
            {"note": None, **row, **parts.get((row["subject"], row["version"]), {}).get(row["subject"], {})}
        )
        for row in rows
    ]


async def _touching(desk: Desk, read: Reading, place: str | None) -> tuple[list[str], dict[str, Any]]:
    """The filter for what applies to a place of the reader's, or to their whole area."""
    if place is not None:
        row = await read.one("SELECT no, hi FROM place_seen(%s)", (place,))
        if row is None:
            raise PlaceNotFound
    elif desk.actor.is_agency:
        return ["true"], {}
    else:
        row = await read.one("SELECT area_lo() AS no, area_hi() AS hi")
    assert row
    return [_TOUCHES], {"touched_lo": row["no"], "touched_hi": row["hi"]}


async def _period(desk: Desk, id: UUID) -> dict[str, Any]:
    async with desk.reading(desk.elders) as read:
        clauses, params = await _touching(desk, read, None)
        row = await read.one(f"{_LINE} WHERE s.id = %(id)s AND {' AND '.join(clauses)}", params | {"id": id})
    if row is None:
        raise SpecialPeriodNotFound
    return row


async def _answer(desk: Desk, id: UUID) -> PeriodShown:
    row = await _period(desk, id)
    desk.mark_version(row["revision"])
    return PeriodShown.model_validate(row)


async def _place_profile(desk: Desk, code: str) -> PlaceProfile:
    if not code.isascii() or not code.isdigit():
        raise PlaceNotFound
    async with desk.reading(desk.elders) as read:
        place = await read.one("SELECT no FROM place_seen(%s)", (code,))
        if place is None:
            raise PlaceNotFound
        adopted = await adopted_over(read, place["no"])
    today = clock.today()
    now, coming = in_force(adopted, today), list[ProfileTold]()
    for day in sorted({one.from_on for one in adopted if one.from_on > today}):
        before = coming[-1].profile if coming else now
        if (then := in_force(adopted, day)) != before:
            coming.append(ProfileTold(profile=then, from_on=day))
    own = sorted((one for one in adopted if one.depth == place["no"]), key=lambda one: one.adopted_at, reverse=True)
    return PlaceProfile(
        place=code, profile=now, to_come=coming,
        adopted=[ProfileTold(profile=one.profile, from_on=one.from_on) for one in own],
    )  # fmt: skip
