"""The walls of the census' tables and its door for two, tried with SQL that is wrong on purpose."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors
from psycopg.rows import dict_row

from conftest import FAR_VILLAGE, NEXT_VILLAGE, World, registration
from doors import asking

OPEN_BOTH = "SELECT * FROM book_open(%s, true, true)"


def sql(world: World) -> psycopg.Connection[Any]:
    return psycopg.connect(world.url, row_factory=dict_row)


def person(world: World, who: str) -> tuple[UUID, int]:
    with psycopg.connect(world.owner_url) as owner:
        row = owner.execute(
            "SELECT id, generation FROM principal WHERE login = %s", (world.secrets[who][0],)
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def merged(world: World, by: str, other: str) -> tuple[str, str]:
    """A person with a file here and one there, of which the first went into the second."""
    sheet = registration()
    goes = world.register("liaison", **sheet)
    stays = world.register(
        "next_liaison" if other == NEXT_VILLAGE else "far_liaison", **sheet | {"residence": {"place": other}}
    )
    answer = world.as_(by).post(f"/v1/elders/{goes}/merge", json={"into": stays, "reason": "重复"})
    assert answer.status_code == 200, answer.text
    return goes, stays


def test_a_merging_is_seen_by_who_covers_both_files_also_with_wrong_sql(world: World) -> None:
    near, _ = merged(world, "guide", NEXT_VILLAGE)
    across, _ = merged(world, "supervisor", FAR_VILLAGE)
    for who, sees in (("supervisor", {near, across}), ("guide", {near}), ("liaison", set()), ("far_guide", set())):
        with sql(world) as connection:
            connection.execute("SELECT * FROM open_reading(%s, %s, now())", person(world, who))
            connection.execute("SET LOCAL ROLE carevisit_area")
            found = {str(row["elder_id"]) for row in connection.execute("SELECT elder_id FROM merger").fetchall()}
            assert found == sees, who
            for table in ("candidate", "merger", "campaign"):
                with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(f"DELETE FROM {table}".encode())


def test_the_door_for_two_opens_both_or_none(world: World) -> None:
    here, there = world.register("guide"), world.register("guide", residence={"place": NEXT_VILLAGE})
    foreign = world.register("far_guide", residence={"place": FAR_VILLAGE})
    for one, other, opened in (
        (here, there, {here, there}), (there, here, {here, there}), (here, foreign, set()), (foreign, here, set()),
        (here, str(uuid4()), set()),
    ):  # fmt: skip
        with sql(world) as connection:
            rows = connection.execute(OPEN_BOTH, (asking(person(world, "guide"), one, other),)).fetchall()
            assert len(rows) == 2
            connection.execute("SET LOCAL ROLE carevisit_writer")
            found = {str(row["subject"]) for row in connection.execute("SELECT subject FROM head").fetchall()}
            assert found == opened, (one, other)


def test_the_door_for_two_asks_who(world: World) -> None:
    here, there = world.register("guide"), world.register("guide", residence={"place": NEXT_VILLAGE})
    me, generation = person(world, "guide")
    with sql(world) as connection:
        rows = connection.execute(OPEN_BOTH, (asking((me, generation + 1), here, there),)).fetchall()
        assert [row["maker"] for row in rows] == [None, None]
        connection.execute("SET LOCAL ROLE carevisit_writer")
        assert connection.execute("SELECT subject FROM head").fetchall() == []
    with sql(world) as connection:
        connection.execute("SET LOCAL ROLE carevisit_area")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(OPEN_BOTH, (asking((me, generation), here, there),))


def test_a_campaign_cannot_be_made_or_undone_but_through_its_doors(world: World) -> None:
    with sql(world) as connection:
        for role in ("carevisit_area", "carevisit_writer"):
            connection.execute(f"SET LOCAL ROLE {role}".encode())
            with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                connection.execute("UPDATE campaign SET cancelled_at = NULL")
            connection.execute("RESET ROLE")
    with psycopg.connect(world.owner_url) as owner:
        may = owner.execute("SELECT has_table_privilege('carevisit_keeper', 'campaign', 'DELETE')").fetchone()
    assert may == (False,)
