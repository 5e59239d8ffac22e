"""The worklist (任务清单): which elders to visit and which steps to take, the most urgent first, and why. No database, no clock."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from ..cases import MOMENT, Awaited, Case
from ..clock import day_of, start_of
from ..days import DAY
from ..policy import CaseTier, Window
from ..standing import Standing

SOON_DAYS = 3
AHEAD_DAYS = 62


class Urgency(StrEnum):
    """How urgent: a major risk is open (now), somebody is late (overdue), it is due within three days (soon), or later."""

    NOW = "now"
    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class Viewer:
    """Who looks: one of the tiers, an agency, or somebody who sees every step awaited."""

    tier: CaseTier | None = None
    agency: UUID | None = None

    def sees(self, one: Awaited, moment: datetime, *, left: bool = False) -> bool:
        """Whether a step that is awaited is theirs to take by a moment: first, or because who was to take it did not.

        `left`: it is awaited of an agency that serves the elder no more and can't take it, so it is the township's at once.
        """
        if left and self.tier is CaseTier.TOWNSHIP:
            return one.since <= moment
        if self.agency is not None:
            return one.agency == self.agency and one.since <= moment
        if self.tier is not None:
            return one.seen_from().get(self.tier, NEVER) <= moment
        return one.since <= moment


ANYBODY = Viewer()
NEVER = datetime.max.replace(tzinfo=UTC)


def reasons_of(
    standing: Standing,
    on: date,
    special: Window | None = None,
    viewer: Viewer = ANYBODY,
    moment: datetime | None = None,
    served_by: Container[UUID] | None = None,
) -> list[dict[str, Any]]:
    """Why somebody must act for an elder on a day; nobody need, no reason. Only an active target is owed visits; a need or a
    risk must be seen to whatever became of the file.

    `special` is a special period (特殊时间节点) that runs on the day and in which the elder is still owed a visit; `served_by`
    are the agencies that serve the elder, where that is asked.
    """
    course, days = standing.course, standing.in_home_days
    now, found = course.on(on), list[dict[str, Any]]()
    if now is not None and now.target:
        following = course.next_due(on, days)
        if since := course.overdue_since(on, days):
            found.append({"code": "overdue", "since": since, "due_on": since - DAY})
        if following is not None and following.window.start <= on:
            found.append({"code": "due", "since": following.window.start, "due_on": following.window.end})
    if special is not None:
        found.append({"code": "special_period", "since": special.start, "due_on": special.end})
    asked = _asked(on, moment)
    for case, one in standing.awaited:
        left = served_by is not None and one.tier is None and one.agency not in served_by
        if viewer.sees(one, asked, left=left):
            found.append({
                "code": _code(case, one), "since": day_of(one.since), "due_on": last_day(one.by), "case_id": case.id,
                "step": one.step, "by": one.by,
            })  # fmt: skip
    return found


def _asked(on: date, moment: datetime | None) -> datetime:
    return start_of(on + timedelta(days=1)) if moment is None else moment


def last_day(by: datetime) -> date:
    """The last day on which a step is in time: what must be done by the end of a day is for that day, not for the next."""
    return day_of(by - MOMENT)


def _code(case: Case, one: Awaited) -> str:
    return "follow_up" if one.step.startswith("follow_up") else case.flags[0].value


def urgency_of(reasons: list[dict[str, Any]], on: date, moment: datetime | None = None) -> Urgency:
    """A major risk is for now; a day that has passed, or the hour of a step, is overdue; three days ahead are soon."""
    if any(reason["code"] == "open_major_risk" for reason in reasons):
        return Urgency.NOW
    first = min((reason["due_on"] for reason in reasons), default=date.max)
    if first < on or any(reason["by"] <= _asked(on, moment) for reason in reasons if "by" in reason):
        return Urgency.OVERDUE
    return Urgency.SOON if first <= on + timedelta(days=SOON_DAYS) else Urgency.LATER


def work_of(
    elder: UUID, standing: Standing, on: date, special: Window | None = None, viewer: Viewer = ANYBODY,
    moment: datetime | None = None, served_by: Container[UUID] | None = None, period_by: date | None = None,
) -> dict[str, Any] | None:  # fmt: skip
    """An elder's line of the worklist of a day; None where nobody need act. `period_by`: by when a special period that runs or
    comes asks for a visit."""
    reasons = reasons_of(standing, on, special, viewer, moment, served_by)
    now = standing.course.on(on)
    if not reasons or now is None:
        return None
    following = standing.course.next_due(on, standing.in_home_days)
    ends = [following.window.end if following else None, special.end if special else None, period_by]
    return {
        "elder_id": elder, "tier": now.tier, "state": now.state, "reasons": reasons, "urgency": urgency_of(reasons, on, moment),
        "next_due_on": min(filter(None, ends), default=None), "last_in_home_on": standing.last_in_home_on,
    }  # fmt: skip


def act_by(work: Mapping[str, Any]) -> date:
    """The day by which somebody must have acted."""
    days: list[date] = [reason["due_on"] for reason in work["reasons"]]
    return min(days)


def worklist_of(
    standings: Mapping[UUID, Standing], on: date, viewer: Viewer = ANYBODY, moment: datetime | None = None,
    specials: Mapping[UUID, Window] | None = None, serving: Mapping[UUID, Container[UUID]] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The whole worklist of a day, by the day on which somebody must have acted.

    `specials`: for whom a special period runs that they are still owed a visit in; `serving`: the agencies of each.
    """
    found = [
        (act_by(work), elder, work)
        for elder, standing in standings.items()
        if (
            work := work_of(
                elder, standing, on, (specials or {}).get(elder), viewer, moment, (serving or {}).get(elder)
            )
        )
    ]
    return [work for _, _, work in sorted(found, key=lambda one: one[:2])]
