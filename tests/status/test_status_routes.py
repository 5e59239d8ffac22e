"""Status and timeline over HTTP: now, as of a moment, and as known at another."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from carevisit import clock
from carevisit.policy import Course, FileState, Stretch, Tier, window_of
from conftest import NEXT_VILLAGE, VILLAGE, World


def status(world: World, elder: str, who: str = "guide", **moments: datetime) -> httpx.Response:
    params = {name: moment.isoformat() for name, moment in moments.items()}
    return world.as_(who).get(f"/v1/elders/{elder}/status", params=params)


def told(world: World, elder: str, **moments: datetime) -> dict[str, Any]:
    answer = status(world, elder, **moments)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def ago(**how: float) -> datetime:
    return datetime.now(UTC) - timedelta(**how)


def test_a_status_tells_what_is_owed_as_the_rules_have_it(world: World) -> None:
    filed = clock.today() - timedelta(days=100)
    elder = world.register(filed_on=filed.isoformat(), tier_told="key", categories_told=["no_kin"])
    world.hand_in("agency", elder)
    now, today = told(world, elder), clock.today()
    visited = datetime.fromisoformat(
        world.as_("guide").get("/v1/visits", params={"elder_id": elder}).json()["items"][0]["started_at"]
    )
    course, days = (
        Course([Stretch(filed, FileState.ACTIVE, Tier.KEY, UUID(int=1), "hanjiang-2023")]),
        [clock.day_of(visited)],
    )
    window, due = window_of(today, Tier.KEY), course.next_due(today, days)
    assert now["window"] == {
        "from": window.start.isoformat(), "to": window.end.isoformat(), "owed": 1, "made": int(days[0] in window),
    }  # fmt: skip
    assert now["month"] == {
        "month": f"{today:%Y-%m}", "windows_owed": 2, "windows_met": sum(course.met(owing, days) for owing in course.month(today)),
    }  # fmt: skip
    assert due is not None
    assert now["next_due_on"] == due.window.end.isoformat()
    assert now["overdue"] is False
    assert (now["state"], now["tier"], now["consent"], now["place"]) == ("active", "key", "given", VILLAGE)
    assert now["profile"] == "hanjiang-2023"
    assert [c["code"] for c in now["categories"]] == ["no_kin", "living_alone"]  # 孤寡 is 独居
    assert now["stream_version"] == 2


def test_who_was_never_visited_is_overdue_since_the_day_after_the_first_missed_window(world: World) -> None:
    filed = clock.today() - timedelta(days=100)
    elder = world.register(filed_on=filed.isoformat(), tier_told="general")
    now = told(world, elder)
    due = Course([Stretch(filed, FileState.ACTIVE, Tier.GENERAL, UUID(int=1), "hanjiang-2023")]).first_due([])
    assert due is not None
    expected = due.window.end + timedelta(days=1)
    assert (now["overdue"], now["overdue_since"]) == (True, expected.isoformat())


def test_as_of_a_past_moment_only_what_had_happened_by_then_counts(world: World) -> None:
    elder = world.register(filed_on=(clock.today() - timedelta(days=100)).isoformat())
    world.hand_in("agency", elder, 24 * 50)
    world.hand_in("agency", elder, 24 * 20, mode="phone")
    world.hand_in("agency", elder, 2, risks=[{"kind": "fall", "severity": "major"}])
    assert told(world, elder, at=ago(days=60))["visits_count"] == 0
    assert told(world, elder, at=ago(days=40))["visits_count"] == 1
    between = told(world, elder, at=ago(days=10))
    assert (between["visits_count"], between["open_risks"]) == (2, 0)
    assert not [flag for flag in between["flags"] if "risk" in flag["code"]]
    assert between["last_in_home_on"] == clock.day_of(ago(days=50)).isoformat()
    assert between["last_contact_on"] == clock.day_of(ago(days=20)).isoformat()
    assert told(world, elder)["open_risks"] == 1


def test_as_known_then_a_late_record_is_not_there_and_as_known_now_it_is(world: World) -> None:
    elder = world.register(filed_on=(clock.today() - timedelta(days=100)).isoformat())
    world.hand_in("agency", elder, 24 * 50)
    known = datetime.now(UTC)
    world.hand_in("agency", elder, 24 * 45)  # late: recorded now, of a visit 45 days ago
    past = ago(days=40)
    as_known_then, as_known_now = told(world, elder, at=past, known_at=known), told(world, elder, at=past)
    assert (as_known_then["visits_count"], as_known_now["visits_count"]) == (1, 2)
    assert (as_known_then["running_no"], as_known_now["running_no"]) == (1, 2)
    assert (as_known_then["stream_version"], as_known_now["stream_version"]) == (2, 3)
    assert as_known_then["last_in_home_on"] < as_known_now["last_in_home_on"]
    assert datetime.fromisoformat(as_known_then["known_at"]) == known
    assert datetime.fromisoformat(as_known_then["at"]) == past


def test_before_the_elder_was_in_the_ledger_there_is_nothing(world: World) -> None:
    before = datetime.now(UTC)
    elder = world.register(filed_on=(clock.today() - timedelta(days=100)).isoformat())
    assert status(world, elder, known_at=before).status_code == 404
    assert status(world, elder, at=ago(days=102)).status_code == 404
    assert status(world, elder, at=ago(days=98)).status_code == 200
    nowhere = status(world, str(uuid4()), at=ago(days=1))
    assert {**nowhere.json(), "trace_id": 0, "instance": 0} == {
        **status(world, elder, known_at=before).json(),
        "trace_id": 0,
        "instance": 0,
    }


def test_the_future_is_not_known(world: World) -> None:
    elder = world.register()
    for name in ("at", "known_at"):
        answer = status(world, elder, **{name: ago(hours=-1)})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"?{name}"
        for bad in ("yesterday", "2026-11-20", "2026-11-20T09:00:00", "1700000000", "0001-01-01T00:00:00Z", ""):
            answer = world.as_("guide").get(f"/v1/elders/{elder}/status", params={name: bad})
            assert answer.status_code == 422, bad


def test_an_agency_asks_for_now_only(world: World) -> None:
    elder = world.register()
    assert status(world, elder, "agency").status_code == 200
    for moments in ({"at": ago(days=1)}, {"known_at": ago(days=1)}):
        answer = status(world, elder, "agency", **moments)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert status(world, elder, "liaison", at=ago(days=1)).status_code == 200


def test_everybody_who_serves_the_elder_reads_the_same_status(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder)
    seen = [
        status(world, elder, who).json()
        for who in ("agency", "rival_agency", "liaison", "guide", "supervisor", "platform", "app")
    ]
    assert all({**s, "at": 0, "known_at": 0} == {**seen[0], "at": 0, "known_at": 0} for s in seen)
    for who in ("next_liaison", "far_guide", "far_supervisor", "next_agency", "ended_agency"):
        assert status(world, elder, who).status_code == 404, who


def test_the_timeline_is_in_the_order_of_recording_newest_first(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder, 5)
    world.hand_in("liaison", elder, 100, needs=[{"kind": "comfort"}])  # late: happened first, recorded last
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    assert [i["kind"] for i in items] == ["need.raised", "visit.recorded", "visit.recorded", "elder.registered"]
    assert [i["version"] for i in items] == [4, 3, 2, 1]
    moments = [datetime.fromisoformat(i["recorded_at"]) for i in items]
    assert moments == sorted(moments, reverse=True)
    assert datetime.fromisoformat(items[1]["happened_at"]) < datetime.fromisoformat(items[2]["happened_at"])


def test_an_agency_sees_its_own_entries_of_the_timeline_and_no_others(world: World) -> None:
    elder = world.register()
    own = world.hand_in("agency", elder, 5, risks=[{"kind": "fall", "severity": "general"}])
    world.hand_in("rival_agency", elder, 4)
    world.hand_in("liaison", elder, 3)
    items = world.as_("agency").get(f"/v1/elders/{elder}/timeline").json()["items"]
    assert {i["id"] for i in items} == {own["id"], *own["risks"]}
    assert len(world.as_("liaison").get(f"/v1/elders/{elder}/timeline").json()["items"]) == 5
    for who in ("next_agency", "ended_agency", "next_liaison", "far_guide"):
        assert world.as_(who).get(f"/v1/elders/{elder}/timeline").status_code == 404, who


def test_the_timeline_pages_without_losing_or_repeating(world: World) -> None:
    elder = world.register()
    for n in range(7):
        world.hand_in("agency", elder, n + 1)
    seen, address = [], f"/v1/elders/{elder}/timeline?limit=3"
    while address:
        page = world.as_("guide").get(address)
        seen += [i["version"] for i in page.json()["items"]]
        address = page.links["next"]["url"] if "next" in page.links else ""
        world.hand_in("agency", elder, 1) if len(seen) < 6 else None
    assert seen == list(range(8, 0, -1))


def test_after_a_transfer_the_status_is_the_new_villages_to_read(world: World) -> None:
    elder = world.register()
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    told_ = {"place": NEXT_VILLAGE, "on": (clock.today() - timedelta(days=2)).isoformat()}
    assert (
        world.as_("guide").post(f"/v1/elders/{elder}/transfer", json=told_, headers={"If-Match": tag}).status_code
        == 200
    )
    assert told(world, elder)["place"] == NEXT_VILLAGE
    assert told(world, elder, at=ago(days=5))["place"] == VILLAGE
    assert status(world, elder, "next_liaison").status_code == 200
    assert status(world, elder, "liaison").status_code == 404
