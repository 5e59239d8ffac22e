"""Importing a changed tree of places over a district that is at work."""

import asyncio
from collections.abc import Iterable
from typing import Any

import psycopg
import pytest

from attachments.files import attached
from carevisit import ledger, places
from carevisit.app import VIEWS
from carevisit.database import Sight
from carevisit.ledger import Ledger
from conftest import DISTRICT, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World
from feed.test_feed_routes import settle
from ledger.scene import hand_in, register

# Both come before Wutang in a walk through the tree, so that every number behind them moves on.
NEW_TOWNSHIP, NEW_VILLAGE = "350303099", "350303099001"
CHANGED = [
    places.PlaceLine(NEW_TOWNSHIP, "新镇", "township", DISTRICT),
    places.PlaceLine(NEW_VILLAGE, "新村", "village", NEW_TOWNSHIP),
    places.PlaceLine("350303103200", "梧塘新村", "village", TOWNSHIP),
]
READERS = {
    "area": ("city", "supervisor", "guide", "far_guide", "liaison", "next_liaison", "far_liaison", "far_supervisor"),
    "assigned": ("agency", "next_agency"),
    "own": ("agency", "next_agency", "liaison"),
}


@pytest.mark.parametrize(
    ("told", "above"),
    [
        ([("350303", "district", "3503")], {"3503": ("莆田市", "city", "35"), "35": ("福建省", "province", "")}),
        ([("350303", "district", "")], {"3503": ("莆田市", "city", "35"), "35": ("福建省", "province", "")}),
        ([("110101", "district", "1101")], {"1101": ("市辖区", "city", "11"), "11": ("北京市", "province", "")}),
        ([("350303", "district", "3503"), ("3503", "city", "")], {"35": ("福建省", "province", "")}),
        ([("350399", "district", "3503")], {"3503": ("莆田市", "city", "35"), "35": ("福建省", "province", "")}),
        ([("429004", "district", "42")], {"42": ("湖北省", "province", "")}),
        ([("A99999", "district", ""), ("350303103", "township", "350303")], {}),
    ],
)
def test_what_lies_above_a_district_comes_with_it(
    told: list[tuple[str, str, str]], above: dict[str, tuple[str, str, str]]
) -> None:
    """A development zone (350399) is a district that GB/T 2260 does not know."""
    lines = [places.PlaceLine(code, "一地", level, parent) for code, level, parent in told]
    found = places.up_to_provinces(lines)
    made = {one.code: (one.name, one.level, one.parent) for one in found if one.name != "一地"}
    assert made == above
    assert places.up_to_provinces(lines, known=set(above)) == [one for one in found if one.name == "一地"]
    codes = {one.code for one in found}
    assert all(one.parent in codes for one in found if one.level == "district" and above)


def numbered(world: World) -> set[str]:
    """The tables that hold the number of a place beside its id."""
    with psycopg.connect(world.owner_url) as owner:
        found = owner.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name IN"
            " ('place_id', 'place_no') GROUP BY table_name HAVING count(*) = 2"
        )
        return {table for (table,) in found}


def seen(world: World) -> dict[tuple[str, str, str], list[Any]]:
    """What each reader sees of each table, as the service reads it."""
    shown: dict[tuple[str, str, str], list[Any]] = {}
    with psycopg.connect(world.owner_url) as owner:
        people = {name: (id, no) for id, name, no in owner.execute("SELECT id, name, generation FROM principal")}
    with psycopg.connect(world.url) as connection:
        for role, who in ((role, who) for role, everybody in READERS.items() for who in everybody):
            for table in (*numbered(world), "entry", "sealed"):
                connection.execute("SELECT FROM open_reading(%s, %s, now())", people[who])
                connection.execute("SELECT set_config('role', %s, true)", (f"carevisit_{role}",))
                try:
                    rows = connection.execute(
                        f"SELECT (to_jsonb(t) - 'place_no' - 'place_hi')::text FROM {table} t ORDER BY 1".encode()
                    ).fetchall()
                    shown[who, role, table] = rows
                except psycopg.errors.InsufficientPrivilege:
                    pass
                connection.rollback()
        for who in (*READERS["area"], *READERS["assigned"], "platform"):
            connection.execute("SELECT FROM open_reading(%s, %s, now())", people[who])
            connection.execute("SET LOCAL ROLE carevisit_feed")
            shown[who, "feed", "feed"] = connection.execute(
                "SELECT events FROM feed_page(0, 1000000, 1000000, NULL, '')"
            ).fetchall()
            connection.rollback()
    return shown


def imported(world: World, told: Iterable[places.PlaceLine]) -> None:
    async def work(book: Ledger) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            await places.import_places(keeper, told)

    world.run(work)


def findings(world: World) -> Any:
    async def work(book: Ledger) -> list[ledger.Finding]:
        return [step async for step in ledger.verify(book) if isinstance(step, ledger.Finding)]

    return world.run(work)


def rebuilt(world: World) -> None:
    async def work(book: Ledger) -> None:
        async for _ in ledger.rebuild(book):
            pass

    world.run(work)


@pytest.fixture
def district(world: World) -> World:
    """Elders of three townships with open cases, files, a period and an adopted profile."""
    for who, place in (("guide", VILLAGE), ("guide", NEXT_VILLAGE), ("supervisor", FAR_VILLAGE)):
        elder = world.register(who, residence={"place": place})
        needs, risks = (
            [{"kind": "comfort", "note": "想有人说话"}],
            [{"kind": "fall", "severity": "major", "note": "地滑"}],
        )
        receipt = world.hand_in(who, elder, needs=needs, risks=risks)
        attached(world, who, f"risks/{receipt['risks'][0]}")
        attached(world, who, f"visits/{receipt['id']}")
        survey = {"by": "王核实", "eligible": "yes"}
        assert world.as_(who).post(f"/v1/elders/{elder}/surveys", json=survey).status_code == 201
    settle(world)
    return world


def test_after_an_import_nobody_sees_more_or_less_than_after_a_rebuild(district: World) -> None:
    before = seen(district)
    assert before["guide", "area", "task"]
    assert before["far_liaison", "area", "attachment"]
    assert before["far_liaison", "feed", "feed"] != [(None,)]
    imported(district, CHANGED)
    after = seen(district)
    rebuilt(district)
    assert after == seen(district)
    assert after == before  # a number that moved shows nobody another's rows, and hides none
    assert findings(district) == []


def test_every_number_beside_a_places_id_is_that_places(district: World) -> None:
    imported(district, CHANGED)
    assert numbered(district) >= {"head", "task", "attachment", "special_period"}
    assert numbered(district) >= {view.name for view in VIEWS.all_tables if "place_no" in view.columns}
    with psycopg.connect(district.owner_url) as owner:
        for table in numbered(district):
            wrong = owner.execute(
                f"SELECT count(*) FROM {table} t JOIN place p ON p.id = t.place_id WHERE t.place_no <> p.no".encode()
            ).fetchone()
            assert wrong == (0,), table


def test_importing_the_same_tree_again_changes_nothing(district: World) -> None:
    imported(district, CHANGED)
    with psycopg.connect(district.owner_url) as owner:
        tree = "SELECT id, code, name, level, parent, no, hi FROM place ORDER BY id"
        before = owner.execute(tree).fetchall(), seen(district)
    imported(district, CHANGED)
    with psycopg.connect(district.owner_url) as owner:
        assert (owner.execute(tree).fetchall(), seen(district)) == before


def test_writers_go_on_while_the_tree_changes_and_every_row_has_its_places_number(district: World) -> None:
    """Registrations, visits and imports at once: a writer waits for the tree, and writes by the new numbers."""
    actor = district.actor("supervisor")

    async def work(book: Ledger) -> None:
        async def lives(turn: int) -> None:
            place = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)[turn % 3]
            elder = await register(book, actor, residence={"place": place, "detail": "1 号"})
            await hand_in(book, actor, elder, hours_ago=turn % 20 + 1)

        async def grows(turn: int) -> None:
            await asyncio.sleep(turn * 0.05)
            async with book.database.transaction(Sight.KEEPER) as keeper:
                told = places.PlaceLine(f"3503030{turn + 10}", f"新镇{turn}", "township", DISTRICT)
                await places.import_places(keeper, [told])

        await asyncio.gather(*(lives(turn) for turn in range(24)), *(grows(turn) for turn in range(6)))

    district.run(work)
    with psycopg.connect(district.owner_url) as owner:
        for table in numbered(district):
            wrong = owner.execute(
                f"SELECT t.place_no, p.no FROM {table} t JOIN place p ON p.id = t.place_id WHERE t.place_no <> p.no".encode()
            ).fetchall()
            assert wrong == [], table
