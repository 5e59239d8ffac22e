"""Contracts and moves: the feed announces to each reader once that an elder came or went, and to nobody else."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from agencies.hired import amended, begun
from carevisit import accounts, clock
from carevisit.access import SYSTEM_ID, Role
from carevisit.agencies import announce_contracts, end_contract
from carevisit.database import Sight
from carevisit.ledger import Ledger, number_pending
from conftest import NEXT_VILLAGE, VILLAGE, World, free_port, serve

from .scene import Scene, transfer


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[Scene]:
    """A scene that is served, without the workers: here the sequencer and the announcer act when the test says so."""
    scene = Scene.of(template)
    port = free_port()
    scene.base_url = f"http://127.0.0.1:{port}"
    process = serve(scene, port, CAREVISIT_SEQUENCER="false")
    yield scene
    process.terminate()
    process.wait(20)
    scene.drop()


def feed_of(world: Scene, who: str, elder: UUID) -> list[tuple[str, str]]:
    """A reader's events of an elder's coming and going: (kind, reason)."""
    world.run(lambda ledger: number_pending(ledger.database))
    items: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = world.as_(who).get("/v1/feed", params={"limit": 1000, **after}).json()
        items += page["items"]
        after = {"after": page["next_cursor"]}
        if not page["more"]:
            break
    return [
        (i["type"], i["data"]["reason"]) for i in items if i["subject"] == str(elder) and i["type"].startswith("scope.")
    ]


def new_agency(world: Scene, name: str, place: str, from_on: date, until_on: date | None = None) -> None:
    async def add(ledger: Ledger) -> tuple[str, str]:
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            return await accounts.add_client(
                keeper, world.keys, Role.AGENCY, name, [place], from_on=from_on, until_on=until_on
            )

    world.secrets[name] = world.run(add)


def announced(world: Scene) -> int:
    return world.run(announce_contracts)


ADDED, REMOVED = ("scope.added", "contract"), ("scope.removed", "contract")
MOVED_IN, MOVED_AWAY = ("scope.added", "transfer"), ("scope.removed", "transfer")


def test_a_new_contract_tells_its_agency_of_every_elder_once_and_nobody_else(world: Scene) -> None:
    elders = [world.registered(), world.registered()]
    elsewhere = world.registered(residence={"place": NEXT_VILLAGE, "detail": "1 号"})
    new_agency(world, "fresh", VILLAGE, clock.today())
    assert announced(world) >= 2
    for elder in elders:
        assert feed_of(world, "fresh", elder) == [ADDED]
        for who in ("agency", "rival_agency", "liaison", "guide", "supervisor"):
            assert feed_of(world, who, elder) == [], who
    assert feed_of(world, "fresh", elsewhere) == []
    assert announced(world) == 0
    assert [feed_of(world, "fresh", elder) for elder in elders] == [[ADDED], [ADDED]]


def test_a_contract_of_days_to_come_is_told_when_its_day_comes(world: Scene) -> None:
    elder = world.registered()
    new_agency(world, "coming", VILLAGE, clock.today() + timedelta(days=3))
    announced(world)
    assert feed_of(world, "coming", elder) == []
    with clock.set_to(clock.now() + timedelta(days=3)):
        announced(world)
        announced(world)
    assert feed_of(world, "coming", elder) == [ADDED]


def test_an_ended_contract_is_told_once_when_its_last_day_is_over(world: Scene) -> None:
    elder, today = world.registered(), clock.today()
    new_agency(world, "ending", VILLAGE, today - timedelta(days=10))
    announced(world)

    assert world.run(lambda ledger: end_contract(ledger, world.secrets["ending"][0], VILLAGE, today)) == 1
    announced(world)
    assert feed_of(world, "ending", elder) == [ADDED]
    with clock.set_to(clock.now() + timedelta(days=1)):
        announced(world)
        announced(world)
    assert feed_of(world, "ending", elder) == [ADDED, REMOVED]


def contract_of(world: Scene, name: str) -> dict[str, Any]:
    """The one contract of an agency."""
    address = f"/v1/agencies/{world.actor(name).id}/contracts"
    contract: dict[str, Any]
    [contract] = world.as_("supervisor").get(address).json()["items"]
    return contract


def test_a_contract_ended_early_is_told_and_again_when_it_is_extended_after_all(world: Scene) -> None:
    elder, today = world.registered(), clock.today()
    new_agency(world, "resumed", VILLAGE, today - timedelta(days=10), today + timedelta(days=300))
    announced(world)
    ended = amended(world, contract_of(world, "resumed"), to=(today - timedelta(days=1)).isoformat())
    announced(world)
    announced(world)
    assert feed_of(world, "resumed", elder) == [ADDED, REMOVED]
    extended = amended(world, ended, to=(today + timedelta(days=5)).isoformat())
    announced(world)
    announced(world)
    assert feed_of(world, "resumed", elder) == [ADDED, REMOVED, ADDED]
    with clock.set_to(clock.now() + timedelta(days=7)):
        announced(world)
        announced(world)
    assert feed_of(world, "resumed", elder) == [ADDED, REMOVED, ADDED, REMOVED]
    assert extended["to"] == (today + timedelta(days=5)).isoformat()


def test_a_contract_ended_and_extended_before_that_was_told_changes_nothing_for_its_agency(world: Scene) -> None:
    elder, today = world.registered(), clock.today()
    new_agency(world, "wavering", VILLAGE, today - timedelta(days=10))
    announced(world)
    ended = amended(world, contract_of(world, "wavering"), to=(today - timedelta(days=1)).isoformat())
    later = amended(world, ended, to=(today - timedelta(days=3)).isoformat())
    amended(world, later, to=None)
    announced(world)
    assert feed_of(world, "wavering", elder) == [ADDED]


def test_a_contract_extended_by_days_that_are_over_is_not_told_again(world: Scene) -> None:
    elder, today = world.registered(), clock.today()
    new_agency(world, "over", VILLAGE, today - timedelta(days=10), today - timedelta(days=5))
    announced(world)
    amended(world, contract_of(world, "over"), to=(today - timedelta(days=2)).isoformat())
    announced(world)
    assert feed_of(world, "over", elder) == []


def test_an_agency_with_another_contract_for_the_elder_is_told_nothing_of_the_end_of_one(world: Scene) -> None:
    elder, today = world.registered(), clock.today()
    new_agency(world, "doubly", VILLAGE, today - timedelta(days=10))
    first = contract_of(world, "doubly")
    begun(world, first["agency_id"], elders=[str(elder)])
    announced(world)
    amended(world, first, to=(today - timedelta(days=1)).isoformat())
    announced(world)
    assert feed_of(world, "doubly", elder) == [ADDED]
    moved(world, elder)
    announced(world)
    assert feed_of(world, "doubly", elder) == [ADDED]


def test_named_elders_are_told_when_their_contract_begins(world: Scene) -> None:
    named, other, today = world.registered(), world.registered(), clock.today()
    new_agency(world, "naming", VILLAGE, today - timedelta(days=20), today - timedelta(days=10))
    announced(world)
    agency = str(world.actor("naming").id)
    begun(world, agency, elders=[str(named)], **{"from": (today + timedelta(days=2)).isoformat()})
    announced(world)
    assert feed_of(world, "naming", named) == []
    with clock.set_to(clock.now() + timedelta(days=2)):
        announced(world)
        announced(world)
    assert feed_of(world, "naming", named) == [ADDED]
    assert feed_of(world, "naming", other) == []


def test_the_command_ends_a_contract_by_an_entry_and_leaves_one_for_other_places_to_the_supervisor(
    world: Scene,
) -> None:
    today = clock.today()
    new_agency(world, "commanded", VILLAGE, today)
    login, agency = world.secrets["commanded"][0], world.actor("commanded").id
    assert world.run(lambda ledger: end_contract(ledger, login, NEXT_VILLAGE, today)) == 0
    assert world.run(lambda ledger: end_contract(ledger, "nobody", VILLAGE, today)) == 0
    assert world.run(lambda ledger: end_contract(ledger, login, VILLAGE, today)) == 1
    assert world.run(lambda ledger: end_contract(ledger, login, VILLAGE, today)) == 0
    rows = world.ask("SELECT kind, actor FROM entry WHERE subject = %s", agency)
    assert rows == [{"kind": "contract.amended", "actor": SYSTEM_ID}]
    begun(world, str(agency), places=[VILLAGE, NEXT_VILLAGE])
    with pytest.raises(accounts.Refused):
        world.run(lambda ledger: end_contract(ledger, login, VILLAGE, today))


def test_an_elder_registered_while_a_contract_runs_needs_no_announcement(world: Scene) -> None:
    elder = world.registered()
    assert announced(world) == 0 or feed_of(world, "agency", elder) == []
    assert feed_of(world, "agency", elder) == []


def test_announcing_at_once_from_two_processes_tells_once(world: Scene) -> None:
    import asyncio

    elder = world.registered()
    new_agency(world, "twice", VILLAGE, clock.today())

    async def both(ledger: Ledger) -> None:
        await asyncio.gather(announce_contracts(ledger), announce_contracts(ledger))

    world.run(both)
    assert Counter(feed_of(world, "twice", elder)) == {ADDED: 1}


def moved(world: Scene, elder: UUID, place: str = NEXT_VILLAGE, **more: Any) -> None:
    guide, version = world.actor("guide"), world.head(elder)["file_version"]
    world.run(lambda ledger: transfer(ledger, guide, elder, version, place=place, **more))


def test_a_move_is_told_to_the_village_left_and_the_village_reached_and_not_to_who_sees_both(world: Scene) -> None:
    elder = world.registered()
    moved(world, elder)
    assert feed_of(world, "liaison", elder) == [MOVED_AWAY]
    assert feed_of(world, "next_liaison", elder) == [MOVED_IN]
    for who in ("guide", "supervisor", "platform", "far_guide", "far_liaison", "far_supervisor"):
        assert feed_of(world, who, elder) == [], who
    assert feed_of(world, "agency", elder) == [MOVED_AWAY]
    assert feed_of(world, "rival_agency", elder) == [MOVED_AWAY]
    assert feed_of(world, "next_agency", elder) == [MOVED_IN]
    assert feed_of(world, "ended_agency", elder) == []


def test_a_move_to_another_township_is_told_to_both_guides_and_not_to_the_district(world: Scene) -> None:
    elder = world.registered()
    supervisor, version = world.actor("supervisor"), world.head(elder)["file_version"]
    world.run(lambda ledger: transfer(ledger, supervisor, elder, version, place="350303104201"))
    assert feed_of(world, "guide", elder) == [MOVED_AWAY]
    assert feed_of(world, "far_guide", elder) == [MOVED_IN]
    assert feed_of(world, "far_liaison", elder) == [MOVED_IN]
    assert feed_of(world, "supervisor", elder) == []


def test_the_agency_left_behind_hears_of_a_move_only_once(world: Scene) -> None:
    elder = world.registered()
    moved(world, elder)
    with clock.set_to(clock.now() + timedelta(days=2)):
        announced(world)
    assert feed_of(world, "agency", elder) == [MOVED_AWAY]
    assert feed_of(world, "next_agency", elder) == [MOVED_IN]


def test_a_move_told_some_days_later_is_told_only_once(world: Scene) -> None:
    elder = world.registered()
    moved(world, elder, on=(clock.today() - timedelta(days=3)).isoformat())
    announced(world)
    with clock.set_to(clock.now() + timedelta(days=2)):
        announced(world)
    assert feed_of(world, "agency", elder) == [MOVED_AWAY]
    assert feed_of(world, "next_agency", elder) == [MOVED_IN]


def test_who_moves_away_and_back_comes_twice(world: Scene) -> None:
    elder = world.registered()
    moved(world, elder)
    with clock.set_to(clock.now() + timedelta(days=3)):
        announced(world)
        moved(world, elder, VILLAGE)
        announced(world)
    with clock.set_to(clock.now() + timedelta(days=6)):
        announced(world)
    assert feed_of(world, "liaison", elder) == [MOVED_AWAY, MOVED_IN]
    assert feed_of(world, "next_liaison", elder) == [MOVED_IN, MOVED_AWAY]
    assert feed_of(world, "agency", elder) == [MOVED_AWAY, MOVED_IN]
    assert feed_of(world, "next_agency", elder) == [MOVED_IN, MOVED_AWAY]


def test_who_moves_to_and_fro_on_one_day_is_where_the_last_move_brought_them(world: Scene) -> None:
    elder = world.registered()
    for place in (NEXT_VILLAGE, VILLAGE, NEXT_VILLAGE):
        moved(world, elder, place)
    code = world.ask("SELECT code FROM place p JOIN head h ON h.place_id = p.id WHERE h.subject = %s", elder)
    assert code == [{"code": NEXT_VILLAGE}]
