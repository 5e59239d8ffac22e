"""The last record at which an elder was met: what `unchanged` would mean on the next one."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from ..desk import Reading
from ..ledger import Kinds
from ..policy import Mode, Service, Trend
from .api import WHOLE, content_of
from .facts import VisitRecorded
from .rules import as_sheet
from .sheets import Checks, Health, HouseholdChange, Hygiene, SafetyMarks


class LastRecord(BaseModel):
    """The marks and services of an elder's last record."""

    visit_id: UUID
    started_at: datetime
    mode: Mode
    household_change: HouseholdChange
    health: Health
    mood: Trend
    safety: SafetyMarks
    hygiene: Hygiene
    indoor_environment: Trend
    checks: Checks | None
    services: list[Service]


def as_last(visit: UUID, fact: VisitRecorded) -> LastRecord:
    """What a record says that the next one is compared with."""
    sheet = as_sheet(fact)
    return LastRecord.model_validate(
        {name: sheet[name] for name in LastRecord.model_fields if name in sheet} | {"visit_id": visit}
    )


async def last_record(read: Reading, elder: UUID, kinds: Kinds) -> LastRecord | None:
    """The record of the latest visit at which the elder was met, of those that this sight shows; None if there is none."""
    where = " AND ".join(["v.elder_id = %s", "v.state <> 'void'", "v.outcome = 'met'", *read.own("v")])
    row = await read.one(f"{WHOLE} WHERE {where} ORDER BY v.started_at DESC, v.version DESC LIMIT 1", (elder,))
    return as_last(row["id"], await content_of(read, row, kinds)) if row else None
