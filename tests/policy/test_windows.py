"""The windows in which a visit is owed, by values: half months, the seven days, overdue and next due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit import clock
from carevisit.policy import Course, FileState, Stretch, Tier, Window, month_of, window_of

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
TIERS = st.sampled_from(list(Tier))


def standing(tier: Tier, since: date | None) -> Course:
    """The course of an elder who stands from a day on, or never did."""
    return Course([] if since is None else [Stretch(since, FileState.ACTIVE, tier, UUID(int=1), "hanjiang-2023")])


@dataclass
class Duty:
    window_owed: bool
    window_made: bool
    month_owed: int
    month_made: int
    next_due_on: date | None
    overdue_since: date | None
    window: Window


def duty(on: date, tier: Tier, since: date | None, days: list[date]) -> Duty:
    """What an elder who stands since a day is owed on another, visited on some days."""
    course, by_then = standing(tier, since), [day for day in days if day <= on]
    owings = course.month(on)
    now = [owing for owing in owings if on in owing.window]
    following = course.next_due(on, by_then)
    return Duty(
        any(owing.owed for owing in now), any(course.met(owing, by_then) for owing in now),
        sum(owing.owed for owing in owings), sum(owing.owed and course.met(owing, by_then) for owing in owings),
        following.window.end if following else None,
        course.overdue_since(on, by_then), window_of(on, tier),
    )  # fmt: skip


def test_only_a_target_is_overdue_and_from_the_day_after_the_missed_window_until_somebody_comes() -> None:
    began, day = date(2026, 11, 1), date(2026, 11, 20)
    turns = (
        (began, FileState.ACTIVE, Tier.KEY),
        (day, FileState.SUSPENDED, Tier.KEY),
        (day.replace(day=25), FileState.ACTIVE, None),
    )
    course = Course([Stretch(on, state, tier, UUID(int=1), "hanjiang-2023") for on, state, tier in turns])
    for on, since in ((15, None), (16, 16), (19, 16), (20, None), (24, None), (25, None)):
        assert course.overdue_since(began.replace(day=on), []) == (since and began.replace(day=since)), on
        assert course.overdue_since(began.replace(day=on), [began]) is None


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 15)),
        (date(2026, 11, 15), date(2026, 11, 1), date(2026, 11, 15)),
        (date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 30)),
        (date(2026, 12, 31), date(2026, 12, 16), date(2026, 12, 31)),
        (date(2027, 2, 16), date(2027, 2, 16), date(2027, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 16), date(2028, 2, 29)),
        (date(2100, 2, 28), date(2100, 2, 16), date(2100, 2, 28)),
    ],
)
def test_a_key_elders_windows_are_the_calendar_halves_of_the_month(day: date, start: date, end: date) -> None:
    assert window_of(day, Tier.KEY) == Window(start, end)


@given(DAYS, TIERS)
def test_windows_follow_each_other_without_gap_or_overlap(day: date, tier: Tier) -> None:
    window = window_of(day, tier)
    assert day in window
    assert all(window_of(d, tier) == window for d in (window.start, window.end))
    following = window_of(window.end + timedelta(days=1), tier)
    assert following.start == window.end + timedelta(days=1)
    assert following != window


@given(DAYS)
def test_a_general_elders_window_is_the_month_and_the_two_halves_make_it_up(day: date) -> None:
    month = month_of(day)
    assert window_of(day, Tier.GENERAL) == month
    halves = {window_of(month.start + timedelta(days=n), Tier.KEY) for n in range((month.end - month.start).days + 1)}
    assert len(halves) == 2
    assert min(h.start for h in halves) == month.start
    assert max(h.end for h in halves) == month.end


@pytest.mark.parametrize(
    ("day", "tier", "last_that_owes"),
    [
        (date(2026, 11, 20), Tier.KEY, date(2026, 11, 24)),
        (date(2026, 11, 5), Tier.KEY, date(2026, 11, 9)),
        (date(2026, 11, 5), Tier.GENERAL, date(2026, 11, 24)),
        (date(2027, 2, 20), Tier.KEY, date(2027, 2, 22)),
        (date(2028, 2, 20), Tier.KEY, date(2028, 2, 23)),
        (date(2026, 12, 20), Tier.KEY, date(2026, 12, 25)),
    ],
)
def test_a_window_is_owed_by_who_stands_on_seven_of_its_days(day: date, tier: Tier, last_that_owes: date) -> None:
    assert duty(day, tier, last_that_owes, []).window_owed
    assert not duty(day, tier, last_that_owes + timedelta(days=1), []).window_owed


def test_the_worked_example_of_the_woman_confirmed_on_the_first_and_visited_on_the_third() -> None:
    confirmed, visited = date(2026, 11, 1), [date(2026, 11, 3)]
    in_first = duty(date(2026, 11, 10), Tier.KEY, confirmed, visited)
    assert in_first.window_owed
    assert in_first.window_made
    assert in_first.next_due_on == date(2026, 11, 30)
    in_second = duty(date(2026, 11, 30), Tier.KEY, confirmed, visited)
    assert in_second.window_owed
    assert not in_second.window_made
    assert (in_second.month_owed, in_second.month_made) == (2, 1)
    assert in_second.next_due_on == date(2026, 11, 30)
    assert in_second.overdue_since is None
    after = duty(date(2026, 12, 1), Tier.KEY, confirmed, visited)
    assert after.overdue_since == date(2026, 12, 1)
    assert after.next_due_on == date(2026, 12, 15)


def test_an_in_home_visit_ends_being_overdue_though_the_window_stays_missed() -> None:
    confirmed, visited = date(2026, 11, 1), [date(2026, 11, 3), date(2026, 12, 2)]
    late = duty(date(2026, 12, 2), Tier.KEY, confirmed, visited)
    assert late.overdue_since is None
    assert late.next_due_on == date(2026, 12, 31)
    assert (late.month_owed, late.month_made) == (2, 1)
    november = duty(date(2026, 11, 30), Tier.KEY, confirmed, visited)
    assert (november.month_owed, november.month_made) == (2, 1)


@pytest.mark.parametrize(
    ("confirmed", "due"), [(date(2026, 11, 24), date(2026, 11, 30)), (date(2026, 11, 25), date(2026, 12, 15))]
)
def test_who_was_confirmed_with_less_than_seven_days_left_is_first_due_in_the_next_window(
    confirmed: date, due: date
) -> None:
    assert duty(date(2026, 11, 26), Tier.KEY, confirmed, []).next_due_on == due


def test_who_does_not_stand_owes_nothing_and_has_no_due_date() -> None:
    nothing = duty(date(2026, 11, 20), Tier.KEY, None, [date(2026, 11, 3)])
    assert not nothing.window_owed
    assert (nothing.month_owed, nothing.month_made) == (0, 0)
    assert nothing.next_due_on is None
    assert nothing.overdue_since is None


def test_a_visit_before_standing_meets_no_window() -> None:
    early = duty(date(2026, 11, 10), Tier.KEY, date(2026, 11, 5), [date(2026, 11, 4)])
    assert early.window_owed
    assert not early.window_made


def _windows(first: date, last: date, tier: Tier) -> list[tuple[date, date]]:
    """The windows again, written down a second time in the plainest way, to judge the first."""
    found, day = [], first.replace(day=1)
    while day <= last:
        month_end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        found += (
            [(day, day.replace(day=15)), (day.replace(day=16), month_end)] if tier is Tier.KEY else [(day, month_end)]
        )
        day = month_end + timedelta(days=1)
    return found


@given(
    st.integers(0, 300),
    st.integers(0, 200),
    TIERS,
    st.lists(st.integers(-20, 320), max_size=12),
)
def test_what_is_owed_made_overdue_and_next_due_agrees_with_a_plain_count(
    start: int, standing_days: int, tier: Tier, visits: list[int]
) -> None:
    origin = date(2026, 1, 1)
    standing = origin + timedelta(days=start)
    on = standing + timedelta(days=standing_days)
    days = sorted({origin + timedelta(days=v) for v in visits})
    got = duty(on, tier, standing, days)
    seen = [d for d in days if standing <= d <= on]
    windows = _windows(standing, on + timedelta(days=70), tier)
    owed = [(s, e) for s, e in windows if (e - max(s, standing)).days + 1 >= 7]

    def met(window: tuple[date, date]) -> bool:
        return any(window[0] <= d <= window[1] for d in seen)

    missed = [w for w in owed if w[1] < on and not met(w) and not any(d > w[1] for d in seen)]
    assert got.overdue_since == (missed[0][1] + timedelta(days=1) if missed else None)
    ahead = [w for w in owed if w[1] >= on and not met(w)]
    assert got.next_due_on == ahead[0][1]
    month = [w for w in owed if (w[1].year, w[1].month) == (on.year, on.month)]
    assert (got.month_owed, got.month_made) == (len(month), sum(met(w) for w in month))


@given(st.integers(1_577_836_800, 1_956_528_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_a_moments_day_is_the_day_in_shanghai(moment: datetime) -> None:
    assert clock.day_of(moment) == (moment.replace(tzinfo=None) + timedelta(hours=8)).date()
    day = clock.day_of(moment)
    assert clock.start_of(day) <= moment < clock.start_of(day + timedelta(days=1))


def test_half_past_midnight_in_shanghai_is_yesterday_in_utc_and_today_for_us() -> None:
    with clock.set_to(datetime(2026, 11, 15, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 16)
