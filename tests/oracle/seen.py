"""The judge on one elder: what may be known at a moment of what had happened by another, and what follows day by day."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from .conditions import (
    CATEGORIES,
    FACTS_OF,
    LEAST_DAYS,
    ONE_DAY,
    RANK,
    Maybe,
    T,
    add_months,
    aged,
    all_of,
    among,
    any_of,
    at_least,
    birthday,
    categories_on,
    days,
    family_of,
    living_alone,
    month_end,
)
from .told import (
    ZAOZHUANG,
    Amended,
    Confirmed,
    ConsentTold,
    Corrected,
    FrequencySet,
    Left,
    NeedClosed,
    NeedRaised,
    NotEligible,
    Overruled,
    ProfileApplied,
    Registered,
    Returned,
    RiskClosed,
    RiskReported,
    SpecialPeriod,
    Suspended,
    SuspensionEnded,
    TierOverruled,
    Told,
    ToldOfDay,
    ToldOfMoment,
    Transferred,
    Visited,
    Voided,
    day_of,
)


@dataclass(frozen=True)
class Window:
    first: date
    last: date
    tier: str


@dataclass(frozen=True)
class Visit:
    id: str
    moment: datetime
    mode: str
    outcome: str
    order: int

    @property
    def day(self) -> date:
        return day_of(self.moment)


def prefix(place: str, ancestor: str) -> bool:
    """Under a place by its code: right for the places of one source."""
    return place.startswith(ancestor)


class Seen:
    """A history as seen `at` a moment, knowing what was recorded by `known_at`."""

    def __init__(
        self,
        events: Iterable[Told],
        at: datetime,
        known_at: datetime,
        specials: Iterable[SpecialPeriod] = (),
        under: Callable[[str, str], bool] = prefix,
    ) -> None:
        self.at, self.today = at, day_of(at)
        told = [event for event in events if event.recorded_at <= known_at]
        self.told: list[Told] = sorted(told, key=lambda event: event.recorded_at)
        self.specials = [
            one
            for one in specials
            if one.declared_at <= min(at, known_at)
            and (one.cancelled_at is None or one.cancelled_at > min(at, known_at))
        ]
        self.under = under
        self._all: dict[type[Told], list[Any]] = {}  # worked out once, asked for on every day
        self._states: dict[date, str] = {}
        self._tiers: dict[date, str] = {}
        self._effective: dict[date, dict[str, Maybe]] = {}
        self.visits = [one for one in self.visits_told() if one.moment <= at]
        self.registered = next(iter(self.all(Registered)), None)

    def all(self, kind: type[T]) -> list[T]:
        """The entries of a kind that had happened, by their day; of one day, as they were recorded."""
        if kind not in self._all:
            happened = [event for event in self.told if isinstance(event, kind) and self.had_happened(event)]
            self._all[kind] = sorted(happened, key=lambda event: getattr(event, "happened_on", date.min))
        return self._all[kind]

    def had_happened(self, event: Told) -> bool:
        if isinstance(event, ToldOfMoment):
            return event.moment <= self.at
        return not isinstance(event, ToldOfDay) or event.happened_on <= self.today

    def last(self, kind: type[T], day: date) -> T | None:
        """The last entry of a kind up to a day."""
        found = [event for event in self.all(kind) if getattr(event, "happened_on", date.min) <= day]
        return found[-1] if found else None

    @property
    def file(self) -> Registered:
        assert self.registered is not None
        return self.registered

    # Visits: what they say now, and their numbers

    def visits_told(self) -> list[Visit]:
        found: dict[str, Visit] = {}
        voided = {event.id for event in self.told if isinstance(event, Voided)}
        for order, event in enumerate(self.told):
            if isinstance(event, Visited) or (isinstance(event, Corrected) and event.id in found):
                first = found[event.id].order if event.id in found else order
                found[event.id] = Visit(event.id, event.moment, event.mode, event.outcome, first)
        return [visit for id, visit in found.items() if id not in voided]

    def running_no(self) -> int:
        """The highest number given to a visit that had happened: in order of acceptance, kept by a correction and a void."""
        numbers: dict[str, int] = {}
        moments: dict[str, datetime] = {}
        for event in self.told:
            if isinstance(event, Visited) or (isinstance(event, Corrected) and event.id in moments):
                moments[event.id] = event.moment
                if event.outcome == "met" and event.id not in numbers:
                    numbers[event.id] = len(numbers) + 1
        return max((number for id, number in numbers.items() if moments[id] <= self.at), default=0)

    def in_home(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.mode == "in_home" and visit.outcome == "met"]

    # Standing

    def state_on(self, day: date) -> str:
        if day not in self._states:
            self._states[day] = self._state_on(day)
        return self._states[day]

    def _state_on(self, day: date) -> str:
        if self.has_left(day):
            return "left"
        consent = self.consent_on(day)
        if consent in ("declined", "withdrawn"):
            return "declined"
        if self.is_suspended(day):
            return "suspended"
        return "active" if self.is_confirmed(day) and consent == "given" else "candidate"

    def stands(self, day: date) -> bool:
        return self.state_on(day) == "active"

    def is_target(self, day: date) -> bool:
        """Whether the elder may owe anything: stands, and is a target by some category (or as stated or decided)."""
        return self.stands(day) and self.tier_on(day) != "none"

    def has_left(self, day: date) -> bool:
        left = not_eligible = False
        marks = [event for kind in (Left, Returned, NotEligible, Confirmed) for event in self.all(kind)]
        for event in sorted(marks, key=lambda event: (event.happened_on, self.told.index(event))):
            if event.happened_on > day:
                break
            if isinstance(event, Left):
                left = True
            elif isinstance(event, NotEligible):
                not_eligible = True
            elif isinstance(event, Confirmed):
                not_eligible = False
            else:
                left = not_eligible = False
        return left or not_eligible

    def consent_on(self, day: date) -> str:
        said = "declined" if self.file.state == "declined" else self.file.consent
        first_on = self.file.consent_on
        told = self.last(ConsentTold, day)
        if told is not None and (first_on is None or told.happened_on >= first_on or day < first_on):
            return told.consent  # recorded after the registration; of one day, the later record
        return said if first_on is None or day >= first_on else "not_asked"

    def is_suspended(self, day: date) -> bool:
        ends = {
            event.id: event.last_on
            for event in self.told
            if isinstance(event, SuspensionEnded) and self.had_happened(event)
        }
        for event in self.all(Suspended):
            last = ends.get(event.id, event.until)
            if event.from_on <= day and (last is None or day <= last):
                return True
        return False

    def is_confirmed(self, day: date) -> bool:
        first = self.file.confirmed_on
        if first is None and self.file.state == "active":
            first = self.file.happened_on
        return (first is not None and first <= day) or self.last(Confirmed, day) is not None

    def place_on(self, day: date) -> str:
        moved = self.last(Transferred, day)
        return self.file.place if moved is None else moved.place

    # Categories and tier

    def profile_on(self, day: date) -> str:
        applied = [event for event in self.all(ProfileApplied) if event.from_on <= day]
        in_order = sorted(applied, key=lambda event: (event.from_on, self.told.index(event)))
        return in_order[-1].profile if in_order else self.file.profile

    def said_on(self, day: date) -> Registered:
        """The circumstances in force, section by section: of each what was said of it last, as of the day."""
        said = self.file
        for event in self.all(Amended):
            if event.happened_on > day:
                break
            sections = (
                frozenset(FACTS_OF) | {"categories_told", "tier_told"} if event.sections is None else event.sections
            )
            names = [name for section in sections for name in FACTS_OF.get(section, ())]
            said = replace(
                said,
                facts=replace(said.facts, **{name: getattr(event.facts, name) for name in names}),
                categories_told=event.categories_told if "categories_told" in sections else said.categories_told,
                tier_told=event.tier_told if "tier_told" in sections else said.tier_told,
            )
        return said

    def effective_on(self, day: date) -> dict[str, Maybe]:
        """An override decides, then the facts, then what was ticked; where nobody says, None."""
        if day not in self._effective:
            self._effective[day] = self._effective_on(day)
        return self._effective[day]

    def _effective_on(self, day: date) -> dict[str, Maybe]:
        said, profile = self.said_on(day), self.profile_on(day)
        derived = categories_on(said.facts, day, profile)
        effective: dict[str, Maybe] = {}
        for code in CATEGORIES:
            holds = derived.get(code)
            if code == "living_alone" and profile != ZAOZHUANG:
                holds = living_alone(
                    said.facts, effective["no_kin"], family_of(said.facts, day), day
                )  # regardless of who decided it
            if holds is None and code in said.categories_told:
                holds = True
            overruled = [event for event in self.all(Overruled) if event.category == code and event.happened_on <= day]
            if overruled and overruled[-1].holds is not None:
                holds = overruled[-1].holds
            effective[code] = holds
        return effective

    def unknown_on(self, day: date) -> frozenset[str]:
        """What can't be judged, and must be asked: categories of the profile, and whether a target is key."""
        profile = self.profile_on(day)
        of_profile = ("left_behind",) if profile == ZAOZHUANG else CATEGORIES
        unknown = {code for code in of_profile if self.effective_on(day)[code] is None}
        decided = self.last(TierOverruled, day)
        if decided is None or decided.tier is None:
            key, target = self.grounds_on(day)
            if key is None and target and self.said_on(day).tier_told is None:
                unknown.add("key")
        return frozenset(unknown)

    def holding_on(self, day: date) -> frozenset[str]:
        return frozenset(code for code, holds in self.effective_on(day).items() if holds)

    def tier_on(self, day: date) -> str:
        if day not in self._tiers:
            self._tiers[day] = self._tier_on(day)
        return self._tiers[day]

    def _tier_on(self, day: date) -> str:
        overruled = self.last(TierOverruled, day)
        if overruled is not None and overruled.tier is not None:
            return overruled.tier
        key, target = self.grounds_on(day)
        told = self.said_on(day).tier_told
        if not target and told is None:
            return "none"
        if key is True:
            return "key"
        return told if key is None and told is not None else "general"

    def grounds_on(self, day: date) -> tuple[Maybe, bool]:
        """Whether the grounds for a key target hold, and whether the elder is a target at all."""
        said, profile, holds = self.said_on(day), self.profile_on(day), self.effective_on(day)
        old = aged(said.facts.born_on, 80, day)
        dependent = at_least(said.facts.ability, "moderate")
        if profile == ZAOZHUANG:
            poverty = ("extreme_poverty", "subsistence_allowance", "subsistence_margin")
            hardship = any_of(among(said.facts.economic, poverty), said.facts.poor)
            pressing = self.has_open_risk(day) or self.has_open_daily_need(day)
            key = all_of(holds["left_behind"], any_of(all_of(hardship, any_of(old, dependent)), pressing))
            target = holds["left_behind"] is True
        else:
            key = any_of(
                holds["no_kin"],
                all_of(holds["living_alone"], old),
                all_of(holds["disabled"], dependent),
                holds["severe_disability"],
            )
            target = any(holds.values())
        return key, target

    def open_risks(self, day: date) -> list[RiskReported]:
        """Open at the end of the day."""
        closed = {event.id for event in self.all(RiskClosed) if event.happened_on <= day}
        return [event for event in self.all(RiskReported) if event.happened_on <= day and event.id not in closed]

    def has_open_risk(self, day: date) -> bool:
        return bool(self.open_risks(day))

    def has_open_daily_need(self, day: date) -> bool:
        closed = {event.id for event in self.all(NeedClosed) if event.happened_on <= day}
        return any(
            event.kind == "daily_care" and event.happened_on <= day and event.id not in closed
            for event in self.all(NeedRaised)
        )

    # Duty

    def duty_on(self, day: date) -> str:
        """The tier by which visits are owed on a day, walked to from the 1st.

        A rise counts from its day in a half of which 7 days remain, else with the next half; a fall counts on the next 1st;
        who holds no category any more owes nothing from that day.
        """
        end, duty = month_end(day.year, day.month), "none"
        for one in days(day.replace(day=1), day):
            tier = self.tier_on(one)
            half_ends = one.replace(day=15) if one.day <= 15 else end
            if tier == "none":
                duty = "none"
            elif (half_ends - one).days + 1 >= LEAST_DAYS and RANK[tier] > RANK[duty]:
                duty = tier
        return duty

    def windows(self, year: int, month: int) -> list[Window]:
        """The windows of a month by the duty in which each half ends, whether or not the elder owes them."""
        first, middle, end = date(year, month, 1), date(year, month, 15), month_end(year, month)
        duty_a, duty_b = self.duty_on(middle), self.duty_on(end)
        if self.profile_on(end) == ZAOZHUANG:
            return [] if duty_b == "none" else [Window(first, end, duty_b)]
        halves = [Window(first, middle, "key")] if duty_a == "key" else []
        if duty_b == "none":
            return halves
        if duty_a == "key" or duty_b == "key":
            return [*halves, Window(middle + ONE_DAY, end, duty_b)]
        return [Window(first, end, "general")]

    def window_of(self, day: date) -> Window | None:
        """The window that holds on a day by the duty of that day: a rise still to come changes neither."""
        first, middle, end = day.replace(day=1), day.replace(day=15), month_end(day.year, day.month)
        duty = self.duty_on(day)
        if duty == "none":
            return None
        for one in self.windows(day.year, day.month):
            if one.first <= day <= one.last and one.tier == duty:
                return one
        if duty == "general" or self.profile_on(end) == ZAOZHUANG:
            return Window(first, end, duty)
        return Window(first, middle, duty) if day <= middle else Window(middle + ONE_DAY, end, duty)

    def windows_between(self, first: date, last: date) -> Iterator[Window]:
        """The windows of every month from one day's to another's."""
        month = first.replace(day=1)
        while month <= last:
            yield from self.windows(month.year, month.month)
            month = add_months(month, 1)

    def is_owed(self, window: Window) -> bool:
        standing = [day for day in days(window.first, window.last) if self.stands(day)]
        return self.is_target(window.last) and len(standing) >= LEAST_DAYS

    def needed(self, day: date) -> int:
        """The visits that a window ending on a day needs: one, or what the last assessment says that has begun by then, until
        its own last day."""
        begun = [event for event in self.all(FrequencySet) if event.from_on <= day]
        if not begun or (begun[-1].until is not None and begun[-1].until < day):
            return 1
        return max(1, begun[-1].visits_per_window)

    def counting_days(self, first: date, last: date, modes: Iterable[str] = ("in_home",)) -> set[date]:
        """The days of visits that met the elder while standing."""
        return {
            visit.day
            for visit in self.visits
            if visit.outcome == "met" and visit.mode in modes and first <= visit.day <= last and self.stands(visit.day)
        }

    def is_met(self, window: Window) -> bool:
        return len(self.counting_days(window.first, window.last)) >= self.needed(window.last)

    def is_missing(self, window: Window) -> bool:
        return self.is_owed(window) and not self.is_met(window)

    def first_day(self) -> date:
        """No window before this day can be owed."""
        known = [self.file.happened_on, self.file.confirmed_on, *(event.happened_on for event in self.all(Confirmed))]
        return min(day for day in known if day is not None)

    def visited_after(self, day: date) -> bool:
        return any(visit.day > day for visit in self.in_home())

    def overdue_since(self, today: date) -> date | None:
        """The day after the earliest missed window that no in-home visit has followed; None unless an active target."""
        if not self.is_target(today):
            return None
        for window in self.windows_between(self.first_day(), today):
            if window.last < today and self.is_missing(window) and not self.visited_after(window.last):
                return window.last + ONE_DAY
        return None

    def next_window(self, today: date, months: int = 24) -> Window | None:
        """The earliest owed and unmet window that is not past."""
        for window in self.windows_between(today, add_months(today, months)):
            if window.last >= today and self.is_missing(window):
                return window
        return None

    # Special periods

    def special_owed(self, period: SpecialPeriod) -> bool:
        """By who stands on the last day, and on seven of the days, or on all of a shorter one."""
        day, length = period.to_on, (period.to_on - period.from_on).days + 1
        standing = [one for one in days(period.from_on, period.to_on) if self.stands(one)]
        here = self.under(self.place_on(day), period.place) and self.tier_on(day) in period.tiers
        return self.stands(day) and here and len(standing) >= min(LEAST_DAYS, length)

    def special_made(self, period: SpecialPeriod) -> int:
        """The days of it on which somebody met the elder in a mode that it allows, one visit a day."""
        made = {
            visit.day
            for visit in self.visits
            if visit.outcome == "met" and visit.mode in period.modes and period.from_on <= visit.day <= period.to_on
        }
        return min(period.extra_visits, len(made))

    def special_unmet(self, period: SpecialPeriod) -> bool:
        return self.special_owed(period) and self.special_made(period) < period.extra_visits

    # Change by time alone

    def next_change(self) -> tuple[date, frozenset[str]] | None:
        """The first day to come on which the state, the tier or a category is another, and what is."""
        now = (self.state_on(self.today), self.tier_on(self.today), self.holding_on(self.today))
        for day in days(self.today + ONE_DAY, self.horizon()):
            then = (self.state_on(day), self.tier_on(day), self.holding_on(day))
            if then != now:
                what = set(now[2] ^ then[2])
                what |= {"state"} if then[0] != now[0] else set()
                what |= {"tier"} if then[1] != now[1] else set()
                return day, frozenset(what)
        return None

    def horizon(self) -> date:
        """Well past every day that anything said depends on."""
        facts = self.said_on(self.today).facts
        known: list[date | None] = [self.today, self.file.confirmed_on, facts.certificate_until]
        known += [facts.spouse_since, facts.spouse_died_on]
        if facts.born_on is not None:
            known += [birthday(facts.born_on, 60), birthday(facts.born_on, 80)]
        for kin in facts.kin or ():
            known += [kin.since, kin.died_on, kin.planned_return_on]
        for event in self.told:
            if isinstance(event, Suspended):
                known += [event.from_on, event.until]
            elif isinstance(event, SuspensionEnded):
                known.append(event.last_on)
            elif isinstance(event, ProfileApplied):
                known.append(event.from_on)
        return max(day for day in known if day is not None) + timedelta(days=200)
