"""What a merger of villages does to the contracts for them, and what their agencies read of it in the feed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from agencies.hired import Body, added, amended, begun
from carevisit import clock
from carevisit.agencies import announce_contracts
from carevisit.elders import ScopeAdded
from carevisit.ledger import Book
from conftest import World
from places.test_changing import add, day, end
from places.test_mergers import PAST, confirmed, follow, merge

TURN = iter(range(700, 800))


@pytest.fixture
def pair(world: World) -> tuple[str, str]:
    """Two villages that are there since before the last month."""
    one, other = (f"350303103{next(TURN)}" for _ in range(2))
    for code in (one, other):
        assert add(world, code, **{"from": day(PAST)}).status_code == 201
    return one, other


def feed_of(world: World, elder: str) -> list[tuple[str, str]]:
    """The agencies to which the ledger announced that the elder came or went, in order."""
    rows = world.ask(
        "SELECT e.kind, unnest(e.agencies)::text AS agency FROM entry e WHERE e.subject = %s AND e.kind LIKE 'scope.%%'"
        " ORDER BY e.version",
        elder,
    )
    return [(row["kind"], row["agency"]) for row in rows]


def test_contracts_that_begin_and_end_with_a_merger_are_announced_though_the_move_comes_first(
    world: World, pair: tuple[str, str]
) -> None:
    one, other = pair
    elder = confirmed(world, one)
    ending, beginning = (added(world)["id"] for _ in range(2))
    begun(world, ending, places=[one], **{"from": day(-20), "to": day(2)})
    begun(world, beginning, places=[one], **{"from": day(3)})
    world.run(announce_contracts)
    assert merge(world, one, other, **{"from": day(3)}).status_code == 201
    with clock.set_to(clock.start_of(clock.today() + timedelta(days=3))):
        follow(world)
        world.run(announce_contracts)
    assert feed_of(world, elder) == [
        ("scope.added", ending), ("scope.removed", ending), ("scope.added", beginning),
    ]  # fmt: skip


def test_a_contract_that_begins_while_an_elder_moves_is_announced(world: World, pair: tuple[str, str]) -> None:
    elder = confirmed(world, pair[0])
    agency = begun(world, added(world)["id"], elders=[elder], **{"from": day(-2)})["agency_id"]

    async def assigns(book: Book) -> None:  # as a move does that asked before which agencies there are
        page = await book.open(UUID(elder), at=clock.now())
        book.write(page, ScopeAdded(reason="transfer"), happened_at=page.written_at, audience=(), agencies=())
        book.afterwards(page, "SELECT assign(%s, %s, %s::uuid[])", (page.subject, clock.now(), []))

    world.run(lambda ledger: ledger.write_as_system(assigns))
    world.run(announce_contracts)
    assert feed_of(world, elder) == [("scope.added", agency)]


def test_a_contract_that_ended_before_a_merger_is_shown_as_it_was_and_may_still_be_extended(
    world: World, pair: tuple[str, str]
) -> None:
    one, other = pair
    elder = confirmed(world, one)
    contract = begun(world, added(world)["id"], places=[one], **{"from": day(-20), "to": day(-2)})
    merge(world, one, other)
    follow(world)
    address = f"/v1/agencies/{contract['agency_id']}/contracts/{contract['id']}"
    assert world.as_("supervisor").get(address).json() == contract
    amended(world, contract, to=None)
    follow(world)
    assert world.as_("supervisor").get(address).json()["places"] == [other]
    assert serving(world, contract) == {elder}


def test_a_contract_is_shown_with_the_places_of_its_last_day(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    contract = begun(world, added(world)["id"], places=[one], **{"from": day(-20)})
    merge(world, one, other, **{"from": day(-2)})
    follow(world)
    address = f"/v1/agencies/{contract['agency_id']}/contracts/{contract['id']}"
    assert world.as_("supervisor").get(address).json()["places"] == [other]
    assert amended(world, contract, to=day(-3))["places"] == [one]


def test_a_contract_for_both_villages_serves_each_elder_once(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    moves, stays = confirmed(world, one), confirmed(world, other)
    contract = begun(world, added(world)["id"], places=[one, other], **{"from": day(-20)})
    world.run(announce_contracts)
    merge(world, one, other)
    follow(world)
    assert serving(world, contract) == {moves, stays}
    rows = world.ask(
        "SELECT elder FROM assignment WHERE contract = %s AND from_at <= now() AND until_at > now()", contract["id"]
    )
    assert len(rows) == 2


def test_an_extension_after_the_other_village_has_ended_holds_up_no_merger(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    contract = begun(world, added(world)["id"], places=[one], **{"from": day(-20), "to": day(-10)})
    merge(world, one, other, **{"from": day(-5)})
    follow(world)
    assert end(world, other).status_code == 201
    amended(world, contract, to=None)
    follow(world)
    assert serving(world, contract) == set()


def test_nobody_who_stays_on_file_in_a_merged_village_comes_to_an_agency_later(
    world: World, pair: tuple[str, str]
) -> None:
    one, other = pair
    elder = confirmed(world, one)
    contract = begun(world, added(world)["id"], places=[one], **{"from": day(10)})
    left = world.as_("guide").post(f"/v1/elders/{elder}/exit", json={"on": day(-3), "reason": "moved_away"})
    assert left.status_code in (200, 201), left.text
    merge(world, one, other)
    follow(world)
    rows = world.ask("SELECT elder FROM assignment WHERE contract = %s AND until_at > from_at", contract["id"])
    assert rows == []


def serving(world: World, contract: Body) -> set[Any]:
    rows = world.ask(
        "SELECT elder::text FROM assignment WHERE contract = %s AND from_at <= now() AND until_at > now()",
        contract["id"],
    )
    return {row["elder"] for row in rows}
