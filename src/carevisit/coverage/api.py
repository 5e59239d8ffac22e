"""How to ask for coverage over HTTP."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, LiteralString
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from .. import clock
from ..aside import aside
from ..database import Sight
from ..desk import Cursor, Desk, Limit, PlaceCode, Reading, desk_for
from ..errors import Forbidden, TooManyElders, TooManyEntries, wrong
from ..notices import adopted_over, in_force
from ..pairings import PAIRED, PAIRED_ELDERS, Paired, account_of
from ..policy import REASONS, Reason, month_of, months_after
from ..spreadsheet import CSV_TOO, Format, as_csv, as_json, wants_csv
from ..standing import COUNTED as SPECIAL
from ..standing import standings_of
from ..wire import Moment, Month, StrictRoute
from .counting import Figures, Line, coverage_of, missed_of_half, shown

router = APIRouter(prefix="/v1/coverage", tags=["coverage"], route_class=StrictRoute)
By = Literal["village", "township", "district", "city", "agency", "visitor"]
OneMonth = Annotated[Month | None, Query(description="this month, unless told / 月份")]
_NEXT: dict[str, By] = {
    "province": "city", "city": "district", "district": "township", "township": "village", "village": "village",
}  # fmt: skip
LEVELS = ("province", "city", "district", "township", "village")
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


class CoveredElders(BaseModel):
    """A page of the elders behind a number."""

    items: list[CoveredElder]
    next_cursor: str | None


_STEPS: LiteralString = """
SELECT coalesce(sum(key), 0) AS key, coalesce(sum(general), 0) AS general, coalesce(sum(key_windows), 0) AS key_windows,
  coalesce(sum(first), 0) AS first, coalesce(sum(second), 0) AS second, coalesce(sum("left"), 0) AS "left",
  coalesce(sum(declined), 0) AS declined, coalesce(sum(suspended), 0) AS suspended, coalesce(sum(short_window), 0) AS short_window
FROM tally t WHERE t.place_no >= u.no AND t.place_no <= u.hi AND t.month <= m.month
"""
_KEPT: LiteralString = """
SELECT coalesce(sum(key_in_home), 0) AS key_in_home, coalesce(sum(general_in_home), 0) AS general_in_home,
  coalesce(sum(key_any), 0) AS key_any, coalesce(sum(general_any), 0) AS general_any, coalesce(sum(key_met), 0) AS key_met,
  coalesce(sum(first_met), 0) AS first_met,
  coalesce(sum(second_met), 0) AS second_met, coalesce(sum(complete), 0) AS complete
FROM tally t WHERE t.place_no >= u.no AND t.place_no <= u.hi AND t.month = m.month
"""
_LATE: LiteralString = "d.due_on < %(today)s AND (d.paused IS NULL OR NOT d.paused @> %(today)s::date)"
_OVERDUE: LiteralString = f"""
SELECT coalesce(sum(c.n), 0) AS overdue FROM place v CROSS JOIN LATERAL
  (SELECT count(*) AS n FROM due d WHERE d.place_no = v.no AND {_LATE}) c WHERE v.no >= u.no AND v.no <= u.hi
"""
_BELOW: LiteralString = """
WHERE u.no >= %(area_lo)s AND u.no <= %(area_hi)s AND (u.level = %(by)s OR u.level = 'village'
  AND NOT EXISTS (SELECT FROM place up WHERE up.level = %(by)s AND up.no <= u.no AND up.hi >= u.hi)) ORDER BY u.no
"""
_ITSELF: LiteralString = "WHERE u.no = %(area_lo)s AND u.hi = %(area_hi)s ORDER BY m.month"
_LINE: LiteralString = """
o.place_no AS place, o.tier, o.windows, o.first, o.second, o.whole, coalesce(k.windows, 0) AS met,
  coalesce(k.first, false) AS first_met,
  coalesce(k.second, false) AS second_met, coalesce(k.in_home, false) AS in_home, coalesce(k.any_mode, false) AS any_mode
"""
_OWED: LiteralString = """
owing o LEFT JOIN kept k ON k.elder = o.elder AND k.month = %(month)s AND (o.alone OR k.key = o.key)
"""
_IN_MONTH: LiteralString = "o.from_month <= %(month)s AND o.until_month >= %(month)s"
_IN_PLACE: LiteralString = "o.place_no >= %(area_lo)s AND o.place_no <= %(area_hi)s"
_BEHIND: LiteralString = f"""
SELECT o.elder, o.key, h.subject AS elder_id, p.code AS code, {_LINE} FROM {_OWED} JOIN place p ON p.id = o.place_id
LEFT JOIN head h ON h.subject = o.elder WHERE {_IN_MONTH}
"""
# who is late stands where they live today, whether or not this month asks for a visit
_BEHIND_LATE: LiteralString = f"""
SELECT d.elder, '' AS key, d.elder AS elder_id, p.code AS code,
  {_LINE.replace("o.place_no AS place", "d.place_no AS place").replace("o.windows", "coalesce(o.windows, 0) AS windows")}
FROM due d JOIN place p ON p.id = d.place_id LEFT JOIN LATERAL (SELECT o.* FROM owing o WHERE o.elder = d.elder AND {_IN_MONTH}
  AND (o.alone OR o.place_no = d.place_no) ORDER BY o.key LIMIT 1) o ON true
LEFT JOIN kept k ON k.elder = d.elder AND k.month = %(month)s AND (o.alone OR k.key = o.key) WHERE {_LATE}
"""
_SPLIT: LiteralString = f"""
SELECT o.elder, o.from_month AS month, {_LINE} FROM owing o LEFT JOIN kept k ON k.elder = o.elder AND k.key = o.key
WHERE NOT o.alone AND o.from_month = ANY (%(months)s::date[]) AND {_IN_PLACE} ORDER BY o.elder, o.key
"""
# one look per place into the tally, village by village into what is due: an area is a range of numbers. Who counts in two
# places comes along on the first row, so that all of it is of one moment
_PLACES: LiteralString = f"""
SELECT u.code AS place, u.name, u.no, u.hi, m.month, t.*, k.*, o.*,
  CASE WHEN row_number() OVER () = 1 THEN (SELECT json_agg(s)::text FROM ({_SPLIT}) s) END AS split
FROM place u CROSS JOIN unnest(%(months)s::date[]) m(month)
CROSS JOIN LATERAL ({_STEPS}) t CROSS JOIN LATERAL ({_KEPT}) k CROSS JOIN LATERAL ({_OVERDUE}) o
"""
_SERVED: LiteralString = "(SELECT DISTINCT elder FROM assignment WHERE agency = (SELECT own_maker()))"
_MINE: LiteralString = f"""
SELECT o.elder, {_LINE} FROM {{chosen}} a
JOIN {_OWED} ON o.elder = a.elder WHERE {_IN_MONTH} AND {{area}} ORDER BY o.elder, o.key
"""
_MINE_LATE: LiteralString = f"""
SELECT d.elder, d.place_no FROM {{chosen}} a
JOIN due d ON d.elder = a.elder WHERE {_LATE} AND {{area}}
"""
_AGENCIES: LiteralString = f"""
SELECT s.agency, s.name, {_LINE.replace("o.place_no AS place", "0 AS place")},
  CASE WHEN NOT o.alone THEN o.elder END AS elder, count(*) AS n
FROM {_OWED} LEFT JOIN served_in(%(month)s, %(area_lo)s, %(area_hi)s) s ON s.elder = o.elder AND s.key = o.key
WHERE {_IN_MONTH} AND {_IN_PLACE} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 ORDER BY s.name, s.agency
"""
_LATE_BY_AGENCY: LiteralString = f"""
SELECT s.agency, s.name, count(*) AS n FROM due d LEFT JOIN serving(ARRAY(SELECT d.elder FROM due d
  WHERE d.place_no >= %(area_lo)s AND d.place_no <= %(area_hi)s AND {_LATE})) s ON s.elder = d.elder
WHERE d.place_no >= %(area_lo)s AND d.place_no <= %(area_hi)s AND {_LATE} GROUP BY 1, 2
"""
_VISITS: LiteralString = """
SELECT v.elder_id, v.version, v.content_version, v.mode, v.outcome, v.late, v.maker, e.kind FROM visit v
JOIN entry e ON e.subject = v.elder_id AND e.version = v.content_version
WHERE v.state <> 'void' AND v.day >= %(from)s AND v.day <= %(to)s
"""


@router.get(
    "",
    operation_id="readCoverage",
    summary="Coverage of a month: owed, met, rates · 探访覆盖情况",
    response_model=Coverage,
    responses=CSV_TOO,
)
async def read_coverage(
    desk: Annotated[Desk, desk_for("stats:read")],
    response: Response,
    place: PlaceCode = None,
    month: OneMonth = None,
    by: Annotated[By | None, Query(description="the next level below the place, unless told / 统计口径")] = None,
    half: Annotated[Literal["1", "2"] | None, Query(description="one half month; key targets only / 半月")] = None,
    from_: Annotated[Month | None, Query(alias="from", description="a trend from this month / 趋势起始月")] = None,
    to: Annotated[Month | None, Query(description="… to this one / 趋势截止月")] = None,
    at: Annotated[Moment | None, Query(description="what had happened by then / 截至该时点发生的")] = None,
    known_at: Annotated[Moment | None, Query(description="what had been recorded by then / 截至该时点已记录的")] = None,
    paired_with: Paired = None,
    format: Format = None,
) -> Response:  # fmt: skip
    """Of what was owed in a month, how much was kept (探访率), by place, by agency or by visitor; or month by month.

    The elders owed are those who owe a window that month; each stands under the place of the window's last day. `overdue`
    is live. With `at` or `known_at` it is worked out entry by entry, for at most 2,000 elders who live in the place, with
    20,000 entries together. An agency is told of the elders that it serves today. With `paired_with` it counts the elders
    who are paired with an account today.
    """
    now, today = clock.now(), clock.today()
    months = _months(month, from_, to, today)
    number = int(half) if half else None
    if at is not None or known_at is not None:
        if any(moment is not None and moment > now + timedelta(minutes=5) for moment in (at, known_at)):
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
        items, code = await _by_visitor(desk, place, months[0])
        told: dict[str, Any] = {"items": items, "totals": None, "by": by, "place": code}
    else:
        asked = _Asked(desk, place, months, by, number, today, at, known_at, paired, trend=bool(from_ or to))
        told = await asked.answer()
    if wants_csv(desk.request, format):
        return as_csv(told["items"], response.headers)
    profile = await _profile(desk, told["place"], month_of(months[-1]).end)
    of = {"month": f"{months[-1]:%Y-%m}", "half": number, "as_of": at or now, "profile": profile}
    return as_json(of | told, response.headers)


async def _profile(desk: Desk, place: str | None, day: date) -> str | None:
    """The rules by which a place's figures are judged: those in force on a day."""
    if place is None:
        return None
    async with desk.reading(desk.elders) as read:
        row = await read.one("SELECT no FROM place_seen(%s)", (place,))
        return in_force(await adopted_over(read, row["no"]), day) if row else None


def _months(month: date | None, since: date | None, until: date | None, today: date) -> list[date]:
    if since is None and until is None:
        return [month or today.replace(day=1)]
    if month is not None:
        raise wrong("?month", "month_or_trend", "Ask for one month or for a trend.", "单月与趋势只能选其一。")
    last = until or today.replace(day=1)
    first = since or last
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= count <= MONTHS_AT_MOST:
        raise wrong("?to", "bad_span", "A trend has 1 to 36 months.", "趋势跨度应为 1 至 36 个月。")
    return [months_after(first, turn) for turn in range(count)]


class _Asked:
    """One question for coverage by place or agency."""

    def __init__(
        self, desk: Desk, place: str | None, months: list[date], by: By | None, half: int | None, today: date,
        at: datetime | None, known_at: datetime | None, paired: UUID | None, *, trend: bool,
    ) -> None:  # fmt: skip
        self.desk, self.place, self.months, self.by, self.half, self.today = desk, place, months, by, half, today
        self.at, self.known_at, self.paired, self.trend = at, known_at, paired, trend
        self.day = clock.day_of(at or known_at) if at or known_at else today  # type: ignore[arg-type]
        self.items: list[dict[str, Any]] = []

    async def answer(self) -> dict[str, Any]:
        """The items, the totals, and what they are of."""
        async with self.desk.reading(self.desk.elders) as read:
            self.read: Reading = read
            self.where, self.params = await read.area(self.place, "o.place_no", self.desk.elders)
            self.params |= {"months": self.months, "month": self.months[-1], "today": self.today, "paired": self.paired}
            code = await self._level()
            self.params["by"] = self.by
            if self.at or self.known_at:
                totals = await self._folded()
            elif self.desk.actor.is_agency or self.paired is not None:
                totals = await self._chosen()
            elif self.trend:
                totals = await self._by_place(_ITSELF)
            else:
                totals = await self._by_place(_BELOW)
                if self.by == "agency":
                    await self._by_agency()
        return {
            "items": self.items,
            "totals": self._told(totals, self.months[-1]),
            "by": "month" if self.trend else self.by,
            "place": code,
        }

    async def _level(self) -> str | None:
        """The place that is asked about, and the level of the items: the next one below, unless told."""
        row = None
        if "area_lo" in self.params:
            row = await self.read.one(
                "SELECT code, level FROM place WHERE no = %(area_lo)s AND hi = %(area_hi)s", self.params
            )
        level = row["level"] if row else "township"
        if self.by is None:
            self.by = _NEXT[level]
        elif self.by in LEVELS and row and LEVELS.index(self.by) < LEVELS.index(level):
            raise wrong("?by", "above_the_place", "The place lies below that level.", "统计口径高于所选行政区域级别。")
        return row["code"] if row else None

    async def _by_place(self, which: LiteralString) -> Figures:
        rows = await self.read.all(_PLACES + which, self.params)
        split = [
            one | {"month": date.fromisoformat(one["month"])}
            for row in rows
            if row["split"]
            for one in orjson.loads(row["split"])
        ]
        totals, own = Figures(), self.by != "agency" or self.trend
        special = {month: await self._special(month) for month in self.months}
        for row in rows:
            month, figures = row["month"], Figures(**{name: int(row[name]) for name in _SUMMED})
            figures.settle(month, self.day, int(row["complete"]))
            for village, (owed, met) in special[month].items():
                if row["no"] <= village <= row["hi"]:
                    figures.special_owed += owed
                    figures.special_met += met
            totals += figures if not self.trend or month == self.months[-1] else Figures()
            for lines in _by_elder(r for r in split if r["month"] == month and row["no"] <= r["place"] <= row["hi"]):
                figures.count(lines, month, self.day)
            if own:
                self._add(figures, month, place=row["place"], name=row["name"])
        for lines in _by_elder(r for r in split if r["month"] == self.months[-1]):
            totals.count(lines, self.months[-1], self.day)
        return totals

    async def _special(self, month: date) -> dict[int, tuple[int, int]]:
        """What special periods that end in a month asked for and got, by the number of the village."""
        span = {"on": self.today, "first": month, "last": month_of(month).end}
        rows = await self.read.all(SPECIAL, self.params | span)
        return {row["place_no"]: (row["owed"], row["met"]) for row in rows}

    async def _by_agency(self) -> None:
        month = self.months[-1]
        found: dict[tuple[UUID | None, str | None], Figures] = {}
        split: dict[tuple[UUID | None, str | None], list[dict[str, Any]]] = {}
        for row in await self.read.all(_AGENCIES, self.params):
            who = (row["agency"], row["name"])
            if row["elder"] is None:
                found.setdefault(who, Figures()).count([_line(row)], month, self.day, row["n"])
            else:
                split.setdefault(who, []).append(row)
        for who, rows in split.items():
            for lines in _by_elder(sorted(rows, key=lambda r: (r["elder"], r["second"] == "owed"))):
                found.setdefault(who, Figures()).count(lines, month, self.day)
        for row in await self.read.all(_LATE_BY_AGENCY, self.params):
            found.setdefault((row["agency"], row["name"]), Figures()).overdue += row["n"]
        for (agency, name), figures in found.items():
            self._add(figures, month, agency=agency, name=name)

    async def _chosen(self) -> Figures:
        """Of the elders that the asking agency serves today, or who are paired with an account, one by one."""
        chosen = _SERVED if self.paired is None else PAIRED_ELDERS
        totals, units = Figures(), await self._units()
        late = await self.read.all(_MINE_LATE.format(chosen=chosen, area=self.where.replace("o.", "d.")), self.params)
        for month in self.months:
            rows = await self.read.all(_MINE.format(chosen=chosen, area=self.where), self.params | {"month": month})
            by, totals = dict[Hashable, Figures](), Figures()
            for lines in _by_elder(rows):
                totals.count(lines, month, self.day)
                for unit in dict.fromkeys(units(line.place) for line in lines):
                    by.setdefault(unit, Figures()).count([x for x in lines if units(x.place) == unit], month, self.day)
            for row in late:
                totals.overdue += 1
                by.setdefault(units(row["place_no"]), Figures()).overdue += 1
            if self.trend and self.paired is not None:
                self._add(totals, month)
            elif self.trend or self.by == "agency":
                name = await self.read.one("SELECT own_name() AS name, own_maker() AS id")
                assert name
                self._add(totals, month, agency=name["id"], name=name["name"])
            else:
                self._add_units(by, month)
        return totals

    async def _folded(self) -> Figures:
        """As of a moment, or as known at one: the streams of those who live in the place, folded one by one."""
        if self.by == "agency":
            raise wrong(
                "?by", "not_of_the_past", "By agency there are present figures only.", "按机构统计仅提供当前数据。"
            )
        of = f"FROM head h WHERE h.noun = 'elder' AND {self.where.replace('o.', 'h.')}"
        count = await self.read.one(
            f"SELECT count(*) AS elders, coalesce(sum(h.version), 0) AS entries {of}", self.params
        )
        assert count
        if count["elders"] > FOLDED_AT_MOST:
            raise TooManyElders
        if count["entries"] > ENTRIES_AT_MOST:
            raise TooManyEntries
        heads = await self.read.all(f"SELECT h.subject, h.version {of}", self.params)
        numbers = {row["id"]: row["no"] for row in await self.read.all("SELECT id, no FROM place")}
        standings = await standings_of(self.read, self.desk.office.ledger, heads, self.at, self.known_at)
        units = await self._units()
        totals = Figures()
        for month in self.months:
            by, totals = await aside(coverage_of, standings, month, self.day, lambda place: units(numbers[place]))
            if self.trend:
                self._add(totals, month, place=None, name=None)
            else:
                self._add_units(by, month)
        return totals

    async def _units(self) -> Callable[[int], Hashable | None]:
        """Which item a place's number belongs to; every one that there is gets its line."""
        rows = await self.read.all(
            "SELECT u.no, u.hi, u.code, u.name FROM place u WHERE"
            + (" u.no >= %(area_lo)s AND u.no <= %(area_hi)s AND" if "area_lo" in self.params else "")
            + " (u.level = %(level)s OR u.level = 'village' AND NOT EXISTS"
            " (SELECT FROM place up WHERE up.level = %(level)s AND up.no <= u.no AND up.hi >= u.hi)) ORDER BY u.no",
            self.params | {"level": self.by if self.by in LEVELS else "village"},
        )
        self.units = {(row["no"], row["hi"]): row for row in rows}
        of = {no: span for span in self.units for no in range(span[0], span[1] + 1)}
        return of.get

    def _add_units(self, by: Mapping[Hashable, Figures], month: date) -> None:
        every = self.desk.elders is Sight.AREA
        for span, row in self.units.items():
            if every or span in by:
                self._add(by.get(span, Figures()), month, place=row["code"], name=row["name"])

    def _told(self, figures: Figures, month: date) -> dict[str, Any]:
        told = shown(figures, self.half)
        if self.desk.actor.is_agency or self.paired or self.by == "agency" or self.at or self.known_at:
            told["special"] = None
        if self.half:
            told["elders_missed"] = missed_of_half(figures, self.half, month, self.day)
        return told

    def _add(
        self,
        figures: Figures,
        month: date,
        *,
        place: str | None = None,
        agency: UUID | None = None,
        name: str | None = None,
    ) -> None:
        self.items.append(
            {"place": place, "agency": agency, "name": name, "month": f"{month:%Y-%m}", **self._told(figures, month)}
        )


_SUMMED = (
    "key", "general", "key_windows", "first", "second", *REASONS, "key_in_home", "general_in_home", "key_any", "general_any",
    "key_met", "first_met", "second_met", "overdue",
)  # fmt: skip
_FIELDS = tuple(Line.__dataclass_fields__)


def _line(row: Mapping[str, Any]) -> Line:
    return Line(**{name: row[name] for name in _FIELDS})


def _by_elder(rows: Iterable[Mapping[str, Any]]) -> Iterable[list[Line]]:
    found: dict[Hashable, list[Line]] = {}
    for row in rows:
        found.setdefault(row["elder"], []).append(_line(row))
    return found.values()


async def _by_visitor(desk: Desk, place: str | None, month: date) -> tuple[list[dict[str, Any]], str | None]:
    """What each visitor did; they are named, so this is for who may read the visits."""
    desk.actor.need("visits:read")
    sight = desk.records(mine=False)
    async with desk.reading(sight) as read:
        where, params = await read.area(place, "v.place_no", sight)
        own = " AND v.maker = (SELECT own_maker())" if sight is Sight.OWN else ""
        params |= {"from": month, "to": month_of(month).end}
        rows = await read.all(f"{_VISITS} AND {where}{own} LIMIT {ENTRIES_AT_MOST + 1}", params)
        if len(rows) > ENTRIES_AT_MOST:
            raise TooManyEntries
        parts = await read.unseal([(row["elder_id"], row["content_version"], row["kind"]) for row in rows])
        makers = list({row["maker"] for row in rows})
        told = await read.all("SELECT m AS maker FROM unnest(%s::uuid[]) m WHERE role_of(m) = 'agency'", (makers,))
        agencies = {row["maker"] for row in told}
    return await aside(_visitors, rows, parts, agencies), place


def _visitors(
    rows: Iterable[Mapping[str, Any]], parts: Mapping[Any, Mapping[UUID, Any]], agencies: Collection[UUID]
) -> list[dict[str, Any]]:
    """What each visitor did, the busiest first."""
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        people = parts.get((row["elder_id"], row["content_version"]), {})
        of_agency = row["maker"] in agencies
        for person, known in people.items():
            if person == row["elder_id"]:
                continue
            one = found.setdefault(
                person,
                {"visitor": person, "name": None, "agency": row["maker"] if of_agency else None,
                 "account": None if of_agency else row["maker"], "visits": 0, "in_home": 0, "late": 0, "reached": set(),
                 "rate_in_home": None, "rate_any_mode": None},
            )  # fmt: skip
            one["name"] = known.get("name") or one["name"]
            one["visits"] += 1
            one["in_home"] += row["mode"] == "in_home"
            one["late"] += row["late"]
            if row["outcome"] == "met":
                one["reached"].add(row["elder_id"])
    items = [one | {"elders_reached": len(one.pop("reached"))} for one in found.values()]
    return sorted(items, key=lambda one: (-one["visits"], str(one["visitor"])))


Status = Literal["missed", "met", "owed", "overdue", "excluded"]
_MISSED_PAST: LiteralString = "o.windows > coalesce(k.windows, 0)"
_MISSED_HALF: dict[int | None, LiteralString] = {
    1: "o.first = 'owed' AND NOT coalesce(k.first, false)", 2: "o.second = 'owed' AND NOT coalesce(k.second, false)",
}  # fmt: skip


def _behind(status: Status, half: int | None, month: date, today: date) -> LiteralString:
    """The clause for the elders behind a number."""
    over, second_half = today > month_of(month).end, today > month.replace(day=15)
    if status == "missed":
        if half == 2 or (half is None and over):
            return (_MISSED_HALF[2] if half else _MISSED_PAST) if over else "false"
        return _MISSED_HALF[1] if second_half else "false"
    if status == "met":
        return "k.first" if half == 1 else "k.second" if half == 2 else "k.in_home"
    if status == "owed":
        return "o.first = 'owed'" if half == 1 else "o.second = 'owed'" if half == 2 else "o.windows > 0"
    return "o.windows = 0"


@router.get(
    "/elders",
    operation_id="listCoverageElders",
    summary="The elders behind a number · 统计数字对应的服务对象",
    responses=CSV_TOO,
)
async def list_covered(
    response: Response,
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
    """The elders behind a number of coverage, a line for each place in which they count. Needs `elders:read` too.

    Who lives outside your places now stands in the number of then, without an id.
    """
    desk.actor.need("elders:read")
    today = clock.today()
    of, number = _months(month, None, None, today)[0], int(half) if half else None
    paired = account_of(desk, paired_with)
    filters = {"status": status, "place": place, "month": month, "half": half, "paired_with": paired}
    after = desk.page(cursor, filters)
    async with desk.reading(desk.elders) as read:
        source, elder, key = (_BEHIND_LATE, "d.elder", "''") if status == "overdue" else (_BEHIND, "o.elder", "o.key")
        where, params = await read.area(place, f"{elder[0]}.place_no", desk.elders)
        clauses = [where]
        if status == "overdue":
            of = today.replace(day=1)
        else:
            clauses.append(_behind(status, number, of, today))
        params |= {"month": of, "today": today, "limit": limit + 1}
        if desk.actor.is_agency:
            clauses.append(
                f"EXISTS (SELECT FROM assignment a WHERE a.elder = {elder} AND a.agency = (SELECT own_maker()))"
            )
        if paired is not None:
            clauses.append(PAIRED.format(elder=elder, day="%(today)s"))
            params["paired"] = paired
        if after:
            clauses.append(f"({elder}, {key}) > (%(after)s::uuid, %(turn)s)")
            params |= {"after": after[0], "turn": after[1]}
        rows = await read.all(f"{source} AND {' AND '.join(clauses)} ORDER BY 1, 2 LIMIT %(limit)s", params)
    items = []
    for row in rows[:limit]:
        line = _line(row)
        items.append({
            "elder_id": row["elder_id"], "place": row["code"], "tier": line.tier, "windows_owed": line.windows,
            "windows_met": line.met,
            "met_in_home": line.in_home, "reached_any_mode": line.any_mode, "missed": line.missed(of, today),
            "excluded": line.because,
        })  # fmt: skip
    last = [str(rows[len(items) - 1]["elder"]), rows[len(items) - 1]["key"]] if items else None
    page = CoveredElders.model_validate(desk.listing(response, items, len(rows) > limit, last, filters))
    if wants_csv(desk.request, format):
        return as_csv((item.model_dump() for item in page.items), response.headers)  # type: ignore[return-value]
    return page
