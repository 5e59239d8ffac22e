"""Why a record was mended, and what was done about it: codes, in two sets, by the profile."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from carevisit.app import KINDS
from carevisit.errors import Invalid
from carevisit.policy import MendReason, MendResolution, profile_of, profiles
from carevisit.policy.profile import read_profile
from carevisit.visits import Correction, VisitCorrected, VisitVoided, Void
from carevisit.visits.rules import check_correction, check_void
from conftest import World, visit
from visits.mending import correction, mend, mended, versions

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
HANJIANG, ZAOZHUANG = profile_of("hanjiang-2023"), profile_of("zaozhuang-2018")


def sheet(**told: Any) -> Correction:
    content = {name: value for name, value in visit("").items() if name != "elder_id"}
    at = {"started_at": NOW.isoformat(), "ended_at": None}
    return Correction.model_validate(content | at | {"reason": "wrong_content"} | told)


def refused(check: Any, *told: Any) -> list[tuple[str, str]]:
    """What a check refuses, by pointer and code."""
    try:
        check(*told)
    except Invalid as problem:
        return [(one.pointer, one.code) for one in problem.errors]
    return []


@pytest.mark.parametrize("rules", [HANJIANG, ZAOZHUANG], ids=lambda rules: rules.name)
def test_a_correction_and_a_void_bear_the_codes_that_the_profile_lists_and_no_others(rules: Any) -> None:
    for reason in MendReason:
        listed = [] if reason in rules.corrections.reasons else [("/reason", "not_in_profile")]
        listed = [("/reason", "only_for_void")] if reason is MendReason.WRONG_ELDER else listed
        assert refused(check_correction, sheet(reason=reason), NOW, NOW, rules) == listed, reason
        listed = [] if reason in rules.voids.reasons else [("/reason", "not_in_profile")]
        assert refused(check_void, Void(reason=reason), rules) == listed, reason
    for one in MendResolution:
        listed = [] if one in rules.corrections.resolutions else [("/resolution", "not_in_profile")]
        assert refused(check_correction, sheet(resolution=one), NOW, NOW, rules) == listed, one
        listed = [] if one in rules.voids.resolutions else [("/resolution", "not_in_profile")]
        assert refused(check_void, Void(reason="other", resolution=one), rules) == listed, one  # type: ignore[arg-type]


def test_both_codes_are_refused_at_once() -> None:
    told = Void(reason="wrong_time", resolution="signatures_added")  # type: ignore[arg-type]
    assert refused(check_void, told, HANJIANG) == [("/reason", "not_in_profile"), ("/resolution", "not_in_profile")]


def test_the_two_profiles_list_different_codes_and_every_profile_takes_other() -> None:
    assert HANJIANG.corrections != ZAOZHUANG.corrections
    assert HANJIANG.voids != ZAOZHUANG.voids
    for rules in profiles().values():
        for codes in (rules.corrections, rules.voids):
            assert "other" in codes.reasons
            assert "other" in codes.resolutions


def test_an_unknown_code_in_a_profile_stops_the_program() -> None:
    with pytest.raises(ValueError, match="reasons"):
        read_profile("x", '[voids]\nreasons = ["because"]')


def test_what_was_mended_before_there_were_resolutions_stays_readable() -> None:
    fact = KINDS.read("visit.voided", 1, '{"reason": "duplicate"}', UUID(int=1))
    assert isinstance(fact, VisitVoided)
    assert (fact.reason, fact.resolution) == (MendReason.DUPLICATE, None)
    assert (VisitVoided.schema_no, VisitCorrected.schema_no) == (2, 2)


def test_the_versions_of_a_record_say_why_and_what_was_done(world: World) -> None:
    id = world.hand_in("agency", world.register())["id"]
    mended(world, "agency", id, correction(reason="incomplete", resolution="paper_checked"))
    mended(world, "guide", id, {"reason": "duplicate", "resolution": "elder_called", "reason_note": "两条相同"}, 2)
    told = [(one["reason"], one["resolution"], one["reason_note"]) for one in versions(world, id, "agency")]
    assert told == [
        (None, None, None),
        ("incomplete", "paper_checked", None),
        ("duplicate", "elder_called", "两条相同"),
    ]


def test_a_code_that_the_profile_does_not_list_changes_nothing(world: World) -> None:
    id = world.hand_in("agency", world.register())["id"]
    for told in (correction(reason="not_made"), {"reason": "incomplete"}, correction(resolution="visit_made_up")):
        answer = mend(world, "agency", id, told)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_in_profile")
    assert len(versions(world, id)) == 1


def test_the_dictionary_lists_the_codes_of_a_profile(world: World) -> None:
    lists = world.as_("agency").get("/v1/dictionary", params={"profile": "zaozhuang-2018"}).json()["lists"]
    shown = {name: [one["code"] for one in lists[name]] for name in lists if name.startswith(("correction_", "void_"))}
    assert shown == {
        "correction_reasons": list(ZAOZHUANG.corrections.reasons), "void_reasons": list(ZAOZHUANG.voids.reasons),
        "correction_resolutions": list(ZAOZHUANG.corrections.resolutions),
        "void_resolutions": list(ZAOZHUANG.voids.resolutions),
    }  # fmt: skip
    whole = world.as_("agency").get("/v1/dictionary").json()["lists"]
    assert [one["code"] for one in whole["mend_reasons"]] == list(MendReason)
    assert {"code": "elder_called", "zh": "已电话回访服务对象", "en": "the elder was called"} in whole[
        "mend_resolutions"
    ]
