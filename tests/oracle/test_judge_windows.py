"""The judge is held to the document: worked examples, standing, windows, and the days on either side of every boundary."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from .oracle import (
    ability_of,
    add_months,
    birthday,
    categories_on,
    coverage,
    status,
)
from .scene import (
    GENERAL,
    KEY,
    MOTHER,
    PLAIN,
    VILLAGE,
    ZAO,
    ask,
    child,
    d,
    duties,
    filed,
    holding,
    monthly,
    noon,
    owed,
    seen,
    tier,
    visit,
)
from .told import (
    HANJIANG,
    ZAOZHUANG,
    Amended,
    Confirmed,
    ConsentTold,
    Corrected,
    Facts,
    FrequencySet,
    History,
    Kin,
    Left,
    Returned,
    Reviewed,
    Suspended,
    SuspensionEnded,
    Visited,
    Voided,
)

# The worked examples of §12


def test_a_woman_who_turns_80_on_11_04_owes_both_halves_of_november() -> None:
    events: History = [filed(MOTHER, "11-01"), visit("11-03")]
    assert ask(events, "11-03").categories == {"living_alone", "empty_nest", "left_behind"}
    assert [ask(events, day).tier for day in ("11-03", "11-04", "11-05")] == ["general", "key", "key"]
    assert ask(events, "11-03").next_change == (d("11-04"), frozenset({"tier"}))
    assert owed(events, "2026-11") == [(1, 15), (16, 30)]
    at_16 = ask(events, "11-16")
    assert (at_16.next_due_on, at_16.month_owed, at_16.month_made, at_16.overdue) == (d("11-30"), 2, 1, False)
    assert not ask(events, "11-30").overdue
    december = ask(events, "12-01")
    assert (december.overdue, december.overdue_since, december.next_due_on) == (True, d("12-01"), d("12-15"))
    _, totals = coverage([events], (2026, 11), noon("12-01"), noon("12-01"))
    assert (totals.elders_owed, totals.met_in_home, totals.elders_missed, totals.overdue) == (1, 1, 1, 1)
    assert (totals.key.elders_owed, totals.key.windows_owed, totals.key.windows_met) == (1, 2, 1)
    assert totals.general.elders_owed == 0


def two_children(reason: str) -> Facts:
    kin = (child(since="05-20", disability_grade=4), child(since="06-10", reason=reason, disability_grade=4))
    return replace(PLAIN, kin=kin)


def test_two_children_who_leave_on_05_20_and_06_10() -> None:
    facts = two_children("work")
    assert holding(facts, "06-09") == set()
    assert holding(facts, "06-10") == {"empty_nest"}
    assert holding(facts, "12-09") == {"empty_nest"}
    assert holding(facts, "12-10") == {"empty_nest", "left_behind"}
    assert ask([filed(facts)], "11-20").next_change == (d("12-10"), frozenset({"left_behind"}))


def test_a_child_who_studies_counts_in_zaozhuang_only() -> None:
    assert holding(two_children("study"), "2028-01-01") == {"empty_nest"}
    facts = replace(two_children("study"), home=ZAO, registered=ZAO)
    assert holding(facts, "12-09", ZAOZHUANG) == set()
    assert holding(facts, "12-10", ZAOZHUANG) == {"left_behind"}


def test_dementia_on_11_24_makes_a_key_elder_of_the_second_half() -> None:
    def events(on: str) -> History:
        with_son = replace(PLAIN, lives_with="children", ability=ability_of(66))
        worse = replace(with_son, ability=ability_of(66, one_worse=True))
        told = Amended(happened_on=d(on), recorded_at=noon(on), facts=worse)
        return [filed(with_son), *monthly(*(f"2026-{month:02}" for month in range(1, 11))), told]

    assert (ability_of(66), ability_of(66, one_worse=True)) == ("mild", "moderate")
    before, after = ask(events("11-24"), "11-23"), ask(events("11-24"), "11-24")
    assert (before.tier, before.next_due_on, before.window and before.window.first) == (
        "general",
        d("11-30"),
        d("11-01"),
    )
    assert (after.tier, after.duty_tier, after.next_due_on) == ("key", "key", d("11-30"))
    assert after.window is not None
    assert after.window.first == d("11-16")
    late = ask(events("11-25"), "11-25")
    assert (late.tier, late.duty_tier, late.window and late.window.first) == ("key", "general", d("11-01"))
    assert owed(events("11-25"), "2026-12") == [(1, 15), (16, 31)]


@pytest.mark.parametrize(
    ("kin", "holds"),
    [
        ((Kin(alive=False),), True),
        ((Kin(alive=True, disability_grade=3),), True),
        ((Kin(alive=True, disability_grade=1),), True),
        ((Kin(alive=True, disability_grade=4),), False),
        ((Kin(alive=False), Kin(adopted=True)), False),
        ((Kin(alive=False), Kin()), False),
        ((Kin(alive=False), Kin(alive=False)), False),
        ((Kin(alive=False, adopted=True),), False),
        ((Kin(alive=False), Kin(kin="other")), True),
        ((Kin(kin="other"),), False),
        ((), False),
        (None, None),
        ((Kin(),), None),
    ],
)
def test_a_special_family_has_lost_its_only_child_and_adopted_none(
    kin: tuple[Kin, ...] | None, holds: bool | None
) -> None:
    assert categories_on(replace(PLAIN, kin=kin), d("11-20"), HANJIANG)["special_family"] is holds


def test_an_only_child_makes_a_special_family_from_the_day_of_death() -> None:
    facts = replace(PLAIN, kin=(Kin(alive=False, died_on=d("11-20"), disability_grade=4, where=VILLAGE),))
    assert [holding(facts, day) for day in ("11-19", "11-20")] == [set(), {"special_family"}]


@pytest.mark.parametrize(
    ("until", "windows", "due"), [("12-08", [(1, 15), (16, 31)], "12-15"), ("12-09", [(16, 31)], "12-31")]
)
def test_a_key_elder_in_hospital_in_the_first_half_of_december(
    until: str, windows: list[tuple[int, int]], due: str
) -> None:
    away = Suspended(
        id="hospital", happened_on=d("12-01"), recorded_at=noon("12-01"), from_on=d("12-01"), until=d(until)
    )
    events: History = [filed(KEY), *monthly("2026-11"), away]
    assert owed(events, "2026-12") == windows
    assert ask(events, "12-03").next_due_on == d(due)
    assert (ask(events, "12-03").state, ask(events, until).state) == ("suspended", "suspended")
    assert ask(events, "12-10").state == "active"
    assert ask(events, "12-03").tier == "key"


# Standing and duty


@pytest.mark.parametrize(
    ("confirmed", "windows", "excluded"),
    [("11-24", [(16, 30)], None), ("11-25", [], "short_window"), ("11-09", [(1, 15), (16, 30)], None)],
)
def test_an_elder_confirmed_late_in_a_half_does_not_owe_it(
    confirmed: str, windows: list[tuple[int, int]], excluded: str | None
) -> None:
    events: History = [filed(KEY, confirmed)]
    assert owed(events, "2026-11") == windows
    _, totals = coverage([events], (2026, 11), noon("12-05"), noon("12-05"))
    assert totals.elders_owed == (1 if windows else 0)
    assert {reason for reason, number in totals.excluded.items() if number} == ({excluded} if excluded else set())


def test_who_was_confirmed_in_the_past_stands_since_then_and_a_candidate_from_the_confirmation() -> None:
    early: History = [filed(KEY, "11-28", confirmed_on=d("11-24"))]
    assert owed(early, "2026-11") == [(16, 30)]
    listed: History = [
        filed(KEY, "11-01", state="candidate"),
        Confirmed(happened_on=d("11-24"), recorded_at=noon("11-25")),
    ]
    assert (ask(listed, "11-23").state, ask(listed, "11-25").state) == ("candidate", "active")
    assert ask(listed, "11-24").state == "candidate"  # not yet recorded
    assert ask(listed, "11-24", "11-25").state == "active"
    assert owed(listed, "2026-11") == [(16, 30)]
    assert owed([filed(KEY, consent="not_asked")], "2026-11") == []


@pytest.mark.parametrize(
    ("died", "windows"), [("11-10", []), ("11-15", []), ("11-16", [(1, 15)]), ("11-20", [(1, 15)])]
)
def test_who_died_owes_only_what_had_ended(died: str, windows: list[tuple[int, int]]) -> None:
    events: History = [filed(KEY), Left(happened_on=d(died), recorded_at=noon(died))]
    assert owed(events, "2026-11") == windows
    _, totals = coverage([events], (2026, 11), noon("12-01"), noon("12-01"))
    assert (totals.elders_owed, totals.elders_missed, totals.overdue) == (len(windows), len(windows), 0)
    assert totals.excluded["left"] == 1 - len(windows)
    assert ask(events, "12-01").state == "left"
    _, later = coverage([events], (2026, 12), noon("12-20"), noon("12-20"))
    assert later.excluded["left"] == 0


@pytest.mark.parametrize(
    ("month", "last_rise", "end"),
    [("2026-11", 24, 30), ("2026-12", 25, 31), ("2027-02", 22, 28), ("2028-02", 23, 29)],
)
def test_a_rise_counts_in_the_second_half_while_seven_days_of_it_remain(month: str, last_rise: int, end: int) -> None:
    year, number = int(month[:4]), int(month[5:])
    for day, tiers in [(last_rise, ("general", "key")), (last_rise + 1, ("general", "general"))]:
        told = Amended(happened_on=date(year, number, day), recorded_at=noon(f"{month}-{day}"), facts=KEY)
        view = seen([filed(), told], "2028-12-01")
        assert duties(view, year, number) == tiers
        expected = (16, "key") if tiers[1] == "key" else (1, "general")
        assert [(one.first.day, one.tier, one.last.day) for one in view.windows(year, number)] == [(*expected, end)]


@pytest.mark.parametrize(
    ("day", "windows"), [("11-09", [(1, 15), (16, 30)]), ("11-10", [(16, 30)]), ("11-15", [(16, 30)])]
)
def test_a_rise_counts_in_the_first_half_while_seven_days_of_it_remain(
    day: str, windows: list[tuple[int, int]]
) -> None:
    assert owed([filed(), Amended(happened_on=d(day), recorded_at=noon(day), facts=KEY)], "2026-11") == windows


def test_a_fall_waits_for_the_first_of_the_next_month() -> None:
    for day in ("11-02", "11-17", "11-30"):
        events: History = [filed(KEY), Amended(happened_on=d(day), recorded_at=noon(day), facts=GENERAL)]
        assert owed(events, "2026-11") == [(1, 15), (16, 30)]
        assert owed(events, "2026-12") == [(1, 31)]
        assert (ask(events, day).tier, ask(events, day).duty_tier) == ("general", "key")
        assert duties(seen(events), 2026, 11) == ("key", "key")


@pytest.mark.parametrize(("born", "first"), [("1946-11-24", [(16, 30)]), ("1946-11-25", [(1, 30)])])
def test_who_turns_80_on_11_24_owes_the_second_half_and_on_11_25_the_month(
    born: str, first: list[tuple[int, int]]
) -> None:
    facts = replace(MOTHER, born_on=d(born))
    day = birthday(d(born), 80)
    assert [tier(facts, str(day + timedelta(days=by))) for by in (-1, 0, 1)] == ["general", "key", "key"]
    assert owed([filed(facts)], "2026-11") == first
    assert owed([filed(facts)], "2026-12") == [(1, 15), (16, 31)]


def test_who_is_born_on_29_february_is_older_on_1_march_of_a_common_year() -> None:
    assert birthday(d("1944-02-29"), 80) == d("2024-02-29")
    assert birthday(d("1944-02-29"), 83) == d("2027-03-01")
    assert birthday(d("2020-02-29"), 80) == d("2100-03-01")
    facts = replace(MOTHER, born_on=d("1948-02-29"))
    assert [tier(facts, day) for day in ("2028-02-28", "2028-02-29")] == ["general", "key"]


def test_six_months_are_the_same_day_clamped() -> None:
    assert add_months(d("2026-08-31"), 6) == d("2027-02-28")
    assert add_months(d("2027-08-31"), 6) == d("2028-02-29")
    facts = replace(PLAIN, kin=(child(since="2026-08-31", disability_grade=4),))
    assert ["left_behind" in holding(facts, day) for day in ("2027-02-27", "2027-02-28")] == [False, True]


@pytest.mark.parametrize(
    ("first", "last", "owes"),
    [
        ("11-01", "11-08", True),
        ("11-01", "11-09", False),
        ("11-07", "11-14", True),
        ("11-06", "11-14", False),
        ("11-15", "11-15", False),
    ],
)
def test_a_window_is_owed_with_seven_days_and_the_last_of_them(first: str, last: str, owes: bool) -> None:
    away = Suspended(id="1", happened_on=d(first), recorded_at=noon(first), from_on=d(first), until=d(last))
    assert ((1, 15) in owed([filed(KEY), away], "2026-11")) is owes


def test_an_open_suspension_has_no_due_date_and_its_end_is_the_last_day_of_it() -> None:
    open_ended = Suspended(id="1", happened_on=d("11-20"), recorded_at=noon("11-20"), from_on=d("11-20"))
    events: History = [filed(KEY, "11-01"), visit("11-03"), open_ended]
    during = ask(events, "12-20")
    assert (during.state, during.tier, during.next_due_on, during.overdue) == ("suspended", "key", None, False)
    ended: History = [
        *events,
        SuspensionEnded(id="1", happened_on=d("12-08"), recorded_at=noon("12-20"), last_on=d("12-08")),
    ]
    assert [seen(ended).state_on(d(day)) for day in ("12-08", "12-09")] == ["suspended", "active"]
    assert owed(ended, "2026-12") == [(1, 15), (16, 31)]  # 12-09 to 12-15 are seven days
    assert ask(ended, "12-20").overdue_since == d("12-16")


def test_declined_and_withdrawn_owe_nothing_and_left_outranks_them() -> None:
    withdrawn = ConsentTold(happened_on=d("11-20"), recorded_at=noon("11-20"), consent="withdrawn")
    events: History = [filed(KEY), withdrawn]
    assert owed(events, "2026-11") == [(1, 15)]
    assert owed(events, "2026-12") == []
    assert ask(events, "12-05").state == "declined"
    _, totals = coverage([events], (2026, 12), noon("12-20"), noon("12-20"))
    assert (totals.elders_owed, totals.excluded["declined"], totals.overdue) == (0, 1, 0)
    events.append(Left(happened_on=d("12-10"), recorded_at=noon("12-10")))
    _, totals = coverage([events], (2026, 12), noon("12-20"), noon("12-20"))
    assert (totals.excluded["left"], totals.excluded["declined"]) == (1, 0)
    events.append(Returned(happened_on=d("12-12"), recorded_at=noon("12-12")))
    events.append(ConsentTold(happened_on=d("12-12"), recorded_at=noon("12-12"), consent="given"))
    assert ask(events, "12-13").state == "active"
    assert owed(events, "2026-12") == [(16, 31)]


# Visits and windows


@pytest.mark.parametrize(
    ("moment", "met"),
    [
        ("2026-11-16T00:30:00+08:00", (False, True)),  # still the 15th in UTC
        ("2026-11-15T23:59:00+08:00", (True, False)),
        ("2026-11-15T16:30:00+00:00", (False, True)),
        ("2026-10-31T16:30:00+00:00", (True, False)),
    ],
)
def test_a_visit_is_of_its_day_in_china(moment: str, met: tuple[bool, bool]) -> None:
    at = datetime.fromisoformat(moment)
    view = seen([filed(KEY), Visited(id="1", moment=at, recorded_at=at)])
    assert tuple(view.is_met(one) for one in view.windows(2026, 11)) == met


def test_only_an_in_home_visit_that_met_the_elder_counts() -> None:
    events: History = [filed(KEY), visit("11-03", mode="phone"), visit("11-18", outcome="not_met")]
    _, totals = coverage([events], (2026, 11), noon("12-01"), noon("12-01"))
    assert (totals.met_in_home, totals.reached_any_mode, totals.key.windows_met) == (0, 1, 0)
    found = ask(events, "12-01")
    assert (found.last_in_home_on, found.last_contact_on, found.visits_count, found.running_no) == (
        None,
        d("11-03"),
        1,
        1,
    )


def test_a_visit_in_hospital_days_does_not_meet_the_window() -> None:
    away = Suspended(id="1", happened_on=d("11-02"), recorded_at=noon("11-02"), from_on=d("11-02"), until=d("11-05"))
    assert ask([filed(KEY, "11-01"), away, visit("11-05")], "11-20").month_made == 0
    assert ask([filed(KEY, "11-01"), away, visit("11-06")], "11-20").month_made == 1


def test_a_visit_is_due_until_the_end_of_the_last_day() -> None:
    events: History = [filed(KEY, "11-01")]
    assert [ask(events, day).next_due_on for day in ("11-14", "11-15", "11-16")] == [d("11-15"), d("11-15"), d("11-30")]


def test_a_visit_ends_the_overdue_and_leaves_the_window_missed() -> None:
    events: History = [filed(KEY, "11-01"), visit("11-16"), visit("12-01")]
    assert [ask(events[:1], day).overdue for day in ("11-15", "11-16", "11-17")] == [False, True, True]
    assert ask(events[:1], "12-10").overdue_since == d("11-16")
    after = ask(events, "11-16")
    assert (after.overdue, after.next_due_on, after.month_owed, after.month_made) == (False, d("12-15"), 2, 1)


def test_a_correction_and_a_void_change_what_follows_and_keep_the_number() -> None:
    moved = Corrected(id="1", recorded_at=noon("11-20"), moment=noon("11-14"))
    void = Voided(id="1", recorded_at=noon("11-25"))
    events: History = [filed(KEY, "11-01"), visit("11-17", "1"), visit("11-18", "2"), moved, void]
    before, corrected, voided = (ask(events, "11-19", day) for day in ("11-19", "11-20", "11-25"))
    assert (before.month_made, corrected.month_made, voided.month_made) == (1, 2, 1)
    assert (before.running_no, corrected.running_no, voided.running_no) == (2, 2, 2)
    assert (before.visits_count, voided.visits_count) == (2, 1)


def test_what_was_recorded_late_is_not_known_earlier() -> None:
    late = visit("11-03", recorded_at=noon("11-20"))
    events: History = [filed(KEY, "11-01"), late]
    assert ask(events, "11-16").overdue
    assert not ask(events, "11-16", "11-20").overdue
    assert status(events, noon("10-31"), noon("12-01")) is None


def test_two_attempts_in_a_row_are_a_streak_and_any_contact_ends_it() -> None:
    attempts: History = [visit("11-03", outcome="not_met"), visit("11-04", outcome="not_met")]
    assert ask([filed(), *attempts], "11-05").not_met_streak == 2
    called: History = [*attempts, visit("11-06", mode="phone", outcome="not_met")]
    assert ask([filed(), *called], "11-07").not_met_streak == 2
    assert ask([filed(), *called, visit("11-07", mode="phone")], "11-08").not_met_streak == 0


def test_a_raised_frequency_asks_more_visits_of_a_window_on_different_days() -> None:
    twice = FrequencySet(happened_on=d("11-01"), recorded_at=noon("11-01"), from_on=d("11-01"), visits_per_window=2)
    same_day: History = [filed(KEY, "11-01"), twice, visit("11-03", "1"), visit("11-03", "2")]
    assert ask(same_day, "11-16").overdue_since == d("11-16")
    assert not ask([*same_day, visit("11-05")], "11-16").overdue
    over = replace(twice, until=d("11-10"))
    assert not ask([filed(KEY, "11-01"), over, visit("11-03")], "11-16").overdue


def test_a_review_falls_due_half_a_year_after_the_last() -> None:
    events: History = [filed(GENERAL, "11-01")]
    assert ask(events, "11-02").review_due_on == d("2027-05-01")
    events.append(Reviewed(happened_on=d("2027-08-31"), recorded_at=noon("2027-08-31")))
    assert ask(events, "2027-09-01").review_due_on == d("2028-02-29")
