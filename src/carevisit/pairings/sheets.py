"""Requests and answers about pairings."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ..listing import Listing
from ..policy import PairingKind
from ..wire import Day, Sheet


class PairedWith(Sheet):
    """With whom an elder is paired."""

    account: UUID = Field(description="an account of a tier that sees the elder / 能查看该服务对象的各级账号")


class PairingSheet(Sheet):
    """A pairing (结对关爱): who looks after the elder, of which kind, from which day to which."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "to": {"account": "019b0000-0000-7000-8000-000000000001"},
                    "kind": "paired_support",
                    "from": "2026-11-01",
                    "until": None,
                }
            ]
        }
    )

    to: PairedWith
    kind: PairingKind
    from_on: Day = Field(alias="from", description="the first day / 起始日期")
    until_on: Day | None = Field(None, alias="until", description="the last day; null: until it is ended / 截止日期")


class PairingEnd(Sheet):
    """The last day of a pairing (结束结对)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-12-31"}]})

    until_on: Day = Field(alias="until", description="the last day / 截止日期")


class PairingShown(BaseModel):
    """A pairing as it stands."""

    id: UUID
    elder_id: UUID
    to: PairedWith
    name: str | None = Field(description="of the account, as it is now; null where it is not yours to know / 姓名")
    kind: PairingKind
    from_on: date = Field(serialization_alias="from", validation_alias="from")
    until_on: date | None = Field(serialization_alias="until", validation_alias="until")
    recorded_at: datetime
    version: int


class PairingList(Listing[PairingShown]):
    """An elder's pairings, the latest first day first."""
