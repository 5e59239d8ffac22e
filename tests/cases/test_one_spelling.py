"""One thing has one word: a step in `awaited`, `possible` and `missing` is spelt as its route is, as the contract says it."""

import pytest

from carevisit.errors import ElderHasLeft
from carevisit.needs import NEED_LOOP
from carevisit.policy import CaseStep
from carevisit.risks import RISK_LOOP
from kept import DOCUMENT

NOUNS = {"needs": NEED_LOOP, "risks": RISK_LOOP}
OTHER = {"attachments"}
"""What is posted to a case and is no step of its loop; taking a step back names the step by its id."""


def posted(prefix: str) -> set[str]:
    """The words that end the routes by which something is posted to a thing."""
    paths = [path.removeprefix(prefix) for path, operations in DOCUMENT["paths"].items() if "post" in operations]
    return {path for path in paths if path and "/" not in path}


def words(path: str, route: str) -> set[str]:
    """The steps that a route takes: the one of its word, or one for each `loop` that its body may name."""
    word = route.replace("-", "_")
    body = DOCUMENT["paths"][path + route]["post"]["requestBody"]["content"]["application/json"]["schema"]
    sheet = DOCUMENT["components"]["schemas"][body["$ref"].rsplit("/", 1)[1]]
    loops = sheet["properties"].get("loop", {}).get("enum", ())
    return {f"{word}_{one}" for one in loops} or {word}


@pytest.mark.parametrize("noun", NOUNS)
def test_every_step_has_the_route_of_its_word_and_every_route_its_step(noun: str) -> None:
    loop = NOUNS[noun]
    path = f"/v1/{noun}/{{{loop.noun}_id}}/"
    routes = posted(path) - OTHER
    assert set.union(*(words(path, route) for route in routes)) == {step.name for step in loop.steps}


def test_what_is_awaited_or_missing_is_a_step_of_a_loop() -> None:
    """Both are words of `CaseStep`."""
    assert {step.value for step in CaseStep} <= {step.name for loop in NOUNS.values() for step in loop.steps}


def test_what_can_be_told_of_who_has_left_has_the_route_of_its_word() -> None:
    possible = {word.replace("_", "-") for word in ElderHasLeft().more()["possible"]}
    assert possible <= posted("/v1/elders/{elder_id}/")
