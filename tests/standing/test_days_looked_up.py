"""What the fold finds out about days to come, the database looks up: for every day it answers as the standing does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from carevisit.dated import ENOUGH
from carevisit.policy import Course, FileState, Flag, Stretch, Tier, Window, profile
from carevisit.standing import Standing, read_standing
from carevisit.standing.views import due_rows, standing_rows
from conftest import World

DAY = timedelta(days=1)
FIRST, DAYS = date(2026, 11, 1), 150
ELDER, HOME = UUID(int=1), UUID(int=7)
BY_DAY = {Flag.OVERDUE, Flag.REVIEW_OVERDUE, Flag.VERIFY_FAMILY, Flag.REASSESS}

LOOKED_UP = """
SELECT g.day::date AS day, is_overdue(d, g.day::date) AS overdue, s.flags || flags_on(d, s.state, g.day::date) AS flags
FROM jsonb_populate_record(NULL::due, %(due)s) d, generate_series(%(first)s::date, %(last)s::date, '1 day') g(day)
JOIN jsonb_populate_recordset(NULL::standing, %(standing)s) s ON s.from_on <= g.day AND s.until_on >= g.day
ORDER BY g.day
"""
OWED = f"""
WITH standing AS (SELECT * FROM jsonb_populate_recordset(NULL::standing, %(standing)s))
SELECT {ENOUGH} AS enough FROM (SELECT %(first)s::date AS from_on, %(last)s::date AS until_on) s
JOIN standing t ON t.from_on <= s.until_on AND t.until_on >= s.until_on WHERE t.state = 'active'
"""


@pytest.fixture(scope="module")
def database(template: World) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    with psycopg.connect(template.owner_url, row_factory=dict_row, autocommit=True) as one:
        yield one


@pytest.fixture(scope="module", autouse=True)
def _a_profile_of_three_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A deployment's own profile, in which three days are enough to owe a visit."""
    folder = tmp_path_factory.mktemp("profiles")
    told = (files("carevisit.policy") / "profiles/hanjiang-2023.toml").read_text("utf-8")
    (folder / "short-2026.toml").write_text(told.replace("standing_days = 7", "standing_days = 3"), "utf-8")
    profile.load_profiles(folder)
    yield
    profile._more.clear()


_profiles = st.sampled_from(["hanjiang-2023", "zaozhuang-2018", "short-2026"])
_days = st.integers(0, DAYS).map(lambda turn: FIRST + turn * DAY)
_turns = st.tuples(_days, st.sampled_from(FileState), st.sampled_from([*Tier, None]), _profiles)
_stretches = st.lists(_turns, min_size=1, max_size=5, unique_by=lambda turn: turn[0]).map(
    lambda turns: [
        Stretch(on, state, tier, HOME, rules) for on, state, tier, rules in sorted(turns, key=lambda t: t[0])
    ]
)
_standings = st.builds(
    Standing, stretches=_stretches, in_home_days=st.lists(_days, max_size=4, unique=True).map(sorted),
    review_due_on=st.none() | _days, verify_from=st.none() | _days, reassess_on=st.none() | _days,
)  # fmt: skip


def as_json(rows: Any) -> str:
    return orjson.dumps(rows).decode()


def written(standing: Standing) -> list[dict[str, Any]]:
    """The rows of an elder's standing, as the ledger writes them."""
    return [{"elder": ELDER, **row} for row in standing_rows(standing)]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(standing=_standings)
def test_on_every_day_the_database_and_the_status_agree_who_is_overdue_and_on_the_flags_of_the_day(
    database: psycopg.Connection[dict[str, Any]], standing: Standing
) -> None:
    first, last = standing.stretches[0].from_on, FIRST + (DAYS + 60) * DAY
    asked = {
        "due": as_json(due_rows(standing)[0]), "standing": as_json(written(standing)), "first": first, "last": last,
    }  # fmt: skip
    rows = database.execute(LOOKED_UP, asked).fetchall()
    assert [row["day"] for row in rows] == [first + turn * DAY for turn in range((last - first).days + 1)]
    for row in rows:
        on = row["day"]
        status = read_standing(ELDER, standing, 1, datetime.now(UTC), datetime.now(UTC), on)
        assert row["overdue"] is status["overdue"], on
        assert BY_DAY & set(row["flags"]) == BY_DAY & {flag["code"] for flag in status["flags"]}, on
    changes = sum(before["overdue"] is not after["overdue"] for before, after in pairwise(rows))
    event(f"{min(changes, 3)} changes at midnight")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(stretches=_stretches, start=_days, length=st.integers(1, 20))
def test_an_elder_is_active_on_enough_days_of_a_special_period_by_the_profile_in_force_on_its_last_day(
    database: psycopg.Connection[dict[str, Any]], stretches: list[Stretch], start: date, length: int
) -> None:
    window, course = Window(start, start + (length - 1) * DAY), Course(stretches)
    asked = {"standing": as_json(written(Standing(stretches=stretches))), "first": window.start, "last": window.end}
    row, last = database.execute(OWED, asked).fetchone(), course.on(window.end)
    active = last is not None and last.state is FileState.ACTIVE
    assert (row is not None) is active
    if row is not None:
        event(f"enough: {row['enough']}")
        assert row["enough"] is course.active_enough(window)


def test_by_a_profile_of_three_days_three_are_enough_and_two_are_not() -> None:
    window = Window(date(2026, 11, 10), date(2026, 11, 29))
    for rules, back, enough in (
        ("short-2026", date(2026, 11, 27), True), ("short-2026", date(2026, 11, 28), False),
        ("hanjiang-2023", date(2026, 11, 23), True), ("hanjiang-2023", date(2026, 11, 24), False),
    ):  # fmt: skip
        course = Course(
            [
                Stretch(FIRST, FileState.SUSPENDED, Tier.KEY, HOME, rules),
                Stretch(back, FileState.ACTIVE, Tier.KEY, HOME, rules),
            ]
        )
        assert course.active_enough(window) is enough
