"""What the rules derive, what the worker stated and what the township decided, side by side: none of it is lost."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from .. import clock
from ..access import READERS
from ..course import CategoryOverruled, History, TierOverruled
from ..desk import Desk, desk_for
from ..errors import ElderNotFound
from ..ledger import Entry, head_rows
from ..policy import Category, Tier, derive, judge_elder, profile_of
from ..standing import Cases, Standing
from ..wire import StrictRoute

router = APIRouter(prefix="/v1/elders", tags=["status"], route_class=StrictRoute)


class DerivedShown(BaseModel):
    """What the facts say by the rules."""

    holds: bool | None = Field(description="null: too little is known / 信息不足")
    reasons: list[str]


class TierDerived(BaseModel):
    """The tier that follows from the categories by the rules."""

    tier: Tier | None
    reasons: list[str]


class DecisionShown(BaseModel):
    """A decision of the township: on a category, or on the tier."""

    id: UUID
    category: Category | None
    holds: bool | None
    tier: Tier | None
    on: date
    reason: str | None
    recorded_at: datetime


class CategoryDecided(BaseModel):
    """A category: whether it holds today and who says so, and all that was said of it."""

    code: Category
    holds: bool
    source: str | None
    derived: DerivedShown
    told: bool
    overruled: DecisionShown | None


class TierDecided(BaseModel):
    """The tier today, and all that was said of it."""

    tier: Tier | None
    derived: TierDerived
    told: Tier | None
    overruled: DecisionShown | None


class DecisionsShown(BaseModel):
    """Every category and the tier with what was derived, stated and overruled; every decision, the last recorded first."""

    elder_id: UUID
    profile: str
    categories: list[CategoryDecided]
    tier: TierDecided
    decisions: list[DecisionShown]


@router.get(
    "/{elder_id}/category-overrides",
    operation_id="readDecisions",
    summary="Categories as derived, reported and decided · 对象类型判定、填报与认定",
)
async def read_decisions(elder_id: UUID, desk: Annotated[Desk, desk_for("elders:read", *READERS)]) -> DecisionsShown:
    today = clock.today()
    async with desk.reading(desk.elders) as read:
        head = await read.one(
            f"SELECT h.status::text AS status FROM {head_rows()} WHERE h.subject = %s AND h.noun = 'elder'", (elder_id,)
        )
        if head is None:
            raise ElderNotFound
        entries = await read.settled(elder_id)
        decided_on = [entry for entry in entries if isinstance(entry.fact, CategoryOverruled | TierOverruled)]
        parts = await read.unseal([(elder_id, entry.version, entry.fact.kind) for entry in decided_on])
    decisions = [_shown(entry, parts.get((elder_id, entry.version), {}).get(elder_id, {})) for entry in decided_on]
    standing = Standing.model_validate_json(head["status"])
    return DecisionsShown.model_validate({"elder_id": elder_id, **decided(standing, entries, decisions, today)})


def decided(standing: Standing, entries: Iterable[Entry], decisions: list[dict[str, Any]], on: date) -> dict[str, Any]:
    """The categories and the tier on a day, with all that was said of them."""
    history, open_cases = History(), Cases()
    for entry in entries:
        history.apply(entry)
        open_cases.apply(entry)
    now, on_file = standing.course.on(on) or standing.stretches[0], history.on_file(on)
    rules, held = profile_of(now.profile), dict(now.categories)
    cases = tuple(open_cases.spans()) if rules.follows_cases else ()
    by_rule = judge_elder(rules, replace(on_file, tier=None, tier_overruled=None), on, cases)
    in_force: dict[Category | None, dict[str, Any]] = {}
    for decision in decisions:
        if decision["on"] <= on:
            in_force[decision["category"]] = decision
    overruled = {
        of: decision
        for of, decision in in_force.items()
        if (decision["tier"] if of is None else decision["holds"]) is not None
    }
    return {
        "profile": now.profile,
        "categories": [
            {
                "code": code, "holds": code in held, "source": held[code].source if code in held else None,
                "derived": {"holds": truth.holds, "reasons": truth.reasons}, "told": code in on_file.categories,
                "overruled": overruled.get(code),
            }
            for code, truth in derive(rules, on_file.circumstances, on, cases).items()
        ],
        "tier": {
            "tier": now.tier, "derived": {"tier": by_rule.tier, "reasons": by_rule.tier_reasons}, "told": on_file.tier,
            "overruled": overruled.get(None),
        },
        "decisions": sorted(decisions, key=lambda decision: decision["recorded_at"], reverse=True),
    }  # fmt: skip


def _shown(entry: Entry, words: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"category": None, "holds": None, "tier": None} | dict(entry.fact)
    return said | {"id": entry.id, "reason": words.get("reason"), "recorded_at": entry.written_at}
