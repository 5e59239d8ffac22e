"""The sceptic's judge of the two loops: where a need or a risk stands, who may do what, what is awaited, of whom, by when.

It shares nothing with the program, and no table with anybody: each rule is a sentence. Every answer is a pure function of the
case's history and a moment. Source: 涵民〔2023〕53号 as ordered by the domain's §5, §6 and §12, with the hours of hanjiang-2023.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

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
from .told import SHANGHAI

Holder = str | tuple[str, str]
"""Who has to look: `village`, `township`, `district`, or `("agency", its id)`."""

Awaited = tuple[str, frozenset[Holder], datetime, datetime]
"""A step, who must take it first, since when it is awaited, and by when."""

VILLAGE, TOWNSHIP, DISTRICT = "village", "township", "district"
ENDED = ("closed", "withdrawn")

# Hours of hanjiang-2023
MAJOR_CALL, MAJOR_FAMILY, MAJOR_HANDLING, MAJOR_CLEARANCE, MAJOR_FOLLOW_UP, MAJOR_ESCALATE = 1, 2, 24, 168, 168, 24
GENERAL_FAMILY, GENERAL_HANDLING, GENERAL_CLEARANCE, GENERAL_FOLLOW_UP, GENERAL_ESCALATE = 72, 120, 360, 336, 120
NEED_REFERRAL, NEED_ACCEPTANCE, NEED_FOLLOW_UP, NEED_ESCALATE = 168, 120, 336, 168
URGENT_REFERRAL, URGENT_ACCEPTANCE, URGENT_FOLLOW_UP, URGENT_ESCALATE = 24, 24, 168, 24


# What had happened


def so_far(case_events: Iterable[CaseEvent], at: datetime) -> list[CaseEvent]:
    """What had happened by a moment, in the order in which it happened, in whatever order it was recorded. A step that was voided
    by then is no step."""
    passed = sorted((event for event in case_events if event.happened_at <= at), key=lambda event: event.happened_at)
    voided = {event.of for event in passed if isinstance(event, StepVoided)}
    return [event for event in passed if event.happened_at not in voided and not isinstance(event, StepVoided)]


def beginning(case_events: Iterable[CaseEvent]) -> NeedRaised | RiskReported:
    [event] = [event for event in case_events if isinstance(event, NeedRaised | RiskReported)]
    return event


def end_of_day(referral: Referred) -> datetime:
    """The midnight in China with which the last day ends."""
    return datetime.combine(referral.due_on + timedelta(days=1), time(0), SHANGHAI)


# The state


def state_of(case_events: Iterable[CaseEvent], at: datetime) -> str | None:
    """Where the case stood at a moment; None before it began."""
    state: str | None = None
    stood: str | None = None
    confirmed: set[str] = set()
    for event in so_far(case_events, at):
        match event:
            case NeedRaised():
                state = "raised"
            case RiskReported():
                state = "reported"
            case Referred():
                state = "referred"
            case Accepted():
                state = "accepted"
            case Declined():
                state = "declined"
            case Progressed():
                state = "in_progress"
            case Concluded():
                state = event.result
                confirmed = set()
            case NeedFollowedUp(result="reopened"):
                state = "raised"
            case NeedFollowedUp(result="confirmed"):
                confirmed = confirmed | {event.loop}
                if confirmed == {"referral", "difficulty"}:
                    state = "closed"
            case Handled():
                state = "handling"
            case Cleared():
                state = "cleared"
            case RiskFollowedUp(result="reopened"):
                state = "handling"
            case RiskFollowedUp(result="confirmed"):
                state = "closed"
            case Reopened():
                state = "raised" if is_need(case_events) else "handling"
            case Withdrawn():
                state, stood = "withdrawn", None
            case Ended():
                if state not in ENDED:
                    state, stood = "withdrawn", state
            case StandsAgain():
                state, stood = stood or state, None
            case BenefitTold() | Called() | FamilyContacted() | Supervised() | SeverityChanged() | SeenAgain():
                pass
            case _:
                raise AssertionError(f"nobody told the judge of {event.step}")
    return state


def is_need(case_events: Iterable[CaseEvent]) -> bool:
    return any(isinstance(event, NeedRaised) for event in case_events)


def last_of(events: Iterable[CaseEvent], *kinds: type[CaseEvent]) -> CaseEvent | None:
    found = [event for event in events if isinstance(event, kinds)]
    return found[-1] if found else None


def first_of(events: Iterable[CaseEvent], *kinds: type[CaseEvent]) -> CaseEvent | None:
    found = [event for event in events if isinstance(event, kinds)]
    return found[0] if found else None


def severity_of(events: Sequence[CaseEvent]) -> str:
    """How grave a risk is, by the last who said so."""
    begun, changed = beginning(events), last_of(events, SeverityChanged)
    if isinstance(changed, SeverityChanged):
        return changed.result
    assert isinstance(begun, RiskReported)
    return begun.severity


def anew(events: Sequence[CaseEvent], since: datetime) -> datetime:
    """Since when a step is awaited: a change of severity, and an exit that never was, give everybody all their time again."""
    last = last_of(events, SeverityChanged, StandsAgain)
    return since if last is None else max(since, last.happened_at)


def this_round(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """A need that was reopened starts anew: what came before is over."""
    begun = 0
    for number, event in enumerate(events):
        if isinstance(event, Reopened) or (isinstance(event, NeedFollowedUp) and event.result == "reopened"):
            begun = number
    return list(events[begun:])


def referral_of(events: Sequence[CaseEvent]) -> Referred | None:
    """The referral that holds: the last of this round, unless it was declined since."""
    found = last_of(this_round(events), Referred, Declined)
    return found if isinstance(found, Referred) else None


def responsible_agency(case_events: Iterable[CaseEvent], at: datetime) -> str | None:
    referral = referral_of(so_far(case_events, at))
    return None if referral is None else referral.agency


# Who may do what


def refusal(case_events: Sequence[CaseEvent], wanted: CaseEvent) -> str | None:
    """Why a step can't be taken now, or None: `role`, `impossible`, or `missing:` with the steps that must come first.

    A caller who may never take a step is refused before the state is considered.
    """
    return next(refusals(case_events, wanted), None)


def refusals(case_events: Sequence[CaseEvent], wanted: CaseEvent) -> Iterator[str]:
    """Every reason against it, each looked for only when it is asked for."""
    if not is_for(case_events, wanted):
        yield "role"
    if not is_possible(case_events, wanted):
        yield "impossible"
    if missing := missing_before(case_events, wanted):
        yield "missing:" + ",".join(sorted(missing))


def is_for(case_events: Sequence[CaseEvent], wanted: CaseEvent) -> bool:
    """Whether the step is that party's at all."""
    who, now = wanted.who, wanted.happened_at
    office = who.role in ("guide", "supervisor")
    village = who.role == "liaison"
    if is_need(case_events):
        agency = who.role == "agency" and who.id == responsible_agency(case_events, now)
    else:
        agency = who.role == "agency" and who == beginning(case_events).who
    match wanted:
        case Referred() | NeedFollowedUp() | RiskFollowedUp() | Reopened() | Withdrawn():
            return office
        case SeverityChanged(result="general"):
            return office  # nobody else makes a danger look smaller
        case StepVoided():
            return office or any(event.happened_at == wanted.of and event.who == who for event in case_events)
        case Accepted() | Declined() | Concluded():
            return office or agency
        case Called() | FamilyContacted():
            return office or village or who == beginning(case_events).who  # its reporter, an app too
        case Progressed() | BenefitTold() | Handled() | Cleared() | SeverityChanged():
            return office or village or agency
        case Supervised(rung="law_enforcement"):
            return office
        case Supervised():
            return office or village
    raise AssertionError(f"{wanted.step} is nobody's step")


def is_possible(case_events: Sequence[CaseEvent], wanted: CaseEvent) -> bool:
    """Whether the case stands where the step can be taken."""
    state = state_of(case_events, wanted.happened_at)
    need = is_need(case_events)
    match wanted:
        case Referred():
            return need and state in ("raised", "declined")
        case Accepted():
            return need and state == "referred"
        case Declined():
            return need and state in ("referred", "accepted", "in_progress")
        case Progressed() | Concluded():
            return need and state in ("accepted", "in_progress")
        case BenefitTold():
            return need and state not in ENDED
        case NeedFollowedUp():
            return (
                need
                and state in ("met", "not_met")
                and wanted.loop not in confirmed_loops(case_events, wanted.happened_at)
            )
        case Withdrawn():
            return state not in ENDED
        case SeverityChanged():
            grave = None if need else severity_of(so_far(case_events, wanted.happened_at))
            return not need and state in ("reported", "handling", "cleared") and grave != wanted.result
        case StepVoided():
            steps = [event for event in so_far(case_events, wanted.happened_at) if not isinstance(event, SeenAgain)]
            return state != "withdrawn" and len(steps) > 1 and steps[-1].happened_at == wanted.of
        case Called() | FamilyContacted():
            return not need and state in ("reported", "handling", "cleared")
        case Handled():
            return not need and state in ("reported", "handling")
        case Supervised():
            begun = beginning(case_events)
            return isinstance(begun, RiskReported) and begun.kind == "neglect" and state in ("reported", "handling")
        case Cleared():
            return not need and state == "handling"
        case RiskFollowedUp():
            return not need and state == "cleared"
        case Reopened():
            return state == "closed"
    raise AssertionError(f"{wanted.step} is nobody's step")


def confirmed_loops(case_events: Sequence[CaseEvent], at: datetime) -> set[str]:
    """Which of a need's two follow-ups have confirmed it since its outcome."""
    passed = so_far(case_events, at)
    outcome = last_of(passed, Concluded)
    after = passed[passed.index(outcome) + 1 :] if outcome else []
    return {event.loop for event in after if isinstance(event, NeedFollowedUp) and event.result == "confirmed"}


def missing_before(case_events: Sequence[CaseEvent], wanted: CaseEvent) -> set[str]:
    """What must have been done before it."""
    begun = beginning(case_events)
    if not isinstance(begun, RiskReported):
        return set()
    passed = so_far(case_events, wanted.happened_at)
    major = severity_of(passed) == "major"
    missing = set()
    if isinstance(wanted, Cleared):
        if major and last_of(passed, Called) is None:
            missing.add("emergency_call")
        if (major or begun.who.role == "liaison") and last_of(passed, FamilyContacted) is None:
            missing.add("family_contact")
    if isinstance(wanted, Supervised) and wanted.rung == "law_enforcement" and not major:
        rungs = [event for event in passed if isinstance(event, Supervised) and event.rung != "law_enforcement"]
        if not rungs:
            missing.add("supervision")
    return missing


def is_open_to(case_events: Sequence[CaseEvent], wanted: CaseEvent) -> bool:
    """Whether the step is that party's and the case stands where it can be taken, be something missing or not."""
    return is_for(case_events, wanted) and is_possible(case_events, wanted)


def nobody_else_acted(case_events: Sequence[CaseEvent]) -> bool:
    """Whether a visit's correction may still withdraw it: nobody but its reporter has done anything that stands."""
    standing = so_far(case_events, max(event.happened_at for event in case_events))
    acts = [event for event in standing if not isinstance(event, Withdrawn | Ended | StandsAgain)]
    return all(event.who == beginning(case_events).who for event in acts)


# What is awaited


def awaited(case_events: Sequence[CaseEvent], at: datetime) -> set[Awaited]:
    """Every step that the case awaits at a moment. An open case awaits something, an ended one nothing."""
    passed = so_far(case_events, at)
    if not passed or state_of(passed, at) in ENDED:
        return set()
    if is_need(passed):
        return awaited_of_need(passed, at)
    return awaited_of_risk(passed, at)


def hours(count: int) -> timedelta:
    return timedelta(hours=count)


def awaited_of_need(passed: Sequence[CaseEvent], at: datetime) -> set[Awaited]:
    state = state_of(passed, at)
    begun = beginning(passed)
    assert isinstance(begun, NeedRaised)
    township: frozenset[Holder] = frozenset({TOWNSHIP})
    found: set[Awaited] = set()

    if state in ("raised", "declined"):
        # where neither a reopening nor a decline made it so, it is so since it was raised
        since = begun.happened_at
        for event in passed:
            if isinstance(event, Declined | Reopened) or (
                isinstance(event, NeedFollowedUp) and event.result == "reopened"
            ):
                since = event.happened_at
        since = anew(passed, since)
        by = since + hours(URGENT_REFERRAL if begun.urgent else NEED_REFERRAL)
        found.add(("referral", township, since, by))

    if state in ("referred", "accepted", "in_progress"):
        referral = referral_of(passed)
        assert referral is not None
        first = township if referral.agency is None else frozenset({("agency", referral.agency)})
        if state == "referred":
            since = anew(passed, referral.happened_at)
            by = since + hours(URGENT_ACCEPTANCE if begun.urgent else NEED_ACCEPTANCE)
            found.add(("acceptance", first, since, by))
        else:
            acceptance = last_of(passed, Accepted)
            assert acceptance is not None
            found.add(("outcome", first, anew(passed, acceptance.happened_at), end_of_day(referral)))

    if state in ("met", "not_met"):
        outcome = last_of(passed, Concluded)
        assert outcome is not None
        since = anew(passed, outcome.happened_at)
        by = since + hours(URGENT_FOLLOW_UP if begun.urgent else NEED_FOLLOW_UP)
        for loop in ("referral", "difficulty"):
            if loop not in confirmed_loops(passed, at):
                found.add((f"follow_up_{loop}", township, since, by))
    return found


def awaited_of_risk(passed: Sequence[CaseEvent], at: datetime) -> set[Awaited]:
    state = state_of(passed, at)
    begun = beginning(passed)
    assert isinstance(begun, RiskReported)
    major = severity_of(passed) == "major"
    reported_at = anew(passed, begun.happened_at)
    found: set[Awaited] = set()

    finders: frozenset[Holder] = frozenset({VILLAGE})
    if begun.who.role == "agency":
        finders = frozenset({VILLAGE, ("agency", begun.who.id)})
    first: frozenset[Holder] = frozenset({TOWNSHIP if major else VILLAGE})

    if state in ("reported", "handling"):
        if major and last_of(passed, Called) is None:
            found.add(("emergency_call", finders, reported_at, reported_at + hours(MAJOR_CALL)))
        if (major or begun.who.role == "liaison") and last_of(passed, FamilyContacted) is None:
            by = reported_at + hours(MAJOR_FAMILY if major else GENERAL_FAMILY)
            found.add(("family_contact", finders, reported_at, by))

    if state == "reported":
        by = reported_at + hours(MAJOR_HANDLING if major else GENERAL_HANDLING)
        found.add(("handling", first, reported_at, by))

    if state == "handling":
        began = first_of(passed, Handled)
        for event in passed:
            if isinstance(event, Reopened) or (isinstance(event, RiskFollowedUp) and event.result == "reopened"):
                began = event
        assert began is not None
        since = anew(passed, began.happened_at)
        by = since + hours(MAJOR_CLEARANCE if major else GENERAL_CLEARANCE)
        found.add(("clearance", first, since, by))

    if state == "cleared":
        clearance = last_of(passed, Cleared)
        assert clearance is not None
        since = anew(passed, clearance.happened_at)
        by = since + hours(MAJOR_FOLLOW_UP if major else GENERAL_FOLLOW_UP)
        found.add(("follow_up", frozenset({TOWNSHIP}), since, by))
    return found


# Who sees it, and what is late


def escalate_after(case_events: Sequence[CaseEvent], at: datetime) -> timedelta:
    """How long after a missed deadline the second tier up sees it as well."""
    begun = beginning(case_events)
    if isinstance(begun, NeedRaised):
        return hours(URGENT_ESCALATE if begun.urgent else NEED_ESCALATE)
    return hours(MAJOR_ESCALATE if severity_of(so_far(case_events, at)) == "major" else GENERAL_ESCALATE)


def seen_by(case_events: Sequence[CaseEvent], at: datetime) -> dict[Holder, set[str]]:
    """Which awaited steps each tier or agency sees at a moment; who began to see one goes on seeing it while it is awaited."""
    found: dict[Holder, set[str]] = {}
    for step, first, _, by in awaited(case_events, at):
        looking: set[Holder] = set(first)
        if first == frozenset({TOWNSHIP}):
            if by <= at:
                looking.add(DISTRICT)
        else:  # the village, an agency, or both: above either is the township
            if by <= at:
                looking.add(TOWNSHIP)
            if by + escalate_after(case_events, at) <= at:
                looking.add(DISTRICT)
        for holder in looking:
            found.setdefault(holder, set()).add(step)
    return found


def overdue(case_events: Sequence[CaseEvent], at: datetime) -> set[str]:
    """The awaited steps whose time is over: at the very moment of `by` it is."""
    return {step for step, _, _, by in awaited(case_events, at) if by <= at}


# What may not be skipped


def done_before_the_end(case_events: Sequence[CaseEvent], at: datetime) -> bool:
    """Whether a closed case has what the field asks of it: read off its history alone, and not from its states."""
    passed = so_far(case_events, at)
    if is_need(passed):
        steps = this_round(passed)
        outcome = last_of(steps, Concluded)
        if outcome is None or last_of(steps, Referred) is None or last_of(steps, Accepted) is None:
            return False
        after = steps[steps.index(outcome) + 1 :]
        confirmed = {event.loop for event in after if isinstance(event, NeedFollowedUp) and event.result == "confirmed"}
        return confirmed == {"referral", "difficulty"}
    clearance = last_of(passed, Cleared)
    if clearance is None or first_of(passed, Handled) is None:
        return False
    before, after = passed[: passed.index(clearance)], passed[passed.index(clearance) + 1 :]
    if missing_before(before, clearance):
        return False
    return any(isinstance(event, RiskFollowedUp) and event.result == "confirmed" for event in after)
