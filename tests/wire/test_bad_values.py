"""Wrong values in a visit and in a registration: each is refused where it stands, and text that is taken comes back."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carevisit import clock
from conftest import NEXT_VILLAGE, World, registration, visit
from wire.refusals import JSON, SENTINEL, problems_of, staged, state


@pytest.fixture(scope="module")
def scene(world: World) -> dict[str, str]:
    return staged(world)


def whole_visit(elder: str) -> dict[str, Any]:
    return visit(
        elder,
        health={"expression": "worse", "illness": {"change": "severe", "name": "病"}},
        services=["meals"],
        household_change={"change": "more", "by": 2},
        safety={"gas": "safe"},
        checks={"food": True},
        warned=["fall"],
        needs=[{"kind": "comfort", "note": "n", "urgent": False}],
        position={"lat": 25.0, "lon": 119.0},
        note="n",
        risks=[
            {
                "kind": "fall",
                "severity": "general",
                "family_contacts": [{"who": "w", "at": clock.now().isoformat(), "reached": True}],
            }
        ],
    )


def replaced(sheet: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """The sheet with another value at a pointer."""
    copy: Any = json.loads(json.dumps(sheet))
    *way, last = pointer.strip("/").split("/")
    at = copy
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    if isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return dict(copy)


def _times() -> dict[str, str]:
    return {
        "tomorrow": (clock.now() + timedelta(days=1)).isoformat(),
        "yesterday": (clock.now() - timedelta(days=1)).isoformat(),
        "today": clock.today().isoformat(),
        "next_day": (clock.today() + timedelta(days=1)).isoformat(),
    }


VISIT_WRONG: list[tuple[str, Any]] = [
    ("/elder_id", SENTINEL),
    ("/elder_id", 7),
    ("/elder_id", None),
    ("/elder_id", "019ab2c4-0000-7000-8000-00000000000"),
    ("/elder_id", []),
    ("/id", str(uuid4())),
    ("/running_no", 7),
    ("/place", NEXT_VILLAGE),
    ("/tier", "key"),
    ("/late", False),
    ("/version", 1),
    ("/recorded_at", "2026-11-20T09:00:00Z"),
    ("/state", "recorded"),
    ("/" + "x" * 100, 1),
    ("/visitor/role", "x"),
    ("/position/alt", 1),
    ("/mode", SENTINEL),
    ("/mode", 1),
    ("/mode", None),
    ("/mode", "IN_HOME"),
    ("/mode", ["in_home"]),
    ("/outcome", "maybe"),
    ("/started_at", 1700000000),
    ("/started_at", "1700000000"),
    ("/started_at", SENTINEL),
    ("/started_at", "2026-11-20"),
    ("/started_at", None),
    ("/started_at", "2026-11-20T09:10:00"),
    ("/started_at", "2026-02-30T09:10:00Z"),
    ("/started_at", "0001-01-01T00:00:00+14:00"),
    ("/started_at", "9999-12-31T23:59:59-14:00"),
    ("/started_at", "1969-01-01T00:00:00Z"),
    ("/started_at", "tomorrow"),
    ("/started_at", {}),
    ("/started_at", "2026-11-20T09:10:00+99:00"),
    ("/started_at", "2026-11-20T25:10:00Z"),
    ("/ended_at", "yesterday"),
    ("/ended_at", "tomorrow"),
    ("/services", ["meals", SENTINEL]),
    ("/services", "meals"),
    ("/services", {"0": "meals"}),
    ("/services", ["meals"] * 31),
    ("/services", [None]),
    ("/visitor", None),
    ("/visitor", SENTINEL),
    ("/visitor/name", ""),
    ("/visitor/name", "   "),
    ("/visitor/name", 7),
    ("/visitor/name", "x" * 101),
    ("/visitor/name", "a\u2028b"),
    ("/visitor/name", "a\u0007b"),
    ("/visitor/category", "spy"),
    ("/visitor/id", "a b"),
    ("/visitor_signed", "true"),
    ("/visitor_signed", 1),
    ("/visitor_signed", None),
    ("/elder_signed", True),
    ("/elder_signed/signed", "yes"),
    ("/elder_signed", {"signed": False}),
    ("/elder_signed", {"signed": True, "reason": "refused"}),
    ("/elder_signed", {"signed": False, "reason": SENTINEL}),
    ("/health/illness/name", None),
    ("/health/expression", "dead"),
    ("/health/illness", "severe"),
    ("/household_change/by", 0),
    ("/household_change/by", 31),
    ("/household_change/by", 1.5),
    ("/household_change/by", "2"),
    ("/household_change/by", 10**30),
    ("/household_change/by", None),
    ("/household_change/by", True),
    ("/checks/food", 1),
    ("/checks/food", "true"),
    ("/note", ""),
    ("/note", 1),
    ("/note", "x" * 2001),
    ("/note", ["a"]),
    ("/needs", {}),
    ("/needs/0/kind", SENTINEL),
    ("/needs/0/urgent", "no"),
    ("/needs/0/id", str(uuid4())),
    ("/needs", [{"kind": "comfort"}] * 21),
    ("/risks/0/severity", "huge"),
    ("/risks/0/family_contacts/0/at", "tomorrow"),
    ("/risks/0/family_contacts/0/reached", None),
    ("/risks/0/emergency_call", {"number": "911", "at": "yesterday"}),
    ("/record_no", SENTINEL + " "),
    ("/record_no", 123),
    ("/record_no", "999999194611040025"),
    ("/record_no", "x" * 65),
    ("/mode", "other"),
    ("/outcome", "not_met"),
    ("/not_met_reason", "refused"),
    ("/safety/gas", "sage"),
    ("/position", [25, 119]),
]
NUMBERS_WRONG: list[tuple[str, Any]] = [
    ("/position/lat", 91),
    ("/position/lat", "25"),
    ("/position/lat", True),
    ("/position/lon", -180.0001),
    ("/position/lat", 10**400),
    ("/position/accuracy_m", -1),
    ("/position/lat", None),
]


def test_every_wrong_value_in_a_visit_is_refused_where_it_stands(world: World, scene: dict[str, str]) -> None:
    before, found, times = state(world), [], _times()
    good = whole_visit(scene["elder_id"])
    for pointer, value in VISIT_WRONG:
        shown = times.get(value, value) if isinstance(value, str) else value
        if isinstance(value, dict) and value.get("at") in times:
            shown = value | {"at": times[value["at"]]}
        answer = world.as_("agency").post("/v1/visits", json=replaced(good, pointer, shown))
        found += [f"{pointer} {value!r}: {wrong}" for wrong in problems_of(answer)]
        if answer.status_code != 422:
            found.append(f"{pointer} {value!r}: {answer.status_code}")
        elif not any(_near(pointer, e["pointer"]) for e in answer.json()["errors"]):
            found.append(f"{pointer} {value!r}: points to {[e['pointer'] for e in answer.json()['errors']]}")
    assert found == []
    assert state(world) == before
    assert world.as_("agency").post("/v1/visits", json=good).status_code == 201  # and what is right is right


def _near(pointer: str, told: str) -> bool:
    """A pointer to the value, or into it; a rule about two fields may name either or what holds both."""
    other = {
        "/mode": "/mode_note",
        "/outcome": "/not_met_reason",
        "/household_change/by": "/household_change",
        "/health/illness/name": "/health/illness",
    }
    if pointer == "/categories_told" and told == "":
        return True
    return (
        told == pointer
        or told.startswith(pointer + "/")
        or told == other.get(pointer)
        or (told.endswith("/…") and len(pointer) > 40)
    )


def test_a_pointer_names_the_field_and_not_the_validators_branch(world: World, scene: dict[str, str]) -> None:
    good, found = whole_visit(scene["elder_id"]), []
    for pointer, value in NUMBERS_WRONG:
        answer = world.as_("agency").post(
            "/v1/visits", content=json.dumps(replaced(good, pointer, value)), headers=JSON
        )
        found += [e["pointer"] for e in answer.json()["errors"] if e["pointer"] not in (pointer, "")]
    wrong = registration(monthly_income_yuan=-1, family={"children": [{"lives": {"place": SENTINEL}}]})
    answer = world.as_("guide").post("/v1/elders", json=wrong)
    found += [
        e["pointer"]
        for e in answer.json()["errors"]
        if e["pointer"] not in ("/monthly_income_yuan", "/family/children/0/lives/place")
    ]
    assert found == []


def test_wrong_numbers_are_refused(world: World, scene: dict[str, str]) -> None:
    before, good, found = state(world), whole_visit(scene["elder_id"]), []
    for pointer, value in NUMBERS_WRONG:
        answer = world.as_("agency").post(
            "/v1/visits", content=json.dumps(replaced(good, pointer, value)), headers=JSON
        )
        found += [f"{pointer} {str(value)[:20]}: {wrong}" for wrong in problems_of(answer)]
    assert found == []
    assert state(world) == before


ELDER_WRONG: list[tuple[str, Any]] = [
    ("/id", str(uuid4())),
    ("/place", NEXT_VILLAGE),
    ("/state", "active"),
    ("/version", 1),
    ("/tier", "key"),
    ("/born_on", "1946-11-04"),
    ("/view", "full"),
    ("/family", {"children": [{"alive": "true"}]}),
    ("/family", {"children": [{}] * 31}),
    ("/family", {"dogs": 2}),
    ("/id_number", "999999194611040024"),
    ("/id_number", "999999194611040025" * 2),
    ("/id_number", 999999194611040025),
    ("/id_number", SENTINEL),
    ("/id_number", "999999194613040021"),
    ("/id_number", ""),
    ("/id_number", None),
    ("/name", None),
    ("/name", ""),
    ("/name", 7),
    ("/name", "x" * 101),
    ("/name", "a\u0000b".replace("\u0000", "\u0001")),
    ("/sex", "x"),
    ("/sex", 2),
    ("/phone", SENTINEL),
    ("/phone", 13800000000),
    ("/phone", "+"),
    ("/filed_on", "next_day"),
    ("/filed_on", 20261101),
    ("/filed_on", "2026-11-1"),
    ("/filed_on", "2026-02-30"),
    ("/filed_on", "01.11.2026"),
    ("/filed_on", "2026-11-01T00:00:00Z"),
    ("/filed_on", None),
    ("/filed_on", SENTINEL),
    ("/confirmed_on", "next_day"),
    ("/residence", None),
    ("/residence/place", "350303"),
    ("/residence/place", 350303103201),
    ("/residence/place", SENTINEL),
    ("/residence/rural", "yes"),
    ("/residence/detail", ["x"]),
    ("/emergency_contact", {"name": "x"}),
    ("/emergency_contact/phone", None),
    ("/economic_status", "rich"),
    ("/categories_told", ["living_alone", "living_alone"]),
    ("/categories_told", "living_alone"),
    ("/categories_told", [SENTINEL]),
    ("/tier_told", "vip"),
    ("/consent", True),
    ("/consent", {"given": "yes", "on": "today"}),
    ("/consent", {"given": True}),
    ("/consent", {"given": True, "on": "next_day"}),
    ("/external_id", "13812345678"),
    ("/external_id", "a b"),
    ("/ethnicity", "00"),
    ("/ethnicity", "57"),
    ("/ability", {"grade": "great"}),
    ("/ability", {"grade": "mild", "assessed_on": "next_day"}),
    ("/disability_certificate", {"number": SENTINEL}),
    ("/medical_history", ""),
]


def test_every_wrong_value_in_a_registration_is_refused_where_it_stands(world: World, scene: dict[str, str]) -> None:
    assert scene
    before, found, times = state(world), [], _times()
    for pointer, value in ELDER_WRONG:
        shown = times.get(value, value) if isinstance(value, str) else value
        if isinstance(value, dict):
            shown = {k: times.get(v, v) if isinstance(v, str) else v for k, v in value.items()}
        answer = world.as_("guide").post("/v1/elders", json=replaced(registration(), pointer, shown))
        found += [f"{pointer} {value!r}: {wrong}" for wrong in problems_of(answer)]
        if answer.status_code != 422:
            found.append(f"{pointer} {value!r}: {answer.status_code}")
        elif not any(_near(pointer, e["pointer"]) for e in answer.json()["errors"]):
            found.append(f"{pointer} {value!r}: points to {[e['pointer'] for e in answer.json()['errors']]}")
    under = registration(id_number="999999200001010013"[:17] + _check("99999920000101001"))
    answer = world.as_("guide").post("/v1/elders", json=under)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "under_60")
    assert found == []
    assert state(world) == before


def _check(body: str) -> str:
    left = 0
    for digit in body:
        left = (left + int(digit)) * 2 % 11
    return "0123456789X"[(12 - left) % 11]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE entry; --",
        "<script>alert(1)</script>",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "%s %n %d",
        "\\u0000 as text",
        "a\\nb",
        "a\nb\tc",
        "👵🏻👨‍👩‍👧‍👦 𠮷野家 萩芦镇",
        "‮right to left",
        "e\u0301 \ufb01 ﷽",
        "x" * 2000,
        "in\u00a0side",
        '"quoted" & <b>',
        "林" * 2000,
    ],
)
def test_text_comes_back_as_it_was_told(world: World, scene: dict[str, str], text: str) -> None:
    receipt = world.hand_in(
        "agency", scene["elder_id"], note=text, visitor={"name": text[:100].strip() or "x", "category": "volunteer"}
    )
    shown = world.as_("agency").get(f"/v1/visits/{receipt['id']}").json()
    assert shown["note"] == text
    assert shown["visitor"]["name"] == text[:100].strip()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(
        [
            "in_home",
            "met",
            "2026-11-20T09:10:00+08:00",
            "0000-00-00T00:00:00Z",
            "9" * 30,
            "\u0000",
            "\ufeff",
            "severe",
            "more",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=10) | st.sampled_from(["kind", "name", "at", "change"]), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = st.sampled_from(
    [p for p, _ in VISIT_WRONG + NUMBERS_WRONG if p not in ("/elder_id", "/elder_signed/signed") and len(p) < 60]
)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(PLACES, VALUES), min_size=1, max_size=3))
def test_a_mutated_visit_is_taken_or_refused_and_never_breaks_the_service(
    world: World, scene: dict[str, str], changes: list[tuple[str, Any]]
) -> None:
    sheet = whole_visit(scene["elder_id"])
    for pointer, value in changes:
        try:
            sheet = replaced(sheet, pointer, value)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            continue  # an earlier change took away what this one would change
    answer = world.as_("agency").post("/v1/visits", content=json.dumps(sheet).encode(), headers=JSON)
    if answer.status_code == 201:
        assert world.as_("agency").get(answer.headers["Location"]).status_code == 200
    else:
        assert problems_of(answer) == []
