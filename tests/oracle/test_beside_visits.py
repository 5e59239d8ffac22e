"""What stands beside the visits counts as none: devices, alerts, urgings and the family's contacts move no window and no rate."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carevisit import family, monitoring
from carevisit.ledger import Fact, settled
from carevisit.standing import Standing, fold
from carevisit.standing.months import kept_rows, owing_rows
from carevisit.standing.views import can_step, due_rows, standing_rows, step, task_rows
from ledger.examples import any_fact

from . import told
from .strategies import NOW, histories, moments, told_days
from .test_agreement import Telling, as_people_can
from .trials import trials

BESIDE = [fact for fact in (*monitoring.FACTS, *family.FACTS) if not fact.mends]
VOID = family.FamilyContactVoided


@st.composite
def beside(draw: st.DrawFn) -> tuple[Fact, datetime]:
    """Any fact that stands beside the visits, of any moment."""
    return draw(st.sampled_from(BESIDE).flatmap(any_fact)), draw(told_days().flatmap(moments))


def rates(standing: Standing) -> list[Any]:
    """Everything that coverage, worklist and lists are counted from."""
    course, days = standing.course, standing.in_home_days
    return [
        standing_rows(standing), owing_rows(course, days), kept_rows(course, days, standing.contact_days),
        due_rows(standing), task_rows(standing),
    ]  # fmt: skip


@pytest.mark.parametrize("profile", [told.HANJIANG, told.ZAOZHUANG])
@trials
@given(data=st.data())
def test_what_stands_beside_the_visits_counts_in_no_window_and_no_rate(profile: str, data: st.DataObject) -> None:
    events = as_people_can(data.draw(histories(profile)))
    alone, both = Telling(events), Telling(events)
    for fact, at in data.draw(st.lists(beside(), min_size=1, max_size=8)):
        both.write(fact, at, NOW)
        contact = both.entries[-1]
        if isinstance(fact, family.FamilyContactRecorded) and data.draw(st.booleans()):
            both.write(VOID(), at, NOW, corrects=contact.id)
    before = fold(settled(alone.entries, with_void=True))
    assume(before is not None and before.stretches)
    after = fold(settled(both.entries, with_void=True))
    assert before is not None
    assert after == before
    assert rates(after) == rates(before)


@trials
@given(data=st.data())
def test_it_is_a_step_that_leaves_the_standing_as_it_was(data: st.DataObject) -> None:
    """Its cost is that of one entry, however long the stream."""
    telling = Telling(as_people_can(data.draw(histories())))
    standing = fold(settled(telling.entries, with_void=True))
    assume(standing is not None and standing.stretches)
    assert standing is not None
    fact, at = data.draw(beside())
    telling.write(fact, at, NOW + timedelta(seconds=1))
    new = telling.entries[-1:]
    assume(standing.stretches[-1].state != "left")
    assert can_step(standing, new, NOW)
    assert step(standing, new, None) == standing
