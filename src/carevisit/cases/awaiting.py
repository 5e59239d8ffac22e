"""What is awaited of a case, of whom, and until when; after that, also of the tiers above. No database, no clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from ..policy import CaseStep, CaseTier

UP = (CaseTier.VILLAGE, CaseTier.TOWNSHIP, CaseTier.DISTRICT)


@dataclass(frozen=True)
class Awaited:
    """A step that somebody must take: a tier, an agency, or either; since when, and until when.

    At `by` the step reaches the next tier above, `escalate` hours later the one above that.
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
        return seen | self.rings()

    def rings(self, escalated: Collection[str] = ()) -> dict[CaseTier, datetime]:
        """When the step, once overdue, reaches each tier above (逾期提级); without those that it has reached already."""
        above = UP[1:] if self.tier is None else UP[UP.index(self.tier) + 1 :]
        moments = (self.by, self.by + timedelta(hours=self.escalate))
        return {
            tier: moment
            for tier, moment in zip(above, moments, strict=False)
            if escalation(self.step, tier, moment) not in escalated
        }


def escalation(step: CaseStep, tier: CaseTier, moment: datetime) -> str:
    """How a case remembers that a step reached a tier: with the moment, because a step may be awaited again."""
    return f"{step.value}/{tier.value}@{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"
