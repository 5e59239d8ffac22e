"""The sceptic's judge: the field's rules, worked out day by day from what was recorded, slowly and in the open.

It shares nothing with the program. Every answer is a pure function of the history, the moment asked about (`at`: only what had
happened by then) and the moment of knowing (`known_at`: only what had been recorded by then). A day after `at` is judged by
what holds at `at`, with time alone going on. Source: 涵民〔2023〕53号 and the Zaozhuang notice, as ordered by the domain's §12.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from .told import (
    HANJIANG,
    ZAOZHUANG,
    Amended,
    Carer,
    Confirmed,
    ConsentTold,
    Corrected,
    Facts,
    FrequencySet,
    Kin,
    Left,
    NeedClosed,
    NeedRaised,
    NotEligible,
    Overruled,
    Path,
    ProfileApplied,
    Registered,
    Returned,
    Reviewed,
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

T = TypeVar("T", bound=Told)
Maybe = bool | None

FACTS_OF = {
    "id_number": ("born_on",),
    "residence": ("home", "rural_residence"),
    "household_registration": ("registered", "rural_registration"),
    "family": ("spouse", "spouse_where", "spouse_since", "spouse_died_on", "lives_with", "carer", "labour", "kin"),
    "carers": ("carers",),
    "ability": ("ability", "assessed_on"),
    "economic_status": ("economic",),
    "living_told": ("poor",),
    "disability_certificate": ("certificate_grade", "certificate_until", "no_certificate"),
    "income_source": ("income",),
}
"""Which facts a section of the file tells."""

CATEGORIES = ("no_kin", "living_alone", "empty_nest", "left_behind", "disabled", "severe_disability", "special_family")
GRADES = ("intact", "mild", "moderate", "severe", "complete")
RANK = {"none": 0, "general": 1, "key": 2}
ONE_DAY = timedelta(days=1)
LEAST_DAYS = 7


# Days


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 08-31 and six months is 02-28."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday(born: date, age: int) -> date:
    """The day somebody turns `age`; who is born on 29 February, on 1 March of a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


# True, False, and not known


def all_of(*values: Maybe) -> Maybe:
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def any_of(*values: Maybe) -> Maybe:
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def among(value: str | None, wanted: Iterable[str]) -> Maybe:
    return None if value is None else value in wanted


def at_least(ability: str | None, grade: str) -> Maybe:
    return None if ability is None else GRADES.index(ability) >= GRADES.index(grade)


def aged(born_on: date | None, age: int, day: date) -> Maybe:
    return None if born_on is None else day >= birthday(born_on, age)


def ability_of(score: int, *, coma: bool = False, one_worse: bool = False) -> str:
    """GB/T 42195: the grade of a score of 90 points; dementia, say, makes it one worse, a coma complete."""
    if coma:
        return "complete"
    if score == 90:
        grade = 0
    elif score >= 66:
        grade = 1
    elif score >= 46:
        grade = 2
    elif score >= 30:
        grade = 3
    else:
        grade = 4
    return GRADES[min(grade + one_worse, 4)]


# Categories


def lives_still(one: Kin | Carer, day: date) -> bool:
    return one.alive or (one.died_on is not None and day < one.died_on)


def area(path: Path | None, digits: int) -> Path | None:
    """The path down to the township (9 digits) or the district (6) that a path lies in."""
    codes = list(path or ())
    for at, code in enumerate(codes):
        if len(code) == digits and code.isdigit():
            return tuple(codes[: at + 1])
    return None


def inside(kin: Kin, own: Path | None, day: date) -> Maybe:
    """Whether a relative is inside an area on a day. Before they left they were at home."""
    if kin.since is not None and day < kin.since:
        return True
    if own is None or not kin.where:
        return None
    if own[-1] in kin.where:
        return True
    return None if kin.where[-1] in own else False


def is_away(kin: Kin, own: Path | None, reasons: Iterable[str], day: date) -> Maybe:
    """Outside the area for half a year and more, for one of the reasons. A planned return that has passed changes nothing."""
    within = inside(kin, own, day)
    outside = None if within is None else not within
    long_enough = None if kin.since is None else day >= add_months(kin.since, 6)
    return all_of(outside, long_enough, among(kin.reason, reasons))


def all_away(kin: Sequence[Kin], own: Path | None, reasons: Iterable[str], day: date) -> Maybe:
    return False if not kin else all_of(*(is_away(one, own, reasons, day) for one in kin))


def family_of(facts: Facts, day: date) -> list[Kin] | None:
    """The children and others of the family who live on a day."""
    return None if facts.kin is None else [one for one in facts.kin if lives_still(one, day)]


def categories_on(facts: Facts, day: date, profile: str) -> dict[str, Maybe]:
    """Which categories follow from the facts on a day: True, False, or None where the facts don't say."""
    family = family_of(facts, day)
    children = None if family is None else [one for one in family if one.kin == "child"]
    if profile == ZAOZHUANG:
        return {"left_behind": left_behind_in_zaozhuang(facts, family, day)}
    no_kin = without_kin(facts, children, day)
    return {
        "no_kin": no_kin,
        "living_alone": living_alone(facts, no_kin, family, day),
        "empty_nest": empty_nest(facts, children, day),
        "left_behind": left_behind_in_hanjiang(facts, children, day),
        "disabled": at_least(facts.ability, "mild"),
        "severe_disability": severe_disability(facts, day),
        "special_family": special_family(facts, day),
    }


def has_spouse(facts: Facts, day: date) -> Maybe:
    """Until the day of the death, where the file names it; else as it says."""
    if facts.spouse == "deceased" and facts.spouse_died_on is not None:
        return day < facts.spouse_died_on
    return True if facts.lives_with == "spouse" else among(facts.spouse, ("living",))


def household(facts: Facts, day: date) -> str | None:
    """With whom the elder lives; when the spouse at home has died, nobody has said with whom now."""
    return None if facts.lives_with == "spouse" and has_spouse(facts, day) is False else facts.lives_with


def opposite(value: Maybe) -> Maybe:
    return None if value is None else not value


def without_kin(facts: Facts, children: Sequence[Kin] | None, day: date) -> Maybe:
    """孤寡: 无配偶、无子女、无人照顾、丧失劳动能力. A sister or a nephew is neither spouse nor child."""
    if facts.lives_with == "children":
        childless: Maybe = False  # though nothing was said of the family
    else:
        childless = None if children is None else not children
    cared_for = True if any(lives_still(one, day) for one in facts.carers) else facts.carer
    return all_of(opposite(has_spouse(facts, day)), childless, opposite(cared_for), among(facts.labour, ("lost",)))


def living_alone(facts: Facts, no_kin: Maybe, family: Sequence[Kin] | None, day: date) -> Maybe:
    """独居: 无儿无女无老伴的孤寡老年人；不与子女或其他家属共同居住，且子女或其他家属不在同一镇（街道）居住.

    A spouse is family. Who lives with a helper or a lodger does not live with family; nor does who has none.
    """
    nobody = has_spouse(facts, day) is False and family is not None and not family
    company = household(facts, day)
    if company is None:
        apart: Maybe = True if nobody else None
    else:
        apart = company in ("nobody", "others")
    return any_of(no_kin, all_of(apart, family_elsewhere(facts, family, day)))


def family_elsewhere(facts: Facts, family: Sequence[Kin] | None, day: date) -> Maybe:
    """No child, spouse or other family in the elder's township."""
    if household(facts, day) in ("children", "spouse", "other_family"):
        return False
    township = area(facts.home, 9)
    relatives: list[Maybe] = [None] if family is None else [is_outside(one, township, day) for one in family]
    spouse = Kin(where=facts.spouse_where, since=facts.spouse_since)
    return all_of(*relatives, any_of(opposite(has_spouse(facts, day)), is_outside(spouse, township, day)))


def is_outside(kin: Kin, own: Path | None, day: date) -> Maybe:
    within = inside(kin, own, day)
    return None if within is None else not within


def empty_nest(facts: Facts, children: Sequence[Kin] | None, day: date) -> Maybe:
    if facts.lives_with == "children":
        return False
    if children is None:
        return None
    if not children:
        return False
    township = area(facts.home, 9)
    return all_of(*(is_outside(one, township, day) for one in children))


def left_behind_in_hanjiang(facts: Facts, children: Sequence[Kin] | None, day: date) -> Maybe:
    if facts.lives_with == "children":
        return False
    township = area(facts.registered, 9)
    reasons = ("work", "business", "production")
    away = None if children is None else all_away(children, township, reasons, day)
    return all_of(facts.rural_registration, away)


def left_behind_in_zaozhuang(facts: Facts, family: Sequence[Kin] | None, day: date) -> Maybe:
    if facts.lives_with == "children":
        return False
    district = area(facts.registered, 6)
    reasons = ("work", "business", "production", "study")
    away = None if family is None else all_away(family, district, reasons, day)
    return all_of(aged(facts.born_on, 60, day), facts.rural_residence, away)


def severe_disability(facts: Facts, day: date) -> Maybe:
    if facts.no_certificate:
        return False
    if facts.certificate_grade is None:
        return None
    return facts.certificate_grade <= 2 and (facts.certificate_until is None or day <= facts.certificate_until)


def special_family(facts: Facts, day: date) -> Maybe:
    if facts.kin is None:
        return None
    children = [one for one in facts.kin if one.kin == "child"]
    if len(children) != 1 or children[0].adopted:
        return False
    only = children[0]
    if not lives_still(only, day):
        return True
    return among(None if only.disability_grade is None else str(only.disability_grade), ("1", "2", "3"))


# One history, as it is seen


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


# Rolling windows


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
