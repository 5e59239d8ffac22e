"""Facts: a department acts on a duty, and the record of it turns out to be wrong."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from ..ledger import Fact, Open
from ..policy import Department


class DutyActionRecorded(Fact):
    """A department acted on one of its duties (履行职责任务), as the township or the district recorded it.

    What was done and the evidence are free text, and sealed under a key of the place's own.
    """

    kind: ClassVar[str] = "duty.action_recorded"
    places: ClassVar[bool] = True

    profile: Open[str]
    duty: Open[int]
    department: Open[Department]
    on: Open[date]
    elders: Open[int | None]
    what: str | None = None
    evidence: str | None = None


class DutyActionVoided(Fact):
    """The record of a department's action is void (作废职责任务记录): it counts for nothing and stays readable."""

    kind: ClassVar[str] = "duty.action_voided"
    rank: ClassVar[int] = 51
    places: ClassVar[bool] = True

    action: Open[UUID]
    reason: str | None = None


FACTS: tuple[type[Fact], ...] = (DutyActionRecorded, DutyActionVoided)
