"""How far the census has come with somebody, from facts alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carevisit.census import ElderListed, ElderSurveyed
from carevisit.census.rules import Round, late, row_of
from carevisit.course import ElderConfirmed, ElderLeft, ElderReturned
from carevisit.elders import ElderRegistered
from carevisit.ledger import Fact
from carevisit.policy import CensusStage, Consent, Department, Eligible, FileState, LeaveReason, ListSource

FIRST = date(2026, 6, 1)


def on(days: int) -> date:
    return FIRST + timedelta(days=days)


def registered(state: FileState = FileState.CANDIDATE) -> ElderRegistered:
    confirmed = FIRST if state is FileState.ACTIVE else None
    return ElderRegistered(
        filed_on=FIRST, state=state, consent=Consent.NOT_ASKED, place="350303103201", confirmed_on=confirmed
    )  # fmt: skip


def listed(days: int) -> ElderListed:
    return ElderListed(on=on(days), source=ListSource.GRID)


def surveyed(days: int, eligible: Eligible = Eligible.YES) -> ElderSurveyed:
    return ElderSurveyed(on=on(days), eligible=eligible)


def left(days: int, reason: LeaveReason = LeaveReason.NOT_ELIGIBLE) -> ElderLeft:
    return ElderLeft(on=on(days), reason=reason)


def after(*facts: Fact) -> Round:
    found = Round()
    for fact in facts:
        found.apply(fact)
    return found


def test_a_candidate_is_listed_then_surveyed_then_decided() -> None:
    steps = [registered(), listed(0), surveyed(5), ElderConfirmed(on=on(9))]
    stages = [after(*steps[:n]).stage for n in range(1, 5)]
    assert stages == [CensusStage.LISTED, CensusStage.LISTED, CensusStage.SURVEYED, CensusStage.CONFIRMED]
    whole = after(*steps)
    assert (whole.listed_on, whole.surveyed_on, whole.decided_on, whole.lists) == (on(0), on(5), on(9), 1)


def test_who_is_turned_away_is_not_eligible_and_who_died_has_left() -> None:
    assert after(registered(), surveyed(3), left(4)).stage is CensusStage.NOT_ELIGIBLE
    assert after(registered(), left(4, LeaveReason.DECEASED)).stage is CensusStage.LEFT
    assert (
        after(registered(), ElderConfirmed(on=on(2)), left(4)).stage is CensusStage.CONFIRMED
    )  # it was decided before


def test_the_first_survey_counts_for_the_deadline_and_the_last_for_the_finding() -> None:
    found = after(registered(), surveyed(3, Eligible.UNSURE), surveyed(8, Eligible.NO))
    assert (found.surveyed_on, found.eligible) == (on(3), Eligible.NO)


def test_listed_again_after_a_decision_a_new_round_begins() -> None:
    found = after(registered(), surveyed(3), left(4), listed(200))
    assert (found.stage, found.listed_on, found.surveyed_on, found.lists) == (CensusStage.LISTED, on(200), None, 1)
    assert after(registered(), listed(0), listed(2)).lists == 2
    once_a_target = after(registered(FileState.ACTIVE), left(30, LeaveReason.MOVED_AWAY), listed(200))
    assert once_a_target.stage is CensusStage.LISTED
    once_a_target.apply(ElderReturned(on=on(210)))
    assert (once_a_target.stage, once_a_target.decided_on) == (CensusStage.CONFIRMED, on(210))


def test_leaving_and_returning_leaves_the_census_where_it_was() -> None:
    for steps in ([registered(), listed(0)], [registered(), surveyed(2)], [registered(), ElderConfirmed(on=on(3))]):
        assert after(*steps, left(5, LeaveReason.DUPLICATE), ElderReturned(on=on(5))) == after(*steps)


def test_an_elder_on_file_is_in_the_census_only_once_a_list_or_a_survey_says_so() -> None:
    assert after(registered(FileState.ACTIVE)).listed_on is None
    assert after(registered(FileState.ACTIVE), listed(9)).stage is CensusStage.CONFIRMED


def test_a_step_is_late_the_day_after_its_deadline_and_a_decision_ends_the_waiting() -> None:
    by = on(10)
    assert not late(None, None, by, today=on(10))
    assert late(None, None, by, today=on(11))
    assert not late(on(10), None, by, today=on(90))
    assert late(on(11), on(5), by, today=on(90))
    assert not late(None, on(10), by, today=on(90))
    assert late(None, on(11), by, today=on(90))


FACTS = st.lists(
    st.integers(0, 400).flatmap(
        lambda d: st.sampled_from(
            [
                listed(d),
                surveyed(d),
                ElderConfirmed(on=on(d)),
                left(d),
                left(d, LeaveReason.DECEASED),
                ElderReturned(on=on(d)),
            ]
        )
    ),
    max_size=12,
)


@given(FACTS)
def test_whatever_is_told_everybody_is_in_one_stage_and_decided_just_when_it_says_so(facts: list[Fact]) -> None:
    found = after(registered(), *facts)
    assert found.listed_on is not None
    assert (found.decided_on is None) == (found.stage in (CensusStage.LISTED, CensusStage.SURVEYED))
    if found.stage is CensusStage.SURVEYED:
        assert found.surveyed_on is not None


def test_who_is_listed_and_turned_away_on_one_day_is_not_looked_at_again() -> None:
    assert after(registered(), left(0), listed(0)).stage is CensusStage.NOT_ELIGIBLE
    assert after(registered(), left(0), listed(1)).stage is CensusStage.LISTED


def test_the_departments_of_the_lists_are_named_once_each() -> None:
    def of(department: Department, days: int) -> ElderListed:
        return ElderListed(on=on(days), source=ListSource.DEPARTMENT, department=department)

    health, police = Department.HEALTH, Department.PUBLIC_SECURITY
    found = after(registered(), listed(0), of(police, 1), of(health, 2), of(police, 3))
    assert row_of(found)["departments"] == [health, police]
    assert after(*[registered(), of(police, 1), left(2), of(health, 3)]).departments == [health]
