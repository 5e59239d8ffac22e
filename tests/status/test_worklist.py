"""The worklist over HTTP, beside the same list made in Python from the facts."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from carevisit import clock
from carevisit.elders import ElderLeft, ElderSuspended
from carevisit.policy import FileState, LeaveReason, Stretch, SuspensionReason, Tier
from carevisit.status import Standing
from carevisit.status.views import Open
from carevisit.status.worklist import Urgency, reasons_of, urgency_of, worklist_of
from conftest import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World

from .test_coverage import hours_since, standings, tell

TODAY = clock.today()
AGO = TODAY - timedelta(days=100)


def pages(world: World, who: str, **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    answer = world.as_(who).get("/v1/worklist", params=params)
    while True:
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if "next" not in answer.links:
            return items
        answer = world.as_(who).get(answer.links["next"]["url"])


@pytest.fixture(scope="module")
def told(world: World) -> World:
    """Elders who are late, due, away, gone, and in danger."""

    def register(village: str, tier: str) -> str:
        return world.register(
            "supervisor", filed_on=AGO.isoformat(), tier_told=tier, categories_told=["no_kin" if tier == "key" else "left_behind"],
            residence={"place": village, "detail": "1 号"}, consent={"given": True, "on": AGO.isoformat()},
        )  # fmt: skip

    for turn in range(9):
        village = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)[turn % 3]
        elder = register(village, "key" if turn % 2 else "general")
        if turn % 4:
            world.hand_in("supervisor", elder, hours_since(TODAY - timedelta(days=3 + turn * 4)))
        if turn == 5:
            world.hand_in("supervisor", elder, 3, risks=[{"kind": "fall", "severity": "major"}])
        if turn == 6:
            tell(
                world,
                elder,
                ElderSuspended(
                    from_on=TODAY - timedelta(days=2),
                    until_on=TODAY + timedelta(days=20),
                    reason=next(iter(SuspensionReason)),
                ),
                TODAY - timedelta(days=2),
            )
        if turn == 7:
            tell(
                world,
                elder,
                ElderLeft(on=TODAY - timedelta(days=1), reason=next(iter(LeaveReason))),
                TODAY - timedelta(days=1),
            )
    away = register(VILLAGE, "key")
    world.hand_in("supervisor", away, 30, risks=[{"kind": "fall", "severity": "general"}])
    tell(world, away, ElderSuspended(from_on=TODAY, reason=next(iter(SuspensionReason))), TODAY)
    return world


@pytest.mark.parametrize("ahead", [0, 9, 25, 45])
@pytest.mark.parametrize("limit", [2, 500])
def test_the_list_is_what_the_facts_come_to(told: World, ahead: int, limit: int) -> None:
    day = TODAY + timedelta(days=ahead)
    wanted = worklist_of(standings(told), day)
    items = pages(told, "supervisor", on=day.isoformat(), limit=limit)
    assert [item["elder_id"] for item in items] == [str(work["elder_id"]) for work in wanted]
    for item, work in zip(items, wanted, strict=True):
        assert [(r["code"], r["since"], r["due_on"]) for r in item["reasons"]] == [
            (r["code"], r["since"].isoformat(), r["due_on"].isoformat()) for r in work["reasons"]
        ]
        assert item["urgency"] == work["urgency"]
        assert item["name"] == "林阿姨"
    assert wanted


def test_each_sees_the_own_part_of_the_list(told: World) -> None:
    everybody = {item["elder_id"]: item["place"] for item in pages(told, "supervisor")}
    for who, village in (("liaison", VILLAGE), ("next_liaison", NEXT_VILLAGE), ("far_liaison", FAR_VILLAGE)):
        assert {i["elder_id"] for i in pages(told, who)} == {e for e, place in everybody.items() if place == village}, (
            who
        )
    guide = {item["elder_id"] for item in pages(told, "guide")}
    assert guide == {e for e, place in everybody.items() if place in (VILLAGE, NEXT_VILLAGE)}
    assert {i["elder_id"] for i in pages(told, "agency")} == {e for e, place in everybody.items() if place == VILLAGE}
    assert pages(told, "ended_agency") == []
    assert pages(told, "far_supervisor") == []
    assert told.as_("guide").get("/v1/worklist", params={"place": FAR_VILLAGE}).status_code == 404
    assert told.as_("stats_app").get("/v1/worklist").status_code == 403


def test_staff_may_ask_for_one_agencys_list_and_an_agency_for_no_other(told: World) -> None:
    agency = told.as_("agency").get("/v1/me").json()["id"]
    rival = told.as_("next_agency").get("/v1/me").json()["id"]
    assert [i["elder_id"] for i in pages(told, "guide", agency=agency)] == [
        i["elder_id"] for i in pages(told, "agency")
    ]
    assert pages(told, "agency", agency=rival) == []
    assert pages(told, "far_guide", agency=agency) == []


def test_pages_neither_lose_nor_repeat_while_others_write(told: World) -> None:
    before = [item["elder_id"] for item in pages(told, "supervisor")]
    seen: list[str] = []
    answer = told.as_("supervisor").get("/v1/worklist", params={"limit": 2})
    while True:
        seen += [item["elder_id"] for item in answer.json()["items"]]
        if "next" not in answer.links:
            break
        told.register("supervisor", filed_on=AGO.isoformat(), residence={"place": FAR_VILLAGE, "detail": "2 号"})
        answer = told.as_("supervisor").get(answer.links["next"]["url"])
    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)


def test_the_list_as_csv_names_its_reasons(told: World) -> None:
    answer = told.as_("liaison").get("/v1/worklist", params={"format": "csv"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[:3] == ["elder_id", "name", "place"]
    assert any("overdue" in line for line in lines[1:])


def test_a_day_too_far_ahead_is_refused(told: World) -> None:
    for on in (TODAY + timedelta(days=63), TODAY - timedelta(days=30)):
        answer = told.as_("guide").get("/v1/worklist", params={"on": on.isoformat()})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?on")


ELDER = UUID(int=1)


def standing(*stretches: tuple[date, FileState], days: tuple[date, ...] = (), **more: Any) -> Standing:
    return Standing(
        stretches=[Stretch(on, state, Tier.KEY, 1, "hanjiang-2023") for on, state in stretches], in_home_days=list(days),
        last_by_mode={"in_home": days[-1]} if days else {}, **more,
    )  # fmt: skip


def test_who_is_late_is_told_since_when_and_what_is_due_now() -> None:
    one = standing((date(2026, 10, 1), FileState.ACTIVE), days=(date(2026, 11, 3),))
    assert reasons_of(one, date(2026, 11, 15)) == []
    due = {"code": "due", "since": date(2026, 11, 16), "due_on": date(2026, 11, 30)}
    assert reasons_of(one, date(2026, 11, 16)) == [due]
    late = reasons_of(one, date(2026, 12, 2))
    assert late == [
        {"code": "overdue", "since": date(2026, 12, 1), "due_on": date(2026, 11, 30)},
        {"code": "due", "since": date(2026, 12, 1), "due_on": date(2026, 12, 15)},
    ]
    assert urgency_of([due], date(2026, 11, 16)) is Urgency.LATER
    assert urgency_of([due], date(2026, 11, 27)) is Urgency.SOON
    assert urgency_of(late, date(2026, 12, 2)) is Urgency.OVERDUE


def test_who_is_suspended_is_visited_for_a_risk_alone_and_who_left_for_nothing() -> None:
    risk = {UUID(int=2): Open(since=clock.start_of(date(2026, 11, 10)), cause=UUID(int=2), major=True)}
    away = standing((date(2026, 10, 1), FileState.ACTIVE), (date(2026, 11, 5), FileState.SUSPENDED), open_risks=risk)
    found = reasons_of(away, date(2026, 11, 20))
    assert [reason["code"] for reason in found] == ["open_major_risk"]
    assert urgency_of(found, date(2026, 11, 20)) is Urgency.NOW
    gone = standing((date(2026, 10, 1), FileState.ACTIVE), (date(2026, 11, 5), FileState.LEFT), open_risks=risk)
    assert reasons_of(gone, date(2026, 11, 20)) == []
