"""A need over HTTP: what is refused, what is said once, and who comes first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from carevisit import clock
from conftest import World

from .need_steps import BENEFIT, CONFIRMED, MET, NOT_MET, POSSIBLE, REFERRAL, STEPS, WAYS, in_state, to_agency
from .steps import (
    STRANGERS,
    Told,
    ago,
    as_absent,
    day,
    entries,
    listed,
    need,
    read,
    refused,
    take,
    taken,
    unwritten,
    walk,
    wrong_field,
)

# --- refusals: nothing is written --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", POSSIBLE)
def test_a_step_that_is_not_possible_is_refused_with_those_that_are(world: World, state: str) -> None:
    case = in_state(world, state)
    assert read(world, "needs", case["id"], "guide")["possible"] == POSSIBLE[state]
    with unwritten(world, case["elder_id"]):
        for step in {
            step for step in STEPS if not any(word.startswith(step.replace("-", "_")) for word in POSSIBLE[state])
        }:
            problem = refused(
                take(world, "guide", "needs", case["id"], step, STEPS[step], match=case["revision"]),
                409, "step_not_possible",
            )  # fmt: skip
            assert (problem["state"], problem["possible"]) == (state, POSSIBLE[state]), step
            assert state in problem["detail"]
    assert read(world, "needs", case["id"]) == case


@pytest.mark.parametrize(
    ("state", "step", "who"),
    [
        ("raised", "referral", ("liaison", "agency")),
        ("referred", "acceptance", ("liaison", "agency")),
        ("referred", "decline", ("liaison", "agency")),
        ("accepted", "progress", ("agency",)),
        ("accepted", "outcome", ("liaison", "agency")),
        ("accepted", "benefit", ("agency",)),
        ("met", "follow-up", ("liaison", "agency", "rival_agency")),
        ("closed", "reopening", ("liaison", "agency", "rival_agency")),
    ],
)
def test_a_step_of_another_role_is_refused(world: World, state: str, step: str, who: tuple[str, ...]) -> None:
    """The agency raised it, the rival is to meet it: raising gives no right to meet, meeting none to follow up."""
    id = need(world, "agency")["id"]
    way = [(w, s, to_agency(world, "rival_agency") if s == "referral" else t) for w, s, t in WAYS[state]]
    case = walk(world, "needs", id, way)
    with unwritten(world, case["elder_id"]):
        for one in who:
            refused(take(world, one, "needs", id, step, STEPS[step]), 403, "forbidden")
        for one in ("platform", "stats_app", "app"):
            refused(take(world, one, "needs", id, step, STEPS[step]), 403, "forbidden")
        assert take(world, "nobody", "needs", id, step, STEPS[step]).status_code == 401
    assert taken(world, "guide", "needs", id, step, STEPS[step])["revision"] == case["revision"] + 1


def test_to_strangers_a_need_is_as_one_that_is_not_there(world: World) -> None:
    case = in_state(world, "accepted")
    with unwritten(world, case["elder_id"]):
        for who in (
            *STRANGERS,
            "ended_agency",
            "agency",
            "rival_agency",
        ):  # the last two serve the elder, and have it not
            for step, told in STEPS.items():
                as_absent(world, who, "needs", case["id"], step, told)
            assert listed(world, who, "needs", elder_id=case["elder_id"]) == []
        for who in (*STRANGERS, "ended_agency"):
            raised = world.as_(who).post("/v1/needs", json={"elder_id": case["elder_id"], "kind": "comfort"})
            refused(raised, 404, "elder_not_found")
        for step, told in STEPS.items():  # an elder's id is no need's
            refused(take(world, "guide", "needs", case["elder_id"], step, told, match=1), 404, "need_not_found")


def test_a_step_that_changes_the_state_says_which_version_it_read(world: World) -> None:
    for state, steps in POSSIBLE.items():
        case = in_state(world, state)
        with unwritten(world, case["elder_id"]):
            words = {step: step.replace("-", "_") for step in STEPS if step not in ("benefit", "progress")}
            for step in (step for step, word in words.items() if any(one.startswith(word) for one in steps)):
                told = STEPS[step]
                refused(take(world, "guide", "needs", case["id"], step, told, match=""), 428, "precondition_required")
                for stale in (case["revision"] - 1, case["revision"] + 1, f'W/"v{case["revision"]}"', '"1"', "v1"):
                    answer = take(world, "guide", "needs", case["id"], step, told, match=stale)
                    refused(answer, 412, "precondition_failed")


def test_who_only_adds_need_not_have_read_the_latest(world: World) -> None:
    case = in_state(world, "accepted")
    for step in ("progress", "benefit"):
        assert taken(world, "liaison", "needs", case["id"], step, STEPS[step])["revision"] > case["revision"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "dragons"}, ("/kind", None)),
        ({"kind": None}, ("/kind", None)),
        ({"origin": "visit"}, ("/origin", None)),
        ({"origin": "marks"}, ("/origin", None)),
        ({"urgent": "yes"}, ("/urgent", None)),
        ({"at": (clock.now() + timedelta(hours=1)).isoformat()}, ("/at", "in_the_future")),
        ({"at": ago(24 * 740)}, ("/at", "too_long_ago")),
        ({"record_no": "13812345678"}, ("/record_no", None)),
        ({"caller": {"phone": "x"}}, ("/caller/phone", None)),
        ({"note": ""}, ("/note", None)),
        ({"state": "closed"}, ("/state", None)),
    ],
)
def test_a_need_that_cannot_be_is_not_raised(world: World, told: Told, field: tuple[str, str | None]) -> None:
    elder = world.register()
    with unwritten(world, elder):
        found = wrong_field(world.as_("liaison").post("/v1/needs", json={"elder_id": elder, "kind": "comfort"} | told))
    assert found[0] == field[0]
    assert field[1] is None or found[1] == field[1]


@pytest.mark.parametrize(
    ("state", "step", "told", "field"),
    [
        ("raised", "referral", {"due_on": day(3)}, ("", "one_of")),
        ("raised", "referral", {"department": "health", "agency": str(uuid4()), "due_on": day(3)}, ("", "one_of")),
        ("raised", "referral", {"department": "health"}, ("/due_on", "missing")),
        ("raised", "referral", {"department": "health", "due_on": day(-1)}, ("/due_on", "in_the_past")),
        ("raised", "referral", {"agency": str(uuid4()), "due_on": day(3)}, ("/agency", "not_serving")),
        ("raised", "referral", {"department": "health", "duty": 1, "due_on": day(3)}, ("/duty", "not_their_duty")),
        ("raised", "referral", {"department": "health", "duty": 16, "due_on": day(3)}, ("/duty", None)),
        ("raised", "referral", {"department": "health", "duty": 0, "due_on": day(3)}, ("/duty", None)),
        ("raised", "referral", {"department": "magic", "due_on": day(3)}, ("/department", None)),
        ("referred", "decline", {}, ("/reason", "missing")),
        ("referred", "decline", {"reason": "no_time"}, ("/reason", None)),
        ("accepted", "progress", {}, ("/note", "missing")),
        ("accepted", "outcome", {}, ("/met", "missing")),
        ("accepted", "outcome", {"met": False}, ("/reason", "unmet_reason")),
        ("accepted", "outcome", {"met": True, "reason": "other"}, ("/reason", "unmet_reason")),
        ("raised", "benefit", {"told_on": day(), "outcome": "not_applied"}, ("/benefit", "missing")),
        ("raised", "benefit", BENEFIT | {"told_on": day(1)}, ("/told_on", None)),
        ("raised", "benefit", BENEFIT | {"outcome": "granted"}, ("/applied_on", "applied_on")),
        ("raised", "benefit", BENEFIT | {"applied_on": day()}, ("/applied_on", "applied_on")),
        ("raised", "benefit", BENEFIT | {"applied_on": day(-2), "outcome": "pending"}, ("/applied_on", "out_of_order")),
        ("met", "follow-up", CONFIRMED, ("/loop", "missing")),
        ("met", "follow-up", CONFIRMED | {"loop": "hazard"}, ("/loop", None)),
        ("met", "follow-up", {"loop": "referral"}, ("/result", "missing")),
        ("met", "follow-up", CONFIRMED | {"loop": "referral", "on": day(1)}, ("/on", None)),
        ("met", "follow-up", CONFIRMED | {"loop": "referral", "on": day(-3)}, ("/on", "before_outcome")),
        ("closed", "reopening", {}, ("/note", "missing")),
        ("raised", "referral", REFERRAL | {"extra": 1}, ("/extra", None)),
        ("raised", "referral", REFERRAL | {"at": (clock.now() + timedelta(hours=1)).isoformat()}, ("/at", "in_the_future")),
        ("raised", "referral", REFERRAL | {"at": ago(48)}, ("/at", "before_last_step")),
        ("accepted", "outcome", MET | {"at": ago(1)}, ("/at", "before_last_step")),
        ("raised", "benefit", BENEFIT | {"at": ago(24 * 740)}, ("/at", "too_long_ago")),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_refused_field_by_field(
    world: World, state: str, step: str, told: Told, field: tuple[str, str | None]
) -> None:
    case = in_state(world, state)
    with unwritten(world, case["elder_id"]):
        found = wrong_field(take(world, "guide", "needs", case["id"], step, told))
    assert found[0] == field[0]
    assert field[1] is None or found[1] == field[1]
    assert read(world, "needs", case["id"])["state"] == state


def test_an_agency_that_does_not_serve_the_elder_is_not_asked(world: World) -> None:
    case = need(world)
    for who in ("next_agency", "ended_agency"):
        with unwritten(world, case["elder_id"]):
            answer = take(world, "guide", "needs", case["id"], "referral", to_agency(world, who))
            assert wrong_field(answer) == ("/agency", "not_serving"), who


def test_steps_told_with_their_own_times_follow_one_another(world: World) -> None:
    id = need(world, at=ago(24 * 30))["id"]
    days = (29, 28, 20, 10, 9, 8)
    for (who, step, told), ago_days in zip(WAYS["closed"], days, strict=False):
        case = taken(world, who, "needs", id, step, told | {"at": ago(24 * ago_days)})
    story = [datetime.fromisoformat(line["at"]) for line in case["story"]]
    assert story == sorted(story)
    assert clock.now() - story[0] > timedelta(days=29)
    assert case["state"] == "closed"
    assert clock.now() - datetime.fromisoformat(case["closed_at"]) > timedelta(days=8)


def test_a_progress_told_late_stands_behind_the_last_step_and_changes_no_order(world: World) -> None:
    case = in_state(world, "accepted")
    after = taken(world, "liaison", "needs", case["id"], "progress", {"note": "迟报", "at": ago(24)})
    assert [line["kind"] for line in after["story"]][-1] == "need.progressed"
    assert after["state"] == "in_progress"


# --- said once, and races ----------------------------------------------------------------------------------------------------


def test_the_same_step_sent_again_is_the_same_step(world: World) -> None:
    case = need(world)
    id, key = case["id"], f"step-{uuid4().hex}"
    answers = [take(world, "guide", "needs", id, "referral", REFERRAL, match=1, key=key) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201], answers[1].text
    assert answers[0].json() == answers[1].json()
    assert "Idempotent-Replayed" not in answers[0].headers
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    with unwritten(world, case["elder_id"]):
        other = take(world, "guide", "needs", id, "referral", REFERRAL | {"duty": 12}, match=1, key=key)
        refused(other, 422, "idempotency_key_reused")
        elsewhere = take(world, "guide", "needs", id, "acceptance", match=2, key=key)
        refused(elsewhere, 422, "idempotency_key_reused")
    taken(world, "guide", "needs", id, "acceptance")
    with unwritten(world, case["elder_id"]):  # it has moved on since: still the same answer to the same words
        again = take(world, "guide", "needs", id, "referral", REFERRAL, match=1, key=key)
    assert (again.status_code, again.json()["id"], again.headers["Idempotent-Replayed"]) == (201, id, "true")
    assert take(world, "supervisor", "needs", id, "referral", REFERRAL, match=1, key=key).status_code == 409


def test_adding_twice_is_two_steps_and_with_a_key_one(world: World) -> None:
    case = in_state(world, "accepted")
    for _ in range(2):
        taken(world, "liaison", "needs", case["id"], "progress", {"note": "进展"})
    key = f"step-{uuid4().hex}"
    for _ in range(3):
        taken(world, "liaison", "needs", case["id"], "progress", {"note": "进展"}, key=key)
    kinds = [line["kind"] for line in read(world, "needs", case["id"])["story"]]
    assert kinds.count("need.progressed") == 3


def test_the_same_need_raised_again_is_the_same_need(world: World) -> None:
    elder = world.register()
    told = {"elder_id": elder, "kind": "comfort", "record_no": f"N-{uuid4().hex[:12]}", "note": "想聊天"}
    first, again = (world.as_("agency").post("/v1/needs", json=told) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    with unwritten(world, elder):
        refused(world.as_("agency").post("/v1/needs", json=told | {"note": "改了"}), 409, "record_no_reused")
        refused(
            world.as_("agency").post("/v1/needs", json=told | {"elder_id": world.register()}), 409, "record_no_reused"
        )
    assert world.as_("rival_agency").post("/v1/needs", json=told).json()["id"] != first.json()["id"]
    told, key = {"elder_id": elder, "kind": "health"}, {"Idempotency-Key": f"need-{uuid4().hex}"}
    ids = {world.as_("guide").post("/v1/needs", json=told, headers=key).json()["id"] for _ in range(3)}
    assert len(ids) == 1
    refused(
        world.as_("guide").post("/v1/needs", json=told | {"urgent": True}, headers=key), 422, "idempotency_key_reused"
    )


@pytest.mark.parametrize(("state", "step"), [("raised", "referral"), ("referred", "acceptance"), ("met", "follow-up")])
def test_of_eight_who_take_the_same_step_at_once_one_does(world: World, state: str, step: str) -> None:
    case = in_state(world, state)
    before = entries(world, case["elder_id"])

    def go(turn: int) -> int:
        who = ("guide", "supervisor")[turn % 2]
        answer = take(world, who, "needs", case["id"], step, STEPS[step], match=case["revision"])
        return answer.status_code

    with ThreadPoolExecutor(8) as crowd:
        answers = sorted(crowd.map(go, range(8)))
    assert answers[0] == 201
    assert set(answers[1:]) <= {409, 412}
    assert entries(world, case["elder_id"]) == before + 1
    assert read(world, "needs", case["id"])["revision"] == case["revision"] + 1


def test_of_eight_who_decide_differently_at_once_one_decides(world: World) -> None:
    case = in_state(world, "accepted")
    ways = [("outcome", MET), ("outcome", NOT_MET), ("decline", STEPS["decline"]), ("progress", STEPS["progress"])] * 2

    def go(way: tuple[str, Told]) -> httpx.Response:
        match = None if way[0] == "progress" else case["revision"]
        return take(world, "guide", "needs", case["id"], *way, match=match)

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(go, ways))
    won = [w for w, a in zip(ways, answers, strict=True) if a.status_code == 201 and w[0] != "progress"]
    assert len(won) <= 1  # progress may have come first, then all of the others read an old version
    assert {a.status_code for a in answers} <= {201, 409, 412}
    steps = read(world, "needs", case["id"])["revision"] - case["revision"]
    assert steps == sum(a.status_code == 201 for a in answers) >= 1
