"""Facts of a file's course written straight to the ledger, and the standings folded from what is there."""

from datetime import date, timedelta
from uuid import UUID

from carevisit import clock
from carevisit.database import Sight
from carevisit.ledger import Book, Fact, Ledger, read_streams, settled
from carevisit.standing import Standing, fold
from conftest import World


def tell(world: World, elder: str, fact: Fact, on: date, who: str = "supervisor") -> None:
    """Write a fact of a file's course."""
    actor = world.actor(who)

    async def work(ledger: Ledger) -> None:
        async def action(book: Book) -> None:
            moment = min(clock.start_of(on) + timedelta(hours=1), clock.now())
            page = await book.open(UUID(elder), at=moment)
            book.write(page, fact, happened_at=moment)

        await ledger.write(actor, action)

    world.run(work)


def hours_since(day: date, hour: int = 10) -> float:
    return (clock.now() - clock.start_of(day) - timedelta(hours=hour)).total_seconds() / 3600


def standings(world: World) -> dict[UUID, Standing]:
    """Every elder's standing, folded from the facts."""

    async def work(ledger: Ledger) -> dict[UUID, Standing]:
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            heads = await keeper.all("SELECT subject FROM head")
            streams = await read_streams(keeper, ledger, [head["subject"] for head in heads])
            found = {elder: fold(settled(stream, with_void=True)) for elder, stream in streams.items()}
            return {elder: standing for elder, standing in found.items() if standing is not None}

    return world.run(work)
