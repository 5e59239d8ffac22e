"""Who may take which step of a case and when, and what holds of any case, in the judge's eyes."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import loops
from .case_strategies import NEED_WAYS, NEEDS, RISK_WAYS, RISKS, every_history, histories, turning_moments
from .cases_told import (
    Accepted,
    BenefitTold,
    Called,
    CaseEvent,
    Cleared,
    Concluded,
    Declined,
    Ended,
    FamilyContacted,
    Handled,
    NeedFollowedUp,
    Party,
    Progressed,
    Referred,
    Reopened,
    RiskFollowedUp,
    SeenAgain,
    SeverityChanged,
    StandsAgain,
    StepVoided,
    Supervised,
    Withdrawn,
)
from .told_cases import (
    EVERYBODY,
    GUIDE,
    HELPERS,
    HELPERS_SEE,
    LIAISON,
    NEED_STORY,
    OTHERS,
    RISK_STORY,
    at,
    ends,
    need,
    risk,
    steps_awaited,
    to_agency,
    told,
)
from .trials import trials


def takers(case: Sequence[CaseEvent], kind: type[CaseEvent], /, **more: Any) -> dict[str, str | None]:
    return {who.id: loops.refusal(case, told(kind, "11-30 08:00", who, **more)) for who in EVERYBODY}


def everybody_but(*refused: Party) -> dict[str, str | None]:
    return {who.id: "role" if who in refused else None for who in EVERYBODY}


def test_who_may_take_the_steps_of_a_need() -> None:
    referred, accepted = need(to_agency()), need(to_agency(), told(Accepted, "11-03 08:00"))
    met = [*accepted, told(Concluded, "11-04 08:00", result="met")]
    assert takers(need(), Referred, due_on=date(2026, 12, 1)) == everybody_but(LIAISON, HELPERS, OTHERS)
    assert takers(referred, Accepted) == everybody_but(LIAISON, OTHERS)
    assert takers(referred, Declined) == everybody_but(LIAISON, OTHERS)
    assert takers(accepted, Progressed) == everybody_but(OTHERS)
    assert takers(accepted, Concluded, result="met") == everybody_but(LIAISON, OTHERS)
    assert takers(accepted, Concluded, result="not_met") == everybody_but(LIAISON, OTHERS)
    assert takers(accepted, BenefitTold) == everybody_but(OTHERS)
    assert takers(need(), BenefitTold) == everybody_but(HELPERS, OTHERS), "nobody has been asked to help yet"
    assert takers(met, NeedFollowedUp, loop="referral", result="confirmed") == everybody_but(LIAISON, HELPERS, OTHERS)
    assert takers(met, NeedFollowedUp, loop="difficulty", result="reopened") == everybody_but(LIAISON, HELPERS, OTHERS)


def test_who_may_take_the_steps_of_a_risk() -> None:
    reported = risk(who=HELPERS)
    handled = [*reported, told(Handled, "11-02 08:00")]
    cleared = [*handled, told(Cleared, "11-03 08:00")]
    closed = [*cleared, told(RiskFollowedUp, "11-04 08:00", result="confirmed")]
    for kind in (Called, FamilyContacted, Handled):
        assert takers(reported, kind) == everybody_but(OTHERS)
    assert takers(handled, Cleared) == everybody_but(OTHERS)
    for result in ("confirmed", "reopened"):
        assert takers(cleared, RiskFollowedUp, result=result) == everybody_but(LIAISON, HELPERS, OTHERS)
    assert takers(closed, Reopened) == everybody_but(LIAISON, HELPERS, OTHERS)
    neglect = risk(who=HELPERS, kind="neglect")
    assert takers(neglect, Supervised, rung="village_committee") == everybody_but(HELPERS, OTHERS)


def test_an_app_calls_for_what_it_reported_and_no_more() -> None:
    app = Party(role="app", id="app")
    case = risk(told(Handled, "11-02 08:00"), who=app)
    assert refused(case, Called, app) is None
    assert refused(case, FamilyContacted, app) is None
    assert refused(case, Handled, app) == refused(case, Cleared, app) == "role"
    assert refused(risk(), Called, app) == "role"


def refused(case: Sequence[CaseEvent], kind: type[CaseEvent], who: Party = GUIDE, /, **more: Any) -> str | None:
    return loops.refusal(case, told(kind, "11-30 08:00", who, **more))


def test_steps_out_of_turn() -> None:
    accepted = need(to_agency(), told(Accepted, "11-03 08:00"))
    assert refused(need(), Accepted) == "impossible"
    assert refused(need(to_agency()), Referred, due_on=date(2026, 12, 1)) == "impossible"
    assert refused(need(to_agency()), Concluded, result="met") == "impossible"
    assert refused(need(to_agency()), Progressed) == "impossible"
    assert refused(accepted, Accepted) == "impossible"
    assert refused(accepted, NeedFollowedUp, loop="referral", result="confirmed") == "impossible"
    assert refused(accepted, Reopened) == "impossible"
    assert refused(need(), Handled) == "impossible", "no step of the other loop"
    assert refused(risk(), Cleared) == "impossible", "nothing was done yet"
    assert refused(risk(), RiskFollowedUp, result="confirmed") == "impossible"
    assert refused(risk(), Reopened) == "impossible"
    assert refused(risk(), Supervised) == "impossible", "a fall is nobody's neglect"
    closed = RISK_STORY
    assert refused(closed, Called) == refused(closed, Handled) == refused(closed, Cleared) == "impossible"
    assert refused(closed, Reopened) is None
    gone = need(told(Withdrawn, "11-02 08:00"))
    assert refused(gone, BenefitTold) == refused(gone, Reopened) == "impossible"


AT_REST = {
    "raised": need(),
    "referred": need(to_agency()),
    "declined": need(to_agency(), told(Declined, "11-03 08:00")),
    "accepted": need(to_agency(), told(Accepted, "11-03 08:00")),
    "in_progress": need(to_agency(), told(Accepted, "11-03 08:00"), told(Progressed, "11-03 09:00")),
    "met": need(to_agency(), told(Accepted, "11-03 08:00"), told(Concluded, "11-04 08:00", result="met")),
    "not_met": need(to_agency(), told(Accepted, "11-03 08:00"), told(Concluded, "11-04 08:00", result="not_met")),
    "closed": NEED_STORY[:-1],
    "withdrawn": need(told(Withdrawn, "11-02 08:00")),
}

RISKS_AT_REST = {
    "reported": risk(who=GUIDE, kind="neglect"),
    "handling": risk(told(Handled, "11-02 08:00"), who=GUIDE, kind="neglect"),
    "cleared": risk(told(Handled, "11-02 08:00"), told(Cleared, "11-03 08:00"), who=GUIDE, kind="neglect"),
    "closed": RISK_STORY,
    "withdrawn": risk(told(Withdrawn, "11-02 08:00")),
}


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("raised", "referral benefit withdrawal"),
        ("referred", "acceptance decline benefit withdrawal"),
        ("declined", "referral benefit withdrawal"),
        ("accepted", "decline progress outcome benefit withdrawal"),
        ("in_progress", "decline progress outcome benefit withdrawal"),
        ("met", "benefit follow_up withdrawal"),
        ("not_met", "benefit follow_up withdrawal"),
        ("closed", "reopening"),
        ("withdrawn", ""),
    ],
)
def test_what_a_need_allows_in_each_state(state: str, steps: str) -> None:
    case = AT_REST[state]
    assert loops.state_of(case, at("11-30 08:00")) == state
    ways = [*NEED_WAYS, *(one for one in RISK_WAYS if one not in NEED_WAYS)]
    allowed = {one.kind.step for one in ways if loops.refusal(case, one.by(GUIDE, at("11-30 08:00"))) is None}
    assert allowed == set(steps.split())


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("reported", "emergency_call family_contact handling supervision severity withdrawal"),
        ("handling", "emergency_call family_contact handling supervision clearance severity withdrawal"),
        ("cleared", "emergency_call family_contact follow_up severity withdrawal"),
        ("closed", "reopening"),
        ("withdrawn", ""),
    ],
)
def test_what_a_risk_allows_in_each_state(state: str, steps: str) -> None:
    case = RISKS_AT_REST[state]
    assert loops.state_of(case, at("11-30 08:00")) == state
    ways = [*RISK_WAYS, *(one for one in NEED_WAYS if one not in RISK_WAYS)]
    assert {one.kind.step for one in ways if loops.refusal(case, one.by(GUIDE, at("11-30 08:00"))) is None} == set(
        steps.split()
    )


def test_a_change_of_severity_gives_everybody_the_time_of_the_new_one() -> None:
    changed = told(SeverityChanged, "11-03 10:00", LIAISON, result="major")
    case = risk(told(FamilyContacted, "11-01 09:00", LIAISON), changed)
    assert steps_awaited(case, "11-03 10:00") == {
        ("emergency_call", ("village",), at("11-03 10:00"), at("11-03 11:00")),
        ("handling", ("township",), at("11-03 10:00"), at("11-04 10:00")),
    }
    assert steps_awaited(case, "11-03 09:59") == {("handling", ("village",), at("11-01 08:00"), at("11-06 08:00"))}
    lowered = [*case, told(SeverityChanged, "11-03 12:00", GUIDE, result="general")]
    assert steps_awaited(lowered, "11-03 12:00") == {("handling", ("village",), at("11-03 12:00"), at("11-08 12:00"))}
    assert loops.refusal(case, told(SeverityChanged, "11-03 12:00", LIAISON, result="general")) == "role"
    assert loops.refusal(case, told(SeverityChanged, "11-03 12:00", GUIDE, result="major")) == "impossible"


def test_what_ended_with_an_exit_that_never_was_stands_where_it_stood_with_all_its_time_again() -> None:
    case = need(to_agency(), told(Ended, "11-05 00:00"))
    assert (loops.state_of(case, at("11-04 08:00")), loops.state_of(case, at("11-05 08:00"))) == (
        "referred",
        "withdrawn",
    )
    assert loops.awaited(case, at("11-05 08:00")) == set()
    back = [*case, told(StandsAgain, "11-09 15:00")]
    assert loops.state_of(back, at("11-09 15:00")) == "referred"
    assert steps_awaited(back, "11-09 15:00") == {
        ("acceptance", (HELPERS_SEE,), at("11-09 15:00"), at("11-14 15:00")),
    }


def test_only_the_last_step_is_taken_back_and_the_case_stands_as_it_did_before() -> None:
    case = risk(told(Handled, "11-02 08:00", LIAISON), told(Cleared, "11-03 08:00", GUIDE))
    undo = told(StepVoided, "11-04 08:00", GUIDE, of=at("11-03 08:00"))
    assert loops.refusal(case, undo) is None
    assert loops.refusal(case, told(StepVoided, "11-04 08:00", LIAISON, of=at("11-03 08:00"))) == "role"
    assert loops.refusal(case, told(StepVoided, "11-04 08:00", GUIDE, of=at("11-02 08:00"))) == "impossible"
    assert loops.state_of([*case, undo], at("11-04 08:00")) == "handling"
    assert loops.state_of([*case, undo], at("11-03 09:00")) == "cleared"


def test_a_closing_that_skipped_something_is_seen_as_such() -> None:
    """What no program should let happen, recorded all the same."""
    first = told(NeedFollowedUp, "11-08 09:00", loop="referral", result="confirmed")
    second = told(NeedFollowedUp, "11-09 09:00", loop="difficulty", result="confirmed")
    met, accepted = told(Concluded, "11-07 09:00", result="met"), told(Accepted, "11-05 09:00")
    for skipping in (
        [to_agency(), accepted, met, second],
        [to_agency(), accepted, met, first],
        [to_agency(), met, first, second],
        [accepted, met, first, second],
        [to_agency(), accepted, first, second],
    ):
        assert not loops.done_before_the_end(need(*skipping), at("11-10 09:00"))
    assert loops.done_before_the_end(need(to_agency(), accepted, met, first, second), at("11-10 09:00"))
    handled, cleared = told(Handled, "11-02 08:00"), told(Cleared, "11-03 08:00")
    looked = told(RiskFollowedUp, "11-04 08:00", result="confirmed")
    for short in ([handled, looked], [cleared, looked], [handled, cleared]):
        assert not loops.done_before_the_end(risk(*short, who=GUIDE), at("11-10 09:00"))
    assert not loops.done_before_the_end(risk(handled, cleared, looked, severity="major"), at("11-10 09:00"))
    assert loops.done_before_the_end(risk(handled, cleared, looked, who=GUIDE), at("11-10 09:00"))


def test_what_must_come_before_a_clearance() -> None:
    handled = told(Handled, "11-02 08:00")
    call, family = told(Called, "11-02 09:00"), told(FamilyContacted, "11-02 10:00", result="tried")
    major = risk(handled, severity="major")
    assert refused(major, Cleared) == "missing:emergency_call,family_contact"
    assert refused([*major, call], Cleared) == "missing:family_contact"
    assert refused([*major, family], Cleared) == "missing:emergency_call"
    assert refused([*major, call, family], Cleared) is None
    assert refused([*major, told(Called, "11-02 09:00", waived="help_on_site"), family], Cleared) is None
    assert refused(risk(handled), Cleared) == "missing:family_contact"
    assert refused(risk(handled, told(FamilyContacted, "11-02 10:00", result="nobody")), Cleared) is None
    assert refused(risk(handled, who=HELPERS), Cleared) is None
    assert refused(risk(handled, who=GUIDE), Cleared) is None


def test_the_law_is_the_last_rung() -> None:
    neglect = risk(kind="neglect")
    assert refused(neglect, Supervised, LIAISON) is None
    assert refused(neglect, Supervised, rung="law_enforcement") == "missing:supervision"
    urged = [*neglect, told(Supervised, "11-02 08:00", LIAISON)]
    assert refused(urged, Supervised, rung="law_enforcement") is None
    assert refused(urged, Supervised, LIAISON, rung="law_enforcement") == "role"
    assert refused(risk(kind="neglect", severity="major"), Supervised, rung="law_enforcement") is None


def test_what_only_its_reporter_touched_can_be_withdrawn() -> None:
    assert loops.nobody_else_acted(risk(told(FamilyContacted, "11-01 08:10", LIAISON)))
    assert not loops.nobody_else_acted(risk(told(Handled, "11-01 08:10", GUIDE)))


# The order of recording


def test_it_does_not_matter_in_which_order_a_story_is_told() -> None:
    short = need(
        to_agency(), told(Accepted, "11-03 09:00"), told(SeenAgain, "11-04 09:00"), told(Progressed, "11-05 09:00")
    )
    moments = [at(f"11-{day:02} 12:00") for day in range(1, 30)]
    for order in permutations(short):
        for moment in moments:
            assert loops.state_of(order, moment) == loops.state_of(short, moment)
            assert loops.seen_by(order, moment) == loops.seen_by(short, moment)


def test_an_open_case_always_awaits_something() -> None:
    for story in (NEED_STORY, RISK_STORY):
        for event in story:
            moment = event.happened_at
            assert bool(loops.awaited(story, moment)) == (loops.state_of(story, moment) not in loops.ENDED)


# Any story


@trials
@given(histories(), st.randoms(use_true_random=False))
def test_any_story_may_be_told_in_any_order(case: list[CaseEvent], random: Random) -> None:
    told_so = random.sample(case, len(case))
    for moment in turning_moments(case):
        for answer in (loops.state_of, loops.awaited, loops.seen_by, loops.overdue):
            assert answer(told_so, moment) == answer(case, moment)


@trials
@given(histories())
def test_time_alone_only_adds_eyes(case: list[CaseEvent]) -> None:
    last = case[-1].happened_at
    before: dict[Any, set[str]] = {}
    for moment in sorted(moment for moment in turning_moments(case) if moment >= last):
        now = loops.seen_by(case, moment)
        assert all(steps <= now[holder] for holder, steps in before.items())
        assert loops.overdue(case, moment) <= {step for step, *_ in loops.awaited(case, moment)}
        assert loops.overdue(case, moment) <= now.get("township", set()), "what is late, the township sees"
        before = now


@trials
@given(histories())
def test_open_awaits_and_ended_does_not(case: list[CaseEvent]) -> None:
    for moment in turning_moments(case):
        state = loops.state_of(case, moment)
        assert bool(loops.awaited(case, moment)) == (state is not None and state not in loops.ENDED)
        assert state != "closed" or loops.done_before_the_end(case, moment)


@pytest.mark.parametrize("begun", NEEDS + RISKS, ids=lambda begun: f"{begun.step} {begun.who.id}")
def test_from_wherever_a_case_comes_there_is_a_way_to_its_end(begun: CaseEvent) -> None:
    for case in every_history(begun, depth=8):
        assert loops.state_of(case, case[-1].happened_at) == "withdrawn" or ends(case), [event.step for event in case]
