"""Visits over HTTP: handing in, numbers, late ones, who may, lists."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from carevisit import clock
from carevisit.policy import window_of
from conftest import NEXT_VILLAGE, VILLAGE, World, visit


def example(elder: str, **changes: Any) -> dict[str, Any]:
    """The record of the contract's example, whole, with what it may have besides."""
    start = clock.now().replace(microsecond=0) - timedelta(hours=2)
    return {
        "elder_id": elder,
        "record_no": f"FX-{uuid4().hex[:16]}",
        "mode": "in_home",
        "mode_note": "带志愿者",
        "outcome": "met",
        "started_at": start.isoformat(),
        "ended_at": (start + timedelta(minutes=40)).isoformat(),
        "household_change": {"change": "fewer", "by": 1},
        "health": {"expression": "unchanged", "mobility": "worse", "illness": {"change": "severe", "name": "高血压"}},
        "mood": "unchanged",
        "safety": {"gas": "safe", "water_heating": "not_applicable", "electricity": "unsafe"},
        "hygiene": {"personal": "unchanged", "household": "better"},
        "indoor_environment": "unchanged",
        "services": ["meals", "cleaning"],
        "checks": {"food": True, "clothing": True, "housing": False, "medical": None},
        "warned": ["unsafe_electricity"],
        "needs_and_action": "需要扶手，已联系",
        "needs": [{"kind": "home_adaptation", "note": "卫生间需要扶手", "urgent": True}],
        "risks": [
            {
                "kind": "unsafe_electricity",
                "severity": "major",
                "note": "电线老化",
                "emergency_call": {"number": "119", "at": start.isoformat(), "by": "陈网格"},
                "family_contacts": [{"who": "林小明", "at": start.isoformat(), "reached": False}],
            }
        ],
        "visitor": {"id": "W-0007", "name": "陈网格", "category": "grid_worker", "unit": "梅洋网格"},
        "visitor_signed": True,
        "elder_signed": {"signed": False, "reason": "cannot_write"},
        "position": {"lat": 25.45, "lon": 119.11, "datum": "WGS84", "accuracy_m": 12},
        "note": "精神尚好\n第二行 <b>&amp;</b> 👵🏻",
    } | changes


def not_met(hours_ago: float) -> dict[str, Any]:
    return {"hours_ago": hours_ago, "outcome": "not_met", "not_met_reason": "nobody_home", "elder_signed": None}


def status(world: World, elder: str) -> dict[str, Any]:
    told: dict[str, Any] = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    return told


def flags(world: World, elder: str) -> list[str]:
    """The flags that visits raise; those that come with the day have their own tests."""
    return [flag["code"] for flag in status(world, elder)["flags"] if flag["code"] in ("not_met_twice", "open_risk")]


def move(world: World, elder: str, days_ago: int, place: str = NEXT_VILLAGE) -> None:
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    on = (clock.today() - timedelta(days=days_ago)).isoformat()
    answer = world.as_("guide").post(
        f"/v1/elders/{elder}/transfer", json={"place": place, "on": on}, headers={"If-Match": tag}
    )
    assert answer.status_code == 200, answer.text


def test_a_whole_record_reads_again_as_it_was_told(world: World) -> None:
    elder = world.register()
    told = example(elder)
    answer = world.as_("agency").post("/v1/visits", json=told)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert set(receipt) == {
        "id",
        "elder_id",
        "running_no",
        "late",
        "counts_towards",
        "needs",
        "risks",
        "recorded_at",
        "version",
    }
    assert answer.headers["Location"] == f"/v1/visits/{receipt['id']}"
    day = clock.day_of(datetime.fromisoformat(told["started_at"]))
    assert receipt["counts_towards"] == [{"window": str(window_of(day, "key")), "tier": "key"}]
    assert (receipt["running_no"], receipt["late"], receipt["version"], receipt["elder_id"]) == (1, False, 1, elder)
    for who in ("agency", "liaison", "guide", "supervisor", "platform"):
        read = world.as_(who).get(answer.headers["Location"])
        assert read.status_code == 200, who
        assert read.headers["ETag"].startswith('"v1.')
        shown = read.json()
        for name in set(told) - {"needs", "risks", "started_at", "ended_at"}:
            assert shown[name] == told[name], name
        for name in ("started_at", "ended_at"):
            assert datetime.fromisoformat(shown[name]) == datetime.fromisoformat(told[name])
        assert {n: shown[n] for n in ("needs", "risks", "running_no", "late", "version")} == {
            n: receipt[n] for n in ("needs", "risks", "running_no", "late", "version")
        }
        assert datetime.fromisoformat(shown["recorded_at"]) == datetime.fromisoformat(receipt["recorded_at"])
        assert (shown["place"], shown["state"], shown["record_no"]) == (VILLAGE, "recorded", told["record_no"])


def test_another_agency_does_not_see_the_record_though_it_serves_the_elder(world: World) -> None:
    elder = world.register()
    id = world.hand_in("agency", elder)["id"]
    assert world.as_("rival_agency").get(f"/v1/elders/{elder}").status_code == 200
    for who in ("rival_agency", "next_agency", "ended_agency", "next_liaison", "far_guide", "far_supervisor"):
        there, nowhere = (world.as_(who).get(f"/v1/visits/{v}") for v in (id, uuid4()))
        assert there.status_code == nowhere.status_code == 404, who
        assert {**there.json(), "trace_id": 0, "instance": 0} == {**nowhere.json(), "trace_id": 0, "instance": 0}
        listed = world.as_(who).get("/v1/visits", params={"elder_id": elder}).json()
        assert listed == {"items": [], "next_cursor": None}, who


def test_the_running_number_has_no_gaps_though_eight_write_at_once_and_some_are_late(world: World) -> None:
    elder = world.register()

    def hand_in(n: int) -> int:
        receipt = world.hand_in(
            ("agency", "liaison", "guide", "rival_agency")[n % 4],
            elder,
            1 + 37 * (n % 5),
            mode=("in_home", "phone")[n % 2],
        )
        return int(receipt["running_no"])

    with ThreadPoolExecutor(8) as crowd:
        given = list(crowd.map(hand_in, range(24)))
    assert sorted(given) == list(range(1, 25))
    assert status(world, elder)["running_no"] == 24
    assert status(world, elder)["visits_count"] == 24
    rows = world.as_("guide").get("/v1/visits", params={"elder_id": elder}).json()["items"]
    by_recording = sorted(rows, key=lambda row: row["recorded_at"])
    assert [row["running_no"] for row in by_recording] == list(range(1, 25))


def test_an_attempt_has_no_number_and_two_in_a_row_raise_the_flag_until_any_contact(world: World) -> None:
    elder = world.register()
    assert world.hand_in("agency", elder, **not_met(90))["running_no"] is None
    assert flags(world, elder) == []
    second = world.hand_in("liaison", elder, **not_met(80))
    assert flags(world, elder) == ["open_risk", "not_met_twice"]
    assert status(world, elder)["not_met_streak"] == 2
    (risk,) = second["risks"]
    caused = {flag["code"]: flag["cause"] for flag in status(world, elder)["flags"]}
    assert (caused["not_met_twice"], caused["open_risk"]) == (second["id"], risk)
    assert second["counts_towards"] == []
    assert world.hand_in("agency", elder, 70, mode="phone")["running_no"] == 1
    assert flags(world, elder) == ["open_risk"]  # that one stays until somebody has seen to it
    assert status(world, elder)["not_met_streak"] == 0


def test_a_phone_call_unanswered_is_no_attempt_at_the_door(world: World) -> None:
    elder = world.register()
    for hours in (9, 8, 7):
        world.hand_in("agency", elder, hours, mode="phone", outcome="not_met", not_met_reason="no_answer")
    assert (status(world, elder)["not_met_streak"], flags(world, elder)) == (0, [])
    assert status(world, elder)["last_contact_on"] is None


def test_a_late_record_of_a_contact_between_two_attempts_takes_the_flag_away(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder, **not_met(60))
    world.hand_in("agency", elder, **not_met(10))
    assert flags(world, elder) == ["open_risk", "not_met_twice"]
    receipt = world.hand_in("liaison", elder, 55, mode="online")
    assert (receipt["late"], receipt["running_no"]) == (True, 1)
    assert flags(world, elder) == []
    assert status(world, elder)["not_met_streak"] == 1


def test_a_record_is_late_after_48_hours_and_counts_all_the_same(world: World) -> None:
    elder = world.register()
    assert world.hand_in("agency", elder, 47.9)["late"] is False
    late = world.hand_in("agency", elder, 48.1)
    assert late["late"] is True
    assert late["counts_towards"] != []
    assert status(world, elder)["last_in_home_on"] is not None


def test_a_call_is_a_contact_but_no_visit_at_home(world: World) -> None:
    elder = world.register()
    for mode in ("phone", "online", "remote_monitoring"):
        assert world.hand_in("agency", elder, mode=mode)["counts_towards"] == []
    told = status(world, elder)
    assert told["last_in_home_on"] is None
    assert told["overdue"] is True
    assert set(told["last_by_mode"]) == {"phone", "online", "remote_monitoring"}
    assert (told["visits_count"], told["running_no"]) == (3, 3)
    world.hand_in("agency", elder)
    told = status(world, elder)
    assert told["overdue"] is False
    assert told["last_in_home_on"] == told["last_contact_on"] == told["last_by_mode"]["in_home"]


def test_a_visit_before_the_elder_stood_counts_towards_nothing(world: World) -> None:
    elder = world.register(confirmed_on=clock.today().isoformat())
    receipt = world.hand_in("agency", elder, 30)
    assert status(world, elder)["window"]["made"] == 0
    assert receipt["counts_towards"] == []


def test_the_same_record_no_again_is_the_same_record(world: World) -> None:
    elder = world.register()
    told = example(elder)
    first, again = (world.as_("agency").post("/v1/visits", json=told) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    reordered = dict(reversed(list(told.items())))
    assert world.as_("agency").post("/v1/visits", json=reordered).json() == first.json()
    for changed in (told | {"note": "改了"}, told | {"elder_id": world.register()}):
        answer = world.as_("agency").post("/v1/visits", json=changed)
        assert (answer.status_code, answer.json()["code"]) == (409, "record_no_reused")
    assert world.as_("rival_agency").post("/v1/visits", json=told).status_code == 201  # the number is its maker's own
    assert world.as_("liaison").post("/v1/visits", json=told).status_code == 201


def test_eight_who_send_the_same_record_at_once_make_one(world: World) -> None:
    elder = world.register()
    told = example(elder)
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: world.as_("agency").post("/v1/visits", json=told), range(8)))
    assert {a.status_code for a in answers} <= {201, 409}
    assert len({a.json()["id"] for a in answers if a.status_code == 201}) == 1
    assert status(world, elder)["visits_count"] == 1


@pytest.mark.parametrize(
    "record_no",
    [
        "999999194611040025",
        "FX-999999194611040025",
        "11010519491231002x",
        "13812345678",
        "no:13812345678/1",
        "含中文",
        "a b",
        "",
        "x" * 65,
        "a\nb",
        "a#b",
    ],
)
def test_a_record_no_is_short_plain_and_nobodys_number(world: World, record_no: str) -> None:
    answer = world.as_("agency").post("/v1/visits", json=visit(str(uuid4()), record_no=record_no))
    assert answer.status_code == 422
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/record_no"]
    assert not record_no or record_no not in answer.text


@pytest.mark.parametrize("record_no", ["FX-2026-000123", "a", "x" * 64, "urn:carevisit/1._-:", "2026112000000012"])
def test_an_ordinary_record_no_is_taken(world: World, record_no: str) -> None:
    elder = world.register()
    assert world.hand_in("agency", elder, record_no=record_no)["running_no"] == 1
    shown = world.as_("agency").get("/v1/visits", params={"elder_id": elder}).json()["items"]
    assert [row["record_no"] for row in shown] == [record_no]


def test_who_may_hand_in_and_who_may_not(world: World) -> None:
    elder = world.register()
    for who in ("agency", "rival_agency", "liaison", "guide", "supervisor", "writing_app"):
        assert world.as_(who).post("/v1/visits", json=visit(elder)).status_code == 201, who
    for who in ("next_liaison", "far_liaison", "far_guide", "far_supervisor", "next_agency", "ended_agency"):
        answers = [world.as_(who).post("/v1/visits", json=visit(e)) for e in (elder, str(uuid4()))]
        assert {(a.status_code, a.json()["code"]) for a in answers} == {(404, "elder_not_found")}, who
    for who in ("platform", "app", "stats_app"):
        assert world.as_(who).post("/v1/visits", json=visit(elder)).status_code == 403, who
    assert world.as_("nobody").post("/v1/visits", json=visit(elder)).status_code == 401


def test_an_agency_hands_in_what_it_did_before_its_contract_ended_and_nothing_after(world: World) -> None:
    elder = world.register()
    before = world.as_("ended_agency").post("/v1/visits", json=visit(elder, 24 * 40))  # it ended 30 days ago
    assert before.status_code == 201, before.text
    assert before.json()["late"] is True
    ended_on = clock.start_of(clock.today() - timedelta(days=30))
    last_minute = (clock.now() - ended_on).total_seconds() / 3600 - 23.9
    assert world.as_("ended_agency").post("/v1/visits", json=visit(elder, last_minute)).status_code == 201
    assert world.as_("ended_agency").post("/v1/visits", json=visit(elder, last_minute - 0.2)).status_code == 404
    assert world.as_("ended_agency").get(f"/v1/elders/{elder}").status_code == 404
    assert world.as_("ended_agency").get(before.headers["Location"]).status_code == 200  # its own record stays its own
    assert len(world.as_("ended_agency").get("/v1/visits", params={"elder_id": elder}).json()["items"]) == 2


@pytest.mark.parametrize(("old", "new"), [("agency", "next_agency"), ("liaison", "next_liaison")])
def test_a_visit_made_before_a_transfer_is_accepted_after_it_and_none_made_since(
    world: World, old: str, new: str
) -> None:
    elder = world.register()
    move(world, elder, 5)
    before = world.as_(old).post("/v1/visits", json=visit(elder, 24 * 8))
    assert before.status_code == 201, before.text
    assert before.json()["late"] is True
    assert world.as_(old).post("/v1/visits", json=visit(elder, 24)).status_code == 404
    assert world.as_(new).post("/v1/visits", json=visit(elder, 24)).status_code == 201
    assert world.as_(new).post("/v1/visits", json=visit(elder, 24 * 8)).status_code == 404
    assert status(world, elder)["visits_count"] == 2


def test_the_old_village_keeps_its_own_past_records_and_may_resend_them(world: World) -> None:
    elder = world.register()
    told = example(elder, started_at=(clock.now() - timedelta(days=8)).isoformat(), ended_at=None)
    move(world, elder, 5)
    first = world.as_("liaison").post("/v1/visits", json=told)
    assert first.status_code == 201, first.text
    again = world.as_("liaison").post("/v1/visits", json=told)
    assert again.status_code == 201, again.text
    assert world.as_("liaison").get(first.headers["Location"]).status_code == 200


def test_an_agency_may_resend_what_it_handed_in_before_its_contract_ended(world: World) -> None:
    elder = world.register()
    told = visit(elder, 24 * 40, record_no=f"R-{uuid4().hex}")
    answers = [world.as_("ended_agency").post("/v1/visits", json=told) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201], answers[1].text
    assert answers[0].json()["id"] == answers[1].json()["id"]


def _on(day_offset: int, hour: float) -> str:
    day = clock.today() - timedelta(days=day_offset)
    return (clock.start_of(day) + timedelta(hours=hour)).isoformat()


def test_lists_go_by_the_day_in_shanghai(world: World) -> None:
    elder = world.register()
    at_night = world.hand_in("agency", elder, started_at=_on(3, 0.5), ended_at=None)[
        "id"
    ]  # 16:30 the day before, in UTC
    at_noon = world.hand_in("agency", elder, started_at=_on(3, 12), ended_at=None)["id"]
    before = world.hand_in("agency", elder, started_at=_on(4, 23.5), ended_at=None)["id"]
    day, eve = ((clock.today() - timedelta(days=n)).isoformat() for n in (3, 4))

    def found(**filters: Any) -> set[str]:
        rows = world.as_("guide").get("/v1/visits", params={"elder_id": elder} | filters).json()["items"]
        assert all({at_night: day, at_noon: day, before: eve}[row["id"]] == row["day"] for row in rows)
        return {row["id"] for row in rows}

    assert found(**{"from": day, "to": day}) == {at_night, at_noon}
    assert found(**{"from": eve, "to": eve}) == {before}
    assert found(**{"from": eve}) == {at_night, at_noon, before}
    assert found(to=eve) == {before}
    assert found(**{"from": day, "to": eve}) == set()


def test_every_filter_of_the_list_keeps_those_and_only_those(world: World) -> None:
    elder = world.register()
    at_home = world.hand_in("agency", elder, 3)["id"]
    by_phone = world.hand_in("liaison", elder, 2, mode="phone")["id"]
    attempt = world.hand_in("agency", elder, **not_met(1))["id"]

    def found(who: str = "guide", **filters: Any) -> list[str]:
        answer = world.as_(who).get("/v1/visits", params={"elder_id": elder} | filters)
        assert answer.status_code == 200, answer.text
        return [row["id"] for row in answer.json()["items"]]

    assert found() == [attempt, by_phone, at_home]  # the newest record first
    assert found(mode="phone") == [by_phone]
    assert found(outcome="not_met") == [attempt]
    assert found(mode="in_home", outcome="met") == [at_home]
    assert found(place=VILLAGE) == [attempt, by_phone, at_home]
    assert found(place=NEXT_VILLAGE) == []
    assert found("agency") == [attempt, at_home]
    assert found("supervisor", place="350303") == [attempt, by_phone, at_home]


def test_paging_shows_every_visit_once_while_others_come_in(world: World) -> None:
    elder = world.register()
    there = [world.hand_in("agency", elder, n + 1)["id"] for n in range(7)]
    seen, cursor = [], None
    while True:
        params = {"elder_id": elder, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = world.as_("guide").get("/v1/visits", params=params).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        world.hand_in("liaison", elder, 1)
    assert seen == list(reversed(there))


def test_a_receipt_says_what_everybody_can_read_at_once(world: World) -> None:
    elder = world.register()
    for n in range(1, 6):
        receipt = world.hand_in("agency", elder, 10 - n)
        told = status(world, elder)
        assert told["running_no"] == receipt["running_no"] == n
        assert UUID(receipt["id"]).version == 7


def test_a_refused_record_leaves_no_trace_and_its_number_free(world: World) -> None:
    elder = world.register()

    def send(**told: Any) -> httpx.Response:
        return world.as_("agency").post("/v1/visits", json=visit(elder, **told))

    assert send(record_no="again-1", services=["dragons"]).status_code == 422
    assert status(world, elder)["visits_count"] == 0
    assert send(record_no="again-1").status_code == 201
    assert status(world, elder)["running_no"] == 1


def test_after_a_resend_the_next_records_are_taken_as_if_nothing_had_been(world: World) -> None:
    """A ROLLBACK inside a pipeline makes psycopg deallocate what the next pipeline has just prepared: a later write failed."""
    told = example(world.register())
    elder, statuses = world.register(), []
    for _ in range(2):
        statuses += [world.as_("agency").post("/v1/visits", json=told).status_code for _ in range(2)]
        statuses += [world.as_("agency").post("/v1/visits", json=visit(elder)).status_code for _ in range(12)]
    assert set(statuses) == {201}


@pytest.mark.parametrize("who", ["agency", "liaison"])
def test_who_keeps_its_own_record_of_an_elder_who_left_does_not_read_there_where_they_went(
    world: World, who: str
) -> None:
    elder = world.register()
    id = world.hand_in(who, elder, 24 * 8)["id"]
    move(world, elder, 5)
    mine = {"elder_id": elder, "mine": True}
    for reader, place in ((who, VILLAGE), ("guide", NEXT_VILLAGE)):
        assert world.as_(reader).get(f"/v1/visits/{id}").json()["place"] == place
    rows = world.as_(who).get("/v1/visits", params=mine).json()["items"]
    assert [row["place"] for row in rows] == [VILLAGE]
