"""What the category rules must know, read off a file."""

from copy import deepcopy
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit.elders.circumstances import circumstances_of, path_to, places_in, unknown_places, whereabouts
from carevisit.elders.examples import LEFT_BEHIND
from carevisit.elders.sheets import FilePart
from carevisit.policy import (
    Ability,
    AwayReason,
    Circumstances,
    EconomicStatus,
    Kin,
    LabourCapacity,
    LivesWith,
    Person,
    SpouseStatus,
)

WHOLE = {name: value for name, value in LEFT_BEHIND.items() if name in FilePart.model_fields}
BARE = {name: WHOLE[name] for name in ("name", "id_number")} | {"residence": {"place": "350303103201"}}
HOME = ("35", "3503", "350303", "350303103", "350303103201")
DEVELOPMENT_ZONE = ("35", "3503", "350303", "350390", "350303103")  # plays a county between district and township
TREE = {"350303103": DEVELOPMENT_ZONE, "350303103201": (*DEVELOPMENT_ZONE, "350303103201")}


def of(told: dict[str, Any], **changes: Any) -> Circumstances:
    return circumstances_of(FilePart.model_validate(deepcopy(told) | changes), {})


def test_of_a_file_that_tells_nothing_only_the_birthday_and_the_home_are_known() -> None:
    assert of(BARE) == Circumstances(born_on=date(1944, 5, 12), home=HOME)


def test_a_whole_file_tells_all_of_it() -> None:
    told = of(WHOLE)
    assert told.born_on == date(1944, 5, 12)
    assert told.home == told.registered == HOME
    assert told.rural_registration is told.rural_residence is told.carer is told.poor is told.income is True
    assert (told.spouse, told.lives_with, told.labour) == (SpouseStatus.LIVING, LivesWith.SPOUSE, LabourCapacity.LOST)
    assert (told.ability, told.assessed_on) == (Ability.MODERATE, date(2026, 10, 20))
    assert (told.economic, told.certificate_grade) == (EconomicStatus.SUBSISTENCE_MARGIN, 3)
    assert (told.certificate_until, told.no_certificate) == (date(2031, 6, 30), False)
    assert told.kin is not None
    assert [kin.kin for kin in told.kin] == ["child", "child", "other", "other"]
    son, daughter, brother, grandson = told.kin
    assert (son.where, son.since, son.reason) == (("35", "3502"), date(2026, 3, 1), AwayReason.WORK)
    assert (son.planned_return_on, son.alive, son.adopted) == (date(2027, 2, 1), True, False)
    assert (daughter.alive, daughter.died_on, daughter.where) == (False, date(2019, 8, 8), None)
    assert brother.where is None
    assert grandson.where == ("abroad",)


def test_nobodys_name_or_number_is_among_them() -> None:
    told = of(WHOLE).model_dump_json()
    for word in ("王", "陈小丽", "13900000", WHOLE["id_number"], "99999919700315003X", "2 号"):
        assert word not in told


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"family": {"children": None, "others": [{"name": "弟"}]}}, "kin", None),
        ({"family": {"children": []}}, "kin", ()),
        ({"disability_certificate": None}, "no_certificate", True),
        ({"subsistence_allowance_told": True}, "economic", EconomicStatus.SUBSISTENCE_ALLOWANCE),
        ({"subsistence_allowance_told": False}, "economic", None),
        ({"subsistence_allowance_told": True, "economic_status": "other"}, "economic", EconomicStatus.OTHER),
        ({"living_told": "fair"}, "poor", False),
        ({"monthly_income_yuan": 0}, "income", False),
        ({"monthly_income_yuan": 0.5}, "income", True),
        ({"monthly_income_yuan": 0, "income_source": "子女"}, "income", True),
        ({"living": {"pension": {"has": True}}}, "income", True),
        ({"carers": [{"name": "邻居"}]}, "carers", (Person(),)),
        (
            {"carers": [{"alive": False, "died_on": "2026-01-05"}]},
            "carers",
            (Person(alive=False, died_on=date(2026, 1, 5)),),
        ),
        ({"carers": []}, "carers", ()),
        ({"family": {"carer": False}}, "carer", False),
        ({"family": {"spouse": {"status": "living"}}}, "spouse_where", None),
        ({"family": {"spouse": {"status": "living", "lives": {"place": "350200"}}}}, "spouse_where", ("35", "3502")),
        (
            {"family": {"spouse": {"status": "living", "lives": {"since": "2026-01-05"}}}},
            "spouse_since",
            date(2026, 1, 5),
        ),
        (
            {"family": {"spouse": {"status": "deceased", "died_on": "2026-01-05"}}},
            "spouse_died_on",
            date(2026, 1, 5),
        ),
        ({"family": {"children": [], "others": [{"alive": False}]}}, "kin", (Kin(kin="other", alive=False),)),
        (
            {"family": {"children": []}, "supporters": [{"alive": False, "died_on": "2026-01-05"}]},
            "kin",
            (Kin(kin="other", alive=False, died_on=date(2026, 1, 5)),),
        ),
        ({"ability": {"grade": "mild"}}, "ability", Ability.MILD),
        ({"ability": {"score": 65}}, "ability", Ability.MODERATE),
        ({"ability": {"score": 65, "modifiers": ["mental_disorder"]}}, "ability", Ability.SEVERE),
        ({"ability": {"items": [4] * 8 + [0] * 18}}, "ability", Ability.SEVERE),
        ({"ability": {"modifiers": ["coma"]}}, "ability", Ability.COMPLETE),
        ({"household_registration": {"place": "3704", "rural": False}}, "registered", ("37", "3704")),
        ({"household_registration": {"rural": False}}, "registered", None),
        ({"household_registration": {"rural": False}}, "rural_registration", False),
    ],
)
def test_each_is_read_off_what_was_told(changes: dict[str, Any], field: str, value: Any) -> None:
    assert getattr(of(BARE, **changes), field) == value


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("35", ("35",)),
        ("350200", ("35", "3502")),
        ("350000", ("35",)),
        ("350203", ("35", "3502", "350203")),
        ("350203001", ("35", "3502", "350203", "350203001")),
        ("350203000", ("35", "3502", "350203")),
        ("350203001000", ("35", "3502", "350203", "350203001")),
        ("350100100200", ("35", "3501", "350100", "350100100", "350100100200")),
        ("abroad", ("abroad",)),
        ("350303103", DEVELOPMENT_ZONE),
        ("350303103201", (*DEVELOPMENT_ZONE, "350303103201")),
        ("350303103999", (*DEVELOPMENT_ZONE, "350303103999")),
        ("350303104", ("35", "3503", "350303", "350303104")),
    ],
)
def test_a_place_lies_where_the_tree_says_and_else_where_its_digits_do(code: str, path: tuple[str, ...]) -> None:
    assert path_to(code, TREE) == path


@given(st.from_regex(r"\A[1-9][0-9](\d\d(\d\d(\d{3}(\d{3})?)?)?)?\Z", fullmatch=True).filter(str.isascii))
def test_a_path_by_digits_goes_down_from_the_province(code: str) -> None:
    path = path_to(code, {})
    assert path[0] == code[:2]
    assert all(lower.startswith(upper) and len(lower) > len(upper) for upper, lower in pairwise(path))
    assert code[len(path[-1]) :].strip("0") == ""


COUNTY = {"35": ("35",), "3503": ("35", "3503"), "350303": ("35", "3503", "350303")} | TREE


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("35", ("35",)),
        ("350200", ("35", "3502")),
        ("350203", ("35", "3502", "350203")),
        ("350203001", ("35", "3502", "350203")),  # beyond the tree's districts, by the county
        ("350203001002", ("35", "3502", "350203")),
        ("350301", ("35", "3503")),  # 市辖区: some district of the city
        ("350301001", ("35", "3503")),
        ("350303", ("35", "3503", "350303")),
        ("350303103201", (*DEVELOPMENT_ZONE, "350303103201")),
        ("abroad", ("abroad",)),
    ],
)
def test_family_lives_where_the_tree_says_and_elsewhere_in_their_county(code: str, path: tuple[str, ...]) -> None:
    assert whereabouts(code, COUNTY) == path


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("35", True), ("3502", True), ("350000", True), ("350200", True), ("350203", True), ("350203001", True),
        ("350203001002", True), ("350203000000", True), ("abroad", True), ("350303", True), ("350303103", True),
        ("350303103201", True), ("810000", True),
        ("110103", True),  # 崇文区, until 2010
        ("99", False), ("3599", False), ("350299", False), ("350299001", False), ("350299001002", False), ("000000", False),
        ("350303103999", False), ("350303999", False),  # in a district of the tree, and not in the tree
    ],
)  # fmt: skip
def test_a_place_that_nobody_can_look_up_is_refused_wherever_it_is_told(code: str, known: bool) -> None:
    lives = {"lives": {"place": code}}
    family = {"spouse": {"status": "living"} | lives, "children": [lives | {"spouse": lives}], "others": [lives]}
    sheet = FilePart.model_validate(BARE | {"family": family, "supporters": [lives]})
    found = [error.pointer for error in unknown_places(sheet, COUNTY, frozenset())]
    who = ["family/spouse", "family/children/0", "family/children/0/spouse", "family/others/0", "supporters/0"]
    assert found == ([] if known else [f"/{one}/lives/place" for one in who])
    assert list(unknown_places(sheet, COUNTY, frozenset({code}))) == []  # the file said so before


def test_the_places_to_ask_for_are_those_told_and_those_around_them() -> None:
    asked = places_in(FilePart.model_validate(WHOLE))
    assert asked == {*HOME, "350200", "3502"}
