"""A visit that is recorded late is a step, too: it costs what it changes, and the views hold what a fold of everything makes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from carevisit import clock
from carevisit.app import KINDS, VIEWS
from carevisit.database import Database
from carevisit.ledger import Entry, Finding, Ledger, Sealing, verify
from carevisit.policy import NotMetReason
from carevisit.standing.views import Standing, StandingView
from carevisit.visits import Recorded

from .scene import Scene, hand_in, register

AWAY = {"outcome": "not_met", "not_met_reason": next(iter(NotMetReason)).value, "elder_signed": None}
GAS = {"safety": {"gas": "unsafe"}}
DECLINE = {"mood": "worse", "hygiene": {"personal": "worse"}}
TOLD = {"risks": [{"kind": "fall", "severity": "major", "note": "院中跌倒"}], "needs": [{"kind": "home_adaptation"}]}


class Counted(StandingView):
    """The status, with a count of the times that it was folded anew."""

    def __init__(self) -> None:
        self.folds = 0

    def fold(self, entries: Iterable[Entry]) -> Standing | None:
        self.folds += 1
        return super().fold(entries)


def some_visit(chance: Random, moments: list[float]) -> tuple[float, dict[str, Any]]:
    """A visit of the last months, now and then at the very moment of another one."""
    hours = chance.choice(moments) if moments and chance.random() < 0.1 else chance.uniform(0.2, 24 * 95)
    told: dict[str, Any] = {"mode": chance.choice(["in_home", "in_home", "phone"]), "ended_at": None}
    told |= chance.choice([{}, {}, {}, GAS, DECLINE, TOLD])
    return hours, told | (AWAY if chance.random() < 0.4 else {})


@pytest.mark.parametrize("seed", range(4))
def test_visits_told_in_any_order_are_steps_and_come_to_what_a_fold_of_all_makes(world: Scene, seed: int) -> None:
    chance, guide, counted = Random(seed), world.actor("guide"), Counted()
    now = clock.now()

    async def work(_: Ledger) -> tuple[int, int]:
        database = Database(world.url, world.keeper_url, 2)
        await database.open()
        ledger = Ledger(database, KINDS, replace(VIEWS, status=counted), Sealing(world.keys))
        try:
            elder, moments, anew = await register(ledger, guide), list[float](), 0
            for turn in range(40):
                hours, told = some_visit(chance, moments)
                moments.append(hours)
                counted.folds = 0
                with clock.set_to(now + timedelta(seconds=turn)):
                    written = await hand_in(ledger, guide, elder, hours + turn / 3600, **told)
                assert isinstance(written, Recorded)
                anew += counted.folds
                assert await findings(ledger, elder) == [], (seed, turn, hours, told)
            return anew, len(moments)
        finally:
            await database.close()

    anew, visits = world.run(work)
    assert anew <= visits // 4, "only where a late visit takes away what another one had opened"


async def findings(ledger: Ledger, elder: UUID) -> list[Finding]:
    return [step async for step in verify(ledger, deep=True, only=[elder]) if isinstance(step, Finding)]
