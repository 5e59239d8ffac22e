"""Imports whose workers die, freeze or meet each other. Here no worker runs by itself: each step is taken by hand."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest

from carevisit import imports
from carevisit.batch import Run
from carevisit.desk import Office
from carevisit.errors import ServerError
from carevisit.imports import making
from carevisit.jobs import JobSweeper, JobWorker, Queue, Work
from carevisit.jobs.queue import UNFINISHED, Overtaken
from carevisit.ledger import Ledger
from carevisit.settings import Settings
from conftest import World, living
from jobs.following import Job, ended
from jobs.importing import report, row, sent
from served import served

T = TypeVar("T")
LEASE_S = 0.5
ELDERS = 4


class Died(BaseException):
    """What a worker that was killed does not live to see."""


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A world whose server makes jobs and carries out none."""
    with living(template, CAREVISIT_JOB_WORKERS="0") as one:
        yield one


@pytest.fixture
def elders(world: World) -> list[str]:
    return [world.register("guide") for _ in range(ELDERS)]


@pytest.fixture(autouse=True)
def _small(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(making, "AT_ONCE", 4)
    monkeypatch.setattr(making, "BETWEEN_S", 0.05)
    yield
    world.ask("UPDATE job SET state = 'cancelled' WHERE state IN ('queued', 'running', 'waiting') RETURNING id")


def with_queue(world: World, work: Callable[[Queue], Awaitable[T]]) -> T:
    async def carried_out(ledger: Ledger) -> T:
        settings = Settings(base_url=world.base_url, keys_file=world.keys_file)
        return await work(Queue(Office.of(settings, ledger.database, ledger), imports.KINDS.values(), LEASE_S))

    return world.run(carried_out)


def shown(world: World, job: Job, who: str = "agency") -> Job:
    answer = world.as_(who).get(f"/v1/jobs/{job['id']}")
    assert answer.status_code == 200, answer.text
    found: Job = answer.json()
    return found


def asked(world: World, rows: list[Any], who: str = "agency") -> Job:
    answer = sent(world, who, rows)
    assert answer.status_code == 202, answer.text
    made: Job = answer.json()
    return made


def carried_out(world: World, jobs: int = 1) -> None:
    """Let workers carry out the next jobs, side by side."""

    async def work(queue: Queue) -> None:
        assert all(await asyncio.gather(*(JobWorker(queue).work() for _ in range(jobs))))

    with_queue(world, work)


def waiting(world: World, rows: list[Any], who: str = "agency") -> Job:
    job = asked(world, rows, who)
    carried_out(world)
    found = shown(world, job, who)
    assert found["state"] == "waiting", found
    return found


def commit(world: World, job: Job, mode: str = "valid_rows", who: str = "agency") -> None:
    assert world.as_(who).post(f"/v1/jobs/{job['id']}/commit", json={"mode": mode}).status_code == 202


def killed(world: World, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """A worker that claims the next job and dies before it writes down its advance of this number."""
    advance, turns = Work.advance, count(1)

    async def dying(self: Work, *counts: int) -> None:
        if next(turns) == at:
            raise Died
        await advance(self, *counts)

    async def work(queue: Queue) -> None:
        claim = await queue.claim()
        assert claim is not None
        assert claim.kind is not None
        with pytest.raises(Died):
            await claim.kind.carry_out(claim)
        await asyncio.sleep(LEASE_S + 0.1)

    with monkeypatch.context() as patch:
        patch.setattr(Work, "advance", dying)
        with_queue(world, work)


def visits(world: World, prefix: str) -> dict[str, tuple[str, int]]:
    """The visits whose numbers begin so, each with its elder and its running number."""
    items = world.as_("agency").get("/v1/visits", params={"limit": 500}).json()["items"]
    return {
        one["record_no"]: (one["elder_id"], one["running_no"])
        for one in items
        if (one["record_no"] or "").startswith(prefix)
    }


def entries(world: World) -> int:
    (found,) = world.ask("SELECT count(*) AS n FROM entry")
    return int(found["n"])


def a_file(elders: list[str], prefix: str, rows: int = 60) -> list[dict[str, Any]]:
    """Rows of elders in turns, one in ten of them wrong."""
    return [
        row(
            elders[turn % ELDERS],
            f"{prefix}-{turn:02d}",
            20 - 14 * turn / rows,
            **({"mode": "骑马"} if turn % 10 == 7 else {}),
        )
        for turn in range(rows)
    ]


def test_codes_are_looked_up_once_for_a_batch_of_rows_and_not_for_each_portion(
    world: World, elders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, look = list[int](), making.named

    async def counted(desk: Any, rows: list[Any]) -> list[Any]:
        looks.append(len(rows))
        return await look(desk, rows)

    monkeypatch.setattr(making, "named", counted)
    waiting(world, a_file(elders, "LOOK"))
    assert looks == [60]


def test_an_import_killed_ten_times_and_resumed_is_the_clean_import(
    world: World, elders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = waiting(world, a_file(elders, "CLEAN"))
    commit(world, clean)
    carried_out(world)
    others = [world.register("guide") for _ in range(ELDERS)]
    job = asked(world, a_file(others, "KILL"))
    before = entries(world)
    for at in (1, 2, 3, 9):
        killed(world, monkeypatch, at)
    carried_out(world)
    assert entries(world) == before
    commit(world, job)
    for turn in range(10):
        killed(world, monkeypatch, 1 + turn % 4)
    assert shown(world, job)["state"] == "running"
    carried_out(world)
    done, wanted = shown(world, job), shown(world, clean)
    assert done["state"] == "done"
    assert (done["progress"], done["result"]["accepted"]) == (wanted["progress"], wanted["result"]["accepted"]) == (
        {"done": 60, "total": 60}, 54,
    )  # fmt: skip
    assert report(world, "agency", job) == report(world, "agency", clean)
    numbers = dict(zip(elders, others, strict=True))
    assert visits(world, "KILL") == {
        number.replace("CLEAN", "KILL"): (numbers[elder], running_no)
        for number, (elder, running_no) in visits(world, "CLEAN").items()
    }
    assert entries(world) == before + 54


def test_a_frozen_worker_does_nothing_twice_and_its_late_write_is_refused(
    world: World, elders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = waiting(world, a_file(elders, "FREEZE", 20))
    commit(world, job)
    before, advance = entries(world), Work.advance

    async def frozen(queue: Queue) -> None:
        work = await queue.claim()
        assert work is not None
        assert work.kind is not None

        async def slow(self: Work, *counts: int) -> None:
            if self is work and not shown_by_another:
                await asyncio.sleep(LEASE_S + 0.1)
                assert await JobWorker(queue).work()
                shown_by_another.append(entries(world))
            await advance(self, *counts)

        shown_by_another: list[int] = []
        with monkeypatch.context() as patch:
            patch.setattr(Work, "advance", slow)
            with pytest.raises(Overtaken):
                await work.kind.carry_out(work)
        assert shown_by_another == [before + 18]
        for late in (work.advance(2), work.finish(2), work.wait(2), work.fail(ServerError()), work.release()):
            with pytest.raises(Overtaken):
                await late

    with_queue(world, frozen)
    assert (shown(world, job)["state"], shown(world, job)["result"]["accepted"]) == ("done", 18)
    assert entries(world) == before + 18


def test_two_imports_of_overlapping_files_at_once_keep_every_row_once(world: World, elders: list[str]) -> None:
    rows = [row(elders[turn % ELDERS], f"BOTH-{turn:02d}", 20 - turn / 10) for turn in range(40)]
    jobs = [asked(world, rows[:30]), asked(world, rows[10:])]
    carried_out(world, 2)
    before = entries(world)
    for job in jobs:
        commit(world, job)
    carried_out(world, 2)
    assert [shown(world, job)["result"]["accepted"] for job in jobs] == [30, 30]
    found = visits(world, "BOTH")
    assert len(found) == 40
    assert entries(world) == before + 40
    numbers = Counter(elder for elder, _ in found.values())
    assert {elder: {no for one, no in found.values() if one == elder} for elder in numbers} == {
        elder: set(range(1, 11)) for elder in elders
    }


@pytest.mark.parametrize("mode", ["valid_rows", "all"])
def test_more_rows_than_share_a_transaction_are_proven_before_the_first_is_kept(
    world: World, elders: list[str], monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(making, "TOGETHER", 6)
    rows = [row(elders[turn % ELDERS], f"ALL-{mode}-{turn}", 20 - turn / 10) for turn in range(12)]
    job = waiting(world, rows)
    world.hand_in("agency", elders[0], 2, record_no=f"ALL-{mode}-11")  # meanwhile, by another way
    commit(world, job, mode)
    carried_out(world)
    found = shown(world, job)
    if mode == "all":
        assert (found["state"], found["problem"]["code"]) == ("failed", "rows_refused")
        assert len(visits(world, f"ALL-{mode}")) == 1
        again = waiting(world, rows[:-1])
        commit(world, again, mode)
        killed(world, monkeypatch, 4)
        carried_out(world)
        assert (shown(world, again)["state"], shown(world, again)["result"]["accepted"]) == ("done", 11)
    else:
        assert (found["result"]["accepted"], found["result"]["refused"]) == (11, 1)
    assert len(visits(world, f"ALL-{mode}")) == 12


@pytest.mark.parametrize(("mode", "kept"), [("valid_rows", 2), ("all", 0)])
def test_where_all_are_to_be_kept_an_unexpected_error_of_one_keeps_none(
    world: World, elders: list[str], monkeypatch: pytest.MonkeyPatch, mode: str, kept: int
) -> None:
    job = waiting(world, [row(elders[turn], f"ODD-{mode}-{turn}", 4) for turn in range(3)])
    commit(world, job, mode)
    before, together = entries(world), Run.together

    async def stumbling(self: Run[Any], lines: Any, *, keep: bool) -> Any:
        if any(line["record_no"].endswith("-1") for line in lines):
            raise RuntimeError
        return await together(self, lines, keep=keep)

    with monkeypatch.context() as patch:
        patch.setattr(Run, "together", stumbling)
        carried_out(world)
    assert shown(world, job)["state"] == ("failed" if mode == "all" else "done")
    assert entries(world) == before + kept


def test_of_two_commits_at_once_one_is_taken(world: World, elders: list[str]) -> None:
    job, http = waiting(world, [row(elders[0], "TWO-1", 4)]), world.as_("agency")
    with ThreadPoolExecutor(2) as both:
        answers = list(
            both.map(lambda mode: http.post(f"/v1/jobs/{job['id']}/commit", json={"mode": mode}), ("all", "valid_rows"))
        )
    assert sorted(answer.status_code for answer in answers) == [202, 409]
    assert [answer.json()["code"] for answer in answers if answer.status_code == 409] == ["job_does_not_wait"]


def test_a_maker_disabled_meanwhile_has_no_further_row_kept(
    world: World, elders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = waiting(world, [row(elders[0], f"OFF-{turn}", 20 - turn) for turn in range(12)], "liaison")
    assert job["result"]["refused"] == 0, report(world, "liaison", job)[0]
    commit(world, job, who="liaison")
    advance, before = Work.advance, entries(world)

    async def disabling(self: Work, *counts: int) -> None:
        if counts[0]:
            world.ask("UPDATE principal SET enabled = false WHERE login = 'liaison' RETURNING id")
        await advance(self, *counts)

    with monkeypatch.context() as patch:
        patch.setattr(Work, "advance", disabling)
        carried_out(world)
    world.ask("UPDATE principal SET enabled = true WHERE login = 'liaison' RETURNING id")
    assert (shown(world, job, "liaison")["state"], shown(world, job, "liaison")["problem"]["code"]) == (
        "failed", "forbidden",
    )  # fmt: skip
    assert entries(world) == before + 4


def test_what_waits_counts_as_unfinished_and_expires(world: World, elders: list[str]) -> None:
    jobs = [waiting(world, [row(elders[0], f"WAIT-{turn}", 4)]) for turn in range(UNFINISHED)]
    assert sent(world, "agency", [row(elders[0], "WAIT-9", 4)]).json()["code"] == "busy"
    world.ask("UPDATE job SET expires_at = now() - interval '1 second' WHERE id = %s RETURNING id", jobs[0]["id"])
    assert world.as_("agency").get(f"/v1/jobs/{jobs[0]['id']}").status_code == 404
    answer = world.as_("agency").post(f"/v1/jobs/{jobs[0]['id']}/commit", json={"mode": "all"})
    assert answer.json()["code"] == "job_not_found"

    async def sweep(queue: Queue) -> None:
        assert not await JobSweeper(queue).work()

    with_queue(world, sweep)
    assert world.ask("SELECT state, wrapped, plan, ended_at IS NULL AS open FROM job WHERE id = %s", jobs[0]["id"]) == [
        {"state": "cancelled", "wrapped": None, "plan": None, "open": False}
    ]
    assert world.ask("SELECT FROM job_piece WHERE job = %s", jobs[0]["id"]) == []
    asked(world, [row(elders[0], "WAIT-9", 4)])


def test_the_upload_and_the_notes_are_sealed_and_no_log_repeats_a_cell(
    world: World, elders: list[str], tmp_path: Path
) -> None:
    rows = [row(elders[0], "LOG-1", 4), row(elders[0], "LOG-2", mode="不可外泄")]
    with served(world, tmp_path / "log", CAREVISIT_JOB_WORKERS="1") as service:
        job = ended(service.world, "agency", sent(service.world, "agency", rows))
        assert job["state"] == "waiting"
        pieces = [row["content"] for row in world.ask("SELECT content FROM job_piece WHERE job = %s", job["id"])]
        assert len(pieces) == 4
        assert not any("不可外泄".encode() in piece or b"LOG-1" in piece for piece in pieces)
        http = service.world.as_("agency")
        assert http.post(f"/v1/jobs/{job['id']}/commit", json={"mode": "valid_rows"}).status_code == 202
        agency = str(world.actor("agency").id)
        for event in ("import asked for", "job waits", "import committed", "job done"):
            assert service.line(event=event, job=job["id"])["actor"] == agency
        assert "不可外泄" not in service.text
        assert "LOG-" not in service.text


@pytest.mark.slow
def test_a_service_killed_ten_times_in_the_middle_of_an_import_keeps_every_row_once(
    world: World, elders: list[str], tmp_path: Path
) -> None:
    job, before = waiting(world, a_file(elders, "NINE", 900)), entries(world)
    commit(world, job)
    for turn in range(10):
        with served(
            world, tmp_path / f"log{turn}", "--workers", "1", CAREVISIT_JOB_WORKERS="1", CAREVISIT_JOB_LEASE_S="1"
        ) as one:
            done = shown(world, job)["progress"]["done"]
            while (found := shown(world, job))["progress"]["done"] == done and found["state"] != "done":
                pass
            one.process.kill()
    with served(world, tmp_path / "last", CAREVISIT_JOB_WORKERS="1", CAREVISIT_JOB_LEASE_S="1"):
        while (found := shown(world, job))["state"] != "done":
            assert found["state"] in ("queued", "running")
    assert (found["result"]["accepted"], found["result"]["refused"]) == (810, 90)
    assert entries(world) == before + 810
