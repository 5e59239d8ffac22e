"""What follows from an elder's circumstances on a day: categories (对象类型) and tier (重点、一般), with reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from ..days import months_after, years_on
from .circumstances import Circumstances
from .codes import Category, Question, Tier
from .conditions import CaseSpan, Known, Truth
from .profile import Profile

Source = Literal["derived", "told", "overruled"]
_TOLD = "登记人员填报 / told by the worker"
_OVERRULED = "乡镇（街道）认定 / decided by the township"
_NO_GROUNDS = "不符合重点对象条件 / none of the grounds for a key target"
_TOO_LITTLE = "信息不足，暂列一般对象 / too little is known: general until then"
_Code = Annotated[Category | Tier, Field(union_mode="left_to_right")]  # by default pydantic tries both, at 6 µs a code
Unknown = tuple[_Code, tuple[Question, ...]]
"""A category, or the tier of a key target, that can't be judged, and the questions to ask."""


@dataclass(frozen=True)
class OnFile:
    """What is recorded of an elder: circumstances, categories and tier ticked by the worker, and the township's overrides."""

    circumstances: Circumstances = field(default_factory=Circumstances)
    categories: tuple[Category, ...] = ()
    tier: Tier | None = None
    overruled: Mapping[Category, bool] = field(default_factory=dict)
    tier_overruled: Tier | None = None


@dataclass(frozen=True)
class Held:
    """A category that an elder holds, and why."""

    source: Source
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """An elder's categories and tier on a day, by the rules. No tier: not a target."""

    categories: dict[Category, Held]
    tier: Tier | None
    tier_reasons: tuple[str, ...]
    unknown: tuple[Unknown, ...] = ()


def judge_elder(profile: Profile, on_file: OnFile, day: date, cases: tuple[CaseSpan, ...] = ()) -> Judgement:
    """The categories and the tier on a day, and what can't be judged.

    The township's decision takes precedence over what the circumstances imply, and that over what the worker ticked, which
    counts only where the circumstances are unknown. `source` names the one that decided.
    Source: 涵民〔2023〕53号, annex 2, part 4 (2).
    """
    truths: dict[Category, tuple[Source, Truth]] = {}

    def category(code: str) -> Truth:
        return held(Category(code))[1]

    def held(code: Category) -> tuple[Source, Truth]:
        if code not in truths:
            if code in on_file.overruled:
                truths[code] = ("overruled", Truth(on_file.overruled[code], (_OVERRULED,)))
            else:
                derived = profile.category[code].judge(known) if code in profile.category else Truth(None)
                ticked = derived.holds is None and code in on_file.categories
                truths[code] = ("told", Truth(True, (_TOLD,))) if ticked else ("derived", derived)
        return truths[code]

    known = Known(on_file.circumstances, day, cases, category)
    categories = {
        code: Held(source, truth.reasons) for code in Category for source, truth in [held(code)] if truth.holds
    }
    unknown: list[Unknown] = [(code, category(code).ask) for code in profile.category if category(code).holds is None]
    target = any(code in profile.category for code in categories)  # the others are kept, but make no target
    if on_file.tier_overruled is not None:
        return Judgement(categories, on_file.tier_overruled, (_OVERRULED,), tuple(unknown))
    if not target and on_file.tier is None:
        return Judgement(categories, None, (), tuple(unknown))
    key = profile.tier["key"].judge(known)
    if key.holds is None and on_file.tier is not None:
        return Judgement(categories, on_file.tier, (_TOLD,), tuple(unknown))
    if key.holds is None:
        return Judgement(categories, Tier.GENERAL, (_TOO_LITTLE,), (*unknown, (Tier.KEY, key.ask)))
    tier, reasons = (Tier.KEY, key.reasons) if key.holds else (Tier.GENERAL, (_NO_GROUNDS,))
    return Judgement(categories, tier, reasons, tuple(unknown))


def derive(
    profile: Profile, circumstances: Circumstances, day: date, cases: tuple[CaseSpan, ...] = ()
) -> dict[Category, Truth]:
    """What the circumstances alone imply for each category on a day: true or false with reasons, or unknown."""
    truths: dict[Category, Truth] = {}

    def category(code: str) -> Truth:
        of = Category(code)
        if of not in truths:
            truths[of] = profile.category[of].judge(known) if of in profile.category else Truth(None)
        return truths[of]

    known = Known(circumstances, day, cases, category)
    return {code: category(code) for code in profile.category}


def check_due_on(profile: Profile, circumstances: Circumstances) -> date | None:
    """The day from which a health check (健康检查) is due; None if health management is not recorded.

    The first is due at the age from which the profile provides health management, each next one a fixed time after the last.
    """
    rule, last = profile.health_checks, circumstances.checked_on
    if circumstances.managed is None or circumstances.born_on is None:
        return None
    of_age = years_on(circumstances.born_on, rule.from_age)
    return max(of_age, months_after(last, rule.every_months)) if last else of_age


def turns(profile: Profile, circumstances: Circumstances) -> Iterable[date]:
    """The days on which time alone may change an elder's standing: an 80th birthday, six months away, a certificate's expiry,
    the day from which a health check is due."""

    def each() -> Iterator[date]:
        for rule in profile.rules:
            yield from rule.turns(circumstances)
        if due_on := check_due_on(profile, circumstances):
            yield due_on

    return set(each())
