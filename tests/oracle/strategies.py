"""Random histories of one elder in the fourteen months around November 2026, for the oracle and the program to be compared on.

Histories as people record them who are right about the elder and late in saying so: nobody returns who had not left,
suspensions do not overlap, facts don't contradict each other, and no visit is recorded of a day on which the elder had left.
Entries come in the order in which they were recorded; the days that they are of lie in any order.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from .fact_strategies import (
    BEGIN,
    CATEGORIES,
    END,
    NOW,
    TIERS,
    VILLAGES,
    facts,
    moments,
    recorded,
    start,
    ticked,
    tiers,
    told_days,
    well_known,
)
from .told import (
    HANJIANG,
    ZAOZHUANG,
    Amended,
    Confirmed,
    ConsentTold,
    Corrected,
    FrequencySet,
    History,
    Left,
    NeedClosed,
    NeedRaised,
    NotEligible,
    Overruled,
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
    Transferred,
    Visited,
    Voided,
    day_of,
)


@st.composite
def comings_and_goings(draw: st.DrawFn, filed: date) -> list[Told]:
    """Left, returned, left again: each recorded after the one before."""
    events: list[Told] = []
    at, told_at = filed, start(filed)
    for kind in draw(st.sampled_from([(), (), (), (Left,), (Left, Returned), (Left, Returned, Left)])):
        if at >= END:
            break
        at = draw(told_days(at + timedelta(days=1), END))
        told_at = draw(recorded(max(start(at), told_at)))
        events.append(kind(happened_on=at, recorded_at=told_at))
    return events


@st.composite
def suspensions(draw: st.DrawFn, filed: date) -> list[Told]:
    """Absences that don't overlap; only the last may be open, planned ones are recorded before they begin."""
    events: list[Told] = []
    at = filed
    for number in range(draw(st.sampled_from([0, 0, 1, 2]))):
        if at >= END:
            break
        first = draw(told_days(at, END))
        until = first + timedelta(days=draw(st.sampled_from([0, 1, 6, 7, 8, 14, 20, 45])))
        ending = draw(st.sampled_from(["planned", "ended", "open"]))
        told_on = draw(st.sampled_from([first, max(filed, first - timedelta(days=10))]))
        told_at = draw(recorded(start(told_on)))
        id = f"suspension {number}"
        planned = until if ending == "planned" else None
        events.append(Suspended(id=id, happened_on=told_on, recorded_at=told_at, from_on=first, until=planned))
        if ending == "ended":
            told_at = draw(recorded(max(start(until), told_at)))
            events.append(SuspensionEnded(id=id, happened_on=until, recorded_at=told_at, last_on=until))
        if ending == "open":
            break
        at = until + timedelta(days=1)
    return events


@st.composite
def rounds(draw: st.DrawFn, filed: date) -> list[Told]:
    """Visits as a team makes them: one in most half months, for some months on end."""
    events: list[Told] = []
    first = draw(st.just(filed) | st.dates(filed, END)).replace(day=1)
    for number in range(draw(st.sampled_from([0, 4, 10, 20]))):
        year, month = divmod(first.year * 12 + first.month - 1 + number // 2, 12)
        of = draw(st.sampled_from([None, 1, 9, 15] if number % 2 == 0 else [None, 16, 24, 28]))
        day = None if of is None else date(year, month + 1, of)
        if day is not None and filed <= day <= END:
            moment = draw(moments(day))
            events.append(Visited(id=f"round {number}", moment=moment, recorded_at=draw(recorded(moment))))
    return events


@st.composite
def visits(draw: st.DrawFn, filed: date, number: int) -> list[Told]:
    """A visit, perhaps corrected, perhaps void."""
    id = f"visit {number}"
    modes = st.sampled_from(["in_home", "in_home", "in_home", "phone", "online", "remote_monitoring", "other"])
    outcomes = st.sampled_from(["met", "met", "met", "not_met"])
    moment = draw(told_days(filed, END).flatmap(moments))
    told_at = draw(recorded(moment))
    events: list[Told] = [Visited(id=id, moment=moment, recorded_at=told_at, mode=draw(modes), outcome=draw(outcomes))]
    for mend in draw(
        st.sampled_from([(), (), (), (Corrected,), (Corrected, Corrected), (Voided,), (Corrected, Voided)])
    ):
        told_at = draw(recorded(told_at))
        if mend is Voided:
            events.append(Voided(id=id, recorded_at=told_at))
        else:
            moved = draw(st.sampled_from([timedelta(0), timedelta(0), timedelta(days=-3), timedelta(hours=-13)]))
            at = max(moment + moved, start(filed))
            events.append(Corrected(id=id, recorded_at=told_at, moment=at, mode=draw(modes), outcome=draw(outcomes)))
    return events


@st.composite
def troubles(draw: st.DrawFn, filed: date) -> list[Told]:
    """Needs and risks, some of them closed."""
    events: list[Told] = []
    for number in range(draw(st.integers(0, 2))):
        moment = draw(told_days(filed, END).flatmap(moments))
        told_at = draw(recorded(moment))
        closed = min(moment + timedelta(days=draw(st.integers(0, 30))), NOW)
        closed_at = draw(recorded(max(closed, told_at)))
        over = draw(st.booleans())
        if draw(st.booleans()):
            severity = draw(st.sampled_from(["general", "major"]))
            events.append(RiskReported(id=f"risk {number}", moment=moment, recorded_at=told_at, severity=severity))
            if over:
                events.append(RiskClosed(id=f"risk {number}", moment=closed, recorded_at=closed_at))
        else:
            kind = draw(st.sampled_from(["daily_care", "health"]))
            events.append(NeedRaised(id=f"need {number}", moment=moment, recorded_at=told_at, kind=kind))
            if over:
                events.append(NeedClosed(id=f"need {number}", moment=closed, recorded_at=closed_at))
    return events


SECTIONS = (
    "household_registration", "family", "carers", "ability", "economic_status", "living_told", "disability_certificate",
    "income_source", "categories_told", "tier_told",
)  # fmt: skip


@st.composite
def tellings(draw: st.DrawFn, filed: date, profile: str, candidate: bool, change_profile: bool) -> list[Told]:
    """What may be recorded at any time, late and of any day: amendments, moves, consent, overrides, frequencies."""
    events: list[Told] = []
    kinds = ["amended", "amended", "transferred", "consent", "consent", "overruled", "tier", "frequency", "reviewed"]
    kinds += ["profile"] if change_profile else []
    kinds += ["confirmed", "confirmed", "not_eligible"] if candidate else []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=5)):
        on = draw(told_days(filed, END))
        told_at = draw(recorded(start(on)))
        ahead = on + timedelta(days=draw(st.sampled_from([0, 0, 5, 30])))
        match kind:
            case "amended":
                bare = draw(st.booleans())  # nothing ticked: the last category may be lost
                event: Told = Amended(
                    happened_on=on,
                    recorded_at=told_at,
                    facts=draw(facts(profile)),
                    categories_told=frozenset() if bare else draw(ticked()),
                    tier_told=None if bare else draw(tiers()),
                    sections=draw(st.none() | st.frozensets(st.sampled_from(SECTIONS), max_size=4)),
                )
            case "transferred":
                place = draw(st.sampled_from(VILLAGES[profile]))[-1]
                event = Transferred(happened_on=on, recorded_at=told_at, place=place)
            case "consent":
                consent = draw(st.sampled_from(["given", "given", "declined", "withdrawn"]))
                event = ConsentTold(happened_on=on, recorded_at=told_at, consent=consent)
            case "overruled":
                category, holds = draw(st.sampled_from(CATEGORIES)), draw(st.sampled_from([True, False, None]))
                event = Overruled(happened_on=on, recorded_at=told_at, category=category, holds=holds)
            case "tier":
                event = TierOverruled(happened_on=on, recorded_at=told_at, tier=draw(tiers()))
            case "frequency":
                length = draw(st.none() | st.integers(0, 60))
                until = None if length is None else ahead + timedelta(days=length)
                number = draw(st.integers(1, 3))
                event = FrequencySet(
                    happened_on=on, recorded_at=told_at, from_on=ahead, until=until, visits_per_window=number
                )
            case "profile":
                name = draw(st.sampled_from([HANJIANG, ZAOZHUANG]))
                event = ProfileApplied(happened_on=on, recorded_at=told_at, from_on=ahead, profile=name)
            case "confirmed":
                event = Confirmed(happened_on=on, recorded_at=told_at)
            case "not_eligible":
                event = NotEligible(happened_on=on, recorded_at=told_at)
            case _:
                event = Reviewed(happened_on=on, recorded_at=told_at)
        events.append(event)
    return events


@st.composite
def amendments(draw: st.DrawFn, filed: date, profile: str) -> list[Told]:
    """A file is mended again and again, section by section, each time as of any day; or nothing it says makes a target any more."""
    events: list[Told] = []
    told_at = start(filed)
    nothing = well_known(profile, ("nothing",))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        on = draw(told_days(filed, END))
        told_at = draw(recorded(max(start(on), told_at)))
        over = draw(st.booleans())
        event = Amended(
            happened_on=on,
            recorded_at=told_at,
            facts=draw(nothing if over else facts(profile)),
            sections=None if over else draw(st.frozensets(st.sampled_from(SECTIONS), min_size=1, max_size=6)),
        )
        events.append(event)
    return events


@st.composite
def agreeing(draw: st.DrawFn, filed: date) -> list[Told]:
    """Who had not agreed as the file was made may do so later."""
    if draw(st.booleans()):
        return []
    on = draw(told_days(filed, END))
    return [ConsentTold(happened_on=on, recorded_at=draw(recorded(start(on))), consent="given")]


def gone(events: list[Told], day: date) -> bool:
    """Whether the elder had left on a day."""
    going = sorted(
        (event for event in events if isinstance(event, Left | Returned)), key=lambda event: event.happened_on
    )
    past = [event for event in going if event.happened_on <= day]
    return bool(past) and isinstance(past[-1], Left)


@st.composite
def histories(draw: st.DrawFn, profile: str = HANJIANG, *, change_profile: bool = False) -> History:
    """One elder's history, in the order in which it was recorded; the registration comes first."""
    filed = draw(told_days(BEGIN, date(2026, 12, 31)))
    state = draw(st.sampled_from([*["active"] * 8, "candidate", "candidate", "candidate", "declined", "declined"]))
    consent = {"active": "given", "declined": "declined"}.get(state) or draw(st.sampled_from(["given", "not_asked"]))
    earlier = draw(st.sampled_from([0, 0, 3, 30]))
    # the township may confirm somebody before they agree; a village's file waits for the township
    confirmed = state == "active" or consent != "given"
    said_on = filed + timedelta(days=draw(st.sampled_from([-3, 0, 0, 5, 20])))
    bare = draw(st.booleans())
    registered = Registered(
        happened_on=filed,
        recorded_at=start(filed) + draw(st.sampled_from([timedelta(minutes=1), timedelta(hours=9), timedelta(days=3)])),
        place=VILLAGES[profile][0][-1],
        state=state,
        confirmed_on=filed - timedelta(days=earlier) if confirmed and draw(st.booleans()) else None,
        consent=consent,
        consent_on=said_on if consent != "not_asked" and draw(st.booleans()) else None,
        profile=profile,
        facts=draw(facts(profile)),
        categories_told=frozenset() if bare else draw(ticked()),
        tier_told=None if bare else draw(tiers()),
    )
    going = draw(comings_and_goings(filed))
    later = [
        *going,
        *draw(suspensions(filed)),
        *draw(troubles(filed)),
        *draw(amendments(filed, profile)),
        *(draw(agreeing(filed)) if consent != "given" else ()),
        *draw(tellings(filed, profile, state != "active" and registered.confirmed_on is None, change_profile)),
    ]
    made = [[visit] for visit in draw(rounds(filed))]
    made += [draw(visits(filed, number)) for number in range(draw(st.integers(0, 4)))]
    for visit in made:
        told_of = [day_of(event.moment) for event in visit if isinstance(event, Visited | Corrected)]
        if not any(gone(going, day) for day in told_of):
            later += visit
    earliest = registered.recorded_at + timedelta(seconds=1)
    told = [event if event.recorded_at >= earliest else replace(event, recorded_at=earliest) for event in later]
    return [registered, *sorted(told, key=lambda event: event.recorded_at)]


@st.composite
def askings(draw: st.DrawFn, events: History) -> tuple[datetime, datetime]:
    """A moment to ask about and a moment of knowing: the past as known then, as known some time later, or as known now."""
    filed = next(event.happened_on for event in events if isinstance(event, Registered))
    at = draw(told_days(filed, END + timedelta(days=15)).flatmap(moments))
    return at, draw(st.sampled_from([at, min(at + timedelta(days=10), NOW), NOW]))


@st.composite
def asked_histories(
    draw: st.DrawFn, profile: str = HANJIANG, *, change_profile: bool = False
) -> tuple[History, datetime, datetime]:
    """A history, and what to ask of it."""
    events = draw(histories(profile, change_profile=change_profile))
    return events, *draw(askings(events))


@st.composite
def special_periods(draw: st.DrawFn, profile: str = HANJIANG, id: str = "period") -> SpecialPeriod:
    """A period, often of the months to come: it may begin in another month than it is declared in, or span two."""
    first = draw(told_days())
    declared = start(first) - timedelta(hours=draw(st.sampled_from([1, 30, 200, 900])))
    home = VILLAGES[profile][0]
    return SpecialPeriod(
        id=id,
        place=draw(st.sampled_from(home[2:])),
        from_on=first,
        to_on=first + timedelta(days=draw(st.integers(0, 9))),
        declared_at=declared,
        extra_visits=draw(st.integers(1, 2)),
        tiers=draw(st.sampled_from([frozenset({"key"}), frozenset(TIERS)])),
        modes=draw(st.sampled_from([frozenset({"in_home"}), frozenset({"in_home", "phone", "online"})])),
        cancelled_at=draw(st.none() | st.just(declared + timedelta(days=2))),
    )
