"""The worklist (探访任务清单): whom to visit, most urgent first, and why. No database, no clock."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from ..clock import day_of
from ..policy import FileState, Severity, Window, profile_of
from .views import Standing, due_rows

SOON_DAYS = 3
AHEAD_DAYS = 62


class Urgency(StrEnum):
    """How urgent: a major risk is open (now), somebody is late (overdue), it is due within three days (soon), or later."""

    NOW = "now"
    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


def reasons_of(standing: Standing, on: date, special: Window | None = None) -> list[dict[str, Any]]:
    """Why somebody must go to an elder on a day; nobody need, no reason. Nobody is late who does not stand.

    `special` is a special period (特殊时间节点) that runs on the day and in which the elder is still owed a visit.
    """
    course, days = standing.course, standing.in_home_days
    now, found = course.on(on), list[dict[str, Any]]()
    if now is None or now.state not in (FileState.ACTIVE, FileState.SUSPENDED):
        return []
    if now.state is FileState.ACTIVE:
        first, following = course.first_due(days), course.next_due(on, days)
        if first is not None and first.window.end < on:
            found.append({"code": "overdue", "since": first.window.end + timedelta(days=1), "due_on": first.window.end})
        if following is not None and following.window.start <= on:
            found.append({"code": "due", "since": following.window.start, "due_on": following.window.end})
    hours = profile_of(standing.stretches[-1].profile).risk_deadline_hours
    for code, severity in (("open_major_risk", Severity.MAJOR), ("open_risk", Severity.GENERAL)):
        spans = sorted(
            (day_of(risk.since), day_of(risk.since + timedelta(hours=hours[severity])))
            for risk in standing.open_risks.values()
            if risk.major is (severity is Severity.MAJOR) and day_of(risk.since) <= on
        )
        if spans:
            found.append({"code": code, "since": spans[0][0], "due_on": spans[0][1]})
    if special is not None:
        found.append({"code": "special_period", "since": special.start, "due_on": special.end})
    return found


def urgency_of(reasons: list[dict[str, Any]], on: date) -> Urgency:
    """A major risk is for now; a day that has passed is overdue; three days ahead are soon."""
    if any(reason["code"] == "open_major_risk" for reason in reasons):
        return Urgency.NOW
    first = min((reason["due_on"] for reason in reasons), default=date.max)
    if first < on:
        return Urgency.OVERDUE
    return Urgency.SOON if first <= on + timedelta(days=SOON_DAYS) else Urgency.LATER


def work_of(elder: UUID, standing: Standing, on: date, special: Window | None = None) -> dict[str, Any] | None:
    """An elder's line of the worklist of a day; None where nobody need go."""
    reasons = reasons_of(standing, on, special)
    now = standing.course.on(on)
    if not reasons or now is None:
        return None
    following = standing.course.next_due(on, standing.in_home_days)
    ends = [window.end for window in (following.window if following else None, special) if window is not None]
    return {
        "elder_id": elder, "tier": now.tier, "state": now.state, "reasons": reasons, "urgency": urgency_of(reasons, on),
        "next_due_on": min(ends, default=None), "last_in_home_on": standing.last_in_home_on,
    }  # fmt: skip


def worklist_of(standings: Mapping[UUID, Standing], on: date) -> list[dict[str, Any]]:
    """The whole worklist of a day, by the day on which somebody must have come."""
    found = [
        (due_rows(standing)[0]["act_by"], elder, work)
        for elder, standing in standings.items()
        if (work := work_of(elder, standing, on))
    ]
    return [work for _, _, work in sorted(found, key=lambda one: one[:2])]
