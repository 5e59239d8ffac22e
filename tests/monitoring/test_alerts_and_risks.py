"""Which risk an alert belongs to, and what may take that risk away again."""

import httpx
import pytest

from carevisit import clock
from conftest import FAR_VILLAGE, World

from .steps import DAY, alert, device, flags, risks, step


@pytest.fixture
def elder(world: World) -> str:
    return world.register()


@pytest.fixture
def watching(world: World, elder: str) -> str:
    """A device of the elder."""
    return device(world, elder)


def done(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code in (200, 201), answer.text
    return answer


def report(world: World, elder: str, kind: str, severity: str) -> str:
    told = {"elder_id": elder, "kind": kind, "severity": severity}
    id: str = done(world.as_("agency").post("/v1/risks", json=told)).json()["id"]
    return id


def test_an_emergency_is_not_lost_in_a_general_risk_of_its_kind(world: World, elder: str, watching: str) -> None:
    general = report(world, elder, "incident", "general")
    raised = alert(world, elder, watching, kind="sos")
    assert raised["risk_id"] != general
    assert "open_major_risk" in flags(world, elder)
    story = world.as_("guide").get(f"/v1/risks/{raised['risk_id']}").json()["story"]
    assert "risk.township_told" in [line["kind"] for line in story]


def test_an_emergency_after_the_clearance_of_the_last_one_is_another_risk(
    world: World, elder: str, watching: str
) -> None:
    guide, first = world.as_("guide"), alert(world, elder, watching, 3, kind="sos")
    steps = {"emergency_call": {"number": "120"}, "family_contact": {"who": "女儿", "reached": True}, "handling": {}}
    for name, told in (*steps.items(), ("clearance", {"how": "已送医"})):
        address = f"/v1/risks/{first['risk_id']}/{name.replace('_', '-')}"
        done(guide.post(address, json=told, headers={"If-Match": "*"}))
    assert risks(world, elder)[0]["state"] == "cleared"
    assert alert(world, elder, watching, 0, kind="sos")["risk_id"] != first["risk_id"]


def test_a_void_visit_does_not_take_away_the_risk_of_an_alert(world: World, elder: str, watching: str) -> None:
    receipt = world.hand_in("agency", elder, 2, risks=[{"kind": "incident", "severity": "major"}])
    raised = alert(world, elder, watching, kind="sos")
    assert raised["risk_id"] == receipt["risks"][0]
    address = f"/v1/visits/{receipt['id']}"
    tag = world.as_("guide").get(address).headers["etag"]
    told = {"reason": "wrong_elder", "reason_note": "误选"}
    done(world.as_("guide").post(f"{address}/void", json=told, headers={"If-Match": tag}))
    assert risks(world, elder)[0]["state"] == "reported"


def test_what_a_survey_found_meanwhile_outlives_a_false_alarm(world: World, elder: str, watching: str) -> None:
    raised = alert(world, elder, watching, kind="gas")
    found = {"by": "王核实", "eligible": "yes", "facilities": {"gas": "unsafe"}}
    assert done(world.as_("liaison").post(f"/v1/elders/{elder}/surveys", json=found)).json()["risk_ids"] == []
    done(step(world, raised, "acknowledgement", finding="false_alarm"))
    assert risks(world, elder)[0]["state"] == "reported"


def test_an_app_does_not_take_away_the_risk_of_anothers_alert(world: World, elder: str, watching: str) -> None:
    raised = alert(world, elder, watching, kind="sos")
    looked = done(step(world, raised, "acknowledgement", "other_watch", finding="false_alarm")).json()
    assert looked["acknowledged"]["finding"] == "false_alarm"
    assert risks(world, elder)[0]["state"] == "reported"
    own = alert(world, elder, watching, kind="smoke")
    done(step(world, own, "acknowledgement", "watch", finding="false_alarm"))
    assert {risk["kind"]: risk["state"] for risk in risks(world, elder)}[risk_kind(world, own)] == "withdrawn"


def risk_kind(world: World, raised: dict[str, str]) -> str:
    kind: str = world.as_("guide").get(f"/v1/risks/{raised['risk_id']}").json()["kind"]
    return kind


def test_a_risks_words_are_its_reports_though_an_alert_stands_before_it(
    world: World, elder: str, watching: str
) -> None:
    told = {"elder_id": elder, "kind": "incident", "severity": "major", "note": "热线来电"}
    risk = done(world.as_("guide").post("/v1/risks", json=told)).json()["id"]
    assert alert(world, elder, watching, 1, kind="sos", note="呼叫")["risk_id"] == risk
    assert world.as_("guide").get(f"/v1/risks/{risk}").json()["note"] == "热线来电"


def test_the_place_that_an_elder_left_learns_nothing_of_what_follows_there(world: World, elder: str) -> None:
    """Neither of the next place's risk, by a late alert, nor of how its own alert was looked into there."""
    watching = device(world, elder, "other_watch")
    moved_on = (clock.today() - 3 * DAY).isoformat()
    own = alert(world, elder, watching, 24 * 10, "other_watch", kind="low_battery")
    etag = world.as_("supervisor").get(f"/v1/elders/{elder}").headers["etag"]
    move = {"place": FAR_VILLAGE, "on": moved_on}
    done(world.as_("supervisor").post(f"/v1/elders/{elder}/transfer", json=move, headers={"If-Match": etag}))
    there = {"elder_id": elder, "kind": "incident", "severity": "major"}
    risk = done(world.as_("far_guide").post("/v1/risks", json=there)).json()["id"]
    late = alert(world, elder, watching, 24 * 8, "other_watch", kind="sos")
    assert late["risk_id"] != risk
    address = f"/v1/elders/{elder}/alerts/{own['id']}"
    looked = world.as_("far_guide").get(address).json()
    done(step(world, looked, "acknowledgement", "far_guide", finding="real"))
    before = world.as_("other_watch").get(address).json()
    assert (before["state"], before["acknowledged"], before["ended_at"]) == ("raised", None, None)
