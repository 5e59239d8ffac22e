"""Elders and visits of whom the judge is asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from .oracle import (
    Seen,
    Status,
    add_months,
    categories_on,
    status,
)
from .told import (
    HANJIANG,
    SHANGHAI,
    Facts,
    History,
    Kin,
    Path,
    Registered,
    SpecialPeriod,
    Told,
    Visited,
)

Asked = tuple[History, datetime, datetime]

VILLAGE: Path = ("35", "3503", "350303", "350303103", "350303103201")
NEXT: Path = ("35", "3503", "350303", "350303103", "350303103202")
FAR: Path = ("35", "3503", "350303", "350303104", "350303104201")
XIAMEN: Path = ("35", "350200")
ZAO: Path = ("37", "3704", "370402", "370402001", "370402001001")
ZAO_FAR: Path = ("37", "3704", "370402", "370402002", "370402002001")
JINAN: Path = ("37", "3701")


def d(text: str) -> date:
    """`11-04` is of 2026."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def noon(text: str) -> datetime:
    return datetime.combine(d(text), time(12), SHANGHAI)


def child(
    where: Path | None = XIAMEN, since: str | None = "2024-02-20", reason: str | None = "work", **more: Any
) -> Kin:
    kin = Kin(where=where, since=None if since is None else d(since), reason=reason)
    return replace(kin, **more)


PLAIN = Facts(
    born_on=d("1950-01-01"),
    home=VILLAGE,
    registered=VILLAGE,
    rural_registration=True,
    rural_residence=True,
    spouse="living",
    lives_with="spouse",
    carer=True,
    labour="full",
    kin=(Kin(where=VILLAGE, disability_grade=4),),
    ability="intact",
    economic="other",
    poor=False,
    no_certificate=True,
)
"""Nothing holds: lives with a spouse, an able child in the same village."""

GENERAL = replace(PLAIN, ability="mild")
KEY = replace(PLAIN, ability="moderate")


def filed(facts: Facts = GENERAL, on: str = "2026-01-05", **more: Any) -> Registered:
    return replace(
        Registered(happened_on=d(on), recorded_at=noon(on), place=facts.home[-1], facts=facts),
        **more,
    )


def visit(on: str, id: str | None = None, **more: Any) -> Visited:
    return replace(Visited(id=id or on, moment=noon(on), recorded_at=noon(on)), **more)


def monthly(*months: str) -> list[Told]:
    """A visit in each half of some months."""
    return [visit(f"{month}-{day}") for month in months for day in ("03", "18")]


def seen(events: History, at: str = "2027-06-30") -> Seen:
    return Seen(events, noon(at), noon(at))


def ask(events: History, at: str, known_at: str | None = None, specials: Sequence[SpecialPeriod] = ()) -> Status:
    found = status(events, noon(at), noon(known_at or at), specials)
    assert found is not None
    return found


def duties(view: Seen, year: int, month: int) -> tuple[str, str]:
    """The duty in which the halves of a month end."""
    return view.duty_on(date(year, month, 15)), view.duty_on(add_months(date(year, month, 1), 1) - timedelta(days=1))


def holding(facts: Facts, day: str, profile: str = HANJIANG) -> set[str]:
    return {code for code, holds in categories_on(facts, d(day), profile).items() if holds}


def tier(facts: Facts, day: str, profile: str = HANJIANG, **more: Any) -> str:
    return seen([replace(filed(facts, profile=profile), **more)]).tier_on(d(day))


def owed(events: History, month: str, at: str = "2027-06-30") -> list[tuple[int, int]]:
    """The windows owed in a month, by their first and last day."""
    year, number = int(month[:4]), int(month[5:])
    view = seen(events, at)
    return [(one.first.day, one.last.day) for one in view.windows(year, number) if view.is_owed(one)]


MOTHER = replace(
    PLAIN,
    born_on=d("1946-11-04"),
    spouse="deceased",
    lives_with="nobody",
    carer=False,
    labour="partial",
    kin=(child(disability_grade=None),),
)
