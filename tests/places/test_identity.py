"""A place's identity is permanent and national: what it is called, what code it bears and whose ledger it is in change nothing."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from carevisit import deploy, ledger, places
from carevisit.database import Sight
from carevisit.places import PlaceLine, identity, origin
from conftest import DISTRICT, SCHEMA, TOWNSHIP, VILLAGE, World


def tree(world: World, told: Iterable[PlaceLine] = ()) -> dict[str, UUID]:
    """The places of a ledger by their codes, after these lines are imported."""

    async def work(book: ledger.Ledger) -> dict[str, UUID]:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            if told:
                await places.import_places(keeper, told)
            return {row["code"]: row["id"] for row in await keeper.all("SELECT code, id FROM place")}

    return world.run(work)


@pytest.fixture
def empty(template: World) -> Iterable[World]:
    """A migrated database without a place."""
    name = f"identity_{uuid4().hex[:8]}"
    deploy.create_database(template.postgres.url(), name)
    one = World(template.postgres, name, template.keys, template.keys_file, {})
    deploy.migrate(one.owner_url, one.url, one.keeper_url, SCHEMA)
    yield one
    one.let_go()


def test_an_identity_follows_from_its_origin_for_ever() -> None:
    assert identity(origin("nbs", VILLAGE)) == UUID("dc9966c8-b9a4-577a-bafc-c03b16a178ea")
    assert identity(origin("d350303", VILLAGE)) != identity(origin("nbs", VILLAGE))


def test_one_place_has_one_identity_in_every_ledger_in_whatever_order_it_came(template: World, empty: World) -> None:
    told = [PlaceLine(DISTRICT, "涵江区", "district", ""), PlaceLine(TOWNSHIP, "梧塘镇", "township", DISTRICT)]
    there = tree(empty, reversed(told))  # and, from GB/T 2260, the city and the province
    assert there.keys() == {DISTRICT, TOWNSHIP, "3503", "35"}
    everywhere = tree(template)
    template.let_go()
    assert there.items() <= everywhere.items()


def test_a_renamed_and_a_renumbered_place_stay_the_same_places(empty: World) -> None:
    was = tree(
        empty, [PlaceLine("450001", "甲区", "district", ""), PlaceLine("450001101", "甲镇", "township", "450001")]
    )
    after = tree(
        empty,
        [
            PlaceLine("450001", "乙区", "district", ""),
            PlaceLine("450002101", "甲镇", "township", "450001", first_code="450001101"),
        ],
    )
    assert (after["450001"], after["450002101"]) == (was["450001"], was["450001101"])
    assert "450001101" not in after
    again = tree(
        empty, [PlaceLine("450002101", "甲街道", "township", "450001")]
    )  # a later list need not know what it was
    assert again == after


def test_a_ledger_that_meets_a_place_after_its_renumbering_gives_it_the_same_identity(empty: World) -> None:
    there = tree(empty, [PlaceLine("450002", "甲区", "district", "", first_code="450001")])
    assert there["450002"] == identity(origin("nbs", "450001"))


def test_a_list_may_give_a_place_the_code_of_another_that_moves_on(empty: World) -> None:
    was = tree(empty, [PlaceLine("A1", "甲", "district", ""), PlaceLine("A2", "乙", "district", "")])
    after = tree(
        empty,
        [
            PlaceLine("A2", "甲", "district", "", first_code="A1"),
            PlaceLine("A3", "乙", "district", "", first_code="A2"),
        ],
    )
    assert (after["A2"], after["A3"]) == (was["A1"], was["A2"])


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (
            [PlaceLine("A1", "甲", "district", ""), PlaceLine("A9", "甲", "district", "", first_code="A1")],
            "two lines are one place",
        ),
        ([PlaceLine("A2", "甲", "district", "", first_code="A1")], "two places would bear one code"),
    ],
)
def test_two_places_never_become_one(empty: World, told: list[PlaceLine], why: str) -> None:
    before = tree(empty, [PlaceLine("A1", "甲", "district", ""), PlaceLine("A2", "乙", "district", "")])
    with pytest.raises(ValueError, match=why):
        tree(empty, told)
    assert tree(empty) == before


def test_a_list_may_say_where_its_codes_come_from_and_what_they_were(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "code,name,level,parent,source,first_code\n1,甲,district,,local,\n2,乙,district,,,9\n", encoding="utf-8"
    )
    assert places.from_file(path) == [
        PlaceLine("1", "甲", "district", "", source="local"), PlaceLine("2", "乙", "district", "", first_code="9"),
    ]  # fmt: skip
