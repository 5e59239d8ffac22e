"""The sceptic's judge: the field's rules, worked out day by day from what was recorded, slowly and in the open.

It shares nothing with the program. Every answer is a pure function of the history, the moment asked about (`at`: only what had
happened by then) and the moment of knowing (`known_at`: only what had been recorded by then). A day after `at` is judged by
what holds at `at`, with time alone going on. Source: 涵民〔2023〕53号 and the Zaozhuang notice, as ordered by the domain's §12.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from .conditions import CATEGORIES, ONE_DAY, ability_of, add_months, birthday, categories_on, days, month_end
from .seen import Seen, Window, prefix
from .told import (
    HANJIANG,
    Confirmed,
    Reviewed,
    SpecialPeriod,
    Told,
)


def rolling_windows(seen: Seen, until: date) -> list[Window]:
    """The other reading of 半月: 15 days (general: a month) after the last in-home visit; each belongs to the month of its end.

    The first starts with the first standing day. After a visit the next starts the day after it, after a miss the day after
    the window; whoever does not stand then starts anew with the first day that they do. A window's tier is that of its first day.
    """
    first = next((day for day in days(seen.first_day(), until) if seen.stands(day)), None)
    visited: date | None = None
    windows: list[Window] = []
    while first is not None and first <= until:
        tier = seen.tier_on(first)
        if tier == "none" or not seen.stands(first):
            first, visited = first + ONE_DAY, None
            continue
        if tier == "key":
            last = first + 14 * ONE_DAY
        elif visited is not None:
            last = add_months(visited, 1)
        else:
            last = add_months(first, 1) - ONE_DAY
        windows.append(Window(first, last, tier))
        counted = sorted(seen.counting_days(first, last))
        needed = seen.needed(last)
        visited = counted[needed - 1] if len(counted) >= needed else None
        first = (visited or last) + ONE_DAY
    return windows


# Status


@dataclass(frozen=True)
class Made:
    """A window or a special period, what it asks and how much of that was made."""

    first: date
    last: date
    owed: int
    made: int


@dataclass(frozen=True)
class Status:
    state: str
    profile: str
    place: str
    consent: str
    tier: str
    duty_tier: str
    unknown: frozenset[str]
    categories: frozenset[str]
    window: Made | None
    month_owed: int
    month_made: int
    special: dict[str, Made]
    next_due_on: date | None
    overdue: bool
    overdue_since: date | None
    last_in_home_on: date | None
    last_contact_on: date | None
    last_by_mode: dict[str, date]
    running_no: int
    visits_count: int
    not_met_streak: int
    review_due_on: date | None
    next_change: tuple[date, frozenset[str]] | None


def status(
    events: Iterable[Told],
    at: datetime,
    known_at: datetime,
    specials: Iterable[SpecialPeriod] = (),
    under: Callable[[str, str], bool] = prefix,
) -> Status | None:
    """How an elder's file stood at a moment, as known at another; None where there was no file yet."""
    seen = Seen(events, at, known_at, specials, under)
    if seen.registered is None:
        return None
    today = seen.today
    window = seen.window_of(today)
    owed = [one for one in seen.windows(today.year, today.month) if seen.is_owed(one)]
    periods = [one for one in seen.specials if one.to_on >= today and seen.special_owed(one)]
    ahead = seen.next_window(today)
    due = [ahead.last] if ahead else []
    due += [one.to_on for one in periods if seen.special_unmet(one)]
    met = [visit for visit in seen.visits if visit.outcome == "met"]
    by_mode: dict[str, date] = {}
    for visit in sorted(met, key=lambda visit: visit.moment):
        by_mode[visit.mode] = visit.day
    overdue_since = seen.overdue_since(today)
    return Status(
        state=seen.state_on(today),
        profile=seen.profile_on(today),
        place=seen.place_on(today),
        consent=seen.consent_on(today),
        tier=seen.tier_on(today),
        duty_tier=seen.duty_on(today),
        unknown=seen.unknown_on(today),
        categories=seen.holding_on(today),
        window=None
        if window is None
        else Made(
            window.first, window.last, int(seen.is_owed(window)), int(seen.is_owed(window) and seen.is_met(window))
        ),
        month_owed=len(owed),
        month_made=len([one for one in owed if seen.is_met(one)]),
        special={one.id: Made(one.from_on, one.to_on, one.extra_visits, seen.special_made(one)) for one in periods},
        next_due_on=min(due, default=None),
        overdue=overdue_since is not None,
        overdue_since=overdue_since,
        last_in_home_on=by_mode.get("in_home"),
        last_contact_on=max(by_mode.values(), default=None),
        last_by_mode=by_mode,
        running_no=seen.running_no(),
        visits_count=len(met),
        not_met_streak=not_met_streak(seen),
        review_due_on=review_due_on(seen),
        next_change=seen.next_change(),
    )


def not_met_streak(seen: Seen) -> int:
    streak = 0
    for visit in sorted(seen.visits, key=lambda visit: (visit.moment, visit.order)):
        if visit.outcome == "met":
            streak = 0
        elif visit.mode == "in_home":
            streak += 1
    return streak


def review_due_on(seen: Seen) -> date | None:
    """Half a year after the last review, confirmation or filing; none once the elder has left."""
    if seen.state_on(seen.today) == "left":
        return None
    known = [seen.file.happened_on, seen.file.confirmed_on]
    known += [event.happened_on for kind in (Confirmed, Reviewed) for event in seen.all(kind)]
    return add_months(max(day for day in known if day is not None and day <= seen.today), 6)


# Coverage


@dataclass
class Block:
    elders_owed: int = 0
    met_in_home: int = 0
    windows_owed: int = 0
    windows_met: int = 0


@dataclass
class Counts:
    elders_owed: int = 0
    met_in_home: int = 0
    reached_any_mode: int = 0
    elders_missed: int = 0
    overdue: int = 0
    key: Block = field(default_factory=Block)
    general: Block = field(default_factory=Block)
    excluded: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("left", "declined", "suspended", "short_window"), 0)
    )
    special_owed: int = 0
    special_met: int = 0


def coverage(
    histories: Sequence[Iterable[Told]],
    month: tuple[int, int],
    at: datetime,
    known_at: datetime,
    half: int | None = None,
    of: Callable[[str], str] = lambda place: place,
    specials: Sequence[SpecialPeriod] = (),
    under: Callable[[str, str], bool] = prefix,
) -> tuple[dict[str, Counts], Counts]:
    """The month's (or half month's) coverage by place, as `of` groups places, and in all. The totals count distinct elders."""
    year, number = month
    first, last = date(year, number, 1), month_end(year, number)
    if half == 1:
        last = date(year, number, 15)
    elif half == 2:
        first = date(year, number, 16)
    places: dict[str, Counts] = {}
    totals = Counts()
    for events in histories:
        seen = Seen(events, at, known_at, specials, under)
        if seen.registered is None:
            continue
        windows = seen.windows(year, number)
        if half is not None:
            windows = [one for one in windows if (one.first, one.last) == (first, last)]
        owed = [one for one in windows if seen.is_owed(one)]
        for place in {of(seen.place_on(one.last)) for one in owed}:
            here = [one for one in owed if of(seen.place_on(one.last)) == place]
            count_owed(seen, places.setdefault(place, Counts()), here, first, last)
        if owed:
            count_owed(seen, totals, owed, first, last)
        reason = excluded(seen, windows, year, number) if windows and not owed else None
        if reason is not None:
            stood = [day for day in days(first, last) if seen.stands(day)]
            place = of(seen.place_on(stood[-1] if stood else last))
            places.setdefault(place, Counts()).excluded[reason] += 1
            totals.excluded[reason] += 1
        if seen.overdue_since(seen.today) is not None:
            places.setdefault(of(seen.place_on(seen.today)), Counts()).overdue += 1
            totals.overdue += 1
        for period in seen.specials:
            if first <= period.to_on <= last and seen.special_owed(period):
                for counts in (places.setdefault(of(seen.place_on(period.to_on)), Counts()), totals):
                    counts.special_owed += 1
                    counts.special_met += not seen.special_unmet(period)
    return places, totals


def count_owed(seen: Seen, counts: Counts, owed: Sequence[Window], first: date, last: date) -> None:
    """One elder who owes these windows (all of one tier: a month has one kind of window)."""
    met = any(first <= visit.day <= last for visit in seen.in_home())
    counts.elders_owed += 1
    counts.met_in_home += met
    counts.reached_any_mode += any(visit.outcome == "met" and first <= visit.day <= last for visit in seen.visits)
    counts.elders_missed += any(one.last < seen.today and seen.is_missing(one) for one in owed)
    block = counts.key if owed[0].tier == "key" else counts.general
    block.elders_owed += 1
    block.met_in_home += met
    block.windows_owed += len(owed)
    block.windows_met += len([one for one in owed if seen.is_met(one)])


def excluded(seen: Seen, windows: Sequence[Window], year: int, month: int) -> str | None:
    """Why an elder of whom the month's windows would ask a visit owes none; None for one who was not there to be counted: gone
    before, no target at the end of any window, or a candidate, whatever befell them before they were confirmed."""
    if all(seen.state_on(day) == "left" for day in days(date(year, month, 1), month_end(year, month))):
        return None
    asked = [window for window in windows if seen.tier_on(window.last) != "none"]
    counted = [day for window in asked for day in days(window.first, window.last) if seen.is_confirmed(day)]
    states = {seen.state_on(day) for day in counted}
    for reason in ("left", "declined", "suspended"):
        if reason in states:
            return reason
    return "short_window" if "active" in states else None


# Worklist


@dataclass(frozen=True)
class Item:
    elder: str
    act_by: date
    reasons: frozenset[str]


def worklist(
    histories: dict[str, Iterable[Told]],
    at: datetime,
    known_at: datetime,
    on: date | None = None,
    specials: Sequence[SpecialPeriod] = (),
    under: Callable[[str, str], bool] = prefix,
) -> list[Item]:
    """The elders to visit on a day, by the day by which somebody must act."""
    items: list[Item] = []
    for elder, events in histories.items():
        seen = Seen(events, at, known_at, specials, under)
        if seen.registered is None:
            continue
        item = worklist_item(seen, elder, on or seen.today)
        if item is not None:
            items.append(item)
    return sorted(items, key=lambda item: (item.act_by, item.elder))


def worklist_item(seen: Seen, elder: str, day: date) -> Item | None:
    reasons: set[str] = set()
    ends: list[date] = []
    if seen.is_target(day):
        overdue_since = seen.overdue_since(day)
        ahead = seen.next_window(day)
        if overdue_since is not None:
            reasons.add("overdue")
            ends.append(overdue_since - ONE_DAY)
        elif ahead is not None:
            if ahead.first <= day:
                reasons.add("due")
            ends.append(ahead.last)
        for period in seen.specials:
            if period.from_on <= day <= period.to_on and seen.special_unmet(period):
                reasons.add("special")
                ends.append(period.to_on)
    major = [event.happened_on for event in seen.open_risks(day) if event.severity == "major"]
    if major and seen.state_on(day) != "left":
        reasons.add("risk")
        ends.append(min(major))
    return Item(elder, min(ends), frozenset(reasons)) if reasons else None


__all__ = [
    "CATEGORIES",
    "HANJIANG",
    "Counts",
    "Item",
    "Seen",
    "Status",
    "Window",
    "ability_of",
    "add_months",
    "birthday",
    "categories_on",
    "coverage",
    "rolling_windows",
    "status",
    "worklist",
]
