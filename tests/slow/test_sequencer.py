"""The feed misses nothing: many writers, rival sequencers, lost connections.

And mutants that do miss, so that the check is known to see.
"""

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from carevisit import clock
from carevisit.access import Actor
from carevisit.app import KINDS, VIEWS
from carevisit.database import Database, Sight
from carevisit.errors import Problem
from carevisit.ledger import Book, Entry, Ledger, Sealing, number_pending
from carevisit.ledger.sequencer import _number
from carevisit.needs import NeedRaised
from carevisit.policy import NeedKind
from conftest import World
from ledger.scene import Scene

pytestmark = pytest.mark.slow
WRITERS, ELDERS, SECONDS = 16, 24, 12.0


class ChangedMyMind(Exception):
    """A writer who rolls back."""


@pytest.fixture
def scene(template: World) -> Iterator[Scene]:
    one = Scene.of(template)
    yield one
    one.drop()


def misses(scene: Scene) -> list[str]:
    """The check: the feed holds every entry once, densely numbered, each stream in its own order."""
    found = []
    rows = scene.ask("SELECT position, subject, version, hash FROM feed ORDER BY position")
    entries = {(r["subject"], r["version"]): r["hash"] for r in scene.ask("SELECT subject, version, hash FROM entry")}
    told = [(r["subject"], r["version"]) for r in rows]
    if lost := set(entries) - set(told):
        found.append(f"{len(lost)} entries are not in the feed")
    if len(told) != len(set(told)):
        found.append(f"{len(told) - len(set(told))} entries are in the feed twice")
    if set(told) - set(entries):
        found.append("the feed tells of entries that are not there")
    if [r["position"] for r in rows] != list(range(1, len(rows) + 1)):
        found.append("the positions are not 1..n")
    if any(entries.get((r["subject"], r["version"])) != r["hash"] for r in rows):
        found.append("the feed has another hash")
    last: dict[UUID, int] = {}
    for subject, version in told:
        if version != last.get(subject, 0) + 1:
            found.append(f"the stream of {subject} is out of order")
            break
        last[subject] = version
    if scene.ask("SELECT position FROM feed_head") != [{"position": len(rows)}]:
        found.append("the head is elsewhere")
    return found


@contextlib.asynccontextmanager
async def ledger_of(scene: Scene, size: int, name: str) -> AsyncIterator[Ledger]:
    database = Database(*(f"{url}&application_name={name}" for url in (scene.url, scene.keeper_url)), size)
    await database.open()
    try:
        yield Ledger(database, KINDS, VIEWS, Sealing(scene.keys))
    finally:
        await database.close()


async def writes(
    ledger: Ledger, actor: Actor, elders: list[UUID], until: float, kept: list[tuple[UUID, int]], dice: random.Random
) -> None:
    """One writer: it holds each transaction open for a while, and sometimes thinks better of it."""
    while time.monotonic() < until:
        elder = dice.choice(elders)

        async def action(book: Book, elder: UUID = elder) -> list[Entry]:
            page = await book.open(elder, at=clock.now())
            written = [
                book.write(page, NeedRaised(need=dice.choice(list(NeedKind))), happened_at=page.written_at)
                for _ in range(dice.randint(1, 3))
            ]
            book.afterwards(page, "SELECT pg_sleep(%s)", (dice.random() ** 3 * 0.12,))
            if dice.random() < 0.1:
                book.afterwards(page, "SELECT 1 / 0", ())
            elif dice.random() < 0.1:
                raise ChangedMyMind
            return written

        try:
            written = await ledger.write(actor, action)
        except (ChangedMyMind, Problem, psycopg.Error):
            continue
        kept += [(elder, entry.version) for entry in written]


async def numbers(ledger: Ledger, stop: asyncio.Event, dice: random.Random) -> None:
    """A sequencer that now and then is slow to commit, so that it can be struck in the middle."""
    while not stop.is_set():
        with contextlib.suppress(Problem, psycopg.Error):
            async with ledger.database.transaction(Sight.KEEPER) as keeper:
                await _number(keeper)
                if dice.random() < 0.3:
                    await keeper.run("SELECT pg_sleep(%s)", (dice.random() * 0.05,))
        await asyncio.sleep(0.005)


async def strikes(scene: Scene, stop: asyncio.Event, dice: random.Random, struck: dict[str, int]) -> None:
    """Ends the backend of a random writer or sequencer, in the middle of whatever it does."""
    async with await psycopg.AsyncConnection.connect(scene.owner_url, autocommit=True) as superuser:
        while not stop.is_set():
            name = dice.choice(["writer", "writer", "sequencer"])
            cursor = await superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = %s"
                " AND xact_start IS NOT NULL ORDER BY random() LIMIT 1", (name,),
            )  # fmt: skip
            struck[name] += len(await cursor.fetchall())
            await asyncio.sleep(0.15)


def test_the_feed_is_every_entry_exactly_whoever_rolls_back_or_is_struck_down(scene: Scene) -> None:
    dice = random.Random(53)
    elders, guide = [scene.registered() for _ in range(ELDERS)], scene.actor("guide")
    kept: list[tuple[UUID, int]] = []
    struck = {"writer": 0, "sequencer": 0}

    async def work() -> None:
        stop = asyncio.Event()
        async with (
            ledger_of(scene, WRITERS, "writer") as writers, ledger_of(scene, 1, "sequencer") as one,
            ledger_of(scene, 1, "sequencer") as other,
        ):  # fmt: skip
            others = [asyncio.create_task(numbers(s, stop, dice)) for s in (one, other)]
            others.append(asyncio.create_task(strikes(scene, stop, dice, struck)))
            until = time.monotonic() + SECONDS
            await asyncio.gather(*(writes(writers, guide, elders, until, kept, dice) for _ in range(WRITERS)))
            stop.set()
            await asyncio.gather(*others)

    asyncio.run(work())
    while scene.run(lambda ledger: number_pending(ledger.database)):
        pass
    assert struck["writer"] >= 10, struck
    assert struck["sequencer"] >= 3, struck
    assert misses(scene) == []
    told = {(r["subject"], r["version"]) for r in scene.ask("SELECT subject, version FROM feed")}
    assert len(kept) > 300
    assert set(kept) <= told  # what was acknowledged is there
    assert scene.ask("SELECT count(*) AS n FROM pending") == [{"n": 0}]
    assert scene.findings() == []


# --- mutants: what must not be done, and is seen -----------------------------------------------------------------------------


def test_who_reads_beyond_the_highest_number_seen_loses_entries(scene: Scene) -> None:
    """A mutant: it numbers what it finds above its cursor, as if numbers were drawn in the order of commits."""
    dice = random.Random(7)
    elders, guide = [scene.registered() for _ in range(ELDERS)], scene.actor("guide")
    kept: list[tuple[UUID, int]] = []

    async def mutant(stop: asyncio.Event) -> None:
        cursor, position = 0, 0
        async with await psycopg.AsyncConnection.connect(scene.owner_url, autocommit=True) as superuser:
            last_round = False
            while not last_round:
                last_round = stop.is_set()
                found = await superuser.execute(
                    "SELECT ingest, subject, version, hash FROM pending WHERE ingest > %s ORDER BY ingest", (cursor,)
                )
                for ingest, subject, version, digest in await found.fetchall():
                    cursor, position = ingest, position + 1
                    await superuser.execute(
                        "INSERT INTO feed VALUES (%s, %s, %s, %s, '{}', '{}', '{}')",
                        (position, subject, version, digest),
                    )
                await asyncio.sleep(0.005)
            await superuser.execute("UPDATE feed_head SET position = %s", (position,))

    async def work() -> None:
        stop = asyncio.Event()
        async with ledger_of(scene, WRITERS, "writer") as writers:
            poller = asyncio.create_task(mutant(stop))
            until = time.monotonic() + 4
            await asyncio.gather(*(writes(writers, guide, elders, until, kept, dice) for _ in range(WRITERS)))
            stop.set()
            await poller

    asyncio.run(work())
    assert any("are not in the feed" in miss for miss in misses(scene))


ONE_STATEMENT = """
WITH head AS MATERIALIZED (SELECT position FROM feed_head WHERE id = 1 FOR UPDATE),
next AS (SELECT p.* FROM head, LATERAL (SELECT ingest, subject, version, hash FROM pending ORDER BY ingest) p),
numbered AS (SELECT *, row_number() OVER (ORDER BY ingest) AS n FROM next),
gone AS (DELETE FROM pending USING numbered WHERE pending.ingest = numbered.ingest),
moved AS (INSERT INTO feed (position, subject, version, hash, places, beyond, agencies)
  SELECT head.position + n, subject, version, hash, '{}', '{}', '{}' FROM numbered, head RETURNING 1)
UPDATE feed_head SET position = position + (SELECT count(*) FROM moved) WHERE id = 1
"""


def rivals(scene: Scene, sequencer: Any) -> list[BaseException]:
    """Two sequencers in the worst order: the second comes while the first has moved everything and not yet committed."""
    trouble: list[BaseException] = []

    def second() -> None:
        try:
            with psycopg.connect(scene.owner_url) as late:
                sequencer(late)
        except psycopg.Error as error:
            trouble.append(error)

    with psycopg.connect(scene.owner_url) as first:
        sequencer(first)
        rival = threading.Thread(target=second)
        rival.start()
        time.sleep(0.5)
    rival.join(10)
    return trouble


def in_one_statement(connection: psycopg.Connection[Any]) -> None:
    connection.execute(ONE_STATEMENT)


def as_we_do(connection: psycopg.Connection[Any]) -> None:
    from carevisit.ledger.sequencer import _MOVE

    if connection.execute("SELECT position FROM feed_head WHERE id = 1 FOR UPDATE SKIP LOCKED").fetchone():
        connection.execute(_MOVE.encode())


def patiently(connection: psycopg.Connection[Any]) -> None:
    """As we do, but waiting for the lock: the second statement's snapshot is newer than it."""
    from carevisit.ledger.sequencer import _MOVE

    connection.execute("SELECT position FROM feed_head WHERE id = 1 FOR UPDATE")
    connection.execute(_MOVE.encode())


@pytest.mark.parametrize("sequencer", [as_we_do, patiently])
def test_a_rival_who_comes_in_the_middle_numbers_nothing_twice(scene: Scene, sequencer: Any) -> None:
    for _ in range(3):
        scene.registered()
    assert rivals(scene, sequencer) == []
    assert misses(scene) == []


def test_whoever_finds_another_at_it_goes_away_at_once_with_nothing_moved(scene: Scene) -> None:
    """The sequencer itself: it neither waits for the holder nor moves a row beside it."""
    scene.registered()
    with psycopg.connect(scene.owner_url) as holder:
        holder.execute("SELECT position FROM feed_head WHERE id = 1 FOR UPDATE")
        before = time.monotonic()
        assert scene.run(lambda ledger: number_pending(ledger.database)) == 0
        assert time.monotonic() - before < 1.5
    assert scene.run(lambda ledger: number_pending(ledger.database)) == 1
    assert misses(scene) == []


def test_who_locks_and_moves_in_one_statement_sees_the_past(scene: Scene) -> None:
    """A mutant. The feed's unique index stands behind us, and refuses it; without that the same entry is delivered twice."""
    for _ in range(3):
        scene.registered()
    assert [type(error) for error in rivals(scene, in_one_statement)] == [psycopg.errors.UniqueViolation]
    assert misses(scene) == []
    with psycopg.connect(scene.owner_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE feed DROP CONSTRAINT feed_subject_version_key")
    for _ in range(3):
        scene.registered()
    assert rivals(scene, in_one_statement) == []
    assert any("in the feed twice" in miss for miss in misses(scene))
