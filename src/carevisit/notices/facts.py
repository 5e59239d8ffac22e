"""The facts of a place."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from ..ledger import Fact, Open
from ..policy import Mode, PeriodKind, ReopenReason, Tier


class Notice(Fact):
    """A fact about a place, for the agencies that serve there, the place and those above it."""

    for_agencies: ClassVar[bool] = True
    places: ClassVar[bool] = True


class PeriodDeclared(Notice):
    """Extra visits are asked for on some days (特殊时间节点): extreme weather, a festival.

    The name is that of the weather or the feast, as a public notice has it; it names nobody.
    """

    kind: ClassVar[str] = "period.declared"

    period: Open[PeriodKind]
    name: Open[str]
    from_on: Open[date]
    until_on: Open[date]
    times: Open[int]
    tiers: Open[list[Tier]]
    modes: Open[list[Mode]]


class PeriodCancelled(Notice):
    """A special period is not needed after all (取消特殊时段): nothing is owed in it."""

    kind: ClassVar[str] = "period.cancelled"
    rank: ClassVar[int] = 51

    declared: Open[UUID]


class ProfileAdopted(Notice):
    """From a day on other rules hold in the place and below it (采用政策方案), where nothing nearer was adopted."""

    kind: ClassVar[str] = "profile.adopted"

    profile: Open[str]
    from_on: Open[date]


class MonthReopened(Notice):
    """The records of a locked month may be mended again, up to and including a day (重新开放已锁定月份).

    It holds for the place and below it. The note is sealed under a key of the place's own.
    """

    kind: ClassVar[str] = "month.reopened"

    month: Open[date]
    until_on: Open[date]
    reason: Open[ReopenReason]
    note: str | None = None


FACTS: tuple[type[Fact], ...] = (PeriodDeclared, PeriodCancelled, ProfileAdopted, MonthReopened)
