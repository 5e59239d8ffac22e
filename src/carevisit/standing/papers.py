"""The papers of a file (档案材料), and which of them has expired on a day. No database, no clock."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..attachments import AttachmentAdded, AttachmentRemoved
from ..clock import day_of
from ..ledger import Entry
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


class Papers:
    """The papers of a file by their id, those that were removed included."""

    def __init__(self) -> None:
        self.known: dict[UUID, Paper] = {}

    def apply(self, entry: Entry) -> None:
        """Add an entry that happened no earlier than those before."""
        fact = entry.fact
        if isinstance(fact, AttachmentAdded) and fact.paper is not None:
            self.known[entry.id] = Paper(
                id=entry.id, kind=fact.paper, added_on=day_of(entry.happened_at), valid_until=fact.valid_until
            )
        elif isinstance(fact, AttachmentRemoved) and fact.attachment_id in self.known:
            removed = self.known[fact.attachment_id].model_copy(update={"removed_on": day_of(entry.happened_at)})
            self.known[fact.attachment_id] = removed


def expired(papers: Iterable[Paper], day: date) -> Paper | None:
    """The paper that expired first of those that a file has on a day and that nothing renews.

    A valid paper of the same kind renews an expired one; of `other` papers each stands for itself.
    """
    kept = [paper for paper in papers if paper.kept(day)]
    renewed = {paper.kind for paper in kept if paper.valid(day)} - {PaperKind.OTHER}
    over = [paper for paper in kept if not paper.valid(day) and paper.kind not in renewed]
    return min(over, key=lambda paper: (paper.valid_until or day, paper.id), default=None)
