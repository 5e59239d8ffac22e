"""Devices of an elder, and their signs of life."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from carevisit import clock
from conftest import NEXT_VILLAGE, World

from .steps import DAY, ago, device, place, signs

TODAY = clock.today()


@pytest.fixture
def elder(world: World) -> str:
    return world.register()


def test_a_device_names_its_kind_its_number_and_its_days(world: World, elder: str) -> None:
    answer = place(world, elder, kind="smoke_detector", external_id="SN-1", note="厨房", until="2999-12-31")
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["kind"], shown["external_id"], shown["note"]) == ("smoke_detector", "SN-1", "厨房")
    assert (shown["until"], shown["last_heard_at"], shown["quiet_since"]) == ("2999-12-31", None, None)
    assert world.as_("liaison").get(f"/v1/elders/{elder}/devices").json()["items"] == [shown]
    assert world.as_("liaison").get(answer.headers["location"]).json() == shown


def test_the_quiet_time_is_the_profiles_by_kind_unless_it_is_told(world: World, elder: str) -> None:
    for kind, told, quiet in (("sos_button", None, 168), ("motion_sensor", None, 24), ("motion_sensor", 6, 6)):
        assert place(world, elder, kind=kind, quiet_hours=told).json()["quiet_hours"] == quiet


def test_a_makers_number_is_one_device_and_the_same_again_is_a_replay(world: World, elder: str) -> None:
    first, again = (place(world, elder, external_id="SN-2") for _ in range(2))
    assert (again.json()["id"], again.headers["idempotent-replayed"]) == (first.json()["id"], "true")
    for other in (
        place(world, elder, external_id="SN-2", quiet_hours=9),
        place(world, world.register(), external_id="SN-2"),
    ):
        assert (other.status_code, other.json()["code"]) == (409, "external_id_reused")
    assert place(world, elder, "other_watch", external_id="SN-2").status_code == 201  # unique per client


def test_a_sign_that_comes_late_takes_nothing_back(world: World, elder: str) -> None:
    id = device(world, elder)
    signs(world, id)
    heard = world.as_("liaison").get(f"/v1/elders/{elder}/devices/{id}").json()["last_heard_at"]
    assert signs(world, id, at=ago(50))["heard"] == 1
    assert world.as_("liaison").get(f"/v1/elders/{elder}/devices/{id}").json()["last_heard_at"] == heard


def test_a_sign_is_no_entry_of_the_ledger(world: World, elder: str) -> None:
    id = device(world, elder)
    before = world.as_("guide").get(f"/v1/elders/{elder}/status").json()["stream_version"]
    for _ in range(3):
        signs(world, id)
    assert world.as_("guide").get(f"/v1/elders/{elder}/status").json()["stream_version"] == before
    with psycopg.connect(world.owner_url) as owner:
        assert owner.execute("SELECT count(*) FROM device_sign WHERE device_id = %s", (id,)).fetchone() == (1,)


def test_a_sign_that_cannot_be_is_refused_alone(world: World, elder: str) -> None:
    here, far = device(world, elder), device(world, world.register("guide", residence={"place": NEXT_VILLAGE}), "guide")
    told = [
        {"device_id": here}, {"device_id": str(uuid4())}, {"device_id": here, "at": ago(-1)}, {"device_id": far},
        {"device_id": here, "at": ago(1)},
    ]  # fmt: skip
    receipt = world.as_("village_watch").post("/v1/devices/signs", json={"signs": told}).json()
    assert receipt == {"heard": 2, "refused": [
        {"index": 1, "code": "device_not_found"}, {"index": 2, "code": "in_the_future"},
        {"index": 3, "code": "device_not_found"},
    ]}  # fmt: skip
    assert world.as_("guide").get(f"/v1/elders/{elder}/devices/{here}").json()["last_heard_at"] > ago(0.1)


def test_the_last_day_of_a_device_is_what_was_recorded_last(world: World, elder: str) -> None:
    id = device(world, elder)
    address, last = f"/v1/elders/{elder}/devices/{id}/removal", {"until": (TODAY - DAY).isoformat()}
    watch = world.as_("watch")
    assert watch.post(address, json=last).status_code == 428
    assert watch.post(address, json=last, headers={"If-Match": '"v9"'}).status_code == 412
    early = {"until": (TODAY - timedelta(days=40)).isoformat()}
    assert watch.post(address, json=early, headers={"If-Match": '"v1"'}).json()["errors"][0]["pointer"] == "/until"
    removed = watch.post(address, json=last, headers={"If-Match": '"v1"'})
    assert (removed.status_code, removed.json()["until"], removed.json()["version"]) == (201, last["until"], 2)


def test_who_reads_a_file_reads_its_devices(world: World, elder: str) -> None:
    id = device(world, elder, note="厨房")
    for who in ("liaison", "guide", "supervisor", "agency", "platform", "app"):
        assert world.as_(who).get(f"/v1/elders/{elder}/devices/{id}").status_code == 200, who
    assert (
        world.as_("agency").get(f"/v1/elders/{elder}/devices/{id}").json()["note"] is None
    )  # words are the file's home's
    for who in ("next_liaison", "far_guide", "next_agency", "ended_agency"):
        assert world.as_(who).get(f"/v1/elders/{elder}/devices").status_code == 404, who


@pytest.mark.parametrize("who", ["app", "platform", "agency", "stats_app"])
def test_only_who_was_granted_it_places_devices_and_tells_signs(world: World, elder: str, who: str) -> None:
    assert place(world, elder, who).status_code == 403
    assert world.as_(who).post("/v1/devices/signs", json={"signs": [{"device_id": str(uuid4())}]}).status_code == 403


def test_no_device_is_placed_after_the_elder_has_left(world: World, elder: str) -> None:
    left = (TODAY - 5 * DAY).isoformat()
    assert (
        world.as_("guide").post(f"/v1/elders/{elder}/exit", json={"on": left, "reason": "moved_away"}).status_code
        == 201
    )
    refused = place(world, elder, **{"from": TODAY.isoformat()})
    assert (refused.status_code, refused.json()["code"]) == (409, "elder_has_left")
    assert place(world, elder, **{"from": (TODAY - 9 * DAY).isoformat()}).status_code == 201


def test_a_thousand_signs_fit_into_one_request_and_no_more(world: World) -> None:
    told = [{"device_id": str(uuid4())} for _ in range(1_000)]
    assert len(world.as_("watch").post("/v1/devices/signs", json={"signs": told}).json()["refused"]) == 1_000
    for wrong in ([*told, told[0]], []):
        assert world.as_("watch").post("/v1/devices/signs", json={"signs": wrong}).status_code == 422
