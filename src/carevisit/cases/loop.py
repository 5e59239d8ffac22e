"""A loop: the states of a need or a risk, the table of steps between them, and a case as it stands. No database, no clock."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, LiteralString, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..access import Actor, Role
from ..errors import Forbidden, NotFound, StepNotPossible
from ..ledger import Entry, Fact
from ..policy import CaseOrigin, CaseStep, CaseTier, Code, Deadlines, Flag, NeedHours, Opens, Profile, RiskHours
from .awaiting import Awaited
from .sheets import StepSheet


class Party(StrEnum):
    """What an actor is to a case: by their role, or because the case is their side's."""

    SUPERVISOR = "supervisor"  # 县级督导员
    GUIDE = "guide"  # 乡镇（街道）指导员
    LIAISON = "liaison"  # 村（居）联络员
    MAKER = "maker"  # 上报方: the agency or app that raised or reported it
    MAKER_AGENCY = "maker_agency"  # 上报的服务力量: where that is an agency, which can do something about it
    RESPONSIBLE = "responsible"  # 承办机构: the agency that it is referred to


STAFF_OF: dict[Role, Party] = {
    Role.SUPERVISOR: Party.SUPERVISOR, Role.GUIDE: Party.GUIDE, Role.LIAISON: Party.LIAISON,
}  # fmt: skip
DECIDE = frozenset({Party.SUPERVISOR, Party.GUIDE})


def parties_of(actor: Actor, *, maker: bool, responsible: bool = False) -> frozenset[Party]:
    """What an actor is to a case, which is their side's own, or referred to their side, or neither."""
    if actor.role in STAFF_OF:
        return frozenset({STAFF_OF[actor.role]})
    agency = actor.is_agency
    held = {
        Party.MAKER: maker, Party.MAKER_AGENCY: agency and maker, Party.RESPONSIBLE: agency and responsible,
    }  # fmt: skip
    return frozenset(party for party, holds in held.items() if holds)


@dataclass(frozen=True)
class Step:
    """A row of the table: the step and its result, the states before and after, the parties that may take it, and its fact.

    `name` is the step's one word: in `awaited`, `possible` and `missing`, and with hyphens as the last part of its route.
    `to` is None where the state stays; with `once`, it is reached once the case `reaches` it, and stays until then. `says`:
    the values of the fact, where it can turn out in several ways. `adds`: it only adds to the case, so who takes it need not
    have read the latest of it. `kind`: only cases of that kind have it.
    """

    name: str
    result: str
    sources: tuple[Code, ...]
    to: Code | None
    parties: frozenset[Party]
    zh: str
    en: str
    fact: type[Fact]
    says: Mapping[str, object] = field(default_factory=dict)
    adds: bool = False
    once: str = ""
    kind: Code | None = None

    def fits(self, fact: Fact) -> bool:
        """Whether a fact is this step."""
        return isinstance(fact, self.fact) and all(getattr(fact, name) == value for name, value in self.says.items())

    def may_begin(self, case: "Case") -> bool:
        """Whether it may be taken of a case as it stands."""
        return case.state in self.sources and (self.kind is None or self.kind == case.kind) and not case.bars(self)

    @property
    def reopens(self) -> bool:
        """Whether the case starts over with it."""
        return self.name == "reopening" or self.result == "reopened"


@dataclass(frozen=True)
class Wait:
    """A row of what is awaited: the step, the states, the responsible party, since when, and by when.

    `of`: the tier that must take it first, the agency that must, or both. `by`: the hours of that name, or a moment.
    """

    step: CaseStep
    states: tuple[Code, ...]
    by: str | Callable[[Any], datetime]
    of: Callable[[Any], tuple[CaseTier | None, UUID | None]]
    since: Callable[[Any], datetime] = lambda case: case.since


@dataclass(frozen=True)
class Situation:
    """The situation in which a step is taken: the role, the day, the rules, and the agencies that serve the elder then."""

    role: Role
    today: date
    rules: Profile
    agencies: Collection[UUID] = ()


class Case(BaseModel):
    """A need or a risk as it stands: what its steps have come to. Its fields are the columns of its row.

    What is a need's or a risk's own stands in the class of each.
    """

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    revision: int
    maker: UUID
    visit_id: UUID | None
    kind: Code
    state: Code
    origin: CaseOrigin
    reporter: Role | None
    since: datetime
    last_at: datetime
    followed_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    escalated: tuple[str, ...] = ()
    touched: bool = False
    hands: tuple[UUID, ...] = ()
    visits: tuple[UUID, ...] = ()
    anew_at: datetime | None = None  # from when its times are counted, where that is later than its steps say
    stood: Code | None = None  # where it stood before it ended with the elder's exit

    @property
    def loop(self) -> "Loop":
        """The loop that it goes through."""
        raise NotImplementedError

    @classmethod
    def begun(cls, fact: Any, at: datetime) -> dict[str, Any]:
        """Its own fields, as it begins at a moment with a fact."""
        raise NotImplementedError

    @classmethod
    def opened_by(cls, rule: Opens) -> dict[str, Any]:
        """What the fact that begins it says, where a visit's marks open it by a rule."""
        raise NotImplementedError

    def changes(self, fact: Fact, entry: Entry) -> dict[str, Any]:
        """What a step changes of it beside its state."""
        raise NotImplementedError

    def hours(self, deadlines: Deadlines) -> NeedHours | RiskHours:
        """The hours that it has for its steps."""
        raise NotImplementedError

    def lacks(self, step: CaseStep) -> bool:  # noqa: ARG002
        """Whether a step that its state awaits has not been taken yet."""
        return True

    def bars(self, step: Step) -> bool:  # noqa: ARG002
        """Whether a step may not be taken though the state allows it: it has been taken already."""
        return False

    def reaches(self, step: Step) -> bool:  # noqa: ARG002
        """Whether the state to which a step leads `once` something holds is reached, with the step taken."""
        return True

    def refuse(self, sheet: StepSheet, situation: Situation) -> None:
        """Refuse what a step's sheet says, where it can't be of this case. Raises Invalid, Forbidden, StepsMissing."""

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What an open one draws attention with, the gravest first."""
        raise NotImplementedError

    @property
    def opened_at(self) -> datetime:
        """When it became known."""
        raise NotImplementedError

    @property
    def responsible(self) -> UUID | None:
        """The agency that it is referred to."""
        return None

    @property
    def open(self) -> bool:
        """Whether it still counts (未办结、未销号)."""
        return self.state not in self.loop.ends

    def changed(self, at: datetime, state: Code | None, update: dict[str, Any]) -> Self:
        """The case after a step at a moment; in a state since then, if that is another one."""
        moved = {} if state is None or state is self.state else {"state": state, "since": at}
        return self.model_copy(update={"last_at": at, "revision": self.revision + 1} | update | moved)


@dataclass(frozen=True)
class CaseFacts:
    """The facts that every loop has, whatever else happens in it."""

    begun: type[Fact]
    step: type[Fact]
    seen_again: type[Fact]
    reopened: type[Fact]
    ended: type[Fact]
    escalated: type[Fact]
    withdrawn: type[Fact]
    step_voided: type[Fact]


@dataclass(frozen=True)
class Loop:
    """The states of a noun, the steps between them, and their facts."""

    noun: LiteralString
    case: type[Case]
    begins: Code
    ends: tuple[Code, ...]
    steps: tuple[Step, ...]
    waits: tuple[Wait, ...]
    facts: CaseFacts
    not_found: type[NotFound]

    @property
    def states(self) -> type[Code]:
        return type(self.begins)

    @property
    def closed(self) -> Code:
        """The state of what was followed up (已办结、已销号)."""
        return self.states("closed")

    @property
    def withdrawn(self) -> Code:
        """The state of what never was, or ended with the elder's exit (已撤销)."""
        return self.states("withdrawn")

    @property
    def taken(self) -> tuple[type[Fact], ...]:
        """The steps that people record: not those that follow from a visit's record, from time or from an exit."""
        return tuple({step.fact for step in self.steps})

    def say(self, fact: type[Fact], case: UUID, **said: Any) -> Fact:
        """A fact about one of its cases."""
        return fact.model_validate({f"{self.noun}_id": case, **said})

    def case_of(self, entry: Entry) -> UUID:
        """The case that an entry begins, or is a step of."""
        id: UUID = entry.id if isinstance(entry.fact, self.facts.begun) else getattr(entry.fact, f"{self.noun}_id")
        return id

    def step_of(self, fact: Fact) -> Step | None:
        """The row of a fact; None if no row of the table has it."""
        return next((step for step in self.steps if step.fits(fact)), None)

    def adds(self, fact: type[Fact]) -> bool:
        """Whether a step only adds to the case, however it turns out."""
        return all(step.adds for step in self.steps if step.fact is fact)

    def possible(self, case: Case, parties: Iterable[Party]) -> list[str]:
        """The steps that somebody could take of a case as it stands, in the order of the table."""
        held = frozenset(parties)
        return list(dict.fromkeys(step.name for step in self.steps if step.may_begin(case) and step.parties & held))

    def awaited(self, case: Case, deadlines: Deadlines) -> list[Awaited]:
        """The steps that somebody must take of a case now; none once it is over."""
        hours, found = case.hours(deadlines), list[Awaited]()
        for wait in self.waits:
            if case.state in wait.states and case.lacks(wait.step):
                since = max(wait.since(case), case.anew_at or wait.since(case))
                by = since + timedelta(hours=getattr(hours, wait.by)) if isinstance(wait.by, str) else wait.by(case)
                found.append(Awaited(wait.step, *wait.of(case), since, by, hours.escalate))
        return found

    def check(self, step: Step, case: Case, parties: Iterable[Party]) -> None:
        """Raises Forbidden where a step is never theirs to take, StepNotPossible where it is not possible in this state."""
        held = frozenset(parties)
        if not step.parties & held:
            who = sorted(step.parties)
            raise Forbidden(f"This step is for: {', '.join(who)}.", f"此步骤仅限：{'、'.join(who)}。")
        if not step.may_begin(case):
            raise StepNotPossible(case.state.value, self.possible(case, held))
