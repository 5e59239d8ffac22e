"""The tables of the loops drive the program: what a step's sheet says, its fact says, and its row says where that leads."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from carevisit.cases import Case, Loop, Step, StepSheet, advance, begin
from carevisit.ledger import Entry, Fact
from carevisit.loops import LOOPS
from carevisit.needs import NEED_STEPS
from carevisit.policy import Code
from carevisit.risks import RISK_STEPS

SHEETS = {"need": NEED_STEPS, "risk": RISK_STEPS}
AT, ID = datetime(2026, 11, 20, 9, tzinfo=UTC), UUID(int=1)
BEGUN = {
    "need": {"need": "comfort"}, "risk": {"hazard": "neglect", "severity": "major"},
}  # fmt: skip
SAID: dict[str, object] = {
    "note": "x", "department": "health", "due_on": "2026-12-01", "reason": "other", "told_on": "2026-11-20", "outcome": "pending",
    "on": "2026-11-20", "at": AT, "number": "120", "by": "supporters_unit", "how": "x",
}  # fmt: skip


def entry(fact: Fact) -> Entry:
    return Entry(ID, 1, ID, fact, ID, ID, ID, AT, AT, b"", content_version=1)


def fact_of(loop: Loop, step: Step) -> Fact:
    """A fact that is a step of the table."""
    said = {name: value for name, value in (SAID | dict(step.says)).items() if name in step.fact.model_fields}
    return loop.say(step.fact, ID, **said)


def case_in(loop: Loop, state: Code) -> Case:
    begun = begin(loop, entry(loop.facts.begun.model_validate(BEGUN[loop.noun])))
    return begun.model_copy(update={"state": state})


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_a_step_leads_from_each_of_its_states_to_the_one_that_its_row_says(loop: Loop) -> None:
    for step in loop.steps:
        for state in step.sources:
            if step.fact is loop.facts.withdrawn:  # it voids what began the case
                continue
            after = advance(case_in(loop, state), entry(fact_of(loop, step)))
            assert after.state is (state if step.to is None or step.once else step.to), step.name


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_each_fact_of_a_step_is_of_one_row(loop: Loop) -> None:
    for step in loop.steps:
        assert loop.step_of(fact_of(loop, step)) is step
        assert [one for one in loop.steps if one.fits(fact_of(loop, step))] == [step]


@pytest.mark.parametrize(
    ("loop", "sheet"), [(loop, sheet) for noun, loop in LOOPS.items() for sheet in SHEETS[noun].values()]
)
def test_the_fact_of_a_step_says_what_its_sheet_says(loop: Loop, sheet: type[StepSheet]) -> None:
    """When it was done is when the entry happened; some facts say it too."""
    assert sheet.model_fields.keys() - {"at"} == sheet.fact.model_fields.keys() - {"at", f"{loop.noun}_id"}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_every_step_has_its_sheet(loop: Loop) -> None:
    assert {sheet.fact for sheet in SHEETS[loop.noun].values()} == set(loop.taken) - {loop.facts.withdrawn}


def reached_from(loop: Loop, state: Code) -> set[Code]:
    """Every state that steps lead to from one, itself included."""
    seen, ways = {state}, [state]
    while ways:
        at = ways.pop()
        on = {step.to for step in loop.steps if at in step.sources and step.to is not None} - seen
        seen |= on
        ways += on
    return seen


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_the_tables_themselves_have_no_dead_end(loop: Loop) -> None:
    for state in loop.states:
        assert reached_from(loop, state) & set(loop.ends)
        on = any(step.to is not None for step in loop.steps if state in step.sources)
        assert state in loop.ends or on, f"nobody can do anything in {state}"


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_what_is_awaited_is_a_step_that_can_be_taken(loop: Loop) -> None:
    for wait in loop.waits:
        assert set(wait.states) <= {state for step in loop.steps if step.name == wait.step for state in step.sources}
