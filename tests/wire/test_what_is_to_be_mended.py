"""A refusal points at the field that is to be mended and says who can help; a figure names what it counts and whose it is."""

from datetime import timedelta
from typing import Any

import pytest

from carevisit import clock
from conftest import FAR_VILLAGE, World, id_number, registration, visit

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
YOUNG = id_number((clock.today() - timedelta(days=50 * 365)).replace(day=1))
CERTIFICATE = f"{id_number()}42"


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/v1/elders", registration(id_number=YOUNG), ("/id_number", "under_60")),
        ("/v1/elders", registration(id_number=id_number(), sex="male"), ("/sex", "sex_disagrees")),
        ("/v1/elders", registration(categories_told=["no_kin", "no_kin"]), ("/categories_told", "said_twice")),
        (
            "/v1/elders",
            registration(disability_certificate={"number": CERTIFICATE, "grade": 1}),
            ("/disability_certificate/number", "certificate_disagrees"),
        ),
        ("/v1/visits", {"household_change": {"change": "more"}}, ("/household_change/by", "household_count")),
        ("/v1/visits", {"health": {"illness": {"change": "severe"}}}, ("/health/illness/name", "illness_unnamed")),
        ("/v1/visits", {"elder_signed": {"signed": False}}, ("/elder_signed/reason", "signature_reason")),
    ],
)
def test_a_rule_about_several_fields_points_at_the_one_to_mend(
    world: World, path: str, body: dict[str, Any], told: tuple[str, str]
) -> None:
    whole = visit(world.register(), **body) if path == "/v1/visits" else body
    answer = world.as_("guide").post(path, json=whole)
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [told]


def test_an_amendment_points_at_the_field_too(world: World) -> None:
    elder = world.register(id_number=id_number(turn=4))
    answer = world.as_("guide").patch(f"/v1/elders/{elder}", json={"sex": "male"}, headers={"If-Match": '"v1"'})
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/sex", "sex_disagrees")]


def test_full_width_digits_are_digits_wherever_a_persons_number_stands(world: World) -> None:
    number = id_number(turn=6)
    told = registration(
        id_number=number.translate(FULL_WIDTH),
        phone="13800000066".translate(FULL_WIDTH),
        disability_certificate={"number": f"{number}42".translate(FULL_WIDTH)},
    )
    answer = world.as_("guide").post("/v1/elders", json=told)
    assert answer.status_code == 201, answer.text
    file = world.as_("guide").get(f"/v1/elders/{answer.json()['id']}").json()
    assert (file["id_number"], file["phone"]) == (number, "13800000066")
    assert file["disability_certificate"]["number"] == f"{number}42"
    found = world.as_("guide").post("/v1/elders/search", json={"id_number": number.translate(FULL_WIDTH)})
    assert [one["id"] for one in found.json()["items"]] == [answer.json()["id"]]
    again = world.as_("guide").post("/v1/elders", json=registration(id_number=number))
    assert (again.status_code, again.json()["code"]) == (409, "elder_already_registered")
    period = {"place": "350303", "from": clock.today().isoformat(), "to": clock.today().isoformat(), "kind": "weather"}
    named = world.as_("supervisor").post("/v1/special-periods", json=period | {"name": "台风１３８００１３８０００"})
    assert [(e["pointer"], e["code"]) for e in named.json()["errors"]] == [("/name", "looks_personal")]


def test_a_guide_who_hands_a_file_to_another_township_is_sent_to_the_district(world: World) -> None:
    elder = world.register()
    for place in (FAR_VILLAGE, "999999999999"):
        answer = world.as_("guide").post(
            f"/v1/elders/{elder}/transfer", json={"place": place}, headers={"If-Match": "*", "Accept-Language": "en"}
        )
        (error,) = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == ("/place", "unknown_place")
        assert "Ask the district" in error["message"]
    there = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": FAR_VILLAGE}, headers={"If-Match": "*"}
    )
    assert there.status_code == 200, there.text


def test_by_visitor_the_agency_or_the_account_is_named(world: World) -> None:
    elder = world.register()
    me = {who: world.as_(who).get("/v1/me").json() for who in ("liaison", "agency")}
    world.hand_in("agency", elder, visitor={"name": "甲机构探访员", "category": "care_worker"})
    world.hand_in("liaison", elder, visitor={"name": "乙网格员", "category": "grid_worker"})
    month = f"{clock.day_of(clock.now() - timedelta(hours=1)):%Y-%m}"  # of both visits
    items = world.as_("supervisor").get(f"/v1/coverage?by=visitor&month={month}").json()["items"]
    told = {one["name"]: (one["agency"], one["account"]) for one in items}
    assert told["甲机构探访员"] == (me["agency"]["id"], None)
    assert told["乙网格员"] == (None, me["liaison"]["id"])


def test_the_window_counts_visits_and_the_month_counts_windows_under_names_of_their_own(world: World) -> None:
    elder = world.register()
    told = {"visits_per_window": 3, "from": (clock.today() - timedelta(days=60)).isoformat(), "reason": "多次探访"}
    answer = world.as_("guide").post(f"/v1/elders/{elder}/frequency", json=told)
    assert answer.status_code == 201, answer.text
    status = world.as_("guide").get(f"/v1/elders/{elder}/status").json()
    assert status["window"]["owed"] == 3
    assert set(status["month"]) == {"month", "windows_owed", "windows_met"}
    assert status["month"]["windows_owed"] <= 2
