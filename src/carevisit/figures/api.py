"""How to ask for the figures of needs and risks over HTTP."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from .. import clock
from ..coverage import rate
from ..desk import Desk, PlaceCode, desk_for
from ..errors import wrong
from ..places import counted_by, place_of_area
from ..spreadsheet import CSV_TOO, Format, as_csv, as_json, wants_csv
from ..wire import Day, StrictRoute
from .counting import AGES, NEED, RISK, FiguresQuery, Noun, figures

needs = APIRouter(prefix="/v1/needs", tags=["needs"], route_class=StrictRoute)
risks = APIRouter(prefix="/v1/risks", tags=["risks"], route_class=StrictRoute)
NeedsBy = Literal[
    "village", "township", "district", "city", "kind", "urgency", "state", "age", "responsible", "department", "duty"
]
RisksBy = Literal["village", "township", "district", "city", "kind", "severity", "state", "age", "responsible"]
Since = Annotated[Day | None, Query(alias="from", description="of those raised from this day on / 上报起始日")]
Until = Annotated[Day | None, Query(description="… to this one / 上报截止日")]
Asker = Annotated[Desk, desk_for("stats:read")]


class OpenFigures(BaseModel):
    """What is open as of now, whenever it was raised."""

    count: int = Field(description="未办结、未销号")
    overdue: int = Field(description="a step's time has passed / 有逾期步骤")
    oldest_at: datetime | None = Field(description="最早上报时间")
    ages: dict[str, int] = Field(description="by days since they were raised: 0-3, 4-7, 8-15, 16-30, 31+ / 在办天数")


class RaisedFigures(BaseModel):
    """What became of those raised in the span. What was withdrawn never was."""

    count: int
    closed: int = Field(description="followed up and over / 已办结、已销号")
    reopened: int = Field(description="opened again at least once / 重新办理")


class ClearedFigures(BaseModel):
    """Of those raised in the span, how many are cleared as they stand now, and how long that took."""

    count: int
    hours_median: float | None = Field(description="from the report on / 用时中位数（小时）")
    hours_p90: float | None = Field(description="九成在此时长内（小时）")


class ConcludedFigures(ClearedFigures):
    """Of those raised in the span, how many are concluded as they stand now; the hours are those of the needs met."""

    met: int


class FollowedFigures(BaseModel):
    """Of those that are cleared or concluded, how many the township has followed up. A rate of nothing is null."""

    count: int
    rate: float | None
    in_time: int = Field(description="by the hours of the place's profile / 按时回访")
    rate_in_time: float | None


class FiguresLine(BaseModel):
    """One place, code, age or duty."""

    key: str | None = Field(description="the place, the code, the agency, the days or the duty; null: none is named")
    name: str | None = Field(description="of the place or the code; null for an agency / 名称")
    open: OpenFigures
    raised: RaisedFigures
    followed_up: FollowedFigures


class NeedFiguresLine(FiguresLine):
    """One line of the figures of needs."""

    concluded: ConcludedFigures


class RiskFiguresLine(FiguresLine):
    """One line of the figures of risks."""

    cleared: ClearedFigures


class FiguresAsked(BaseModel):
    """What was asked for."""

    place: str | None
    since: date | None = Field(alias="from")
    to: date | None
    by: str
    as_of: datetime


class NeedFigures(FiguresAsked):
    """The figures of needs; a line for each key that has any."""

    items: list[NeedFiguresLine]
    totals: NeedFiguresLine


class RiskFigures(FiguresAsked):
    """The figures of risks; a line for each key that has any."""

    items: list[RiskFiguresLine]
    totals: RiskFiguresLine


@needs.get(
    "/figures", operation_id="readNeedFigures", summary="The figures of needs · 需求办理统计", response_model=NeedFigures,
    responses=CSV_TOO,
)  # fmt: skip
async def read_need_figures(
    desk: Asker,
    place: PlaceCode = None,
    from_: Since = None,
    to: Until = None,
    by: Annotated[NeedsBy | None, Query(description="the next level below the place by default / 统计口径")] = None,
    format: Format = None,
) -> Response:
    return await _answer(desk, NEED, place, (from_, to), by, format)


@risks.get(
    "/figures", operation_id="readRiskFigures", summary="The figures of risks · 隐患处置统计", response_model=RiskFigures,
    responses=CSV_TOO,
)  # fmt: skip
async def read_risk_figures(
    desk: Asker,
    place: PlaceCode = None,
    from_: Since = None,
    to: Until = None,
    by: Annotated[RisksBy | None, Query(description="the next level below the place by default / 统计口径")] = None,
    format: Format = None,
) -> Response:
    return await _answer(desk, RISK, place, (from_, to), by, format)


async def _answer(
    desk: Desk, noun: Noun, place: str | None, span: tuple[date | None, date | None], by: str | None,
    format: str | None,
) -> Response:  # fmt: skip
    since, until = span
    if since is not None and until is not None and until < since:
        raise wrong("?to", "before_from", "The last day lies before the first.", "结束日期早于开始日期。")
    now = clock.now()
    async with desk.reading(desk.records(mine=False)) as read:
        area = await read.seen(place, read.sight)
        code, level = await place_of_area(read, area)
        by = counted_by(by, level)
        rows = await figures(read, noun, FiguresQuery(by, since, until, now), area)
    *items, totals = [_line(noun, row) for row in rows]
    if wants_csv(desk.request, format):
        return as_csv(items, desk.headers)
    shown = {"place": code, "from": since, "to": until, "by": by, "as_of": now}
    return as_json({**shown, "items": items, "totals": totals}, desk.headers)


def _line(noun: Noun, row: dict[str, Any]) -> dict[str, Any]:
    median, p90 = row["hours"] or (None, None)
    done: dict[str, Any] = {"count": row["done"], "hours_median": _rounded(median), "hours_p90": _rounded(p90)}
    if noun is NEED:
        done = {"count": row["done"], "met": row["well"], **done}
    return {
        "key": row["key"], "name": row["name"],
        "open": {
            "count": row["open"], "overdue": row["overdue"], "oldest_at": row["oldest_at"],
            "ages": {name: row[f"age_{turn}"] for turn, (name, _) in enumerate(AGES)},
        },
        "raised": {"count": row["raised"], "closed": row["closed"], "reopened": row["reopened"]},
        "concluded" if noun is NEED else "cleared": done,
        "followed_up": {
            "count": row["followed"], "rate": rate(row["followed"], row["done"]), "in_time": row["in_time"],
            "rate_in_time": rate(row["in_time"], row["done"]),
        },
    }  # fmt: skip


def _rounded(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 2)
