"""What two files have in common, and how names sound: values in, values out."""

from typing import Any

import pytest

from carevisit.census.likeness import birth_years, sex_of, signs
from carevisit.elders import sound_of
from carevisit.policy import MatchSign, Sex
from conftest import NEXT_VILLAGE, VILLAGE, id_number


def file(name: str = "陈秀珍", place: str = VILLAGE, group: str | None = None, **told: Any) -> dict[str, Any]:
    return {"name": name, "residence": {"place": place, "group": group}} | told


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("陈秀珍", "陈秀真"), ("陈秀珍", "陈 秀 珍"), ("张春生", "章春森"), ("李娜", "李拉"), ("林金星", "林金新"),
        ("买买提·阿里", "买买提阿里"), ("𠮷田", "𠮷田"),
    ],
)  # fmt: skip
def test_a_name_written_by_ear_sounds_alike(heard: str, written: str) -> None:
    assert sound_of(heard) == sound_of(written)


@pytest.mark.parametrize(("one", "other"), [("陈秀珍", "陈秀英"), ("西安", "鲜"), ("陈秀珍", "秀珍陈"), ("甲A", "甲B")])
def test_another_name_sounds_different(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


def test_a_birth_year_is_told_by_the_number_by_a_list_or_by_an_age_on_a_day() -> None:
    assert birth_years(file(id_number=id_number(), born_told={"year": 1950})) == [1946]
    assert birth_years(file(born_told={"year": 1950, "age": None, "on": None})) == [1950]
    assert birth_years(file(born_told={"age": 78, "on": "2026-06-30"})) == [1947, 1948]
    assert birth_years(file()) == []


def test_the_signs_are_what_both_files_say() -> None:
    one = file("陈秀珍", group="下厝", sex="female", phone="138 0000 0001", born_told={"year": 1948})
    other = file("陈秀真", group="下 厝", sex="female", phone="13800000001", born_told={"age": 78, "on": "2026-06-30"})
    every = [
        MatchSign.NAME_SOUND, MatchSign.PHONE, MatchSign.SEX, MatchSign.BIRTH_YEAR, MatchSign.VILLAGE, MatchSign.GROUP,
    ]  # fmt: skip
    assert signs(one, other) == signs(other, one) == every
    assert signs(one, one) == [MatchSign.NAME, *every]


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"born_told": {"year": 1950}}, MatchSign.BIRTH_YEAR), ({"born_told": None}, MatchSign.BIRTH_YEAR),
        ({"sex": "male"}, MatchSign.SEX), ({"sex": None}, MatchSign.SEX), ({"phone": None}, MatchSign.PHONE),
        ({"residence": {"place": VILLAGE, "group": "上厝"}}, MatchSign.GROUP),
        ({"residence": {"place": VILLAGE}}, MatchSign.GROUP),
    ],
)  # fmt: skip
def test_what_differs_or_is_not_known_is_no_sign(changes: dict[str, Any], lost: MatchSign) -> None:
    one = file(group="下厝", sex="female", phone="13800000001", born_told={"year": 1948})
    assert signs(one, one | changes) == [sign for sign in signs(one, one) if sign is not lost]


def test_one_year_apart_is_near_and_groups_of_two_villages_are_not_the_same() -> None:
    assert MatchSign.BIRTH_YEAR in signs(file(born_told={"year": 1948}), file(born_told={"year": 1949}))
    assert MatchSign.BIRTH_YEAR not in signs(file(born_told={"year": 1948}), file(born_told={"year": 1950}))
    apart = signs(file(group="下厝"), file(group="下厝", place=NEXT_VILLAGE))
    assert {MatchSign.VILLAGE, MatchSign.GROUP}.isdisjoint(apart)


def test_sex_is_that_of_the_number_where_there_is_one() -> None:
    number = id_number()
    assert sex_of(file(id_number=number)) is (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)
    assert sex_of(file(sex="male")) is Sex.MALE
    assert sex_of(file()) is None
