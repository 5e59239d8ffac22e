"""A loop: the states of a need or a risk, and the table of steps between them, each with who may take it. No database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ..access import Actor, Role
from ..errors import Forbidden, StepNotPossible
from ..policy import Code


class Party(StrEnum):
    """Who somebody is to a case: by their role, or because the case is theirs."""

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
    """Who an actor is to a case, which is their side's own, or referred to their side, or neither."""
    if actor.role in STAFF_OF:
        return frozenset({STAFF_OF[actor.role]})
    agency = actor.is_agency
    held = {
        Party.MAKER: maker, Party.MAKER_AGENCY: agency and maker, Party.RESPONSIBLE: agency and responsible,
    }  # fmt: skip
    return frozenset(party for party, holds in held.items() if holds)


@dataclass(frozen=True)
class Step:
    """A row of the table: what is done, how it turned out, from which states to which, and by whom.

    `name` is the step's one word: in `awaited`, `possible` and `missing`, and with hyphens as the last part of its route.
    `to` is None where the state stays; with `once`, it is reached once that holds, and stays until then. `adds`: it only
    adds to the case, so who takes it need not have read the latest of it. `kind`: only cases of that kind have it.
    """

    name: str
    result: str
    sources: tuple[Code, ...]
    to: Code | None
    parties: frozenset[Party]
    zh: str
    en: str
    adds: bool = False
    once: str = ""
    kind: Code | None = None

    def begins(self, case: "Standing") -> bool:
        """Whether it may be taken of a case as it stands."""
        return case.state in self.sources and (self.kind is None or self.kind == case.kind) and not case.bars(self)


class Standing(Protocol):
    """A case, as far as the table looks at it."""

    @property
    def state(self) -> Code: ...
    @property
    def kind(self) -> Code: ...
    def bars(self, step: Step) -> bool:
        """Whether a step is not to be taken though the state allows it: it has been taken already."""


@dataclass(frozen=True)
class Loop:
    """The states of a noun and the steps between them."""

    noun: str
    states: type[Code]
    begins: Code
    ends: tuple[Code, ...]
    steps: tuple[Step, ...]

    @property
    def withdrawn(self) -> Code:
        """The state of what never was, or ended with the elder's exit (已撤销)."""
        return self.states("withdrawn")

    def find(self, name: str, result: str = "") -> Step:
        """The row of a step. Raises KeyError."""
        for step in self.steps:
            if (step.name, step.result) == (name, result):
                return step
        raise KeyError(f"{self.noun}: {name} {result}")

    def adds(self, name: str) -> bool:
        """Whether a step only adds to the case, however it turned out."""
        rows = [step for step in self.steps if step.name == name]
        return bool(rows) and all(step.adds for step in rows)

    def possible(self, case: Standing, parties: Iterable[Party]) -> list[str]:
        """The steps that somebody could take of a case as it stands, in the order of the table."""
        held = frozenset(parties)
        return list(dict.fromkeys(step.name for step in self.steps if step.begins(case) and step.parties & held))

    def check(self, name: str, result: str, case: Standing, parties: Iterable[Party]) -> Step:
        """The row of a step that may be taken now. Raises Forbidden (never for them), StepNotPossible (not in this state)."""
        step, held = self.find(name, result), frozenset(parties)
        if not step.parties & held:
            who = sorted(step.parties)
            raise Forbidden(f"This step is for: {', '.join(who)}.", f"此步骤仅限：{'、'.join(who)}。")
        if not step.begins(case):
            raise StepNotPossible(case.state.value, self.possible(case, held))
        return step
