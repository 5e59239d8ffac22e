"""What can happen to a need."""

from typing import ClassVar
from uuid import UUID

from ..ledger import Fact, Open
from ..policy import NeedKind


class NeedRaised(Fact):
    """An elder needs something (关爱服务需求). It stays open until it is met and followed up."""

    kind: ClassVar[str] = "need.raised"
    rank: ClassVar[int] = 60

    need: Open[NeedKind]
    urgent: Open[bool] = False
    visit_id: Open[UUID | None] = None
    note: str | None = None


FACTS: tuple[type[Fact], ...] = (NeedRaised,)
