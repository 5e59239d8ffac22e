"""What follows from a correction or a void, and who receives it."""

from datetime import datetime, timedelta
from typing import Any

from carevisit import clock
from conftest import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World
from feed.test_feed_routes import drain, end, settle
from visits.mending import VOID, correction, mended, reopen, transfer, versions
from visits.test_visit_routes import flags, not_met, status

# --- what follows ------------------------------------------------------------------------------------------------------------


def test_the_running_number_stays_without_gaps_and_a_first_meeting_gets_the_next(world: World) -> None:
    elder = world.register()
    attempt = world.hand_in("agency", elder, **not_met(30))
    met = [world.hand_in("agency", elder, 20 - n) for n in range(3)]
    assert [r["running_no"] for r in (attempt, *met)] == [None, 1, 2, 3]
    nobody = {"outcome": "not_met", "not_met_reason": "nobody_home", "elder_signed": None}
    second = met[1]["id"]
    assert mended(world, "agency", second, correction(19, **nobody))["running_no"] == 2  # it keeps what it was given
    assert mended(world, "agency", attempt["id"], correction(30))["running_no"] == 4
    assert mended(world, "agency", attempt["id"], correction(30, **nobody), 2)["running_no"] == 4
    assert mended(world, "agency", attempt["id"], correction(31), 3)["running_no"] == 4
    assert mended(world, "guide", attempt["id"], VOID, 4)["running_no"] == 4
    assert mended(world, "agency", second, correction(19), 2)["running_no"] == 2
    assert world.hand_in("liaison", elder)["running_no"] == 5
    rows = world.as_("guide").get("/v1/visits", params={"elder_id": elder}).json()["items"]
    assert sorted(row["running_no"] for row in rows) == [1, 2, 3, 4, 5]
    assert (status(world, elder)["running_no"], status(world, elder)["visits_count"]) == (5, 4)


def test_status_list_timeline_and_feed_follow_a_correction_and_a_void(world: World) -> None:
    reopen(world, 60)  # the visit is moved to a month that is locked
    start = end(world)
    elder = world.register()
    id = world.hand_in("agency", elder, 1)["id"]

    def told() -> tuple[Any, ...]:
        now = status(world, elder)
        return (
            now["visits_count"],
            now["last_in_home_on"],
            now["last_contact_on"],
            now["window"]["made"],
            now["overdue"],
        )

    def listed(**filters: Any) -> list[tuple[str, str, int]]:
        rows = world.as_("guide").get("/v1/visits", params={"elder_id": elder, **filters}).json()["items"]
        return [(row["state"], row["day"], row["version"]) for row in rows]

    today = clock.day_of(clock.now() - timedelta(hours=1)).isoformat()
    long_ago = clock.day_of(clock.now() - timedelta(hours=24 * 60)).isoformat()
    assert told()[:2] == (1, today)
    mended(world, "agency", id, correction(1, mode="phone", elder_signed=None))
    assert told() == (1, None, today, 0, True)
    mended(world, "agency", id, correction(24 * 60), 2)
    assert told() == (1, long_ago, long_ago, 0, True)
    assert listed() == listed(to=long_ago) == [("corrected", long_ago, 3)]
    assert listed(**{"from": today}) == []
    mended(world, "agency", id, VOID, 3)
    assert told() == (0, None, None, 0, True)
    assert listed() == [("void", long_ago, 4)]
    for who in ("agency", "guide", "liaison"):
        items = world.as_(who).get(f"/v1/elders/{elder}/timeline").json()["items"]
        assert [i["kind"] for i in items][:4] == [
            "visit.voided",
            "visit.corrected",
            "visit.corrected",
            "visit.recorded",
        ]
        assert [i["corrects"] for i in items[:4]] == [id, id, id, None]
    settle(world)
    events = [e for e in drain(world, after=start)[0] if e["subject"] == elder]
    assert [e["type"] for e in events] == [
        "elder.registered", "visit.recorded", "visit.corrected", "visit.corrected", "visit.voided",
    ]  # fmt: skip
    assert [e["corrects"] for e in events] == [None, None, id, id, id]
    assert datetime.fromisoformat(events[4]["time"]) == datetime.fromisoformat(events[1]["time"])
    assert "当日未上门" not in str(events)


def test_the_attempts_in_a_row_are_counted_anew(world: World) -> None:
    elder = world.register()
    first, second, third = (world.hand_in("agency", elder, **not_met(h))["id"] for h in (9, 8, 7))
    assert (status(world, elder)["not_met_streak"], flags(world, elder)) == (3, ["open_risk", "not_met_twice"])
    mended(world, "agency", second, correction(8))
    assert (status(world, elder)["not_met_streak"], flags(world, elder)) == (1, [])
    mended(world, "agency", second, VOID, 2)
    assert status(world, elder)["not_met_streak"] == 2
    caused = {flag["code"]: flag["cause"] for flag in status(world, elder)["flags"]}
    assert caused["not_met_twice"] == third
    mended(world, "agency", first, correction(6, mode="phone", elder_signed=None))  # any contact ends it
    assert status(world, elder)["not_met_streak"] == 0


def test_what_was_known_when_stays_answered_at_every_moment(world: World) -> None:
    elder = world.register()
    id = world.hand_in("agency", elder, 24)["id"]
    mended(world, "agency", id, correction(24 * 3))
    mended(world, "guide", id, correction(24 * 2, mode="phone", elder_signed=None), 2)
    mended(world, "supervisor", id, VOID, 3)
    known = [datetime.fromisoformat(v["recorded_at"]) for v in versions(world, id)]

    def days_ago(days: float) -> str:
        return clock.day_of(clock.now() - timedelta(days=days)).isoformat()

    contacts = [(days_ago(1), 1.0, "in_home"), (days_ago(3), 3.0, "in_home"), (days_ago(2), 2.0, "phone"), None]
    for turn, contact in enumerate(contacts):
        for moment in (known[turn], (known[turn + 1] - timedelta(microseconds=1)) if turn < 3 else clock.now()):
            for days in (0.5, 1.5, 2.5, 3.5):
                at = (clock.now() - timedelta(days=days)).isoformat()
                told = (
                    world.as_("guide")
                    .get(f"/v1/elders/{elder}/status", params={"at": at, "known_at": moment.isoformat()})
                    .json()
                )
                there = contact is not None and contact[1] > days
                assert told["visits_count"] == int(there), (turn, days)
                assert told["last_by_mode"] == ({contact[2]: contact[0]} if there and contact else {})
                at_home = there and contact is not None and contact[2] == "in_home"
                assert told["last_in_home_on"] == (contact[0] if at_home and contact else None)
    before = (known[0] - timedelta(microseconds=1)).isoformat()
    told = world.as_("guide").get(f"/v1/elders/{elder}/status", params={"known_at": before}).json()
    assert (told["visits_count"], told["running_no"]) == (0, 0)


def test_the_next_visit_falls_due_again_when_the_one_that_met_the_window_is_void(world: World) -> None:
    elder = world.register()
    before = status(world, elder)
    id = world.hand_in("agency", elder, 0, ended_at=None)["id"]
    after = status(world, elder)
    assert (after["window"]["made"], after["month"]["windows_met"]) == (1, 1)
    assert after["next_due_on"] > before["next_due_on"]
    mended(world, "agency", id, VOID)
    again = status(world, elder)
    same = ("window", "month", "next_due_on", "overdue", "overdue_since", "last_in_home_on", "visits_count")
    assert {name: again[name] for name in same} == {name: before[name] for name in same}


# --- who hears of it ---------------------------------------------------------------------------------------------------------


def heard(world: World, who: str, after: str, elder: str) -> list[str]:
    return [e["type"] for e in drain(world, who, after)[0] if e["subject"] == elder and e["type"].startswith("visit.")]


def test_a_mend_is_heard_by_all_who_heard_the_record_or_what_was_mended_of_it(world: World) -> None:
    everybody = (
        "agency",
        "liaison",
        "guide",
        "next_liaison",
        "far_liaison",
        "far_guide",
        "rival_agency",
        "next_agency",
    )
    start = {who: end(world, who) for who in everybody}
    elder = world.register()
    id = world.hand_in("agency", elder, 24 * 8)["id"]
    transfer(world, elder, NEXT_VILLAGE, 6)
    mended(world, "guide", id, correction(24 * 7.5))
    transfer(world, elder, FAR_VILLAGE, 4)
    mended(world, "far_guide", id, correction(24 * 7), 2)
    mended(world, "agency", id, VOID, 3)
    settle(world)
    all_of_it = ["visit.recorded", "visit.corrected", "visit.corrected", "visit.voided"]
    assert {who: heard(world, who, start[who], elder) for who in everybody} == {
        "agency": all_of_it, "liaison": all_of_it, "guide": all_of_it, "next_liaison": all_of_it[1:],
        "far_liaison": all_of_it[2:], "far_guide": all_of_it[2:], "rival_agency": [], "next_agency": [],
    }  # fmt: skip
    for who in ("agency", "liaison", "guide"):
        assert FAR_VILLAGE not in str([e for e in drain(world, who, start[who])[0] if e["subject"] == elder]), who


def test_a_visit_moved_to_another_day_tells_no_earlier_home_where_the_elder_went(world: World) -> None:
    start = {who: end(world, who) for who in ("liaison", "next_liaison")}
    elder = world.register()
    transfer(world, elder, NEXT_VILLAGE, 5)
    id = world.hand_in("guide", elder, 24)["id"]
    mended(world, "guide", id, correction(24 * 9))  # they lived in the first village by then
    settle(world)
    assert heard(world, "next_liaison", start["next_liaison"], elder) == ["visit.recorded", "visit.corrected"]
    events = [e for e in drain(world, "liaison", start["liaison"])[0] if e["subject"] == elder]
    assert NEXT_VILLAGE not in str(events)
    assert VILLAGE in str(events)


def test_of_another_agencys_record_an_agency_hears_no_mend_either(world: World) -> None:
    elder = world.register()
    id = world.hand_in("agency", elder)["id"]
    mended(world, "guide", id, correction(2))
    kinds = {i["kind"] for i in world.as_("rival_agency").get(f"/v1/elders/{elder}/timeline").json()["items"]}
    assert not any(kind.startswith("visit.") for kind in kinds)
    assert world.as_("rival_agency").get("/v1/visits", params={"elder_id": elder}).json()["items"] == []
