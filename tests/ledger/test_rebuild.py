"""Views can be made again at any time: in place, after an interruption, beside writers."""

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from carevisit import ledger as carevisit_ledger
from carevisit.app import KINDS, VIEWS
from carevisit.cli import ledger_of, rebuilding
from carevisit.ledger import Ledger
from carevisit.policy import Mode
from conftest import NEXT_VILLAGE, World
from serving import carevisit

from .scene import Scene, correct, hand_in, transfer, void

RISK = {"kind": "unsafe_electricity", "severity": "major", "note": "电线老化"}
NEED = {"kind": "home_adaptation", "note": "卫生间需要扶手"}


@dataclass
class Filled:
    scene: Scene
    elders: list[UUID]


@pytest.fixture(scope="module")
def filled(template: World) -> Iterator[Filled]:
    """Elders with late visits, a correction, a void and a move behind them."""
    scene = Scene.of(template)
    elders = [scene.registered() for _ in range(6)]
    guide = scene.actor("guide")
    for n, elder in enumerate(elders):
        visits = [scene.visited("liaison", elder, hours, needs=[NEED], risks=[RISK]) for hours in (50 + n, 90, 4)]
        if n % 3 == 0:
            scene.run(lambda ledger, e=elder, v=visits: correct(ledger, guide, e, v[1].id, mode=Mode.PHONE))
        if n % 3 == 1:
            scene.run(lambda ledger, e=elder, v=visits: void(ledger, guide, e, v[2].id))
        if n % 3 == 2:
            version = scene.head(elder)["file_version"]
            scene.run(lambda ledger, e=elder, v=version: transfer(ledger, guide, e, v, place=NEXT_VILLAGE))
    assert scene.findings() == []
    yield Filled(scene, elders)
    scene.drop()


@pytest.fixture
def copy(filled: Filled) -> Iterator[Scene]:
    scene = Scene.of(filled.scene)
    yield scene
    scene.drop()


async def rebuilt(ledger: Ledger, *, stale: bool = False) -> int:
    steps = carevisit_ledger.rebuild(ledger, all_of_them=not stale)
    return sum([step.subjects async for step in steps])


CORRUPTIONS: dict[str, list[str]] = {
    "every row deleted": ["DELETE FROM visit", "DELETE FROM need", "DELETE FROM risk", "DELETE FROM presence"],
    "every row wrong": [
        "UPDATE visit SET mode = 'phone', place_no = 1, revision = 9, day = day - 1",
        "UPDATE need SET urgent = NOT urgent, state = 'met'",
        "UPDATE risk SET severity = 'general', place_id = (SELECT id FROM place WHERE no = 1)",
        "UPDATE presence SET place_id = (SELECT id FROM place WHERE no = 1)",
    ],
    "rows too many": [
        "INSERT INTO presence SELECT elder, place_id, now(), 'infinity' FROM presence WHERE from_at = '-infinity'",
        "INSERT INTO need SELECT (json_populate_record(n, json_build_object('id', gen_random_uuid()))).* FROM need n",
    ],
    "every head forgotten": [
        "UPDATE head SET status = NULL, flags = NULL,"
        " running_no = 0, last_in_home_on = NULL,"
        " last_contact_on = NULL, open_needs = NULL, open_risks = NULL, latest_at = 'epoch',"
        " place_id = NULL, place_no = NULL, views_version = 0, views_code = 0",
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", CORRUPTIONS)
def test_a_rebuild_restores_every_view_exactly(copy: Scene, what: str) -> None:
    before = copy.views()
    copy.harm("head", *CORRUPTIONS[what])
    assert copy.views() != before
    assert copy.findings() != []
    assert copy.run(rebuilt) == 6
    assert copy.views() == before
    assert copy.findings() == []


def test_a_rebuild_of_what_is_right_changes_nothing(copy: Scene) -> None:
    before = copy.views()
    assert copy.run(rebuilt) == 6
    assert copy.views() == before


def test_an_interrupted_rebuild_goes_on_where_it_stopped(copy: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """New view code, six subjects, two at a time, and a stop after the first two."""
    newer = replace(VIEWS, code=VIEWS.code + 1)
    monkeypatch.setattr(sys.modules["carevisit.ledger.rebuild"], "AT_ONCE", 2)

    async def stopped(ledger: Ledger) -> None:
        async for _ in carevisit_ledger.rebuild(Ledger(ledger.database, KINDS, newer, ledger.sealing)):
            return

    async def goes_on(ledger: Ledger) -> list[int]:
        steps = carevisit_ledger.rebuild(Ledger(ledger.database, KINDS, newer, ledger.sealing), all_of_them=False)
        return [step.subjects async for step in steps]

    copy.run(stopped)
    stale = copy.ask("SELECT subject FROM head WHERE views_code <> %s", newer.code)
    assert len(stale) == 4
    assert copy.run(goes_on) == [2, 2]
    assert copy.ask("SELECT DISTINCT views_code FROM head") == [{"views_code": newer.code}]
    assert copy.run(goes_on) == []


def test_a_rebuild_that_fails_keeps_what_it_had_done_and_nothing_of_the_rest(
    copy: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["carevisit.ledger.rebuild"], "AT_ONCE", 2)
    before = copy.views()
    copy.harm("head", "UPDATE head SET views_code = 0")
    last = copy.ask("SELECT subject FROM head ORDER BY subject DESC LIMIT 1")[0]["subject"]
    copy.harm("entry", ("UPDATE entry SET kind = 'elder.ascended' WHERE subject = %s AND version = 2", (last,)))
    with pytest.raises(carevisit_ledger.UnknownKind):
        copy.run(rebuilt)
    assert len(copy.ask("SELECT subject FROM head WHERE views_code = 0")) == 2
    copy.harm("entry", ("UPDATE entry SET kind = 'visit.recorded' WHERE subject = %s AND version = 2", (last,)))
    assert copy.run(lambda ledger: rebuilt(ledger, stale=True)) == 2
    assert copy.views() == before


def test_the_command_takes_up_what_is_stale(copy: Scene) -> None:
    before = copy.views()
    copy.harm("head", "DELETE FROM need", "UPDATE head SET views_version = views_version - 1")
    done = carevisit("rebuild", "--stale", environment=copy.environment())
    assert done.returncode == 0, done.stderr
    assert copy.views() == before


@pytest.fixture
def by_two(copy: Scene, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[carevisit_ledger.Progress]]:
    """Rebuilds by two processes, one subject at a time, and answers what they reported."""
    monkeypatch.setattr(sys.modules["carevisit.ledger.rebuild"], "AT_ONCE", 1)
    for name, value in copy.environment().items():
        monkeypatch.setenv(name, value)

    async def work(ledger: Ledger) -> list[carevisit_ledger.Progress]:
        steps = rebuilding.rebuild(2, ledger, ledger_of, all_of_them=True)
        return [step async for step in steps]

    return lambda: copy.run(work)


def test_two_processes_rebuild_what_one_does(
    copy: Scene, by_two: Callable[[], list[carevisit_ledger.Progress]]
) -> None:
    before = copy.views()
    entries = copy.ask("SELECT count(*) AS n FROM entry")[0]["n"]
    copy.harm("head", *CORRUPTIONS["every row wrong"], *CORRUPTIONS["every head forgotten"])
    steps = by_two()
    assert (sum(step.subjects for step in steps), sum(step.entries for step in steps)) == (6, entries)
    assert copy.views() == before
    assert copy.findings() == []


def test_when_the_processes_of_a_rebuild_are_killed_the_rest_is_taken_up_later(
    copy: Scene, by_two: Callable[[], list[carevisit_ledger.Progress]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are killed while one of them waits for the lock on a subject, which we hold."""
    before = copy.views()
    copy.harm("head", *CORRUPTIONS["every row wrong"], "UPDATE head SET views_code = 0")
    second = copy.ask("SELECT subject FROM head ORDER BY subject LIMIT 1 OFFSET 1")[0]["subject"]
    with psycopg.connect(copy.owner_url) as owner:
        owner.execute("SELECT FROM head WHERE subject = %s FOR UPDATE", (second,))
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"

        def kill() -> None:
            with psycopg.connect(copy.owner_url, autocommit=True) as watch:
                while watch.execute(waiting).fetchone() == (0,):
                    time.sleep(0.02)
            for process in multiprocessing.active_children():
                process.kill()

        with ThreadPoolExecutor(1) as one:
            killed = one.submit(kill)
            with pytest.raises(rebuilding.Ended):
                by_two()
            killed.result()
    assert multiprocessing.active_children() == []
    left = len(copy.ask("SELECT subject FROM head WHERE views_code = 0"))
    assert 3 <= left <= 6
    monkeypatch.undo()
    assert copy.run(lambda ledger: rebuilt(ledger, stale=True)) == left
    assert copy.views() == before
    assert copy.findings() == []


def test_a_rebuild_beside_writers_loses_nothing(copy: Scene, filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["carevisit.ledger.rebuild"], "AT_ONCE", 2)
    guide = copy.actor("guide")

    async def work(ledger: Ledger) -> tuple[list[Any], int]:
        rebuilds = 0
        writing = True

        async def rebuilder() -> None:
            nonlocal rebuilds
            while writing:
                rebuilds += await rebuilt(ledger)

        async def writer(elder: UUID) -> list[Any]:
            return [await hand_in(ledger, guide, elder, hours, risks=[RISK]) for hours in (3, 2.5, 200, 100, 2)]

        task = asyncio.create_task(rebuilder())
        written = await asyncio.gather(*(writer(elder) for elder in filled.elders))
        writing = False
        await task
        return [receipt for receipts in written for receipt in receipts], rebuilds

    written, rebuilds = copy.run(work)
    assert rebuilds >= 6
    seen = {row["id"] for row in copy.ask("SELECT id FROM visit")}
    assert {receipt.id for receipt in written} <= seen
    assert len(seen) == 6 * 3 + 6 * 5
    assert copy.findings() == []
