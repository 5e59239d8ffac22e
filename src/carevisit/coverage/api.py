"""How to ask for coverage over HTTP."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from .. import clock
from ..access import is_served
from ..days import first_of_month
from ..desk import Desk, PlaceCode, desk_for
from ..errors import Forbidden, wrong
from ..listing import Cursor, Limit, ListQuery
from ..notices import adopted_over, in_force
from ..pairings import PAIRED, Paired, account_of
from ..policy import month_of
from ..spreadsheet import CSV_TOO, Format, as_csv, as_json, wants_csv
from ..wire import Moment, Month, StrictRoute
from .ask import CoverageQuery
from .queries import BEHIND, BEHIND_LATE, behind, line_of
from .sheets import By, Coverage, CoveredElders, OneMonth, Status, months_asked
from .visitors import by_visitor

router = APIRouter(prefix="/v1/coverage", tags=["coverage"], route_class=StrictRoute)


@router.get(
    "",
    operation_id="readCoverage",
    summary="Coverage of a month: owed, met, rates · 探访覆盖情况",
    response_model=Coverage,
    responses=CSV_TOO,
)
async def read_coverage(
    desk: Annotated[Desk, desk_for("stats:read")],
    place: PlaceCode = None,
    month: OneMonth = None,
    by: Annotated[By | None, Query(description="the next level below the place by default / 统计口径")] = None,
    half: Annotated[Literal["1", "2"] | None, Query(description="one half month; key targets only / 半月")] = None,
    from_: Annotated[Month | None, Query(alias="from", description="a trend from this month / 趋势起始月")] = None,
    to: Annotated[Month | None, Query(description="… to this one / 趋势截止月")] = None,
    at: Annotated[Moment | None, Query(description="what had happened by then / 截至该时点发生的")] = None,
    known_at: Annotated[Moment | None, Query(description="what had been recorded by then / 截至该时点已记录的")] = None,
    paired_with: Paired = None,
    format: Format = None,
) -> Response:  # fmt: skip
    now, today = clock.now(), clock.today()
    months = months_asked(month, from_, to, today)
    number = int(half) if half else None
    if at is not None or known_at is not None:
        if any(moment is not None and clock.lies_ahead(moment, now) for moment in (at, known_at)):
            raise wrong("?at", "in_the_future", "This has not come yet.", "时间尚未到来。")
        if desk.actor.is_agency:
            raise Forbidden("An agency reads the present figures.", "服务机构仅可读取当前统计。")
    paired = account_of(desk, paired_with)
    if paired is not None and (by in ("agency", "visitor") or at is not None or known_at is not None):
        raise wrong(
            "?paired_with",
            "not_with_this",
            "Of pairings there are present figures by place.",
            "结对统计仅提供按区域的当前数据。",
        )
    if by == "visitor":
        items, code = await by_visitor(desk, place, months[0])
        answer: dict[str, Any] = {"items": items, "totals": None, "by": by, "place": code}
    else:
        query = CoverageQuery(desk, place, months, by, number, today, at, known_at, paired, trend=bool(from_ or to))
        answer = await query.answer()
    if wants_csv(desk.request, format):
        return as_csv(answer["items"], desk.headers)
    profile = await _profile(desk, answer["place"], month_of(months[-1]).end)
    of = {"month": f"{months[-1]:%Y-%m}", "half": number, "as_of": at or now, "profile": profile}
    return as_json(of | answer, desk.headers)


async def _profile(desk: Desk, place: str | None, day: date) -> str | None:
    """The rules by which a place's figures are judged: those in force on a day."""
    if place is None:
        return None
    async with desk.reading(desk.elders) as read:
        row = await read.one("SELECT no FROM place_seen(%s)", (place,))
        return in_force(await adopted_over(read, row["no"]), day) if row else None


@router.get(
    "/elders",
    operation_id="listCoverageElders",
    summary="The elders behind a number · 统计数字对应的服务对象",
    responses=CSV_TOO,
)
async def list_covered(
    desk: Annotated[Desk, desk_for("stats:read")],
    status: Annotated[Status, Query(description="which number / 对应的统计项")],
    place: PlaceCode = None,
    month: OneMonth = None,
    half: Literal["1", "2"] | None = None,
    paired_with: Paired = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    format: Format = None,
) -> CoveredElders:
    desk.actor.need("elders:read")
    today = clock.today()
    of, number = months_asked(month, None, None, today)[0], int(half) if half else None
    paired = account_of(desk, paired_with)
    filters = {"status": status, "place": place, "month": month, "half": half, "paired": paired}
    if status == "overdue":
        source, order, of = BEHIND_LATE, {"elder": "d.elder"}, first_of_month(today)
    else:
        source, order = BEHIND, {"elder": "o.elder", "key": "o.key"}
    elder = order["elder"]
    query = ListQuery(desk, order, filters, limit, cursor)
    query.given({"paired": PAIRED.format(elder=elder, day="%(today)s")})
    query.params |= {"month": of, "today": today}
    if status != "overdue":
        query.where(behind(status, number, of, today))
    if desk.actor.is_agency:
        query.where(is_served(elder))
    async with desk.reading(desk.elders) as read:
        await query.within(read, place, f"{elder[0]}.place_no")
        rows = query.cut(await read.all(f"{source} AND {query.conditions} {query.ending}", query.params))
    items = []
    for row in rows:
        line = line_of(row)
        items.append({
            "elder_id": row["elder_id"], "place": row["code"], "tier": line.tier, "windows_owed": line.windows,
            "windows_met": line.met,
            "met_in_home": line.in_home, "reached_any_mode": line.any_mode, "missed": line.missed(of, today),
            "excluded": line.because,
        })  # fmt: skip
    page = query.answer(CoveredElders, items)
    if wants_csv(desk.request, format):
        return as_csv((item.model_dump() for item in page.items), desk.headers)  # type: ignore[return-value]
    return page
