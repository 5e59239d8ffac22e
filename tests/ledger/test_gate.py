"""The gate: what comes at the same moment shares one transaction, and nobody suffers for another."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carevisit import clock
from carevisit.errors import ElderNotFound, RecordNoReused, Unavailable
from carevisit.ledger import Book, Ledger, Page
from carevisit.ledger.gate import BULK
from carevisit.ledger.session import Session
from carevisit.needs import NeedRaised
from carevisit.policy import NeedKind
from carevisit.visits.actions import record_visit
from conftest import visit

from .scene import Scene, hand_in, sheet_of

CROWD = 8


class Refused(Exception):
    """The action's own rule says no."""


def need() -> NeedRaised:
    return NeedRaised(need=next(iter(NeedKind)), note="卫生间需要扶手")


def raising(elder: UUID, meanwhile: Callable[[Book, Page], Awaitable[None]] | None = None) -> Any:
    """An action that raises a need, and does something else before."""

    async def action(book: Book) -> UUID:
        page = await book.open(elder, at=clock.now())
        if meanwhile:
            await meanwhile(book, page)
        return book.write(page, need(), happened_at=page.written_at).id

    return action


def transactions(world: Scene, elders: list[UUID]) -> int:
    """How many transactions wrote what the elders' streams hold, their registrations left out."""
    [row] = world.ask(
        "SELECT count(DISTINCT xmin::text) AS n FROM entry WHERE subject = ANY (%s) AND version > 1", elders
    )
    return int(row["n"])


def versions(world: Scene, elder: UUID) -> list[int]:
    return [entry.version for entry in world.stream(elder)]


@pytest.fixture(scope="module")
def elders(world: Scene) -> list[UUID]:
    return [world.registered() for _ in range(CROWD)]


def test_who_comes_at_the_same_moment_shares_a_transaction(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(CROWD)], world.actor("liaison")

    async def work(ledger: Ledger) -> None:
        await asyncio.gather(*(ledger.write(liaison, raising(elder)) for elder in elders))

    world.run(work)
    assert transactions(world, elders) <= 2
    assert all(versions(world, elder) == [1, 2] for elder in elders)


def test_whoever_refuses_leaves_and_the_others_are_kept(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(CROWD)], world.actor("liaison")

    async def refuse(_book: Book, _page: Page) -> None:
        raise Refused

    async def work(ledger: Ledger) -> list[Any]:
        return await asyncio.gather(
            *(ledger.write(liaison, raising(elder, refuse if n % 2 else None)) for n, elder in enumerate(elders)),
            return_exceptions=True,
        )

    outcomes = world.run(work)
    for n, (elder, outcome) in enumerate(zip(elders, outcomes, strict=True)):
        assert isinstance(outcome, Refused if n % 2 else UUID)
        assert versions(world, elder) == ([1] if n % 2 else [1, 2])


def test_two_of_one_elder_follow_each_other(world: Scene) -> None:
    elder, liaison = world.registered(), world.actor("liaison")

    async def work(ledger: Ledger) -> None:
        await asyncio.gather(*(ledger.write(liaison, raising(elder)) for _ in range(CROWD)))

    world.run(work)
    assert versions(world, elder) == list(range(1, CROWD + 2))


def test_one_record_sent_twice_at_the_same_moment_is_kept_once(world: Scene) -> None:
    elder, other, liaison = world.registered(), world.registered(), world.actor("liaison")
    number = f"T-{uuid4()}"

    sheet = sheet_of(visit(str(elder), 5))

    async def work(ledger: Ledger) -> list[Any]:
        said = {f"r:{number}": b"the same"}
        same = [ledger.write(liaison, lambda book: record_visit(book, sheet, said)) for _ in range(4)]
        return await asyncio.gather(*same, hand_in(ledger, liaison, other, 5, record_no=number), return_exceptions=True)

    *same, reused = world.run(work)
    assert sorted(outcome.replayed for outcome in same) == [False, True, True, True]
    assert isinstance(reused, RecordNoReused)
    assert (versions(world, elder), versions(world, other)) == ([1, 2], [1])


def test_a_visitor_who_is_new_to_all_is_one_person(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(CROWD)], world.actor("liaison")
    name = f"新网格员{uuid4().hex[:6]}"

    async def work(ledger: Ledger) -> None:
        people = world.ask("SELECT count(*) AS n FROM person")[0]["n"]
        await asyncio.gather(
            *(hand_in(ledger, liaison, elder, 1, visitor=visit("")["visitor"] | {"name": name}) for elder in elders)
        )
        assert world.ask("SELECT count(*) AS n FROM person")[0]["n"] == people + 1

    world.run(work)
    assert all(versions(world, elder) == [1, 2] for elder in elders)


def test_a_stream_that_another_transaction_holds_keeps_nobody_else_waiting(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(3)], world.actor("liaison")

    async def work(ledger: Ledger) -> None:
        async with await psycopg.AsyncConnection.connect(world.owner_url) as rival:
            await rival.execute("SELECT FROM head WHERE subject = %s FOR UPDATE", (elders[0],))
            held, *free = [asyncio.create_task(ledger.write(liaison, raising(elder))) for elder in elders]
            await asyncio.gather(*free)
            assert not held.done()
            await rival.rollback()
            await held

    world.run(work)
    assert all(versions(world, elder) == [1, 2] for elder in elders)


@pytest.mark.parametrize(
    ("when", "error"),
    [
        ("in a question", psycopg.errors.DivisionByZero),
        ("behind the entries", psycopg.errors.DivisionByZero),
        ("before the database sees it", UnicodeEncodeError),
    ],
)
def test_an_error_that_meets_the_group_is_its_own_actions_alone(
    world: Scene, when: str, error: type[Exception]
) -> None:
    elders, liaison = [world.registered() for _ in range(4)], world.actor("liaison")

    async def fail(book: Book, page: Page) -> None:
        if when == "in a question":
            await book.ask("SELECT 1 / 0", ())
        if when == "behind the entries":
            book.afterwards(page, "SELECT 1 / 0", ())
        if when == "before the database sees it":
            book.afterwards(page, "SELECT %s", ("\udc00",))

    async def work(ledger: Ledger) -> list[Any]:
        return await asyncio.gather(
            *(ledger.write(liaison, raising(elder, None if n else fail)) for n, elder in enumerate(elders)),
            return_exceptions=True,
        )

    culprit, *others = world.run(work)
    assert isinstance(culprit, error)
    assert all(isinstance(outcome, UUID) for outcome in others)
    assert [versions(world, elder) for elder in elders] == [[1], [1, 2], [1, 2], [1, 2]]


def test_an_ask_that_cannot_be_put_is_its_own_actions_alone(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(3)], world.actor("liaison")

    async def unspeakable(book: Book) -> None:
        await book.open(elders[0], at=clock.now(), numbers={"r:\udc00": b""})

    async def work(ledger: Ledger) -> list[Any]:
        actions = [unspeakable, *(raising(elder) for elder in elders[1:])]
        async with asyncio.timeout(20):
            return await asyncio.gather(*(ledger.write(liaison, action) for action in actions), return_exceptions=True)

    culprit, *others = world.run(work)
    assert isinstance(culprit, TypeError)
    assert all(isinstance(outcome, UUID) for outcome in others)


def test_a_slow_action_holds_nobody(world: Scene) -> None:
    """It goes on once the others are answered: if they waited for it, this test would not end."""
    elders, liaison = [world.registered() for _ in range(4)], world.actor("liaison")

    async def work(ledger: Ledger) -> None:
        answered = asyncio.Event()

        async def linger(_book: Book, _page: Page) -> None:
            await answered.wait()

        slow, *quick = [
            asyncio.create_task(ledger.write(liaison, raising(elder, None if n else linger)))
            for n, elder in enumerate(elders)
        ]
        await asyncio.gather(*quick)
        answered.set()
        await slow

    world.run(work)
    assert all(versions(world, elder) == [1, 2] for elder in elders)


def test_a_single_action_waits_for_no_more_than_a_group_of_many(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(64)], world.actor("liaison")

    async def work(ledger: Ledger) -> int:
        many = [asyncio.create_task(ledger.write(liaison, raising(elder), bulk=True)) for elder in elders[1:]]
        await asyncio.sleep(0)
        await ledger.write(liaison, raising(elders[0]))
        before = sum(task.done() for task in many)
        await asyncio.gather(*many)
        return before

    assert world.run(work) <= 2 * BULK


def test_whoever_goes_away_while_waiting_leaves_nothing_and_harms_nobody(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(4)], world.actor("liaison")

    async def work(ledger: Ledger) -> None:
        tasks = [asyncio.create_task(ledger.write(liaison, raising(elder))) for elder in elders]
        await asyncio.sleep(0)
        tasks[0].cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(outcomes[0], asyncio.CancelledError)
        assert all(isinstance(outcome, UUID) for outcome in outcomes[1:])
        await ledger.write(liaison, raising(elders[0]))

    world.run(work)
    assert all(versions(world, elder) == [1, 2] for elder in elders)


def test_what_is_asked_at_the_same_moment_takes_one_round_trip(world: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    elders, liaison = [world.registered() for _ in range(CROWD)], world.actor("liaison")
    trips, answer = list[int](), Session._answer

    async def counted(session: Session, together: Sequence[Any]) -> None:
        trips.append(len(together))
        await answer(session, together)

    monkeypatch.setattr(Session, "_answer", counted)

    async def asks(book: Book, page: Page) -> None:
        assert await book.ask("SELECT %s::uuid AS id", (page.subject,)) == [{"id": page.subject}]

    async def work(ledger: Ledger) -> None:
        await asyncio.gather(*(ledger.write(liaison, raising(elder, asks)) for elder in elders))

    world.run(work)
    assert (sum(trips), len(trips)) == (CROWD, transactions(world, elders))


def test_whoever_asks_for_others_and_goes_away_harms_nobody(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(4)], world.actor("liaison")

    async def asks(book: Book, _page: Page) -> None:
        await book.ask("SELECT pg_sleep(0.05)", ())

    async def work(ledger: Ledger) -> list[Any]:
        tasks = [asyncio.create_task(ledger.write(liaison, raising(elder, asks))) for elder in elders]
        while not world.ask("SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%%' AND state = 'active'"):
            await asyncio.sleep(0.01)
        tasks[0].cancel()
        async with asyncio.timeout(20):
            return await asyncio.gather(*tasks, return_exceptions=True)

    gone, *others = world.run(work)
    assert isinstance(gone, asyncio.CancelledError)
    assert all(isinstance(outcome, UUID) for outcome in others)
    assert [versions(world, elder) for elder in elders] == [[1], *[[1, 2]] * 3]


def test_a_connection_that_is_lost_is_everybodys_and_nothing_is_kept(world: Scene) -> None:
    elders, liaison = [world.registered() for _ in range(4)], world.actor("liaison")

    async def work(ledger: Ledger) -> list[Any]:
        async def cut(book: Book, _page: Page) -> None:
            [row] = await book.ask("SELECT pg_backend_pid() AS pid", ())
            world.ask("SELECT pg_terminate_backend(%s)", row["pid"])

        return await asyncio.gather(
            *(ledger.write(liaison, raising(elder, None if n else cut)) for n, elder in enumerate(elders)),
            return_exceptions=True,
        )

    outcomes = world.run(work)
    for elder, outcome in zip(elders, outcomes, strict=True):
        assert isinstance(outcome, Unavailable | UUID)
        assert versions(world, elder) == ([1, 2] if isinstance(outcome, UUID) else [1])
    assert any(isinstance(outcome, Unavailable) for outcome in outcomes)


def test_an_action_cannot_write_on_its_neighbours_page(world: Scene) -> None:
    mine, neighbours, liaison = world.registered(), world.registered(), world.actor("liaison")

    async def work(ledger: Ledger) -> list[Any]:
        pages = list[Page]()

        async def lend(_book: Book, page: Page) -> None:
            pages.append(page)

        async def reach(book: Book, _page: Page) -> None:
            while not pages:
                await asyncio.sleep(0)
            book.write(pages[0], need(), happened_at=clock.now())

        return await asyncio.gather(
            ledger.write(liaison, raising(neighbours, lend)),
            ledger.write(liaison, raising(mine, reach)),
            return_exceptions=True,
        )

    lent, reached = world.run(work)
    assert isinstance(lent, UUID)
    assert isinstance(reached, AssertionError)
    assert (versions(world, neighbours), versions(world, mine)) == ([1, 2], [1])


def test_the_gate_lets_a_stranger_in_with_nobody(world: Scene) -> None:
    elder, other = world.registered(), world.registered()
    liaison, stranger = world.actor("liaison"), world.actor("far_liaison")

    async def work(ledger: Ledger) -> list[Any]:
        return await asyncio.gather(
            ledger.write(liaison, raising(elder)),
            ledger.write(stranger, raising(elder)),
            ledger.write(stranger, raising(other)),
            return_exceptions=True,
        )

    mine, same, beside = world.run(work)
    assert isinstance(mine, UUID)
    assert isinstance(same, ElderNotFound)
    assert isinstance(beside, ElderNotFound)
    assert (versions(world, elder), versions(world, other)) == ([1, 2], [1])


Wish = st.tuples(
    st.integers(0, CROWD - 1),
    st.sampled_from(["good", "refuses", "fails", "looks", "slow", "goes away", "bulk"]),
    st.integers(0, 5),
)


@given(wishes=st.lists(Wish, min_size=2, max_size=24), numbers=st.lists(st.integers(0, 6), min_size=24, max_size=24))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_together_the_ledger_is_some_order_of_what_was_accepted(
    world: Scene, elders: list[UUID], wishes: list[tuple[int, str, int]], numbers: list[int]
) -> None:
    """Good, broken, twice-sent, slow and cut-off actions: each is answered rightly, and exactly the accepted ones are kept."""
    liaison, run = world.actor("liaison"), uuid4().hex[:8]
    before = {elder: len(world.stream(elder)) for elder in elders}
    digest = {elder: bytes([n]) for n, elder in enumerate(elders)}

    def action(elder: UUID, how: str, number: str) -> Any:
        async def act(book: Book) -> str:
            page = await book.open(elder, at=clock.now(), numbers={number: digest[elder]})
            try:
                if await book.replay(page):
                    return "again"
            except RecordNoReused:
                return "reused"
            if how == "refuses":
                raise Refused
            if how == "fails":
                await book.ask("SELECT 1 / 0", ())
            if how == "slow":
                await asyncio.sleep(0.02)
            if how != "looks":
                book.write(page, need(), happened_at=page.written_at)
            return how

        return act

    async def work(ledger: Ledger) -> list[Any]:
        tasks = []
        for (who, how, turns), number in zip(wishes, numbers, strict=False):
            wish = action(elders[who], how, f"r:{run}-{number}")
            tasks.append(asyncio.create_task(ledger.write(liaison, wish, bulk=how == "bulk")))
            for _ in range(turns):
                await asyncio.sleep(0)
            if how == "goes away":
                tasks[-1].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    outcomes = world.run(work)
    said = {
        row["number"]: row["subject"]
        for row in world.ask("SELECT number, subject FROM said WHERE number LIKE %s", f"r:{run}-%")
    }
    accepted: dict[str, UUID] = {}
    for (who, how, _), number, outcome in zip(wishes, numbers, outcomes, strict=False):
        name, elder = f"r:{run}-{number}", elders[who]
        match outcome:
            case "again":
                assert said[name] == elder
            case "reused":
                assert said[name] != elder
            case "good" | "slow" | "bulk":
                assert name not in accepted, "a number was accepted twice"
                accepted[name] = elder
            case "looks":
                pass
            case Refused():
                assert how == "refuses"
            case psycopg.errors.DivisionByZero():
                assert how == "fails"
            case asyncio.CancelledError():
                assert how == "goes away"
            case "goes away":
                accepted[name] = elder
            case _:
                raise AssertionError(f"{how}: {outcome!r}")
    assert accepted.items() <= said.items()
    for elder in elders:
        kept = sum(subject == elder for subject in said.values())
        stream = world.stream(elder)
        assert [entry.version for entry in stream] == list(range(1, len(stream) + 1))
        assert len(stream) == before[elder] + kept
