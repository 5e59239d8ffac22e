"""Coverage (探访覆盖情况): of what was owed in a month, how much was kept. Counting only: no database, no clock.

An elder stands in the block of the duty tier, and under the place of each window's last day. Source: docs/domain.md, Counting.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from ..policy import REASONS, Reason, month_of
from ..standing import Standing, kept_rows, month_rows

MIDDLE = 15


@dataclass(frozen=True)
class Line:
    """What an elder owes in a month under one place, and what was kept of it."""

    place: Any  # its id where it is folded, its number where it is read
    tier: str
    windows: int
    first: str | None
    second: str | None
    whole: str | None
    met: int = 0
    first_met: bool = False
    second_met: bool = False
    in_home: bool = False
    any_mode: bool = False

    @property
    def because(self) -> Reason | None:
        """Why nothing is owed."""
        if self.windows:
            return None
        return next((reason for reason in REASONS if reason in (self.first, self.second, self.whole)), None)

    def missed(self, month: date, on: date) -> bool:
        """Whether a window that ended before a day was owed and not met."""
        if on > month_of(month).end:
            return self.windows > self.met
        return on > month.replace(day=MIDDLE) and self.first == "owed" and not self.first_met


@dataclass
class Figures:
    """What is counted. Of the first four blocks the elders are distinct; `overdue` is of today, whatever the month."""

    key: int = 0
    general: int = 0
    key_in_home: int = 0
    general_in_home: int = 0
    key_any: int = 0
    general_any: int = 0
    key_windows: int = 0
    key_met: int = 0
    first: int = 0
    first_met: int = 0
    second: int = 0
    second_met: int = 0
    left: int = 0
    declined: int = 0
    suspended: int = 0
    short_window: int = 0
    missed: int = 0
    overdue: int = 0
    special_owed: int = 0
    special_met: int = 0

    def __iadd__(self, other: "Figures") -> "Figures":
        for name in NAMES:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def count(self, lines: Iterable[Line], month: date, on: date, elders: int = 1) -> None:
        """Count an elder by their lines here, or so many elders who have the same one."""
        lines = list(lines)
        for line in lines:
            if line.tier == "key":
                self.key_windows += line.windows * elders
                self.key_met += line.met * elders
            self.first += (line.first == "owed") * elders
            self.second += (line.second == "owed") * elders
            self.first_met += line.first_met * elders
            self.second_met += line.second_met * elders
        self.missed += any(line.missed(month, on) for line in lines) * elders
        if because := lines[-1].because:
            setattr(self, because, getattr(self, because) + elders)
        elif any(line.windows for line in lines):
            tier = lines[-1].tier
            for name, holds in (
                (tier, True),
                (f"{tier}_in_home", any(line.in_home for line in lines)),
                (f"{tier}_any", any(line.any_mode for line in lines)),
            ):
                setattr(self, name, getattr(self, name) + holds * elders)

    def settle(self, month: date, on: date, complete: int) -> None:
        """Say who missed a window, of elders who are counted by sums alone."""
        if on > month_of(month).end:
            self.missed = self.key + self.general - complete
        elif on > month.replace(day=MIDDLE):
            self.missed = self.first - self.first_met


NAMES = tuple(field.name for field in fields(Figures))


def lines_of(standing: Standing, month: date) -> list[Line]:
    """An elder's lines of a month, in the order of its windows."""
    course, days, whole = standing.course, standing.in_home_days, month_of(month)
    kept = kept_rows(course, days, [day for day in standing.contact_days if day in whole])
    found = []
    for turn, row in enumerate(month_rows(course, month, days)):
        made: Mapping[str, Any] = kept[turn] if turn < len(kept) else {}
        found.append(
            Line(
                row["place_id"], str(row["tier"]), row["windows"], row["first"], row["second"], row["whole"],
                made.get("windows", 0), made.get("first", False), made.get("second", False), made.get("in_home", False),
                made.get("any_mode", False),
            )
        )  # fmt: skip
    return found


def coverage_of(
    standings: Mapping[UUID, Standing], month: date, on: date, unit: Callable[[Any], Hashable | None]
) -> tuple[dict[Hashable, Figures], Figures]:
    """The figures of a month as of a day, by the unit that a place belongs to (None: not asked for), and of all together."""
    by, totals = dict[Hashable, Figures](), Figures()
    for standing in standings.values():
        lines = [(where, line) for line in lines_of(standing, month) if (where := unit(line.place)) is not None]
        for one in dict.fromkeys(where for where, _ in lines):
            by.setdefault(one, Figures()).count([line for where, line in lines if where == one], month, on)
        if lines:
            totals.count([line for _, line in lines], month, on)
        now = standing.course.on(on)
        if now is not None and standing.course.overdue_since(on, standing.in_home_days):
            here = unit(now.place)
            if here is not None:
                by.setdefault(here, Figures()).overdue += 1
                totals.overdue += 1
    return by, totals


def rate(met: int, owed: int) -> float | None:
    """A share to four decimals; of nothing there is none."""
    return round(met / owed, 4) if owed else None


def shown(figures: Figures, half: int | None = None) -> dict[str, Any]:
    """The figures as they are read; of one half only key targets have any, and calls are counted by the month."""
    f = figures
    if half:
        owed, met = (f.first, f.first_met) if half == 1 else (f.second, f.second_met)
        key = {
            "elders_owed": owed, "windows_owed": owed, "windows_met": met, "rate_windows": rate(met, owed),
            "met_in_home": met, "rate_in_home": rate(met, owed),
        }  # fmt: skip
        return {
            "elders_owed": owed, "met_in_home": met, "rate_in_home": rate(met, owed), "reached_any_mode": None,
            "rate_any_mode": None, "elders_missed": f.missed, "overdue": f.overdue,
            "special": {"owed": f.special_owed, "met": f.special_met},
            "key": key, "general": None, "excluded": None,
        }  # fmt: skip
    owed, met, reached = f.key + f.general, f.key_in_home + f.general_in_home, f.key_any + f.general_any
    return {
        "elders_owed": owed, "met_in_home": met, "rate_in_home": rate(met, owed), "reached_any_mode": reached,
        "rate_any_mode": rate(reached, owed), "elders_missed": f.missed, "overdue": f.overdue,
        "special": {"owed": f.special_owed, "met": f.special_met},
        "key": {
            "elders_owed": f.key, "windows_owed": f.key_windows, "windows_met": f.key_met,
            "rate_windows": rate(f.key_met, f.key_windows), "met_in_home": f.key_in_home,
            "rate_in_home": rate(f.key_in_home, f.key),
        },
        "general": {
            "elders_owed": f.general, "met_in_home": f.general_in_home, "rate_in_home": rate(f.general_in_home, f.general),
        },
        "excluded": {reason: getattr(f, reason) for reason in REASONS},
    }  # fmt: skip


def missed_of_half(figures: Figures, half: int, month: date, on: date) -> int:
    """Who missed one half of a month: nobody before it ended."""
    if half == 1:
        return figures.first - figures.first_met if on > month.replace(day=MIDDLE) else 0
    return figures.second - figures.second_met if on > month_of(month).end else 0
