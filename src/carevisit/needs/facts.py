"""What can happen to a need."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from ..access import Role
from ..cases import Caller
from ..ledger import Fact, Open
from ..policy import (
    BenefitOutcome,
    CaseOrigin,
    CaseStep,
    CaseTier,
    DeclineReason,
    Department,
    FollowUpLoop,
    FollowUpResult,
    NeedKind,
    UnmetReason,
    WithdrawalReason,
)


class NeedRaised(Fact):
    """An elder needs something (关爱服务需求). It stays open until it is met and followed up."""

    kind: ClassVar[str] = "need.raised"
    address: ClassVar[str] = "/v1/needs/{id}"
    schema_no: ClassVar[int] = 2
    rank: ClassVar[int] = 60

    need: Open[NeedKind]
    urgent: Open[bool] = False
    visit_id: Open[UUID | None] = None
    origin: Open[CaseOrigin] = CaseOrigin.VISIT
    reporter: Open[Role | None] = None
    note: str | None = None
    caller: Caller | None = None

    @property
    def what(self) -> NeedKind:
        """Which need it is."""
        return self.need


class NeedStep(Fact):
    """A step of a need."""

    rank: ClassVar[int] = 65

    need_id: Open[UUID]
    note: str | None = None


class NeedSeenAgain(NeedStep):
    """A later visit's record says what an open need says already (再次发现): it belongs to that one."""

    kind: ClassVar[str] = "need.seen_again"

    visit_id: Open[UUID]


class NeedReferred(NeedStep):
    """The township asked a department or an agency to meet it (转介), by a day. `duty` is a line of annex 1."""

    kind: ClassVar[str] = "need.referred"

    department: Open[Department | None] = None
    agency: Open[UUID | None] = None
    duty: Open[int | None] = None
    due_on: Open[date]


class NeedAccepted(NeedStep):
    """The responsible party accepted the need (受理)."""

    kind: ClassVar[str] = "need.accepted"


class NeedDeclined(NeedStep):
    """The responsible party declined the need (退回): it is back with the township."""

    kind: ClassVar[str] = "need.declined"

    reason: Open[DeclineReason]


class NeedProgressed(NeedStep):
    """Something was done about it (办理进展)."""

    kind: ClassVar[str] = "need.progressed"


class NeedConcluded(NeedStep):
    """It is met, or can't be met, and why (办理结果)."""

    kind: ClassVar[str] = "need.concluded"

    met: Open[bool]
    reason: Open[UnmetReason | None] = None


class NeedBenefitTold(NeedStep):
    """The elder was informed of a benefit that they may be entitled to, and helped to apply (政策告知与协助申请)."""

    kind: ClassVar[str] = "need.benefit_told"

    told_on: Open[date]
    applied_on: Open[date | None] = None
    outcome: Open[BenefitOutcome]
    benefit: str | None = None


class NeedFollowedUp(NeedStep):
    """The township asked how it went (跟踪回访): whether the difficulty is eased, or whether the referral was carried out."""

    kind: ClassVar[str] = "need.followed_up"

    loop: Open[FollowUpLoop]
    result: Open[FollowUpResult]
    on: Open[date]


class NeedReopened(NeedStep):
    """It was closed and is not over (重新办理); or the elder, with whose exit it had ended, never left: it stands as it did."""

    kind: ClassVar[str] = "need.reopened"


class NeedEnded(NeedStep):
    """The elder has left the ledger, and the need ends with that (因退出撤销)."""

    kind: ClassVar[str] = "need.ended"

    reason: Open[WithdrawalReason]


class NeedEscalated(NeedStep):
    """A step is overdue, and the tier above sees it (逾期提级). The flag itself follows from time alone."""

    kind: ClassVar[str] = "need.escalated"
    rank: ClassVar[int] = 66  # after the step whose time it is, though that be given no hours

    step: Open[CaseStep]
    tier: Open[CaseTier]


class NeedWithdrawn(Fact):
    """It was withdrawn (撤销): it never was.

    It was raised in error, or the visit's record that had caused it was corrected or void and nobody had acted on it.

    `reason` says which error; of a visit, `visit_id` says whose record. It may also take back one mark alone
    (`need.seen_again`), of a need that stays.
    """

    kind: ClassVar[str] = "need.withdrawn"
    schema_no: ClassVar[int] = 2
    mends: ClassVar[bool] = True

    visit_id: Open[UUID | None] = None
    need_id: Open[UUID | None] = None
    reason: Open[WithdrawalReason] = WithdrawalReason.VISIT_MENDED
    note: str | None = None

    def amended(self, original: Fact) -> None:  # noqa: ARG002
        return None


class NeedStepVoided(Fact):
    """A step was recorded by mistake (步骤作废): it stays readable, and the need stands as it did before."""

    kind: ClassVar[str] = "need.step_voided"
    mends: ClassVar[bool] = True

    need_id: Open[UUID]
    note: str | None = None

    def amended(self, original: Fact) -> None:  # noqa: ARG002
        return None


FACTS: tuple[type[Fact], ...] = (
    NeedRaised, NeedSeenAgain, NeedReferred, NeedAccepted, NeedDeclined, NeedProgressed, NeedConcluded, NeedBenefitTold,
    NeedFollowedUp, NeedReopened, NeedEnded, NeedEscalated, NeedWithdrawn, NeedStepVoided,
)  # fmt: skip


def _as_before(data: dict[str, Any]) -> dict[str, Any]:
    """The first schema knew of visits only: what was added since has a default."""
    return data


UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("need.raised", 1): _as_before, ("need.withdrawn", 1): _as_before,
}  # fmt: skip
