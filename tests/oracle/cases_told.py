"""The input of the judge of the loops: the history of a need 需求 or a risk 风险隐患 as plain values, with moments and doers.

Nothing here is the program's: the codes are the field's words, the rest is the standard library.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who did it: supervisor 督导员, guide 指导员, liaison 联络员, agency 服务力量 or app; `id` tells one from another."""

    role: str
    id: str


@dataclass(frozen=True, kw_only=True)
class CaseEvent:
    """An event of a case. `step` is the word by which the field calls it."""

    step: ClassVar[str]

    happened_at: datetime
    who: Party


# Both loops


@dataclass(frozen=True, kw_only=True)
class SeenAgain(CaseEvent):
    """Another visit met the same thing while the case was open; nothing is owed anew."""

    step = "seen_again"


@dataclass(frozen=True, kw_only=True)
class Reopened(CaseEvent):
    """What was closed is open again (重新办理)."""

    step = "reopening"


@dataclass(frozen=True, kw_only=True)
class Withdrawn(CaseEvent):
    """It was reported in error, or the visit that alone had caused it was mended or void (已撤销)."""

    step = "withdrawal"


@dataclass(frozen=True, kw_only=True)
class StepVoided(CaseEvent):
    """The step that was taken `of` a moment was recorded by mistake (步骤作废)."""

    step = "step_void"

    of: datetime


@dataclass(frozen=True, kw_only=True)
class Ended(CaseEvent):
    """The elder left the ledger (退出), and it ended with that."""

    step = "ended"


@dataclass(frozen=True, kw_only=True)
class StandsAgain(CaseEvent):
    """The elder never left: it stands where it stood, and everybody has all their time again."""

    step = "stands_again"


# A need


@dataclass(frozen=True, kw_only=True)
class NeedRaised(CaseEvent):
    """待转介. `urgent` is 急需."""

    step = "raised"

    urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class Referred(CaseEvent):
    """已转介, to the agency with this id, or to a department, which has no account (None). `due_on` is a day in China."""

    step = "referral"

    due_on: date
    agency: str | None = None


@dataclass(frozen=True, kw_only=True)
class Accepted(CaseEvent):
    """已受理."""

    step = "acceptance"


@dataclass(frozen=True, kw_only=True)
class Declined(CaseEvent):
    """已退回."""

    step = "decline"


@dataclass(frozen=True, kw_only=True)
class Progressed(CaseEvent):
    """办理中."""

    step = "progress"


@dataclass(frozen=True, kw_only=True)
class Concluded(CaseEvent):
    """已解决 (`met`) or 未能解决 (`not_met`)."""

    step = "outcome"

    result: str


@dataclass(frozen=True, kw_only=True)
class BenefitTold(CaseEvent):
    """The elder was informed of a benefit, and helped to apply for it."""

    step = "benefit"


@dataclass(frozen=True, kw_only=True)
class NeedFollowedUp(CaseEvent):
    """回访. `loop`: was the `referral` carried out, was the `difficulty` eased; `result`: `confirmed` or `reopened`."""

    step = "follow_up"

    loop: str
    result: str


# A risk


@dataclass(frozen=True, kw_only=True)
class RiskReported(CaseEvent):
    """已上报. `severity`: `major` 重大 or `general` 一般; `kind` is the danger."""

    step = "reported"

    severity: str = "general"
    kind: str = "fall"


@dataclass(frozen=True, kw_only=True)
class Called(CaseEvent):
    """120, 110 or 119 was called, or it was said why not (`waived`: `help_on_site` or `danger_over`)."""

    step = "emergency_call"

    waived: str | None = None


@dataclass(frozen=True, kw_only=True)
class FamilyContacted(CaseEvent):
    """The family was `reached`, was `tried` and not reached, or there is `nobody`."""

    step = "family_contact"

    result: str = "reached"


@dataclass(frozen=True, kw_only=True)
class SeverityChanged(CaseEvent):
    """It is found `major` 重大 or `general` 一般, and was the other (调整等级)."""

    step = "severity"

    result: str


@dataclass(frozen=True, kw_only=True)
class Handled(CaseEvent):
    """处置中."""

    step = "handling"


@dataclass(frozen=True, kw_only=True)
class Supervised(CaseEvent):
    """A rung of the ladder against neglect (督促赡养)."""

    step = "supervision"

    rung: str = "village_committee"


@dataclass(frozen=True, kw_only=True)
class Cleared(CaseEvent):
    """已排除待回访."""

    step = "clearance"


@dataclass(frozen=True, kw_only=True)
class RiskFollowedUp(CaseEvent):
    """回访 by the township: `confirmed` or `reopened`."""

    step = "follow_up"

    result: str
