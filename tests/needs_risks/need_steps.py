"""The steps of a need, and a need in each of its states."""

from conftest import World

from .steps import (
    Told,
    day,
    maker,
    need,
    read,
    walk,
)

REFERRAL = {"department": "health", "duty": 13, "due_on": day(20), "note": "请安排家庭医生上门"}
MET, NOT_MET = {"met": True}, {"met": False, "reason": "no_resource"}
CONFIRMED = {"result": "confirmed"}
BENEFIT = {"benefit": "高龄津贴", "told_on": day(-1), "outcome": "not_applied"}

_REFERRED = [("guide", "referral", REFERRAL)]
_ACCEPTED = [*_REFERRED, ("guide", "acceptance", {})]
_MET = [*_ACCEPTED, ("guide", "outcome", MET)]
WAYS: dict[str, list[tuple[str, str, Told]]] = {
    "raised": [],
    "referred": _REFERRED,
    "accepted": _ACCEPTED,
    "in_progress": [*_ACCEPTED, ("liaison", "progress", {"note": "已量尺寸"})],
    "declined": [*_REFERRED, ("guide", "decline", {"reason": "no_capacity"})],
    "met": _MET,
    "not_met": [*_ACCEPTED, ("guide", "outcome", NOT_MET)],
    "closed": [*_MET, *(("guide", "follow-up", CONFIRMED | {"loop": loop}) for loop in ("referral", "difficulty"))],
}
STEPS: dict[str, Told] = {
    "referral": REFERRAL, "acceptance": {}, "decline": {"reason": "not_eligible"}, "progress": {"note": "进展"}, "outcome": MET,
    "benefit": BENEFIT, "follow-up": CONFIRMED | {"loop": "referral"}, "reopening": {"note": "又坏了"},
    "withdrawal": {"reason": "in_error"},
}  # fmt: skip
POSSIBLE = {
    "raised": ["referral", "benefit", "withdrawal"],
    "referred": ["acceptance", "decline", "benefit", "withdrawal"],
    "accepted": ["decline", "progress", "outcome", "benefit", "withdrawal"],
    "in_progress": ["decline", "progress", "outcome", "benefit", "withdrawal"],
    "declined": ["referral", "benefit", "withdrawal"],
    "met": ["benefit", "follow_up_referral", "follow_up_difficulty", "withdrawal"],
    "not_met": ["benefit", "follow_up_referral", "follow_up_difficulty", "withdrawal"],
    "closed": ["reopening"],
    "withdrawn": [],
}


def in_state(world: World, state: str) -> Told:
    """A need that has come so far."""
    if state == "withdrawn":
        elder = world.register()
        visit = world.hand_in("liaison", elder, needs=[{"kind": "comfort"}])
        answer = world.as_("guide").post(
            f"/v1/visits/{visit['id']}/void", json={"reason": "not_made"}, headers={"If-Match": '"v1"'}
        )
        assert answer.status_code == 201, answer.text
        case = read(world, "needs", visit["needs"][0])
    else:
        case = walk(world, "needs", need(world)["id"], WAYS[state])
    assert case["state"] == state
    return case


def to_agency(world: World, who: str = "agency") -> Told:
    return {"agency": maker(world, who), "due_on": day(10)}
