"""Days, months and moments in addresses: a sensible range at every door, and never a 500 or figures of no year."""

from typing import Any

import pytest

from conftest import World
from kept import DOCUMENT

MONTHS_WRONG = (
    "0000-01",
    "0001-01",
    "1999-12",
    "2200-01",
    "9999-12",
    "10000-01",
    "2026-00",
    "2026-13",
    "2026-1",
    "２０２６-01",
)
DAYS_WRONG = (
    "0000-01-01",
    "0001-01-01",
    "1879-12-31",
    "3000-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-11-1",
    "２０２６-01-01",
)
MOMENTS_WRONG = (
    "0001-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999-23:59",
    "2026-11-20T00:00:00",
    "0001-01-01T00:00:00+14:00",
)
EDGES = {
    "month": ("2000-01", "2199-12"),
    "date": ("1880-01-01", "2999-12-31"),
    "date-time": ("1900-01-01T00:00:00Z", "2999-12-31T23:59:59Z"),
}
WRONG = {"month": MONTHS_WRONG, "date": DAYS_WRONG, "date-time": MOMENTS_WRONG}


def _asked() -> list[tuple[str, str, str]]:
    """Every query parameter that is a month, a day or a moment, with its address."""
    found = []
    for path, operations in DOCUMENT["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            schema: dict[str, Any] = parameter["schema"]
            for one in schema.get("anyOf", [schema]):
                if parameter["in"] == "query" and one.get("format") in WRONG:
                    found.append((path, parameter["name"], one["format"]))
    return found


def test_every_month_day_and_moment_of_the_contract_is_known_here() -> None:
    assert {kind for _, _, kind in _asked()} == set(WRONG)
    assert ("/v1/coverage/elders", "month", "month") in _asked()


@pytest.mark.parametrize(("path", "name", "kind"), _asked())
def test_what_lies_outside_the_sensible_range_is_refused_where_it_stands(
    world: World, path: str, name: str, kind: str
) -> None:
    address = path.replace("{no}", "13")
    if "{elder_id}" in path:
        address = path.replace("{elder_id}", world.register())
    needed = {"status": "owed"} if path == "/v1/coverage/elders" else {}
    found = []
    for value in WRONG[kind]:
        answer = world.as_("supervisor").get(address, params=needed | {name: value})
        if answer.status_code != 422 or answer.json()["errors"][0]["pointer"] != f"?{name}":
            found.append(f"{value}: {answer.status_code} {answer.text[:200]}")
    for value in EDGES[kind]:
        answer = world.as_("supervisor").get(address, params=needed | {name: value})
        if answer.status_code >= 500:
            found.append(f"{value}: {answer.status_code}")
    assert found == []


def test_a_refused_month_says_which_months_there_are(world: World) -> None:
    answer = world.as_("supervisor").get("/v1/coverage?month=0000-01", headers={"Accept-Language": "en"})
    assert [(e["code"], e["message"]) for e in answer.json()["errors"]] == [
        ("month", "This must be a month from 2000-01 to 2199-12 (YYYY-MM).")
    ]
