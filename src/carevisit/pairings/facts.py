"""Facts: an elder is paired with an account, and the pairing ends."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from ..ledger import Fact, Open
from ..policy import PairingKind


class ElderPaired(Fact):
    """The elder was paired with a named account (结对关爱), from a day on; both days included."""

    kind: ClassVar[str] = "elder.paired"

    account: Open[UUID]
    pairing: Open[PairingKind]
    from_on: Open[date]
    until_on: Open[date | None] = None


class PairingEnded(Fact):
    """The last day of a pairing is another one (结束结对): what was recorded last holds."""

    kind: ClassVar[str] = "elder.pairing_ended"
    rank: ClassVar[int] = 51

    paired: Open[UUID]
    until_on: Open[date]


FACTS: tuple[type[Fact], ...] = (ElderPaired, PairingEnded)
