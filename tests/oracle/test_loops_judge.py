"""The judge of the loops, itself judged: every example worked out by hand, with the moments before, at and after each deadline."""

from datetime import UTC, datetime

import pytest

from . import loops
from .cases_told import (
    Accepted,
    Called,
    CaseEvent,
    Cleared,
    Concluded,
    FamilyContacted,
    Handled,
    NeedFollowedUp,
    Withdrawn,
)
from .told_cases import (
    A_BIT,
    GUIDE,
    HELPERS,
    HELPERS_SEE,
    LIAISON,
    NEED_STORY,
    RISK_STORY,
    at,
    need,
    risk,
    steps_awaited,
    to_agency,
    to_department,
    told,
)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("11-01 07:59", None),
        ("11-01 08:00", "raised"),
        ("11-02 09:00", "referred"),
        ("11-03 09:00", "declined"),
        ("11-04 09:00", "referred"),
        ("11-05 09:00", "accepted"),
        ("11-06 09:00", "in_progress"),
        ("11-06 10:00", "in_progress"),
        ("11-07 09:00", "met"),
        ("11-08 09:00", "met"),
        ("11-09 08:59:59.999999", "met"),
        ("11-09 09:00", "closed"),
        ("11-10 09:00", "raised"),
    ],
)
def test_a_need_from_its_raising_to_its_reopening(text: str, state: str | None) -> None:
    assert loops.state_of(NEED_STORY, at(text)) == state


def test_what_a_need_awaits_on_its_way() -> None:
    township, helpers = ("township",), (HELPERS_SEE,)
    assert steps_awaited(NEED_STORY, "11-01 07:59") == set()
    assert steps_awaited(NEED_STORY, "11-01 08:00") == {("referral", township, at("11-01 08:00"), at("11-08 08:00"))}
    assert steps_awaited(NEED_STORY, "11-02 09:00") == {("acceptance", helpers, at("11-02 09:00"), at("11-07 09:00"))}
    assert steps_awaited(NEED_STORY, "11-03 09:00") == {("referral", township, at("11-03 09:00"), at("11-10 09:00"))}
    assert steps_awaited(NEED_STORY, "11-04 09:00") == {("acceptance", helpers, at("11-04 09:00"), at("11-09 09:00"))}
    outcome = {("outcome", helpers, at("11-05 09:00"), at("11-21 00:00"))}
    assert steps_awaited(NEED_STORY, "11-05 09:00") == outcome
    assert steps_awaited(NEED_STORY, "11-06 12:00") == outcome, (
        "progress changes the state, and nothing that is awaited"
    )
    difficulty = ("follow_up_difficulty", township, at("11-07 09:00"), at("11-21 09:00"))
    referral = ("follow_up_referral", township, at("11-07 09:00"), at("11-21 09:00"))
    assert steps_awaited(NEED_STORY, "11-07 09:00") == {difficulty, referral}
    assert steps_awaited(NEED_STORY, "11-08 09:00") == {difficulty}
    assert steps_awaited(NEED_STORY, "11-09 09:00") == set()
    assert steps_awaited(NEED_STORY, "11-10 09:00") == {("referral", township, at("11-10 09:00"), at("11-17 09:00"))}


def test_an_urgent_need_has_less_time() -> None:
    case = need(
        to_department("11-01 20:00", due="11-03"),
        told(Accepted, "11-02 08:00"),
        told(Concluded, "11-03 08:00", result="not_met"),
        urgent=True,
    )
    township = ("township",)
    assert steps_awaited(case, "11-01 08:00") == {("referral", township, at("11-01 08:00"), at("11-02 08:00"))}
    assert steps_awaited(case, "11-01 20:00") == {("acceptance", township, at("11-01 20:00"), at("11-02 20:00"))}
    assert steps_awaited(case, "11-02 08:00") == {("outcome", township, at("11-02 08:00"), at("11-04 00:00"))}
    assert {(step, by) for step, _, _, by in loops.awaited(case, at("11-03 08:00"))} == {
        ("follow_up_referral", at("11-10 08:00")),
        ("follow_up_difficulty", at("11-10 08:00")),
    }


def test_the_day_due_ends_at_midnight_in_china_not_in_greenwich() -> None:
    case = need(to_department(due="11-20"), told(Accepted, "11-02 10:00"))
    [(_, _, _, by)] = loops.awaited(case, at("11-03 00:00"))
    assert by == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert loops.overdue(case, by - A_BIT) == set()
    assert loops.overdue(case, by) == {"outcome"}
    assert loops.overdue(case, datetime(2026, 11, 20, 15, 59, 59, 999999, tzinfo=UTC)) == set()


def test_an_agency_s_lateness_goes_up_two_tiers() -> None:
    case = need(to_agency("11-02 09:00"))
    late = at("11-07 09:00")
    assert loops.seen_by(case, late - A_BIT) == {HELPERS_SEE: {"acceptance"}}
    assert loops.seen_by(case, late) == {HELPERS_SEE: {"acceptance"}, "township": {"acceptance"}}
    later = at("11-14 09:00")
    assert loops.seen_by(case, later - A_BIT) == loops.seen_by(case, late)
    assert loops.seen_by(case, later) == {who: {"acceptance"} for who in (HELPERS_SEE, "township", "district")}


def test_the_township_s_lateness_goes_up_one_tier_at_once() -> None:
    case = need()
    late = at("11-08 08:00")
    assert loops.seen_by(case, late - A_BIT) == {"township": {"referral"}}
    assert loops.seen_by(case, late) == {"township": {"referral"}, "district": {"referral"}}
    assert loops.overdue(case, late - A_BIT) == set()
    assert loops.overdue(case, late) == {"referral"}


def test_an_urgent_need_that_an_agency_leaves_lying_is_seen_by_the_district_in_two_days() -> None:
    case = need(to_agency("11-01 09:00"), urgent=True)
    assert loops.seen_by(case, at("11-02 09:00")) == {HELPERS_SEE: {"acceptance"}, "township": {"acceptance"}}
    assert "district" not in loops.seen_by(case, at("11-03 08:59:59.999999"))
    assert "district" in loops.seen_by(case, at("11-03 09:00"))


def test_a_step_taken_ends_the_escalation() -> None:
    case = need(to_agency("11-02 09:00"), told(Accepted, "11-20 09:00", HELPERS))
    assert "district" in loops.seen_by(case, at("11-20 08:59"))
    assert loops.seen_by(case, at("11-20 09:00")) == {HELPERS_SEE: {"outcome"}}


def test_a_reopened_need_starts_anew() -> None:
    again = [
        *NEED_STORY,
        to_department("11-11 09:00", due="12-01"),
        told(Accepted, "11-12 09:00"),
        told(Concluded, "11-13 09:00", result="met"),
    ]
    assert {step for step, *_ in loops.awaited(again, at("11-14 09:00"))} == {
        "follow_up_referral",
        "follow_up_difficulty",
    }
    one = [*again, told(NeedFollowedUp, "11-15 09:00", loop="difficulty", result="confirmed")]
    assert loops.state_of(one, at("11-15 09:00")) == "met"
    assert not loops.done_before_the_end(one, at("11-15 09:00"))
    both = [*one, told(NeedFollowedUp, "11-16 09:00", loop="referral", result="confirmed")]
    assert loops.state_of(both, at("11-16 09:00")) == "closed"
    assert loops.done_before_the_end(both, at("11-16 09:00"))


def test_a_follow_up_that_reopens_forgets_the_one_that_confirmed() -> None:
    first = need(to_agency(), told(Accepted, "11-03 09:00"), told(Concluded, "11-04 09:00", result="met"))
    refused = [
        *first,
        told(NeedFollowedUp, "11-05 09:00", loop="referral", result="confirmed"),
        told(NeedFollowedUp, "11-06 09:00", loop="difficulty", result="reopened"),
    ]
    assert loops.state_of(refused, at("11-06 09:00")) == "raised"
    assert steps_awaited(refused, "11-06 09:00") == {("referral", ("township",), at("11-06 09:00"), at("11-13 09:00"))}
    assert loops.responsible_agency(refused, at("11-06 09:00")) is None
    again = [
        *refused,
        to_department("11-07 09:00"),
        told(Accepted, "11-08 09:00"),
        told(Concluded, "11-09 09:00", result="not_met"),
        told(NeedFollowedUp, "11-10 09:00", loop="difficulty", result="confirmed"),
    ]
    assert loops.state_of(again, at("11-10 09:00")) == "not_met"
    assert {step for step, *_ in loops.awaited(again, at("11-10 09:00"))} == {"follow_up_referral"}


def test_the_same_loop_twice_does_not_close_a_need() -> None:
    twice = need(
        to_agency(),
        told(Accepted, "11-03 09:00"),
        told(Concluded, "11-04 09:00", result="met"),
        told(NeedFollowedUp, "11-05 09:00", loop="referral", result="confirmed"),
        told(NeedFollowedUp, "11-06 09:00", loop="referral", result="confirmed"),
    )
    assert loops.state_of(twice, at("11-06 09:00")) == "met"


# The risk


def test_a_major_risk_that_a_liaison_reports() -> None:
    case = risk(severity="major")
    since = at("11-01 08:00")
    assert steps_awaited(case, "11-01 08:00") == {
        ("emergency_call", ("village",), since, at("11-01 09:00")),
        ("family_contact", ("village",), since, at("11-01 10:00")),
        ("handling", ("township",), since, at("11-02 08:00")),
    }
    assert loops.seen_by(case, at("11-01 08:59:59.999999")) == {
        "village": {"emergency_call", "family_contact"},
        "township": {"handling"},
    }
    assert loops.seen_by(case, at("11-01 09:00"))["township"] == {"emergency_call", "handling"}
    assert loops.seen_by(case, at("11-01 10:00"))["township"] == {"emergency_call", "family_contact", "handling"}
    assert "district" not in loops.seen_by(case, at("11-02 07:59:59.999999"))
    assert loops.seen_by(case, at("11-02 08:00"))["district"] == {"handling"}
    assert loops.seen_by(case, at("11-02 09:00"))["district"] == {"handling", "emergency_call"}
    assert loops.seen_by(case, at("11-02 10:00"))["district"] == {"handling", "emergency_call", "family_contact"}
    assert loops.overdue(case, at("11-01 09:30")) == {"emergency_call"}


def test_a_major_risk_that_an_agency_reports_is_the_agency_s_to_call_for_too() -> None:
    case = risk(who=HELPERS, severity="major")
    both = (HELPERS_SEE, "village")
    since = at("11-01 08:00")
    assert steps_awaited(case, "11-01 08:00") == {
        ("emergency_call", both, since, at("11-01 09:00")),
        ("family_contact", both, since, at("11-01 10:00")),
        ("handling", ("township",), since, at("11-02 08:00")),
    }
    assert loops.seen_by(case, at("11-01 08:00"))[HELPERS_SEE] == {"emergency_call", "family_contact"}
    assert loops.seen_by(case, at("11-01 09:00"))["township"] == {"emergency_call", "handling"}


def test_a_general_risk_by_who_reported_it() -> None:
    since = at("11-01 08:00")
    handling = ("handling", ("village",), since, at("11-06 08:00"))
    assert steps_awaited(risk(who=HELPERS), "11-01 08:00") == {handling}
    assert steps_awaited(risk(who=GUIDE), "11-01 08:00") == {handling}
    family = ("family_contact", ("village",), since, at("11-04 08:00"))
    assert steps_awaited(risk(), "11-01 08:00") == {handling, family}
    contacted = risk(told(FamilyContacted, "11-01 08:00:01", LIAISON, result="tried"))
    assert steps_awaited(contacted, "11-01 08:01") == {handling}


def test_a_general_risk_that_lies_about_goes_up_two_tiers() -> None:
    case = risk(who=HELPERS)
    assert loops.seen_by(case, at("11-06 07:59:59.999999")) == {"village": {"handling"}}
    assert loops.seen_by(case, at("11-06 08:00")) == {"village": {"handling"}, "township": {"handling"}}
    assert "district" not in loops.seen_by(case, at("11-11 07:59:59.999999"))
    assert set(loops.seen_by(case, at("11-11 08:00"))) == {"village", "township", "district"}


def test_clearance_is_awaited_since_handling_first_began() -> None:
    case = risk(told(Handled, "11-02 08:00"), told(Handled, "11-05 08:00"), who=HELPERS)
    assert steps_awaited(case, "11-05 08:00") == {("clearance", ("village",), at("11-02 08:00"), at("11-17 08:00"))}
    major = risk(
        told(Called, "11-01 08:05", LIAISON),
        told(FamilyContacted, "11-01 08:06", LIAISON),
        told(Handled, "11-02 08:00"),
        severity="major",
    )
    assert steps_awaited(major, "11-02 08:00") == {("clearance", ("township",), at("11-02 08:00"), at("11-09 08:00"))}


def test_a_call_and_the_family_are_awaited_until_they_are_reached_handling_or_not() -> None:
    case = risk(told(Handled, "11-01 08:30"), severity="major")
    assert {step for step, *_ in loops.awaited(case, at("11-01 08:30"))} == {
        "emergency_call",
        "family_contact",
        "clearance",
    }
    waived = [*case, told(Called, "11-01 08:40", LIAISON, waived="danger_over")]
    assert {step for step, *_ in loops.awaited(waived, at("11-01 08:40"))} == {"family_contact", "clearance"}
    nobody = [*waived, told(FamilyContacted, "11-01 08:50", LIAISON, result="nobody")]
    assert {step for step, *_ in loops.awaited(nobody, at("11-01 08:50"))} == {"clearance"}


def test_a_risk_from_its_report_over_two_reopenings_to_its_end() -> None:
    village, township = ("village",), ("township",)
    handling = ("handling", village, at("11-01 08:00"), at("11-06 08:00"))
    for text, state, awaited in [
        ("11-01 08:10", "reported", {handling}),
        ("11-02 08:00", "handling", {("clearance", village, at("11-02 08:00"), at("11-17 08:00"))}),
        ("11-03 08:00", "cleared", {("follow_up", township, at("11-03 08:00"), at("11-17 08:00"))}),
        ("11-04 08:00", "handling", {("clearance", village, at("11-04 08:00"), at("11-19 08:00"))}),
        ("11-05 08:00", "cleared", {("follow_up", township, at("11-05 08:00"), at("11-19 08:00"))}),
        ("11-06 08:00", "closed", set()),
        ("11-07 08:00", "handling", {("clearance", village, at("11-07 08:00"), at("11-22 08:00"))}),
        ("11-08 08:00", "cleared", {("follow_up", township, at("11-08 08:00"), at("11-22 08:00"))}),
        ("11-09 08:00", "closed", set()),
    ]:
        assert (loops.state_of(RISK_STORY, at(text)), steps_awaited(RISK_STORY, text)) == (state, awaited), text
    assert loops.done_before_the_end(RISK_STORY, at("11-09 08:00"))


def test_a_cleared_major_risk_is_looked_at_within_a_week() -> None:
    case = risk(
        told(Called, "11-01 08:05", LIAISON),
        told(FamilyContacted, "11-01 08:06", LIAISON),
        told(Handled, "11-02 08:00"),
        told(Cleared, "11-03 08:00"),
        severity="major",
    )
    assert steps_awaited(case, "11-03 08:00") == {("follow_up", ("township",), at("11-03 08:00"), at("11-10 08:00"))}
    assert loops.seen_by(case, at("11-10 08:00")) == {"township": {"follow_up"}, "district": {"follow_up"}}


@pytest.mark.parametrize("case", [need(), need(to_agency()), risk(), risk(severity="major")])
def test_what_is_withdrawn_awaits_nothing(case: list[CaseEvent]) -> None:
    gone = [*case, told(Withdrawn, "11-05 08:00", LIAISON)]
    assert loops.awaited(case, at("11-05 07:00"))
    assert loops.awaited(gone, at("11-05 07:00")) == loops.awaited(case, at("11-05 07:00"))
    for answer in (loops.awaited, loops.seen_by, loops.overdue):
        assert not answer(gone, at("11-30 08:00"))
    assert loops.state_of(gone, at("11-05 08:00")) == "withdrawn"
