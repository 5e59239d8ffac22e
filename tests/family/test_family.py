"""The family's part: how it is urged and what it answers; its own contacts with the elder, which count as no visit."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from carevisit import clock
from conftest import VILLAGE, World

DAY = timedelta(days=1)
TODAY = clock.today()


def day(ago: int) -> str:
    return (TODAY - ago * DAY).isoformat()


def urge(world: World, elder: str, who: str = "liaison", **changes: Any) -> httpx.Response:
    told = {"by": "village_committee", "how": "phone", "on": day(3), "whom": "长子", **changes}
    return world.as_(who).post(f"/v1/elders/{elder}/urgings", json=told)


def contact(world: World, elder: str, who: str = "family_app", **changes: Any) -> httpx.Response:
    told = {
        "mode": "video", "at": (clock.now() - timedelta(hours=5)).isoformat(), "duration_minutes": 12, "whom": "女儿",
        "confirmed_by": "app", **changes,
    }  # fmt: skip
    return world.as_(who).post(f"/v1/elders/{elder}/family-contacts", json=told)


def made(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


@pytest.fixture
def elder(world: World) -> str:
    return world.register()


def test_an_urging_says_by_whom_whom_how_and_the_answer(world: World, elder: str) -> None:
    told = {"answer": "promised", "follow_up_on": "2999-12-05", "note": "答应本周回家"}
    shown = made(urge(world, elder, **told))
    assert {name: shown[name] for name in told} == told
    assert (shown["by"], shown["how"], shown["whom"], shown["on"]) == ("village_committee", "phone", "长子", day(3))
    assert shown["answered_on"] == day(3)
    for who in ("liaison", "guide", "platform"):
        assert world.as_(who).get(f"/v1/elders/{elder}/urgings").json()["items"] == [shown], who
        assert world.as_(who).get(f"/v1/elders/{elder}/urgings/{shown['id']}").json() == shown, who


def test_the_answer_may_come_later_and_the_last_one_holds(world: World, elder: str) -> None:
    shown = made(urge(world, elder, note="去电"))
    assert (shown["answer"], shown["answered_on"]) == (None, None)
    address = f"/v1/elders/{elder}/urgings/{shown['id']}/answer"
    guide, refused = world.as_("guide"), {"answer": "refused", "on": day(2), "follow_up_on": day(1), "note": "称工作忙"}
    assert guide.post(address, json=refused).status_code == 428
    assert guide.post(address, json=refused, headers={"If-Match": '"v7"'}).status_code == 412
    early = guide.post(address, json=refused | {"on": day(4)}, headers={"If-Match": '"v1"'})
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "before_urging")
    first = made(guide.post(address, json=refused, headers={"If-Match": '"v1"'}))
    assert (first["answer"], first["answer_note"], first["note"], first["version"]) == (
        "refused",
        "称工作忙",
        "去电",
        2,
    )
    last = made(guide.post(address, json={"answer": "visited_since", "on": day(0)}, headers={"If-Match": '"v2"'}))
    assert (last["answer"], last["answered_on"], last["follow_up_on"]) == ("visited_since", day(0), None)


def test_somebody_of_the_file_is_named_by_their_id_and_a_stranger_is_not(world: World) -> None:
    family = {"children": [{"name": "林小明", "alive": True}], "others": []}
    elder = world.register(family=family)
    file = world.as_("guide").get(f"/v1/elders/{elder}").json()
    child = file["family"]["children"][0]["id"]
    assert made(urge(world, elder, person_id=child, whom=None))["person_id"] == child
    assert made(contact(world, elder, person_id=child, whom=None))["person_id"] == child
    for tell in (urge, contact):
        stranger = tell(world, elder, person_id=elder, whom=None)
        assert (stranger.status_code, stranger.json()["errors"][0]["code"]) == (422, "unknown_person")
        for both in ({"person_id": child}, {"whom": None}):
            assert tell(world, elder, **both).json()["errors"][0]["code"] == "one_of"


def test_whom_to_ask_again_is_listed_by_day(world: World, elder: str) -> None:
    due, later = made(urge(world, elder, follow_up_on=day(1))), made(urge(world, elder, follow_up_on="2999-01-01"))
    never = made(urge(world, elder, answer="not_reached"))

    def ids(**asked: Any) -> set[str]:
        answer = world.as_("liaison").get("/v1/urgings", params={"elder_id": elder, **asked})
        assert answer.status_code == 200, answer.text
        return {item["id"] for item in answer.json()["items"]}

    assert ids() == {due["id"], later["id"], never["id"]}
    assert ids(follow_up_by=day(0)) == {due["id"]}
    assert ids(answer="not_reached") == {never["id"]}


def test_an_urging_after_the_elder_has_left_or_to_come_is_refused(world: World, elder: str) -> None:
    assert urge(world, elder, on="2999-01-01").status_code == 422
    left = world.as_("guide").post(f"/v1/elders/{elder}/exit", json={"on": day(5), "reason": "moved_away"})
    assert left.status_code == 201, left.text
    for tell in (urge, contact):
        late = tell(world, elder)
        assert (late.status_code, late.json()["code"]) == (409, "elder_has_left")
    assert urge(world, elder, on=day(6)).status_code == 201


def test_a_familys_contact_is_shown_beside_the_visits(world: World, elder: str) -> None:
    world.hand_in("liaison", elder, 8)
    answer = contact(world, elder, note="视频通话")
    shown = made(answer)
    assert (shown["state"], shown["mode"], shown["duration_minutes"]) == ("recorded", "video", 12)
    assert (shown["whom"], shown["confirmed_by"], shown["note"]) == ("女儿", "app", "视频通话")
    assert world.as_("liaison").get(f"/v1/elders/{elder}/family-contacts").json()["items"] == [shown]
    assert world.as_("liaison").get(answer.headers["location"]).json() == shown
    kinds = [item["kind"] for item in world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]]
    assert kinds[:2] == ["family_contact.recorded", "visit.recorded"]


def test_the_same_contact_again_is_a_replay(world: World, elder: str) -> None:
    told = {"at": (clock.now() - timedelta(hours=1)).isoformat(), "external_id": "CALL-1"}
    first, again = contact(world, elder, **told), contact(world, elder, **told)
    assert (again.json(), again.headers["idempotent-replayed"]) == (made(first), "true")
    for other in (contact(world, elder, **told, note="x"), contact(world, world.register(), **told)):
        assert (other.status_code, other.json()["code"]) == (409, "external_id_reused")


def test_a_contact_needs_the_elders_consent_on_its_day(world: World) -> None:
    elder = world.register(consent={"given": True, "on": day(10)})
    assert contact(world, elder).status_code == 201
    guide = world.as_("guide")
    told = guide.post(f"/v1/elders/{elder}/consent", json={"consent": "withdrawn", "on": day(2)})
    assert told.status_code == 201, told.text
    refused = contact(world, elder)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_consent")
    assert contact(world, elder, at=(clock.now() - 5 * DAY).isoformat()).status_code == 201
    assert contact(world, elder, at=(clock.now() - 20 * DAY).isoformat()).json()["code"] == "no_consent"
    never = world.register("liaison", consent=None)
    assert contact(world, never).json()["code"] == "no_consent"


def test_a_contact_that_was_recorded_in_error_is_void_and_stays(world: World, elder: str) -> None:
    shown = made(contact(world, elder))
    address, why = f"/v1/elders/{elder}/family-contacts/{shown['id']}/void", {"reason": "重复提交"}
    assert world.as_("liaison").post(address, json=why, headers={"If-Match": '"v1"'}).status_code == 403
    assert world.as_("family_app").post(address, json=why).status_code == 428
    void = made(world.as_("family_app").post(address, json=why, headers={"If-Match": '"v1"'}))
    assert (void["state"], void["version"]) == ("void", 2)
    again = world.as_("guide").post(address, json=why, headers={"If-Match": '"v2"'})
    assert (again.status_code, again.json()["code"]) == (409, "family_contact_is_void")
    assert world.as_("liaison").get(f"/v1/elders/{elder}/family-contacts").json()["items"] == [void]


def test_who_may_urge_and_who_may_post_contacts(world: World, elder: str) -> None:
    for who in ("agency", "app", "platform", "family_app", "watch"):
        assert urge(world, elder, who).status_code == 403, who
    for who in ("agency", "app", "platform", "watch"):
        assert contact(world, elder, who).status_code == 403, who
    for who in ("liaison", "guide", "family_app"):
        assert contact(world, elder, who).status_code == 201, who
    for who in ("next_liaison", "far_guide"):
        assert contact(world, elder, who).status_code == urge(world, elder, who).status_code == 404, who


def test_a_contact_counts_in_no_rate(world: World) -> None:
    """A month in which only the family called is a month in which nobody came."""
    elder = world.register()
    guide = world.as_("guide")

    def counted() -> list[Any]:
        asked = {"place": VILLAGE, "from": (TODAY - 40 * DAY).strftime("%Y-%m"), "to": TODAY.strftime("%Y-%m")}
        status = guide.get(f"/v1/elders/{elder}/status").json()
        told = {
            name: status[name]
            for name in ("window", "month", "running_no", "visits_count", "last_contact_on", "overdue")
        }
        return [told, guide.get("/v1/coverage", params=asked).json()["totals"]]

    before = counted()
    for ago in (0.1, 3, 16, 33):
        made(contact(world, elder, at=(clock.now() - ago * DAY).isoformat()))
    assert counted() == before
