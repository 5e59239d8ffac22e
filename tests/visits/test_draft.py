"""The draft of a visit record, and the marks that a record leaves out."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from carevisit.errors import Invalid
from carevisit.policy import HouseholdTrend, IllnessTrend, Safety, Trend
from carevisit.visits import VisitSheet
from carevisit.visits.last import as_last
from carevisit.visits.rules import REQUIRED, REQUIRED_IN_PERSON, as_fact, as_seen, check
from conftest import FAR_VILLAGE, World, visit

Told = dict[str, Any]
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
CHANGES = {
    "household": HouseholdTrend.UNCHANGED, "expression": Trend.UNCHANGED, "mobility": Trend.UNCHANGED,
    "illness": IllnessTrend.UNCHANGED, "mood": Trend.UNCHANGED, "personal_hygiene": Trend.UNCHANGED,
    "household_hygiene": Trend.UNCHANGED, "indoor_environment": Trend.UNCHANGED,
}  # fmt: skip
SAFETY = ("gas", "water_heating", "electricity")


def sheet(**told: Any) -> VisitSheet:
    """A record of an hour ago at NOW."""
    at = (NOW - timedelta(hours=1)).isoformat()
    return VisitSheet.model_validate(visit(str(UUID(int=7)), started_at=at, ended_at=None) | told)


def marks(told: VisitSheet) -> dict[str, Any]:
    """The marks of the fact that a sheet becomes."""
    fact = as_fact(as_seen(told), running_no=1, late=False, visitor=UUID(int=1), needs=[], risks=[])
    return dict(fact.marks)


def test_what_is_left_out_is_not_observed_unless_the_visitor_says_that_they_looked() -> None:
    assert {marks(sheet())[name] for name in (*CHANGES, *SAFETY)} == {"not_observed"}
    filled = marks(sheet(unmentioned="unchanged"))
    assert {name: filled[name] for name in CHANGES} == CHANGES


def test_safety_and_the_four_checks_are_never_filled_in() -> None:
    filled = marks(sheet(unmentioned="unchanged", safety={"gas": "safe"}))
    assert [filled[name] for name in SAFETY] == [Safety.SAFE, Safety.NOT_OBSERVED, Safety.NOT_OBSERVED]
    assert [filled[name] for name in ("food", "clothing", "housing", "medical")] == [None] * 4


SAID: list[tuple[Told, str, str]] = [
    ({"household_change": {"change": "more", "by": 1}}, "household", "more"),
    ({"health": {"expression": "worse"}}, "expression", "worse"),
    ({"health": {"mobility": "better"}}, "mobility", "better"),
    ({"health": {"illness": {"change": "severe", "name": "高血压"}}}, "illness", "severe"),
    ({"mood": "worse"}, "mood", "worse"),
    ({"hygiene": {"personal": "worse"}}, "personal_hygiene", "worse"),
    ({"hygiene": {"household": "better"}}, "household_hygiene", "better"),
    ({"indoor_environment": "worse"}, "indoor_environment", "worse"),
]


@pytest.mark.parametrize(("told", "mark", "value"), SAID, ids=[mark for _, mark, _ in SAID])
def test_a_mark_that_is_said_stays_and_only_the_others_are_filled_in(told: Told, mark: str, value: str) -> None:
    filled = marks(sheet(unmentioned="unchanged", **told))
    assert {name: filled[name] for name in CHANGES} == CHANGES | {mark: value}


def test_what_is_said_to_be_not_observed_stays_so() -> None:
    filled = marks(sheet(unmentioned="unchanged", mood="not_observed", health={"mobility": "not_observed"}))
    unseen = {"mood": "not_observed", "mobility": "not_observed"}
    assert {name: filled[name] for name in CHANGES} == CHANGES | unseen


def test_the_sheet_as_it_was_sent_is_left_as_it_is() -> None:
    told = sheet(unmentioned="unchanged", health={"expression": "worse"})
    before = told.model_dump_json(exclude_unset=True)
    as_seen(told)
    assert told.model_dump_json(exclude_unset=True) == before
    assert marks(sheet())["mood"] == "not_observed"  # no default of the class was changed


def test_nobody_looked_where_the_elder_was_not_met() -> None:
    away = {"outcome": "not_met", "not_met_reason": "nobody_home"}
    check(sheet(**away), NOW)
    check(sheet(unmentioned="unchanged"), NOW)
    with pytest.raises(Invalid) as refused:
        check(sheet(unmentioned="unchanged", **away), NOW)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/unmentioned", "nobody_looked")]


def test_what_unchanged_would_mean_is_what_the_last_record_says() -> None:
    told = sheet(
        health={"expression": "worse", "mobility": "unchanged", "illness": {"change": "severe", "name": "高血压"}},
        mood="better", safety={"gas": "unsafe"}, services=["meals"], checks={"food": True},
    )  # fmt: skip
    fact = as_fact(told, running_no=1, late=False, visitor=UUID(int=1), needs=[], risks=[])
    last = as_last(UUID(int=9), fact).model_dump(mode="json", exclude_none=True)
    shown = told.model_dump(mode="json", exclude_none=True)
    for name in ("health", "mood", "safety", "services", "checks", "household_change", "hygiene", "mode"):
        assert last[name] == shown[name], name
    assert last["visit_id"] == str(UUID(int=9))
    assert not {"visitor", "note", "position", "elder_signed"} & set(last)


def test_what_the_draft_calls_required_is_what_a_record_is_refused_without(world: World) -> None:
    elder = world.register()
    whole = visit(elder)
    for pointer in (*REQUIRED, *REQUIRED_IN_PERSON):
        *way, name = pointer[1:].split("/")
        broken: Told = {**whole, "visitor": dict(whole["visitor"])}
        (broken[way[0]] if way else broken).pop(name)
        refused = world.as_("liaison").post("/v1/visits", json=broken)
        assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, [pointer])
    assert world.as_("liaison").post("/v1/visits", json=whole).status_code == 201


def draft(world: World, who: str, elder: str) -> Told:
    answer = world.as_(who).get(f"/v1/elders/{elder}/visit-draft")
    assert answer.status_code == 200, answer.text
    told: Told = answer.json()
    return told


def test_before_the_first_visit_the_draft_says_that_there_is_no_record(world: World) -> None:
    told = draft(world, "agency", world.register())
    assert told == {
        "elder_id": told["elder_id"], "profile": "hanjiang-2023", "running_no": 1, "last": None, "needs": [], "risks": [],
        "required": {"always": list(REQUIRED), "in_person": list(REQUIRED_IN_PERSON)},
    }  # fmt: skip


def test_the_draft_rests_on_the_last_record_that_met_the_elder_and_is_not_void(world: World) -> None:
    elder = world.register()
    first = world.hand_in("liaison", elder, 72, mood="worse")
    void = world.hand_in("liaison", elder, 48, mood="better")
    world.hand_in("liaison", elder, 24, outcome="not_met", not_met_reason="nobody_home", elder_signed=None)
    answer = world.as_("guide").post(
        f"/v1/visits/{void['id']}/void", json={"reason": "not_made"}, headers={"If-Match": "*"}
    )
    assert answer.status_code == 201, answer.text
    world.hand_in("guide", elder, 96, mood="unchanged")  # recorded last, but it was before
    told = draft(world, "liaison", elder)
    assert (told["last"]["visit_id"], told["last"]["mood"], told["running_no"]) == (first["id"], "worse", 4)
    assert world.hand_in("liaison", elder, 2)["running_no"] == told["running_no"]


def test_an_agencys_draft_rests_on_its_own_records_and_cases(world: World) -> None:
    elder = world.register()
    need = {"kind": "comfort", "note": "想有人说话"}
    own = world.hand_in("agency", elder, 72, mood="worse", needs=[need], safety={"gas": "unsafe"})
    latest = world.hand_in(
        "rival_agency", elder, 2, mood="better", risks=[{"kind": "fall", "severity": "major", "note": "地滑"}]
    )
    told = draft(world, "agency", elder)
    assert (told["last"]["visit_id"], told["last"]["mood"]) == (own["id"], "worse")
    assert [one["id"] for one in told["needs"]] == own["needs"]
    assert [one["id"] for one in told["risks"]] == own["risks"]
    assert told["running_no"] == 3
    liaison = draft(world, "liaison", elder)
    assert (liaison["last"]["visit_id"], liaison["last"]["mood"]) == (latest["id"], "better")
    assert {one["id"] for one in liaison["risks"]} == {*own["risks"], *latest["risks"]}
    (shown,) = liaison["needs"]
    assert set(shown) == {"id", "kind", "urgent", "state", "raised_at"}
    assert (shown["id"], shown["kind"], shown["urgent"], shown["state"]) == (
        own["needs"][0],
        "comfort",
        False,
        "raised",
    )


def test_a_need_that_is_closed_is_not_asked_about(world: World) -> None:
    elder = world.register()
    need = world.as_("liaison").post("/v1/needs", json={"elder_id": elder, "kind": "comfort"}).json()["id"]
    assert [one["id"] for one in draft(world, "liaison", elder)["needs"]] == [need]
    world.as_("guide").post(f"/v1/needs/{need}/withdrawal", json={"reason": "in_error"}, headers={"If-Match": "*"})
    assert draft(world, "liaison", elder)["needs"] == []


def test_a_token_without_their_scope_is_not_shown_needs_and_risks(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder, risks=[{"kind": "fall", "severity": "major"}], needs=[{"kind": "comfort"}])
    told = draft(world, "app", elder)
    assert (told["needs"], told["risks"]) == (None, None)
    assert told["last"] is not None


def test_who_has_the_elder_no_more_gets_no_draft(world: World) -> None:
    elder = world.register()
    world.hand_in("agency", elder, 48)
    moved = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": FAR_VILLAGE}, headers={"If-Match": "*"}
    )
    assert moved.status_code == 200
    for who in ("agency", "liaison", "guide", "next_agency", "far_supervisor"):
        there, nowhere = (world.as_(who).get(f"/v1/elders/{one}/visit-draft") for one in (elder, uuid4()))
        assert there.status_code == nowhere.status_code == 404
        assert there.json()["code"] == nowhere.json()["code"] == "elder_not_found"
    told = draft(world, "far_liaison", elder)
    assert told["running_no"] == 2


def test_the_same_body_is_a_replay_and_the_same_meaning_in_other_words_is_none(world: World) -> None:
    elder, number = world.register(), f"D-{uuid4().hex}"
    told = visit(elder, record_no=number, unmentioned="unchanged")
    first, again = (world.as_("agency").post("/v1/visits", json=told) for _ in range(2))
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert again.headers["Idempotent-Replayed"] == "true"
    read = world.as_("agency").get(f"/v1/visits/{first.json()['id']}").json()
    assert (read["mood"], read["safety"]["gas"], "unmentioned" in read) == ("unchanged", "not_observed", False)
    spelled = {name: value for name, value in told.items() if name != "unmentioned"} | {
        name: read[name] for name in ("household_change", "health", "mood", "hygiene", "indoor_environment")
    }  # fmt: skip
    for other in (spelled, told | {"note": None}, told | {"mood": "unchanged"}):
        assert world.as_("agency").post("/v1/visits", json=other).json()["code"] == "record_no_reused"


def test_batches_and_streams_fill_in_the_same_marks(world: World) -> None:
    elder = world.register()
    records = [
        visit(elder, 30 - n, record_no=f"D-{uuid4().hex}", unmentioned="unchanged", hygiene={"personal": "worse"})
        for n in range(3)
    ]
    client = world.as_("agency")
    ids = [client.post("/v1/visits", json=records[0]).json()["id"]]
    ids += [item["id"] for item in client.post("/v1/visits/batch", json=records[1:2]).json()["items"]]
    lines = VisitSheet.model_validate(records[2]).model_dump_json(exclude_unset=True)
    streamed = client.post("/v1/visits/stream", content=lines, headers={"Content-Type": "application/x-ndjson"})
    ids += [streamed.json()["id"]]
    for id in ids:
        shown = client.get(f"/v1/visits/{id}").json()
        assert (shown["mood"], shown["hygiene"]) == ("unchanged", {"personal": "worse", "household": "unchanged"})
        assert shown["health"]["illness"]["change"] == "unchanged"
        assert set(shown["safety"].values()) == {"not_observed"}
    away = visit(elder, 5, record_no="D-away", unmentioned="unchanged", outcome="not_met", not_met_reason="nobody_home")
    (item,) = client.post("/v1/visits/batch", json=[away]).json()["items"]
    assert item["problem"]["errors"][0]["code"] == "nobody_looked"
