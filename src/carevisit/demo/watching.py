"""Devices in some homes, and some families that are urged or call: facts beside the visits."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from ..days import DAY
from .story import EACH, Act, Elder, File, moment_of

TURN = 9  # one of so many elders, like the parts of `story`


def acts_beside(elder: Elder, file: File, today: date) -> Iterator[Act]:
    """The devices of a watched elder: a low battery last month, no movement yesterday, and a detector that never sent a sign;
    a son who was urged, and a daughter who calls."""
    yesterday = today - DAY
    if elder.turn % EACH != TURN or file.visited_from is None or not file.is_visited(yesterday):
        return

    def act(kind: str, at: datetime, sheet: dict[str, Any], about: str = "") -> Act:
        return Act(kind, at, elder.village.turn, elder.turn, elder.village.nearest, sheet, about)

    placed = file.visited_from + DAY
    sensor, detector = f"sensor/{elder.turn}", f"detector/{elder.turn}"
    for hour, label, kind, note in ((9, sensor, "motion_sensor", "客厅"), (10, detector, "smoke_detector", "厨房")):
        yield act("device", moment_of(placed, hour), {"kind": kind, "from": placed.isoformat(), "note": note}, label)
    for kind, on in (("low_battery", max(placed + DAY, today - timedelta(days=30))), ("no_movement", yesterday)):
        at = moment_of(on, 11)
        yield act("alert", at, {"kind": kind, "at": at.isoformat()}, sensor)
    urged = {
        "by": "village_committee", "how": "phone", "on": yesterday.isoformat(), "whom": "长子", "answer": "promised",
        "follow_up_on": (today + 7 * DAY).isoformat(),
    }  # fmt: skip
    yield act("urge", moment_of(yesterday, 15), urged)
    called = moment_of(yesterday, 16)
    call = {"mode": "video", "whom": "女儿", "at": called.isoformat(), "duration_minutes": 12, "confirmed_by": "elder"}
    yield act("family_contact", called, call)
