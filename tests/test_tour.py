"""The tour of the README: a visit, from an agency's request to every tier's view."""

from conftest import World


def test_a_visit_reaches_every_tier_and_nobody_else(world: World) -> None:
    elder = world.register("guide")
    receipt = world.hand_in(
        "agency", elder, risks=[{"kind": "unsafe_electricity", "severity": "major", "note": "电线老化"}]
    )
    assert receipt["running_no"] == 1
    for who in ("liaison", "guide", "supervisor"):
        status = world.as_(who).get(f"/v1/elders/{elder}/status").json()
        assert status["running_no"] == 1
        assert {"open_major_risk", "open_risk"} <= {flag["code"] for flag in status["flags"]}
    for who in ("next_liaison", "far_guide", "far_supervisor"):
        assert world.as_(who).get(f"/v1/elders/{elder}/status").status_code == 404
    feed = world.as_("platform").get("/v1/feed", params={"wait": 5}).json()
    assert (
        {"elder.registered", "visit.recorded", "risk.reported"} >= {event["type"] for event in feed["items"]} != set()
    )
