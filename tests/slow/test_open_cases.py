"""Nothing that is open is forgotten: ten thousand needs and risks, and each on the lists of those who must act, and on no other."""

import asyncio
import os
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from carevisit import clock
from carevisit.ledger import Finding, rebuild, verify
from conftest import DISTRICT, FAR_TOWNSHIP, TOWNSHIP, World
from ledger.scene import opened
from oracle import loops
from worklist.case_district import AGENCIES, LIAISON, Case, District
from worklist.test_worklist import pages

pytestmark = pytest.mark.slow
# the whole proof records ten thousand; a smaller number is for trying it
CASES, ELDERS = int(os.environ.get("CAREVISIT_CASES", "10000")), 500
Listed = set[tuple[UUID, str]]
TABLES = ("head", "need", "risk", "task", "due", "standing", "owing", "kept", "visit", "presence")
WHERE = {"guide": TOWNSHIP, "far_guide": FAR_TOWNSHIP, "supervisor": DISTRICT} | {
    who: at for at, who in LIAISON.items()
}
TIER = {"guide": loops.TOWNSHIP, "far_guide": loops.TOWNSHIP, "supervisor": loops.DISTRICT}


def there(district: District) -> list[Case]:
    """The cases of elders who have not left: with an exit all that is open ends."""
    return [case for case in district.cases if case.elder.state != "left"]


def must_act(district: District, who: str, at: datetime) -> Listed:
    """What somebody must see to at a moment, by the judge, who never saw the program.

    An agency sees to those whom it serves; what waits for one that serves the elder no more is the township's at once.
    """
    if who not in WHERE:
        holder: loops.Holder = ("agency", str(district.actor(who).id))
        cases = [case for case in there(district) if who in AGENCIES[case.elder.place]]
        return {(case.id, step) for case in cases for step in loops.seen_by(case.events, at).get(holder, ())}
    holder = TIER.get(who, loops.VILLAGE)
    cases = [case for case in there(district) if case.elder.place.startswith(WHERE[who])]
    found = {(case.id, step) for case in cases for step in loops.seen_by(case.events, at).get(holder, ())}
    if holder == loops.TOWNSHIP:
        found |= {(case.id, step) for case in cases for step in left_alone(district, case, at)}
    return found


def left_alone(district: District, case: Case, at: datetime) -> set[str]:
    """The steps that are awaited of an agency alone, which no longer serves the elder."""
    here = {("agency", str(district.actor(who).id)) for who in AGENCIES[case.elder.place]}
    gone = [(step, first - here) for step, first, _, _ in loops.awaited(case.events, at) if len(first) == 1]
    return {step for step, others in gone if any(isinstance(holder, tuple) for holder in others)}


def listed(world: World, who: str, ahead: int) -> Listed:
    """What their worklist says over HTTP, page by page."""
    day = clock.today() + timedelta(days=ahead)
    found = [
        (UUID(reason["case_id"]), reason["step"])
        for item in pages(world, who, on=day.isoformat(), limit=40)
        for reason in item["reasons"]
        if reason.get("case_id")
    ]
    assert len(set(found)) == len(found)
    return set(found)


def rows(world: World) -> dict[str, str]:
    """What every view says, as a digest of its rows."""
    found = {}
    with psycopg.connect(world.owner_url) as owner:
        for table in TABLES:
            row = owner.execute(
                f"SELECT md5(string_agg(x, '' ORDER BY x)) FROM (SELECT to_jsonb(t)::text AS x FROM {table} t) y".encode()
            )
            found[table] = row.fetchall()[0][0]
    return found


def test_every_open_case_is_on_the_lists_of_those_who_must_act_and_on_no_other(world: World) -> None:
    async def tell() -> District:
        async with opened(world, 6) as ledger:
            district = District(world, ledger, 53)
            await district.tell(ELDERS, CASES, going=0.1)
            return district

    district = asyncio.run(tell())
    now = clock.now()
    assert len(district.cases) >= CASES
    states = Counter((case.noun, loops.state_of(case.events, now)) for case in district.cases)
    assert len(states) == 9 + 5 or CASES < 10_000, states  # every state of both loops
    assert any(left_alone(district, case, now) for case in there(district)) or CASES < 10_000
    everybody: Listed = set()
    for who in (*WHERE, *(one for some in AGENCIES.values() for one in some)):
        for ahead in (0, 3, 40):
            asked_at = clock.now()
            found = listed(world, who, ahead)
            if ahead:
                assert found == must_act(district, who, clock.start_of(clock.today() + timedelta(days=ahead + 1))), who
            else:  # the hour of a step may come while they are read: who has begun to see it goes on seeing it
                assert must_act(district, who, asked_at) <= found <= must_act(district, who, clock.now()), who
                everybody |= found
    awaited = {(case.id, step) for case in there(district) for step, *_ in loops.awaited(case.events, now)}
    assert everybody == awaited  # nothing waits for nobody
    assert listed(world, "platform", 0) == awaited
    before = rows(world)

    async def anew() -> list[Finding]:
        async with opened(world, 2) as ledger:
            _ = [step async for step in rebuild(ledger, all_of_them=True)]
            return [step async for step in verify(ledger, deep=True) if isinstance(step, Finding)]

    assert asyncio.run(anew()) == []
    assert rows(world) == before
    world.changed()  # all of it is verified: what follows every test need not do so again
