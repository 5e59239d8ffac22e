"""Random histories of one elder in the fourteen months around November 2026, for the oracle and the program to be compared on.

Histories as people record them who are right about the elder and late in saying so: nobody returns who had not left,
suspensions do not overlap, facts don't contradict each other, and no visit is recorded of a day on which the elder had left.
Entries come in the order in which they were recorded; the days that they are of lie in any order.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from .told import (
    HANJIANG,
    SHANGHAI,
    ZAOZHUANG,
    Amended,
    Carer,
    Confirmed,
    ConsentTold,
    Corrected,
    Facts,
    FrequencySet,
    History,
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
    Transferred,
    Visited,
    Voided,
    day_of,
)

BEGIN, END = date(2026, 4, 1), date(2027, 5, 31)
NOW = datetime(2027, 6, 30, 4, tzinfo=UTC)
"""By now everything that is generated has been recorded."""

VILLAGES: dict[str, tuple[Path, Path]] = {
    HANJIANG: (
        ("35", "3503", "350303", "350303103", "350303103201"),
        ("35", "3503", "350303", "350303104", "350303104201"),
    ),
    ZAOZHUANG: (
        ("37", "3704", "370402", "370402001", "370402001001"),
        ("37", "3704", "370402", "370402002", "370402002001"),
    ),
}
CATEGORIES = ("no_kin", "living_alone", "empty_nest", "left_behind", "disabled", "severe_disability", "special_family")
TIERS = ("key", "general")


def near(day: date) -> st.SearchStrategy[date]:
    """Days around a day, where the mistakes are."""
    return st.integers(-2, 2).map(lambda by: day + timedelta(days=by))


def of_a_month(months: tuple[int, ...]) -> list[date]:
    """The days of a month that decide, for some months after BEGIN's."""
    first = [date(2026 + (3 + by) // 12, (3 + by) % 12 + 1, 1) for by in months]
    return [day.replace(day=of) for day in first for of in (1, 9, 10, 15, 16, 22, 23, 24, 25, 28)]


def told_days(first: date = BEGIN, last: date = END) -> st.SearchStrategy[date]:
    """Any day, and more often one near the edges of a half month."""
    edges = [day for day in of_a_month(tuple(range(14))) if first <= day <= last]
    any_day = st.dates(first, last)
    return any_day | st.sampled_from(edges) if edges else any_day


def moments(day: date) -> st.SearchStrategy[datetime]:
    """Moments of a day in China, midnight's neighbours among them."""
    clock = st.sampled_from([time(0, 0), time(0, 30), time(7, 59), time(9, 10), time(12), time(23, 59)])
    return clock.map(lambda at: datetime.combine(day, at, SHANGHAI).astimezone(UTC))


@st.composite
def recorded(draw: st.DrawFn, since: datetime) -> datetime:
    """At once, or hours or days late."""
    late = draw(
        st.sampled_from(
            [timedelta(minutes=1), timedelta(hours=6), timedelta(days=1), timedelta(days=12), timedelta(days=40)]
        )
    )
    return min(since + late, NOW)


def start(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI).astimezone(UTC)


# Facts


def whereabouts(home: Path) -> st.SearchStrategy[Path | None]:
    """At home, in another village, township, district or city, abroad, roughly known, or not known."""
    village = (*home[:4], home[3] + "299")
    township = (*home[:3], home[2] + "109", home[2] + "109001")
    district = (*home[:2], home[1] + "81")
    near_or_coarse: list[Path | None] = [None, home, home[:4], home[:3], home[:2], village]
    return st.sampled_from([*near_or_coarse, township, district, ("35", "3502"), ("35", "3502"), ("31",), ("abroad",)])


@st.composite
def kin(draw: st.DrawFn, home: Path, kind: str = "child") -> Kin:
    alive = draw(st.sampled_from([True, True, True, False]))
    where = draw(whereabouts(home))
    return Kin(
        kin=kind,
        alive=alive,
        died_on=None if alive else draw(st.none() | told_days()),
        disability_grade=draw(st.sampled_from([None, 0, 1, 3, 4, 4])) if kind == "child" else None,
        adopted=kind == "child" and draw(st.sampled_from([False, False, False, True])),
        where=where,
        since=draw(st.none() | st.dates(date(2025, 12, 1), date(2026, 11, 30)) | st.sampled_from([date(2026, 8, 31)]))
        if where is not None
        else None,
        reason=draw(st.sampled_from([None, "work", "work", "business", "production", "study", "marriage", "other"])),
        planned_return_on=draw(st.none() | told_days()),
    )


BIRTHDAYS = st.sampled_from(
    [date(1944, 2, 29), date(1946, 11, 4), date(1946, 11, 24), date(1947, 2, 10), date(1947, 2, 22)]
)


STORIES = (
    "left behind", "left behind", "alone", "with a spouse", "spouse away", "widowed", "relatives", "lodger", "nothing",
    "nothing", "certificate", "only child",
)  # fmt: skip


@st.composite
def well_known(draw: st.DrawFn, profile: str = HANJIANG, stories: tuple[str, ...] = STORIES) -> Facts:
    """An elder of whom all is known, and who is near the edge of a rule."""
    home = VILLAGES[profile][0]
    plain = Facts(
        born_on=draw(BIRTHDAYS.flatmap(near)),
        home=home,
        registered=home,
        rural_registration=True,
        rural_residence=True,
        spouse="deceased",
        lives_with="nobody",
        carer=False,
        labour="partial",
        kin=(),
        ability=draw(st.sampled_from(["intact", "intact", "mild", "moderate"])),
        economic=draw(st.sampled_from(["other", "subsistence_margin"])),
        poor=False,
        no_certificate=True,
    )
    left = st.dates(date(2025, 12, 1), date(2026, 11, 30)) | st.sampled_from([date(2026, 8, 31), date(2026, 5, 20)])
    match draw(st.sampled_from(stories)):
        case "left behind":
            reasons = st.sampled_from(["work", "work", "business", "study"])
            away = st.builds(
                Kin,
                where=st.just(("35", "3502")),
                since=left,
                reason=reasons,
                disability_grade=st.sampled_from([3, 4, 4]),
            )
            return replace(plain, kin=tuple(draw(st.lists(away, min_size=1, max_size=3))))
        case "alone":
            return replace(plain, labour=draw(st.sampled_from(["partial", "lost"])))
        case "with a spouse":
            return replace(plain, spouse="living", lives_with="spouse", kin=(Kin(where=home, disability_grade=4),))
        case "spouse away":
            where, since = draw(whereabouts(home)), draw(st.none() | left)
            son = Kin(where=("35", "3502"), disability_grade=4)
            return replace(plain, spouse="living", spouse_where=where, spouse_since=since, kin=(son,))
        case "widowed":
            labour, died_on = draw(st.sampled_from(["partial", "lost"])), draw(told_days())
            sons = draw(st.lists(st.just(Kin(where=("35", "3502"), disability_grade=4)), max_size=1).map(tuple))
            company = draw(st.sampled_from(["spouse", "nobody"]))
            return replace(
                plain, spouse_died_on=died_on, spouse_where=home, lives_with=company, labour=labour, kin=sons
            )
        case "relatives":
            relatives = st.lists(kin(home, "other"), min_size=1, max_size=2).map(tuple)
            who = st.builds(Carer, alive=st.just(False), died_on=st.none() | told_days()) | st.just(Carer())
            carers = st.lists(who, max_size=2).map(tuple)
            return replace(plain, labour="lost", kin=draw(relatives), carers=draw(carers))
        case "lodger":
            family = draw(st.lists(kin(home, "other"), max_size=1).map(tuple))
            return replace(plain, lives_with="others", kin=family)
        case "nothing":  # no category at all: the child lives at home, and is well
            son = Kin(where=home, disability_grade=4)
            return replace(plain, lives_with="children", kin=(son,), carer=True, ability="intact")
        case "certificate":
            until = draw(told_days())
            return replace(plain, no_certificate=False, certificate_grade=2, certificate_until=until)
        case _:
            only = Kin(alive=False, died_on=draw(told_days()), where=home, disability_grade=4)
            return replace(plain, kin=(only,))


def facts(profile: str = HANJIANG) -> st.SearchStrategy[Facts]:
    return st.one_of(well_known(profile), well_known(profile), well_known(profile), any_facts(profile))


@st.composite
def any_facts(draw: st.DrawFn, profile: str = HANJIANG) -> Facts:
    """Circumstances that don't contradict themselves, some of them not known."""
    home = VILLAGES[profile][0]
    family = draw(
        st.none()
        | st.just(())
        | st.lists(
            st.sampled_from(["child", "child", "other"]).flatmap(lambda kind: kin(home, kind)), min_size=1, max_size=3
        ).map(tuple)
    )
    children = family is None or any(one.kin == "child" and one.alive for one in family)
    others = family is None or any(one.kin == "other" and one.alive for one in family)
    spouse = draw(st.sampled_from([None, "living", "deceased", "divorced", "never_married"]))
    households: list[str | None] = [None, "nobody", "nobody", "nobody", "others"]
    died_on = draw(st.none() | told_days()) if spouse == "deceased" else None
    households += ["spouse"] if spouse in (None, "living") or died_on else []
    households += ["children"] if children else []
    households += ["other_family"] if others else []
    return Facts(
        born_on=draw(st.none() | BIRTHDAYS.flatmap(near) | st.dates(date(1930, 1, 1), date(1960, 12, 31))),
        home=home,
        registered=draw(st.sampled_from([home, home, VILLAGES[profile][1], home[:3], None])),
        rural_registration=draw(st.sampled_from([True, True, False, None])),
        rural_residence=draw(st.sampled_from([True, True, False, None])),
        spouse=spouse,
        spouse_where=draw(whereabouts(home)) if spouse == "living" else None,
        spouse_since=draw(st.none() | st.dates(date(2025, 12, 1), date(2026, 11, 30))) if spouse == "living" else None,
        spouse_died_on=died_on,
        carers=draw(st.lists(st.builds(Carer, alive=st.booleans(), died_on=st.none()), max_size=1).map(tuple)),
        lives_with=draw(st.sampled_from(households)),
        carer=draw(st.sampled_from([True, False, None])),
        labour=draw(st.sampled_from(["full", "partial", "lost", "lost", None])),
        kin=family,
        ability=draw(st.sampled_from(["intact", "intact", "mild", "moderate", "severe", "complete", None])),
        economic=draw(
            st.sampled_from(["extreme_poverty", "subsistence_allowance", "subsistence_margin", "other", "other", None])
        ),
        poor=draw(st.sampled_from([True, False, False, None])),
        certificate_grade=(grade := draw(st.sampled_from([None, None, 1, 2, 3, 4]))),
        certificate_until=None if grade is None else draw(st.none() | told_days()),
        no_certificate=grade is None and draw(st.booleans()),
    )


def ticked() -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(CATEGORIES), max_size=3)


def tiers() -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, None, *TIERS])


# What happens to a file


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
