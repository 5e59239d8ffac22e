"""How a standing reads on a day. No database, no clock."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ..policy import PROFILE, FileState, duty
from .views import Standing

_REASONS = {
    True: ("重点对象由登记人员认定", "told by the worker"),
    False: ("按对象类型判定（登记时）", "by the categories told, as of the filing"),
}


def read_standing(
    elder: UUID, standing: Standing, version: int, at: datetime, known_at: datetime, on: date
) -> dict[str, Any]:
    """The status of an elder as of a moment whose Shanghai day is `on`."""
    active = standing.state is FileState.ACTIVE
    owed = duty(on, standing.tier, standing.standing_from if active else None, standing.in_home_days)
    zh, en = _REASONS[standing.tier_told]
    return {
        "elder_id": elder, "at": at, "known_at": known_at, "stream_version": version, "profile": PROFILE,
        "state": standing.state, "tier": standing.tier, "duty_tier": standing.tier, "tier_reasons": [f"{zh} / {en}"],
        "categories": [
            {"code": code, "source": "told", "reasons": [f"{code.zh}：登记人员填报 / told by the worker"]}
            for code in standing.categories
        ],
        "place": standing.place, "consent": standing.consent,
        "running_no": standing.running_no, "visits_count": standing.visits_count,
        "last_in_home_on": standing.last_in_home_on, "last_contact_on": standing.last_contact_on,
        "last_by_mode": standing.last_by_mode,
        "window": {
            "from": owed.window.start, "to": owed.window.end,
            "owed": int(owed.window_owed), "made": int(owed.window_owed and owed.window_made),
        },
        "month": {"month": f"{on:%Y-%m}", "owed": owed.month_owed, "made": owed.month_made},
        "next_due_on": owed.next_due_on, "overdue": owed.overdue_since is not None, "overdue_since": owed.overdue_since,
        "open_needs": len(standing.open_needs), "open_risks": len(standing.open_risks),
        "highest_severity": _highest(standing), "not_met_streak": standing.not_met_streak, "flags": standing.flags(),
    }  # fmt: skip


def _highest(standing: Standing) -> str | None:
    if not standing.open_risks:
        return None
    return "major" if any(risk.major for risk in standing.open_risks.values()) else "general"
