"""Special periods (特殊时间节点) as they touch one elder: windows of their own, outside every rate. No database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import LiteralString
from uuid import UUID

from ..clock import day_of
from ..dated import ENOUGH, standing_rows
from ..days import DAY
from ..ledger import Entry
from ..notices import PERIOD_ROWS
from ..policy import Course, FileState, Mode, Outcome, Tier, Window
from ..visits import VisitRecorded, visit_rows

SHOWN_DAYS = 31
"""So long after its end a period is still shown, and one that was missed is flagged."""

DaysByMode = Mapping[str, Sequence[date]]
"""The days on which the elder was met, by the mode of the visit."""


@dataclass(frozen=True)
class Period:
    """A special period as one elder is asked: `places` are those of the elder's that it covers."""

    id: UUID
    name: str
    window: Window
    times: int
    tiers: frozenset[Tier]
    modes: frozenset[Mode]
    places: frozenset[UUID]


@dataclass(frozen=True)
class PeriodOwed:
    """What a period asks for an elder, and what was done: `made` counts days, never more than are owed."""

    period: Period
    owed: int
    made: int

    @property
    def unmet(self) -> bool:
        return self.made < self.owed


def owed_in(course: Course, days: DaysByMode, period: Period) -> PeriodOwed:
    """What a period asks. Owed by who stands on its last day, in its places and of its tiers, and on enough of its days.

    A visit made in it serves the ordinary window, too. On one day one counts; whether the elder stood then is not asked:
    who was looked after in a storm was looked after.
    """
    window, last = period.window, course.on(period.window.end)
    owed = (
        last is not None
        and last.state is FileState.ACTIVE
        and last.place in period.places
        and last.tier in period.tiers
        and course.active_enough(window)
    )
    if not owed:
        return PeriodOwed(period, 0, 0)
    made = {day for mode in period.modes for day in days.get(mode.value, ()) if day in window}
    return PeriodOwed(period, period.times, min(len(made), period.times))


def owed_near(course: Course, days: DaysByMode, periods: Iterable[Period], on: date) -> list[PeriodOwed]:
    """The periods that are owed: those to come, those that run, and those that ended not long ago."""
    near = [p for p in periods if on <= p.window.end + SHOWN_DAYS * DAY]
    found = (
        owed_in(course, days, period) for period in sorted(near, key=lambda p: (p.window.start, p.window.end, p.id))
    )
    return [one for one in found if one.owed]


def due_on(special: Iterable[PeriodOwed], on: date) -> date | None:
    """By when a period asks for a visit: the earliest end of those that are unmet and not past."""
    return min((one.period.window.end for one in special if one.unmet and on <= one.period.window.end), default=None)


def missed(special: Iterable[PeriodOwed], on: date) -> PeriodOwed | None:
    """The period that ended unmet, the earliest of those that are still shown."""
    gone = [one for one in special if one.unmet and one.period.window.end < on]
    return min(gone, key=lambda one: (one.period.window.end, one.period.id), default=None)


def shown(special: Iterable[PeriodOwed], on: date) -> list[dict[str, object]]:
    """The periods that have begun, as the status shows them."""
    return [
        {
            "id": one.period.id, "name": one.period.name, "from": one.period.window.start, "to": one.period.window.end,
            "owed": one.owed, "made": one.made,
        }
        for one in special
        if one.period.window.start <= on
    ]  # fmt: skip


def days_of(entries: Iterable[Entry]) -> dict[str, list[date]]:
    """The days on which the elder was met, by mode, from the settled stream."""
    found: dict[str, list[date]] = {}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, VisitRecorded) and not entry.void and fact.outcome is Outcome.MET:
            found.setdefault(fact.mode.value, []).append(day_of(fact.started_at))
    return found


DAYS_MET: LiteralString = "SELECT mode, array_agg(day ORDER BY day) AS days FROM days_met(%s, %s, %s) GROUP BY mode"
"""The days on which somebody met an elder, by mode."""

COUNTED: LiteralString = f"""
WITH period AS MATERIALIZED (
  SELECT s.* FROM {PERIOD_ROWS} WHERE s.state = 'declared' AND s.from_on <= %(on)s AND s.until_on >= %(first)s
    AND s.until_on <= %(last)s),
asked AS MATERIALIZED (
  SELECT s.id, s.times, t.elder, t.place_no FROM period s
  JOIN {standing_rows("t")} ON t.place_no >= s.place_no AND t.place_no <= s.place_hi
    AND t.from_on <= s.until_on AND t.until_on >= s.until_on AND t.state = 'active' AND t.tier = ANY (s.tiers)
  WHERE t.place_no >= %(area_lo)s AND t.place_no <= %(area_hi)s AND {ENOUGH}),
made AS MATERIALIZED (
  SELECT s.id, v.elder_id, count(DISTINCT v.day) AS days FROM period s
  JOIN {visit_rows()} ON v.day >= s.from_on AND v.day <= s.until_on
    AND v.place_no >= s.place_no AND v.place_no <= s.place_hi AND v.mode = ANY (s.modes) AND v.outcome = 'met' AND v.state <> 'void'
  WHERE v.place_no >= %(area_lo)s AND v.place_no <= %(area_hi)s GROUP BY s.id, v.elder_id)
SELECT a.place_no, count(*) AS owed, count(*) FILTER (WHERE m.days >= a.times) AS met
FROM asked a LEFT JOIN made m ON m.id = a.id AND m.elder_id = a.elder GROUP BY a.place_no
"""
"""The periods that have begun by a day (`on`) and end within a month (`first` to `last`), by village: how many times an elder
owes one, and how many of those were met."""
