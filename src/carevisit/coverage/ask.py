"""Coverage by place or agency: one question answered from the tables, or from the streams as of a moment."""

from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson

from .. import clock
from ..access import PLACE_NUMBERS, SERVED
from ..aside import aside
from ..database import Sight
from ..desk import Desk, Reading
from ..errors import TooManyElders, TooManyEntries, wrong
from ..ledger import head_rows
from ..pairings import PAIRED_ELDERS
from ..places import counted_by, place_of_area
from ..policy import month_of
from ..standing import COUNTED as SPECIAL
from ..standing import standings_of
from .counting import Figures, coverage_of, missed_of_half, shown
from .queries import (
    AGENCIES,
    BELOW,
    ITSELF,
    LATE_BY_AGENCY,
    MINE,
    MINE_LATE,
    PLACES,
    SUMMED,
    UNITS,
    by_elder,
    line_of,
)
from .sheets import ENTRIES_AT_MOST, FOLDED_AT_MOST, By


class CoverageQuery:
    """A question for coverage by place or agency."""

    def __init__(
        self, desk: Desk, place: str | None, months: list[date], by: By | None, half: int | None, today: date,
        at: datetime | None, known_at: datetime | None, paired: UUID | None, *, trend: bool,
    ) -> None:  # fmt: skip
        self.desk, self.place, self.months, self.half, self.today = desk, place, months, half, today
        self.by: str | None = by
        self.at, self.known_at, self.paired, self.trend = at, known_at, paired, trend
        self.day = clock.day_of(at or known_at) if at or known_at else today  # type: ignore[arg-type]
        self.items: list[dict[str, Any]] = []

    async def answer(self) -> dict[str, Any]:
        """The items, the totals, and what they are of."""
        async with self.desk.reading(self.desk.elders) as read:
            self.read: Reading = read
            self.area = await read.seen(self.place, self.desk.elders)
            code, level = await place_of_area(read, self.area)
            self.by = counted_by(self.by, level)
            self.params = self.area.params | {
                "months": self.months, "month": self.months[-1], "today": self.today, "paired": self.paired, "by": self.by,
            }  # fmt: skip
            if self.at or self.known_at:
                totals = await self._folded()
            elif self.desk.actor.is_agency or self.paired is not None:
                totals = await self._chosen()
            elif self.trend:
                totals = await self._by_place(ITSELF)
            else:
                totals = await self._by_place(BELOW)
                if self.by == "agency":
                    await self._by_agency()
        return {
            "items": self.items,
            "totals": self._shown(totals, self.months[-1]),
            "by": "month" if self.trend else self.by,
            "place": code,
        }

    async def _by_place(self, which: LiteralString) -> Figures:
        rows = await self.read.all(PLACES + which, self.params)
        split = [
            one | {"month": date.fromisoformat(one["month"])}
            for row in rows
            if row["split"]
            for one in orjson.loads(row["split"])
        ]
        totals, own = Figures(), self.by != "agency" or self.trend
        special = {month: await self._special(month) for month in self.months}
        for row in rows:
            month, figures = row["month"], Figures(**{name: int(row[name]) for name in SUMMED})
            figures.settle(month, self.day, int(row["complete"]))
            for village, (owed, met) in special[month].items():
                if row["no"] <= village <= row["hi"]:
                    figures.special_owed += owed
                    figures.special_met += met
            totals += figures if not self.trend or month == self.months[-1] else Figures()
            for lines in by_elder(r for r in split if r["month"] == month and row["no"] <= r["place"] <= row["hi"]):
                figures.count(lines, month, self.day)
            if own and (self.trend or row["there"] or figures != Figures()):
                self._add(figures, month, place=row["place"], name=row["name"])
        for lines in by_elder(r for r in split if r["month"] == self.months[-1]):
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
        for row in await self.read.all(AGENCIES, self.params):
            who = (row["agency"], row["name"])
            if row["elder"] is None:
                found.setdefault(who, Figures()).count([line_of(row)], month, self.day, row["n"])
            else:
                split.setdefault(who, []).append(row)
        for who, rows in split.items():
            for lines in by_elder(sorted(rows, key=lambda r: (r["elder"], r["second"] == "owed"))):
                found.setdefault(who, Figures()).count(lines, month, self.day)
        for row in await self.read.all(LATE_BY_AGENCY, self.params):
            found.setdefault((row["agency"], row["name"]), Figures()).overdue += row["n"]
        for (agency, name), figures in found.items():
            self._add(figures, month, agency=agency, name=name)

    async def _chosen(self) -> Figures:
        """Of the elders that the asking agency serves today, or who are paired with an account, one by one."""
        chosen = SERVED if self.paired is None else PAIRED_ELDERS
        totals, units = Figures(), await self._units()
        late = await self.read.all(MINE_LATE.format(chosen=chosen, area=self.area.at("d.place_no")), self.params)
        for month in self.months:
            rows = await self.read.all(
                MINE.format(chosen=chosen, area=self.area.at("o.place_no")), self.params | {"month": month}
            )
            by, totals = dict[Hashable, Figures](), Figures()
            for lines in by_elder(rows):
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
        of = f"FROM {head_rows()} WHERE h.noun = 'elder' AND {self.area.at('h.place_no')}"
        count = await self.read.one(
            f"SELECT count(*) AS elders, coalesce(sum(h.version), 0) AS entries {of}", self.params
        )
        assert count
        if count["elders"] > FOLDED_AT_MOST:
            raise TooManyElders
        if count["entries"] > ENTRIES_AT_MOST:
            raise TooManyEntries
        heads = await self.read.all(f"SELECT h.subject, h.version {of}", self.params)
        numbers = {row["id"]: row["no"] for row in await self.read.all(PLACE_NUMBERS)}
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
        """Which item a place's number belongs to; every one that is there in the month gets its line."""
        rows = await self.read.all(UNITS.format(area=self.area.at("u.no")), self.params)
        self.units = {(row["no"], row["hi"]): row for row in rows}
        of = {no: span for span in self.units for no in range(span[0], span[1] + 1)}
        return of.get

    def _add_units(self, by: Mapping[Hashable, Figures], month: date) -> None:
        every = self.desk.elders is Sight.AREA
        for span, row in self.units.items():
            if (every and row["there"]) or span in by:
                self._add(by.get(span, Figures()), month, place=row["code"], name=row["name"])

    def _shown(self, figures: Figures, month: date) -> dict[str, Any]:
        figures_shown = shown(figures, self.half)
        if self.desk.actor.is_agency or self.paired or self.by == "agency" or self.at or self.known_at:
            figures_shown["special"] = None
        if self.half:
            figures_shown["elders_missed"] = missed_of_half(figures, self.half, month, self.day)
        return figures_shown

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
            {"place": place, "agency": agency, "name": name, "month": f"{month:%Y-%m}", **self._shown(figures, month)}
        )
