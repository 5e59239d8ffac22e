"""A loop: the states of a need or a risk, and the table of steps between them, each with who may take it. No database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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

    def begins(self, state: Code, kind: Code) -> bool:
        """Whether it may be taken of a case of a kind in a state."""
        return state in self.sources and (self.kind is None or self.kind == kind)

    @property
    def path(self) -> str:
        """Its name as the last part of a route."""
        return self.name.replace("_", "-")


@dataclass(frozen=True)
class Loop:
    """The states of a noun and the steps between them."""

    noun: str
    states: type[Code]
    begins: Code
    ends: tuple[Code, ...]
    steps: tuple[Step, ...]

    def find(self, name: str, result: str = "") -> Step:
        """The row of a step. Raises KeyError."""
        for step in self.steps:
            if (step.name, step.result) == (name, result):
                return step
        raise KeyError(f"{self.noun}: {name} {result}")

    def adds(self, name: str) -> bool:
        """Whether a step only adds to the case, however it turned out."""
        return all(step.adds for step in self.steps if step.name == name)

    def possible(self, state: Code, kind: Code, parties: Iterable[Party]) -> list[str]:
        """The steps that somebody could take of a case of a kind in a state, in the order of the table."""
        held = frozenset(parties)
        return list(dict.fromkeys(s.path for s in self.steps if s.begins(state, kind) and s.parties & held))

    def check(self, name: str, result: str, state: Code, kind: Code, parties: Iterable[Party]) -> Step:
        """The row of a step that may be taken now. Raises Forbidden (never for them), StepNotPossible (not in this state)."""
        step, held = self.find(name, result), frozenset(parties)
        if not step.parties & held:
            who = sorted(step.parties)
            raise Forbidden(f"This step is for: {', '.join(who)}.", f"此步骤仅限：{'、'.join(who)}。")
        if not step.begins(state, kind):
            raise StepNotPossible(state.value, self.possible(state, kind, held))
        return step
