"""Coverage as it is asked for and answered: the sheets, the words of a question, and the bounds of what is counted."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from ..days import first_of_month, months_after, months_between
from ..errors import wrong
from ..listing import Listing
from ..policy import Reason
from ..wire import Month

By = Literal["village", "township", "district", "city", "agency", "visitor"]
OneMonth = Annotated[Month | None, Query(description="this month by default / 月份")]
Status = Literal["missed", "met", "owed", "overdue", "excluded"]
FOLDED_AT_MOST = 2000
ENTRIES_AT_MOST = 20_000
MONTHS_AT_MOST = 36


class Special(BaseModel):
    """What special periods asked for and got, outside every rate."""

    owed: int
    met: int


class KeyCovered(BaseModel):
    """Key targets: windows are half months."""

    elders_owed: int
    windows_owed: int
    windows_met: int
    rate_windows: float | None
    met_in_home: int
    rate_in_home: float | None


class GeneralCovered(BaseModel):
    """General targets: one window a month."""

    elders_owed: int
    met_in_home: int
    rate_in_home: float | None


class Excluded(BaseModel):
    """Who owes nothing that month, each for one reason: left before declined before suspended before a short window."""

    left: int
    declined: int
    suspended: int
    short_window: int


class Covered(BaseModel):
    """What was owed and what was kept. A rate of nothing is null."""

    elders_owed: int = Field(description="elders who owe at least one window / 应访人数")
    met_in_home: int = Field(description="of these, met at home in the month / 上门探访人数")
    rate_in_home: float | None
    reached_any_mode: int | None = Field(
        description="of these, met in any mode; null for a half / 任一方式联系到的人数"
    )
    rate_any_mode: float | None
    elders_missed: int = Field(description="with a window that ended unmet, as of `as_of` / 有漏访周期的人数")
    overdue: int = Field(description="late today, where they live today / 当前逾期人数")
    special: Special | None = Field(
        description="null where it is not counted: by agency, and of the past / 未统计时为空"
    )
    key: KeyCovered
    general: GeneralCovered | None
    excluded: Excluded | None


class CoverageItem(Covered):
    """One place, agency or month."""

    place: str | None
    agency: UUID | None
    name: str | None = Field(description="of the place or the agency; null: served by nobody / 名称，空表示无机构承接")
    month: str


class VisitorItem(BaseModel):
    """One visitor's month: what was done has no denominator, so there are no rates."""

    visitor: UUID
    name: str | None
    agency: UUID | None = Field(description="whose visitor it is; null: an account's / 服务机构")
    account: UUID | None = Field(description="who recorded the visits, where it is no agency / 记录账号")
    visits: int
    in_home: int
    elders_reached: int
    late: int
    rate_in_home: float | None = None
    rate_any_mode: float | None = None


class Coverage(BaseModel):
    """What was owed and kept in a month. Totals count distinct elders, so they may be less than the sum."""

    place: str | None
    month: str
    by: str
    half: int | None
    as_of: datetime
    profile: str | None = Field(
        description="in force in the place as the month ends; null: no one place / 月末适用的方案"
    )
    items: list[CoverageItem] | list[VisitorItem]
    totals: Covered | None


class CoveredElder(BaseModel):
    """An elder behind a number. Who lives elsewhere now bears no id."""

    elder_id: UUID | None
    place: str
    tier: str | None
    windows_owed: int
    windows_met: int
    met_in_home: bool
    reached_any_mode: bool
    missed: bool
    excluded: Reason | None


class CoveredElders(Listing[CoveredElder]):
    """A page of the elders behind a number."""


def months_asked(month: date | None, since: date | None, until: date | None, today: date) -> list[date]:
    """The months of a question: one, or those of a trend. Raises Invalid for both at once, or for a span out of bounds."""
    if since is None and until is None:
        return [month or first_of_month(today)]
    if month is not None:
        raise wrong("?month", "month_or_trend", "Ask for one month or for a trend.", "单月与趋势只能选其一。")
    last = until or first_of_month(today)
    first = since or last
    count = months_between(first, last) + 1
    if not 1 <= count <= MONTHS_AT_MOST:
        raise wrong("?to", "bad_span", "A trend has 1 to 36 months.", "趋势跨度应为 1 至 36 个月。")
    return [months_after(first, turn) for turn in range(count)]
