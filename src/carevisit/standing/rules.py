"""How a standing reads on a day. No database, no clock."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ..clock import start_of
from ..days import DAY
from ..policy import DEFAULT_PROFILE, NOWHERE, Course, FileState, Flag, Stretch
from .months import owed_in
from .papers import expired
from .special import PeriodOwed, due_on, missed, shown
from .stretches import ON_FILE
from .views import Standing


def read_standing(
    elder: UUID,
    standing: Standing,
    version: int,
    at: datetime,
    known_at: datetime,
    on: date,
    special: Sequence[PeriodOwed] = (),
    quiet: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The status of an elder as of a moment whose Shanghai day is `on`, with the special periods near it and
    the device that has been quiet longest."""
    course, days = standing.course, standing.in_home_days
    now = course.on(on) or (
        course.stretches[0] if course.stretches else Stretch(on, FileState.CANDIDATE, None, NOWHERE, DEFAULT_PROFILE)
    )
    owings = owed_in(course, on, days)
    owed = [owing for owing in owings if owing.owed]
    window, following = course.window_on(on, days), course.next_due(on, days)
    overdue_on = course.overdue_since(on, days)
    ends = [day for day in (following and following.window.end, due_on(special, on)) if day]
    return {
        "elder_id": elder, "at": at, "known_at": known_at, "stream_version": version, "profile": now.profile,
        "state": now.state, "tier": now.tier, "duty_tier": window.tier if window else None,
        "tier_reasons": now.tier_reasons,
        "categories": [{"code": code, "source": held.source, "reasons": held.reasons} for code, held in now.categories],
        "unknown": [{"code": code, "ask": ask} for code, ask in now.unknown],
        "next_change": next_change(course, on),
        "place": standing.place, "consent": now.consent, "first_contact": standing.contact,
        "running_no": standing.running_no, "visits_count": standing.visits_count,
        "last_in_home_on": standing.last_in_home_on, "last_contact_on": standing.last_contact_on,
        "last_by_mode": standing.last_by_mode,
        "window": None if window is None else {
            "from": window.window.start, "to": window.window.end, "owed": window.times if window.owed else 0,
            "made": course.made(window, days) if window.owed else 0,
        },
        "month": {
            "month": f"{on:%Y-%m}", "windows_owed": len(owed), "windows_met": sum(course.met(owing, days) for owing in owed),
        },
        "special": shown(special, on),
        "next_due_on": min(ends, default=None) if now.state in ON_FILE else None,
        "overdue": overdue_on is not None, "overdue_since": overdue_on,
        "open_needs": len(standing.open_needs), "open_risks": len(standing.open_risks),
        "highest_severity": _highest(standing), "not_met_streak": standing.not_met_streak,
        "review_due_on": standing.review_due_on if now.state in ON_FILE else None,
        "health_check_due_on": standing.health_check_due_on if now.state in ON_FILE else None,
        "flags": standing.flags() + list(_dated(standing, now, overdue_on, on)) + list(_missed(special, on))
        + list(_late(standing, at)) + ([{"code": Flag.DEVICE_QUIET, **quiet}] if quiet else []),
    }  # fmt: skip


def next_change(course: Course, on: date) -> dict[str, Any] | None:
    """What time alone will change next, and when: a birthday, six months away, the end of a suspension."""
    now = course.on(on)
    for then in course.stretches:
        if now is None or then.from_on <= on:
            continue
        what = _difference(now, then)
        if what:
            return {"on": then.from_on, "what": what}
        now = then
    return None


def _difference(now: Stretch, then: Stretch) -> str | None:
    if now.state is not then.state:
        return then.state.value
    changed = {code for code, _ in now.categories} ^ {code for code, _ in then.categories}
    if changed:
        return sorted(code.value for code in changed)[0]
    return None if now.tier is then.tier else (then.tier.value if then.tier else "none")


def _dated(standing: Standing, now: Stretch, overdue_on: date | None, on: date) -> Iterator[dict[str, Any]]:
    """The flags that come with the day, each with the entry that set it."""
    visit, file = standing.last_in_home_cause or standing.file_cause, standing.file_cause
    if overdue_on:
        yield {"code": Flag.OVERDUE, "since": start_of(overdue_on), "cause": visit}
    paper = expired(standing.papers, on)
    causes = {Flag.PAPER_EXPIRED: paper.id} if paper else {}
    for code in now.flags:
        yield {"code": code, "since": start_of(_since(standing.course, code, on)), "cause": causes.get(code, file)}
    due, since, again = standing.review_due_on, standing.verify_from, standing.reassess_on
    if due and due < on and now.state in ON_FILE:
        yield {"code": Flag.REVIEW_OVERDUE, "since": start_of(due + DAY), "cause": file}
    asked = Flag.VERIFY_FAMILY in now.flags
    if since and since <= on and now.state is not FileState.LEFT and not asked:
        yield {"code": Flag.VERIFY_FAMILY, "since": start_of(since), "cause": file}
    if again and again <= on and now.state is not FileState.LEFT:
        yield {"code": Flag.REASSESS, "since": start_of(again), "cause": file}


def _since(course: Course, code: Flag, on: date) -> date:
    """The first of the days in a row, up to one, on which a flag was up."""
    since = on
    for stretch in reversed([stretch for stretch in course.stretches if stretch.from_on <= on]):
        if code not in stretch.flags:
            break
        since = stretch.from_on
    return since


def _missed(special: Sequence[PeriodOwed], on: date) -> Iterator[dict[str, Any]]:
    if gone := missed(special, on):
        since = start_of(gone.period.window.end + DAY)
        yield {"code": Flag.SPECIAL_MISSED, "since": since, "cause": gone.period.id}


def _highest(standing: Standing) -> str | None:
    if not standing.open_risks:
        return None
    return "major" if any(risk.major for risk in standing.open_risks.values()) else "general"


def _late(standing: Standing, at: datetime) -> Iterator[dict[str, Any]]:
    """The step of a need or a risk whose time passed first."""
    for case, one in standing.awaited[:1]:
        if one.by <= at:
            yield {"code": Flag.CASE_OVERDUE, "since": one.by, "cause": case.id}
