"""What a visit's record opens by itself, attaches to, and takes back when it is corrected or void."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from carevisit import clock
from carevisit.elders import follow_places
from carevisit.ledger import Ledger
from conftest import FAR_VILLAGE, VILLAGE, World, living, visit
from feed.test_feed_routes import drain, end, settle
from visits.mending import VOID, correction, mended
from visits.test_visit_routes import not_met

from .steps import Told, entries, listed, need, read, risk, taken, transfer, unwritten

GAS: Told = {"safety": {"gas": "unsafe"}}
SEVERE: Told = {"health": {"illness": {"change": "severe", "name": "高血压"}}}
DECLINE: Told = {"mood": "worse", "hygiene": {"personal": "worse"}}
RISKS = [
    (GAS, "unsafe_gas"),
    ({"safety": {"water_heating": "unsafe"}}, "unsafe_water"),
    ({"safety": {"electricity": "unsafe"}}, "unsafe_electricity"),
    (SEVERE, "acute_illness"),
]


def one_of(world: World, receipt: Told, noun: str) -> Told:
    (id,) = receipt[noun]
    return read(world, noun, id)


def count(world: World, elder: str) -> tuple[int, int]:
    told = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    return told["open_needs"], told["open_risks"]


def kinds(case: Told) -> list[str]:
    return [line["kind"].split(".")[1] for line in case["story"]]


# --- what opens --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("marks", "kind"), RISKS)
@pytest.mark.parametrize("who", ["agency", "liaison"])
def test_a_mark_opens_one_general_risk_linked_both_ways(world: World, marks: Told, kind: str, who: str) -> None:
    elder = world.register()
    receipt = world.hand_in(who, elder, 5, **marks)
    case = one_of(world, receipt, "risks")
    assert (case["kind"], case["severity"], case["origin"], case["state"]) == (kind, "general", "marks", "reported")
    assert (case["visit_id"], case["visits"], case["elder_id"]) == (receipt["id"], [receipt["id"]], elder)
    assert datetime.fromisoformat(case["reported_at"]) < clock.now() - timedelta(hours=4.9)  # found on the visit
    assert (receipt["needs"], count(world, elder)) == ([], (0, 1))
    shown = world.as_(who).get(f"/v1/visits/{receipt['id']}").json()
    assert (shown["risks"], shown["needs"]) == (receipt["risks"], [])
    assert read(world, "risks", case["id"], who)["story"][0]["by"]["role"] == who
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    assert {i["cause"] for i in items if i["kind"].startswith("risk.")} == {receipt["id"]}


@pytest.mark.parametrize(
    ("marks", "opens"),
    [
        (DECLINE, True),
        ({"health": {"expression": "worse", "mobility": "worse"}}, True),
        ({"health": {"mobility": "worse"}, "hygiene": {"household": "worse"}}, True),
        ({"mood": "worse"}, False),
        ({"mood": "worse", "indoor_environment": "worse"}, False),
        ({"mood": "better", "hygiene": {"personal": "better", "household": "better"}}, False),
    ],
)
def test_a_decline_in_two_or_more_marks_opens_a_need_of_health(world: World, marks: Told, opens: bool) -> None:
    elder = world.register()
    receipt = world.hand_in("agency", elder, **marks)
    assert count(world, elder) == (int(opens), 0)
    if opens:
        case = one_of(world, receipt, "needs")
        assert (case["kind"], case["origin"], case["urgent"], case["state"]) == ("health", "marks", False, "raised")
        assert [one["step"] for one in case["awaited"]] == ["referral"]


@pytest.mark.parametrize(
    "marks", [{}, {"safety": {"gas": "fairly_safe"}}, {"health": {"illness": {"change": "improved"}}}]
)
def test_what_is_not_marked_opens_nothing(world: World, marks: Told) -> None:
    elder = world.register()
    receipt = world.hand_in("agency", elder, **marks)
    assert (receipt["needs"], receipt["risks"], entries(world, elder)) == ([], [], 2)


def test_one_record_may_open_several(world: World) -> None:
    elder = world.register()
    marks = {"safety": {"gas": "unsafe", "electricity": "unsafe"}} | DECLINE | SEVERE
    receipt = world.hand_in("agency", elder, **marks)
    assert {read(world, "risks", id)["kind"] for id in receipt["risks"]} == {
        "unsafe_gas",
        "unsafe_electricity",
        "acute_illness",
    }
    assert count(world, elder) == (1, 3)


def test_what_the_sheet_itself_tells_of_is_that_one(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in(
        "agency", elder, **GAS, **DECLINE, risks=[{"kind": "unsafe_gas", "severity": "major", "note": "漏气"}],
        needs=[{"kind": "health", "urgent": True}],
    )  # fmt: skip
    (gas, health) = one_of(world, receipt, "risks"), one_of(world, receipt, "needs")
    assert (gas["severity"], gas["origin"], health["urgent"], health["origin"]) == ("major", "visit", True, "visit")
    assert count(world, elder) == (1, 1)


def test_two_visits_in_a_row_at_which_nobody_was_met_open_a_risk_of_missing_once(world: World) -> None:
    elder = world.register()
    receipts = [world.hand_in("agency", elder, **not_met(hours)) for hours in (30, 20, 10)]
    assert [len(one["risks"]) for one in receipts] == [0, 1, 1]
    assert receipts[1]["risks"] == receipts[2]["risks"]
    case = one_of(world, receipts[1], "risks")
    assert (case["kind"], case["visits"]) == ("missing", [receipts[1]["id"], receipts[2]["id"]])
    world.hand_in("agency", elder, 5)
    assert count(world, elder) == (0, 1)  # who was met is not missing, but somebody must say so


# --- once per cause ----------------------------------------------------------------------------------------------------------


def test_a_later_mark_belongs_to_the_case_that_is_open_whoever_opened_it(world: World) -> None:
    elder = world.register()
    told = risk(world, "liaison", elder, kind="unsafe_gas", severity="major")["id"]
    first = world.hand_in("agency", elder, 3, **GAS)
    second = world.hand_in("liaison", elder, 2, **GAS)
    assert (first["risks"], second["risks"]) == ([], [told])  # an agency does not see what another side has in hand
    case = read(world, "risks", told)
    assert (case["visits"], case["severity"], case["visit_id"]) == ([first["id"], second["id"]], "major", None)
    assert kinds(case) == ["reported", "township_told", "seen_again", "seen_again"]
    assert [line["told"].get("visit_id") for line in case["story"][2:]] == [first["id"], second["id"]]
    assert count(world, elder) == (0, 1)
    raised = need(world, "liaison", elder, kind="health")["id"]
    assert world.hand_in("liaison", elder, 1, **DECLINE)["needs"] == [raised]
    assert kinds(read(world, "needs", raised)) == ["raised", "seen_again"]


def test_an_elders_head_does_not_grow_with_the_visits_that_speak_of_an_open_case(world: World) -> None:
    elder = world.register()
    receipts = [world.hand_in("agency", elder, hours, **GAS) for hours in (5, 4, 3, 2)]
    visits = [receipt["id"] for receipt in receipts]
    assert one_of(world, receipts[-1], "risks")["visits"] == visits
    (head,) = world.ask("SELECT status::text AS status FROM head WHERE subject = %s", elder)
    assert [visit for visit in visits if visit in head["status"]] == [
        visits[0],
        visits[-1],
    ]  # what opened it; the latest


@pytest.mark.parametrize("state", ["handling", "cleared", "closed"])
def test_a_mark_attaches_in_every_state_but_the_last_and_leaves_it_there(world: World, state: str) -> None:
    elder = world.register()
    id = world.hand_in("guide", elder, 9, **GAS)["risks"][0]
    for step, told in (("handling", {}), ("clearance", {"how": "已换"}), ("follow-up", {"result": "confirmed"})):
        if read(world, "risks", id)["state"] != state:
            taken(world, "guide", "risks", id, step, told)
    before = read(world, "risks", id)
    again = world.hand_in("liaison", elder, 0.5, **GAS)
    after = read(world, "risks", id)
    if state == "closed":  # that one is over: this is another
        assert again["risks"] != [id]
        assert after == before
        assert count(world, elder) == (0, 1)
    else:
        assert (again["risks"], after["state"], after["since"]) == ([id], state, before["since"])
        assert after["revision"] == before["revision"] + 1
        assert {one["step"]: one["by"] for one in after["awaited"]} == {
            one["step"]: one["by"] for one in before["awaited"]
        }


# --- corrected, void, late ---------------------------------------------------------------------------------------------------


def test_a_correction_without_the_mark_withdraws_what_only_it_had_opened(world: World) -> None:
    elder = world.register()
    start = end(world)
    receipt = world.hand_in("agency", elder, 5, **GAS, **DECLINE)
    gas, health = receipt["risks"][0], receipt["needs"][0]
    mended(world, "agency", receipt["id"], correction(5, mood="worse", hygiene={"personal": "worse"}))
    case = read(world, "risks", gas)
    assert (case["state"], case["awaited"], case["possible"], kinds(case)) == (
        "withdrawn", [], [], ["reported", "withdrawn"],
    )  # fmt: skip
    assert case["story"][1]["told"] == {"visit_id": receipt["id"], "reason": "visit_mended"}
    assert case["story"][1]["by"]["role"] == "agency"
    assert kinds(read(world, "risks", gas, "agency")) == ["reported", "withdrawn"]  # its maker reads so too
    assert (read(world, "needs", health)["state"], count(world, elder)) == ("raised", (1, 0))
    assert listed(world, "guide", "risks", elder_id=elder, state="withdrawn") == [gas]
    assert listed(world, "guide", "risks", elder_id=elder, open=True) == []
    settle(world)
    events = [e for e in drain(world, after=start)[0] if e["subject"] == elder]
    assert [(e["type"], e["corrects"]) for e in events if e["type"].startswith("risk.")] == [
        ("risk.reported", None), ("risk.withdrawn", gas),
    ]  # fmt: skip
    mended(world, "agency", receipt["id"], correction(5, **GAS), 2)  # it was so after all
    assert count(world, elder) == (0, 1)
    assert listed(world, "guide", "risks", elder_id=elder, open=True) != [gas]


def test_a_correction_that_adds_a_mark_opens_what_follows_from_it(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in("agency", elder, 5)
    assert count(world, elder) == (0, 0)
    after = mended(world, "agency", receipt["id"], correction(5, **GAS))
    case = one_of(world, after, "risks")
    assert (case["kind"], case["visit_id"], case["state"]) == ("unsafe_gas", receipt["id"], "reported")
    assert world.as_("agency").get(f"/v1/visits/{receipt['id']}").json()["risks"] == [case["id"]]


def test_a_void_withdraws_what_the_sheet_told_of_and_what_its_marks_opened(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in(
        "agency", elder, 5, **GAS, needs=[{"kind": "comfort"}], risks=[{"kind": "fall", "severity": "major"}]
    )
    assert count(world, elder) == (1, 2)
    mended(world, "agency", receipt["id"], VOID)
    assert count(world, elder) == (0, 0)
    for noun in ("needs", "risks"):
        for id in receipt[noun]:
            assert read(world, noun, id)["state"] == "withdrawn"
    assert "open_major_risk" not in {
        f["code"] for f in world.as_("guide").get(f"/v1/elders/{elder}/status").json()["flags"]
    }


@pytest.mark.parametrize(
    ("who", "step", "told", "stays"),
    [
        ("guide", "handling", {}, True),
        ("guide", "emergency-call", {"number": "119"}, True),
        ("agency", "emergency-call", {"number": "119"}, False),
        ("agency", "family-contact", {"who": "林小明"}, False),
        ("agency", "handling", {}, False),
    ],
)
def test_what_somebody_else_has_acted_on_stays_what_only_its_reporter_did_goes(
    world: World, who: str, step: str, told: Told, stays: bool
) -> None:
    receipt = world.hand_in("agency", world.register(), 5, **GAS)
    before = taken(world, who, "risks", receipt["risks"][0], step, told)
    mended(world, "agency", receipt["id"], VOID)
    case = read(world, "risks", receipt["risks"][0])
    assert (case["state"] != "withdrawn") == stays
    assert case["revision"] == before["revision"] + int(not stays)  # a version that was read once is never another's


def test_a_need_that_was_referred_stays_though_the_visit_never_was(world: World) -> None:
    receipt = world.hand_in("agency", world.register(), 5, **DECLINE)
    id = receipt["needs"][0]
    due = (clock.today() + timedelta(days=3)).isoformat()
    taken(world, "guide", "needs", id, "referral", {"department": "health", "due_on": due})
    mended(world, "agency", receipt["id"], VOID)
    assert read(world, "needs", id)["state"] == "referred"


@pytest.mark.parametrize("first", [0, 1])
def test_while_another_visit_says_it_too_a_case_stays_and_goes_with_the_last(world: World, first: int) -> None:
    elder = world.register()
    receipts = [world.hand_in("agency", elder, hours, **GAS) for hours in (9, 5)]
    id = receipts[0]["risks"][0]
    mended(world, "agency", receipts[first]["id"], VOID)
    assert (read(world, "risks", id)["state"], count(world, elder)) == ("reported", (0, 1))
    mended(world, "agency", receipts[1 - first]["id"], VOID)
    assert (read(world, "risks", id)["state"], count(world, elder)) == ("withdrawn", (0, 0))


def test_a_mark_that_is_taken_back_leaves_the_case_that_it_was_set_on_and_the_story_says_so(world: World) -> None:
    elder = world.register()
    id = risk(world, "liaison", elder, kind="unsafe_gas")["id"]
    receipt = world.hand_in("agency", elder, 1, **GAS)
    seen = read(world, "risks", id)
    mended(world, "agency", receipt["id"], correction(1))
    case = read(world, "risks", id)
    assert (case["state"], case["visits"]) == ("reported", [])
    assert kinds(case) == ["reported", "township_told", "seen_again", "withdrawn"]
    assert kinds(read(world, "risks", id, "liaison")) == kinds(case)
    assert case["revision"] > seen["revision"]  # a version that was read once is never another's


def test_the_same_of_a_need(world: World) -> None:
    elder = world.register()
    id = need(world, "agency", elder, kind="health")["id"]
    receipt = world.hand_in("liaison", elder, 1, **DECLINE)
    seen = read(world, "needs", id)
    mended(world, "liaison", receipt["id"], VOID)
    case = read(world, "needs", id)
    assert (case["state"], case["visits"], kinds(case)) == ("raised", [], ["raised", "seen_again", "withdrawn"])
    assert kinds(read(world, "needs", id, "agency")) == kinds(case)
    assert case["revision"] > seen["revision"]


@pytest.mark.parametrize("first", [0, 1])
def test_what_one_sheet_told_of_and_another_visit_marked_goes_with_the_last_of_them(world: World, first: int) -> None:
    elder = world.register()
    told = world.hand_in("agency", elder, 9, risks=[{"kind": "unsafe_gas", "severity": "major", "note": "漏气"}])
    marked = world.hand_in("liaison", elder, 5, **GAS)
    (id,) = told["risks"]
    assert marked["risks"] == [id]
    voids = [(told["id"], "agency"), (marked["id"], "liaison")]
    for turn, state in ((first, "reported"), (1 - first, "withdrawn")):
        visit_id, who = voids[turn]
        mended(world, who, visit_id, VOID)
        assert read(world, "risks", id)["state"] == state
    assert count(world, elder) == (0, 0)


def test_what_the_sheet_itself_told_of_stays_when_only_its_marks_are_corrected(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in("agency", elder, 5, **GAS, risks=[{"kind": "unsafe_gas", "severity": "major"}])
    mended(world, "agency", receipt["id"], correction(5))
    assert (read(world, "risks", receipt["risks"][0])["state"], count(world, elder)) == ("reported", (0, 1))


def test_a_void_after_a_move_withdraws_for_both_sides_and_tells_the_old_one_nothing_of_the_new(world: World) -> None:
    elder = world.register("supervisor")
    receipt = world.hand_in("liaison", elder, 30, **GAS)
    (id,) = receipt["risks"]
    transfer(world, elder, FAR_VILLAGE)
    start = {who: end(world, who) for who in ("liaison", "far_guide", "guide", "next_liaison")}
    mended(world, "liaison", receipt["id"], VOID)
    for who, place in (("liaison", VILLAGE), ("far_guide", FAR_VILLAGE), ("supervisor", FAR_VILLAGE)):
        case = read(world, "risks", id, who)
        assert (case["state"], case["place"], kinds(case)) == ("withdrawn", place, ["reported", "withdrawn"]), who
    settle(world)
    for who, after in start.items():
        events = [e for e in drain(world, who, after)[0] if e["subject"] == elder]
        heard = ["visit.voided", "risk.withdrawn"] if who != "next_liaison" else []
        assert ([e["type"] for e in events], FAR_VILLAGE in str(events)) == (heard, False), who


def test_a_contact_told_late_between_two_attempts_withdraws_what_their_row_had_opened(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder, **not_met(60))
    id = world.hand_in("agency", elder, **not_met(10))["risks"][0]
    late = world.hand_in("liaison", elder, 55, mode="phone")
    case = read(world, "risks", id)
    assert (case["state"], count(world, elder), late["risks"]) == ("withdrawn", (0, 0), [])
    assert case["story"][-1]["by"]["role"] == "liaison"
    again = mended(world, "liaison", late["id"], VOID)  # nobody was met after all
    assert count(world, elder) == (0, 1)
    assert again["version"] == 2
    (other,) = listed(world, "guide", "risks", elder_id=elder, open=True)
    assert read(world, "risks", other)["kind"] == "missing"


def test_a_contact_told_late_leaves_a_row_that_somebody_has_acted_on(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder, **not_met(60))
    id = world.hand_in("agency", elder, **not_met(10))["risks"][0]
    taken(world, "guide", "risks", id, "handling", {"note": "已派人"})
    world.hand_in("liaison", elder, 55)
    assert read(world, "risks", id)["state"] == "handling"


def test_an_attempt_told_late_makes_a_row_and_opens_the_risk(world: World) -> None:
    elder = world.register()
    later = world.hand_in("agency", elder, **not_met(10))
    assert count(world, elder) == (0, 0)
    world.hand_in("agency", elder, **not_met(60))
    (id,) = listed(world, "guide", "risks", elder_id=elder)
    assert (read(world, "risks", id)["kind"], read(world, "risks", id)["visit_id"]) == ("missing", later["id"])


def test_what_two_records_come_to_speak_of_at_once_is_one_case(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder, **not_met(60))
    middle = world.hand_in("agency", elder, 40)
    last = world.hand_in("agency", elder, **not_met(20))
    told = correction(40, outcome="not_met", not_met_reason="nobody_home", elder_signed=None)
    mended(world, "agency", middle["id"], told)  # the second attempt in a row, which makes the last the third
    (id,) = listed(world, "guide", "risks", elder_id=elder)
    case = read(world, "risks", id)
    assert (case["kind"], case["visit_id"], case["visits"]) == ("missing", middle["id"], [middle["id"], last["id"]])
    assert kinds(case) == ["reported", "seen_again"]
    mended(world, "agency", middle["id"], correction(40), 2)
    assert (read(world, "risks", id)["state"], count(world, elder)) == ("withdrawn", (0, 0))


def test_a_record_sent_again_opens_nothing_more_and_a_refused_one_nothing(world: World) -> None:
    elder = world.register()
    told = visit(elder, 3, record_no="marks-1", **GAS)
    first, again = (world.as_("agency").post("/v1/visits", json=told) for _ in range(2))
    assert first.json() == again.json()
    assert count(world, elder) == (0, 1)
    with unwritten(world, elder):
        assert world.as_("agency").post("/v1/visits", json=told | DECLINE).status_code == 409
        assert world.as_("agency").post("/v1/visits", json=visit(elder, -3, **SEVERE)).status_code == 422


# --- another profile ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shandong(template: World) -> Iterator[World]:
    """A scene of its own, where the clock moves."""
    with living(template, CAREVISIT_SANDBOX_CLOCK="true") as one:
        yield one


def adopt_zaozhuang(world: World) -> None:
    """The village takes over the notice of Zaozhuang, and the day on which it holds has come."""

    async def tell_the_files(ledger: Ledger) -> None:
        while await follow_places(ledger):
            pass

    on = (clock.today().replace(day=1) + timedelta(days=70)).replace(day=1)
    body = {"profile": "zaozhuang-2018", "from_on": on.isoformat()}
    answer = world.as_("supervisor").post(f"/v1/places/{VILLAGE}/profile", json=body)
    assert answer.status_code == 201, answer.text
    world.run(tell_the_files)
    moved = world.as_("guide").put("/v1/sandbox/clock", json={"now": f"{on.isoformat()}T04:00:00Z"})
    assert moved.status_code == 200, moved.text


def four_checks(world: World, elder: str, marks: Told | None = None, **checks: Any) -> Told:
    now = datetime.fromisoformat(world.as_("guide").get("/v1/sandbox/clock").json()["now"])
    started = (now - timedelta(minutes=5)).isoformat()
    told = visit(elder, checks=checks, started_at=started, ended_at=None, **(marks or {}))
    answer = world.as_("guide").post("/v1/visits", json=told)
    assert answer.status_code == 201, answer.text
    receipt: Told = answer.json()
    return receipt


def test_one_of_zaozhuangs_four_checks_that_fails_opens_a_risk_or_a_need(shandong: World) -> None:
    world = shandong
    elders = [world.register() for _ in range(7)]
    adopt_zaozhuang(world)
    assert world.as_("guide").get(f"/v1/elders/{elders[0]}/status").json()["profile"] == "zaozhuang-2018"
    for elder, check in zip(elders, ("food", "clothing", "housing"), strict=False):
        receipt = four_checks(world, elder, **{check: False, "medical": True})
        assert (one_of(world, receipt, "risks")["kind"], receipt["needs"]) == ("unmet_basic_needs", []), check
    receipt = four_checks(world, elders[3], medical=False)
    assert (one_of(world, receipt, "needs")["kind"], receipt["risks"]) == ("health", [])
    receipt = four_checks(world, elders[4], food=False, clothing=False, housing=False, medical=False)
    assert (len(receipt["risks"]), len(receipt["needs"])) == (1, 1)
    receipt = four_checks(world, elders[5], food=True, clothing=True, housing=True, medical=True)
    assert (receipt["risks"], receipt["needs"]) == ([], [])
    receipt = four_checks(world, elders[6], {"mood": "worse", "hygiene": {"personal": "worse"}}, medical=False)
    assert len(receipt["needs"]) == 1  # two rules, one kind
    again = four_checks(world, elders[0], clothing=False)
    assert len(one_of(world, again, "risks")["visits"]) == 2
    assert world.findings() == []


def test_in_hanjiang_the_four_checks_open_nothing(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in(
        "agency", elder, checks={"food": False, "clothing": False, "housing": False, "medical": False}
    )
    assert (receipt["needs"], receipt["risks"]) == ([], [])


def test_an_agency_is_not_told_of_the_case_that_another_had_opened(world: World) -> None:
    elder = world.register()
    (first,) = world.hand_in("agency", elder, 5, safety={"gas": "unsafe"})["risks"]
    again = world.hand_in("rival_agency", elder, 4, safety={"gas": "unsafe"})
    assert again["risks"] == []
    assert world.as_("rival_agency").get(f"/v1/visits/{again['id']}").json()["risks"] == []
    page = world.as_("guide").get(f"/v1/risks/{first}").json()
    assert again["id"] in page["visits"]
    assert [line["kind"] for line in page["story"]] == ["risk.reported", "risk.seen_again"]
    assert world.hand_in("liaison", elder, 3, safety={"gas": "unsafe"})["risks"] == [first]
