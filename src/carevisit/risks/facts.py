"""What can happen to a risk."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..access import Role
from ..cases import Caller
from ..ledger import Fact, Open
from ..policy import (
    CallWaiver,
    CaseOrigin,
    CaseStep,
    CaseTier,
    EmergencyNumber,
    FollowUpResult,
    RiskKind,
    Rung,
    Severity,
    WithdrawalReason,
)


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
    """A danger to an elder was found (风险隐患). It stays open until the township's follow-up confirms that it is cleared.

    The calls and tries that the first schema kept here are entries of their own since.
    """

    kind: ClassVar[str] = "risk.reported"
    address: ClassVar[str] = "/v1/risks/{id}"
    schema_no: ClassVar[int] = 2
    rank: ClassVar[int] = 61

    hazard: Open[RiskKind]
    severity: Open[Severity]
    visit_id: Open[UUID | None] = None
    origin: Open[CaseOrigin] = CaseOrigin.VISIT
    reporter: Open[Role | None] = None
    called: Open[EmergencyNumber | None] = None
    called_at: Open[datetime | None] = None
    note: str | None = None
    caller: Caller | None = None
    emergency_call: CallMade | None = None
    family_contacts: list[FamilyTried] | None = None

    @property
    def what(self) -> RiskKind:
        """Which risk it is."""
        return self.hazard


class Alarm(Fact):
    """Something else than a visit that speaks of a risk: while it does, no mended record withdraws that risk."""

    risk_id: Open[UUID | None] = None


class RiskStep(Fact):
    """A step of a risk."""

    rank: ClassVar[int] = 65

    risk_id: Open[UUID]
    note: str | None = None


class RiskSeenAgain(RiskStep):
    """A later visit's record says what an open risk says already (再次发现): it belongs to that one."""

    kind: ClassVar[str] = "risk.seen_again"

    visit_id: Open[UUID]


class RiskTownshipTold(RiskStep):
    """The village reported it to its township (上报乡镇); `late` beyond the profile's hours."""

    kind: ClassVar[str] = "risk.township_told"

    late: Open[bool]


class RiskCalled(RiskStep):
    """An emergency call was made (拨打紧急求助电话), or was not needed, and why."""

    kind: ClassVar[str] = "risk.called"

    number: Open[EmergencyNumber | None] = None
    at: Open[datetime]
    waived: Open[CallWaiver | None] = None
    by: str | None = None


class RiskFamilyContacted(RiskStep):
    """The family or the emergency contact was reached and urged (联系并督促家庭成员), or tried; `nobody`: there is none."""

    kind: ClassVar[str] = "risk.family_contacted"

    at: Open[datetime]
    reached: Open[bool] = False
    urged: Open[bool] = False
    nobody: Open[bool] = False
    who: str | None = None


class RiskHandled(RiskStep):
    """Somebody sees to it (处置)."""

    kind: ClassVar[str] = "risk.handled"

    by: str | None = None


class RiskSupervised(RiskStep):
    """Supporters who don't do their duty were urged, by one rung or the next (督促赡养义务)."""

    kind: ClassVar[str] = "risk.supervised"

    by: Open[Rung]
    on: Open[date]


class RiskCleared(RiskStep):
    """The danger is removed (排除), and how."""

    kind: ClassVar[str] = "risk.cleared"

    how: str | None = None


class RiskFollowedUp(RiskStep):
    """The township went to see whether the hazard is removed (跟踪回访): it confirms, or reopens."""

    kind: ClassVar[str] = "risk.followed_up"

    result: Open[FollowUpResult]
    on: Open[date]


class RiskReopened(RiskStep):
    """It was closed and is not over (重新处置); or the elder, with whose exit it had ended, never left: it stands as it did."""

    kind: ClassVar[str] = "risk.reopened"


class RiskSeverityChanged(RiskStep):
    """It is graver than was reported, or less grave (调整等级), and why: from then on its times are counted anew."""

    kind: ClassVar[str] = "risk.severity_changed"

    severity: Open[Severity]


class RiskEnded(RiskStep):
    """The elder has left the ledger, and the risk ends with that (因退出撤销)."""

    kind: ClassVar[str] = "risk.ended"

    reason: Open[WithdrawalReason]


class RiskEscalated(RiskStep):
    """A step is overdue, and the tier above sees it (逾期提级). The flag itself follows from time alone."""

    kind: ClassVar[str] = "risk.escalated"
    rank: ClassVar[int] = 66  # after the step whose time it is, though that be given no hours

    step: Open[CaseStep]
    tier: Open[CaseTier]


class RiskWithdrawn(Fact):
    """It was withdrawn (撤销): it never was.

    It was reported in error, or the visit's record that had caused it was corrected or void and nobody had acted on it.

    `reason` says which error; of a visit, `visit_id` says whose record. It may also take back one mark alone
    (`risk.seen_again`), of a risk that stays.
    """

    kind: ClassVar[str] = "risk.withdrawn"
    schema_no: ClassVar[int] = 2
    mends: ClassVar[bool] = True

    visit_id: Open[UUID | None] = None
    risk_id: Open[UUID | None] = None
    reason: Open[WithdrawalReason] = WithdrawalReason.VISIT_MENDED
    note: str | None = None

    def amended(self, original: Fact) -> None:  # noqa: ARG002
        return None


class RiskStepVoided(Fact):
    """A step was recorded by mistake (步骤作废): it stays readable, and the risk stands as it did before."""

    kind: ClassVar[str] = "risk.step_voided"
    mends: ClassVar[bool] = True

    risk_id: Open[UUID]
    note: str | None = None

    def amended(self, original: Fact) -> None:  # noqa: ARG002
        return None


FACTS: tuple[type[Fact], ...] = (
    RiskReported, RiskSeenAgain, RiskTownshipTold, RiskCalled, RiskFamilyContacted, RiskHandled, RiskSupervised, RiskCleared,
    RiskFollowedUp, RiskReopened, RiskSeverityChanged, RiskEnded, RiskEscalated, RiskWithdrawn, RiskStepVoided,
)  # fmt: skip


def _as_before(data: dict[str, Any]) -> dict[str, Any]:
    """The first schema knew of visits only: what was added since has a default."""
    return data


UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("risk.reported", 1): _as_before, ("risk.withdrawn", 1): _as_before,
}  # fmt: skip
