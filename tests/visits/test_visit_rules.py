"""What a visit record may say and what follows from it, by values."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit.errors import Invalid
from carevisit.policy import Course, FileState, Mode, Outcome, Stretch, Tier, profile_of
from carevisit.visits import VisitRecorded, VisitSheet
from carevisit.visits.rules import as_fact, as_sheet, check, counts_towards, is_late

RULES = profile_of("hanjiang-2023")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ELDER = "019ab2c4-0000-7000-8000-000000000000"


def sheet(**told: Any) -> VisitSheet:
    plain = {
        "elder_id": ELDER,
        "mode": "in_home",
        "started_at": "2026-11-20T09:10:00+08:00",
        "visitor": {"name": "陈网格", "category": "grid_worker"},
        "visitor_signed": True,
        "elder_signed": {"signed": True},
    }
    return VisitSheet.model_validate(plain | told)


def standing(tier: Tier, state: FileState = FileState.ACTIVE) -> Course:
    return Course([Stretch(date(2020, 1, 1), state, tier, UUID(int=1), "hanjiang-2023")])


def fact(**told: Any) -> VisitRecorded:
    return as_fact(sheet(**told), running_no=1, late=False, visitor=uuid4(), needs=[], risks=[])


def refused(**told: Any) -> set[tuple[str, str]]:
    try:
        check(sheet(**told), NOW)
    except Invalid as error:
        return {(e.pointer, e.code) for e in error.errors}
    return set()


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_record_is_late_when_more_than_48_hours_have_passed(since: timedelta) -> None:
    assert is_late(NOW, NOW + since, RULES) == (since > timedelta(hours=48))


def test_at_exactly_48_hours_it_is_not_late_and_a_microsecond_later_it_is() -> None:
    assert not is_late(NOW, NOW + timedelta(hours=48), RULES)
    assert is_late(NOW, NOW + timedelta(hours=48, microseconds=1), RULES)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("active", [True, False])
def test_only_an_in_home_visit_that_met_an_active_elder_counts(mode: Mode, outcome: Outcome, active: bool) -> None:
    made = fact(
        mode=mode.value,
        outcome=outcome.value,
        mode_note="路遇" if mode is Mode.OTHER else None,
        not_met_reason="nobody_home" if outcome is Outcome.NOT_MET else None,
    )
    counted = counts_towards(made, standing(Tier.KEY, FileState.ACTIVE if active else FileState.SUSPENDED), [])
    assert bool(counted) == (mode is Mode.IN_HOME and outcome is Outcome.MET and active)


@pytest.mark.parametrize(
    ("started_at", "window"),
    [
        ("2026-11-15T23:59:59+08:00", "2026-11-01/2026-11-15"),
        ("2026-11-15T16:30:00Z", "2026-11-16/2026-11-30"),
        ("2026-11-16T00:30:00+08:00", "2026-11-16/2026-11-30"),
        ("2026-10-31T16:00:00+00:00", "2026-11-01/2026-11-15"),
    ],
)
def test_a_visit_at_half_past_midnight_in_shanghai_counts_on_the_shanghai_day(started_at: str, window: str) -> None:
    counted = counts_towards(fact(started_at=started_at), standing(Tier.KEY), [])
    assert [(str(w), t) for w, t in counted] == [(window, "key")]
    (month,) = counts_towards(fact(started_at=started_at), standing(Tier.GENERAL), [])
    assert str(month[0]) == "2026-11-01/2026-11-30"


@pytest.mark.parametrize(
    ("told", "pointer", "code"),
    [
        ({"started_at": "2026-11-22T12:06:00+08:00"}, "/started_at", "in_the_future"),
        ({"started_at": "2024-11-20T12:00:00+08:00"}, "/started_at", "too_long_ago"),
        ({"ended_at": "2026-11-20T09:09:59+08:00"}, "/ended_at", "before_start"),
        ({"ended_at": "2026-11-21T09:10:01+08:00"}, "/ended_at", "too_long"),
        (
            {"started_at": "2026-11-22T11:00:00+08:00", "ended_at": "2026-11-22T13:00:00+08:00"},
            "/ended_at",
            "in_the_future",
        ),
        ({"mode": "other"}, "/mode_note", "missing"),
        ({"outcome": "not_met"}, "/not_met_reason", "not_met_reason"),
        ({"not_met_reason": "refused"}, "/not_met_reason", "not_met_reason"),
        ({"services": ["meals", "meals"]}, "/services", "said_twice"),
        (
            {
                "risks": [
                    {
                        "kind": "fall",
                        "severity": "major",
                        "emergency_call": {"number": "120", "at": "2026-11-23T00:00:00Z"},
                    }
                ]
            },
            "/risks/0/emergency_call/at",
            "in_the_future",
        ),
        (
            {
                "risks": [
                    {
                        "kind": "fall",
                        "severity": "general",
                        "family_contacts": [{"who": "子", "at": "2027-01-01T00:00:00Z", "reached": True}],
                    }
                ]
            },
            "/risks/0/family_contacts/0/at",
            "in_the_future",
        ),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(told: dict[str, Any], pointer: str, code: str) -> None:
    assert refused(**told) == {(pointer, code)}


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert len(refused(mode="other", outcome="not_met", services=["meals", "meals"])) == 3


UNSIGNED: dict[str, Any] = {"visitor_signed": False, "elder_signed": None}


def test_who_met_the_elder_in_person_signs_and_so_does_the_elder_or_the_record_says_why_not() -> None:
    wanted = {("/visitor_signed", "signature_missing"), ("/elder_signed", "signature_missing")}
    assert refused(**UNSIGNED) == wanted
    assert refused(elder_signed=None) == {("/elder_signed", "signature_missing")}
    assert refused(elder_signed={"signed": False, "reason": "cannot_write"}) == set()


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.IN_HOME])
def test_nobody_signs_a_record_of_a_call_or_of_a_door_that_stayed_shut(mode: Mode) -> None:
    assert refused(**UNSIGNED, mode=mode.value, mode_note="路遇" if mode is Mode.OTHER else None) == set()
    assert refused(**UNSIGNED, outcome="not_met", not_met_reason="nobody_home") == set()


def test_clocks_may_differ_by_five_minutes() -> None:
    assert refused(started_at="2026-11-22T12:05:00+08:00") == set()


def test_a_fact_reads_again_as_the_sheet_said() -> None:
    told = sheet(
        mode="other",
        mode_note="路遇",
        ended_at="2026-11-20T09:50:00+08:00",
        household_change={"change": "more", "by": 2},
        health={"expression": "worse", "mobility": "better", "illness": {"change": "severe", "name": "高血压"}},
        mood="better",
        safety={"gas": "safe", "water_heating": "unsafe", "electricity": "not_applicable"},
        hygiene={"personal": "worse", "household": "better"},
        indoor_environment="unchanged",
        services=["meals", "comfort"],
        checks={"food": True, "medical": False},
        warned=["unsafe_gas"],
        needs_and_action="已代购",
        visitor_signed=True,
        elder_signed={"signed": False, "reason": "unable"},
        note="精神尚好",
        position={"lat": 25.45, "lon": 119, "datum": "GCJ02", "accuracy_m": 12},
        visitor={"id": "W-7", "name": "陈网格", "category": "volunteer", "unit": "志愿队"},
    )
    again = as_sheet(as_fact(told, running_no=3, late=True, visitor=uuid4(), needs=[], risks=[]))
    said = told.model_dump(exclude={"elder_id", "record_no", "unmentioned", "needs", "risks"})
    assert {name: again[name] for name in said} == said
