"""The oracle's input: one elder's history as plain values, each with the day it is of and the moment it was recorded.

Nothing here is the program's: the codes are the field's words, the rest is the standard library. Where an entry's `happened_on`
is its effective day (confirmed on, left on, amended as of ...), it has no second field for it; an entry that plans ahead
(a suspension, a frequency, a profile) has its own dates beside it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
"""China has had one time and no summer time since 1991; every moment told here is later."""

Path = tuple[str, ...]

HANJIANG, ZAOZHUANG = "hanjiang-2023", "zaozhuang-2018"


def day_of(moment: datetime) -> date:
    """The day in China at a moment."""
    return moment.astimezone(SHANGHAI).date()


@dataclass(frozen=True, kw_only=True)
class Kin:
    """A child (`child`), or another person of the family or with a duty of support (`other`, 其他赡养义务人).

    `disability_grade` 0 is not disabled, None not known."""

    kin: str = "child"
    alive: bool = True
    died_on: date | None = None
    disability_grade: int | None = None
    adopted: bool = False
    where: Path | None = None
    since: date | None = None
    reason: str | None = None
    planned_return_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Carer:
    """Somebody who looks after the elder for now (临时照料人)."""

    alive: bool = True
    died_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """An elder's circumstances: None is not known, an empty tuple is nobody."""

    born_on: date | None = None
    home: Path = ()
    registered: Path | None = None
    rural_registration: bool | None = None
    rural_residence: bool | None = None
    spouse: str | None = None
    spouse_where: Path | None = None
    spouse_since: date | None = None
    spouse_died_on: date | None = None
    lives_with: str | None = None
    carer: bool | None = None
    carers: tuple[Carer, ...] = ()
    labour: str | None = None
    kin: tuple[Kin, ...] | None = None
    ability: str | None = None
    assessed_on: date | None = None
    economic: str | None = None
    poor: bool | None = None
    certificate_grade: int | None = None
    certificate_until: date | None = None
    no_certificate: bool = False
    income: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """Anything recorded in the ledger."""

    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ToldOfDay(Told):
    happened_on: date


@dataclass(frozen=True, kw_only=True)
class ToldOfMoment(Told):
    moment: datetime

    @property
    def happened_on(self) -> date:
        return day_of(self.moment)


@dataclass(frozen=True, kw_only=True)
class Registered(ToldOfDay):
    """Filed on `happened_on` (建档日期). `state`: active, candidate or declined; `consent`: given, declined or not_asked, and
    `consent_on` the day of it. The township may have confirmed somebody who does not agree, or was not asked, yet."""

    place: str
    state: str = "active"
    confirmed_on: date | None = None
    consent: str = "given"
    consent_on: date | None = None
    profile: str = HANJIANG
    facts: Facts = Facts()
    categories_told: frozenset[str] = frozenset()
    tier_told: str | None = None


@dataclass(frozen=True, kw_only=True)
class Confirmed(ToldOfDay):
    """The township confirmed the target."""


@dataclass(frozen=True, kw_only=True)
class NotEligible(ToldOfDay):
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Amended(ToldOfDay):
    """The circumstances and what was ticked, as of `happened_on`: of these sections of the file, or (None) of all of it."""

    sections: frozenset[str] | None = None
    facts: Facts
    categories_told: frozenset[str] = frozenset()
    tier_told: str | None = None


@dataclass(frozen=True, kw_only=True)
class Transferred(ToldOfDay):
    place: str


@dataclass(frozen=True, kw_only=True)
class ConsentTold(ToldOfDay):
    consent: str  # given, declined, withdrawn


@dataclass(frozen=True, kw_only=True)
class Suspended(ToldOfDay):
    id: str
    from_on: date
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class SuspensionEnded(ToldOfDay):
    """`last_on` is the last day suspended."""

    id: str
    last_on: date


@dataclass(frozen=True, kw_only=True)
class Left(ToldOfDay):
    reason: str = "deceased"


@dataclass(frozen=True, kw_only=True)
class Returned(ToldOfDay):
    """Came back, or the leaving was an error."""


@dataclass(frozen=True, kw_only=True)
class Reviewed(ToldOfDay):
    """The half-yearly review (每半年动态更新一次)."""


@dataclass(frozen=True, kw_only=True)
class Overruled(ToldOfDay):
    """The township says that a category holds, does not, or (None) that it follows from the facts again."""

    category: str
    holds: bool | None


@dataclass(frozen=True, kw_only=True)
class TierOverruled(ToldOfDay):
    tier: str | None


@dataclass(frozen=True, kw_only=True)
class FrequencySet(ToldOfDay):
    from_on: date
    visits_per_window: int
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProfileApplied(ToldOfDay):
    from_on: date
    profile: str


@dataclass(frozen=True, kw_only=True)
class Visited(ToldOfMoment):
    id: str
    mode: str = "in_home"
    outcome: str = "met"


@dataclass(frozen=True, kw_only=True)
class Corrected(Told):
    """`moment`, `mode` and `outcome` replace those of the visit."""

    id: str
    moment: datetime
    mode: str = "in_home"
    outcome: str = "met"


@dataclass(frozen=True, kw_only=True)
class Voided(Told):
    id: str


@dataclass(frozen=True, kw_only=True)
class NeedRaised(ToldOfMoment):
    id: str
    kind: str = "daily_care"


@dataclass(frozen=True, kw_only=True)
class NeedClosed(ToldOfMoment):
    id: str


@dataclass(frozen=True, kw_only=True)
class RiskReported(ToldOfMoment):
    id: str
    severity: str = "general"


@dataclass(frozen=True, kw_only=True)
class RiskClosed(ToldOfMoment):
    id: str


@dataclass(frozen=True, kw_only=True)
class SpecialPeriod:
    """A special period (特殊时间节点) of a place, not of an elder."""

    id: str
    place: str
    from_on: date
    to_on: date
    declared_at: datetime
    extra_visits: int = 1
    tiers: frozenset[str] = frozenset({"key", "general"})
    modes: frozenset[str] = frozenset({"in_home"})
    cancelled_at: datetime | None = None


History = list[Told]
