"""Alerts of devices: each opens or joins a risk by the profile, is looked into, and ends."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from carevisit import clock
from carevisit.policy import AlertKind, profiles
from conftest import FAR_VILLAGE, World

from .steps import DAY, ago, alert, device, flags, post_alert, risks, step

RULES = {rule.kind: rule for rule in profiles()["hanjiang-2023"].alerts}


@pytest.fixture
def elder(world: World) -> str:
    return world.register()


@pytest.fixture
def watching(world: World, elder: str) -> str:
    """A device of the elder."""
    return device(world, elder)


@pytest.mark.parametrize("kind", list(AlertKind))
def test_an_alert_opens_the_risk_that_the_profile_has_for_its_kind(
    world: World, elder: str, watching: str, kind: AlertKind
) -> None:
    raised = alert(world, elder, watching, kind=kind.value, note="客厅")
    assert (raised["state"], raised["kind"], raised["note"], raised["acknowledged"]) == ("raised", kind, "客厅", None)
    rule = RULES.get(kind)
    if rule is None:
        assert (raised["risk_id"], risks(world, elder)) == (None, [])
        return
    (risk,) = risks(world, elder)
    assert (risk["id"], risk["kind"], risk["severity"]) == (raised["risk_id"], rule.risk, rule.severity)
    assert (risk["origin"], risk["note"]) == ("alert", "客厅")
    assert risk["reported_at"] == raised["at"]
    assert ("open_major_risk" in flags(world, elder)) is (rule.severity == "major")


def test_the_township_is_told_of_a_major_risk_at_once_and_awaits_the_call(
    world: World, elder: str, watching: str
) -> None:
    raised = alert(world, elder, watching, kind="sos")
    shown = world.as_("guide").get(f"/v1/risks/{raised['risk_id']}").json()
    assert [line["kind"] for line in shown["story"]] == ["alert.raised", "risk.reported", "risk.township_told"]
    assert {one["step"] for one in shown["awaited"]} == {"emergency_call", "family_contact", "handling"}
    worklist = world.as_("guide").get("/v1/worklist", params={"limit": 500}).json()["items"]
    reasons = next(one["reasons"] for one in worklist if one["elder_id"] == elder)
    assert raised["risk_id"] in [reason.get("case_id") for reason in reasons]


def test_a_later_alert_belongs_to_the_risk_that_is_open(world: World, elder: str, watching: str) -> None:
    first = alert(world, elder, watching, 3)
    second = alert(world, elder, watching, 2)
    wandering = alert(world, elder, watching, 1, kind="wandering")  # another kind of alert, the same kind of risk
    assert {one["risk_id"] for one in (first, second, wandering)} == {risks(world, elder)[0]["id"]}
    assert len(risks(world, elder)) == 1
    story = world.as_("guide").get(f"/v1/risks/{first['risk_id']}").json()["story"]
    assert [line["kind"] for line in story].count("alert.raised") == 3


def test_an_alert_joins_a_risk_that_a_visit_opened(world: World, elder: str, watching: str) -> None:
    told = [{"kind": "missing", "severity": "major"}]
    receipt = world.hand_in("liaison", elder, 2, risks=told)
    assert alert(world, elder, watching)["risk_id"] == receipt["risks"][0]


def test_once_the_risk_is_closed_the_next_alert_opens_another(world: World, elder: str, watching: str) -> None:
    first = alert(world, elder, watching, 2)
    guide = world.as_("guide")
    withdrawn = guide.post(
        f"/v1/risks/{first['risk_id']}/withdrawal", json={"reason": "in_error"}, headers={"If-Match": "*"}
    )
    assert withdrawn.status_code == 201, withdrawn.text
    assert alert(world, elder, watching)["risk_id"] != first["risk_id"]


def test_the_same_alert_again_is_a_replay_and_opens_nothing(world: World, elder: str, watching: str) -> None:
    told = {"device_id": watching, "kind": "smoke", "at": ago(1), "external_id": "AL-1"}
    first, again = (world.as_("watch").post(f"/v1/elders/{elder}/alerts", json=told) for _ in range(2))
    assert (again.status_code, again.json(), again.headers["idempotent-replayed"]) == (201, first.json(), "true")
    assert len(risks(world, elder)) == 1
    for other in ({"kind": "gas"}, {"note": "x"}):
        refused = world.as_("watch").post(f"/v1/elders/{elder}/alerts", json=told | other)
        assert (refused.status_code, refused.json()["code"]) == (409, "external_id_reused")
    assert world.as_("other_watch").post(f"/v1/elders/{elder}/alerts", json=told).status_code == 201  # its own number


def test_an_alert_is_acknowledged_and_ends(world: World, elder: str, watching: str) -> None:
    raised = alert(world, elder, watching, 3)
    told = {"finding": "real", "by": "陈网格", "note": "老人卧床，已联系家属", "at": ago(2)}
    looked = step(world, raised, "acknowledgement", **told)
    assert looked.status_code == 201, looked.text
    shown = looked.json()
    assert (shown["state"], shown["version"]) == ("acknowledged", 2)
    me = world.as_("liaison").get("/v1/me").json()["id"]
    acknowledged = shown["acknowledged"]
    assert (acknowledged["finding"], acknowledged["by"], acknowledged["note"]) == ("real", told["by"], told["note"])
    assert (acknowledged["account"], acknowledged["name"]) == (me, "liaison")
    ended = step(world, shown, "ending", "watch", at=ago(1))
    assert (ended.status_code, ended.json()["state"]) == (201, "ended")
    assert ended.json()["ended_at"] > acknowledged["at"] > raised["at"]
    assert risks(world, elder)[0]["state"] == "reported"  # what it found goes on until it is closed
    assert world.as_("guide").get(f"/v1/elders/{elder}/alerts/{raised['id']}").json() == ended.json()


def test_an_alert_takes_its_steps_in_order(world: World, elder: str, watching: str) -> None:
    raised = alert(world, elder, watching, 1)
    early = step(world, raised, "ending")
    assert (early.status_code, early.json()["code"]) == (409, "step_not_possible")
    assert (early.json()["state"], early.json()["possible"]) == ("raised", ["acknowledgement"])
    address = f"/v1/elders/{elder}/alerts/{raised['id']}/acknowledgement"
    liaison, real = world.as_("liaison"), {"finding": "real"}
    assert liaison.post(address, json=real).status_code == 428
    assert liaison.post(address, json=real, headers={"If-Match": '"v9"'}).status_code == 412
    before = step(world, raised, "acknowledgement", finding="real", at=ago(2))
    assert (before.status_code, before.json()["errors"][0]["code"]) == (422, "before_last_step")
    shown = step(world, raised, "acknowledgement", finding="real").json()
    twice = step(world, shown, "acknowledgement", finding="real")
    assert (twice.status_code, twice.json()["possible"]) == (409, ["ending"])


def test_a_false_alarm_withdraws_the_risk_that_it_opened(world: World, elder: str, watching: str) -> None:
    raised = alert(world, elder, watching)
    assert step(world, raised, "acknowledgement", finding="false_alarm").status_code == 201
    shown = world.as_("guide").get(f"/v1/risks/{raised['risk_id']}").json()
    assert (shown["state"], shown["withdrawn"]) == ("withdrawn", "in_error")
    assert "open_risk" not in flags(world, elder)


def test_a_risk_of_which_something_else_speaks_outlives_a_false_alarm(world: World, elder: str, watching: str) -> None:
    first, second = alert(world, elder, watching, 3), alert(world, elder, watching, 2)
    assert step(world, first, "acknowledgement", finding="false_alarm").status_code == 201
    assert risks(world, elder)[0]["state"] == "reported"
    assert step(world, second, "acknowledgement", finding="false_alarm").status_code == 201
    assert risks(world, elder)[0]["state"] == "withdrawn"


def handled(world: World, risk: str) -> None:
    told = world.as_("guide").post(f"/v1/risks/{risk}/handling", json={}, headers={"If-Match": "*"})
    assert told.status_code == 201, told.text


def test_a_risk_on_which_somebody_acted_outlives_a_false_alarm(world: World, elder: str, watching: str) -> None:
    raised = alert(world, elder, watching)
    handled(world, raised["risk_id"])
    assert step(world, raised, "acknowledgement", finding="false_alarm").status_code == 201
    assert risks(world, elder)[0]["state"] == "handling"


def test_a_risk_that_somebody_reported_outlives_a_false_alarm(world: World, elder: str, watching: str) -> None:
    told = {"elder_id": elder, "kind": "missing", "severity": "major"}
    reported = world.as_("watch_and_risks").post("/v1/risks", json=told)
    assert reported.status_code == 201, reported.text
    raised = alert(world, elder, watching, who="watch_and_risks")
    assert raised["risk_id"] == reported.json()["id"]
    assert step(world, raised, "acknowledgement", finding="false_alarm").status_code == 201
    assert risks(world, elder)[0]["state"] == "reported"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("errors", [{}])[0].get("code")


def test_an_alert_names_a_device_of_the_elder_that_was_in_place(world: World, elder: str, watching: str) -> None:
    other = device(world, world.register())
    for unknown in (other, str(uuid4())):
        assert refusal(post_alert(world, elder, unknown)) == (422, "unknown_device")
    assert refusal(post_alert(world, elder, watching, 40 * 24)) == (422, "not_in_place")
    assert refusal(post_alert(world, elder, watching, -1)) == (422, "in_the_future")
    assert refusal(post_alert(world, elder, watching, 30 * 800)) == (422, "too_long_ago")


def test_an_alert_of_an_elder_who_has_left_is_refused(world: World, elder: str, watching: str) -> None:
    left = (clock.today() - 2 * DAY).isoformat()
    exit = world.as_("guide").post(f"/v1/elders/{elder}/exit", json={"on": left, "reason": "moved_away"})
    assert exit.status_code == 201, exit.text
    late = post_alert(world, elder, watching, 1)
    assert (late.status_code, late.json()["code"]) == (409, "elder_has_left")
    before = post_alert(world, elder, watching, 5 * 24)
    assert before.status_code == 201, before.text
    assert risks(world, elder)[0]["state"] == "withdrawn"  # an exit ends what was open


def test_an_alert_of_before_a_move_is_its_posters_still(world: World, elder: str, watching: str) -> None:
    moved = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": FAR_VILLAGE}, headers={"If-Match": '"v1"'}
    )
    assert moved.status_code == 200, moved.text
    late = alert(world, elder, watching, 20, "other_watch", external_id="AL-MOVED")
    address = f"/v1/elders/{elder}/alerts/{late['id']}"
    assert world.as_("other_watch").get(address).json() == late
    assert world.as_("guide").get(address).json()["code"] == "elder_not_found"
    assert world.as_("far_guide").get(address).status_code == 200
    assert post_alert(world, elder, watching, 0, "other_watch").status_code == 404


def test_alerts_are_listed_by_place_and_state(world: World, elder: str, watching: str) -> None:
    one, two = alert(world, elder, watching, 3, kind="low_battery"), alert(world, elder, watching, 2, kind="smoke")
    looked = step(world, one, "acknowledgement", finding="real").json()

    def ids(path: str, **asked: Any) -> list[str]:
        answer = world.as_("liaison").get(path, params={"limit": 500, **asked})
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert ids(f"/v1/elders/{elder}/alerts") == [two["id"], one["id"]]
    assert ids(f"/v1/elders/{elder}/alerts", state="raised") == [two["id"]]
    raised = ids("/v1/alerts", state="raised")
    assert two["id"] in raised
    assert one["id"] not in raised
    assert ids("/v1/alerts", elder_id=elder, kind="low_battery") == [one["id"]]
    listed = world.as_("liaison").get("/v1/alerts", params={"elder_id": elder, "state": "acknowledged"}).json()["items"]
    assert listed == [looked]
    page = world.as_("liaison").get(f"/v1/elders/{elder}/alerts", params={"limit": 1}).json()
    assert [page["items"][0]["id"], *ids(f"/v1/elders/{elder}/alerts", limit=1, cursor=page["next_cursor"])] == [
        two["id"], one["id"],
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["app", "platform", "agency", "family_app"])
def test_only_who_was_granted_it_posts_alerts(world: World, elder: str, watching: str, who: str) -> None:
    assert post_alert(world, elder, watching, who=who).status_code == 403
    raised = alert(world, elder, watching)
    assert step(world, raised, "acknowledgement", who, finding="real").status_code == 403


def test_an_alert_is_no_visit(world: World, elder: str, watching: str) -> None:
    before = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    alert(world, elder, watching, kind="low_battery")
    after = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    moving = {"at", "known_at", "stream_version"}
    assert {k: v for k, v in after.items() if k not in moving} == {k: v for k, v in before.items() if k not in moving}
    assert world.as_("guide").get("/v1/visits", params={"elder_id": elder}).json()["items"] == []
    timeline = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    assert timeline[0]["kind"] == "alert.raised"
