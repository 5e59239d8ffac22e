"""The judge is held to the document: rolling windows, special periods, coverage, the worklist, and what holds of every history."""

import ast
import pathlib
from dataclasses import replace
from datetime import UTC, date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .oracle import (
    Seen,
    Window,
    add_months,
    coverage,
    rolling_windows,
    status,
    worklist,
)
from .scene import (
    FAR,
    GENERAL,
    KEY,
    VILLAGE,
    Asked,
    ask,
    d,
    filed,
    noon,
    seen,
    visit,
)
from .strategies import NOW, asked_histories, histories, special_periods
from .told import (
    HANJIANG,
    SHANGHAI,
    ZAOZHUANG,
    History,
    Left,
    RiskReported,
    SpecialPeriod,
    Suspended,
    Transferred,
    Visited,
)

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


@pytest.mark.parametrize("name", ["told.py", "conditions.py", "seen.py", "oracle.py"])
def test_the_judge_knows_nothing_of_the_program(name: str) -> None:
    tree = ast.parse(pathlib.Path(__file__).with_name(name).read_text(encoding="utf-8"))
    whole = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = {"." * node.level + (node.module or "") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert whole | parts <= {
        "calendar",
        "collections.abc",
        "dataclasses",
        "datetime",
        "typing",
        ".told",
        ".conditions",
        ".seen",
    }


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
