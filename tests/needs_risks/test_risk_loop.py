"""The loop of a risk over HTTP: at once a call, the family and the township, then handled, cleared, followed up, closed."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from carevisit import clock
from conftest import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World
from feed.test_feed_routes import drain, end, settle

from .risk_steps import CALL, CLEARANCE, CONFIRMED, CONTACT, HANDLING, REOPENED, RUNG, STEPS, WAYS, in_state, kinds
from .steps import (
    Told,
    ago,
    as_absent,
    day,
    listed,
    maker,
    read,
    refused,
    risk,
    take,
    taken,
    transfer,
    unwritten,
    walk,
)

# --- whole lives -------------------------------------------------------------------------------------------------------------


def test_a_major_risk_is_called_for_told_handled_cleared_and_closed_by_the_townships_own_eyes(world: World) -> None:
    elder = world.register()
    case = risk(
        world, "liaison", elder, severity="major", note="浴室滑倒", at=ago(1),
        emergency_call=CALL | {"at": ago(0.9)},
        family_contacts=[{"who": "林小明", "at": ago(0.8), "reached": False}, {"who": "邻居", "at": ago(0.7), "reached": True}],
    )  # fmt: skip
    assert kinds(case) == ["reported", "township_told", "called", "family_contacted", "family_contacted"]
    assert (case["state"], case["place"], case["family_reached"], case["note"]) == (
        "reported",
        VILLAGE,
        True,
        "浴室滑倒",
    )
    assert case["township_told_at"] is not None
    assert clock.now() - datetime.fromisoformat(case["called_at"]) > timedelta(minutes=50)
    assert [one["step"] for one in case["awaited"]] == ["handling"]
    id, seen = case["id"], []
    for who, step, told in (
        ("guide", "handling", HANDLING),
        ("liaison", "handling", {"note": "送医"}),
        ("guide", "clearance", CLEARANCE),
        ("supervisor", "follow-up", CONFIRMED | {"on": day(), "note": "现场查看"}),
    ):
        case = taken(world, who, "risks", id, step, told)
        seen.append(case["state"])
        flags = {f["code"] for f in world.as_("guide").get(f"/v1/elders/{elder}/status").json()["flags"]}
        assert ("open_major_risk" in flags) == (seen[-1] != "closed")  # until it is closed the flag stays
    assert seen == ["handling", "handling", "cleared", "closed"]
    assert (case["awaited"], case["possible"], case["revision"]) == ([], ["reopening"], 9)
    assert case["closed_at"] == case["followed_at"]


def test_a_provider_brings_its_own_report_along_and_the_township_closes_it(world: World) -> None:
    case = risk(world, "agency", kind="incident", severity="major", at=ago(0.5))
    id = case["id"]
    assert kinds(case) == ["reported", "township_told"]
    assert case["possible"] == ["emergency_call", "family_contact", "handling"]
    village = {(one["step"], one["tier"], one["agency"]) for one in case["awaited"]}
    assert village == {
        ("emergency_call", "village", maker(world, "agency")), ("family_contact", "village", maker(world, "agency")),
        ("handling", "township", None),
    }  # fmt: skip
    taken(world, "agency", "risks", id, "emergency-call", CALL)
    taken(world, "agency", "risks", id, "family-contact", {"who": "林小明"})
    taken(world, "agency", "risks", id, "handling", HANDLING)
    assert taken(world, "agency", "risks", id, "clearance", CLEARANCE)["possible"] == [
        "emergency_call",
        "family_contact",
    ]
    refused(take(world, "agency", "risks", id, "follow-up", CONFIRMED), 403, "forbidden")
    refused(take(world, "liaison", "risks", id, "follow-up", CONFIRMED), 403, "forbidden")
    assert taken(world, "guide", "risks", id, "follow-up", CONFIRMED)["state"] == "closed"
    assert read(world, "risks", id, "agency")["state"] == "closed"
    refused(take(world, "agency", "risks", id, "reopening", {"note": "又"}), 403, "forbidden")


@pytest.mark.parametrize("way", ["follow-up", "reopening"])
def test_a_risk_that_is_not_over_is_handled_again_and_cleared_and_seen_again(world: World, way: str) -> None:
    case = in_state(world, "cleared" if way == "follow-up" else "closed")
    id = case["id"]
    case = taken(world, "guide", "risks", id, way, REOPENED if way == "follow-up" else STEPS["reopening"])
    assert (case["state"], case["reopened"], case["cleared_at"], case["closed_at"]) == ("handling", 1, None, None)
    assert [one["step"] for one in case["awaited"]] == ["clearance"]
    since = datetime.fromisoformat(case["awaited"][0]["since"])
    assert clock.now() - since < timedelta(minutes=5)  # counted from when it was opened again
    refused(take(world, "guide", "risks", id, "follow-up", CONFIRMED), 409, "step_not_possible")
    again = walk(world, "risks", id, [("guide", "clearance", CLEARANCE), ("guide", "follow-up", CONFIRMED)])
    assert again["state"] == "closed"


# --- one act, two traces -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("severity", ["general", "major"])
@pytest.mark.parametrize("hours", [0.5, 72])
def test_a_villages_report_tells_the_township_and_urges_the_children_in_one_act(
    world: World, severity: str, hours: float
) -> None:
    tried = [
        {"who": "林小明", "at": ago(hours), "reached": True},
        {"who": "林小红", "at": ago(hours), "reached": False},
    ]
    case = risk(world, "liaison", severity=severity, at=ago(hours), family_contacts=tried)
    assert kinds(case) == ["reported", "township_told", "family_contacted", "family_contacted"]
    told = [line["told"] for line in case["story"]]
    late = hours > (2 if severity == "major" else 48)
    assert told[1]["late"] is late
    assert [(one["who"], one["reached"], one["urged"]) for one in told[2:]] == [
        ("林小明", True, True), ("林小红", False, False),
    ]  # fmt: skip
    moments = [datetime.fromisoformat(line["at"]) for line in case["story"]]
    assert moments == sorted(set(moments))
    assert {line["by"]["role"] for line in case["story"]} == {"liaison"}


def test_who_tells_the_township_by_reporting_and_who_is_it(world: World) -> None:
    for who, severity, told in (
        ("liaison", "general", True), ("liaison", "major", True), ("agency", "major", True), ("agency", "general", False),
        ("guide", "major", False), ("supervisor", "major", False),
    ):  # fmt: skip
        case = risk(world, who, severity=severity)
        assert (case["township_told_at"] is not None, "township_told" in kinds(case)) == (told, told), (who, severity)


# --- what must come first ----------------------------------------------------------------------------------------------------


def test_a_major_risk_is_not_cleared_before_the_call_and_the_family(world: World) -> None:
    case = in_state(world, "handling", severity="major")
    id = case["id"]

    def missing() -> list[str]:
        with unwritten(world, case["elder_id"]):
            problem = refused(take(world, "guide", "risks", id, "clearance", CLEARANCE), 409, "steps_missing")
        found: list[str] = problem["missing"]
        assert all(step in problem["detail"] for step in found)
        return found

    assert missing() == ["emergency_call", "family_contact"]
    taken(world, "liaison", "risks", id, "family-contact", {"who": "林小明"})
    assert missing() == ["emergency_call"]
    taken(world, "liaison", "risks", id, "emergency-call", CALL)
    assert taken(world, "guide", "risks", id, "clearance", CLEARANCE)["state"] == "cleared"


@pytest.mark.parametrize("waived", ["help_on_site", "danger_over"])
def test_a_waiver_says_why_no_call_was_needed_and_nobody_to_reach_is_said_too(world: World, waived: str) -> None:
    id = in_state(world, "handling", severity="major")["id"]
    case = taken(world, "liaison", "risks", id, "emergency-call", {"waived": waived})
    assert case["story"][-1]["told"]["waived"] == waived
    assert "number" not in case["story"][-1]["told"]
    case = taken(world, "liaison", "risks", id, "family-contact", {"nobody": True})
    assert (case["story"][-1]["told"]["nobody"], case["family_reached"]) == (True, False)
    assert [one["step"] for one in case["awaited"]] == ["clearance"]
    assert taken(world, "guide", "risks", id, "clearance", CLEARANCE)["state"] == "cleared"


@pytest.mark.parametrize(("who", "missing"), [("liaison", ["family_contact"]), ("agency", None), ("guide", None)])
def test_of_a_general_risk_only_a_villages_own_report_asks_for_the_family(
    world: World, who: str, missing: list[str] | None
) -> None:
    id = in_state(world, "handling", who, kind="unsafe_gas")["id"]
    answer = take(world, "guide", "risks", id, "clearance", CLEARANCE)
    if missing is None:
        assert answer.status_code == 201, answer.text
    else:
        assert refused(answer, 409, "steps_missing")["missing"] == missing
        taken(world, who, "risks", id, "family-contact", CONTACT)
        taken(world, "guide", "risks", id, "clearance", CLEARANCE)


# --- neglect -----------------------------------------------------------------------------------------------------------------


def rung(world: World, who: str, id: str, by: str, **told: Any) -> httpx.Response:
    return take(world, who, "risks", id, "supervision", {"by": by, **told})


def test_supporters_are_urged_rung_by_rung_each_with_its_day(world: World) -> None:
    case = in_state(world, "reported", "liaison")
    id = case["id"]
    with unwritten(world, case["elder_id"]):
        assert refused(rung(world, "guide", id, "law_enforcement"), 409, "steps_missing")["missing"] == ["supervision"]
        refused(rung(world, "liaison", id, "law_enforcement"), 403, "forbidden")
        refused(take(world, "agency", "risks", id, "supervision", RUNG), 404, "risk_not_found")
    for who, by, on in (
        ("liaison", "village_committee", day(-3)),
        ("liaison", "elders_organisation", day(-2)),
        ("guide", "supporters_unit", day(-1)),
        ("guide", "law_enforcement", day()),
    ):
        answer = rung(world, who, id, by, on=on, note="督促")
        assert answer.status_code == 201, answer.text
        case = answer.json()
        assert (case["state"], case["story"][-1]["told"]) == ("reported", {"by": by, "on": on, "note": "督促"})
    assert case["rungs"] == ["village_committee", "elders_organisation", "supporters_unit", "law_enforcement"]


def test_a_grave_case_goes_to_law_enforcement_at_once_by_the_townships_decision(world: World) -> None:
    id = in_state(world, "reported", severity="major")["id"]
    refused(rung(world, "liaison", id, "law_enforcement"), 403, "forbidden")
    answer = rung(world, "guide", id, "law_enforcement")
    assert (answer.status_code, answer.json()["rungs"]) == (201, ["law_enforcement"])


def test_the_ladder_is_for_neglect_alone_and_an_agency_does_not_climb_it(world: World) -> None:
    case = risk(world, "agency", kind="unsafe_gas")
    with unwritten(world, case["elder_id"]):
        problem = refused(rung(world, "guide", case["id"], "village_committee"), 409, "step_not_possible")
        assert problem["possible"] == ["emergency_call", "family_contact", "handling", "severity", "withdrawal"]
    case = risk(world, "agency", kind="neglect")
    with unwritten(world, case["elder_id"]):
        refused(rung(world, "agency", case["id"], "village_committee"), 403, "forbidden")


# --- what is awaited ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "severity", "awaited"),
    [
        ("guide", "general", {("handling", "village", 120)}),
        ("liaison", "general", {("family_contact", "village", 72), ("handling", "village", 120)}),
        ("guide", "major", {("emergency_call", "village", 1), ("family_contact", "village", 2), ("handling", "township", 24)}),
    ],
)  # fmt: skip
def test_what_is_awaited_first_of_whom_and_within_how_many_hours(
    world: World, who: str, severity: str, awaited: set[tuple[str, str, int]]
) -> None:
    case = risk(world, who, severity=severity)

    def shown(case: Told) -> set[tuple[str, str, int]]:
        return {
            (
                one["step"], one["tier"],
                round((datetime.fromisoformat(one["by"]) - datetime.fromisoformat(one["since"])).total_seconds() / 3600),
            )
            for one in case["awaited"]
        }  # fmt: skip

    assert shown(case) == awaited
    still = {one for one in awaited if one[0] != "handling"}
    case = taken(world, "guide", "risks", case["id"], "handling", HANDLING)
    tier = "village" if severity == "general" else "township"
    assert shown(case) == still | {("clearance", tier, 360 if severity == "general" else 168)}
    taken(world, "liaison", "risks", case["id"], "emergency-call", CALL)
    taken(world, "liaison", "risks", case["id"], "family-contact", CONTACT)
    case = taken(world, "guide", "risks", case["id"], "clearance", CLEARANCE)
    assert shown(case) == {("follow_up", "township", 336 if severity == "general" else 168)}


@pytest.mark.parametrize(
    ("hours", "told"),
    [(0.5, ["village"]), (1.5, ["village", "township"]), (26, ["village", "township", "district"])],
)
def test_past_its_hour_the_tier_above_is_told_and_then_the_one_above_that(
    world: World, hours: float, told: list[str]
) -> None:
    case = risk(world, "guide", severity="major", at=ago(hours))
    call = next(one for one in case["awaited"] if one["step"] == "emergency_call")
    assert (call["told"], call["overdue"]) == (told, hours > 1)


# --- agencies and moves ------------------------------------------------------------------------------------------------------


def test_an_agency_whose_contract_ended_reads_its_report_and_acts_no_more(world: World) -> None:
    elder = world.register()
    case = risk(world, "ended_agency", elder, at=ago(24 * 40), note="到期前")  # it ended 30 days ago
    seen = read(world, "risks", case["id"], "ended_agency")
    assert (seen["note"], seen["possible"], case["possible"]) == ("到期前", [], [])
    assert listed(world, "ended_agency", "risks", elder_id=elder) == [case["id"]]
    with unwritten(world, elder):
        for step in ("emergency-call", "family-contact", "handling"):
            refused(take(world, "ended_agency", "risks", case["id"], step, STEPS[step]), 403, "forbidden")
    assert walk(world, "risks", case["id"], WAYS["closed"])["state"] == "closed"


def test_an_elder_who_moves_in_the_middle_takes_the_risk_along_and_the_old_side_keeps_its_report(world: World) -> None:
    elder = world.register("supervisor")
    mine = risk(world, "liaison", elder, kind="unsafe_gas", note="气味")["id"]
    theirs = risk(world, "agency", elder, kind="fall")["id"]
    taken(world, "guide", "risks", mine, "handling", HANDLING)
    transfer(world, elder, FAR_VILLAGE)
    for who, id in (("liaison", mine), ("agency", theirs)):
        seen = read(world, "risks", id, who)
        assert (seen["place"], seen["possible"]) == (VILLAGE, [])
        with unwritten(world, elder):
            for step in ("emergency-call", "handling"):
                refused(take(world, who, "risks", id, step, STEPS[step]), 403, "forbidden")
    as_absent(world, "guide", "risks", mine, "clearance", CLEARANCE)
    as_absent(world, "rival_agency", "risks", theirs, "handling", HANDLING)
    assert read(world, "risks", mine, "far_liaison")["place"] == FAR_VILLAGE
    way = [
        ("far_liaison", "family-contact", CONTACT),
        ("far_guide", "clearance", CLEARANCE),
        ("far_guide", "follow-up", CONFIRMED),
    ]
    assert walk(world, "risks", mine, way)["state"] == "closed"
    answer = world.as_("liaison").get(f"/v1/risks/{mine}")
    items = world.as_("liaison").get("/v1/risks", params={"elder_id": elder, "mine": True})
    assert (answer.json()["state"], answer.json()["place"]) == ("closed", VILLAGE)
    assert FAR_VILLAGE[:9] not in answer.text + items.text


def test_each_step_is_in_the_feed_of_whom_it_concerns_and_of_nobody_else(world: World) -> None:
    everybody = (
        "supervisor",
        "guide",
        "liaison",
        "platform",
        "agency",
        "rival_agency",
        "next_liaison",
        "far_guide",
        "next_agency",
    )
    start = {who: end(world, who) for who in everybody}
    elder = world.register()
    case = risk(
        world, "agency", elder, kind="neglect", severity="major", note="封存词一", at=ago(1),
        emergency_call={"number": "110", "at": ago(0.5), "by": "封存词二"},
        family_contacts=[{"who": "封存词三", "at": ago(0.4), "reached": False}],
    )  # fmt: skip
    walk(
        world, "risks", case["id"],
        [
            ("agency", "family-contact", {"who": "封存词四", "reached": True}),
            ("liaison", "supervision", RUNG | {"note": "封存词五"}),
            ("guide", "handling", {"by": "封存词六", "note": "封存词七"}),
            ("agency", "clearance", {"how": "封存词八"}),
            ("guide", "follow-up", REOPENED | {"note": "封存词九"}),
            ("guide", "clearance", CLEARANCE),
            ("guide", "follow-up", CONFIRMED),
            ("guide", "reopening", {"note": "封存词十"}),
        ],
    )  # fmt: skip
    settle(world)
    whole = ["reported", "township_told", "called", "family_contacted", "family_contacted", "supervised", "handled", "cleared",
             "followed_up", "cleared", "followed_up", "reopened"]  # fmt: skip
    for who in everybody:
        events = [
            e for e in drain(world, who, start[who])[0] if e["subject"] == elder and e["type"].startswith("risk.")
        ]
        wanted = [] if who in ("rival_agency", "next_liaison", "far_guide", "next_agency") else whole
        assert [e["type"].removeprefix("risk.") for e in events] == wanted, who
        assert "封存词" not in str(events)
        assert all(e["data"].get("risk_id", e["id"]) == case["id"] for e in events)


# --- lists -------------------------------------------------------------------------------------------------------------------


def test_every_filter_of_the_list_keeps_those_and_only_those(world: World) -> None:
    elder = world.register()
    late = risk(world, "guide", elder, at=ago(24 * 6))["id"]  # handling was due within five days
    later = risk(world, "guide", elder, at=ago(24 * 11))["id"]  # and five days after that it reaches the district
    grave = risk(world, "agency", elder, severity="major")["id"]
    handled = walk(world, "risks", risk(world, "liaison", elder, kind="fraud")["id"], WAYS["handling"])["id"]
    cleared = walk(world, "risks", risk(world, "guide", elder)["id"], WAYS["cleared"])["id"]
    closed = walk(world, "risks", risk(world, "agency", elder)["id"], WAYS["closed"])["id"]
    everything = [closed, cleared, handled, grave, later, late]

    def found(who: str = "guide", **filters: Any) -> list[str]:
        return listed(world, who, "risks", elder_id=elder, **filters)

    assert found() == everything
    assert found(state="reported") == [grave, later, late]
    assert found(state="handling") == [handled]
    assert found(state="cleared") == [cleared]
    assert found(state="withdrawn") == []
    assert found(open=True) == everything[1:]
    assert found(open=False) == [closed]
    assert found(overdue=True) == [later, late]
    assert found(overdue=False) == [closed, cleared, handled, grave]
    assert found(awaits="village") == [handled, grave, later, late]
    assert found(awaits="township") == [cleared, grave, later, late]
    assert found(awaits="district") == [later]
    assert found(severity="major") == [grave]
    assert found(kind="fraud") == [handled]
    assert found(mine=True) == [cleared, later, late]
    assert found("liaison", mine=True) == [handled]
    assert found("agency") == [closed, grave]
    assert found("agency", open=True) == [grave]
    assert found("rival_agency") == []
    assert found(place=VILLAGE) == everything
    assert found(place=NEXT_VILLAGE) == []
    assert set(everything) <= set(listed(world, "guide", "risks"))
