"""The codes of the field and the dictionary that lists them."""

import re

from carevisit.policy import CASE_CODES, DICTIONARY, MENDING_CODES, MONITORING_CODES
from conftest import World

EVERY = {**DICTIONARY, **CASE_CODES, **MONITORING_CODES, **MENDING_CODES}


def test_every_code_is_lower_case_and_has_both_labels() -> None:
    for name, codes in EVERY.items():
        values = [code.value for code in codes]
        assert len(values) == len(set(values)), name
        for code in codes:
            assert re.fullmatch(r"[a-z0-9_]+", code.value), code
            assert code.zh, code
            assert code.en, code


def test_the_seven_categories_are_those_of_annex_two() -> None:
    assert {code.zh for code in DICTIONARY["categories"]} == {
        "孤寡",
        "独居",
        "空巢",
        "留守",
        "失能",
        "重残",
        "计划生育特殊家庭",
    }


def test_everybody_who_signed_in_reads_the_same_dictionary(world: World) -> None:
    told = world.as_("guide").get("/v1/dictionary").json()
    assert told["profile"] == "hanjiang-2023"
    assert {name: [c["code"] for c in codes] for name, codes in told["lists"].items()} == {
        name: [c.value for c in codes] for name, codes in EVERY.items()
    }
    for who in ("agency", "platform", "liaison", "stats_app"):
        assert world.as_(who).get("/v1/dictionary").json() == told
    assert world.as_("nobody").get("/v1/dictionary").status_code == 401
