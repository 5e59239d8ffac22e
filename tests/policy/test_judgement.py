"""Categories and tiers from circumstances, by values: annex 2 rule by rule, each side of each threshold."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit.policy import (
    Ability,
    AwayReason,
    CaseSpan,
    Category,
    Circumstances,
    EconomicStatus,
    Kin,
    LabourCapacity,
    LivesWith,
    NeedKind,
    OnFile,
    Person,
    Question,
    RiskKind,
    SpouseStatus,
    Tier,
    judge_elder,
    profile_of,
    turns,
)
from carevisit.policy.conditions import read_rule

HANJIANG, ZAOZHUANG = profile_of("hanjiang-2023"), profile_of("zaozhuang-2018")
HOME = ("35", "3503", "350303", "350303103", "350303103201")
NEXT_VILLAGE = (*HOME[:4], "350303103202")
NEXT_TOWNSHIP = ("35", "3503", "350303", "350303104", "350303104201")
XIAMEN = ("35", "3502")
DAY = date(2026, 11, 20)
ALONE: dict[str, Any] = {
    "born_on": date(1950, 1, 1), "home": HOME, "registered": HOME, "rural_registration": True, "rural_residence": True,
    "spouse": SpouseStatus.DECEASED, "lives_with": LivesWith.NOBODY, "carer": False, "labour": LabourCapacity.LOST,
    "kin": (), "ability": Ability.INTACT, "no_certificate": True, "economic": EconomicStatus.OTHER, "poor": False,
}  # fmt: skip


def told(**changes: Any) -> OnFile:
    return OnFile(Circumstances(**(ALONE | changes)))


def held(what: OnFile, day: date = DAY, profile: Any = HANJIANG) -> set[str]:
    return {code.value for code in judge_elder(profile, what, day).categories}


def child(where: tuple[str, ...] | None = XIAMEN, since: date | None = date(2024, 2, 20), **more: Any) -> Kin:
    return Kin(**{"where": where, "since": since, "reason": AwayReason.WORK} | more)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"spouse": SpouseStatus.LIVING}, False),
        ({"spouse": SpouseStatus.DIVORCED}, True),
        ({"spouse_died_on": DAY}, True),
        ({"spouse_died_on": DAY + timedelta(days=1)}, False),  # still living
        ({"lives_with": LivesWith.SPOUSE, "spouse_died_on": DAY}, True),
        ({"kin": (child(),)}, False),
        ({"kin": (child(alive=False),)}, True),
        ({"carer": True}, False),
        ({"carer": None, "carers": (Person(),)}, False),
        ({"carer": False, "carers": (Person(),)}, False),
        ({"carers": (Person(alive=False),)}, True),
        ({"carers": (Person(alive=False, died_on=DAY),)}, True),
        ({"carers": (Person(alive=False, died_on=DAY + timedelta(days=1)),)}, False),
        ({"labour": LabourCapacity.PARTIAL}, False),
        ({"kin": (Kin(kin="other", where=NEXT_VILLAGE),)}, True),  # a sister in the township does not care for them
        ({"kin": (Kin(kin="other", where=XIAMEN),)}, True),
        ({"kin": (Kin(kin="other", alive=False),)}, True),
        ({"kin": (Kin(kin="other"),)}, True),  # a supporter whose place is not known
    ],
)
def test_without_kin_is_no_spouse_no_children_nobody_to_care_and_no_capacity_to_work(
    changes: dict[str, Any], expected: bool
) -> None:
    found = held(told(**changes))
    assert ("no_kin" in found) is expected
    assert not expected or "living_alone" in found  # 无儿无女无老伴的孤寡老年人


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"carer": True}, True),  # no family at all
        ({"carer": True, "kin": (child(),)}, True),
        ({"kin": (child(NEXT_VILLAGE),)}, False),  # the same township
        ({"kin": (child(NEXT_TOWNSHIP),)}, True),
        ({"kin": (child(("abroad",)),)}, True),
        ({"kin": (Kin(kin="other", where=NEXT_VILLAGE),)}, False),
        ({"kin": (child(NEXT_VILLAGE, alive=False), child())}, True),
        ({"lives_with": LivesWith.SPOUSE, "kin": (child(),)}, False),
        ({"lives_with": LivesWith.OTHERS, "kin": (child(),)}, True),  # a helper or a lodger is no family
        ({"lives_with": LivesWith.OTHERS, "kin": (child(NEXT_VILLAGE),)}, False),
        ({"lives_with": None, "carer": True}, True),  # with no family at all, nobody can live with it
        ({"lives_with": None, "kin": (child(),)}, False),
        ({"spouse": SpouseStatus.LIVING, "spouse_where": XIAMEN}, True),
        ({"spouse": SpouseStatus.LIVING, "spouse_where": NEXT_VILLAGE}, False),
        ({"spouse": SpouseStatus.LIVING, "spouse_where": XIAMEN, "spouse_since": DAY + timedelta(days=1)}, False),
        ({"spouse": SpouseStatus.LIVING}, False),
        ({"spouse": None}, False),
        ({"spouse_where": NEXT_VILLAGE, "spouse_died_on": DAY}, True),
        ({"spouse_where": NEXT_VILLAGE, "spouse_died_on": DAY + timedelta(days=1)}, False),
        ({"lives_with": LivesWith.SPOUSE, "spouse_died_on": DAY}, True),  # with no other family nobody can live with it
        ({"lives_with": LivesWith.SPOUSE, "spouse_died_on": DAY, "kin": (child(),)}, False),  # with whom now? not known
        ({"lives_with": LivesWith.SPOUSE, "spouse_died_on": DAY + timedelta(days=1)}, False),
    ],
)
def test_living_alone_is_without_family_at_home_and_in_the_township(changes: dict[str, Any], expected: bool) -> None:
    assert ("living_alone" in held(told(**({"labour": LabourCapacity.FULL} | changes)))) is expected


@pytest.mark.parametrize(
    ("kin", "expected"),
    [
        ((), False),
        ((child(),), True),
        ((child(), child(NEXT_VILLAGE)), False),
        ((child(), child(NEXT_TOWNSHIP)), True),
        ((child(NEXT_VILLAGE, alive=False), child()), True),
        ((Kin(kin="other", where=NEXT_VILLAGE), child()), True),  # 空巢 asks for the children
    ],
)
def test_an_empty_nest_has_a_living_child_and_none_in_the_township(kin: tuple[Kin, ...], expected: bool) -> None:
    assert ("empty_nest" in held(told(kin=kin, lives_with=LivesWith.SPOUSE))) is expected


@pytest.mark.parametrize(
    ("changes", "day", "expected"),
    [
        ({"kin": (child(since=date(2026, 5, 20)),)}, date(2026, 11, 19), False),
        ({"kin": (child(since=date(2026, 5, 20)),)}, date(2026, 11, 20), True),
        ({"kin": (child(since=date(2025, 8, 31)),)}, date(2026, 2, 27), False),
        ({"kin": (child(since=date(2025, 8, 31)),)}, date(2026, 2, 28), True),
        ({"kin": (child(since=date(2026, 5, 20)), child(since=date(2026, 6, 10)))}, date(2026, 12, 9), False),
        ({"kin": (child(since=date(2026, 5, 20)), child(since=date(2026, 6, 10)))}, date(2026, 12, 10), True),
        ({"kin": (child(reason=AwayReason.STUDY),)}, DAY, False),
        ({"kin": (child(reason=AwayReason.BUSINESS),)}, DAY, True),
        ({"kin": (child(NEXT_VILLAGE),)}, DAY, False),
        ({"kin": (child(NEXT_TOWNSHIP),)}, DAY, True),  # away from the registration township
        ({"kin": (child(),), "rural_registration": False}, DAY, False),
        ({"kin": ()}, DAY, False),
    ],
)
def test_left_behind_in_hanjiang(changes: dict[str, Any], day: date, expected: bool) -> None:
    assert ("left_behind" in held(told(lives_with=LivesWith.SPOUSE, **changes), day)) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kin": (child(),)}, True),
        ({"kin": (child(NEXT_TOWNSHIP),)}, False),  # still in the district
        ({"kin": (child(reason=AwayReason.STUDY),)}, True),
        ({"kin": (Kin(kin="other", where=XIAMEN, since=date(2024, 1, 1), reason=AwayReason.WORK),)}, True),
        ({"kin": (child(), Kin(kin="other", where=NEXT_VILLAGE))}, False),
        ({"kin": (child(),), "rural_residence": False}, False),
    ],
)
def test_left_behind_in_zaozhuang(changes: dict[str, Any], expected: bool) -> None:
    assert held(told(lives_with=LivesWith.SPOUSE, **changes), DAY, ZAOZHUANG) == (
        {"left_behind"} if expected else set()
    )


@pytest.mark.parametrize(
    ("grade", "categories", "tier"),
    [
        (Ability.INTACT, set(), None),
        (Ability.MILD, {"disabled"}, Tier.GENERAL),
        (Ability.MODERATE, {"disabled"}, Tier.KEY),
        (Ability.SEVERE, {"disabled"}, Tier.KEY),
        (Ability.COMPLETE, {"disabled"}, Tier.KEY),
    ],
)
def test_disabled_from_mild_and_key_from_moderate(grade: Ability, categories: set[str], tier: Tier | None) -> None:
    what = told(ability=grade, lives_with=LivesWith.CHILDREN, kin=(child(NEXT_VILLAGE),))
    judged = judge_elder(HANJIANG, what, DAY)
    assert (held(what), judged.tier) == (categories, tier)


@pytest.mark.parametrize(
    ("grade", "until", "expected"),
    [
        (1, None, True),
        (2, None, True),
        (3, None, False),
        (4, None, False),
        (2, DAY, True),
        (2, DAY - timedelta(1), False),
    ],
)
def test_severely_disabled_is_a_valid_certificate_of_grade_1_or_2(
    grade: int, until: date | None, expected: bool
) -> None:
    what = told(certificate_grade=grade, certificate_until=until, no_certificate=False)
    assert ("severe_disability" in held(what)) is expected


@pytest.mark.parametrize(
    ("kin", "expected"),
    [
        ((child(alive=False),), True),
        ((child(disability_grade=3),), True),
        ((child(disability_grade=4),), False),
        ((child(alive=False), child(adopted=True)), False),
        ((child(alive=False), child()), False),
        ((child(died_on=DAY),), True),
        ((child(died_on=DAY + timedelta(days=1)),), False),
        ((), False),
    ],
)
def test_a_special_family_lost_its_only_child(kin: tuple[Kin, ...], expected: bool) -> None:
    assert ("special_family" in held(told(kin=kin))) is expected


@pytest.mark.parametrize(
    ("born_on", "last_general", "first_key"),
    [
        (date(1946, 11, 4), date(2026, 11, 3), date(2026, 11, 4)),
        (date(1948, 2, 29), date(2028, 2, 28), date(2028, 2, 29)),
        (date(1944, 2, 29), date(2024, 2, 28), date(2024, 2, 29)),
        (date(1946, 2, 28), date(2026, 2, 27), date(2026, 2, 28)),
    ],
)
def test_living_alone_is_key_from_the_80th_birthday(born_on: date, last_general: date, first_key: date) -> None:
    what = told(born_on=born_on, carer=True, kin=(child(NEXT_TOWNSHIP, reason=AwayReason.MARRIAGE),))
    assert judge_elder(HANJIANG, what, last_general).tier is Tier.GENERAL
    assert judge_elder(HANJIANG, what, first_key).tier is Tier.KEY


def test_who_was_born_on_29_february_turns_older_on_1_march_of_common_years() -> None:
    older = HANJIANG.model_copy(update={"tier": {"key": read_rule({"age_from": 81})}})
    what = told(born_on=date(1944, 2, 29))
    assert judge_elder(older, what, date(2025, 2, 28)).tier is Tier.GENERAL
    assert judge_elder(older, what, date(2025, 3, 1)).tier is Tier.KEY


@pytest.mark.parametrize(
    ("changes", "cases", "tier"),
    [
        ({}, (), Tier.GENERAL),
        ({"economic": EconomicStatus.SUBSISTENCE_MARGIN, "born_on": date(1946, 1, 1)}, (), Tier.KEY),
        ({"economic": EconomicStatus.SUBSISTENCE_MARGIN}, (), Tier.GENERAL),
        ({"poor": True, "ability": Ability.MODERATE}, (), Tier.KEY),
        ({"poor": True, "ability": Ability.MILD}, (), Tier.GENERAL),
        ({}, (CaseSpan(RiskKind.FALL, DAY),), Tier.KEY),
        ({}, (CaseSpan(RiskKind.FALL, date(2026, 1, 1), DAY - timedelta(days=1)),), Tier.GENERAL),
        ({}, (CaseSpan(NeedKind.DAILY_CARE, DAY),), Tier.KEY),
        ({}, (CaseSpan(NeedKind.COMFORT, DAY),), Tier.GENERAL),
    ],
)
def test_the_key_targets_of_zaozhuang(changes: dict[str, Any], cases: tuple[CaseSpan, ...], tier: Tier) -> None:
    what = told(kin=(child(),), lives_with=LivesWith.SPOUSE, **changes)
    assert judge_elder(ZAOZHUANG, what, DAY, cases).tier is tier


def test_who_lives_with_a_child_is_not_left_behind_though_the_family_was_not_told() -> None:
    ticked = OnFile(Circumstances(**ALONE | {"kin": None, "lives_with": LivesWith.CHILDREN}), (Category.LEFT_BEHIND,))
    assert held(ticked) == set()


def test_who_lives_with_a_child_is_not_without_kin_though_the_family_was_not_told() -> None:
    assert (
        held(OnFile(Circumstances(**ALONE | {"kin": None, "lives_with": LivesWith.CHILDREN}), (Category.NO_KIN,)))
        == set()
    )


def test_a_child_gone_for_a_month_leaves_nobody_behind_though_where_they_are_registered_is_not_known() -> None:
    gone = Kin(kin="child", where=("35", "3502"), since=DAY - timedelta(days=30), reason="work")
    ticked = OnFile(Circumstances(**ALONE | {"kin": (gone,), "registered": None}), (Category.LEFT_BEHIND,))
    assert Category.LEFT_BEHIND not in held(ticked)


def test_what_is_not_known_is_not_decided_by_the_rules_but_by_who_was_there() -> None:
    nothing = OnFile(Circumstances(), (Category.LIVING_ALONE,), Tier.KEY)
    judged = judge_elder(HANJIANG, nothing, DAY)
    assert {code: has.source for code, has in judged.categories.items()} == {Category.LIVING_ALONE: "told"}
    assert judged.tier is Tier.KEY
    assert judge_elder(HANJIANG, OnFile(Circumstances()), DAY).tier is None


LIVING: dict[str, Any] = {"spouse": SpouseStatus.LIVING, "kin": (child(disability_grade=0),)}


@pytest.mark.parametrize(
    ("changes", "code", "ask"),
    [
        (LIVING, Category.LIVING_ALONE, {Question.SPOUSE_PLACE}),
        (LIVING | {"spouse": None, "spouse_where": NEXT_VILLAGE}, Category.LIVING_ALONE, {Question.SPOUSE}),
        ({"kin": (child(None, None, disability_grade=0),)}, Category.EMPTY_NEST, {Question.KIN_PLACE}),
        ({"kin": (child(HOME[:3], disability_grade=0),)}, Category.LEFT_BEHIND, {Question.KIN_PLACE}),
        ({"kin": (child(reason=None),)}, Category.LEFT_BEHIND, {Question.KIN_REASON}),
        ({"kin": (child(since=None),)}, Category.LEFT_BEHIND, {Question.KIN_SINCE}),
        ({"kin": (child(),), "registered": HOME[:3]}, Category.LEFT_BEHIND, {Question.REGISTERED_PLACE}),
        ({"kin": (child(),), "rural_registration": None}, Category.LEFT_BEHIND, {Question.RURAL_REGISTRATION}),
        ({"kin": (child(),), "lives_with": None}, Category.LIVING_ALONE, {Question.LIVES_WITH}),
        ({"kin": (child(disability_grade=None),)}, Category.SPECIAL_FAMILY, {Question.CHILD_DISABILITY}),
        ({"kin": None}, Category.SPECIAL_FAMILY, {Question.CHILDREN}),
        ({"carer": None}, Category.NO_KIN, {Question.CARER}),
        ({"labour": None}, Category.NO_KIN, {Question.LABOUR}),
        ({"ability": None}, Category.DISABLED, {Question.ABILITY}),
        ({"no_certificate": False}, Category.SEVERE_DISABILITY, {Question.CERTIFICATE}),
    ],
)
def test_what_is_not_known_is_listed_with_what_to_ask_and_is_not_held(
    changes: dict[str, Any], code: Category, ask: set[Question]
) -> None:
    judged = judge_elder(HANJIANG, told(**changes), DAY)
    assert code not in judged.categories
    assert set(dict(judged.unknown)[code]) == ask


def test_of_whom_all_is_known_nothing_is_asked() -> None:
    for profile in (HANJIANG, ZAOZHUANG):
        assert judge_elder(profile, told(kin=(child(disability_grade=0),)), DAY).unknown == ()


def test_a_tick_or_a_decision_leaves_nothing_to_ask() -> None:
    known = Circumstances(**ALONE | {"ability": None})
    ticked = judge_elder(HANJIANG, OnFile(known, (Category.DISABLED,)), DAY)
    decided = judge_elder(HANJIANG, OnFile(known, overruled={Category.DISABLED: False}), DAY)
    assert ticked.unknown == decided.unknown == ()


def test_whether_a_target_is_key_is_asked_when_it_is_not_known_and_general_until_then() -> None:
    known = Circumstances(**ALONE | {"ability": None, "labour": LabourCapacity.FULL})
    judged = judge_elder(HANJIANG, OnFile(known, (Category.DISABLED,)), DAY)
    assert judged.tier is Tier.GENERAL
    assert judged.unknown == ((Tier.KEY, (Question.ABILITY,)),)
    assert judge_elder(HANJIANG, OnFile(known, (Category.DISABLED,), Tier.KEY), DAY).tier is Tier.KEY


def test_the_facts_stand_before_the_tick_and_the_township_before_the_facts() -> None:
    ticked = OnFile(Circumstances(**ALONE), (Category.DISABLED, Category.EMPTY_NEST))
    assert held(ticked) == {"no_kin", "living_alone"}  # what was ticked and is not so is not held
    decided = OnFile(ticked.circumstances, overruled={Category.DISABLED: True}, tier_overruled=Tier.GENERAL)
    judged = judge_elder(HANJIANG, decided, DAY)
    assert judged.categories[Category.DISABLED].source == "overruled"
    assert judged.tier is Tier.GENERAL


def test_every_category_says_why_in_both_languages() -> None:
    for code, has in judge_elder(HANJIANG, told(certificate_grade=1, no_certificate=False), DAY).categories.items():
        assert has.reasons, code
        assert all(" / " in reason and "{" not in reason for reason in has.reasons), has.reasons


def paths() -> st.SearchStrategy[Any]:
    return st.sampled_from([HOME, NEXT_VILLAGE, NEXT_TOWNSHIP, XIAMEN, ("abroad",), ("35",), None])


def days() -> st.SearchStrategy[date]:
    return st.dates(date(2025, 6, 1), date(2027, 6, 1))


KIN = st.builds(
    Kin, kin=st.sampled_from(["child", "other"]), alive=st.booleans(), died_on=st.none() | days(), adopted=st.booleans(),
    disability_grade=st.none() | st.integers(1, 4), where=paths(), since=st.none() | days(),
    reason=st.none() | st.sampled_from(list(AwayReason)),
)  # fmt: skip
CIRCUMSTANCES = st.builds(
    Circumstances, born_on=st.none() | st.dates(date(1944, 1, 1), date(1968, 12, 31)), home=st.just(HOME),
    registered=st.none() | st.just(HOME), rural_registration=st.none() | st.booleans(), rural_residence=st.none() | st.booleans(),
    spouse=st.none() | st.sampled_from(list(SpouseStatus)), spouse_where=paths(), spouse_since=st.none() | days(),
    spouse_died_on=st.none() | days(), lives_with=st.none() | st.sampled_from(list(LivesWith)),
    carer=st.none() | st.booleans(), labour=st.none() | st.sampled_from(list(LabourCapacity)),
    kin=st.none() | st.lists(KIN, max_size=4).map(tuple), ability=st.none() | st.sampled_from(list(Ability)),
    economic=st.none() | st.sampled_from(list(EconomicStatus)), poor=st.none() | st.booleans(),
    certificate_grade=st.none() | st.integers(1, 4), certificate_until=st.none() | days(), no_certificate=st.booleans(),
)  # fmt: skip


@given(CIRCUMSTANCES, days(), st.sampled_from([HANJIANG, ZAOZHUANG]))
def test_between_two_turning_days_nothing_changes(circumstances: Circumstances, day: date, profile: Any) -> None:
    """The days on which time alone changes a judgement are known beforehand: no job need look for them."""
    what = OnFile(circumstances)
    turning = set(turns(profile, circumstances))
    before = judge_elder(profile, what, day - timedelta(days=1))
    after = judge_elder(profile, what, day)
    if day not in turning:
        assert (before.tier, set(before.categories)) == (after.tier, set(after.categories))
