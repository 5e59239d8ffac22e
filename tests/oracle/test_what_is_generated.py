"""The random histories hold what has gone wrong before: a judge who is never asked about it agrees to anything."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from carevisit.clock import start_of

from . import oracle
from .strategies import NOW, histories, special_periods
from .told import (
    HANJIANG,
    Amended,
    Confirmed,
    ConsentTold,
    History,
    Left,
    Overruled,
    Registered,
    SpecialPeriod,
    Visited,
)

EXAMPLES, AT_LEAST = 300, 6


def exit_among_visits(events: History, _: SpecialPeriod) -> bool:
    """Somebody leaves who was visited before."""
    left = [event.happened_on for event in events if isinstance(event, Left)]
    return any(isinstance(event, Visited) and event.happened_on <= left[0] for event in events) if left else False


def late_consent(events: History, _: SpecialPeriod) -> bool:
    """Somebody agrees after they were confirmed, and had not before."""
    filed = events[0]
    assert isinstance(filed, Registered)
    confirmed = [event.happened_on for event in events if isinstance(event, Confirmed)]
    since = filed.confirmed_on or (confirmed[0] if confirmed else None)
    agreed = [event.happened_on for event in events if isinstance(event, ConsentTold) and event.consent == "given"]
    return filed.consent != "given" and since is not None and any(day > since for day in agreed)


def lost_categories(events: History, _: SpecialPeriod) -> bool:
    """A target loses the last category by what was recorded of a day."""
    for event in events:
        if isinstance(event, Amended | Overruled):
            day = start_of(event.happened_on)
            before, after = (
                oracle.status(events, at, NOW) for at in (day - timedelta(hours=1), day + timedelta(hours=12))
            )
            if (
                before
                and after
                and before.state == after.state == "active"
                and before.categories
                and not after.categories
            ):
                return True
    return False


def period_across_months(_: History, period: SpecialPeriod) -> bool:
    """A special period begins in one month and ends in the next."""
    return period.from_on.month != period.to_on.month


def back_dated_section(events: History, _: SpecialPeriod) -> bool:
    """A section of a file is amended as of an earlier day than what was recorded of it before."""
    amended = [event for event in events if isinstance(event, Amended)]
    return any(
        late.happened_on < early.happened_on and (late.sections is None or early.sections is None or late.sections & early.sections)
        for turn, early in enumerate(amended)
        for late in amended[turn + 1 :]
    )  # fmt: skip


HARD: tuple[Callable[[History, SpecialPeriod], bool], ...] = (
    exit_among_visits, late_consent, lost_categories, period_across_months, back_dated_section,
)  # fmt: skip


@pytest.mark.slow
def test_random_histories_hold_exits_late_consent_lost_categories_periods_across_months_and_back_dated_sections() -> (
    None
):
    found: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(histories(HANJIANG), special_periods(HANJIANG))
    def look(events: History, period: SpecialPeriod) -> None:
        found.update(hard.__name__ for hard in HARD if hard(events, period))

    look()
    assert {hard.__name__: found[hard.__name__] for hard in HARD if found[hard.__name__] < AT_LEAST} == {}, found
