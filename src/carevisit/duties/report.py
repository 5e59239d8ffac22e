"""The quarterly report on the departments' duties."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ..days import DAY, months_after
from ..desk import Reading
from ..policy import Profile, profiles

_ACTED_ON = """
SELECT a.profile, a.duty, count(*) AS actions, count(DISTINCT a.place_id) AS places, coalesce(sum(a.elders), 0) AS elders,
  max(a.done_on) AS last_on
FROM duty_action a WHERE {} AND a.state = 'recorded' AND a.done_on BETWEEN %(since)s AND %(until)s GROUP BY 1, 2 ORDER BY 1, 2
"""


def quarter_days(quarter: str) -> tuple[date, date]:
    """The first and the last day of a quarter, written `2026-Q4`."""
    year, turn = int(quarter[:4]), int(quarter[-1])
    first = date(year, 3 * turn - 2, 1)
    return first, months_after(first, 3) - DAY


async def report_lines(
    read: Reading, rules: Profile, since: date, until: date, where: str, params: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """A line for each duty of the profile, then for those of other profiles with actions."""
    rows = await read.all(_ACTED_ON.format(where), {**params, "since": since, "until": until})
    acted = {(row["profile"], row["duty"]): row for row in rows}
    listed = [(rules.name, duty.no) for duty in rules.duties]
    return [_line(*key, acted.get(key)) for key in [*listed, *(key for key in acted if key not in listed)]]


def _line(profile: str, no: int, row: Mapping[str, Any] | None) -> dict[str, Any]:
    duty = profiles()[profile].duty(no)
    assert duty is not None  # an action always names a duty of its profile's list
    done = row or {"actions": 0, "places": 0, "elders": 0, "last_on": None}
    return {"profile": profile, "duty": no, "department": duty.department, "zh": duty.zh} | {
        name: done[name] for name in ("actions", "places", "elders", "last_on")
    }
