"""The change feed over HTTP: gapless, in order, missing nothing, waiting without asking again."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import psycopg
import pytest

from conftest import NEXT_VILLAGE, TOWNSHIP, VILLAGE, World


def page(world: World, who: str = "platform", **params: Any) -> dict[str, Any]:
    answer = world.as_(who).get("/v1/feed", params=params)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def drain(
    world: World, who: str = "platform", after: str | None = None, **params: Any
) -> tuple[list[dict[str, Any]], str]:
    """Read until there is nothing more, as an integrator would."""
    found: list[dict[str, Any]] = []
    while True:
        got = page(world, who, **({"after": after} if after else {}), **params)
        found += got["items"]
        after = got["next_cursor"]
        if not got["more"]:
            assert after is not None
            return found, after


def settle(world: World) -> None:
    """Wait until the sequencer has numbered everything."""
    for _ in range(200):
        if httpx.get(f"{world.base_url}/readyz").json()["pending"] == 0:
            return
        time.sleep(0.02)
    raise AssertionError("the sequencer does not come to an end")


def end(world: World, who: str = "platform") -> str:
    settle(world)
    return drain(world, who)[1]


def test_an_event_is_a_cloud_event(world: World) -> None:
    start = end(world)
    elder = world.register()
    world.hand_in("agency", elder, record_no="FX-1", needs=[{"kind": "comfort"}])
    settle(world)
    events, _ = drain(world, after=start)
    assert [e["type"] for e in events] == ["elder.registered", "visit.recorded", "need.raised"]
    for event in events:
        assert event["specversion"] == "1.0"
        assert event["source"] == world.base_url
        assert event["subject"] == elder
        assert event["datacontenttype"] == "application/json"
        assert event["dataschema"].startswith("http")
        assert event["place"] == VILLAGE
        for name in ("time", "recordedat"):
            assert datetime.fromisoformat(event[name]).tzinfo is not None
        assert all(name.isalnum() and name == name.lower() and name.isascii() for name in event)
        assert isinstance(event["data"], dict)
    assert len({(e["source"], e["id"]) for e in events}) == len(events)
    assert [e["streamversion"] for e in events] == [1, 2, 3]
    assert events[2]["cause"] == events[1]["id"]
    assert events[1]["data"]["mode"] == "in_home"


def test_a_cursor_moves_on_although_nothing_was_for_the_reader(world: World) -> None:
    mine, theirs = end(world, "next_liaison"), end(world, "liaison")
    elder = world.register()
    settle(world)
    nothing = page(world, "next_liaison", after=mine)
    assert (nothing["items"], nothing["more"]) == ([], False)
    assert nothing["next_cursor"] != mine
    filtered = page(world, "liaison", after=theirs, types="risk.reported")
    assert filtered["items"] == []
    assert filtered["next_cursor"] != theirs
    assert page(world, "liaison", after=filtered["next_cursor"])["items"] == []
    assert [e["subject"] for e in page(world, "liaison", after=theirs)["items"]] == [elder]


def test_types_and_limit_choose(world: World) -> None:
    start = end(world)
    elder = world.register()
    for n in range(3):
        world.hand_in("agency", elder, n + 1, risks=[{"kind": "fall", "severity": "general"}])
    settle(world)
    assert [e["type"] for e in drain(world, after=start, types="visit.recorded")[0]] == ["visit.recorded"] * 3
    both = drain(world, after=start, types="elder.registered,risk.reported")[0]
    assert [e["type"] for e in both] == ["elder.registered", *["risk.reported"] * 3]
    assert drain(world, after=start, types="period.cancelled")[0] == []
    first = page(world, after=start, limit=2)
    assert (len(first["items"]), first["more"]) == (2, True)
    assert len(drain(world, after=start, limit=1)[0]) == 7
    only = drain(world, after=start, limit=1, types="risk.reported")[0]
    assert [e["streamversion"] for e in only] == [3, 5, 7]


def test_who_waits_is_told_within_a_second(world: World) -> None:
    elder = world.register()
    cursor = end(world)
    told: dict[str, Any] = {}

    def wait() -> None:
        told.update(page(world, after=cursor, wait=15))
        told["at"] = time.monotonic()

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.7)
    assert waiting.is_alive()
    world.hand_in("agency", elder)
    committed = time.monotonic()
    waiting.join(15)
    assert [e["type"] for e in told["items"]] == ["visit.recorded"]
    assert told["at"] - committed < 1.0


def test_who_waits_in_vain_is_answered_when_the_time_is_over(world: World) -> None:
    cursor = end(world, "far_guide")
    began = time.monotonic()
    answer = page(world, "far_guide", after=cursor, wait=1)
    assert 0.9 < time.monotonic() - began < 4
    assert answer["items"] == []


def test_waiting_for_one_kind_is_not_ended_by_another(world: World) -> None:
    elder = world.register()
    cursor = end(world)
    told: dict[str, Any] = {}
    waiting = threading.Thread(target=lambda: told.update(page(world, after=cursor, wait=15, types="risk.reported")))
    waiting.start()
    world.hand_in("agency", elder)
    time.sleep(0.5)
    assert waiting.is_alive()
    world.hand_in("agency", elder, risks=[{"kind": "fall", "severity": "general"}])
    waiting.join(15)
    assert [e["type"] for e in told["items"]] == ["risk.reported"]


def test_twenty_may_wait_and_others_are_served_meanwhile(world: World) -> None:
    cursor = end(world)
    elder = world.register()
    cursor = end(world)
    with ThreadPoolExecutor(20) as crowd:
        waiting = [crowd.submit(page, world, after=cursor, wait=10) for _ in range(20)]
        time.sleep(0.5)
        began = time.monotonic()
        assert world.as_("guide").get(f"/v1/elders/{elder}").status_code == 200
        assert time.monotonic() - began < 2
        world.hand_in("agency", elder)
        assert all(len(w.result(15)["items"]) == 1 for w in waiting)


def test_300_events_of_writers_at_once_are_read_gapless_and_in_order_while_they_write(world: World) -> None:
    start = end(world)
    writers = ("agency", "liaison", "guide")
    for who in writers:
        world.as_(who)  # who signs in several times at once has to wait
    elders = [world.register("guide") for _ in range(6)]
    done = threading.Event()
    read: list[dict[str, Any]] = []

    def follow() -> None:
        cursor = start
        while True:
            last = done.is_set()
            if last:
                settle(world)
            events, cursor = drain(world, after=cursor, limit=37)
            read.extend(events)
            if last:
                return

    follower = threading.Thread(target=follow)
    follower.start()

    def write(n: int) -> None:
        world.hand_in(writers[n % 3], elders[n % 6], 1 + n % 90)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(write, range(294)))
    done.set()
    follower.join(60)
    assert len(read) == 300
    assert len({e["id"] for e in read}) == 300
    for elder in elders:
        assert [e["streamversion"] for e in read if e["subject"] == elder] == list(range(1, 51))
    again = drain(world, after=start, limit=100)[0]
    assert [e["id"] for e in again] == [e["id"] for e in read]


def test_each_reader_is_told_what_is_theirs(world: World) -> None:
    readers = (
        "liaison",
        "next_liaison",
        "guide",
        "far_guide",
        "far_supervisor",
        "agency",
        "rival_agency",
        "next_agency",
        "ended_agency",
    )
    start = {who: end(world, who) for who in readers}
    elder = world.register()
    world.hand_in("agency", elder)
    world.hand_in("liaison", elder)
    settle(world)
    told = {who: [e["type"] for e in drain(world, who, after=start[who])[0]] for who in readers}
    everything = ["elder.registered", "visit.recorded", "visit.recorded"]
    assert told["liaison"] == told["guide"] == everything
    assert told["agency"] == everything[:2]  # its own record, not the liaison's
    assert told["rival_agency"] == ["elder.registered"]
    for who in ("next_liaison", "far_guide", "far_supervisor", "next_agency", "ended_agency"):
        assert told[who] == [], who


def test_a_transfer_tells_the_old_village_that_the_elder_went_and_the_new_that_one_came(world: World) -> None:
    readers = ("liaison", "next_liaison", "guide", "agency", "next_agency")
    elder = world.register()
    start = {who: end(world, who) for who in readers}
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    told = {"place": NEXT_VILLAGE}
    assert (
        world.as_("guide").post(f"/v1/elders/{elder}/transfer", json=told, headers={"If-Match": tag}).status_code == 200
    )
    settle(world)
    heard = {who: {e["type"] for e in drain(world, who, after=start[who])[0]} for who in readers}
    for who in ("liaison", "agency"):
        assert "scope.removed" in heard[who], who
        assert "scope.added" not in heard[who], who
    for who in ("next_liaison", "next_agency"):
        assert "scope.added" in heard[who], who
        assert "scope.removed" not in heard[who], who
    assert heard["guide"] == {"elder.transferred"}
    start = {who: end(world, who) for who in readers}
    world.hand_in("next_liaison", elder, 0, ended_at=None)
    settle(world)
    assert drain(world, "liaison", after=start["liaison"])[0] == []
    assert len(drain(world, "next_liaison", after=start["next_liaison"])[0]) == 1


def test_after_scope_removed_the_old_agency_hears_nothing_more(world: World) -> None:
    elder = world.register()
    path = f"/v1/elders/{elder}"
    tag = world.as_("guide").get(path).headers["ETag"]
    moved = world.as_("guide").post(f"{path}/transfer", json={"place": NEXT_VILLAGE}, headers={"If-Match": tag})
    cursor = end(world, "agency")
    amended = world.as_("guide").patch(path, json={"phone": "13800001111"}, headers={"If-Match": moved.headers["ETag"]})
    assert amended.status_code == 200
    settle(world)
    assert drain(world, "agency", after=cursor)[0] == []


def test_a_cursor_is_its_readers_own_and_cannot_be_made_up(world: World) -> None:
    cursor = end(world, "platform")
    listed = world.as_("platform").get("/v1/places", params={"limit": 1}).json()["next_cursor"]
    for who, bad in (
        ("guide", cursor),
        ("agency", cursor),
        ("platform", cursor[:-8] + "AAAAAAAA"),
        ("platform", cursor[:-8]),
        ("platform", "0"),
        ("platform", ""),
        ("platform", listed),
        ("platform", "é"),
    ):
        answer = world.as_(who).get("/v1/feed", params={"after": bad})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor"), (who, bad)


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 1001},
        {"limit": "x"},
        {"wait": 31},
        {"wait": -1},
        {"types": "A;B"},
        {"types": ""},
        {"x": 1},
    ],
)
def test_what_the_feed_does_not_take_is_refused(world: World, params: dict[str, Any]) -> None:
    assert world.as_("platform").get("/v1/feed", params=params).status_code == 422


def test_who_may_not_read_the_feed_is_refused(world: World) -> None:
    assert world.as_("app").get("/v1/feed").status_code == 403
    assert world.as_("nobody").get("/v1/feed").status_code == 401


def test_after_a_restore_the_feed_says_that_it_was_rewound(world: World) -> None:
    """What a restore leaves: a history that is shorter, or another one at the same place. Put back afterwards."""
    world.register()
    cursor = end(world)
    with psycopg.connect(world.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE feed DISABLE TRIGGER append_only")
        row = owner.execute("SELECT * FROM feed WHERE position = (SELECT max(position) FROM feed)").fetchone()
        assert row is not None
        try:
            owner.execute("UPDATE feed SET hash = sha256(hash) WHERE position = %s", (row[0],))
            other = world.as_("platform").get("/v1/feed", params={"after": cursor})
            owner.execute("DELETE FROM feed WHERE position = %s", (row[0],))
            owner.execute("UPDATE feed_head SET position = %s", (row[0] - 1,))
            beyond = world.as_("platform").get("/v1/feed", params={"after": cursor})
            fresh = world.as_("platform").get("/v1/feed", params={"limit": 1})
        finally:
            owner.execute("DELETE FROM feed WHERE position = %s", (row[0],))
            owner.execute("INSERT INTO feed VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
            owner.execute("UPDATE feed_head SET position = %s", (row[0],))
            owner.execute("ALTER TABLE feed ENABLE ALWAYS TRIGGER append_only")
    for answer in (other, beyond):
        assert (answer.status_code, answer.json()["code"]) == (410, "feed_rewound")
    assert fresh.status_code == 200
    assert page(world, after=cursor)["items"] == []


def test_a_late_reader_begins_at_the_beginning(world: World) -> None:
    settle(world)
    events, _ = drain(world, "supervisor", limit=1000)
    assert events[0]["type"] == "elder.registered"
    assert all(e["place"].startswith(TOWNSHIP) for e in events)
    assert len({e["id"] for e in events}) == len(events)
    for subject in {e["subject"] for e in events}:
        versions = [e["streamversion"] for e in events if e["subject"] == subject]
        assert versions == sorted(set(versions))
