"""What can happen to a visit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ..ledger import Fact, Open
from ..policy import (
    HouseholdTrend,
    IllnessTrend,
    MendReason,
    MendResolution,
    Mode,
    NoSignature,
    NotMetReason,
    Outcome,
    RiskKind,
    Safety,
    Service,
    Trend,
    VisitorCategory,
)


class Marks(BaseModel):
    """The marks of annex 4, all of them codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    household: HouseholdTrend
    household_by: int | None = None
    expression: Trend
    mobility: Trend
    illness: IllnessTrend
    mood: Trend
    gas: Safety
    water_heating: Safety
    electricity: Safety
    personal_hygiene: Trend
    household_hygiene: Trend
    indoor_environment: Trend
    food: bool | None = None
    clothing: bool | None = None
    housing: bool | None = None
    medical: bool | None = None


class Visitor(BaseModel):
    """Who visited; sealed under the visitor's own key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str | None = None
    name: str | None = None
    unit: str | None = None


class VisitRecorded(Fact):
    """A visit was made, or tried (探访关爱服务记录).

    `running_no` counts the times that the elder was met, in the order of recording: it is given once and stays, whatever
    is corrected later. `late` is judged when it is recorded.
    """

    kind: ClassVar[str] = "visit.recorded"
    address: ClassVar[str] = "/v1/visits/{id}"

    running_no: Open[int | None]
    mode: Open[Mode]
    outcome: Open[Outcome]
    not_met_reason: Open[NotMetReason | None] = None
    started_at: Open[datetime]
    ended_at: Open[datetime | None] = None
    late: Open[bool] = False
    marks: Open[Marks]
    services: Open[list[Service]] = []
    warned: Open[list[RiskKind]] = []
    visitor_category: Open[VisitorCategory]
    visitor_signed: Open[bool] = False
    elder_signed: Open[bool | None] = None
    no_signature_reason: Open[NoSignature | None] = None
    needs: Open[list[UUID]] = []
    risks: Open[list[UUID]] = []
    illness_name: str | None = None
    mode_note: str | None = None
    needs_and_action: str | None = None
    note: str | None = None
    position: dict[str, Any] | None = None
    people: dict[UUID, Visitor] = Field(default_factory=dict)  # a default of its own is copied deeply for each record


class VisitCorrected(VisitRecorded):
    """A record's content was replaced (探访记录更正); what it said before stays readable.

    A record keeps the number that it was given, also when it turns out that nobody was met. One that had none gets the
    elder's next number with the first correction that says that they were met, as if it were recorded then: `running_no`
    here is the number that the record bears from now on. So numbers stay without gaps and are never given twice.
    """

    kind: ClassVar[str] = "visit.corrected"
    schema_no: ClassVar[int] = 2
    mends: ClassVar[bool] = True

    reason: Open[MendReason]
    resolution: Open[MendResolution | None] = None
    reason_note: str | None = None

    def amended(self, original: Fact) -> Fact:
        assert isinstance(original, VisitRecorded)
        kept = {
            "running_no": self.running_no if original.running_no is None else original.running_no,
            "late": original.late,
            "needs": [*original.needs, *(id for id in self.needs if id not in original.needs)],
            "risks": [*original.risks, *(id for id in self.risks if id not in original.risks)],
        }
        fields = {name: getattr(self, name) for name in VisitRecorded.model_fields} | kept
        return VisitRecorded.model_construct(**fields)


class VisitVoided(Fact):
    """A record should not have been made (探访记录作废); it stays readable, and counts for nothing but its number."""

    kind: ClassVar[str] = "visit.voided"
    schema_no: ClassVar[int] = 2
    mends: ClassVar[bool] = True

    reason: Open[MendReason]
    resolution: Open[MendResolution | None] = None
    reason_note: str | None = None

    def amended(self, original: Fact) -> None:  # noqa: ARG002
        return None


def _as_before(data: dict[str, Any]) -> dict[str, Any]:
    """The first schema knew fewer reasons and no resolution, which has a default."""
    return data


UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("visit.corrected", 1): _as_before, ("visit.voided", 1): _as_before,
}  # fmt: skip
FACTS: tuple[type[Fact], ...] = (VisitRecorded, VisitCorrected, VisitVoided)
