"""What a file says must agree with itself; and what it lacks of what is asked for."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from carevisit.elders.agreement import disagreements
from carevisit.elders.completeness import missing
from carevisit.elders.examples import LEFT_BEHIND, LIVING_ALONE
from carevisit.elders.sheets import Amendment, FilePart, NotApplicable
from carevisit.elders.shown import ElderFile
from carevisit.policy import AbilityItem

WHOLE = {name: value for name, value in LEFT_BEHIND.items() if name in FilePart.model_fields}
NUMBER = WHOLE["id_number"]
PERFECT = [item.most for item in AbilityItem]


def with_(pointer: str, value: Any) -> FilePart:
    """The whole registration with one thing changed."""
    told: Any = deepcopy(WHOLE)
    *way, last = (int(step) if step.isdigit() else step for step in pointer.split("/")[1:])
    section = told
    for step in way:
        section = section[step]
    section[last] = value
    return FilePart.model_validate(told)


def found(sheet: FilePart) -> set[tuple[str, str]]:
    return {(error.pointer, error.code) for error in disagreements(sheet)}


def test_the_examples_of_the_contract_agree_with_themselves() -> None:
    for example in (LIVING_ALONE, LEFT_BEHIND):
        told = {name: value for name, value in example.items() if name in FilePart.model_fields}
        assert disagreements(FilePart.model_validate(told)) == ()


def test_the_second_example_tells_every_section_there_is() -> None:
    assert set(WHOLE) == set(FilePart.model_fields)


def test_every_section_can_be_amended_and_is_shown() -> None:
    assert set(Amendment.model_fields) == set(FilePart.model_fields) | {"as_of"}
    assert set(FilePart.model_fields) <= set(ElderFile.model_fields)


@pytest.mark.parametrize(
    ("at", "value", "pointer", "code"),
    [
        ("/ability", {"score": 66, "grade": "moderate"}, "/ability/grade", "grade_disagrees"),
        ("/ability", {"score": 66, "grade": "mild", "modifiers": ["dementia"]}, "/ability/grade", "grade_disagrees"),
        ("/ability", {"grade": "severe", "modifiers": ["coma"]}, "/ability/grade", "grade_disagrees"),
        ("/ability", {}, "/ability/grade", "missing"),
        ("/ability", {"basis": "assessed", "assessed_on": "2026-10-20"}, "/ability/grade", "missing"),
        ("/ability", {"grade": "mild", "modifiers": ["dementia"]}, "/ability/modifiers", "score_needed"),
        ("/ability", {"score": 66, "modifiers": ["dementia"] * 2}, "/ability/modifiers", "said_twice"),
        ("/ability", {"items": PERFECT[:25]}, "/ability/items", "not_26"),
        ("/ability", {"items": []}, "/ability/items", "not_26"),
        ("/ability", {"items": [4] * 11 + [4, *PERFECT[12:]]}, "/ability/items/11", "less_than_equal"),
        ("/ability", {"items": PERFECT, "score": 89}, "/ability/score", "score_disagrees"),
        ("/ability/assessed_on", "1944-05-11", "/ability/assessed_on", "too_early"),
        ("/disability_certificate", {"number": "99999919461104002563"}, "/disability_certificate/number", "certificate_of_another"),
        ("/disability_certificate/valid_until", "1940-01-01", "/disability_certificate/valid_until", "too_early"),
        ("/categories_told", ["disabled", "severe_disability"], "/categories_told/1", "certificate_disagrees"),
        ("/family/children/0/id_number", NUMBER, "/family/children/0/id_number", "the_elders_own"),
        ("/family/children/0/sex", "female", "/family/children/0/sex", "sex_disagrees"),
        ("/family/children/0/died_on", "2020-01-01", "/family/children/0/died_on", "alive"),
        ("/family/children/0/lives/since", "1970-03-14", "/family/children/0/lives/since", "too_early"),
        ("/family/children/0/lives/planned_return_on", "2026-02-28", "/family/children/0/lives/planned_return_on", "too_early"),
        ("/family/children/0/spouse/id_number", NUMBER, "/family/children/0/spouse/id_number", "the_elders_own"),
        ("/family/children/0/spouse/lives/since", "1972-07-07", "/family/children/0/spouse/lives/since", "too_early"),
        ("/family/others/0/id_number", NUMBER, "/family/others/0/id_number", "the_elders_own"),
        ("/supporters/0/lives/planned_return_on", "2024-08-31", "/supporters/0/lives/planned_return_on", "too_early"),
        ("/carers/0", {"id_number": NUMBER}, "/carers/0/id_number", "the_elders_own"),
        ("/helper/since", "1940-01-01", "/helper/since", "too_early"),
        ("/care_agreement/reported_on", "2026-02-28", "/care_agreement/reported_on", "too_early"),
        ("/living/pension", {"has": False, "monthly_yuan": 180}, "/living/pension/monthly_yuan", "no_pension"),
        ("/living/benefits", {"items": [], "monthly_yuan": 1}, "/living/benefits/monthly_yuan", "no_benefits"),
        ("/help/by", ["none", "village"], "/help/by", "said_twice"),
        ("/help/by", ["village", "village"], "/help/by", "said_twice"),
        ("/not_applicable/0/section", "/phone", "/not_applicable/0/section", "not_empty"),
        ("/not_applicable/0/section", "/supporters", "/not_applicable/0/section", "not_empty"),
        ("/not_applicable/0/section", "/family/children/0/phone", "/not_applicable/0/section", "not_empty"),
        ("/not_applicable/0/section", "/family/children/*/died_on", "/not_applicable/0/section", "not_empty"),
        ("/not_applicable/0/section", "/living/electricity_safe", "/not_applicable/0/section", "not_empty"),
        ("/not_applicable/0/section", "/living/dragons", "/not_applicable/0/section", "unknown_section"),
        ("/not_applicable/0/section", "/children", "/not_applicable/0/section", "unknown_section"),
        ("/not_applicable/0/section", "/family/children/phone", "/not_applicable/0/section", "unknown_section"),
        ("/not_applicable/0/section", "/family/*/phone", "/not_applicable/0/section", "unknown_section"),
        ("/not_applicable/0/section", "/family/children/0/id", "/not_applicable/0/section", "unknown_section"),
        ("/not_applicable/0/section", "/phone/0", "/not_applicable/0/section", "unknown_section"),
    ],
)  # fmt: skip
def test_a_file_that_contradicts_itself_is_refused_where_it_does(at: str, value: Any, pointer: str, code: str) -> None:
    assert found(with_(at, value)) == {(pointer, code)}


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("/ability", {"grade": "mild"}),
        ("/ability", {"score": 66, "grade": "moderate", "modifiers": ["care_risk_events"]}),
        ("/ability", {"modifiers": ["coma"]}),
        ("/ability", {"items": PERFECT, "score": 90, "grade": "intact"}),
        ("/ability", {"items": PERFECT}),
        ("/disability_certificate", {"number": f"{NUMBER}63B1"}),
        ("/family/children/0/lives/planned_return_on", "2026-03-01"),
        ("/living/pension", {"has": False, "monthly_yuan": 0}),
        ("/help/by", ["none"]),
        ("/not_applicable/0/section", "/supporters/0/id_number"),
        ("/not_applicable/0/section", "/family/others/*/phone"),
        ("/not_applicable/0/section", "/family/children/7/phone"),
    ],
)
def test_what_agrees_is_accepted(at: str, value: Any) -> None:
    assert found(with_(at, value)) == set()


def test_a_certificate_of_grade_one_or_two_is_a_severe_disability() -> None:
    for grade in "1234":
        told = deepcopy(WHOLE) | {
            "categories_told": ["severe_disability"], "disability_certificate": {"number": f"{NUMBER}4{grade}"},
        }  # fmt: skip
        assert bool(found(FilePart.model_validate(told))) is (grade in "34")
    none = deepcopy(WHOLE) | {"categories_told": ["severe_disability"], "disability_certificate": None}
    assert found(FilePart.model_validate(none)) == set()


def test_who_died_before_they_were_born_is_refused() -> None:
    told: Any = deepcopy(WHOLE)
    told["family"]["children"][0] |= {"alive": False, "died_on": "1970-03-14"}
    assert found(FilePart.model_validate(told)) == {("/family/children/0/died_on", "too_early")}


def lacks(changes: dict[str, Any], *required: str) -> list[str]:
    told = deepcopy(WHOLE) | changes
    errors = missing(FilePart.model_validate(told), required)
    assert {error.code for error in errors} <= {"missing"}
    return [error.pointer for error in errors]


def excused(*sections: str) -> list[dict[str, str]]:
    return [{"section": section, "reason": "none"} for section in sections]


def test_of_a_file_that_tells_everything_nothing_is_lacking() -> None:
    asked = [f"/{name}" for name in FilePart.model_fields]
    assert lacks({}, *asked, "/family/children/*/phone", "/family/children/*/spouse/name", "/care_agreement/with") == []


def test_what_was_not_told_is_lacking_and_none_is_an_answer() -> None:
    assert lacks({"phone": None, "carers": None}, "/phone", "/carers", "/name") == ["/phone", "/carers"]
    assert lacks({"carers": [], "living": {"water_safe": False}}, "/carers", "/living/water_safe") == []
    assert lacks({"living": None}, "/living", "/living/water_safe") == ["/living", "/living/water_safe"]
    assert lacks({"subsistence_allowance_told": None}, "/subsistence_allowance_told") == ["/subsistence_allowance_told"]


def test_what_is_asked_of_every_child_is_asked_of_each_that_lives() -> None:
    children = [{"name": "一"}, {"name": "二", "phone": "13700000001"}, {"name": "三", "alive": False}]
    family = {"family": {"children": children}}
    assert lacks(family, "/family/children/*/phone") == ["/family/children/0/phone"]
    assert lacks(family, "/family/children/*/spouse/phone") == [
        "/family/children/0/spouse/phone",
        "/family/children/1/spouse/phone",
    ]
    nothing: tuple[list[Any] | None, ...] = ([], None)
    for nobody in nothing:
        assert lacks({"family": {"children": nobody}}, "/family/children/*/phone") == []
    assert lacks({"family": {"children": None}}, "/family/children") == ["/family/children"]


@pytest.mark.parametrize(
    ("section", "left"),
    [
        ("/family/children/*/phone", []),
        ("/family/children/0/phone", ["/family/children/1/phone"]),
        ("/family/children/0", ["/family/children/1/phone"]),
        ("/family/children/*/name", ["/family/children/0/phone", "/family/children/1/phone"]),
        ("/phone", ["/family/children/0/phone", "/family/children/1/phone"]),
        ("/family", []),
    ],
)
def test_what_does_not_apply_is_not_lacking(section: str, left: list[str]) -> None:
    changes = {"family": {"children": [{}, {}]}, "not_applicable": excused(section)}
    assert lacks(changes, "/family/children/*/phone") == left


def test_a_reason_is_a_code() -> None:
    with pytest.raises(ValidationError):
        NotApplicable.model_validate({"section": "/phone", "reason": "because"})
    for pointer in ("phone", "", "/", "/Phone", "/phone~1", "/a/b/c/d/e/f/g", "//phone", "/family/children/100"):
        with pytest.raises(ValidationError):
            NotApplicable.model_validate({"section": pointer, "reason": "none"})


SECTIONS = sorted(f"/{name}" for name, field in FilePart.model_fields.items() if field.default is None)


@given(st.sets(st.sampled_from(SECTIONS)), st.sets(st.sampled_from(SECTIONS)), st.sets(st.sampled_from(SECTIONS)))
def test_lacking_is_what_is_asked_for_but_neither_given_nor_excused(
    cleared: set[str], declared: set[str], asked: set[str]
) -> None:
    told = {**deepcopy(WHOLE), "not_applicable": excused(*sorted(declared))} | dict.fromkeys(s[1:] for s in cleared)
    sheet = FilePart.model_validate(told)
    assert {error.pointer for error in missing(sheet, asked)} == (asked & cleared) - declared
    wrongly = {turn for turn, section in enumerate(sorted(declared)) if section not in cleared}
    expected = {(f"/not_applicable/{turn}/section", "not_empty") for turn in wrongly}
    assert {error for error in found(sheet) if error[0].startswith("/not_applicable")} == expected
