"""Many actions of one caller in one transaction: all that they write is kept, or nothing is."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from carevisit import clock
from carevisit.elders import Registration
from carevisit.elders.actions import register_elder
from carevisit.errors import ElderAlreadyRegistered, ElderNotFound, Invalid, RecordNoReused, StillRunning
from carevisit.ledger import Book, Ledger
from carevisit.ledger import whole as mechanism
from carevisit.visits import VisitSheet
from carevisit.visits.actions import Recorded, record_visit
from conftest import registration, visit

from .scene import Scene, sheet_of
from .test_gate import raising, transactions, versions

Action = Callable[[Book], Awaitable[Any]]


def visiting(elder: UUID, hours_ago: float = 1, **changes: Any) -> Action:
    """The action that records a visit; its record_no is known by what it says."""
    sheet = sheet_of(visit(str(elder), hours_ago, **changes))
    return partial(record_visit, sheet=sheet, numbers=numbers_of(sheet))


def numbers_of(sheet: VisitSheet) -> dict[str, bytes]:
    return {f"r:{sheet.record_no}": sheet.model_dump_json().encode()} if sheet.record_no else {}


def together(world: Scene, who: str, actions: list[Action], *, keep: bool = True) -> tuple[list[Any], bool]:
    actor = world.actor(who)
    return world.run(lambda ledger: ledger.write_whole(actor, actions, keep=keep))


def test_what_no_action_refuses_is_kept_in_one_transaction(world: Scene) -> None:
    elders = [world.registered() for _ in range(6)]
    answers, kept = together(world, "liaison", [visiting(elder) for elder in elders])
    assert kept
    assert all(isinstance(answer, Recorded) for answer in answers)
    assert [answer.subject for answer in answers] == elders
    assert transactions(world, elders) == 1
    assert all(versions(world, elder) == [1, 2] for elder in elders)


def test_one_that_refuses_leaves_nothing_of_the_others(world: Scene) -> None:
    elders = [world.registered() for _ in range(4)]
    stranger = world.registered(residence={"place": "350303104201", "detail": "1 号"}, who="far_guide")
    late = visiting(elders[3], -5)  # it would end tomorrow
    answers, kept = together(
        world, "liaison", [visiting(elders[0]), visiting(stranger), visiting(elders[1]), late, visiting(elders[2])]
    )
    assert not kept
    assert [type(answer) for answer in answers] == [Recorded, ElderNotFound, Recorded, Invalid, Recorded]
    assert all(versions(world, elder) == [1] for elder in [*elders, stranger])


def test_of_one_elder_the_second_reads_what_the_first_wrote(world: Scene) -> None:
    elder, other = world.registered(), world.registered()
    actions = [visiting(elder, 30), visiting(other, 9), visiting(elder, 20), visiting(elder, 10)]
    answers, kept = together(world, "liaison", actions)
    assert kept
    assert [answer.running_no for answer in answers] == [1, 1, 2, 3]
    assert versions(world, elder) == [1, 2, 3, 4]
    assert transactions(world, [elder, other]) == 1


def test_a_rehearsal_answers_as_the_thing_itself_and_keeps_nothing(world: Scene) -> None:
    elder = world.registered()
    answers, kept = together(world, "liaison", [visiting(elder, 30), visiting(elder, 20)], keep=False)
    assert not kept
    assert [answer.running_no for answer in answers] == [1, 2]
    assert versions(world, elder) == [1]


def test_a_number_used_twice_is_a_replay_or_is_refused(world: Scene) -> None:
    elder, other, number = world.registered(), world.registered(), f"W-{uuid4()}"
    same = visiting(elder, 5, record_no=number)
    (first, again), kept = together(world, "liaison", [same, same])
    assert kept
    assert (first.replayed, again.replayed) == (False, True)
    assert again.id == first.id
    (_, reused), kept = together(world, "liaison", [visiting(other), visiting(other, 6, record_no=number)])
    assert not kept
    assert isinstance(reused, RecordNoReused)
    assert (versions(world, elder), versions(world, other)) == ([1, 2], [1])


def test_files_begin_together_and_an_id_number_once(world: Scene) -> None:
    def registering(told: dict[str, Any]) -> Action:
        sheet = Registration.model_validate_json(json.dumps(told))

        async def action(book: Book) -> Any:
            return await register_elder(book, sheet, {}, sealing)

        return action

    sealing = world.run(_sealing)
    one, other = registration(), registration()
    answers, kept = together(world, "guide", [registering(one), registering(other)])
    assert kept
    assert all(versions(world, answer.subject) == [1] for answer in answers)
    third = registration()
    before = world.ask("SELECT count(*) AS n FROM head")
    answers, kept = together(world, "guide", [registering(third), registering(third | {"name": "林阿婆"})])
    assert not kept
    assert isinstance(answers[1], ElderAlreadyRegistered)
    assert world.ask("SELECT count(*) AS n FROM head") == before


async def _sealing(ledger: Ledger) -> Any:
    return ledger.sealing


def test_an_error_of_the_database_is_raised_and_nothing_is_kept(world: Scene) -> None:
    elders = [world.registered() for _ in range(3)]

    async def fail(book: Book, _page: Any) -> None:
        await book.ask("SELECT 1 / 0", ())

    with pytest.raises(psycopg.errors.DivisionByZero):
        together(world, "liaison", [raising(elders[0]), raising(elders[1], fail), raising(elders[2])])
    assert all(versions(world, elder) == [1] for elder in elders)


def test_opposite_orders_do_not_wait_for_each_other(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(12)], world.actor("liaison")

    async def work(ledger: Ledger) -> list[Any]:
        orders = [elders, elders[::-1], elders[6:] + elders[:6]]
        return await asyncio.gather(
            *(ledger.write_whole(liaison, [raising(elder) for elder in order]) for order in orders),
            *(ledger.write(liaison, raising(elder)) for elder in elders),
        )

    outcomes = world.run(work)
    assert all(kept for _, kept in outcomes[:3])
    assert all(versions(world, elder) == [1, 2, 3, 4, 5] for elder in elders)


def test_wholes_of_many_rounds_in_opposite_orders_never_lock_each_other_out(
    world: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two who wait for each other PostgreSQL ends one, and it would be carried out again: so its count is what tells."""
    elders, liaison = [world.registered() for _ in range(24)], world.actor("liaison")
    monkeypatch.setattr(mechanism, "ROUND", 4)

    async def work(ledger: Ledger) -> list[Any]:
        orders = [elders, elders[::-1]]
        return await asyncio.gather(
            *(ledger.write_whole(liaison, [raising(elder) for elder in order]) for order in orders * 3)
        )

    assert all(kept for _, kept in world.run(work))
    world.let_go()  # a connection that ends says what it has counted
    [row] = world.ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert row["deadlocks"] == 0


def test_wholes_that_last_long_leave_connections_for_the_others(world: Scene) -> None:
    elders, other, liaison = [world.registered() for _ in range(6)], world.registered(), world.actor("liaison")

    async def work(ledger: Ledger) -> None:
        answered = asyncio.Event()

        async def linger(_book: Book, _page: Any) -> None:
            await answered.wait()

        wholes = [asyncio.create_task(ledger.write_whole(liaison, [raising(elder, linger)])) for elder in elders]
        await asyncio.sleep(0.1)
        await ledger.write(liaison, raising(other))
        answered.set()
        assert all(kept for _, kept in await asyncio.gather(*wholes))

    world.run(work)


def test_an_action_goes_through_one_door(world: Scene) -> None:
    """Of a second elder it would wait for itself, and everybody with it."""
    one, other = world.registered(), world.registered()

    async def two(book: Book) -> None:
        await book.open(one, at=clock.now())
        await book.open(other, at=clock.now())

    with pytest.raises(AssertionError, match="one door"):
        together(world, "liaison", [two])


def test_behind_a_rival_who_holds_one_of_them_all_wait_and_at_the_bound_may_come_again(
    world: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    elders, liaison = [world.registered() for _ in range(2)], world.actor("liaison")
    monkeypatch.setattr(mechanism, "LONGEST_S", 1.0)

    async def work(ledger: Ledger) -> None:
        actions = [raising(elder) for elder in elders]
        async with await psycopg.AsyncConnection.connect(world.owner_url) as rival:
            await rival.execute("SELECT FROM head WHERE subject = %s FOR UPDATE", (elders[1],))
            with pytest.raises(StillRunning):
                await ledger.write_whole(liaison, actions)
        _, kept = await ledger.write_whole(liaison, actions)
        assert kept

    world.run(work)
    assert all(versions(world, elder) == [1, 2] for elder in elders)


def test_a_caller_who_goes_away_leaves_nothing_and_no_lock(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(3)], world.actor("liaison")

    async def work(ledger: Ledger) -> None:
        begun = asyncio.Event()

        async def linger(_book: Book, _page: Any) -> None:
            begun.set()
            await asyncio.sleep(30)

        task = asyncio.create_task(
            ledger.write_whole(liaison, [raising(elder, None if n else linger) for n, elder in enumerate(elders)])
        )
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.gather(*(ledger.write(liaison, raising(elder)) for elder in elders))

    world.run(work)
    assert all(versions(world, elder) == [1, 2] for elder in elders)
