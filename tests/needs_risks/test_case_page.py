"""The page of a case: the whole story in order, with who and when, as far as the reader may see it; and words that were erased."""

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from carevisit import clock
from conftest import World

from .steps import Told, ago, day, listed, maker, need, read, risk, take, taken, walk

CONFIRMED = {"result": "confirmed"}
SECRETS = {f"秘词{n}" for n in "甲乙丙丁戊己庚辛壬癸子丑"}


def whole_need(world: World) -> Told:
    """A need of a phone call that went to an agency, came back, was met by a department and seen to be so."""
    caller = {"name": "秘词甲", "relationship": "daughter", "phone": "13900000077"}
    case = need(world, "liaison", origin="phone_in", caller=caller, note="秘词乙", at=ago(24 * 20))
    agency = {"agency": maker(world, "agency"), "due_on": day(9)}
    health = {"department": "health", "duty": 13, "due_on": day(9)}
    benefit = {"benefit": "秘词丙", "told_on": day(-9), "applied_on": day(-8), "outcome": "pending"}
    return walk(
        world, "needs", case["id"],
        [
            ("guide", "referral", agency | {"note": "秘词丁", "at": ago(24 * 19)}),
            ("agency", "decline", {"reason": "no_capacity", "note": "秘词戊", "at": ago(24 * 18)}),
            ("supervisor", "referral", health | {"at": ago(24 * 17)}),
            ("guide", "acceptance", {"at": ago(24 * 16)}),
            ("liaison", "benefit", benefit | {"at": ago(24 * 15)}),
            ("liaison", "progress", {"note": "秘词己", "at": ago(24 * 14)}),
            ("guide", "outcome", {"met": True, "note": "秘词庚", "at": ago(24 * 13)}),
            ("guide", "follow-up", CONFIRMED | {"loop": "referral", "on": day(-12), "at": ago(24 * 12)}),
            ("supervisor", "follow-up", CONFIRMED | {"loop": "difficulty", "on": day(-11), "note": "秘词辛", "at": ago(24 * 11)}),
        ],
    )  # fmt: skip


def whole_risk(world: World) -> Told:
    case = risk(
        world, "agency", kind="neglect", severity="major", note="秘词甲", at=ago(24 * 20), caller={"name": "秘词乙"},
        emergency_call={"number": "110", "at": ago(24 * 20), "by": "秘词丙"},
        family_contacts=[{"who": "秘词丁", "at": ago(24 * 20), "reached": False}],
    )  # fmt: skip
    return walk(
        world, "risks", case["id"],
        [
            ("liaison", "family-contact", {"who": "秘词戊", "reached": True, "urged": True, "at": ago(24 * 19)}),
            ("liaison", "supervision", {"by": "village_committee", "on": day(-18), "note": "秘词己", "at": ago(24 * 18)}),
            ("guide", "handling", {"by": "秘词庚", "note": "秘词辛", "at": ago(24 * 17)}),
            ("agency", "clearance", {"how": "秘词壬", "at": ago(24 * 16)}),
            ("supervisor", "follow-up", CONFIRMED | {"on": day(-15), "note": "秘词癸", "at": ago(24 * 15)}),
        ],
    )  # fmt: skip


@pytest.fixture(params=["needs", "risks"])
def whole(world: World, request: pytest.FixtureRequest) -> tuple[str, Told]:
    return request.param, (whole_need if request.param == "needs" else whole_risk)(world)


def by(case: Told) -> list[tuple[str, str]]:
    return [(line["kind"], line["by"]["role"]) for line in case["story"]]


def test_a_needs_story_is_told_in_order_with_role_maker_and_both_times(world: World) -> None:
    case = whole_need(world)
    assert by(case) == [
        ("need.raised", "liaison"), ("need.referred", "guide"), ("need.declined", "agency"), ("need.referred", "supervisor"),
        ("need.accepted", "guide"), ("need.benefit_told", "liaison"), ("need.progressed", "liaison"), ("need.concluded", "guide"),
        ("need.followed_up", "guide"), ("need.followed_up", "supervisor"),
    ]  # fmt: skip
    sides = {line["by"]["role"]: line["by"]["maker"] for line in case["story"]}
    assert sides == {who: maker(world, who) for who in ("liaison", "guide", "agency", "supervisor")}
    moments = [datetime.fromisoformat(line["at"]) for line in case["story"]]
    assert moments == sorted(moments)
    assert clock.now() - moments[0] > timedelta(days=19)
    for line in case["story"]:
        assert clock.now() - datetime.fromisoformat(line["recorded_at"]) < timedelta(minutes=5)
    told = [line["told"] for line in case["story"]]
    assert told[0] == {
        "need": "home_adaptation", "urgent": False, "origin": "phone_in", "reporter": "liaison", "note": "秘词乙",
        "caller": {"name": "秘词甲", "relationship": "daughter", "phone": "13900000077"},
    }  # fmt: skip
    assert told[1] == {"agency": maker(world, "agency"), "due_on": day(9), "note": "秘词丁"}
    assert told[2] == {"reason": "no_capacity", "note": "秘词戊"}
    assert told[3] == {"department": "health", "duty": 13, "due_on": day(9)}
    assert told[4] == {}
    assert told[7] == {"met": True, "note": "秘词庚"}
    assert told[9] == {"loop": "difficulty", "result": "confirmed", "on": day(-11), "note": "秘词辛"}
    assert (case["state"], case["note"], case["caller"]["name"], case["origin"]) == (
        "closed",
        "秘词乙",
        "秘词甲",
        "phone_in",
    )


def test_a_risks_story_is_told_in_order_with_role_and_maker(world: World) -> None:
    case = whole_risk(world)
    assert by(case) == [
        ("risk.reported", "agency"), ("risk.township_told", "agency"), ("risk.called", "agency"),
        ("risk.family_contacted", "agency"), ("risk.family_contacted", "liaison"), ("risk.supervised", "liaison"),
        ("risk.handled", "guide"), ("risk.cleared", "agency"), ("risk.followed_up", "supervisor"),
    ]  # fmt: skip
    told = [line["told"] for line in case["story"]]
    assert (told[1]["late"], told[2]["number"], told[2]["by"], told[4]["urged"]) == (True, "110", "秘词丙", True)
    assert told[5] == {"by": "village_committee", "on": day(-18), "note": "秘词己"}
    assert told[6] == {"by": "秘词庚", "note": "秘词辛"}
    assert (told[7]["how"], told[8]["note"]) == ("秘词壬", "秘词癸")
    assert (case["rungs"], case["caller"]["name"], case["note"]) == (["village_committee"], "秘词乙", "秘词甲")


def test_all_who_have_it_read_the_same_story(world: World, whole: tuple[str, Told]) -> None:
    noun, case = whole
    for who in ("liaison", "guide", "platform", "agency"):
        seen = read(world, noun, case["id"], who)
        assert seen | {name: case[name] for name in ("possible", "agencies")} == case, who
    line = next(i for i in world.as_("guide").get(f"/v1/{noun}", params={"elder_id": case["elder_id"]}).json()["items"])
    assert line == {name: case[name] for name in line}
    assert {"story", "awaited", "possible", "caller"} & set(line) == set()
    assert {"hands", "touched", "maker", "escalated", "own", "responsible", "place_no"} & set(case) == set()


def test_what_identifies_somebody_is_sealed_and_nowhere_else(world: World, whole: tuple[str, Told]) -> None:
    noun, case = whole
    assert any(word in str(case) for word in SECRETS)
    with psycopg.connect(world.owner_url) as owner:
        for table in ("entry", "head", "need", "risk", "task", "said"):
            rows = owner.execute(f"SELECT t::text FROM {table} t").fetchall()
            text = "\n".join(row for (row,) in rows)
            assert not [word for word in (*SECRETS, "13900000077") if word in text], table
    for path in (f"/v1/elders/{case['elder_id']}/timeline", f"/v1/elders/{case['elder_id']}/status", "/v1/worklist"):
        answer = world.as_("guide").get(path)
        assert answer.status_code == 200, path
        assert not [word for word in (*SECRETS, "13900000077") if word in answer.text], path
    refused = take(world, "guide", noun, case["id"], "reopening", {"note": "秘词子", "because": "秘词丑"})
    assert refused.status_code == 422
    assert "秘词" not in refused.text


def test_erased_words_are_left_out_and_the_page_the_list_and_the_next_step_go_on(
    world: World, whole: tuple[str, Told]
) -> None:
    noun, case = whole
    assert world.findings(world.changed()) == []  # until here; what is torn out below, verify would name
    with psycopg.connect(world.owner_url) as owner:
        owner.execute("ALTER TABLE sealed DISABLE TRIGGER ALL")
        gone = owner.execute(
            "DELETE FROM sealed s USING entry e WHERE s.subject = %s AND e.subject = s.subject AND e.version = s.version"
            " AND (e.kind LIKE 'need.%%' OR e.kind LIKE 'risk.%%')",
            (case["elder_id"],),
        ).rowcount
        owner.execute("ALTER TABLE sealed ENABLE TRIGGER ALL")
    assert gone >= 5
    after = read(world, noun, case["id"])
    assert "秘词" not in str(after)
    assert (after["note"], after["caller"], by(after)) == (None, None, by(case))
    same = set(case) - {"note", "caller", "story"}
    assert {name: after[name] for name in same} == {name: case[name] for name in same}
    assert listed(world, "guide", noun, elder_id=case["elder_id"]) == [case["id"]]
    again = taken(world, "guide", noun, case["id"], "reopening", {"note": "秘词子"})
    assert (again["note"], again["story"][-1]["told"]) == (None, {"note": "秘词子"})
    world.changed()  # so that the views are not compared with a ledger from which something was torn


def test_a_visits_case_names_its_visits_and_the_visit_its_cases(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in("agency", elder, 3, safety={"gas": "unsafe"}, needs=[{"kind": "comfort", "note": "秘词甲"}])
    again = world.hand_in("liaison", elder, 1, safety={"gas": "unsafe"})
    case = read(world, "risks", receipt["risks"][0], "agency")
    assert (case["visit_id"], case["visits"]) == (receipt["id"], [receipt["id"], again["id"]])
    assert [(line["kind"], line["by"]["role"]) for line in case["story"]] == [
        ("risk.reported", "agency"), ("risk.seen_again", "liaison"),
    ]  # fmt: skip
    told = read(world, "needs", receipt["needs"][0])
    assert (told["note"], told["story"][0]["told"]["visit_id"]) == ("秘词甲", receipt["id"])


def test_the_page_says_what_each_reader_could_do_now(world: World) -> None:
    case = need(world, "agency")
    taken(world, "guide", "needs", case["id"], "referral", {"agency": maker(world, "rival_agency"), "due_on": day(3)})
    possible: dict[str, Any] = {
        who: read(world, "needs", case["id"], who)["possible"]
        for who in ("supervisor", "guide", "liaison", "agency", "rival_agency", "platform")
    }
    assert possible == {
        "supervisor": ["acceptance", "decline", "benefit", "withdrawal"],
        "guide": ["acceptance", "decline", "benefit", "withdrawal"],
        "liaison": ["benefit"], "agency": [], "rival_agency": ["acceptance", "decline", "benefit"], "platform": [],
    }  # fmt: skip
