"""A campaign shows who was left out: its figures are those that a count by hand gives."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from carevisit import clock
from carevisit.census.actions import list_known, list_stranger, survey_elder
from carevisit.census.sheets import CandidateSheet, SurveySheet
from carevisit.course import ElderConfirmed, ElderLeft
from carevisit.ledger import Book, Fact, Ledger
from carevisit.policy import LeaveReason
from conftest import (
    DISTRICT,
    FAR_TOWNSHIP,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    World,
    registration,
)

DAY = timedelta(days=1)
GROUPS = ("下厝", "顶厝", None)


def ago(days: int) -> date:
    return clock.today() - days * DAY


def listed(world: World, days: int, place: str, group: str | None = None) -> UUID:
    """A candidate, listed so many days ago."""
    told = registration()
    line = {name: told[name] for name in ("name", "id_number", "phone")}
    sheet = CandidateSheet.model_validate(line | {"residence": {"place": place, "group": group}, "source": "grid"})
    actor = world.actor("supervisor")

    async def work(ledger: Ledger) -> UUID:
        with clock.set_to(clock.now() - days * DAY):
            listed = await ledger.write(actor, lambda book: list_stranger(book, sheet, {}, ledger.sealing))
        return listed.subject

    return world.run(work)


def surveyed(world: World, elder: UUID, days: int) -> None:
    sheet = SurveySheet.model_validate({"on": ago(days).isoformat(), "by": "王核实", "eligible": "yes"})
    actor = world.actor("supervisor")
    world.run(lambda ledger: ledger.write(actor, lambda book: survey_elder(book, elder, sheet, {})))


def told(world: World, elder: UUID, fact: Fact, days: int) -> None:
    actor = world.actor("supervisor")

    async def action(book: Book) -> None:
        page = await book.open(elder, at=clock.now())
        book.write(page, fact, happened_at=clock.now() - days * DAY)

    world.run(lambda ledger: ledger.write(actor, action))


@pytest.fixture(scope="module")
def census(world: World) -> list[dict[str, Any]]:
    """Candidates at every stage, early and late, of three villages; `None` where a step was not made."""
    people = []
    steps: Iterable[tuple[int, int | None, tuple[str, int] | None]] = (
        (30, None, None), (30, 20, None), (30, 20, ("confirmed", 10)), (30, 8, ("confirmed", 2)), (30, 20, ("not_eligible", 15)),
        (30, None, ("deceased", 25)), (14, 8, None), (14, None, ("confirmed", 3)), (1, None, None),
    )  # fmt: skip
    for turn, (days, survey, decision) in enumerate(steps):
        for place in (VILLAGE, FAR_VILLAGE) if turn % 2 else (VILLAGE, NEXT_VILLAGE):
            group = GROUPS[turn % 3]
            elder = listed(world, days, place, group)
            if survey is not None:
                surveyed(world, elder, survey)
            if decision is not None:
                what, on = decision
                fact = (
                    ElderConfirmed(on=ago(on))
                    if what == "confirmed"
                    else ElderLeft(on=ago(on), reason=LeaveReason(what))
                )
                told(world, elder, fact, on)
            stage = decision[0] if decision else "surveyed" if survey is not None else "listed"
            people.append(
                {
                    "id": str(elder), "place": place, "group": group, "listed": ago(days),
                    "surveyed": None if survey is None else ago(survey), "decided": None if decision is None else ago(decision[1]),
                    "stage": "left" if stage == "deceased" else stage,
                }
            )  # fmt: skip
    return people


def campaign(world: World, who: str = "supervisor", place: str = DISTRICT, **changes: Any) -> dict[str, Any]:
    sheet = {
        "place": place, "name": "摸排", "from_on": ago(40).isoformat(), "list_by": ago(20).isoformat(),
        "survey_by": ago(10).isoformat(), "confirm_by": ago(0).isoformat(),
    }  # fmt: skip
    answer = world.as_(who).post("/v1/census/campaigns", json=sheet | changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def by_hand(people: list[dict[str, Any]], one: dict[str, Any]) -> dict[str, int]:
    """The figures as somebody with the list in hand would count them."""
    from_on, list_by, survey_by, confirm_by = (
        date.fromisoformat(one[name]) for name in ("from_on", "list_by", "survey_by", "confirm_by")
    )
    mine = [p for p in people if p["listed"] <= confirm_by and not (p["decided"] and p["decided"] < from_on)]
    today = clock.today()
    return {
        "candidates": len(mine), "surveyed": len([p for p in mine if p["surveyed"]]),
        "confirmed": len([p for p in mine if p["stage"] == "confirmed"]),
        "not_eligible": len([p for p in mine if p["stage"] == "not_eligible"]),
        "left": len([p for p in mine if p["stage"] == "left"]), "still_open": len([p for p in mine if not p["decided"]]),
        "listed_late": len([p for p in mine if p["listed"] > list_by]),
        "survey_late": len([p for p in mine if (p["surveyed"] or p["decided"] or today) > survey_by]),
        "confirm_late": len([p for p in mine if (p["decided"] or today) > confirm_by]),
    }  # fmt: skip


def figures(line: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in line.items() if name not in ("place", "name", "group")}


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        (DISTRICT, {}),
        (TOWNSHIP, {}),
        (VILLAGE, {}),
        (DISTRICT, {"confirm_by": ago(5).isoformat()}),
        (DISTRICT, {"from_on": ago(12).isoformat(), "list_by": ago(11).isoformat()}),
    ],
)
def test_the_progress_of_a_campaign_is_what_a_count_by_hand_gives(
    world: World, census: list[dict[str, Any]], place: str, changes: dict[str, str]
) -> None:
    one = campaign(world, place=place, **changes)
    told = world.as_("supervisor").get(f"/v1/census/campaigns/{one['id']}/progress").json()
    here = [p for p in census if p["place"].startswith(place)]
    assert figures(told["totals"]) == by_hand(here, one)
    assert told["totals"]["candidates"] > 0
    for line in told["items"]:
        assert figures(line) == by_hand([p for p in here if p["place"] == line["place"]], one), line["place"]
        assert line["candidates"] == line["still_open"] + line["confirmed"] + line["not_eligible"] + line["left"]
    villages = world.as_("supervisor").get("/v1/places", params={"level": "village", "limit": 500}).json()["items"]
    assert [line["place"] for line in told["items"]] == [v["code"] for v in villages if v["code"].startswith(place)]


def test_a_village_is_counted_by_its_groups_for_the_staff(world: World, census: list[dict[str, Any]]) -> None:
    one = campaign(world)
    path = f"/v1/census/campaigns/{one['id']}/progress"
    told = world.as_("liaison").get(path, params={"by": "group", "place": VILLAGE}).json()
    assert {line["group"] for line in told["items"]} == set(GROUPS)
    here = [p for p in census if p["place"] == VILLAGE]
    for line in told["items"]:
        assert figures(line) == by_hand([p for p in here if p["group"] == line["group"]], one)
    assert figures(told["totals"]) == by_hand(here, one)
    needs_village = world.as_("guide").get(path, params={"by": "group", "place": TOWNSHIP})
    assert needs_village.json()["errors"][0]["code"] == "needs_village"
    assert world.as_("guide").get(path, params={"by": "group", "place": FAR_VILLAGE}).status_code == 404
    assert world.as_("stats_app").get(path, params={"by": "group", "place": VILLAGE}).status_code == 403


def test_one_group_of_a_village_is_counted_alone(world: World, census: list[dict[str, Any]]) -> None:
    one = campaign(world)
    path = f"/v1/census/campaigns/{one['id']}/progress"
    here = [p for p in census if p["place"] == VILLAGE and p["group"] == "下厝"]
    for by in ("village", "group"):
        told = world.as_("liaison").get(path, params={"by": by, "place": VILLAGE, "group": " 下厝"}).json()
        (line,) = told["items"]
        assert (line["place"], line["group"], told["totals"]["group"]) == (VILLAGE, "下厝", "下厝")
        assert figures(line) == figures(told["totals"]) == by_hand(here, one)
    nobody = world.as_("guide").get(path, params={"place": VILLAGE, "group": "无此小组"}).json()
    assert nobody["totals"]["candidates"] == 0
    for group in ("下厝", "无此小组"):
        asked = {"place": FAR_VILLAGE, "group": group}
        assert world.as_("guide").get(path, params=asked).status_code == 404
        assert world.as_("stats_app").get(path, params=asked | {"place": VILLAGE}).status_code == 403
        needs_village = world.as_("guide").get(path, params={"place": TOWNSHIP, "group": group})
        assert needs_village.json()["errors"][0]["code"] == "needs_village"


def listing(world: World, who: str, path: str, **params: Any) -> set[str]:
    """Everybody on the pages of a list."""
    found, cursor = [], None
    while True:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = world.as_(who).get(path, params={"limit": 2, **params, **more})
        assert page.status_code == 200, page.text
        found += [item.get("elder_id") or item["id"] for item in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            return set(found)


@pytest.mark.parametrize("path", ["/v1/census/candidates", "/v1/elders"])
def test_candidates_and_elders_are_listed_by_group_and_never_beyond_ones_places(
    world: World, census: list[dict[str, Any]], path: str
) -> None:
    for group in ("下厝", "顶厝"):
        for who, place in (("liaison", VILLAGE), ("guide", NEXT_VILLAGE), ("supervisor", FAR_VILLAGE)):
            mine = {p["id"] for p in census if (p["place"], p["group"]) == (place, group)}
            everybody = {p["id"] for p in census}
            assert listing(world, who, path, place=place, group=group) & everybody == mine
    refused = world.as_("liaison").get(path, params={"place": NEXT_VILLAGE, "group": "下厝"})
    assert refused.status_code == 404
    for params in ({"group": "下厝"}, {"group": "下厝", "place": TOWNSHIP}):
        answer = world.as_("guide").get(path, params=params)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "needs_village")


def test_a_group_is_that_of_the_file_as_it_is_now(world: World) -> None:
    elder = world.register("guide", residence={"place": VILLAGE, "group": "东山组"})
    assert listing(world, "guide", "/v1/elders", place=VILLAGE, group="东山组") == {elder}
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["etag"]
    changed = world.as_("guide").patch(
        f"/v1/elders/{elder}", json={"residence": {"group": "西山组"}}, headers={"If-Match": tag}
    )
    assert changed.status_code == 200, changed.text
    assert listing(world, "guide", "/v1/elders", place=VILLAGE, group="东山组") == set()
    assert listing(world, "agency", "/v1/elders", place=VILLAGE, group="西山组") == {elder}


def test_a_campaigns_list_is_whom_it_covers(world: World, census: list[dict[str, Any]]) -> None:
    one = campaign(world, from_on=ago(12).isoformat(), list_by=ago(11).isoformat(), confirm_by=ago(5).isoformat())
    mine = [p for p in census if p["listed"] <= ago(5) and not (p["decided"] and p["decided"] < ago(12))]
    path, everybody = "/v1/census/candidates", {p["id"] for p in census}
    for who, place in (("supervisor", DISTRICT), ("guide", TOWNSHIP), ("liaison", VILLAGE)):
        found = listing(world, who, path, campaign=one["id"])
        assert found & everybody == {p["id"] for p in mine if p["place"].startswith(place)}
    grouped = listing(world, "guide", path, campaign=one["id"], place=VILLAGE, group="顶厝")
    assert grouped & everybody == {p["id"] for p in mine if (p["place"], p["group"]) == (VILLAGE, "顶厝")}
    near = campaign(world, "guide", TOWNSHIP)
    for campaign_id in (near["id"], str(uuid7())):
        answer = world.as_("far_guide").get(path, params={"campaign": campaign_id})
        assert (answer.status_code, answer.json()["code"]) == (404, "campaign_not_found")


def test_each_sees_the_part_of_a_campaign_that_is_theirs(world: World, census: list[dict[str, Any]]) -> None:
    one = campaign(world)
    path = f"/v1/census/campaigns/{one['id']}/progress"
    for who, place in (("guide", TOWNSHIP), ("far_guide", FAR_TOWNSHIP), ("liaison", VILLAGE), ("stats_app", DISTRICT)):
        told = world.as_(who).get(path).json()
        assert all(line["place"].startswith(place) for line in told["items"]), who
        assert figures(told["totals"]) == by_hand([p for p in census if p["place"].startswith(place)], one), who
    assert world.as_("agency").get(path).status_code == 403


def test_a_campaign_is_seen_below_and_above_its_place_and_nowhere_else(world: World) -> None:
    near = campaign(world, "guide", TOWNSHIP)
    wide = campaign(world, "supervisor", DISTRICT)

    def seen(who: str) -> set[str]:
        return {c["id"] for c in world.as_(who).get("/v1/census/campaigns", params={"limit": 500}).json()["items"]}

    for who in ("supervisor", "guide", "liaison"):
        assert {near["id"], wide["id"]} <= seen(who)
    for who in ("far_guide", "far_liaison"):
        assert wide["id"] in seen(who)
        assert near["id"] not in seen(who)
    assert seen("far_supervisor") == set()
    for campaign_id in (near["id"], str(uuid7())):
        one = world.as_("far_guide").get(f"/v1/census/campaigns/{campaign_id}/progress")
        assert (one.status_code, one.json()["code"]) == (404, "campaign_not_found")


def test_a_campaign_is_begun_in_ones_own_places_in_order_and_once(world: World) -> None:
    sheet = {
        "place": TOWNSHIP, "name": "摸排", "list_by": "2026-12-01", "survey_by": "2026-12-10", "confirm_by": "2026-12-20",
        "from_on": "2026-11-01",
    }  # fmt: skip
    guide = world.as_("guide")
    key = {"Idempotency-Key": "campaign-1"}
    one, two = (guide.post("/v1/census/campaigns", json=sheet, headers=key) for _ in range(2))
    assert (one.status_code, two.status_code, two.json()) == (201, 201, one.json())
    assert two.headers["idempotent-replayed"] == "true"
    other = guide.post("/v1/census/campaigns", json=sheet | {"name": "又一次"}, headers=key)
    assert other.json()["code"] == "idempotency_key_reused"
    told = [guide.post("/v1/census/campaigns", json=sheet | {"place": place}) for place in (FAR_TOWNSHIP, "350303999")]
    assert [t.status_code for t in told] == [422, 422]
    assert told[0].json()["errors"] == told[1].json()["errors"]
    wrong = guide.post("/v1/census/campaigns", json=sheet | {"survey_by": "2026-11-30"})
    assert wrong.json()["errors"][0]["code"] == "out_of_order"
    for who in ("liaison", "agency", "platform", "app"):
        assert world.as_(who).post("/v1/census/campaigns", json=sheet).status_code == 403


def test_a_cancelled_campaign_stays_on_the_list(world: World) -> None:
    one = campaign(world, "supervisor", DISTRICT)
    assert (
        world.as_("guide").post(f"/v1/census/campaigns/{one['id']}/cancellation").status_code == 404
    )  # the district's
    first, second = (world.as_("supervisor").post(f"/v1/census/campaigns/{one['id']}/cancellation") for _ in range(2))
    assert (first.status_code, second.json()) == (200, first.json())
    assert first.json()["cancelled_at"] is not None
    assert world.as_("far_supervisor").post(f"/v1/census/campaigns/{one['id']}/cancellation").status_code == 404
    listed = world.as_("supervisor").get("/v1/census/campaigns", params={"limit": 500}).json()["items"]
    assert one["id"] in {c["id"] for c in listed}


def test_who_is_listed_again_after_a_decision_is_looked_at_again(world: World) -> None:
    elder = listed(world, 300, NEXT_VILLAGE)
    told(world, elder, ElderLeft(on=ago(290), reason=LeaveReason.NOT_ELIGIBLE), 290)
    one = campaign(world, place=NEXT_VILLAGE)
    path = f"/v1/census/campaigns/{one['id']}/progress"
    before = world.as_("supervisor").get(path).json()["totals"]["still_open"]
    sheet = CandidateSheet.model_validate(
        {
            "name": "林阿姨",
            "id_number": registration()["id_number"],
            "residence": {"place": NEXT_VILLAGE},
            "source": "grid",
        }
    )
    actor = world.actor("supervisor")
    world.run(lambda ledger: ledger.write(actor, lambda book: list_known(book, elder, sheet, {})))
    assert world.as_("supervisor").get(path).json()["totals"]["still_open"] == before + 1
