"""The loop of a need over HTTP: raised, referred, met, followed up twice, closed; who reads it and who receives its events."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from carevisit import accounts, agencies, clock
from carevisit.access import Role
from carevisit.database import Sight
from carevisit.ledger import Ledger
from conftest import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World
from feed.test_feed_routes import drain, end, settle

from .need_steps import BENEFIT, CONFIRMED, MET, NOT_MET, REFERRAL, STEPS, WAYS, in_state, to_agency
from .steps import (
    Told,
    ago,
    as_absent,
    day,
    listed,
    maker,
    need,
    read,
    refused,
    take,
    taken,
    transfer,
    unwritten,
    walk,
)

# --- whole lives -------------------------------------------------------------------------------------------------------------


def test_a_need_is_raised_by_the_village_referred_met_and_closed_once_both_follow_ups_confirm(world: World) -> None:
    elder = world.register()
    case = need(world, "liaison", elder, note="卫生间需要扶手", urgent=True)
    assert (case["state"], case["place"], case["origin"], case["visit_id"]) == ("raised", VILLAGE, "staff", None)
    assert (case["possible"], case["note"], case["revision"]) == (["benefit"], "卫生间需要扶手", 1)
    id, seen = case["id"], []
    for who, step, told in (
        ("guide", "referral", REFERRAL),
        ("guide", "acceptance", {"note": "周五上门"}),
        ("liaison", "progress", {"note": "已量尺寸"}),
        ("liaison", "benefit", BENEFIT),
        ("guide", "outcome", MET | {"note": "已安装"}),
        ("supervisor", "follow-up", CONFIRMED | {"loop": "difficulty", "on": day()}),
        ("guide", "follow-up", CONFIRMED | {"loop": "referral"}),
    ):
        case = taken(world, who, "needs", id, step, told)
        seen.append(case["state"])
        assert world.as_("guide").get(f"/v1/elders/{elder}/status").json()["open_needs"] == int(seen[-1] != "closed")
    assert seen == ["referred", "accepted", "in_progress", "in_progress", "met", "met", "closed"]
    assert (case["department"], case["duty"], case["due_on"]) == ("health", 13, day(20))
    assert (case["difficulty_seen_on"], case["referral_seen_on"]) == (day(), day())
    assert (case["awaited"], case["possible"], case["revision"]) == ([], ["reopening"], 8)
    assert datetime.fromisoformat(case["closed_at"]) > datetime.fromisoformat(case["concluded_at"])


@pytest.mark.parametrize("outcome", [MET, NOT_MET])
def test_an_agency_takes_on_what_is_referred_to_it_and_brings_it_to_an_end(world: World, outcome: Told) -> None:
    case = need(world, "agency")
    assert case["possible"] == []
    id = case["id"]
    taken(world, "guide", "needs", id, "referral", to_agency(world, "rival_agency"))
    told = taken(world, "rival_agency", "needs", id, "acceptance")
    assert (told["state"], told["agency"], told["possible"]) == (
        "accepted", maker(world, "rival_agency"), ["decline", "progress", "outcome", "benefit"],
    )  # fmt: skip
    taken(world, "rival_agency", "needs", id, "progress", {"note": "已上门"})
    taken(world, "rival_agency", "needs", id, "benefit", BENEFIT)
    told = taken(world, "rival_agency", "needs", id, "outcome", outcome)
    assert told["state"] == ("met" if outcome["met"] else "not_met")
    for who in ("rival_agency", "agency", "liaison"):
        refused(take(world, who, "needs", id, "follow-up", CONFIRMED | {"loop": "referral"}), 403, "forbidden")
    follow_ups = [("guide", "follow-up", CONFIRMED | {"loop": loop}) for loop in ("referral", "difficulty")]
    assert walk(world, "needs", id, follow_ups)["state"] == "closed"
    for who in ("agency", "rival_agency"):  # who raised it and who met it read how it ended
        assert read(world, "needs", id, who)["state"] == "closed"


def test_what_was_declined_is_referred_anew_and_what_the_first_was_asked_is_over(world: World) -> None:
    id = in_state(world, "declined")["id"]
    case = read(world, "needs", id)
    assert (case["department"], case["duty"], case["agency"], case["due_on"]) == (None, None, None, None)
    assert [one["step"] for one in case["awaited"]] == ["referral"]
    assert taken(world, "supervisor", "needs", id, "referral", to_agency(world))["state"] == "referred"


def test_the_two_follow_ups_are_asked_for_apart_and_each_once(world: World) -> None:
    case = in_state(world, "met")
    id = case["id"]
    assert {one["step"] for one in case["awaited"]} == {"follow_up_referral", "follow_up_difficulty"}
    case = taken(world, "guide", "needs", id, "follow-up", CONFIRMED | {"loop": "referral", "on": day()})
    assert (case["state"], case["referral_seen_on"], case["difficulty_seen_on"]) == ("met", day(), None)
    assert [one["step"] for one in case["awaited"]] == ["follow_up_difficulty"]
    with unwritten(world, case["elder_id"]):
        again = take(world, "guide", "needs", id, "follow-up", CONFIRMED | {"loop": "referral"})
        problem = refused(again, 409, "step_not_possible")
        assert (problem["state"], problem["possible"]) == ("met", ["benefit", "follow_up_difficulty", "withdrawal"])
    case = taken(world, "guide", "needs", id, "follow-up", CONFIRMED | {"loop": "difficulty"})
    assert (case["state"], case["referral_seen_on"], case["difficulty_seen_on"]) == ("closed", day(), day())


@pytest.mark.parametrize("way", ["follow-up", "after one confirmation", "reopening"])
def test_a_need_that_is_not_over_starts_anew_with_referral_outcome_and_both_follow_ups(world: World, way: str) -> None:
    id = in_state(world, "closed" if way == "reopening" else "met")["id"]
    if way == "after one confirmation":
        taken(world, "guide", "needs", id, "follow-up", CONFIRMED | {"loop": "referral"})
    if way == "reopening":
        case = taken(world, "guide", "needs", id, "reopening", {"note": "扶手松动"})
    else:
        case = taken(world, "guide", "needs", id, "follow-up", {"loop": "difficulty", "result": "reopened"})
    gone = (
        "department",
        "duty",
        "agency",
        "due_on",
        "concluded_at",
        "referral_seen_on",
        "difficulty_seen_on",
        "closed_at",
    )
    assert (case["state"], case["reopened"]) == ("raised", 1)
    assert {case[name] for name in gone} == {None}
    assert [one["step"] for one in case["awaited"]] == ["referral"]
    refused(take(world, "guide", "needs", id, "outcome", MET), 409, "step_not_possible")
    for who, step, told in WAYS["closed"]:
        assert read(world, "needs", id)["state"] != "closed"
        taken(world, who, "needs", id, step, told)
    assert read(world, "needs", id)["state"] == "closed"
    assert taken(world, "supervisor", "needs", id, "reopening", {"note": "再次松动"})["reopened"] == 2


@pytest.mark.parametrize("state", [state for state in WAYS if state != "closed"])
def test_of_a_benefit_is_told_at_any_time_and_the_need_stays_where_it_was(world: World, state: str) -> None:
    case = in_state(world, state)
    applied = {"benefit": "高龄津贴", "told_on": day(-3), "applied_on": day(-1), "outcome": "granted"}
    for told in (BENEFIT, applied, applied | {"outcome": "pending"}):
        after = taken(world, "liaison", "needs", case["id"], "benefit", told)
        assert (after["state"], after["since"]) == (state, case["since"])
    last = after["story"][-1]
    assert (last["kind"], last["by"]["role"]) == ("need.benefit_told", "liaison")
    assert last["told"] == applied | {"outcome": "pending"}


# --- what is awaited, of whom, until when ------------------------------------------------------------------------------------


def test_what_is_awaited_names_the_step_the_tier_the_agency_and_the_hour(world: World) -> None:
    id = need(world)["id"]

    def awaited() -> list[tuple[Any, ...]]:
        return [
            (
                one["step"], one["tier"], one["agency"], one["overdue"], one["told"],
                datetime.fromisoformat(one["by"]) - datetime.fromisoformat(one["since"]),
            )
            for one in read(world, "needs", id)["awaited"]
        ]  # fmt: skip

    agency = maker(world, "agency")
    assert awaited() == [("referral", "township", None, False, ["township"], timedelta(hours=168))]
    taken(world, "guide", "needs", id, "referral", to_agency(world))
    assert awaited() == [("acceptance", None, agency, False, [], timedelta(hours=120))]
    taken(world, "agency", "needs", id, "acceptance")
    (outcome,) = read(world, "needs", id)["awaited"]
    assert (outcome["step"], outcome["tier"], outcome["agency"]) == ("outcome", None, agency)
    assert datetime.fromisoformat(outcome["by"]) == clock.start_of(clock.today() + timedelta(days=11))
    taken(world, "agency", "needs", id, "outcome", MET)
    both = {("follow_up_referral", timedelta(hours=336)), ("follow_up_difficulty", timedelta(hours=336))}
    assert {(one[0], one[-1]) for one in awaited()} == both
    assert {one[1] for one in awaited()} == {"township"}


@pytest.mark.parametrize(("hours", "told"), [(23, ["township"]), (25, ["township", "district"])])
def test_past_its_hour_a_step_is_overdue_and_the_next_tier_is_told(world: World, hours: float, told: list[str]) -> None:
    case = need(world, urgent=True, at=ago(hours))
    (one,) = case["awaited"]
    assert (one["overdue"], one["told"]) == (hours > 24, told)
    overdue = [one["code"] for one in world.as_("guide").get(f"/v1/elders/{case['elder_id']}/status").json()["flags"]]
    assert ("case_overdue" in overdue) == (hours > 24)


# --- agencies ----------------------------------------------------------------------------------------------------------------


def test_an_agency_sees_what_is_referred_to_it_from_then_on_and_loses_nothing_by_declining(world: World) -> None:
    case = need(world, "liaison", note="请尽快")
    id, elder = case["id"], case["elder_id"]
    assert listed(world, "agency", "needs", elder_id=elder) == []
    taken(world, "guide", "needs", id, "referral", to_agency(world) | {"note": "请接单"})
    seen = read(world, "needs", id, "agency")
    assert [line["kind"] for line in seen["story"]] == ["need.raised", "need.referred"]
    assert (seen["note"], seen["story"][1]["told"]["note"]) == ("请尽快", "请接单")
    assert (seen["place"], seen["possible"]) == (VILLAGE, ["acceptance", "decline", "benefit"])
    assert [one["step"] for one in seen["awaited"]] == ["acceptance"]
    for asked in (
        {"elder_id": elder},
        {"elder_id": elder, "agency": maker(world, "agency")},
        {"mine": True, "elder_id": elder},
    ):
        assert listed(world, "agency", "needs", **asked) == [id]  # fmt: skip
    as_absent(world, "rival_agency", "needs", id, "acceptance", {})
    assert listed(world, "rival_agency", "needs", elder_id=elder) == []
    declined = taken(world, "agency", "needs", id, "decline", {"reason": "no_capacity", "note": "名额已满"})
    assert (declined["state"], declined["possible"]) == ("declined", [])
    taken(world, "guide", "needs", id, "referral", to_agency(world, "rival_agency"))
    assert read(world, "needs", id, "agency")["state"] == "referred"
    assert len(read(world, "needs", id, "agency")["story"]) == 4
    with unwritten(world, elder):
        refused(take(world, "agency", "needs", id, "acceptance"), 403, "forbidden")
    taken(world, "rival_agency", "needs", id, "acceptance")
    assert (
        listed(world, "agency", "needs", elder_id=elder)
        == listed(world, "rival_agency", "needs", elder_id=elder)
        == [id]
    )


def test_an_agency_whose_contract_ended_reads_what_it_had_and_acts_no_more(world: World) -> None:
    elder = world.register()
    case = need(world, "ended_agency", elder, at=ago(24 * 40), note="到期前")  # it ended 30 days ago
    refused(
        world.as_("ended_agency").post("/v1/needs", json={"elder_id": elder, "kind": "comfort"}), 404, "elder_not_found"
    )
    assert read(world, "needs", case["id"], "ended_agency")["note"] == "到期前"
    assert listed(world, "ended_agency", "needs", elder_id=elder) == [case["id"]]


def test_a_contract_that_ends_in_the_middle_leaves_the_need_to_the_township(world: World) -> None:
    async def hire(ledger: Ledger) -> tuple[str, str]:
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            return await accounts.add_client(
                keeper, world.keys, Role.AGENCY, "passing", [VILLAGE], from_on=clock.today() - timedelta(days=9)
            )

    async def dismiss(ledger: Ledger) -> int:
        return await agencies.end_contract(
            ledger, world.secrets["passing"][0], VILLAGE, clock.today() - timedelta(days=1)
        )

    elder = world.register()
    world.secrets["passing"] = world.run(hire)
    id = need(world, "liaison", elder)["id"]
    taken(world, "guide", "needs", id, "referral", to_agency(world, "passing"))
    taken(world, "passing", "needs", id, "acceptance")
    assert world.run(dismiss) == 1
    seen = read(world, "needs", id, "passing")
    assert (seen["state"], seen["possible"]) == ("accepted", [])
    with unwritten(world, elder):
        for step in ("progress", "outcome", "decline", "benefit"):
            refused(take(world, "passing", "needs", id, step, STEPS[step]), 403, "forbidden")
    taken(world, "guide", "needs", id, "decline", {"reason": "no_answer"})
    assert walk(world, "needs", id, WAYS["closed"])["state"] == "closed"
    assert read(world, "needs", id, "passing")["state"] == "closed"


# --- the elder moves ---------------------------------------------------------------------------------------------------------


def test_an_elder_who_moves_in_the_middle_takes_the_need_along_and_the_old_side_keeps_its_record(world: World) -> None:
    elder = world.register("supervisor")
    id = need(world, "liaison", elder, note="需要扶手")["id"]
    walk(world, "needs", id, [("guide", "referral", to_agency(world)), ("agency", "acceptance", {})])
    transfer(world, elder, FAR_VILLAGE)
    for who in ("liaison", "agency"):  # whose it was: they read on, and learn not where
        seen = read(world, "needs", id, who)
        assert (seen["state"], seen["place"], seen["note"], seen["possible"]) == ("accepted", VILLAGE, "需要扶手", [])
        with unwritten(world, elder):
            for step in ("progress", "benefit"):
                refused(take(world, who, "needs", id, step, STEPS[step]), 403, "forbidden")
    refused(take(world, "agency", "needs", id, "outcome", MET), 403, "forbidden")
    as_absent(world, "guide", "needs", id, "outcome", MET)  # who had no hand in it has nothing to keep
    seen = read(world, "needs", id, "far_liaison")
    assert (seen["place"], seen["possible"]) == (FAR_VILLAGE, ["progress", "benefit"])
    walk(world, "needs", id, [("far_liaison", "progress", {"note": "新址已联系"}), ("far_guide", "outcome", MET)])
    closed = walk(
        world, "needs", id, [("far_guide", "follow-up", CONFIRMED | {"loop": n}) for n in ("referral", "difficulty")]
    )
    assert (closed["state"], closed["place"]) == ("closed", FAR_VILLAGE)
    for who in ("liaison", "agency"):
        answer = world.as_(who).get(f"/v1/needs/{id}")
        assert (answer.json()["state"], answer.json()["place"]) == ("closed", VILLAGE)
        items = world.as_(who).get("/v1/needs", params={"elder_id": elder, "mine": True}).text
        assert FAR_VILLAGE not in answer.text + items
        assert FAR_VILLAGE[:9] not in answer.text + items


# --- who hears of it ---------------------------------------------------------------------------------------------------------


def test_each_step_is_in_the_feed_of_whom_it_concerns_and_of_nobody_else(world: World) -> None:
    everybody = (
        "supervisor", "guide", "liaison", "platform", "agency", "rival_agency", "next_agency", "next_liaison", "far_guide",
        "far_supervisor",
    )  # fmt: skip
    start = {who: end(world, who) for who in everybody}
    case = need(world, "liaison", note="封存词一")
    id = case["id"]
    walk(
        world, "needs", id,
        [
            ("guide", "referral", to_agency(world) | {"note": "封存词二"}),
            ("agency", "decline", {"reason": "other", "note": "封存词三"}),
            ("guide", "referral", to_agency(world, "rival_agency")),
            ("rival_agency", "acceptance", {}),
            ("liaison", "progress", {"note": "封存词四"}),
            ("liaison", "benefit", {"benefit": "封存词五", "told_on": day(), "outcome": "not_applied"}),
            ("rival_agency", "outcome", MET),
            ("guide", "follow-up", CONFIRMED | {"loop": "referral"}),
            ("guide", "follow-up", CONFIRMED | {"loop": "difficulty", "note": "封存词六"}),
            ("guide", "reopening", {"note": "封存词七"}),
        ],
    )  # fmt: skip
    settle(world)
    whole = [
        "need.raised", "need.referred", "need.declined", "need.referred", "need.accepted", "need.progressed",
        "need.benefit_told", "need.concluded", "need.followed_up", "need.followed_up", "need.reopened",
    ]  # fmt: skip
    heard = {}
    for who in everybody:
        events = [e for e in drain(world, who, start[who])[0] if e["subject"] == case["elder_id"]]
        heard[who] = [e["type"] for e in events if e["type"].startswith("need.")]
        assert "封存词" not in str(events)
        assert all(e["data"].get("need_id", e["id"]) == id for e in events if e["type"].startswith("need."))
        assert all(e["cause"] == id for e in events if e["type"].startswith("need.") and e["type"] != "need.raised")
    assert heard == {
        **dict.fromkeys(("supervisor", "guide", "liaison", "platform"), whole),
        "agency": whole[1:], "rival_agency": whole[3:],
        **{who: [] for who in ("next_agency", "next_liaison", "far_guide", "far_supervisor")},
    }  # fmt: skip


def test_after_a_move_only_the_new_place_hears_of_it(world: World) -> None:
    elder = world.register("supervisor")
    id = need(world, "agency", elder)["id"]
    transfer(world, elder, FAR_VILLAGE)
    start = {who: end(world, who) for who in ("guide", "liaison", "agency", "far_guide", "far_liaison", "supervisor")}
    taken(world, "far_guide", "needs", id, "referral", REFERRAL)
    settle(world)
    heard = {
        who: [e["type"] for e in drain(world, who, after)[0] if e["subject"] == elder] for who, after in start.items()
    }
    one = ["need.referred"]
    assert heard == {"guide": [], "liaison": [], "agency": [], "far_guide": one, "far_liaison": one, "supervisor": one}


# --- lists -------------------------------------------------------------------------------------------------------------------


def test_every_filter_of_the_list_keeps_those_and_only_those(world: World) -> None:
    elder = world.register()
    raised = need(world, "liaison", elder, at=ago(24 * 8))["id"]  # its referral was due a day ago
    fresh = need(world, "agency", elder, kind="comfort")["id"]
    with_health = walk(world, "needs", need(world, "guide", elder)["id"], WAYS["referred"])["id"]
    with_agency = need(world, "liaison", elder)["id"]
    taken(world, "guide", "needs", with_agency, "referral", to_agency(world))
    closed = walk(world, "needs", need(world, "liaison", elder)["id"], WAYS["closed"])["id"]
    met = walk(world, "needs", need(world, "liaison", elder)["id"], WAYS["met"])["id"]
    everything = [met, closed, with_agency, with_health, fresh, raised]
    other = need(world, "guide", world.register(residence={"place": NEXT_VILLAGE}))["id"]

    def found(who: str = "guide", **filters: Any) -> list[str]:
        return listed(world, who, "needs", elder_id=elder, **filters)

    assert found() == everything  # newest first, page by page
    assert found(state="raised") == [fresh, raised]
    assert found(state="closed") == [closed]
    assert found(state="met") == [met]
    assert found(open=True) == [one for one in everything if one != closed]
    assert found(open=False) == [closed]
    assert found(overdue=True) == [raised]
    assert found(overdue=False) == everything[:-1]
    assert found(awaits="township") == [met, with_health, fresh, raised]
    assert found(awaits="district") == [raised]
    assert found(awaits="village") == []
    assert found(department="health") == [met, closed, with_health]
    assert found(department="justice") == []
    assert found(agency=maker(world, "agency")) == [with_agency]
    assert found(agency=maker(world, "rival_agency")) == []
    assert found(kind="comfort") == [fresh]
    assert found(mine=True) == [with_health]
    assert found("liaison", mine=True) == [met, closed, with_agency, raised]
    assert found("agency") == [with_agency, fresh]
    assert found("agency", state="referred") == [with_agency]
    assert found("rival_agency") == []
    assert found(place=VILLAGE) == found(place=TOWNSHIP) == everything
    assert found(place=NEXT_VILLAGE) == []
    assert found(open=True, overdue=True, awaits="district", state="raised") == [raised]
    assert listed(world, "guide", "needs", place=NEXT_VILLAGE) == [other]
    assert set(everything) <= set(listed(world, "guide", "needs"))
    assert listed(world, "far_guide", "needs", elder_id=elder) == []


def test_a_cursor_is_of_its_own_filters_and_a_filter_of_its_own_codes(world: World) -> None:
    elder = world.register()
    for _ in range(3):
        need(world, "guide", elder)
    page = world.as_("guide").get("/v1/needs", params={"elder_id": elder, "limit": 2, "open": True}).json()
    for other in ({"open": False}, {"overdue": False}, {"awaits": "township"}, {}):
        params = {"elder_id": elder, "limit": 2, "cursor": page["next_cursor"], **other}
        refused(world.as_("guide").get("/v1/needs", params=params), 400, "invalid_cursor")
    for wrong in ({"state": "lost"}, {"awaits": "province"}, {"open": "maybe"}, {"agency": "x"}, {"department": "x"}):
        refused(world.as_("guide").get("/v1/needs", params=wrong), 422, "invalid")
    refused(world.as_("guide").get("/v1/needs", params={"place": "350303104"}), 404, "place_not_found")
