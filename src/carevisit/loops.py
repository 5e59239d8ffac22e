"""The loops that there are: a need's and a risk's. Code that looks at both asks the loop of the fact or of the case."""

from uuid import UUID

from .cases import Loop
from .ledger import Entry, Fact
from .needs import NEED_LOOP, NeedRaised, NeedSeenAgain, NeedStep
from .risks import RISK_LOOP, RiskReported, RiskSeenAgain, RiskStep

LOOPS: dict[str, Loop] = {loop.noun: loop for loop in (NEED_LOOP, RISK_LOOP)}
Begun = NeedRaised | RiskReported
"""A fact that begins a case."""
SeenAgain = NeedSeenAgain | RiskSeenAgain
"""A mark that a later visit's record sets on an open case."""
OfCase = Begun | NeedStep | RiskStep
"""A fact that begins a case, or is a step of one."""


def loop_of(fact: Fact) -> Loop:
    """The loop of a fact."""
    return LOOPS[fact.kind.partition(".")[0]]


def case_of(entry: Entry) -> UUID:
    """The case that an entry begins, or is a step of."""
    return loop_of(entry.fact).case_of(entry)
