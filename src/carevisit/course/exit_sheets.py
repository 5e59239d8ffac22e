"""The requests and answers of an exit (退出) and of its correction."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..elders import PastDay
from ..policy import LeaveReason
from ..wire import Prose, Sheet, ValueRefused, Yes
from .sheets import Kept


class Exit(Sheet):
    """An elder leaves the ledger (退出)."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"on": "2026-11-02", "reason": "moved_away", "note": "随子女迁往外地"}]}
    )

    on: PastDay = Field(description="the first day on which they are not in it / 退出之日")
    reason: LeaveReason
    note: Prose | None = None


class ExitCorrection(Sheet):
    """What an exit should have said (退出更正): that the elder never left, or another day, or another reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"left": False, "why": "误将同名老人登记为退出"}]})

    left: Yes = Field(description="false: the elder never left / 并未退出")
    on: PastDay | None = Field(None, description="as before if left out / 退出之日")
    reason: LeaveReason | None = Field(None, description="as before if left out")
    why: Prose = Field(description="why the exit is corrected / 更正原因")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.left != (self.on is not None or self.reason is not None):
            raise ValueRefused(
                "day_or_reason", "A day or a reason where they left, and only then.", "仅在确已退出时填写日期或原因。"
            )
        return self


class ExitKept(Kept):
    """An exit as it was kept."""

    on: date
    reason: LeaveReason
    note: str | None = None


class ExitCorrectionKept(Kept):
    """A correction of an exit as it was kept."""

    left: bool
    on: date | None
    reason: LeaveReason | None
    why: str | None = None


class ExitShown(BaseModel):
    """An elder's last exit, as it stands."""

    id: UUID
    elder_id: UUID
    on: date
    reason: LeaveReason
    note: str | None
    recorded_at: datetime
    revision: int = Field(description="as in its ETag")
