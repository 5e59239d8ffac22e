"""Cases as values, for the sentences about the judge of needs and risks: what begins one, what is a step, what it awaits."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from . import loops
from .case_strategies import allowed_now
from .cases_told import (
    Accepted,
    BenefitTold,
    CaseEvent,
    Cleared,
    Concluded,
    Declined,
    FamilyContacted,
    Handled,
    NeedFollowedUp,
    NeedRaised,
    Party,
    Progressed,
    Referred,
    Reopened,
    RiskFollowedUp,
    RiskReported,
)
from .told import SHANGHAI

SUPERVISOR, GUIDE, LIAISON = (
    Party(role="supervisor", id="s"),
    Party(role="guide", id="g"),
    Party(role="liaison", id="l"),
)

HELPERS, OTHERS = Party(role="agency", id="helpers"), Party(role="agency", id="others")

EVERYBODY = (SUPERVISOR, GUIDE, LIAISON, HELPERS, OTHERS)

A_BIT = timedelta(microseconds=1)

HELPERS_SEE = ("agency", "helpers")


def at(text: str) -> datetime:
    """`11-01 08:00`, by the clocks of China, with seconds if said."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def told(kind: type[CaseEvent], text: str, who: Party = GUIDE, /, **more: Any) -> Any:
    return kind(happened_at=at(text), who=who, **more)


def need(*steps: CaseEvent, urgent: bool = False) -> list[CaseEvent]:
    return [told(NeedRaised, "11-01 08:00", LIAISON, urgent=urgent), *steps]


def risk(*steps: CaseEvent, who: Party = LIAISON, severity: str = "general", kind: str = "fall") -> list[CaseEvent]:
    return [told(RiskReported, "11-01 08:00", who, severity=severity, kind=kind), *steps]


def to_agency(text: str = "11-02 09:00", due: str = "11-20") -> Referred:
    return Referred(happened_at=at(text), who=GUIDE, agency="helpers", due_on=date.fromisoformat(f"2026-{due}"))


def to_department(text: str = "11-02 09:00", due: str = "11-20") -> Referred:
    return Referred(happened_at=at(text), who=GUIDE, due_on=date.fromisoformat(f"2026-{due}"))


def steps_awaited(case: Sequence[CaseEvent], text: str) -> set[tuple[str, tuple[Any, ...], datetime, datetime]]:
    found = loops.awaited(case, at(text))
    return {(step, tuple(sorted(first, key=str)), since, by) for step, first, since, by in found}


# The need

NEED_STORY = need(
    to_agency("11-02 09:00"),
    told(Declined, "11-03 09:00", HELPERS),
    to_agency("11-04 09:00"),
    told(Accepted, "11-05 09:00", HELPERS),
    told(Progressed, "11-06 09:00", HELPERS),
    told(BenefitTold, "11-06 10:00", LIAISON),
    told(Concluded, "11-07 09:00", HELPERS, result="met"),
    told(NeedFollowedUp, "11-08 09:00", loop="referral", result="confirmed"),
    told(NeedFollowedUp, "11-09 09:00", loop="difficulty", result="confirmed"),
    told(Reopened, "11-10 09:00"),
)

RISK_STORY = risk(
    told(FamilyContacted, "11-01 08:10", LIAISON),
    told(Handled, "11-02 08:00", LIAISON),
    told(Cleared, "11-03 08:00", LIAISON),
    told(RiskFollowedUp, "11-04 08:00", result="reopened"),
    told(Cleared, "11-05 08:00", LIAISON),
    told(RiskFollowedUp, "11-06 08:00", result="confirmed"),
    told(Reopened, "11-07 08:00"),
    told(Cleared, "11-08 08:00", LIAISON),
    told(RiskFollowedUp, "11-09 08:00", result="confirmed"),
)


def ends(case: list[CaseEvent]) -> bool:
    """Whether some steps lead to 已办结 or 已销号, tried one by one."""
    reached: set[str | None] = set()
    waiting = [case]
    while waiting:
        tried = waiting.pop(0)
        now = tried[-1].happened_at + timedelta(hours=1)
        if loops.state_of(tried, now) == "closed":
            return True
        if len(tried) - len(case) < 7:
            for event in allowed_now(tried, now):
                longer = [*tried, event]
                signature = f"{loops.state_of(longer, now)} {sorted(step for step, *_ in loops.awaited(longer, now))}"
                if signature not in reached:
                    reached.add(signature)
                    waiting.append(longer)
    return False
