"""What a special period asks of an elder: values in, values out."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from carevisit.policy import Course, FileState, Mode, Stretch, Tier, Window
from carevisit.standing.special import Period, due_on, missed, owed_in, owed_near, shown

DAY = timedelta(days=1)
FIRST = date(2026, 11, 1)
HOME, NEXT = UUID(int=7), UUID(int=8)


def stretch(on: date, state: FileState = FileState.ACTIVE, tier: Tier | None = Tier.KEY, place: UUID = HOME) -> Stretch:
    return Stretch(on, state, tier, place, "hanjiang-2023")


def period(
    start: date = date(2026, 11, 10), length: int = 3, times: int = 1, modes: tuple[Mode, ...] = (Mode.IN_HOME,)
) -> Period:
    window = Window(start, start + (length - 1) * DAY)
    return Period(
        UUID(int=start.toordinal()), "台风", window, times, frozenset(Tier), frozenset(modes), frozenset({HOME})
    )


STANDS = Course([stretch(FIRST)])


def test_a_visit_on_one_of_its_days_meets_it_and_of_a_mode_that_it_allows() -> None:
    storm = period(modes=(Mode.IN_HOME, Mode.PHONE))
    for days, made in (
        ({}, 0), ({"in_home": [date(2026, 11, 9), date(2026, 11, 13)]}, 0), ({"in_home": [date(2026, 11, 12)]}, 1),
        ({"phone": [date(2026, 11, 10)]}, 1), ({"online": [date(2026, 11, 10)]}, 0),
    ):  # fmt: skip
        assert owed_in(STANDS, days, storm).made == made


def test_two_visits_on_one_day_count_as_one() -> None:
    twice = period(times=2, modes=(Mode.IN_HOME, Mode.PHONE))
    day, next_day = date(2026, 11, 10), date(2026, 11, 11)
    assert owed_in(STANDS, {"in_home": [day], "phone": [day]}, twice).made == 1
    assert owed_in(STANDS, {"in_home": [day, next_day], "phone": [day]}, twice).made == 2


def test_owed_by_who_stands_on_the_last_day_and_on_all_days_of_a_short_one() -> None:
    storm = period()
    for turn, owed in ((date(2026, 11, 10), 1), (date(2026, 11, 11), 0)):
        began = Course([stretch(FIRST, FileState.CANDIDATE), stretch(turn)])
        assert owed_in(began, {}, storm).owed == owed
    left = Course([stretch(FIRST), stretch(date(2026, 11, 12), FileState.LEFT)])
    assert owed_in(left, {}, storm).owed == 0


def test_of_a_long_one_seven_days_are_enough() -> None:
    long = period(length=20)
    for back, owed in ((date(2026, 11, 23), 1), (date(2026, 11, 24), 0)):
        suspended = Course([stretch(FIRST), stretch(date(2026, 11, 2), FileState.SUSPENDED), stretch(back)])
        assert owed_in(suspended, {}, long).owed == owed


def test_owed_in_its_places_and_by_its_tiers_as_they_are_on_the_last_day() -> None:
    storm = period()
    moved = Course([stretch(FIRST), stretch(date(2026, 11, 12), place=NEXT)])
    assert owed_in(moved, {}, storm).owed == 0
    assert owed_in(moved, {}, replace(storm, places=frozenset({HOME, NEXT}))).owed == 1
    key_only = replace(storm, tiers=frozenset({Tier.KEY}))
    older = Course([stretch(FIRST, tier=Tier.GENERAL), stretch(date(2026, 11, 12))])
    assert [
        owed_in(one, {}, key_only).owed for one in (STANDS, older, Course([stretch(FIRST, tier=Tier.GENERAL)]))
    ] == [
        1,
        1,
        0,
    ]
    assert owed_in(Course([stretch(FIRST, tier=None)]), {}, storm).owed == 0


def test_it_is_due_by_its_end_as_soon_as_it_is_declared_and_missed_after_that_for_a_month() -> None:
    storm = period(date(2026, 12, 10))
    for on, near, due, gone in (
        (date(2026, 10, 30), 1, date(2026, 12, 12), False), (date(2026, 12, 1), 1, date(2026, 12, 12), False),
        (date(2026, 12, 12), 1, date(2026, 12, 12), False), (date(2026, 12, 13), 1, None, True),
        (date(2027, 1, 12), 1, None, True), (date(2027, 1, 13), 0, None, False),
    ):  # fmt: skip
        found = owed_near(STANDS, {}, [storm], on)
        assert (len(found), due_on(found, on), missed(found, on) is not None) == (near, due, gone), on
        assert len(shown(found, on)) == (near and on >= storm.window.start)
        met = owed_near(STANDS, {"in_home": [date(2026, 12, 11)]}, [storm], on)
        assert (due_on(met, on), missed(met, on)) == (None, None)


_starts = st.integers(0, 200).map(lambda n: FIRST + n * DAY)
_modes = st.sets(st.sampled_from(Mode), min_size=1).map(lambda modes: tuple(sorted(modes)))
_periods = st.builds(period, _starts, st.integers(1, 60), st.integers(1, 4), _modes)
_turns = st.tuples(
    st.integers(1, 250), st.sampled_from(FileState), st.sampled_from([*Tier, None]), st.sampled_from([HOME, 8])
)
_stretches = st.lists(_turns, max_size=4, unique_by=lambda turn: turn[0]).map(
    lambda turns: Course(
        [stretch(FIRST), *(stretch(FIRST + turn[0] * DAY, *turn[1:]) for turn in sorted(turns, key=lambda t: t[0]))]
    )
)
_days = st.dictionaries(st.sampled_from([m.value for m in Mode]), st.lists(_starts, max_size=6).map(sorted), max_size=3)


@given(_stretches, _days, st.lists(_periods, max_size=4, unique_by=lambda p: p.id), _starts)
def test_what_is_owed_made_due_and_missed_fits_together(
    course: Course, days: dict[str, list[date]], periods: list[Period], on: date
) -> None:
    found = owed_near(course, days, periods, on)
    for one in found:
        assert 0 <= one.made <= one.owed == one.period.times
        last = course.on(one.period.window.end)
        assert last is not None
        assert (last.state, last.place) == (FileState.ACTIVE, HOME)
        more = {
            mode.value: sorted({*days.get(mode.value, []), *(one.period.window.start + n * DAY for n in range(4))})
            for mode in Mode
        }
        again = owed_in(course, more, one.period)
        assert again.made >= one.made  # who comes more often never owes more
        assert not again.unmet or one.period.times > (one.period.window.end - one.period.window.start).days
    due, gone = due_on(found, on), missed(found, on)
    assert due is None or any(one.unmet and one.period.window.end == due >= on for one in found)
    assert gone is None or (gone.unmet and on - 31 * DAY <= gone.period.window.end < on)
    assert owed_near(course, days, periods[::-1], on) == found  # in whatever order they were declared
