"""A risk over HTTP: what is refused, what is said once, and who comes first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from carevisit import clock
from conftest import World

from .risk_steps import (
    CALL,
    CLEARANCE,
    CONFIRMED,
    HANDLING,
    POSSIBLE,
    RUNG,
    STEPS,
    in_state,
    kinds,
)
from .steps import (
    STRANGERS,
    Told,
    ago,
    as_absent,
    day,
    entries,
    listed,
    read,
    refused,
    risk,
    take,
    taken,
    unwritten,
    wrong_field,
)

# --- refusals ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", POSSIBLE)
def test_a_step_that_is_not_possible_is_refused_with_those_that_are(world: World, state: str) -> None:
    case = in_state(world, state)
    assert read(world, "risks", case["id"], "guide")["possible"] == POSSIBLE[state]
    with unwritten(world, case["elder_id"]):
        for step in {step for step in STEPS if step.replace("-", "_") not in POSSIBLE[state]}:
            problem = refused(
                take(world, "guide", "risks", case["id"], step, STEPS[step], match=case["revision"]),
                409, "step_not_possible",
            )  # fmt: skip
            assert (problem["state"], problem["possible"]) == (state, POSSIBLE[state]), step
    assert read(world, "risks", case["id"]) == case


@pytest.mark.parametrize(
    ("state", "step", "who"),
    [
        ("reported", "supervision", ("agency",)),
        ("cleared", "follow-up", ("liaison", "agency")),
        ("closed", "reopening", ("liaison", "agency")),
    ],
)
def test_a_step_of_another_role_is_refused(world: World, state: str, step: str, who: tuple[str, ...]) -> None:
    case = in_state(world, state, "agency")
    with unwritten(world, case["elder_id"]):
        for one in (*who, "platform", "stats_app", "app"):
            refused(take(world, one, "risks", case["id"], step, STEPS[step]), 403, "forbidden")
        assert take(world, "nobody", "risks", case["id"], step, STEPS[step]).status_code == 401
    taken(world, "guide", "risks", case["id"], step, STEPS[step])


def test_to_strangers_a_risk_is_as_one_that_is_not_there(world: World) -> None:
    case = in_state(world, "handling")
    with unwritten(world, case["elder_id"]):
        for who in (
            *STRANGERS,
            "ended_agency",
            "agency",
            "rival_agency",
        ):  # the last two serve the elder, and did not report it
            for step, told in STEPS.items():
                as_absent(world, who, "risks", case["id"], step, told)
            assert listed(world, who, "risks", elder_id=case["elder_id"]) == []
        for who in (*STRANGERS, "ended_agency"):
            told = {"elder_id": case["elder_id"], "kind": "fall", "severity": "major"}
            refused(world.as_(who).post("/v1/risks", json=told), 404, "elder_not_found")


def test_a_step_that_changes_the_state_says_which_version_it_read(world: World) -> None:
    for state, steps in POSSIBLE.items():
        case = in_state(world, state)
        with unwritten(world, case["elder_id"]):
            adding = {"emergency-call", "family-contact", "supervision"}
            for step in {step for step in STEPS if step.replace("-", "_") in steps} - adding:
                told = STEPS[step]
                refused(take(world, "guide", "risks", case["id"], step, told, match=""), 428, "precondition_required")
                for stale in (case["revision"] - 1, case["revision"] + 1):
                    answer = take(world, "guide", "risks", case["id"], step, told, match=stale)
                    refused(answer, 412, "precondition_failed")


LATER = (clock.now() + timedelta(hours=1)).isoformat()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "dragons"}, ("/kind", None)),
        ({"severity": "mild"}, ("/severity", None)),
        ({"severity": None}, ("/severity", None)),
        ({"origin": "marks"}, ("/origin", None)),
        ({"at": LATER}, ("/at", "in_the_future")),
        ({"at": ago(24 * 740)}, ("/at", "too_long_ago")),
        ({"emergency_call": {"number": "110", "at": LATER}}, ("/emergency_call/at", "in_the_future")),
        ({"emergency_call": {"number": "911", "at": ago(1)}}, ("/emergency_call/number", None)),
        (
            {"family_contacts": [{"who": "甲", "at": ago(1), "reached": True}, {"who": "乙", "at": LATER, "reached": True}]},
            ("/family_contacts/1/at", "in_the_future"),
        ),
        ({"family_contacts": [{"who": "甲", "at": ago(1)}]}, ("/family_contacts/0/reached", "missing")),
        ({"record_no": "13812345678"}, ("/record_no", None)),
        ({"state": "closed"}, ("/state", None)),
    ],
)  # fmt: skip
def test_a_risk_that_cannot_be_is_not_reported(world: World, told: Told, field: tuple[str, str | None]) -> None:
    elder = world.register()
    with unwritten(world, elder):
        sheet = {"elder_id": elder, "kind": "fall", "severity": "general"} | told
        found = wrong_field(world.as_("liaison").post("/v1/risks", json=sheet))
    assert found[0] == field[0]
    assert field[1] is None or found[1] == field[1]


@pytest.mark.parametrize(
    ("state", "step", "told", "field"),
    [
        ("reported", "emergency-call", {}, ("", "one_of")),
        ("reported", "emergency-call", {"number": "120", "waived": "danger_over"}, ("", "one_of")),
        ("reported", "emergency-call", {"number": "12345"}, ("/number", None)),
        ("reported", "emergency-call", {"waived": "no_time"}, ("/waived", None)),
        ("reported", "emergency-call", CALL | {"at": LATER}, ("/at", "in_the_future")),
        ("reported", "family-contact", {}, ("", "one_of")),
        ("reported", "family-contact", {"who": "甲", "nobody": True}, ("", "one_of")),
        ("reported", "family-contact", {"nobody": True, "reached": True}, ("", "one_of")),
        ("reported", "family-contact", {"nobody": True, "urged": True}, ("", "one_of")),
        ("reported", "family-contact", {"who": "甲", "reached": "yes"}, ("/reached", None)),
        ("reported", "handling", HANDLING | {"at": LATER}, ("/at", "in_the_future")),
        ("reported", "handling", HANDLING | {"at": ago(5)}, ("/at", "before_last_step")),
        ("reported", "supervision", {}, ("/by", "missing")),
        ("reported", "supervision", {"by": "neighbours"}, ("/by", None)),
        ("reported", "supervision", RUNG | {"on": day(1)}, ("/on", None)),
        ("handling", "clearance", {}, ("/how", "missing")),
        ("handling", "clearance", {"how": ""}, ("/how", None)),
        ("handling", "clearance", CLEARANCE | {"at": ago(24 * 740)}, ("/at", "too_long_ago")),
        ("cleared", "follow-up", {}, ("/result", "missing")),
        ("cleared", "follow-up", {"result": "perhaps"}, ("/result", None)),
        ("cleared", "follow-up", CONFIRMED | {"on": day(1)}, ("/on", None)),
        ("cleared", "follow-up", CONFIRMED | {"loop": "hazard"}, ("/loop", None)),
        ("cleared", "follow-up", CONFIRMED | {"on": day(-3)}, ("/on", "before_clearance")),
        ("closed", "reopening", {}, ("/note", "missing")),
    ],
)
def test_a_step_that_cannot_be_is_refused_field_by_field(
    world: World, state: str, step: str, told: Told, field: tuple[str, str | None]
) -> None:
    case = in_state(world, state)
    with unwritten(world, case["elder_id"]):
        found = wrong_field(take(world, "guide", "risks", case["id"], step, told))
    assert found[0] == field[0]
    assert field[1] is None or found[1] == field[1]


def test_a_call_made_before_it_was_told_keeps_its_own_time_and_its_place_in_the_story(world: World) -> None:
    case = risk(world, "guide", severity="major", at=ago(5))
    taken(world, "guide", "risks", case["id"], "handling", HANDLING | {"at": ago(3)})
    called = ago(4.9)
    case = taken(world, "liaison", "risks", case["id"], "emergency-call", CALL | {"at": called})
    assert datetime.fromisoformat(case["called_at"]) == datetime.fromisoformat(called)
    assert kinds(case) == ["reported", "handled", "called"]


# --- said once, and races ----------------------------------------------------------------------------------------------------


def test_the_same_report_and_the_same_step_sent_again_are_the_same(world: World) -> None:
    elder = world.register()
    told = {"elder_id": elder, "kind": "fall", "severity": "major", "record_no": f"R-{uuid4().hex[:12]}", "at": ago(1)}
    first, again = (world.as_("liaison").post("/v1/risks", json=told) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), again.headers["Idempotent-Replayed"]) == (again.json(), "true")
    assert "Idempotent-Replayed" not in first.headers
    with unwritten(world, elder):
        changed = told | {"severity": "general"}
        refused(world.as_("liaison").post("/v1/risks", json=changed), 409, "record_no_reused")
    id = first.json()["id"]
    for step, match in (("emergency-call", None), ("handling", 3)):
        key = uuid4().hex
        one, two = (take(world, "guide", "risks", id, step, STEPS[step], match=match, key=key) for _ in range(2))
        assert (one.status_code, two.status_code) == (201, 201), two.text
        assert (one.json(), two.headers["Idempotent-Replayed"]) == (two.json(), "true")
        with unwritten(world, elder):
            other = take(world, "guide", "risks", id, step, STEPS[step] | {"note": "不同"}, match=match, key=key)
            refused(other, 422, "idempotency_key_reused")
    assert kinds(read(world, "risks", id)) == ["reported", "township_told", "called", "handled"]


@pytest.mark.parametrize(
    ("state", "step"),
    [("reported", "handling"), ("handling", "handling"), ("handling", "clearance"), ("cleared", "follow-up")],
)
def test_of_eight_who_take_the_same_step_at_once_one_does(world: World, state: str, step: str) -> None:
    case = in_state(world, state)
    before = entries(world, case["elder_id"])

    def go(turn: int) -> int:
        who = ("guide", "supervisor")[turn % 2]
        return take(world, who, "risks", case["id"], step, STEPS[step], match=case["revision"]).status_code

    with ThreadPoolExecutor(8) as crowd:
        answers = sorted(crowd.map(go, range(8)))
    assert answers[0] == 201
    assert set(answers[1:]) <= {409, 412}
    assert entries(world, case["elder_id"]) == before + 1


def test_the_first_call_and_the_first_try_count_whichever_was_told_first(world: World) -> None:
    case = risk(world, "guide", severity="major", at=ago(5))
    for hours in (2, 4, 3):
        case = taken(world, "liaison", "risks", case["id"], "emergency-call", CALL | {"at": ago(hours)})
        case = taken(world, "liaison", "risks", case["id"], "family-contact", {"who": "甲", "at": ago(hours)})
    for name in ("called_at", "family_at"):
        assert timedelta(hours=3.9) < clock.now() - datetime.fromisoformat(case[name]) < timedelta(hours=4.1), name


def test_eight_who_call_at_once_leave_eight_calls_and_the_first_counts(world: World) -> None:
    case = risk(world, "guide", severity="major", at=ago(1))
    moments = [ago(0.1 * n) for n in range(1, 9)]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(
            crowd.map(
                lambda at: take(world, "liaison", "risks", case["id"], "emergency-call", CALL | {"at": at}).status_code,
                moments,
            )
        )
    told = [a for a in answers if a == 201]
    assert set(answers) <= {201, 409}  # `still_running` asks to be sent again
    case = read(world, "risks", case["id"])
    assert kinds(case).count("called") == len(told) >= 1
    called = [datetime.fromisoformat(line["told"]["at"]) for line in case["story"] if line["kind"] == "risk.called"]
    assert datetime.fromisoformat(case["called_at"]) == min(called)
