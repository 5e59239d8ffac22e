"""What was recorded by mistake: a whole case is withdrawn, a step taken back, a severity changed; each stays in the story."""

from typing import Any

import pytest

from conftest import World
from needs_risks.steps import (
    Told,
    ago,
    entries,
    need,
    read,
    refused,
    risk,
    take,
    taken,
    unwritten,
    wrong_field,
)

IN_ERROR = {"reason": "in_error", "note": "误触报警"}


def status(world: World, elder: str) -> Told:
    shown: Told = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    return shown


def last_step(case: Told) -> str:
    id: str = [line for line in case["story"] if not line["voided"]][-1]["id"]
    return id


def void(world: World, who: str, noun: str, case: Told, step: str, **how: Any) -> Any:
    return take(world, who, noun, case["id"], f"steps/{step}/void", {"note": "误填"}, **how)


@pytest.mark.parametrize("noun", ["needs", "risks"])
def test_a_case_told_of_in_error_never_was_and_stays_readable_with_the_reason(world: World, noun: str) -> None:
    elder = world.register()
    case = (need if noun == "needs" else risk)(world, "agency", elder, note="听错了")
    with unwritten(world, elder):
        for who in ("liaison", "agency"):  # who reported it can't make it disappear
            refused(take(world, who, noun, case["id"], "withdrawal", IN_ERROR), 403, "forbidden")
        refused(take(world, "guide", noun, case["id"], "withdrawal", IN_ERROR, match=""), 428, "precondition_required")
        refused(take(world, "guide", noun, case["id"], "withdrawal", IN_ERROR, match=7), 412, "precondition_failed")
        assert (
            wrong_field(take(world, "guide", noun, case["id"], "withdrawal", {"reason": "other"}))[1] == "note_missing"
        )
        assert wrong_field(take(world, "guide", noun, case["id"], "withdrawal", {"reason": "left"}))[0] == "/reason"
    gone = taken(world, "guide", noun, case["id"], "withdrawal", IN_ERROR)
    assert (gone["state"], gone["withdrawn"], gone["awaited"], gone["possible"]) == ("withdrawn", "in_error", [], [])
    told = gone["story"][-1]
    assert (told["kind"].split(".")[1], told["by"]["role"], told["told"]) == ("withdrawn", "guide", IN_ERROR)
    assert gone["story"][0]["voided"]
    assert (status(world, elder)["open_needs"], status(world, elder)["open_risks"]) == (0, 0)
    refused(take(world, "guide", noun, case["id"], "reopening", {"note": "x"}), 409, "step_not_possible")
    assert read(world, noun, case["id"], "agency")["withdrawn"] == "in_error"


def test_a_severity_is_changed_with_a_reason_and_everybody_has_the_time_of_the_new_one(world: World) -> None:
    case = risk(world, "liaison", family_contacts=[{"who": "女儿", "at": ago(99), "reached": True}], at=ago(100))
    graver = {"severity": "major", "note": "线路已起火花"}
    with unwritten(world, case["elder_id"]):
        refused(
            take(world, "guide", "risks", case["id"], "severity", {"severity": "general", "note": "x"}),
            409,
            "step_not_possible",
        )
        refused(take(world, "app", "risks", case["id"], "severity", graver), 403, "forbidden")
        assert wrong_field(take(world, "guide", "risks", case["id"], "severity", {"severity": "major"})) == (
            "/note",
            "missing",
        )
    case = taken(world, "liaison", "risks", case["id"], "severity", graver)
    assert (case["severity"], case["story"][-1]["told"]) == ("major", graver)
    assert {one["step"]: (one["tier"], one["overdue"]) for one in case["awaited"]} == {
        "emergency_call": ("village", False), "handling": ("township", False),
    }  # fmt: skip
    assert "open_major_risk" in {flag["code"] for flag in status(world, case["elder_id"])["flags"]}
    milder = {"severity": "general", "note": "已断电"}
    refused(take(world, "liaison", "risks", case["id"], "severity", milder), 403, "forbidden")
    case = taken(world, "guide", "risks", case["id"], "severity", milder)
    assert [(one["step"], one["tier"]) for one in case["awaited"]] == [("handling", "village")]
    assert status(world, case["elder_id"])["highest_severity"] == "general"


def test_a_step_told_by_mistake_is_taken_back_and_the_case_stands_as_it_did(world: World) -> None:
    case = risk(world, "agency")
    taken(world, "liaison", "risks", case["id"], "handling", {"by": "电工"})
    before = read(world, "risks", case["id"])
    cleared = taken(world, "agency", "risks", case["id"], "clearance", {"how": "说错了"})
    step = last_step(cleared)
    with unwritten(world, case["elder_id"]):
        refused(void(world, "liaison", "risks", case, step), 403, "forbidden")
        refused(void(world, "guide", "risks", case, last_step(before)), 409, "step_not_possible")
        refused(void(world, "guide", "risks", case, case["id"]), 404, "step_not_found")
        refused(void(world, "guide", "risks", case, step, match=""), 428, "precondition_required")
        refused(void(world, "guide", "risks", case, step, match=cleared["revision"] - 1), 412, "precondition_failed")
    answer = void(world, "agency", "risks", case, step)
    assert answer.status_code == 201, answer.text
    after = read(world, "risks", case["id"])
    assert (after["state"], after["cleared_at"], after["since"]) == ("handling", None, before["since"])
    assert after["awaited"] == before["awaited"]
    assert [(line["kind"], line["voided"]) for line in after["story"][-2:]] == [
        ("risk.cleared", True), ("risk.step_voided", False),
    ]  # fmt: skip
    assert after["story"][-1]["told"] == {"note": "误填"}
    assert after["revision"] > cleared["revision"]
    again = void(world, "guide", "risks", case, last_step(before))  # one after the other
    assert (again.status_code, again.json()["state"]) == (201, "reported")


def test_a_referral_told_by_mistake_is_taken_back_and_sent_again_it_is_written_once(world: World) -> None:
    case = need(world, "guide")
    case = taken(world, "guide", "needs", case["id"], "referral", {"department": "health", "due_on": "2999-01-01"})
    step, key = last_step(case), "void-1"
    first = void(world, "guide", "needs", case, step, match=case["revision"], key=key)
    count = entries(world, case["elder_id"])
    again = void(world, "guide", "needs", case, step, match=case["revision"], key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert entries(world, case["elder_id"]) == count
    assert (again.json()["state"], again.json()["department"]) == ("raised", None)


def test_the_words_of_awaited_possible_and_missing_are_the_last_part_of_a_route(world: World) -> None:
    case = risk(world, "agency", severity="major")
    for word in ("emergency_call", "family_contact"):
        assert word in {one["step"] for one in case["awaited"]}
        assert word in case["possible"]
    taken(world, "guide", "risks", case["id"], "handling")
    problem = refused(take(world, "guide", "risks", case["id"], "clearance", {"how": "x"}), 409, "steps_missing")
    assert problem["missing"] == ["emergency_call", "family_contact"]
    for word, told in (("emergency_call", {"waived": "danger_over"}), ("family_contact", {"nobody": True})):
        answer = world.as_("guide").post(f"/v1/risks/{case['id']}/{word}", json=told)
        assert answer.status_code == 201, answer.text
