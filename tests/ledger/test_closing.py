"""Closing a district: what is under way is waited for, what comes later is refused, and all of it stands in the feed."""

import asyncio
from collections.abc import Iterator

import pytest

from carevisit import clock
from carevisit.errors import DistrictClosed
from carevisit.ledger import Book, Ledger, NotNow, close_district, district_state, number_pending, open_district

from .scene import Scene, hand_in

LASTS_S = 0.3


@pytest.fixture(autouse=True)
def _open_again(world: Scene) -> Iterator[None]:
    yield
    world.run(lambda ledger: open_district(ledger.database))


def waiting(world: Scene) -> int:
    count: int = world.ask("SELECT count(*) AS n FROM pending")[0]["n"]
    return count


def test_closing_waits_for_what_is_being_written_and_numbers_it(world: Scene) -> None:
    elder, agency = world.registered(), world.actor("agency")
    begun = asyncio.Event()

    async def slowly(book: Book) -> None:
        await book.open(elder, at=clock.now())
        begun.set()
        await asyncio.sleep(LASTS_S)

    async def work(ledger: Ledger) -> float:
        writing = asyncio.create_task(ledger.write(agency, slowly))
        await begun.wait()
        start = asyncio.get_running_loop().time()
        await close_district(ledger.database)
        assert writing.done() or (await asyncio.wait({writing}, timeout=0.1))[0]
        await writing
        return asyncio.get_running_loop().time() - start

    world.visited("agency", elder)
    assert waiting(world) > 0
    assert world.run(work) >= LASTS_S - 0.1
    assert waiting(world) == 0
    assert world.ask("SELECT (SELECT count(*) FROM entry) = (SELECT position FROM feed_head) AS every") == [
        {"every": True}
    ]


def test_who_waits_at_the_door_while_it_closes_is_refused(world: Scene) -> None:
    """Nobody slips through between what closing saw and what it closed."""
    elder, agency = world.registered(), world.actor("agency")
    begun = asyncio.Event()

    async def slowly(book: Book) -> None:
        await book.open(elder, at=clock.now())
        begun.set()
        await asyncio.sleep(LASTS_S)

    async def work(ledger: Ledger) -> list[BaseException | object]:
        writing = asyncio.create_task(ledger.write(agency, slowly))
        await begun.wait()
        closing = asyncio.create_task(close_district(ledger.database))
        await asyncio.sleep(LASTS_S / 3)
        late = await asyncio.gather(
            hand_in(ledger, agency, elder, 3), number_pending(ledger.database), return_exceptions=True
        )
        await asyncio.gather(writing, closing)
        return late

    visits = world.ask("SELECT count(*) AS n FROM visit")
    visit, numbered = world.run(work)
    assert isinstance(visit, DistrictClosed)
    assert numbered == 0  # the sequencer does not wait for the closing
    assert world.ask("SELECT count(*) AS n FROM visit") == visits
    assert waiting(world) == 0


def test_closing_gives_up_before_writers_do_where_one_lasts(world: Scene) -> None:
    elder, other, agency = world.registered(), world.registered(), world.actor("agency")
    begun, over = asyncio.Event(), asyncio.Event()

    async def for_long(book: Book) -> None:
        await book.open_both(elder, other, at=clock.now())  # which shares its transaction with nobody
        begun.set()
        await over.wait()

    async def work(ledger: Ledger) -> None:
        writing = asyncio.create_task(ledger.write(agency, for_long))
        await begun.wait()
        with pytest.raises(NotNow):
            await close_district(ledger.database)
        assert (await district_state(ledger.database)).closed_at is None
        over.set()
        await writing

    world.run(work)
    world.visited("agency", elder)


def test_a_second_closing_keeps_the_moment_of_the_first(world: Scene) -> None:
    async def closed_at(ledger: Ledger) -> object:
        await close_district(ledger.database)
        return (await district_state(ledger.database)).closed_at

    assert world.run(closed_at) == world.run(closed_at) is not None


def test_a_district_without_a_state_is_closed(world: Scene) -> None:
    """The target of a move, from the moment that it was emptied for what comes."""
    elder = world.registered()
    world.harm("district", "DELETE FROM district")
    try:
        with pytest.raises(DistrictClosed):
            world.visited("agency", elder)
        with pytest.raises(NotNow):
            world.run(lambda ledger: open_district(ledger.database))
    finally:
        world.harm("district", "INSERT INTO district VALUES (1, NULL)")
    world.visited("agency", elder)
