"""Special periods over HTTP: who declares them, who reads them, and what they do to an elder's status."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from carevisit import clock
from conftest import DISTRICT, FAR_TOWNSHIP, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, visit

DAY = timedelta(days=1)


def period(place: str = TOWNSHIP, starts: int = 0, lasts: int = 3, **changes: Any) -> dict[str, Any]:
    """A period to declare that begins some days from now."""
    first = clock.today() + starts * DAY
    told: dict[str, Any] = {
        "place": place, "from": first.isoformat(), "to": (first + (lasts - 1) * DAY).isoformat(),
        "kind": "weather", "name": "台风玛莉亚",
    }  # fmt: skip
    return told | changes


def declare(world: World, who: str = "guide", **told: Any) -> dict[str, Any]:
    answer = world.as_(who).post("/v1/special-periods", json=period(**told))
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def cancel(world: World, who: str, id: str) -> httpx.Response:
    return world.as_(who).post(f"/v1/special-periods/{id}/cancellation", json={})


def listed(world: World, who: str, **params: Any) -> set[str]:
    answer = world.as_(who).get("/v1/special-periods", params={"limit": 500, **params})
    assert answer.status_code == 200, answer.text
    return {item["id"] for item in answer.json()["items"]}


def status(world: World, elder: str, who: str = "guide", **params: Any) -> dict[str, Any]:
    answer = world.as_(who).get(f"/v1/elders/{elder}/status", params=params)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def of(status: dict[str, Any], id: str) -> dict[str, Any] | None:
    return next((one for one in status["special"] if one["id"] == id), None)


def heard(world: World, who: str, id: str, wait: int = 2) -> dict[str, Any] | None:
    """The event of an entry in somebody's feed."""
    after: dict[str, Any] = {}
    while True:
        page = world.as_(who).get("/v1/feed", params={"limit": 1000, "wait": wait, **after}).json()
        for event in page["items"]:
            if event["id"] == id:
                told: dict[str, Any] = event
                return told
        if not page["items"] and not page["more"]:
            return None
        after = {"after": page["next_cursor"]}


@pytest.fixture(autouse=True)
def _taken_back(world: World) -> Iterator[None]:
    """Takes back what a test declared, so that the next one begins afresh."""
    yield
    for item in world.as_("supervisor").get("/v1/special-periods", params={"limit": 500}).json()["items"]:
        if item["state"] == "declared" and item["to"] >= clock.today().isoformat():
            assert cancel(world, "supervisor", item["id"]).status_code == 200


# --- saying it -------------------------------------------------------------------------------------------------------------


def test_what_is_left_out_is_as_the_profile_has_it(world: World) -> None:
    shown = declare(world)
    assert (shown["extra_visits"], shown["tiers"], shown["modes"]) == (1, ["key", "general"], ["in_home"])
    assert (shown["place"], shown["state"], shown["name"]) == (TOWNSHIP, "declared", "台风玛莉亚")
    told = declare(world, extra_visits=2, tiers=["key"], modes=["phone", "online"], kind="festival", name="春节")
    assert (told["extra_visits"], told["tiers"], told["modes"]) == (2, ["key"], ["online", "phone"])


@pytest.mark.parametrize("who", ["liaison", "agency", "platform", "app"])
def test_who_is_neither_of_the_district_nor_of_a_township_declares_nothing(world: World, who: str) -> None:
    assert world.as_(who).post("/v1/special-periods", json=period(VILLAGE)).status_code == 403


@pytest.mark.parametrize("place", [FAR_TOWNSHIP, FAR_VILLAGE, DISTRICT, "370402", "350303999"])
def test_a_guide_declares_for_their_own_township_and_what_is_below_it(world: World, place: str) -> None:
    answer = world.as_("guide").post("/v1/special-periods", json=period(place))
    assert (answer.status_code, answer.json()["code"]) == (404, "place_not_found")
    assert declare(world, "guide", place=NEXT_VILLAGE)["place"] == NEXT_VILLAGE


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"starts": -8}, "/from"),
        ({"lasts": 61}, "/to"),
        ({"lasts": 0}, "/to"),
        ({"extra_visits": 0}, "/extra_visits"),
        ({"extra_visits": 4}, "/extra_visits"),  # one visit a day counts
        ({"tiers": []}, "/tiers"),
        ({"modes": ["dove"]}, "/modes/0"),
        ({"name": "林阿姨 13800000001"}, "/name"),
        ({"name": " "}, "/name"),
        ({"state": "declared"}, "/state"),
    ],
)
def test_a_period_that_cannot_be_is_refused(world: World, told: dict[str, Any], pointer: str) -> None:
    answer = world.as_("guide").post("/v1/special-periods", json=period(**told))
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_period_may_have_begun_a_week_ago_and_last_sixty_days(world: World) -> None:
    shown = declare(world, starts=-7, lasts=60)
    assert date.fromisoformat(shown["to"]) - date.fromisoformat(shown["from"]) == 59 * DAY


def test_what_is_said_twice_with_one_key_is_said_once(world: World) -> None:
    body, key = period(), {"Idempotency-Key": f"typhoon-{uuid4()}"}
    http = world.as_("guide")
    first, again = (http.post("/v1/special-periods", json=body, headers=key) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = http.post("/v1/special-periods", json=body | {"name": "台风海葵"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    id = first.json()["id"]
    one, two = (
        http.post(f"/v1/special-periods/{id}/cancellation", json={}, headers={"Idempotency-Key": f"no-{id}"})
        for _ in range(2)
    )
    assert one.json() == two.json()
    assert two.headers["idempotent-replayed"] == "true"


def test_a_cancelled_period_stays_readable_and_is_not_cancelled_again(world: World) -> None:
    id = declare(world)["id"]
    answer = cancel(world, "guide", id)
    assert (answer.status_code, answer.json()["state"], answer.headers["etag"]) == (200, "cancelled", '"v2"')
    again = cancel(world, "guide", id)
    assert (again.status_code, again.json()["code"]) == (409, "special_period_over")
    assert id in listed(world, "guide")


def test_a_period_that_is_over_is_history(world: World) -> None:
    id = declare(world, "far_guide", place=FAR_TOWNSHIP, starts=-5, lasts=2)["id"]
    assert cancel(world, "far_guide", id).json()["code"] == "special_period_over"


def test_what_the_district_declared_only_the_district_takes_back(world: World) -> None:
    id = declare(world, "supervisor", place=DISTRICT)["id"]
    assert cancel(world, "guide", id).status_code == 403
    assert cancel(world, "far_supervisor", id).status_code == 404
    assert cancel(world, "supervisor", id).status_code == 200


# --- reading it ------------------------------------------------------------------------------------------------------------


def test_a_period_is_read_above_and_below_and_by_who_serves_there_and_by_no_stranger(world: World) -> None:
    of_township = declare(world, "guide")["id"]
    of_district = declare(world, "supervisor", place=DISTRICT)["id"]
    of_village = declare(world, "guide", place=VILLAGE)["id"]
    seen = {
        "supervisor": {of_township, of_district, of_village}, "guide": {of_township, of_district, of_village},
        "liaison": {of_township, of_district, of_village}, "next_liaison": {of_township, of_district},
        "far_guide": {of_district}, "far_liaison": {of_district}, "far_supervisor": set(),
        "agency": {of_township, of_district, of_village}, "next_agency": {of_township, of_district}, "ended_agency": set(),
    }  # fmt: skip
    for who, ids in seen.items():
        assert listed(world, who) & {of_township, of_district, of_village} == ids, who


def test_the_walls_hide_a_strangers_period_from_wrong_sql(world: World) -> None:
    ours = declare(world, "guide", place=VILLAGE)["id"]
    with psycopg.connect(world.owner_url, row_factory=dict_row) as owner:
        people = {p["name"]: p for p in owner.execute("SELECT id, name, generation FROM principal").fetchall()}
    for who, role, sees in (
        ("liaison", "area", True), ("guide", "area", True), ("supervisor", "area", True), ("agency", "assigned", True),
        ("next_liaison", "area", False), ("far_guide", "area", False), ("far_supervisor", "area", False),
        ("next_agency", "assigned", False), ("ended_agency", "assigned", False), ("agency", "area", False),
    ):  # fmt: skip
        with psycopg.connect(world.url) as connection:
            connection.execute(
                "SELECT set_config('role', %s, true), r.lo FROM open_reading(%s, %s, %s) r",
                (f"carevisit_{role}", people[who]["id"], people[who]["generation"], clock.now()),
            )
            found = {str(id) for (id,) in connection.execute("SELECT id FROM special_period")}
            assert (ours in found) is sees, who
            connection.rollback()
    for role in ("own", "feed", "writer"):
        with psycopg.connect(world.url) as connection:
            connection.execute("SELECT set_config('role', %s, true)", (f"carevisit_{role}",))
            try:
                assert connection.execute("SELECT count(*) FROM special_period").fetchone() == (0,), role
            except psycopg.errors.InsufficientPrivilege:
                assert role != "writer"


def test_the_list_is_paged_and_filtered_by_days_and_place(world: World) -> None:
    ids = [declare(world, "guide", starts=5 + turn, lasts=1 + turn, place=NEXT_VILLAGE)["id"] for turn in range(3)]
    http, found, cursor = world.as_("guide"), list[str](), None
    while True:
        params: dict[str, Any] = {"limit": 1, "place": NEXT_VILLAGE} | ({"cursor": cursor} if cursor else {})
        page = http.get("/v1/special-periods", params=params).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [id for id in found if id in ids] == ids[::-1]
    assert len(found) == len(set(found))
    fifth = (clock.today() + 5 * DAY).isoformat()
    assert listed(world, "guide", to=fifth, **{"from": fifth}) & set(ids) == {ids[0]}
    assert listed(world, "guide", place=VILLAGE) & set(ids) == set()
    assert listed(world, "guide", place=TOWNSHIP) >= set(ids)
    foreign = world.as_("guide").get("/v1/special-periods", params={"place": FAR_VILLAGE})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "place_not_found")


def test_the_feed_tells_of_a_period_at_its_place_and_above_and_who_serves_there(world: World) -> None:
    id = declare(world, "guide", place=TOWNSHIP)["id"]
    for who, hears in (
        ("guide", True), ("supervisor", True), ("platform", True), ("agency", True), ("liaison", False), ("far_guide", False),
        ("ended_agency", False),
    ):  # fmt: skip
        told = heard(world, who, id, wait=2 if hears else 0)
        assert (told is not None) is hears, who
        if told:
            assert (told["place"], told["type"], told["data"]["name"]) == (TOWNSHIP, "period.declared", "台风玛莉亚")
            assert world.as_("guide").get(httpx.URL(told["dataschema"]).path).status_code == 200


def test_the_subject_of_what_a_place_says_is_no_elder(world: World) -> None:
    id = declare(world, "guide")["id"]
    told, http = heard(world, "guide", id), world.as_("guide")
    assert told is not None
    subject = told["subject"]
    for path in ("", "/status", "/timeline"):
        assert http.get(f"/v1/elders/{subject}{path}").status_code == 404
    assert subject not in http.get("/v1/elders", params={"limit": 500}).text
    assert http.post("/v1/visits", json=visit(subject)).status_code == 404


# --- what it does to an elder ----------------------------------------------------------------------------------------------


def next_month() -> date:
    return (clock.today().replace(day=1) + 32 * DAY).replace(day=1)


def test_a_period_of_a_month_to_come_is_due_by_its_end_where_this_month_is_met(world: World) -> None:
    met, known, ends = world.register("guide"), world.register("guide"), next_month() + 5 * DAY
    world.hand_in("agency", met)  # of the half months between, only the one of the period is not met yet
    starts = (next_month() + 3 * DAY - clock.today()).days
    due = [status(world, elder)["next_due_on"] for elder in (met, known)]
    declare(world, "guide", place=VILLAGE, starts=starts)
    for elder, before in zip((met, known), due, strict=True):
        assert status(world, elder)["next_due_on"] == min(before, ends.isoformat())
    assert status(world, met)["next_due_on"] == ends.isoformat() or due[0] < ends.isoformat()
    for until, listed in ((ends + DAY, True), (ends, due[0] < ends.isoformat())):
        found = world.as_("guide").get("/v1/elders", params={"due_before": until.isoformat(), "limit": 500}).json()
        assert (met in {item["id"] for item in found["items"]}) is listed
    work = world.as_("guide").get("/v1/worklist", params={"limit": 500}).json()["items"]
    line = next(item for item in work if item["elder_id"] == known)
    assert line["next_due_on"] == status(world, known)["next_due_on"]


def test_a_period_is_owed_and_met_in_the_status(world: World) -> None:
    elder, elsewhere = world.register("guide"), world.register("guide", residence={"place": NEXT_VILLAGE})
    id = declare(world, "guide", place=VILLAGE, starts=-2, lasts=4)["id"]
    before = status(world, elder)
    owed = of(before, id)
    assert owed is not None
    assert (owed["owed"], owed["made"], owed["name"]) == (1, 0, "台风玛莉亚")
    assert before["next_due_on"] == min(owed["to"], before["next_due_on"])
    assert of(status(world, elsewhere), id) is None
    world.hand_in("agency", elder, 2, mode="phone")
    assert of(status(world, elder), id) == owed
    world.hand_in("agency", elder, 1)
    after = status(world, elder)
    assert of(after, id) == owed | {"made": 1}
    in_window = clock.day_of(clock.now() - timedelta(hours=1)).isoformat() >= after["window"]["from"]
    assert after["window"]["made"] == in_window  # one visit serves both, unless the window began after it
    assert of(status(world, elder, "agency"), id) == of(after, id) == of(status(world, elder, "rival_agency"), id)


def test_a_period_may_be_met_by_phone_and_twice(world: World) -> None:
    elder = world.register("guide")
    id = declare(world, "guide", place=VILLAGE, starts=-3, lasts=5, extra_visits=2, modes=["phone", "in_home"])["id"]
    world.hand_in("agency", elder, 26, mode="phone")
    world.hand_in("agency", elder, 25.9, mode="online")
    world.hand_in("agency", elder, 26 + 24 * 30, mode="phone")
    assert of(status(world, elder), id) | {"made": 1} == of(status(world, elder), id)  # type: ignore[operator]
    world.hand_in("agency", elder, 1)
    shown = of(status(world, elder), id)
    assert shown is not None
    assert (shown["owed"], shown["made"]) == (2, 2)


def test_a_missed_period_is_flagged_and_never_overdue(world: World) -> None:
    filed = (clock.today() - 3 * DAY).isoformat()  # owes no ordinary window that is past
    elder = world.register("guide", residence={"place": NEXT_VILLAGE})
    world.hand_in("next_agency", elder, 24 * 9)
    id = declare(world, "guide", place=NEXT_VILLAGE, starts=-5, lasts=3)["id"]
    young = world.register(
        "guide", filed_on=filed, residence={"place": NEXT_VILLAGE}, consent={"given": True, "on": filed}
    )
    shown = status(world, elder)
    flags = [flag for flag in shown["flags"] if flag["code"] == "special_missed"]
    assert [(flag["cause"], flag["since"][:10]) for flag in flags] == [
        (id, (clock.today() - 3 * DAY).isoformat())  # midnight in China is still the day before in UTC
    ]
    assert (of(shown, id) or {})["made"] == 0
    assert shown["next_due_on"] is None or shown["next_due_on"] >= clock.today().isoformat()
    assert of(status(world, young), id) is None  # did not stand on its days
    world.hand_in("next_agency", elder, 24 * 4)  # a late record mends it
    assert not [flag for flag in status(world, elder)["flags"] if flag["code"] == "special_missed"]


def test_a_period_of_key_targets_is_not_asked_of_a_general_one(world: World) -> None:
    key, general = (
        world.register("guide", tier_told="key", categories_told=["no_kin"]),
        world.register("guide", tier_told="general", categories_told=["empty_nest"]),
    )
    id = declare(world, "guide", tiers=["key"])["id"]
    assert of(status(world, key), id) is not None
    assert of(status(world, general), id) is None


def test_a_cancelled_period_asks_for_nothing_and_as_known_before_it_still_does(world: World) -> None:
    elder = world.register("guide")
    id = declare(world, "guide", starts=-1)["id"]
    known = clock.now()
    assert cancel(world, "guide", id).status_code == 200
    assert of(status(world, elder), id) is None
    assert of(status(world, elder, known_at=known.isoformat()), id) is not None
    moments = {"at": clock.now().isoformat(), "known_at": (clock.now() - timedelta(minutes=30)).isoformat()}
    assert (
        world.as_("guide").get(f"/v1/elders/{elder}/status", params=moments).status_code == 404
    )  # nor was the elder there


def test_the_worklist_and_coverage_agree_with_each_status(world: World) -> None:
    elders = [world.register("guide") for _ in range(3)] + [
        world.register("guide", residence={"place": NEXT_VILLAGE}),
        world.register("guide", consent={"given": False, "on": clock.today().isoformat()}),
    ]
    world.hand_in("agency", elders[0], 1)
    by_phone = declare(world, "guide", place=VILLAGE, starts=-1, lasts=2, modes=["phone"])
    world.hand_in("liaison", elders[1], 2, mode="phone")
    unmet = {}
    for elder in elders:
        owed = [
            one
            for one in status(world, elder)["special"]
            if one["made"] < one["owed"] and one["to"] >= clock.today().isoformat()
        ]
        unmet[elder] = min((one["to"] for one in owed), default=None)
    assert unmet[elders[0]] == by_phone["to"]
    assert unmet[elders[4]] is None
    for who, sees in (("guide", elders), ("agency", elders[:3]), ("far_guide", [])):
        answer = world.as_(who).get("/v1/worklist", params={"limit": 500})
        assert answer.status_code == 200, answer.text
        items = {item["elder_id"]: item for item in answer.json()["items"]}
        for elder in elders:
            reasons = items[elder]["reasons"] if elder in items else []
            ends = [reason["due_on"] for reason in reasons if reason["code"] == "special_period"]
            assert (ends[0] if ends else None) == (unmet[elder] if elder in sees else None), (who, elder)
        pages: list[str] = []
        answer = world.as_(who).get("/v1/worklist", params={"limit": 2})
        while True:
            pages += [item["elder_id"] for item in answer.json()["items"]]
            if "next" not in answer.links:
                break
            answer = world.as_(who).get(answer.links["next"]["url"])
        assert pages == list(items)
    month = by_phone["to"][:7]
    covered = world.as_("guide").get("/v1/coverage", params={"month": month, "by": "village"}).json()
    ends = [one for elder in elders for one in status(world, elder)["special"] if one["to"][:7] == month]
    assert covered["totals"]["special"]["owed"] >= len([one for one in ends if one["owed"]]) > 0
    assert covered["totals"]["special"] == {
        name: sum(item["special"][name] for item in covered["items"]) for name in ("owed", "met")
    }
    assert covered["totals"]["special"]["met"] >= 1


# --- the calendar ----------------------------------------------------------------------------------------------------------


def test_the_calendar_proposes_the_festivals_of_a_year(world: World) -> None:
    answer = world.as_("liaison").get("/v1/special-periods/calendar", params={"year": 2027})
    assert answer.status_code == 200
    on = {item["zh"]: item["on"] for item in answer.json()["items"]}
    assert (on["除夕"], on["春节"], on["中秋节"]) == ("2027-02-05", "2027-02-06", "2027-09-15")
    for year in ("1949", "2081", "x"):
        assert world.as_("liaison").get("/v1/special-periods/calendar", params={"year": year}).status_code == 422


def test_a_period_of_nobody_is_not_found(world: World) -> None:
    answer = cancel(world, "guide", str(uuid4()))
    assert (answer.status_code, answer.json()["code"]) == (404, "special_period_not_found")
    assert UUID(answer.json()["trace_id"])
