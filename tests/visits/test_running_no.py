"""Who knows a running number: who has the elder now, and who had the elder when it was given.

A maker may hand in late, long after the elder moved away; the number would reveal how often others have been there since.
"""

from datetime import timedelta
from typing import Any

import pytest

from carevisit import clock
from conftest import NEXT_VILLAGE, VILLAGE, World, visit
from feed.test_feed_routes import drain, settle
from visits.mending import correction, mend, transfer

DAY = 24.0


def numbers(world: World, who: str, elder: str, id: str) -> dict[str, Any]:
    """The running number of a record, wherever somebody reads it."""
    client = world.as_(who)
    told: dict[str, Any] = {"read": client.get(f"/v1/visits/{id}").json()["running_no"]}
    for name, path in (("listed", "/v1/visits"), ("mine", "/v1/visits?mine=true")):
        items = client.get(f"{path}{'&' if '?' in path else '?'}elder_id={elder}").json()["items"]
        told.update((name, one["running_no"]) for one in items if one["id"] == id)
    settle(world)
    for event in drain(world, who)[0]:
        if id in (event["id"], event["corrects"]) and "running_no" in event["data"]:
            told[event["type"]] = event["data"]["running_no"]
    return told


def late(elder: str, days_ago: float, **changes: Any) -> dict[str, Any]:
    return visit(elder, days_ago * DAY, **changes)


@pytest.mark.parametrize("who", ["agency", "liaison"])
def test_a_former_makers_late_visit_bears_no_number_for_them_and_one_for_who_has_the_elder_now(
    world: World, who: str
) -> None:
    elder = world.register()
    before = world.hand_in(who, elder, 6 * DAY)
    transfer(world, elder, NEXT_VILLAGE, 3)
    for _ in range(4):
        world.hand_in("next_liaison", elder)
    sheet = late(elder, 5, record_no=f"LATE-{who}")
    sent = world.as_(who).post("/v1/visits", json=sheet)
    assert (sent.status_code, sent.json()["running_no"]) == (201, None)
    again = world.as_(who).post("/v1/visits", json=sheet)
    assert (again.headers["Idempotent-Replayed"], again.json()["running_no"]) == ("true", None)
    id = sent.json()["id"]
    assert set(numbers(world, who, elder, id).values()) == {None}
    assert len(numbers(world, who, elder, id)) >= 3
    for new in ("next_liaison", "guide", "supervisor", "platform"):
        read = numbers(world, new, elder, id)
        assert set(read.values()) == {6}, new
        assert "read" in read
    assert world.as_("guide").get(f"/v1/elders/{elder}/status").json()["running_no"] == 6
    assert set(numbers(world, who, elder, before["id"]).values()) == {1}, "what was learnt while serving stays"


def test_who_ends_a_contract_learns_no_number_of_what_is_handed_in_afterwards(world: World) -> None:
    elder = world.register(filed_on=(clock.today() - timedelta(days=100)).isoformat())
    for _ in range(3):
        world.hand_in("liaison", elder)
    sent = world.as_("ended_agency").post("/v1/visits", json=late(elder, 40))
    assert (sent.status_code, sent.json()["running_no"]) == (201, None)
    assert set(numbers(world, "ended_agency", elder, sent.json()["id"]).values()) == {None}
    assert set(numbers(world, "guide", elder, sent.json()["id"]).values()) == {4}


def test_who_serves_still_learns_the_number_of_a_late_visit(world: World) -> None:
    elder = world.register()
    for who in ("agency", "liaison", "guide", "supervisor"):
        sent = world.as_(who).post("/v1/visits", json=late(elder, 9))
        assert sent.json()["running_no"] is not None, who
        assert set(numbers(world, who, elder, sent.json()["id"]).values()) == {sent.json()["running_no"]}, who


def test_a_move_that_is_told_late_takes_no_number_back(world: World) -> None:
    elder = world.register()
    of_agency, of_liaison = world.hand_in("agency", elder)["id"], world.hand_in("liaison", elder)["id"]
    transfer(world, elder, NEXT_VILLAGE, 5)
    assert set(numbers(world, "agency", elder, of_agency).values()) == {1}
    assert set(numbers(world, "liaison", elder, of_liaison).values()) == {2}


def test_who_gets_the_elder_back_reads_the_numbers(world: World) -> None:
    elder = world.register()
    transfer(world, elder, NEXT_VILLAGE, 3)
    world.hand_in("next_liaison", elder)
    id = world.as_("agency").post("/v1/visits", json=late(elder, 5)).json()["id"]
    assert set(numbers(world, "agency", elder, id).values()) == {None}
    transfer(world, elder, VILLAGE, 0)
    assert set(numbers(world, "agency", elder, id).values()) == {2}


def test_a_number_that_a_correction_gives_later_is_not_the_former_makers_to_know(world: World) -> None:
    elder = world.register()
    not_met = {"outcome": "not_met", "not_met_reason": "away"}
    id = world.hand_in("agency", elder, 5 * DAY, **not_met)["id"]
    transfer(world, elder, NEXT_VILLAGE, 3)
    for _ in range(2):
        world.hand_in("next_liaison", elder)
    answer = mend(world, "agency", id, correction(5 * DAY))
    assert (answer.status_code, answer.json()["running_no"]) == (201, None)
    assert set(numbers(world, "agency", elder, id).values()) == {None}
    assert set(numbers(world, "guide", elder, id).values()) - {None} == {3}
    void = mend(world, "agency", id, {"reason": "not_made"}, 2)
    assert (void.status_code, void.json()["running_no"]) == (201, None)


def test_a_correction_keeps_the_number_that_its_maker_knows(world: World) -> None:
    elder = world.register()
    id = world.hand_in("agency", elder, 5 * DAY)["id"]
    transfer(world, elder, NEXT_VILLAGE, 3)
    world.hand_in("next_liaison", elder)
    answer = mend(world, "agency", id, correction(5 * DAY, note="补记"))
    assert (answer.status_code, answer.json()["running_no"]) == (201, 1)
    assert set(numbers(world, "agency", elder, id).values()) == {1}


def test_a_tag_is_not_good_once_the_number_is_no_longer_the_readers(world: World) -> None:
    elder = world.register()
    transfer(world, elder, NEXT_VILLAGE, 3)
    id = world.as_("agency").post("/v1/visits", json=late(elder, 5)).json()["id"]
    before = world.as_("agency").get(f"/v1/visits/{id}")
    transfer(world, elder, VILLAGE, 0)
    after = world.as_("agency").get(f"/v1/visits/{id}", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, before.json()["running_no"], after.json()["running_no"]) == (200, None, 1)
