"""The steps of a risk, and a risk in each of its states."""

from typing import Any

from conftest import World

from .steps import (
    Told,
    Way,
    read,
    risk,
    walk,
)

CALL: Told = {"number": "120", "by": "陈网格"}
CONTACT: Told = {"who": "林小明", "reached": True, "urged": True}
HANDLING: Told = {"by": "镇社事办", "note": "联系电工"}
CLEARANCE: Told = {"how": "已更换电线"}
CONFIRMED, REOPENED = {"result": "confirmed"}, {"result": "reopened"}
RUNG: Told = {"by": "village_committee"}

_HANDLING: Way = [("guide", "handling", HANDLING)]
_CLEARED: Way = [*_HANDLING, ("guide", "clearance", CLEARANCE)]
WAYS: dict[str, Way] = {
    "reported": [],
    "handling": _HANDLING,
    "cleared": _CLEARED,
    "closed": [*_CLEARED, ("guide", "follow-up", CONFIRMED)],
}
STEPS: dict[str, Told] = {
    "emergency-call": CALL, "family-contact": CONTACT, "handling": HANDLING, "supervision": RUNG, "clearance": CLEARANCE,
    "follow-up": CONFIRMED, "reopening": {"note": "再次跳闸"}, "severity": {"severity": "major", "note": "起火花"},
    "withdrawal": {"reason": "in_error"},
}  # fmt: skip
POSSIBLE = {
    "reported": ["emergency_call", "family_contact", "handling", "supervision", "severity", "withdrawal"],
    "handling": ["emergency_call", "family_contact", "handling", "supervision", "clearance", "severity", "withdrawal"],
    "cleared": ["emergency_call", "family_contact", "follow_up", "severity", "withdrawal"],
    "closed": ["reopening"],
    "withdrawn": [],
}


def in_state(world: World, state: str, who: str = "guide", **told: Any) -> Told:
    """A risk that has come so far; of neglect, so that every step may be asked for."""
    if state == "withdrawn":
        visit = world.hand_in("liaison", world.register(), risks=[{"kind": "neglect", "severity": "general"}])
        answer = world.as_("guide").post(
            f"/v1/visits/{visit['id']}/void", json={"reason": "not_made"}, headers={"If-Match": '"v1"'}
        )
        assert answer.status_code == 201, answer.text
        case = read(world, "risks", visit["risks"][0])
    else:
        case = walk(world, "risks", risk(world, who, **{"kind": "neglect", **told})["id"], WAYS[state])
    assert case["state"] == state
    return case


def kinds(case: Told) -> list[str]:
    return [line["kind"].removeprefix("risk.") for line in case["story"]]
