"""Histories of needs and risks: which steps could be wanted, by whom, and how long people take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from . import loops
from .cases_told import (
    Accepted,
    BenefitTold,
    Called,
    CaseEvent,
    Cleared,
    Concluded,
    Declined,
    Ended,
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
    SeenAgain,
    SeverityChanged,
    StandsAgain,
    StepVoided,
    Supervised,
    Withdrawn,
)
from .told import day_of

BEGIN = datetime(2026, 11, 1, 0, tzinfo=UTC)
A_BIT = timedelta(microseconds=1)

SUPERVISOR, GUIDE, LIAISON = (
    Party(role="supervisor", id="supervisor"),
    Party(role="guide", id="guide"),
    Party(role="liaison", id="liaison"),
)
AGENCY, RIVAL = Party(role="agency", id="agency"), Party(role="agency", id="rival")
APP = Party(role="app", id="app")
PARTIES = (SUPERVISOR, GUIDE, LIAISON, AGENCY, RIVAL, APP)


@dataclass(frozen=True)
class Way:
    """A step as it could be wanted: its kind and what is said with it, without who and when."""

    kind: type[CaseEvent]
    fields: tuple[tuple[str, Any], ...] = ()

    def by(self, who: Party, moment: datetime) -> CaseEvent:
        return self.kind(happened_at=moment, who=who, **dict(self.fields))

    def __str__(self) -> str:
        return " ".join([self.kind.step, *(str(value) for _, value in self.fields)])


def way(kind: type[CaseEvent], **fields: Any) -> Way:
    return Way(kind, tuple(fields.items()))


DUE_ON = date(2026, 11, 20)
NEED_WAYS = (
    way(Referred, due_on=DUE_ON, agency=None),
    way(Referred, due_on=DUE_ON, agency=AGENCY.id),
    way(Accepted),
    way(Declined),
    way(Progressed),
    way(Concluded, result="met"),
    way(Concluded, result="not_met"),
    way(BenefitTold),
    *(
        way(NeedFollowedUp, loop=loop, result=result)
        for loop in ("referral", "difficulty")
        for result in ("confirmed", "reopened")
    ),
    way(Reopened),
    way(Withdrawn),
)
RISK_WAYS = (
    way(Called, waived=None),
    way(Called, waived="danger_over"),
    *(way(FamilyContacted, result=result) for result in ("reached", "tried", "nobody")),
    way(Handled),
    *(
        way(Supervised, rung=rung)
        for rung in ("village_committee", "elders_organisation", "supporters_unit", "law_enforcement")
    ),
    way(Cleared),
    *(way(RiskFollowedUp, result=result) for result in ("confirmed", "reopened")),
    way(Reopened),
    *(way(SeverityChanged, result=severity) for severity in ("major", "general")),
    way(Withdrawn),
)

REPORTERS = (GUIDE, LIAISON, AGENCY, APP)
NEEDS = tuple(NeedRaised(happened_at=BEGIN, who=who, urgent=urgent) for who in REPORTERS for urgent in (False, True))
RISKS = tuple(
    RiskReported(happened_at=BEGIN, who=who, severity=severity, kind=kind)
    for who in REPORTERS
    for severity in ("general", "major")
    for kind in ("fall", "neglect")
)

HOURS = (1, 2, 24, 72, 120, 168, 336, 360)
gaps = st.one_of(
    st.just(A_BIT),
    st.builds(
        lambda hours, off: timedelta(hours=hours) + off * A_BIT, st.sampled_from(HOURS), st.sampled_from((-1, 0, 1))
    ),
    st.timedeltas(min_value=A_BIT, max_value=timedelta(days=40)),
)
"""How long until somebody does something: at once, about a deadline, or whenever."""


def ways_of(case: Sequence[CaseEvent]) -> tuple[Way, ...]:
    return NEED_WAYS if loops.is_need(case) else RISK_WAYS


def wanted_now(case: Sequence[CaseEvent], moment: datetime) -> list[CaseEvent]:
    """Every step by everybody, as of a moment; a referral is given two weeks, or one that is over already."""
    found = []
    for one in ways_of(case):
        for who in PARTIES:
            event = one.by(who, moment)
            if isinstance(event, Referred):
                event = replace(event, due_on=day_of(moment) + timedelta(days=14))
            found.append(event)
    return found


def allowed_now(case: Sequence[CaseEvent], moment: datetime) -> list[CaseEvent]:
    return [event for event in wanted_now(case, moment) if loops.refusal(case, event) is None]


def by_the_way(case: Sequence[CaseEvent], moment: datetime) -> list[CaseEvent]:
    """What may happen to a case besides its steps: the last is taken back, the elder is said to leave, and never left."""
    found: list[CaseEvent] = []
    steps = [event for event in loops.so_far(case, moment) if not isinstance(event, SeenAgain)]
    voided = StepVoided(happened_at=moment, who=GUIDE, of=steps[-1].happened_at)
    if loops.refusal(case, voided) is None and not isinstance(steps[-1], StandsAgain):
        found.append(voided)
    if loops.state_of(case, moment) not in loops.ENDED:
        found.append(Ended(happened_at=moment, who=GUIDE))
    elif isinstance(steps[-1], Ended):
        found.append(StandsAgain(happened_at=moment, who=GUIDE))
    return found


def turning_moments(case: Sequence[CaseEvent]) -> Iterator[datetime]:
    """The moments about which answers change: the case's own, its deadlines, its escalations, and just before and after."""
    for event in case:
        yield from around(event.happened_at)
        for _, _, _, by in loops.awaited(case, event.happened_at):
            yield from around(by)
            yield from around(by + loops.escalate_after(case, event.happened_at))


def around(moment: datetime) -> tuple[datetime, datetime, datetime]:
    return moment - A_BIT, moment, moment + A_BIT


def every_history(begun: CaseEvent, *, depth: int) -> Iterator[list[CaseEvent]]:
    """Every allowed history of at most so many steps, one hour apart; one way of many that lead to the same is enough.

    It is withdrawn (its visit mended) where nobody but its reporter has acted.
    """
    seen: set[Any] = set()
    waiting: list[list[CaseEvent]] = [[begun]]
    while waiting:
        case = waiting.pop(0)
        now = case[-1].happened_at + timedelta(hours=1)
        refusals = [(one, loops.refusal(case, one)) for one in wanted_now(case, now)]
        situation = (
            loops.state_of(case, now),
            frozenset((step, first) for step, first, _, _ in loops.awaited(case, now)),
            loops.responsible_agency(case, now),
            loops.nobody_else_acted(case),
            frozenset((one.step, one.who, refused) for one, refused in refusals),
        )
        if situation in seen:
            continue
        seen.add(situation)
        yield case
        if len(case) <= depth:
            waiting += [[*case, event] for event, refused in refusals if refused is None]
            if loops.state_of(case, now) not in loops.ENDED and loops.nobody_else_acted(case):
                waiting.append([*case, Withdrawn(happened_at=now, who=begun.who)])


@st.composite
def histories(draw: st.DrawFn) -> list[CaseEvent]:
    """A case as it may go, with people who come early and people who come late, who err, and an elder who seems to leave."""
    case: list[CaseEvent] = [draw(st.sampled_from(NEEDS + RISKS))]
    for _ in range(draw(st.integers(0, 12))):
        moment = case[-1].happened_at + draw(gaps)
        allowed = [*allowed_now(case, moment), *by_the_way(case, moment)]
        if not allowed:
            break
        event = draw(st.sampled_from(allowed))
        if isinstance(event, Referred):
            event = replace(event, due_on=day_of(moment) + timedelta(days=draw(st.integers(0, 40))))
        case.append(event)
    return case
