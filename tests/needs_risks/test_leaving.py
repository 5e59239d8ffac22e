"""What becomes of needs and risks when the elder leaves the ledger, and when it turns out that they never left."""

from datetime import timedelta
from typing import Any

import pytest

from carevisit import clock
from conftest import NEXT_VILLAGE, World, visit
from needs_risks.steps import Told, ago, day, listed, need, read, refused, risk, take, taken

POSSIBLE = ["return", "exit_correction"]


def leave(world: World, elder: str, on: str | None = None, reason: str = "deceased") -> str:
    """The elder leaves; answers the ETag of the exit."""
    told = {"on": on or day(), "reason": reason}
    answer = world.as_("guide").post(f"/v1/elders/{elder}/exit", json=told)
    assert answer.status_code == 201, answer.text
    tag: str = world.as_("guide").get(f"/v1/elders/{elder}/exit").headers["ETag"]
    return tag


def correct(world: World, elder: str, told: Told, tag: str) -> Told:
    answer = world.as_("guide").post(f"/v1/elders/{elder}/exit-correction", json=told, headers={"If-Match": tag})
    assert answer.status_code == 201, answer.text
    kept: Told = answer.json()
    return kept


def kinds(case: Told) -> list[str]:
    return [line["kind"].split(".")[1] for line in case["story"]]


def worklist(world: World, who: str, elder: str) -> list[Any]:
    items = world.as_(who).get("/v1/worklist", params={"limit": 500}).json()["items"]
    return [item for item in items if item["elder_id"] == elder]


def counts(world: World, elder: str) -> tuple[int, int]:
    now = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    return now["open_needs"], now["open_risks"]


def test_what_is_open_ends_with_the_exit_and_stands_again_where_it_stood_when_the_exit_never_was(world: World) -> None:
    elder = world.register(filed_on=day(-60))
    asked, danger = need(world, "liaison", elder), risk(world, "liaison", elder, severity="major")
    taken(world, "guide", "needs", asked["id"], "referral", {"department": "health", "due_on": day(9)})
    taken(world, "guide", "risks", danger["id"], "handling")
    assert worklist(world, "guide", elder)
    tag = leave(world, elder)
    for noun, id in (("needs", asked["id"]), ("risks", danger["id"])):
        case = read(world, noun, id, "guide")
        assert (case["state"], case["withdrawn"], case["awaited"], case["possible"]) == ("withdrawn", "left", [], [])
        assert kinds(case)[-1] == "ended"
        refused(take(world, "guide", noun, id, "withdrawal", {"reason": "in_error"}), 409, "step_not_possible")
    assert counts(world, elder) == (0, 0)
    assert [worklist(world, who, elder) for who in ("liaison", "guide", "supervisor", "platform")] == [[]] * 4
    assert correct(world, elder, {"left": False, "why": "误将同名老人登记为退出"}, tag)["state"] == "active"
    states = {"needs": "referred", "risks": "handling"}
    for noun, id in (("needs", asked["id"]), ("risks", danger["id"])):
        case = read(world, noun, id, "guide")
        assert (case["state"], case["withdrawn"], case["reopened"]) == (states[noun], None, 0)
        assert kinds(case)[-2:] == ["ended", "reopened"]
        assert all(one["since"] == case["since"] and not one["overdue"] for one in case["awaited"])
    assert counts(world, elder) == (1, 1)
    assert worklist(world, "guide", elder)
    assert taken(world, "guide", "needs", asked["id"], "acceptance")["state"] == "accepted"


def test_who_turns_out_not_eligible_leaves_with_what_was_found_at_the_survey(world: World) -> None:
    elder = world.register("liaison")
    found = world.as_("guide").post(
        f"/v1/elders/{elder}/surveys", json={"by": "王", "eligible": "no", "needs": ["comfort"]}
    )
    assert found.status_code == 201, found.text
    told = {"eligible": False, "on": day(), "reason_note": "与子女同住"}
    assert world.as_("guide").post(f"/v1/elders/{elder}/confirmation", json=told).status_code == 201
    case = read(world, "needs", found.json()["need_ids"][0])
    assert (case["state"], case["withdrawn"]) == ("withdrawn", "left")


def test_what_happened_until_the_end_of_the_exits_day_is_accepted_and_what_is_dated_later_is_refused(
    world: World,
) -> None:
    elder = world.register(filed_on=day(-60))
    leave(world, elder, day(-3))
    noon = clock.start_of(clock.today() - timedelta(days=3)) + timedelta(hours=12)
    for moment, accepted in ((noon, True), (noon + timedelta(days=1), False)):
        at = moment.isoformat()
        said = visit(elder) | {"started_at": at, "ended_at": (moment + timedelta(hours=1)).isoformat()}
        answers = [
            world.as_("agency").post("/v1/visits", json=said),
            world.as_("liaison").post("/v1/needs", json={"elder_id": elder, "kind": "comfort", "at": at}),
            world.as_("liaison").post(
                "/v1/risks", json={"elder_id": elder, "kind": "fall", "severity": "major", "at": at}
            ),
        ]
        for answer in answers:
            if accepted:
                assert answer.status_code == 201, answer.text
            else:
                assert refused(answer, 409, "elder_has_left")["possible"] == POSSIBLE
    assert counts(world, elder) == (0, 0)
    for noun in ("needs", "risks"):  # recorded late, each has ended with the exit
        (id,) = listed(world, "guide", noun, elder_id=elder)
        assert (read(world, noun, id)["state"], read(world, noun, id)["withdrawn"]) == ("withdrawn", "left")
    moved = world.as_("guide").post(
        f"/v1/elders/{elder}/transfer", json={"place": NEXT_VILLAGE}, headers={"If-Match": '"v1"'}
    )
    assert refused(moved, 409, "elder_has_left")["possible"] == POSSIBLE


def test_what_a_survey_finds_after_an_exit_is_refused_and_a_survey_that_finds_nothing_is_not(world: World) -> None:
    """Who was left out of the last census may be on a list of the next one, and is looked at before they return."""
    elder = world.register(filed_on=day(-60))
    leave(world, elder, day(-3), "not_eligible")
    for found in (
        {"needs": ["comfort"]},
        {"hazards": ["fall"]},
        {"facilities": {"gas": "unsafe"}},
        {"support": "neglected"},
    ):
        told = {"by": "王", "eligible": "yes", **found}
        answer = world.as_("guide").post(f"/v1/elders/{elder}/surveys", json=told | {"on": day(-1)})
        assert refused(answer, 409, "elder_has_left")["possible"] == POSSIBLE
        before = world.as_("guide").post(f"/v1/elders/{elder}/surveys", json=told | {"on": day(-3)})
        assert before.status_code == 201, before.text
    plain = world.as_("guide").post(f"/v1/elders/{elder}/surveys", json={"by": "王", "eligible": "yes"})
    assert plain.status_code == 201, plain.text
    assert counts(world, elder) == (0, 0)


def test_a_visit_whose_marks_speak_of_a_danger_opens_nothing_that_stays_open_of_who_has_left(world: World) -> None:
    elder = world.register(filed_on=day(-60))
    leave(world, elder, day(-1))
    receipt = world.hand_in("agency", elder, hours_ago=48, safety={"gas": "unsafe"})
    assert read(world, "risks", receipt["risks"][0])["withdrawn"] == "left"
    assert counts(world, elder) == (0, 0)


def test_a_closed_case_is_not_opened_again_after_the_exit(world: World) -> None:
    elder = world.register(filed_on=day(-60))
    case = risk(world, "guide", elder, at=ago(80))
    for step, told in (("handling", {}), ("clearance", {"how": "已处理"}), ("follow-up", {"result": "confirmed"})):
        taken(world, "guide", "risks", case["id"], step, told | {"at": ago(79)} if step == "handling" else told)
    leave(world, elder, day(-1))
    again = take(world, "guide", "risks", case["id"], "reopening", {"note": "又来"})
    assert refused(again, 409, "elder_has_left")["possible"] == POSSIBLE
    assert read(world, "risks", case["id"])["state"] == "closed"


def test_who_is_back_after_having_been_away_begins_anew(world: World) -> None:
    elder = world.register(filed_on=day(-60))
    case = need(world, "liaison", elder, at=ago(24 * 20))
    leave(world, elder, day(-10), "moved_away")
    assert world.as_("guide").post(f"/v1/elders/{elder}/return", json={"on": day(-2)}).status_code == 201
    assert read(world, "needs", case["id"])["state"] == "withdrawn"
    away = {"elder_id": elder, "kind": "comfort", "at": ago(24 * 5)}
    refused(world.as_("liaison").post("/v1/needs", json=away), 409, "elder_has_left")
    assert need(world, "liaison", elder)["state"] == "raised"


@pytest.mark.parametrize("late", [True, False])
def test_an_exit_corrected_to_another_day_is_dated_so_and_what_ended_with_it_stays_ended(
    world: World, late: bool
) -> None:
    elder = world.register(filed_on=day(-60))
    case = need(world, "liaison", elder, at=ago(24 * 20))
    tag = leave(world, elder, day(-10))
    on = day(-4) if late else day(-15)
    kept = correct(world, elder, {"left": True, "on": on, "why": "以死亡证明日期为准"}, tag)
    assert (kept["on"], kept["reason"], kept["state"]) == (on, None, "left") or kept["reason"] == "deceased"
    shown = world.as_("guide").get(f"/v1/elders/{elder}/exit")
    assert (shown.json()["on"], shown.json()["reason"], shown.headers["ETag"]) == (on, "deceased", '"v2"')
    assert read(world, "needs", case["id"])["withdrawn"] == "left"

    def state(days: int) -> str:
        at = clock.start_of(clock.today() + timedelta(days=days)) + timedelta(hours=12)
        told = world.as_("guide").get(f"/v1/elders/{elder}/status", params={"at": at.isoformat()})
        word: str = told.json()["state"]
        return word

    assert [state(days) for days in (-16, -12, -6, -3)] == [
        "active",
        *(["active"] * 2 if late else ["left"] * 2),
        "left",
    ]


def test_a_correction_needs_the_exit_as_it_is(world: World) -> None:
    elder = world.register(filed_on=day(-60))
    path, told = f"/v1/elders/{elder}/exit-correction", {"left": False, "why": "误填"}
    refused(world.as_("guide").get(f"/v1/elders/{elder}/exit"), 404, "exit_not_found")
    refused(world.as_("guide").post(path, json=told, headers={"If-Match": '"v1"'}), 409, "not_left")
    tag = leave(world, elder, day(-5))
    refused(world.as_("guide").post(path, json=told), 428, "precondition_required")
    correct(world, elder, {"left": True, "reason": "institution", "why": "入住福利院"}, tag)
    refused(world.as_("guide").post(path, json=told, headers={"If-Match": tag}), 412, "precondition_failed")
    refused(world.as_("liaison").post(path, json=told, headers={"If-Match": '"v2"'}), 403, "forbidden")
    refused(
        world.as_("guide").post(path, json={"left": True, "why": "x"}, headers={"If-Match": '"v2"'}), 422, "invalid"
    )
    assert world.as_("guide").post(f"/v1/elders/{elder}/return", json={"on": day(-2)}).status_code == 201
    later = {"left": True, "on": day(-1), "why": "x"}
    refused(world.as_("guide").post(path, json=later, headers={"If-Match": '"v2"'}), 422, "invalid")
