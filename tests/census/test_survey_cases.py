"""What a survey at home finds becomes needs and risks, once, of any elder."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from carevisit import clock
from carevisit.census.facts import ElderSurveyed, Facilities
from carevisit.census.rules import hazards_found
from carevisit.policy import Eligible, RiskKind, Safety, Support, profile_of
from conftest import VILLAGE, World, registration

RULES = profile_of("hanjiang-2023")
PLAIN: dict[str, Any] = {"by": "王核实", "eligible": "yes"}
FOUND: dict[str, Any] = PLAIN | {
    "facilities": {"water": "unsafe", "electricity": "unsafe", "gas": "safe", "housing": "not_observed"},
    "hazards": ["fraud", "unsafe_electricity"], "needs": ["comfort", "home_adaptation"], "support": "neglected",
}  # fmt: skip
KINDS = ["fraud", "unsafe_electricity", "unsafe_water", "neglect"]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, []),
        ({"hazards": [RiskKind.FALL, RiskKind.FRAUD]}, [RiskKind.FALL, RiskKind.FRAUD]),
        ({"facilities": Facilities(gas=Safety.UNSAFE)}, [RiskKind.UNSAFE_GAS]),
        ({"facilities": Facilities(electricity=Safety.UNSAFE)}, [RiskKind.UNSAFE_ELECTRICITY]),
        ({"facilities": Facilities(water=Safety.UNSAFE)}, [RiskKind.UNSAFE_WATER]),
        ({"facilities": Facilities(housing=Safety.UNSAFE)}, [RiskKind.UNSAFE_HOUSING]),
        ({"facilities": Facilities(gas=Safety.FAIRLY_SAFE, housing=Safety.NOT_OBSERVED)}, []),
        ({"support": Support.NEGLECTED}, [RiskKind.NEGLECT]),
        ({"support": Support.PARTLY}, []),
        ({"support": Support.NOBODY}, []),
        (
            {"hazards": [RiskKind.NEGLECT, RiskKind.UNSAFE_GAS], "facilities": Facilities(gas=Safety.UNSAFE),
             "support": Support.NEGLECTED},
            [RiskKind.NEGLECT, RiskKind.UNSAFE_GAS],
        ),
    ],
)  # fmt: skip
def test_each_hazard_is_found_once_however_often_it_is_said(told: dict[str, Any], found: list[RiskKind]) -> None:
    assert hazards_found(ElderSurveyed(on=clock.today(), eligible=Eligible.YES, **told), RULES) == found


def listed(world: World) -> str:
    """A candidate of a list."""
    told = registration()
    line = {name: told[name] for name in ("name", "id_number", "phone")} | {
        "residence": {"place": VILLAGE},
        "source": "grid",
    }
    elder: str = world.as_("liaison").post("/v1/census/candidates", json=line).json()["elder_id"]
    return elder


def survey(world: World, who: str, elder: str, told: dict[str, Any], **headers: str) -> httpx.Response:
    answer = world.as_(who).post(f"/v1/elders/{elder}/surveys", json=told, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer


def status(world: World, elder: str) -> dict[str, Any]:
    told: dict[str, Any] = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    return told


def open_cases(world: World, elder: str) -> dict[str, list[str]]:
    return {
        what: [one["id"] for one in world.as_("guide").get(f"/v1/{what}", params={"elder_id": elder}).json()["items"]]
        for what in ("needs", "risks")
    }


def to_do(world: World, who: str, elder: str) -> set[str]:
    lines = world.as_(who).get("/v1/worklist", params={"limit": 500}).json()["items"]
    return {reason["code"] for line in lines if line["elder_id"] == elder for reason in line["reasons"]}


@pytest.mark.parametrize("candidate", [True, False])
def test_what_it_found_is_followed_whoever_the_elder_is(world: World, candidate: bool) -> None:
    elder = listed(world) if candidate else world.register()
    assert (status(world, elder)["state"] == "candidate") is candidate
    told = survey(world, "liaison", elder, FOUND).json()
    assert (told["needs"], told["hazards"]) == (FOUND["needs"], FOUND["hazards"])  # as it was sent
    needs = [world.as_("guide").get(f"/v1/needs/{id}").json() for id in told["need_ids"]]
    risks = [world.as_("guide").get(f"/v1/risks/{id}").json() for id in told["risk_ids"]]
    assert [one["kind"] for one in needs] == FOUND["needs"]
    assert [one["kind"] for one in risks] == KINDS
    assert {(one["origin"], one["state"], one["elder_id"]) for one in needs} == {("survey", "raised", elder)}
    assert {(one["origin"], one["state"], one["severity"]) for one in risks} == {("survey", "reported", "general")}
    assert all(one["township_told_at"] for one in risks)  # a village's report informs its township
    assert [line["kind"] for line in risks[0]["story"]] == ["risk.reported", "risk.township_told"]
    assert [one["step"] for one in risks[0]["awaited"]] == ["family_contact", "handling"]
    now = status(world, elder)
    assert (now["open_needs"], now["open_risks"], now["highest_severity"]) == (2, 4, "general")
    assert {"open_need", "open_risk"} <= {flag["code"] for flag in now["flags"]}
    assert "open_need" in to_do(world, "guide", elder)
    assert "open_risk" in to_do(world, "liaison", elder)
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    assert {i["cause"] for i in items if i["kind"] in ("need.raised", "risk.reported")} == {told["id"]}
    assert world.as_("guide").get(f"/v1/elders/{elder}/surveys").json()["items"] == [told]


def test_it_is_one_act_and_sent_again_it_answers_the_same(world: World) -> None:
    elder, key = world.register(), {"Idempotency-Key": str(uuid4())}
    first = survey(world, "guide", elder, FOUND, **key)
    with psycopg.connect(world.owner_url) as owner:
        written = owner.execute("SELECT xmin::text, kind FROM entry WHERE subject = %s", (elder,)).fetchall()
    assert len({one[0] for one in written if one[1] in ("elder.surveyed", "need.raised", "risk.reported")}) == 1
    before = status(world, elder)["stream_version"]
    again = survey(world, "guide", elder, FOUND, **key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert len(again.json()["risk_ids"]) == len(KINDS)
    assert status(world, elder)["stream_version"] == before


def test_what_is_open_already_is_not_begun_again_until_it_is_over(world: World) -> None:
    elder = world.register()
    body = {"elder_id": elder, "kind": "unsafe_water", "severity": "major"}
    known = world.as_("guide").post("/v1/risks", json=body).json()["id"]
    first = survey(world, "guide", elder, FOUND).json()
    assert len(first["risk_ids"]) == len(KINDS) - 1
    assert known not in first["risk_ids"]
    second = survey(world, "guide", elder, FOUND).json()
    assert (second["need_ids"], second["risk_ids"]) == ([], [])
    assert len(open_cases(world, elder)["risks"]) == len(KINDS)
    fraud = first["risk_ids"][0]
    for name, told in (("handling", {}), ("clearance", {"how": "已报警处理"}), ("follow-up", {"result": "confirmed"})):
        tag = world.as_("guide").get(f"/v1/risks/{fraud}").headers["ETag"]
        done = world.as_("guide").post(f"/v1/risks/{fraud}/{name}", json=told, headers={"If-Match": tag})
        assert done.status_code == 201, done.text
    third = survey(world, "guide", elder, FOUND).json()
    assert [world.as_("guide").get(f"/v1/risks/{id}").json()["kind"] for id in third["risk_ids"]] == ["fraud"]
    listed = world.as_("guide").get(f"/v1/elders/{elder}/surveys").json()["items"]
    assert [one["risk_ids"] for one in listed] == [third["risk_ids"], [], first["risk_ids"]]


def test_of_an_earlier_day_it_counts_from_that_day(world: World) -> None:
    elder, day = world.register(), clock.today() - timedelta(days=30)
    told = survey(world, "liaison", elder, FOUND | {"on": day.isoformat()}).json()
    risk = world.as_("guide").get(f"/v1/risks/{told['risk_ids'][0]}").json()
    assert datetime.fromisoformat(risk["reported_at"]) == clock.start_of(day)
    assert {one["overdue"] for one in risk["awaited"]} == {True}
    late = [line["told"]["late"] for line in risk["story"] if line["kind"] == "risk.township_told"]
    assert late == [True]


def test_a_survey_that_found_nothing_begins_nothing_and_strangers_begin_nothing(world: World) -> None:
    elder = world.register()
    told = survey(world, "guide", elder, PLAIN | {"support": "kept", "facilities": {"gas": "safe"}}).json()
    assert (told["need_ids"], told["risk_ids"]) == ([], [])
    for who in ("far_guide", "next_liaison"):
        assert world.as_(who).post(f"/v1/elders/{elder}/surveys", json=FOUND).status_code == 404
    assert open_cases(world, elder) == {"needs": [], "risks": []}
