"""What is awaited of a case, of whom, and until when; past that the tiers above are told. No database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ..policy import CaseStep, CaseTier

UP = (CaseTier.VILLAGE, CaseTier.TOWNSHIP, CaseTier.DISTRICT)


@dataclass(frozen=True)
class Awaited:
    """A step that somebody must take: a tier, an agency, or either; since when, and until when.

    `escalate` hours after `by`, the tier above the one that was told at `by` is told too.
    """

    step: CaseStep
    tier: CaseTier | None
    agency: UUID | None
    since: datetime
    by: datetime
    escalate: int

    def seen_from(self) -> dict[CaseTier, datetime]:
        """From when each tier sees it on its list. A tier that has begun to see it goes on seeing it.

        An agency's next tier is the township; nobody stands above the district.
        """
        seen = {} if self.tier is None else {self.tier: self.since}
        above = UP[1:] if self.tier is None else UP[UP.index(self.tier) + 1 :]
        moments = (self.by, self.by + timedelta(hours=self.escalate))
        return seen | dict(zip(above, moments, strict=False))
