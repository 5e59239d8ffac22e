"""The program's loops and their judge agree: on every step by everybody in every state, and on stories nobody thought of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from carevisit import cases
from carevisit.access import Actor, Role
from carevisit.errors import Forbidden, StepNotPossible, StepsMissing
from carevisit.ledger import Entry, Fact, settled
from carevisit.loops import LOOPS
from carevisit.needs import NEED_LOOP
from carevisit.needs import facts as need_facts
from carevisit.policy import Deadlines, profile_of
from carevisit.risks import RISK_LOOP
from carevisit.risks import facts as risk_facts
from carevisit.risks.sheets import Clearance, Supervision
from oracle import loops
from oracle.case_strategies import (
    AGENCY,
    GUIDE,
    NEED_WAYS,
    NEEDS,
    PARTIES,
    RISK_WAYS,
    RISKS,
    RIVAL,
    Way,
    around,
    by_the_way,
    every_history,
    gaps,
    histories,
    turning_moments,
    wanted_now,
)
from oracle.cases_told import (
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
from oracle.told import day_of
from oracle.trials import EXAMPLES, trials

Case = cases.Case
SUBJECT, CASE, VISIT = UUID(int=1), UUID(int=2), UUID(int=3)
AN_HOUR = timedelta(hours=1)


def identity(name: str) -> UUID:
    return uuid5(SUBJECT, name)


@cache
def deadlines() -> Deadlines:
    return profile_of("hanjiang-2023").deadlines


# The program, with the same events as the judge


def fact_of(event: CaseEvent) -> Fact:
    need, risk = {"need_id": CASE}, {"risk_id": CASE}
    match event:
        case NeedRaised():
            return need_facts.NeedRaised(
                need="comfort", urgent=event.urgent, visit_id=VISIT, reporter=Role(event.who.role)
            )
        case Referred():
            to: dict[str, Any] = {"agency": identity(event.agency)} if event.agency else {"department": "civil_affairs"}
            return need_facts.NeedReferred(**need, **to, due_on=event.due_on)
        case Accepted():
            return need_facts.NeedAccepted(**need)
        case Declined():
            return need_facts.NeedDeclined(**need, reason="no_capacity")
        case Progressed():
            return need_facts.NeedProgressed(**need)
        case Concluded():
            met = event.result == "met"
            return need_facts.NeedConcluded(**need, met=met, reason=None if met else "other")
        case BenefitTold():
            return need_facts.NeedBenefitTold(**need, told_on=day_of(event.happened_at), outcome="pending")
        case NeedFollowedUp():
            on = day_of(event.happened_at)
            return need_facts.NeedFollowedUp(**need, loop=event.loop, result=event.result, on=on)
        case RiskReported():
            return risk_facts.RiskReported(
                hazard=event.kind, severity=event.severity, visit_id=VISIT, reporter=Role(event.who.role)
            )
        case Called():
            number = None if event.waived else "120"
            return risk_facts.RiskCalled(**risk, number=number, waived=event.waived, at=event.happened_at)
        case FamilyContacted():
            told = {"reached": event.result == "reached", "nobody": event.result == "nobody"}
            return risk_facts.RiskFamilyContacted(**risk, at=event.happened_at, **told)
        case Handled():
            return risk_facts.RiskHandled(**risk)
        case Supervised():
            return risk_facts.RiskSupervised(**risk, by=event.rung, on=day_of(event.happened_at))
        case Cleared():
            return risk_facts.RiskCleared(**risk)
        case SeverityChanged():
            return risk_facts.RiskSeverityChanged(**risk, severity=event.result)
        case RiskFollowedUp():
            return risk_facts.RiskFollowedUp(**risk, result=event.result, on=day_of(event.happened_at))
    raise AssertionError(f"{event.step} is a step of neither loop alone")


def fact_in(event: CaseEvent, loop: cases.Loop) -> Fact:
    match event:
        case Reopened() | StandsAgain():
            return loop.say(loop.facts.reopened, CASE)
        case Ended():
            return loop.say(loop.facts.ended, CASE, reason="left")
        case StepVoided():
            return loop.say(loop.facts.step_voided, CASE)
        case Withdrawn():
            return loop.say(loop.facts.withdrawn, CASE, visit_id=VISIT)
        case SeenAgain():
            return loop.say(loop.facts.seen_again, CASE, visit_id=identity(str(event.happened_at)))
    return fact_of(event)


def told_to_program(case_events: Sequence[CaseEvent]) -> Case:
    """The case as the program folds it from the events, in the order of recording, settled as the ledger does."""
    loop, entries = LOOPS["need" if loops.is_need(case_events) else "risk"], []
    for version, event in enumerate(case_events, start=1):
        fact, who = fact_in(event, loop), identity(event.who.id)
        id = CASE if isinstance(event, NeedRaised | RiskReported) else identity(str(event.happened_at))
        digest = version.to_bytes(4) + sha256(fact.kind.encode()).digest()
        entry = Entry(
            SUBJECT,
            version,
            id,
            fact,
            SUBJECT,
            who,
            who,
            event.happened_at,
            event.happened_at,
            digest,
            content_version=version,
        )
        if isinstance(event, StepVoided):
            entry = replace(entry, happened_at=event.of, corrects=identity(str(event.of)))
        entries.append(replace(entry, corrects=CASE) if isinstance(event, Withdrawn) else entry)
    return cases.fold(settled(entries, with_void=True), loop, CASE)


def program_at(case_events: Iterable[CaseEvent], at: datetime) -> Case | None:
    """As it was known at a moment."""
    passed = [event for event in case_events if event.happened_at <= at]
    return told_to_program(passed) if passed else None


def awaited_of(case: Case) -> list[cases.Awaited]:
    return case.loop.awaited(case, deadlines())


AGENCIES = {identity(who.id): who.id for who in PARTIES}


def holders(one: cases.Awaited) -> frozenset[loops.Holder]:
    """Who must take it first."""
    found: set[loops.Holder] = set() if one.tier is None else {one.tier.value}
    if one.agency is not None:
        found.add(("agency", AGENCIES[one.agency]))
    return frozenset(found)


def awaited(case: Case | None) -> set[loops.Awaited]:
    return set() if case is None else {(one.step, holders(one), one.since, one.by) for one in awaited_of(case)}


def seen_by(case: Case | None, at: datetime) -> dict[loops.Holder, set[str]]:
    found: dict[loops.Holder, set[str]] = {}
    for one in [] if case is None else awaited_of(case):
        looking = set(holders(one)) | {tier.value for tier, moment in one.seen_from().items() if moment <= at}
        for holder in looking:
            found.setdefault(holder, set()).add(one.step)
    return found


def parties(case: Case, who: Party) -> frozenset[cases.Party]:
    actor = Actor(identity(who.id), 1, Role(who.role), frozenset())
    return cases.parties_of(actor, maker=case.maker == actor.id, responsible=case.responsible == actor.id)


def possible(case: Case, who: Party) -> set[str]:
    return set(case.loop.possible(case, parties(case, who)))


def row_of(event: CaseEvent) -> tuple[str, str]:
    """The row of the program's table that a step is of."""
    result = event.result if isinstance(event, Concluded | NeedFollowedUp | RiskFollowedUp | SeverityChanged) else ""
    return f"{event.step}_{event.loop}" if isinstance(event, NeedFollowedUp) else event.step, result


def program_refuses(case: Case, wanted: CaseEvent) -> str | None:
    """What the program's pure parts say of a step, in the judge's words."""
    [step] = [step for step in case.loop.steps if (step.name, step.result) == row_of(wanted)]
    now = cases.Situation(Role(wanted.who.role), day_of(wanted.happened_at), profile_of("hanjiang-2023"))
    try:
        case.loop.check(step, case, parties(case, wanted.who))
        if isinstance(wanted, Supervised):
            case.refuse(Supervision(by=wanted.rung), now)
        if isinstance(wanted, Cleared):
            case.refuse(Clearance(how="已消除"), now)
    except Forbidden:
        return "role"
    except StepNotPossible:
        return "impossible"
    except StepsMissing as problem:
        return "missing:" + ",".join(sorted(problem.missing))
    return None


def agree_on(case_events: Sequence[CaseEvent], case: Case, *wanted_of_it: CaseEvent) -> None:
    """The same answer; where several reasons hold, any of them."""
    for wanted in wanted_of_it:
        reasons: list[str | None] = [*loops.refusals(case_events, wanted)]
        assert program_refuses(case, wanted) in (reasons or [None]), (
            f"{row_of(wanted)} by {wanted.who} in {case.state}: {reasons}"
        )


def agree_at(case_events: Sequence[CaseEvent], at: datetime) -> None:
    case = program_at(case_events, at)
    assert (None if case is None else case.state) == loops.state_of(case_events, at)
    assert awaited(case) == loops.awaited(case_events, at)
    assert seen_by(case, at) == loops.seen_by(case_events, at)
    assert {step for step, _, _, by in awaited(case) if by <= at} == loops.overdue(case_events, at)
    assert case is None or case.open == (loops.state_of(case_events, at) not in loops.ENDED)


# Every step, by everybody, in every state


@cache
def situations(begun: CaseEvent) -> list[tuple[list[CaseEvent], Case, list[CaseEvent]]]:
    """A history for each situation there can be, what the program makes of it, and every step by everybody an hour later."""
    found = []
    for case_events in every_history(begun, depth=8):
        wanted = wanted_now(case_events, case_events[-1].happened_at + AN_HOUR)
        found.append((case_events, told_to_program(case_events), wanted))
    return found


@pytest.mark.parametrize("begun", NEEDS + RISKS, ids=lambda one: f"{one.step}-{one.who.id}")
def test_every_step_by_everybody_in_every_situation(begun: CaseEvent) -> None:
    for case_events, case, wanted in situations(begun):
        agree_at(case_events, case_events[-1].happened_at)
        agree_on(case_events, case, *wanted)


@pytest.mark.parametrize(("loop", "begins"), [(NEED_LOOP, NEEDS), (RISK_LOOP, RISKS)], ids=["need", "risk"])
def test_no_row_of_the_table_was_left_out(loop: cases.Loop, begins: Sequence[CaseEvent]) -> None:
    """Every row, in every state, by every party that there can be in it, was among what was compared above."""
    compared, there_are = set(), set()
    for begun in begins:
        for _, case, everything in situations(begun):
            for who in PARTIES:
                there_are |= {(case.state, party) for party in parties(case, who)}
            for wanted in everything:
                compared |= {(*row_of(wanted), case.state, party) for party in parties(case, wanted.who)}
    rows = {(step.name, step.result) for step in loop.steps}
    assert compared == {(*row, *there) for row in rows for there in there_are}
    everyone = {(state, party) for state in loop.states for party in cases.Party}
    nobody = {(state.value, party.value) for state, party in everyone - there_are}
    back_with_the_township = {(state, "responsible") for state in ("raised", "declined", "withdrawn")}
    assert nobody <= (
        back_with_the_township if loop is NEED_LOOP else {(state.value, "responsible") for state in loop.states}
    )


@pytest.mark.parametrize(("loop", "ways"), [(NEED_LOOP, NEED_WAYS), (RISK_LOOP, RISK_WAYS)], ids=["need", "risk"])
def test_the_table_has_the_rows_that_the_judge_knows(loop: cases.Loop, ways: Sequence[Way]) -> None:
    known = [row_of(one.by(AGENCY, datetime(2026, 11, 1, tzinfo=UTC))) for one in ways]
    assert sorted({(step.name, step.result) for step in loop.steps}) == sorted(set(known))
    assert len(loop.steps) == len(set(known))


def test_what_only_adds_to_a_case_needs_no_version_of_it() -> None:
    adding = {step.name for loop in (NEED_LOOP, RISK_LOOP) for step in loop.steps if loop.adds(step.fact)}
    assert adding == {"emergency_call", "family_contact", "supervision", "progress", "benefit"}


@pytest.mark.parametrize("begun", NEEDS + RISKS, ids=lambda one: f"{one.step}-{one.who.id}")
def test_who_is_refused_hears_what_they_could_do(begun: CaseEvent) -> None:
    for case_events, case, everything in situations(begun):
        for who in PARTIES:
            wanted = [one for one in everything if one.who == who]
            could = {row_of(one)[0] for one in wanted if loops.is_open_to(case_events, one)}
            assert possible(case, who) == could


@pytest.mark.parametrize("begun", NEEDS + RISKS, ids=lambda one: f"{one.step}-{one.who.id}")
def test_from_every_situation_the_program_can_be_brought_to_the_end(begun: CaseEvent) -> None:
    for case_events, case, _ in situations(begun):
        assert case.state == "withdrawn" or ends(case_events), [event.step for event in case_events]


def ends(case_events: Sequence[CaseEvent]) -> bool:
    """Whether some steps that the program allows a guide lead it to closed, tried one by one."""
    reached, waiting = set(), [list(case_events)]
    while waiting:
        tried = waiting.pop(0)
        now = tried[-1].happened_at + AN_HOUR
        case = told_to_program(tried)
        signature = (case.state, frozenset(one.step for one in awaited_of(case)))
        if case.state == "closed":
            return True
        if signature not in reached:
            reached.add(signature)
            wanted = [one for one in wanted_now(tried, now) if one.who == GUIDE]
            waiting += [[*tried, one] for one in wanted if program_refuses(case, one) is None]
    return False


# Any story


@trials
@given(histories())
def test_any_story_is_judged_alike(case_events: list[CaseEvent]) -> None:
    for moment in turning_moments(case_events):
        agree_at(case_events, moment)


@trials
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_telling_does_not_matter(case_events: list[CaseEvent], random: Random) -> None:
    one, other = told_to_program(case_events), told_to_program(random.sample(case_events, len(case_events)))
    # the version is the position of the first entry in the stream: it depends on the order of recording
    assert one.model_copy(update={"version": 0}) == other.model_copy(update={"version": 0})
    assert awaited_of(one) == awaited_of(other)


@trials
@given(histories())
def test_time_alone_only_adds_eyes(case_events: list[CaseEvent]) -> None:
    last = case_events[-1].happened_at
    before: dict[loops.Holder, set[str]] = {}
    case = told_to_program(case_events)
    for moment in sorted(moment for moment in turning_moments(case_events) if moment >= last):
        now = seen_by(case, moment)
        assert all(steps <= now[holder] for holder, steps in before.items())
        before = now


@trials
@given(histories())
def test_a_step_in_hand_is_withdrawn_only_if_nobody_else_acted(case_events: list[CaseEvent]) -> None:
    case = told_to_program(case_events)
    if not loops.nobody_else_acted(case_events):
        assert case.touched


class Loops(RuleBasedStateMachine):
    """A need or a risk in the hands of everybody: allowed steps and others, taken at once, about a deadline or late."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[CaseEvent] = []
        self.now = datetime(2026, 11, 1, tzinfo=UTC)

    @initialize(begun=st.sampled_from(NEEDS + RISKS))
    def begin(self, begun: CaseEvent) -> None:
        self.told, self.now = [begun], begun.happened_at

    @rule(gap=gaps)
    def wait(self, gap: timedelta) -> None:
        self.now += gap

    @rule(data=st.data(), gap=gaps)
    def take_a_step(self, data: st.DataObject, gap: timedelta) -> None:
        """One that the program allows: the judge must allow it, too."""
        self.now += gap
        case = self.case()
        everything = wanted_now(self.told, self.now)
        allowed = [one for one in everything if program_refuses(case, one) is None]
        if allowed:
            wanted = data.draw(st.sampled_from(allowed))
            if isinstance(wanted, Referred):
                wanted = replace(wanted, due_on=day_of(self.now) + timedelta(days=data.draw(st.integers(0, 30))))
            agree_on(self.told, case, wanted)
            self.told.append(wanted)

    @rule(data=st.data())
    def try_a_step(self, data: st.DataObject) -> None:
        """Any step by anybody; refused or not, it is not taken."""
        everything = wanted_now(self.told, self.now + AN_HOUR)
        agree_on(self.told, self.case(), data.draw(st.sampled_from(everything)))

    @rule(gap=gaps)
    @precondition(lambda self: self.case().open)
    def see_it_again(self, gap: timedelta) -> None:
        self.now += gap
        self.told.append(SeenAgain(happened_at=self.now, who=RIVAL))

    @rule(data=st.data(), gap=gaps)
    def something_else_happens(self, data: st.DataObject, gap: timedelta) -> None:
        self.now += gap
        if others := by_the_way(self.told, self.now):
            self.told.append(data.draw(st.sampled_from(others)))

    @rule(gap=gaps)
    @precondition(lambda self: not self.case().touched and self.case().open)
    def withdraw_it(self, gap: timedelta) -> None:
        self.now += gap
        self.told.append(Withdrawn(happened_at=self.now, who=self.told[0].who))

    @rule(data=st.data())
    def look_back_and_ahead(self, data: st.DataObject) -> None:
        for moment in around(data.draw(st.sampled_from(list(turning_moments(self.told))))):
            agree_at(self.told, moment)
        agree_at(self.told, self.told[0].happened_at + data.draw(st.timedeltas(timedelta(0), timedelta(days=90))))

    def case(self) -> Case:
        return told_to_program(self.told)

    @invariant()
    def agree_now(self) -> None:
        if self.told:
            agree_at(self.told, self.now)

    @invariant()
    def open_awaits_something_and_ended_nothing(self) -> None:
        if self.told:
            case = self.case()
            assert bool(awaited_of(case)) == case.open == (case.state not in ("closed", "withdrawn"))

    @invariant()
    def closed_has_had_its_steps(self) -> None:
        if self.told and self.case().state == "closed":
            assert loops.done_before_the_end(self.told, self.now)

    @invariant()
    def there_is_a_way_to_the_end(self) -> None:
        if self.told and self.case().open:
            assert ends(self.told)


Loops.TestCase.settings = settings(trials, max_examples=EXAMPLES * 3 // 4, stateful_step_count=20)
test_loops = Loops.TestCase


# Where the program and the judge differ: the brief is on the judge's side, so these are the program's to mend


def test_what_only_its_reporter_acted_on_may_be_withdrawn() -> None:
    """A visit's correction withdraws what "nobody but its reporter has acted on": the reporter's own steps do not count."""
    for begun in NEEDS + RISKS:
        for case_events, case, _ in situations(begun):
            assert case.touched != loops.nobody_else_acted(case_events)
            assert case.state == loops.state_of(case_events, case_events[-1].happened_at)


def test_nobody_is_told_to_urge_supporters_where_none_neglect() -> None:
    """`possible` says what this actor could take now; supervision is impossible where the risk is no neglect."""
    for begun in (one for one in RISKS if one.kind != "neglect"):
        for _, case, _ in situations(begun):
            assert "supervision" not in possible(case, GUIDE)
