"""The judge is held to the document: categories and tiers, in Hanjiang and in Zaozhuang."""

from dataclasses import replace
from typing import Any

import pytest

from .oracle import (
    ability_of,
    categories_on,
    coverage,
)
from .scene import (
    FAR,
    GENERAL,
    JINAN,
    KEY,
    MOTHER,
    NEXT,
    PLAIN,
    VILLAGE,
    XIAMEN,
    ZAO,
    ZAO_FAR,
    ask,
    child,
    d,
    filed,
    holding,
    noon,
    owed,
    seen,
    tier,
)
from .told import (
    HANJIANG,
    ZAOZHUANG,
    Facts,
    History,
    NeedClosed,
    NeedRaised,
    Overruled,
    Path,
    ProfileApplied,
    RiskClosed,
    RiskReported,
    TierOverruled,
)

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
