"""Lists, page by page: every list gives the same rows in the same order, whatever the size of its pages."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from carevisit import clock
from conftest import DISTRICT, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, living, registration, visit

TODAY = clock.today()
ELDER = "/v1/elders/{elder}"
LISTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/v1/elders", {}), ("/v1/elders", {"state": "active", "place": TOWNSHIP}), ("/v1/visits", {}),
    ("/v1/visits/{visit}/versions", {}),
    ("/v1/needs", {"open": "true"}), ("/v1/risks", {"kind": "fall"}), ("/v1/alerts", {}), (f"{ELDER}/alerts", {}),
    ("/v1/urgings", {}), (f"{ELDER}/urgings", {}), (f"{ELDER}/family-contacts", {}), (f"{ELDER}/surveys", {}),
    (f"{ELDER}/timeline", {}), ("/v1/reviews", {"due_before": "2999-12-31"}),
    ("/v1/reviews", {"due_before": "2999-12-31", "by": "village"}), ("/v1/contacts/missing", {}), ("/v1/worklist", {}),
    ("/v1/coverage/elders", {"status": "owed"}), ("/v1/coverage/elders", {"status": "overdue"}),
    ("/v1/places", {"level": "village"}), ("/v1/regions", {"parent": "350300"}),
    ("/v1/special-periods", {}), ("/v1/duties/13/actions", {}),
    ("/v1/census/candidates", {}), ("/v1/census/campaigns", {}),
)  # fmt: skip


@pytest.fixture(scope="module")
def told(template: World) -> Iterator[tuple[World, dict[str, str]]]:
    """A district of which each list has several rows."""
    with living(template) as world:
        elder, *others = (
            world.register(family={"children": []}, residence={"place": place})
            for place in (VILLAGE, VILLAGE, NEXT_VILLAGE)
        )
        record, *_ = (world.hand_in("liaison", elder, hours)["id"] for hours in (1, 30, 60))
        correction = visit(elder, 1) | {"reason": "wrong_content"}
        del correction["elder_id"]
        posts: list[tuple[str, str, dict[str, Any]]] = [
            ("liaison", "/v1/needs", {"elder_id": elder, "kind": "home_adaptation"}),
            ("liaison", "/v1/risks", {"elder_id": elder, "kind": "fall", "severity": "general"}),
            ("liaison", f"/v1/elders/{elder}/urgings", {
                "by": "village_committee", "how": "phone", "on": TODAY.isoformat(), "whom": "长子",
            }),
            ("family_app", f"/v1/elders/{elder}/family-contacts", {
                "mode": "video", "at": clock.now().isoformat(), "duration_minutes": 12, "whom": "女儿", "confirmed_by": "app",
            }),
            ("guide", "/v1/special-periods", {
                "place": TOWNSHIP, "from": TODAY.isoformat(), "to": TODAY.isoformat(), "kind": "weather", "name": "台风",
            }),
            ("guide", "/v1/duties/13/actions", {"place": TOWNSHIP, "on": TODAY.isoformat(), "what": "体检", "elders": 3}),
            ("supervisor", "/v1/census/campaigns", {
                "place": DISTRICT, "name": "摸排", "list_by": TODAY.isoformat(), "survey_by": TODAY.isoformat(),
                "confirm_by": TODAY.isoformat(),
            }),
            ("liaison", f"/v1/elders/{elder}/surveys", {
                "by": "王核实", "conditions": {"expression": "good", "mobility": "poor", "reaction": "fair", "illness": "chronic",
                                              "mind": "not_observed"},
                "facilities": {"water": "safe", "electricity": "safe", "gas": "not_applicable", "housing": "safe"},
                "hardships": [], "support": "kept", "hazards": [], "needs": [], "anomaly": False, "eligible": "yes",
                "wants_service": True,
            }),
        ]  # fmt: skip
        device = _post(
            world, "watch", f"/v1/elders/{elder}/devices", {"kind": "motion_sensor", "from": TODAY.isoformat()}
        )
        posts.append(
            (
                "watch",
                f"/v1/elders/{elder}/alerts",
                {"device_id": device["id"], "kind": "sos", "at": clock.now().isoformat()},
            )
        )
        for who, path, body in posts:
            for _ in range(3):
                _post(world, who, path, body)
        for _ in others:
            sheet = registration()
            line = {name: sheet[name] for name in ("name", "id_number", "residence")}
            _post(world, "liaison", "/v1/census/candidates", line | {"source": "grid", "list_name": "网格名单"})
        for version in (1, 2):
            _post(world, "liaison", f"/v1/visits/{record}/corrections", correction, {"If-Match": f'"v{version}"'})
        yield world, {"elder": elder, "visit": record}


def _post(
    world: World, who: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
) -> dict[str, Any]:
    answer = world.as_(who).post(path, json=body, headers=headers)
    assert answer.status_code in (200, 201), (path, answer.text)
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.parametrize(("path", "filters"), LISTS, ids=lambda given: str(given))
def test_a_list_goes_on_where_its_page_ended(
    told: tuple[World, dict[str, str]], path: str, filters: dict[str, str]
) -> None:
    world, ids = told
    guide = world.as_("guide")
    whole = _page(guide, path.format(**ids), filters | {"limit": "500"})
    assert whole["next_cursor"] is None
    assert len(whole["items"]) > 1, "a list of one row proves nothing"
    items, cursor, most = [], None, len(whole["items"])
    for _ in range(most):
        page = _page(guide, path.format(**ids), filters | {"limit": "1"} | ({"cursor": cursor} if cursor else {}))
        items += page["items"]
        cursor = page["next_cursor"]
    assert (items, cursor) == (whole["items"], None)


def _page(guide: httpx.Client, path: str, params: dict[str, str]) -> dict[str, Any]:
    """A page, whose Link says what its body does."""
    answer = guide.get(path, params=params)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    following = answer.links.get("next")
    assert (following is None) == (page["next_cursor"] is None)
    assert following is None or httpx.URL(following["url"]).params["cursor"] == page["next_cursor"]
    return page
