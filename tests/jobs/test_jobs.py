"""Jobs: durable, leased, sealed, and their maker's only. Here no worker runs by itself: each step is taken by hand."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import orjson
import pytest

from carevisit import exports
from carevisit.desk import Office
from carevisit.errors import Busy, ServerError
from carevisit.exports import making
from carevisit.jobs import JobSweeper, JobWorker, Queue, Work
from carevisit.jobs.queue import CLAIMS, UNFINISHED, Overtaken
from carevisit.ledger import Ledger
from carevisit.settings import Settings
from conftest import NEXT_VILLAGE, VILLAGE, World, living
from jobs.following import ended
from served import served

T = TypeVar("T")
LEASE_S = 0.3


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A world with visits, whose server makes jobs and carries out none."""
    with living(template, CAREVISIT_JOB_WORKERS="0") as one:
        for turn in range(3):
            one.hand_in("agency", one.register("guide"), 3, record_no=f"FX-{turn}", note="不可外泄")
        yield one


@pytest.fixture(autouse=True)
def _nothing_is_left(world: World) -> Iterator[None]:
    yield
    world.ask("UPDATE job SET state = 'cancelled' WHERE state IN ('queued', 'running') RETURNING id")


def with_queue(world: World, work: Callable[[Queue], Awaitable[T]], lease_s: float = LEASE_S) -> T:
    """Work with a queue in this process, by a short lease."""

    async def carried_out(ledger: Ledger) -> T:
        settings = Settings(base_url=world.base_url, keys_file=world.keys_file)
        return await work(Queue(Office.of(settings, ledger.database, ledger), exports.KINDS.values(), lease_s))

    return world.run(carried_out)


def asked(world: World, who: str = "guide", **more: Any) -> UUID:
    answer = world.as_(who).post("/v1/exports", json={"kind": "visits", "format": "ndjson", **more})
    assert answer.status_code == 202, answer.text
    return UUID(answer.json()["id"])


def shown(world: World, job: UUID, who: str = "guide") -> dict[str, Any]:
    answer = world.as_(who).get(f"/v1/jobs/{job}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def carried_out(world: World) -> None:
    """Let one worker carry out the next job."""

    async def work(queue: Queue) -> None:
        assert await JobWorker(queue).work()

    with_queue(world, work)


def rows_of(world: World, job: UUID, who: str = "guide") -> list[str]:
    """The records in a job's file."""
    (file,) = shown(world, job, who)["result"]["files"]
    return [orjson.loads(line)["record_no"] for line in world.as_(who).get(file["href"]).content.splitlines()]


async def begun(queue: Queue) -> Work:
    """A claim that has written some of its file, and goes no further."""
    work = await queue.claim()
    assert work is not None
    work.file("visits.ndjson", "application/x-ndjson").add(b"half a line" * 50_000)
    await work.advance(1)
    return work


def test_a_job_is_queued_carried_out_and_fetched(world: World) -> None:
    job = asked(world)
    before = shown(world, job)
    assert (before["state"], before["result"], before["expires_at"]) == ("queued", None, None)
    carried_out(world)
    after = shown(world, job)
    assert (after["state"], after["progress"], after["result"]["accepted"]) == ("done", {"done": 3, "total": 3}, 3)
    assert rows_of(world, job) == ["FX-2", "FX-1", "FX-0"]
    assert str(job) in {one["id"] for one in world.as_("guide").get("/v1/jobs").json()["items"]}


def test_a_job_whose_worker_died_is_begun_anew_by_the_next_one(world: World) -> None:
    job = asked(world)
    for _ in range(10):
        with_queue(world, begun)
        world.run(lambda _: asyncio.sleep(LEASE_S + 0.1))
    assert shown(world, job)["state"] == "running"
    carried_out(world)
    assert rows_of(world, job) == ["FX-2", "FX-1", "FX-0"]


def test_what_a_frozen_worker_writes_late_is_refused(world: World) -> None:
    job = asked(world)

    async def frozen(queue: Queue) -> None:
        work = await begun(queue)
        assert await queue.claim() is None  # the lease holds
        await asyncio.sleep(LEASE_S + 0.1)
        assert await JobWorker(queue).work()
        work.files[0].add(b"x" * 300_000)
        for late in (work.advance(2), work.finish(2), work.fail(ServerError()), work.release()):
            with pytest.raises(Overtaken):
                await late

    with_queue(world, frozen)
    assert rows_of(world, job) == ["FX-2", "FX-1", "FX-0"]


def test_workers_side_by_side_claim_every_job_once(world: World) -> None:
    jobs = [asked(world) for _ in range(4)]

    async def together(queue: Queue) -> None:
        assert sorted(await asyncio.gather(*(JobWorker(queue).work() for _ in range(6)))) == [False] * 2 + [True] * 4

    with_queue(world, together)
    assert {row["claims"] for row in world.ask("SELECT claims FROM job WHERE id = ANY (%s)", jobs)} == {1}


def test_who_asks_for_much_holds_up_nobody_else(world: World) -> None:
    first, second, other = asked(world), asked(world), asked(world, "liaison")

    async def claimed(queue: Queue) -> list[UUID]:
        works = [await queue.claim() for _ in range(3)]
        return [work.id for work in works if work]

    assert with_queue(world, claimed, lease_s=60) == [first, other, second]


def test_a_job_that_was_cancelled_is_not_carried_out_and_its_worker_writes_nothing_more(world: World) -> None:
    job = asked(world)

    async def cancelled(queue: Queue) -> None:
        work = await begun(queue)
        answer = world.as_("guide").post(f"/v1/jobs/{job}/cancellation")
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
        with pytest.raises(Overtaken):
            await work.advance(2)
        assert not await JobWorker(queue).work()

    with_queue(world, cancelled)
    assert world.ask("SELECT 1 FROM job_piece WHERE job = %s", job) == []
    again = world.as_("guide").post(f"/v1/jobs/{job}/cancellation")
    assert (again.status_code, again.json()["code"]) == (409, "job_has_ended")


def test_a_worker_that_stops_leaves_its_job_to_the_others_at_once(world: World) -> None:
    job = asked(world)

    async def stopped(queue: Queue) -> None:
        worker = JobWorker(queue)
        worker._work = await begun(queue)
        await worker.stop()

    with_queue(world, stopped)
    assert shown(world, job)["state"] == "queued"
    carried_out(world)
    assert len(rows_of(world, job)) == 3


def test_a_job_that_fails_says_why_and_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_ROWS", 2)
    large, broken, good = asked(world), asked(world), asked(world, filters={"mode": "phone"})
    carried_out(world)
    assert shown(world, large)["problem"]["code"] == "export_too_large"
    monkeypatch.setattr(making, "MOST_ROWS", None)
    carried_out(world)
    failed = shown(world, broken)
    assert (failed["state"], failed["problem"]["code"], failed["result"]) == ("failed", "server_error", None)
    monkeypatch.undo()
    carried_out(world)
    assert shown(world, good)["state"] == "done"


def test_a_job_that_fails_keeps_nothing_of_its_files(world: World) -> None:
    job = asked(world)

    async def failed(queue: Queue) -> None:
        await (await begun(queue)).fail(ServerError())

    with_queue(world, failed)
    assert shown(world, job)["state"] == "failed"
    assert world.ask("SELECT FROM job_piece WHERE job = %s", job) == []


def test_a_job_whose_key_does_not_open_holds_up_no_other(world: World) -> None:
    broken, good = asked(world), asked(world)
    world.ask("UPDATE job SET wrapped = '\\x00' WHERE id = %s RETURNING id", broken)
    for _ in range(2):
        carried_out(world)
    assert [shown(world, job)["state"] for job in (broken, good)] == ["failed", "done"]


def test_a_job_that_ends_every_worker_is_given_up(world: World) -> None:
    job = asked(world)
    world.ask("UPDATE job SET claims = %s WHERE id = %s RETURNING id", CLAIMS, job)
    carried_out(world)
    assert shown(world, job)["state"] == "failed"


def test_one_account_has_few_unfinished_jobs_at_a_time(world: World) -> None:
    for _ in range(UNFINISHED):
        asked(world)
    answer = world.as_("guide").post("/v1/exports", json={"kind": "visits"})
    assert (answer.status_code, answer.json()["code"]) == (429, "busy")
    asked(world, "liaison")


def test_nor_does_it_have_more_when_it_asks_many_times_at_once(world: World) -> None:
    async def ask(queue: Queue) -> list[Any]:
        made = (queue.make(world.actor("guide"), exports.KINDS["visits"], b"{}") for _ in range(6 * UNFINISHED))
        return await asyncio.gather(*made, return_exceptions=True)

    outcomes = with_queue(world, ask)
    assert [type(one) for one in outcomes].count(UUID) == UNFINISHED
    assert {type(one) for one in outcomes} <= {UUID, Busy}


@pytest.mark.parametrize("who", ["supervisor", "liaison", "agency", "far_guide", "city", "platform"])
def test_a_job_of_another_account_is_not_there(world: World, who: str) -> None:
    job = asked(world)
    carried_out(world)
    (file,) = shown(world, job)["result"]["files"]
    http = world.as_(who)
    assert http.get(f"/v1/jobs/{job}").json()["code"] == "job_not_found"
    assert http.post(f"/v1/jobs/{job}/cancellation").json()["code"] == "job_not_found"
    assert http.get(file["href"]).json()["code"] == "job_not_found"
    assert str(job) not in http.get("/v1/jobs").text


def test_a_job_is_not_there_for_a_maker_whose_rights_are_not_what_they_were(world: World) -> None:
    job, mine = asked(world, "agency"), asked(world, "next_liaison")
    carried_out(world)
    carried_out(world)
    assert len(rows_of(world, job, "agency")) == 3
    world.ask(
        "UPDATE contract SET until_on = current_date - 2 WHERE agency = %s RETURNING id", world.actor("agency").id
    )
    assert world.as_("agency").get(f"/v1/jobs/{job}").status_code == 404
    world.ask("UPDATE contract SET until_on = 'infinity' WHERE agency = %s RETURNING id", world.actor("agency").id)
    assert shown(world, job, "agency")["state"] == "done"
    move = "UPDATE principal SET place_id = (SELECT id FROM place WHERE code = %s) WHERE login = 'next_liaison' RETURNING id"
    world.ask(move, VILLAGE)
    assert world.as_("next_liaison").get(f"/v1/jobs/{mine}").status_code == 404
    world.ask(move, NEXT_VILLAGE)
    assert shown(world, mine, "next_liaison")["state"] == "done"


def test_a_job_of_a_maker_who_lost_rights_meanwhile_fails(world: World) -> None:
    job = asked(world, "next_liaison")
    world.ask("UPDATE principal SET enabled = false WHERE login = 'next_liaison' RETURNING id")
    carried_out(world)
    assert world.ask("SELECT state, problem FROM job WHERE id = %s", job) == [
        {"state": "failed", "problem": "forbidden"}
    ]
    assert world.as_("next_liaison").get(f"/v1/jobs/{job}").status_code == 401
    world.ask("UPDATE principal SET enabled = true WHERE login = 'next_liaison' RETURNING id")


def test_a_job_rests_on_every_scope_that_it_was_asked_with(world: World) -> None:
    done, waiting = asked(world, "agency"), asked(world, "agency", filters={"mode": "phone"})
    carried_out(world)
    (was,) = world.ask("SELECT id, scopes FROM principal WHERE id = %s", world.actor("agency").id)
    take = "UPDATE principal SET scopes = array_remove(scopes, 'needs:read') WHERE id = %s RETURNING id"
    world.ask(take, was["id"])
    carried_out(world)
    assert world.as_("agency").get(f"/v1/jobs/{done}").status_code == 404
    world.ask("UPDATE principal SET scopes = %s WHERE id = %s RETURNING id", was["scopes"], was["id"])
    assert shown(world, done, "agency")["state"] == "done"
    assert shown(world, waiting, "agency")["problem"]["code"] == "forbidden"


def test_a_token_of_fewer_scopes_finds_no_job_of_a_wider_one(world: World) -> None:
    job = asked(world, "agency")
    narrow = {"Authorization": f"Bearer {world.token('agency', scope='visits:read')}"}
    http = world.as_("nobody")
    assert http.get(f"/v1/jobs/{job}", headers=narrow).status_code == 404
    assert job not in {UUID(one["id"]) for one in http.get("/v1/jobs", headers=narrow).json()["items"]}
    its_own = http.post("/v1/exports", json={"kind": "visits", "format": "ndjson"}, headers=narrow).json()["id"]
    assert http.get(f"/v1/jobs/{its_own}", headers=narrow).status_code == 200
    assert shown(world, UUID(its_own), "agency")["id"] == its_own


def test_what_is_asked_and_every_file_are_sealed(world: World) -> None:
    job = asked(world, filters={"place": VILLAGE})
    carried_out(world)
    (row,) = world.ask("SELECT plan, wrapped FROM job WHERE id = %s", job)
    pieces = [row["content"] for row in world.ask("SELECT content FROM job_piece WHERE job = %s", job)]
    assert pieces
    for sealed in (row["plan"], *pieces):
        assert VILLAGE.encode() not in sealed
        assert b"FX-1" not in sealed


def test_the_log_says_who_exported_what_and_repeats_nothing_of_it(world: World, tmp_path: Path) -> None:
    with served(world, tmp_path / "log", CAREVISIT_JOB_WORKERS="1") as service:
        filters = {"place": VILLAGE}
        made = service.world.as_("guide").post(
            "/v1/exports", json={"kind": "elders", "format": "csv", "filters": filters}
        )
        job = ended(service.world, "guide", made)
        assert "林阿姨" in service.world.as_("guide").get(job["result"]["files"][0]["href"]).text
        guide = str(world.actor("guide").id)
        for event in ("export asked for", "job done", "job file fetched"):
            assert service.line(event=event, job=job["id"])["actor"] == guide
        assert "林阿姨" not in service.text
        assert VILLAGE not in service.text


def test_a_week_after_its_end_a_job_is_swept_and_the_row_says_who_had_what_done(world: World) -> None:
    job = asked(world)
    carried_out(world)
    (file,) = shown(world, job)["result"]["files"]
    rows_of(world, job)
    world.ask("UPDATE job SET expires_at = now() - interval '1 second' WHERE id = %s RETURNING id", job)
    assert world.as_("guide").get(f"/v1/jobs/{job}").status_code == 404
    assert world.as_("guide").get(file["href"]).status_code == 404

    async def sweep(queue: Queue) -> None:
        assert not await JobSweeper(queue).work()

    with_queue(world, sweep)
    assert world.ask("SELECT 1 FROM job_piece WHERE job = %s", job) == []
    assert world.ask("SELECT 1 FROM job_file WHERE job = %s", job) == []
    (row,) = world.ask("SELECT * FROM job WHERE id = %s", job)
    assert (row["wrapped"], row["plan"], row["kind"], row["accepted"], row["fetches"]) == (
        None,
        None,
        "export.visits",
        3,
        1,
    )
    assert row["principal"] == world.actor("guide").id


def test_an_export_is_as_of_one_moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    job, page = asked(world), making.Exported.page
    written: list[str] = []

    async def one_by_one(self: Any, desk: Any, filters: Any, cursor: Any) -> Any:
        answer = await page(self, desk, filters, cursor, limit=1)
        if not written:
            written.append(world.hand_in("liaison", world.register("guide"), 2)["id"])
        return answer

    monkeypatch.setattr(making.Exported, "page", one_by_one)
    carried_out(world)
    assert rows_of(world, job) == ["FX-2", "FX-1", "FX-0"]
    assert written[0] in world.as_("guide").get("/v1/visits").text
