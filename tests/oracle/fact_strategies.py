"""What Hypothesis draws for a file: days and moments near those that matter, relatives, and the facts that a section tells."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from .told import (
    HANJIANG,
    SHANGHAI,
    ZAOZHUANG,
    Carer,
    Facts,
    Kin,
    Path,
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
