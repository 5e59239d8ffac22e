"""What can happen to a risk."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..ledger import Fact, Open
from ..policy import EmergencyNumber, RiskKind, Severity


class CallMade(BaseModel):
    """An emergency call (紧急求助电话): which number, when, by whom."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: EmergencyNumber
    at: datetime
    by: str | None = None


class FamilyTried(BaseModel):
    """A try to reach the family or the emergency contact."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str | None = None
    at: datetime
    reached: bool


class RiskReported(Fact):
    """A danger to an elder was found (风险隐患). It stays open until the township's follow-up confirms that it is cleared."""

    kind: ClassVar[str] = "risk.reported"
    rank: ClassVar[int] = 61

    hazard: Open[RiskKind]
    severity: Open[Severity]
    visit_id: Open[UUID | None] = None
    called: Open[EmergencyNumber | None] = None
    called_at: Open[datetime | None] = None
    note: str | None = None
    emergency_call: CallMade | None = None
    family_contacts: list[FamilyTried] | None = None


FACTS: tuple[type[Fact], ...] = (RiskReported,)
