"""Which paper of a file (档案材料) has expired on a day. No database, no clock."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..policy import PaperKind


class Paper(BaseModel):
    """A paper of a file: from when to when the file had it, and the last day on which it is valid."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    kind: PaperKind
    added_on: date
    valid_until: date | None = None
    removed_on: date | None = None

    def kept(self, day: date) -> bool:
        """Whether the file has it on a day."""
        return self.added_on <= day and (self.removed_on is None or day < self.removed_on)

    def valid(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.valid_until is None or day <= self.valid_until


def expired(papers: Iterable[Paper], day: date) -> Paper | None:
    """The paper that expired first of those that a file has on a day and that nothing renews.

    A valid paper of the same kind renews an expired one; of `other` papers each stands for itself.
    """
    kept = [paper for paper in papers if paper.kept(day)]
    renewed = {paper.kind for paper in kept if paper.valid(day)} - {PaperKind.OTHER}
    over = [paper for paper in kept if not paper.valid(day) and paper.kind not in renewed]
    return min(over, key=lambda paper: (paper.valid_until or day, paper.id), default=None)
