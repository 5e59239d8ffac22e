"""The oracle itself is held to the document: every worked example, and the days on either side of every boundary."""

import ast
import pathlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .oracle import (
    Seen,
    Status,
    Window,
    ability_of,
    add_months,
    birthday,
    categories_on,
    coverage,
    rolling_windows,
    status,
    worklist,
)
from .strategies import NOW, asked_histories, histories, special_periods
from .told import (
    HANJIANG,
    SHANGHAI,
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
    NeedClosed,
    NeedRaised,
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


# The worked examples of §12

MOTHER = replace(
    PLAIN,
    born_on=d("1946-11-04"),
    spouse="deceased",
    lives_with="nobody",
    carer=False,
    labour="partial",
    kin=(child(disability_grade=None),),
)


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
    assert ask(listed, "11-24").state == "candidate"  # not yet told
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


# Categories


@pytest.mark.parametrize(
    ("where", "alone"),
    [
        (VILLAGE, False),
        (NEXT, False),
        (FAR, True),
        (XIAMEN, True),
        (("abroad",), True),
        (VILLAGE[:3], None),
        (None, None),
    ],
)
def test_the_same_township_is_inside_and_a_coarser_place_is_not_known(where: Path | None, alone: bool | None) -> None:
    found = categories_on(replace(MOTHER, kin=(child(where, None, None),)), d("11-20"), HANJIANG)
    assert (found["living_alone"], found["empty_nest"]) == (alone, alone)


def test_nobody_and_nothing_known() -> None:
    nobody = replace(MOTHER, kin=(), labour="lost")
    assert holding(nobody, "11-01") == {"no_kin", "living_alone"}
    assert tier(nobody, "11-01") == "key"
    assert holding(replace(nobody, labour="partial"), "11-01") == {"living_alone"}
    assert holding(replace(nobody, lives_with="others"), "11-01") == {"no_kin", "living_alone"}
    unknown = categories_on(Facts(home=VILLAGE), d("11-01"), HANJIANG)
    assert set(unknown.values()) == {None}
    assert categories_on(Facts(lives_with="children"), d("11-01"), HANJIANG)["living_alone"] is False
    assert categories_on(Facts(lives_with="children"), d("11-01"), HANJIANG)["empty_nest"] is False


def test_a_planned_return_that_has_passed_leaves_the_elder_left_behind() -> None:
    facts = replace(PLAIN, kin=(child(planned_return_on=d("10-01"), disability_grade=4),))
    assert holding(facts, "11-20") == {"empty_nest", "left_behind"}


def test_left_behind_needs_rural_registration_and_the_registration_township() -> None:
    facts = replace(PLAIN, kin=(child(disability_grade=4),))
    assert "left_behind" not in holding(replace(facts, rural_registration=False), "11-20")
    assert categories_on(replace(facts, rural_registration=None), d("11-20"), HANJIANG)["left_behind"] is None
    moved = replace(facts, registered=FAR, kin=(child(FAR, disability_grade=4),))
    assert holding(moved, "11-20") == {"empty_nest"}
    dead = replace(facts, kin=(child(disability_grade=4), child(VILLAGE, alive=False)))
    assert holding(dead, "11-20") == {"empty_nest", "left_behind"}


def test_a_certificate_counts_until_the_day_that_it_ends() -> None:
    facts = replace(PLAIN, no_certificate=False, certificate_grade=2, certificate_until=d("11-20"))
    assert [holding(facts, day) for day in ("11-20", "11-21")] == [{"severe_disability"}, set()]
    assert [tier(facts, day) for day in ("11-20", "11-21")] == ["key", "none"]
    assert ask([filed(facts)], "11-01").next_change == (d("11-21"), frozenset({"severe_disability", "tier"}))
    assert owed([filed(facts)], "2026-11") == [(1, 15)]  # with the last category the duty ends at once
    assert owed([filed(facts)], "2026-12") == []
    assert holding(replace(facts, certificate_grade=3), "11-01") == set()
    assert holding(replace(facts, certificate_grade=1, no_certificate=True), "11-01") == set()
    assert holding(replace(facts, certificate_until=None), "2036-01-01") == {"severe_disability"}


@pytest.mark.parametrize(
    ("ability", "found"),
    [
        ("intact", "none"),
        ("mild", "general"),
        ("moderate", "key"),
        ("severe", "key"),
        ("complete", "key"),
        (None, "none"),
    ],
)
def test_disabled_holds_from_mild_and_is_key_from_moderate(ability: str | None, found: str) -> None:
    assert tier(replace(PLAIN, ability=ability), "11-20") == found


@pytest.mark.parametrize(
    ("score", "grade", "worse"),
    [
        (90, "intact", "mild"),
        (89, "mild", "moderate"),
        (66, "mild", "moderate"),
        (65, "moderate", "severe"),
        (46, "moderate", "severe"),
        (45, "severe", "complete"),
        (30, "severe", "complete"),
        (29, "complete", "complete"),
        (0, "complete", "complete"),
    ],
)
def test_ability_grades(score: int, grade: str, worse: str) -> None:
    assert (ability_of(score), ability_of(score, one_worse=True), ability_of(score, coma=True)) == (
        grade,
        worse,
        "complete",
    )


def test_what_was_told_decides_where_the_facts_are_silent() -> None:
    bare = Facts(home=VILLAGE)
    assert tier(bare, "11-20") == "none"
    assert tier(bare, "11-20", tier_told="key") == "key"
    assert tier(bare, "11-20", tier_told="general") == "general"
    assert tier(bare, "11-20", categories_told=frozenset({"no_kin"}), tier_told="general") == "key"
    assert tier(bare, "11-20", categories_told=frozenset({"empty_nest"})) == "general"
    assert (
        tier(bare, "11-20", categories_told=frozenset({"living_alone"}), tier_told="key") == "key"
    )  # the age is not known
    assert tier(PLAIN, "11-20", categories_told=frozenset({"no_kin"})) == "none"
    assert tier(GENERAL, "11-20", tier_told="key") == "general"
    assert tier(KEY, "11-20", tier_told="general") == "key"


def test_an_override_decides_before_facts_and_telling_until_it_is_taken_back() -> None:
    def overruled(on: str, category: str, holds: bool | None) -> Overruled:
        return Overruled(happened_on=d(on), recorded_at=noon(on), category=category, holds=holds)

    events: History = [filed(PLAIN), overruled("11-05", "no_kin", True), overruled("11-20", "no_kin", None)]
    assert [seen(events).tier_on(d(day)) for day in ("11-04", "11-05", "11-19", "11-20")] == [
        "none",
        "key",
        "key",
        "none",
    ]
    events = [filed(KEY), overruled("11-05", "disabled", False)]
    assert [seen(events).tier_on(d(day)) for day in ("11-04", "11-05")] == ["key", "none"]
    events = [filed(KEY)]
    for day, told in [("11-05", "general"), ("11-20", None)]:
        events.append(TierOverruled(happened_on=d(day), recorded_at=noon(day), tier=told))
    assert [seen(events).tier_on(d(day)) for day in ("11-04", "11-05", "11-20")] == ["key", "general", "key"]


# Zaozhuang

ZAO_ELDER = replace(
    PLAIN,
    home=ZAO,
    registered=ZAO,
    rural_registration=False,
    kin=(child(JINAN, "2024-01-01", "study"), child(JINAN, kin="other")),
)


def test_left_behind_in_zaozhuang_means_out_of_the_district_for_every_supporter() -> None:
    assert holding(ZAO_ELDER, "11-20", ZAOZHUANG) == {"left_behind"}
    assert holding(replace(ZAO_ELDER, rural_residence=False), "11-20", ZAOZHUANG) == set()
    assert (
        holding(replace(ZAO_ELDER, kin=(*(ZAO_ELDER.kin or ()), child(ZAO_FAR, kin="other"))), "11-20", ZAOZHUANG)
        == set()
    )
    assert holding(replace(ZAO_ELDER, kin=(child(JINAN, "2024-01-01", "marriage"),)), "11-20", ZAOZHUANG) == set()
    assert holding(replace(ZAO_ELDER, kin=(child(JINAN, kin="other"),)), "11-20", ZAOZHUANG) == {"left_behind"}
    assert holding(replace(ZAO_ELDER, kin=()), "11-20", ZAOZHUANG) == set()
    assert holding(replace(ZAO_ELDER, lives_with="children"), "11-20", ZAOZHUANG) == set()
    turning = replace(ZAO_ELDER, born_on=d("1966-11-20"))
    assert [holding(turning, day, ZAOZHUANG) for day in ("11-19", "11-20")] == [set(), {"left_behind"}]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "general"),
        ({"economic": "subsistence_margin"}, "general"),
        ({"economic": "subsistence_margin", "born_on": d("1946-11-20")}, "key"),
        ({"economic": "subsistence_margin", "born_on": d("1946-11-21")}, "general"),
        ({"poor": True, "ability": "moderate"}, "key"),
        ({"poor": True, "ability": "mild"}, "general"),
        ({"economic": "extreme_poverty", "ability": "complete"}, "key"),
        ({"ability": "complete", "born_on": d("1930-01-01")}, "general"),
        ({"economic": "extreme_poverty", "ability": "complete", "rural_residence": False}, "none"),
    ],
)
def test_key_in_zaozhuang_is_hardship_with_age_or_dependence(more: dict[str, Any], expected: str) -> None:
    assert tier(replace(ZAO_ELDER, **more), "11-20", ZAOZHUANG) == expected


def test_an_open_risk_or_daily_need_makes_key_in_zaozhuang_until_it_is_closed() -> None:
    base: History = [filed(ZAO_ELDER, profile=ZAOZHUANG)]
    risk: History = [
        RiskReported(id="r", moment=noon("11-05"), recorded_at=noon("11-05")),
        RiskClosed(id="r", moment=noon("11-08"), recorded_at=noon("11-08")),
    ]
    need: History = [
        NeedRaised(id="n", moment=noon("11-05"), recorded_at=noon("11-05")),
        NeedClosed(id="n", moment=noon("11-08"), recorded_at=noon("11-08")),
    ]
    for trouble in (risk, need):
        assert [seen([*base, *trouble]).tier_on(d(day)) for day in ("11-04", "11-05", "11-07", "11-08")] == [
            "general",
            "key",
            "key",
            "general",
        ]
    other: History = [NeedRaised(id="n", moment=noon("11-05"), recorded_at=noon("11-05"), kind="health")]
    assert seen([*base, *other]).tier_on(d("11-06")) == "general"


def test_zaozhuang_asks_one_visit_a_month_of_both_tiers_and_keeps_what_was_told() -> None:
    key = replace(ZAO_ELDER, poor=True, ability="moderate")
    told: History = [filed(key, profile=ZAOZHUANG, categories_told=frozenset({"no_kin"}))]
    assert owed(told, "2026-11") == [(1, 30)]
    assert ask(told, "11-05").categories == {"left_behind", "no_kin"}
    assert ask(told, "11-05").duty_tier == "key"
    only_told: History = [filed(replace(key, kin=()), profile=ZAOZHUANG, categories_told=frozenset({"no_kin"}))]
    assert ask(only_told, "11-05").tier == "none"
    _, totals = coverage([told], (2026, 11), noon("12-01"), noon("12-01"))
    assert (totals.key.windows_owed, totals.key.windows_met, totals.elders_missed) == (1, 0, 1)


def test_a_window_is_judged_by_the_profile_of_its_last_day() -> None:
    change = ProfileApplied(happened_on=d("11-01"), recorded_at=noon("11-01"), from_on=d("12-01"), profile=ZAOZHUANG)
    events: History = [filed(replace(ZAO_ELDER, ability="moderate", poor=True)), change]
    assert owed(events, "2026-11") == [(1, 15), (16, 30)]
    assert owed(events, "2026-12") == [(1, 31)]
    assert ask(events, "11-20").profile == HANJIANG
    in_november: History = [events[0], replace(change, from_on=d("11-20"))]
    assert owed(in_november, "2026-11") == [(1, 30)]  # the month's last day decides its shape


# Rolling windows


def test_rolling_windows_run_from_the_last_visit() -> None:
    view = seen([filed(KEY, "11-01"), visit("11-10"), visit("12-20")])
    assert rolling_windows(view, d("2027-01-01")) == [
        Window(d("11-01"), d("11-15"), "key"),
        Window(d("11-11"), d("11-25"), "key"),
        Window(d("11-26"), d("12-10"), "key"),
        Window(d("12-11"), d("12-25"), "key"),
        Window(d("12-21"), d("2027-01-04"), "key"),
    ]
    view = seen([filed(GENERAL, "11-05"), visit("2027-01-31")])
    assert [(one.first, one.last) for one in rolling_windows(view, d("2027-02-10"))] == [
        (d("11-05"), d("12-04")),
        (d("12-05"), d("2027-01-04")),
        (d("2027-01-05"), d("2027-02-04")),
        (d("2027-02-01"), d("2027-02-28")),
    ]


# Special periods


def typhoon(**more: Any) -> SpecialPeriod:
    period = SpecialPeriod(id="s", place="350303", from_on=d("11-25"), to_on=d("11-27"), declared_at=noon("11-20"))
    return replace(period, **more)


def test_a_special_period_is_a_window_of_its_own_outside_every_rate() -> None:
    events: History = [filed(KEY, "11-01"), visit("11-03"), visit("11-18")]
    assert ask(events, "11-21").next_due_on == d("12-15")
    assert ask(events, "11-21", specials=[typhoon()]).next_due_on == d("11-27")
    assert ask(events, "11-19", specials=[typhoon()]).next_due_on == d("12-15")
    assert ask(events, "11-21", specials=[typhoon(cancelled_at=noon("11-21"))]).special == {}
    assert ask(events, "11-21", specials=[typhoon(place="350304")]).special == {}
    assert ask(events, "11-21", specials=[typhoon(tiers=frozenset({"general"}))]).special == {}
    after = ask(events, "11-28", specials=[typhoon()])
    assert (after.overdue, after.next_due_on) == (False, d("12-15"))
    called: History = [*events, visit("11-26", mode="phone")]
    assert ask(called, "11-26", specials=[typhoon()]).special["s"].made == 0
    assert ask(called, "11-26", specials=[typhoon(modes=frozenset({"phone"}))]).special["s"].made == 1
    both: History = [filed(KEY, "11-01"), visit("11-03"), visit("11-26")]
    found = ask(both, "11-26", specials=[typhoon()])
    assert (found.month_made, found.special["s"].made, found.next_due_on) == (2, 1, d("12-15"))
    _, totals = coverage([events, both], (2026, 11), noon("12-01"), noon("12-01"), specials=[typhoon()])
    assert (totals.special_owed, totals.special_met, totals.key.windows_owed) == (2, 1, 4)


# Coverage and worklist


def test_an_elder_who_moved_is_counted_where_each_window_ended_and_once_in_all() -> None:
    moved = Transferred(happened_on=d("11-20"), recorded_at=noon("11-20"), place=FAR[-1])
    events: History = [filed(KEY, "11-01"), visit("11-03"), moved]
    places, totals = coverage([events], (2026, 11), noon("12-01"), noon("12-01"))
    assert {place: counts.key.windows_met for place, counts in places.items()} == {VILLAGE[-1]: 1, FAR[-1]: 0}
    assert {place: counts.elders_missed for place, counts in places.items()} == {VILLAGE[-1]: 0, FAR[-1]: 1}
    assert (totals.elders_owed, totals.key.windows_owed, totals.key.windows_met) == (1, 2, 1)
    general: History = [filed(GENERAL, "11-01"), visit("11-03"), moved]
    places, _ = coverage([general], (2026, 11), noon("12-01"), noon("12-01"))
    assert {place: counts.met_in_home for place, counts in places.items()} == {FAR[-1]: 1}


def test_a_half_month_has_key_elders_only_and_a_window_still_open_is_not_missed() -> None:
    people: list[History] = [
        [filed(KEY, "11-01"), visit("11-18")],
        [filed(GENERAL, "11-01")],
        [filed(KEY, "11-01", state="candidate")],
    ]
    first = coverage(people, (2026, 11), noon("11-20"), noon("11-20"), half=1)[1]
    second = coverage(people, (2026, 11), noon("11-20"), noon("11-20"), half=2)[1]
    month = coverage(people, (2026, 11), noon("11-20"), noon("11-20"))[1]
    assert [(one.elders_owed, one.met_in_home, one.elders_missed) for one in (first, second, month)] == [
        (1, 0, 1),
        (1, 1, 0),
        (2, 1, 1),
    ]
    assert (month.key.windows_owed, month.general.windows_owed, sum(month.excluded.values())) == (2, 1, 0)


def test_a_suspended_elder_is_excluded_with_one_reason() -> None:
    away = Suspended(id="1", happened_on=d("11-20"), recorded_at=noon("11-20"), from_on=d("11-20"))
    _, totals = coverage([[filed(GENERAL), away]], (2026, 11), noon("12-01"), noon("12-01"))
    assert totals.excluded == {"left": 0, "declined": 0, "suspended": 1, "short_window": 0}


def test_the_worklist_puts_first_what_was_due_first() -> None:
    major = RiskReported(id="r", moment=noon("11-12"), recorded_at=noon("11-12"), severity="major")
    people: dict[str, History] = {
        "overdue": [filed(KEY, "11-01")],
        "due": [filed(KEY, "11-01"), visit("11-03")],
        "met": [filed(KEY, "11-01"), visit("11-03"), visit("11-17")],
        "risk": [filed(KEY, "11-01"), visit("11-03"), visit("11-17"), major],
        "left": [filed(KEY, "11-01"), Left(happened_on=d("11-16"), recorded_at=noon("11-16"))],
    }
    items = worklist(dict(people), noon("11-20"), noon("11-20"))
    assert [(item.elder, item.act_by) for item in items] == [
        ("risk", d("11-12")),
        ("overdue", d("11-15")),
        ("due", d("11-30")),
    ]
    items = worklist(dict(people), noon("11-26"), noon("11-26"), specials=[typhoon()])
    assert [item.elder for item in items] == ["risk", "overdue", "due", "met"]


# What must hold of every history


@pytest.mark.parametrize("name", ["told.py", "oracle.py"])
def test_the_judge_knows_nothing_of_the_program(name: str) -> None:
    tree = ast.parse(pathlib.Path(__file__).with_name(name).read_text(encoding="utf-8"))
    whole = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = {"." * node.level + (node.module or "") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert whole | parts <= {"calendar", "collections.abc", "dataclasses", "datetime", "typing", ".told"}


some_histories = st.sampled_from([HANJIANG, ZAOZHUANG]).flatmap(lambda profile: histories(profile, change_profile=True))
some_asked = st.sampled_from([HANJIANG, ZAOZHUANG]).flatmap(
    lambda profile: asked_histories(profile, change_profile=True)
)
patient = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@patient
@given(some_asked, special_periods())
def test_a_status_never_contradicts_itself(asked: Asked, period: SpecialPeriod) -> None:
    events, at, known_at = asked
    found = status(events, at, known_at, [period])
    if found is None:
        return
    today = at.astimezone(SHANGHAI).date()
    assert found.month_made <= found.month_owed <= 2
    assert found.overdue is (found.overdue_since is not None)
    assert not found.overdue or found.state == "active"
    assert found.next_due_on is None or found.next_due_on >= today
    assert found.overdue_since is None or found.overdue_since <= today
    assert found.state not in ("left", "declined") or found.next_due_on is None
    assert found.visits_count <= len([event for event in events if isinstance(event, Visited)])
    assert found.next_change is None or found.next_change[0] > today
    _, totals = coverage([events], (today.year, today.month), at, known_at)
    assert totals.key.windows_owed + totals.general.windows_owed == found.month_owed
    assert totals.key.windows_met + totals.general.windows_met == found.month_made
    assert totals.elders_owed + sum(totals.excluded.values()) <= 1


@patient
@given(some_asked, st.randoms(use_true_random=False))
def test_only_the_order_of_telling_matters_not_that_of_the_list(asked: Asked, chance: Random) -> None:
    events, at, known_at = asked
    events = [
        replace(event, recorded_at=event.recorded_at + timedelta(microseconds=n)) for n, event in enumerate(events)
    ]
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert status(shuffled, at, known_at) == status(events, at, known_at)


@patient
@given(some_asked)
def test_what_is_told_later_changes_nothing_as_known_then(asked: Asked) -> None:
    events, at, known_at = asked
    assert status([event for event in events if event.recorded_at <= known_at], at, NOW) == status(events, at, known_at)


@patient
@given(some_histories)
def test_windows_of_a_month_neither_overlap_nor_leave_it(events: History) -> None:
    view = Seen(events, NOW, NOW)
    for number in range(1, 13):
        windows = view.windows(2026, number)
        for before, after in pairwise(windows):
            assert before.last + timedelta(days=1) == after.first
        assert all(one.first.month == one.last.month == number for one in windows)
        last = add_months(date(2026, number, 1), 1) - timedelta(days=1)
        assert not windows or windows[-1].last == last or view.duty_on(last) == "none"


def test_noon_in_china_is_four_in_utc() -> None:
    assert noon("11-20").astimezone(UTC).hour == 4
