"""The doors and walls of agencies and contracts, tried with SQL of our own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
import pytest
from uuid_utils.compat import uuid7

from carevisit.access import SYSTEM_ID
from conftest import OTHER_DISTRICT_VILLAGE, VILLAGE, World

from .hired import Body, added, begun

OPEN: LiteralString = "SELECT subject FROM book_agency(%s, %s, %s, '{}', NULL)"
OPENED: LiteralString = "SELECT coalesce(current_setting('carevisit.opened', true), '')"
READ: LiteralString = "SELECT * FROM open_reading(%s, %s, now())"
SCOPE: LiteralString = (
    "SELECT places[1] IS NULL, places[2] IS NULL, elders::text[] FROM contract_scope(%s, %s, %s::uuid[])"
)


@contextmanager
def session(world: World) -> Iterator[psycopg.Connection[Any]]:
    """A request's connection, in a transaction that is never committed."""
    with psycopg.connect(world.url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(scope="module")
def agency(world: World) -> Body:
    """An agency with a contract for Meiyang."""
    one = added(world)
    begun(world, one["id"])
    return one


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("supervisor", True), ("guide", False), ("liaison", False), ("far_supervisor", False), ("agency", False), ("city", False),
        ("province", False), ("platform", False),
    ],
)  # fmt: skip
def test_the_door_opens_an_agency_to_its_supervisor_only(world: World, agency: Body, who: str, opens: bool) -> None:
    me = world.actor(who)
    with session(world) as connection:
        found = connection.execute(OPEN, (me.id, me.generation, agency["id"])).fetchone()
        assert found is not None
        assert (found[0] is not None) == opens
        assert connection.execute(OPENED).fetchone() == ("{" + agency["id"] + "}" if opens else "",)
        assert connection.execute(OPEN, (me.id, me.generation + 1, agency["id"])).fetchone() is None
        assert connection.execute(OPEN, (SYSTEM_ID, 1, agency["id"])).fetchone() == (None,)


def test_the_writer_reaches_the_opened_agency_and_its_contracts_only(world: World, agency: Body) -> None:
    me, other = world.actor("supervisor"), added(world)
    theirs = begun(world, other["id"])["id"]
    with session(world) as connection:
        connection.execute(OPEN, (me.id, me.generation, agency["id"]))
        connection.execute("SET LOCAL ROLE carevisit_writer")
        assert connection.execute("SELECT id::text FROM agency").fetchall() == [(agency["id"],)]
        assert connection.execute("UPDATE agency SET name = 'x'").rowcount == 1
        assert connection.execute("SELECT elder FROM contract_elder").fetchall() == []
        begin: LiteralString = "SELECT contract_begin(gen_random_uuid(), %s, '{}', '{}', current_date, NULL, '{}')"
        amend: LiteralString = "SELECT contract_amend(%s, %s, NULL, '{}', now())"
        wrong: list[tuple[LiteralString, tuple[Any, ...]]] = [
            (begin, (other["id"],)), (amend, (theirs, agency["id"])), (amend, (theirs, other["id"])),
            ("SELECT agency_tokens_end(%s)", (other["id"],)),
            ("SELECT agency_start(%s, 'x', '{}', current_date, NULL)", (uuid7(),)),
            ("DELETE FROM agency", ()), ("UPDATE contract SET until_on = 'infinity'", ()),
            ("INSERT INTO contract_place SELECT * FROM contract_place", ()), ("SELECT * FROM agencies_seen()", ()),
        ]  # fmt: skip
        for statement, params in wrong:
            with pytest.raises(psycopg.Error), connection.transaction():
                connection.execute(statement, params)


def test_what_a_contract_may_be_for_lies_in_the_callers_area_and_is_said_behind_a_door(
    world: World, agency: Body
) -> None:
    elder, elsewhere = world.register(), world.register("far_supervisor", residence={"place": OTHER_DISTRICT_VILLAGE})
    me = world.actor("supervisor")
    asked = me.id, [VILLAGE, OTHER_DISTRICT_VILLAGE], [elder, elsewhere, agency["id"]]
    taken: LiteralString = "SELECT credit_code_taken((SELECT id FROM place WHERE code = '350303'), %s)"
    code = added(world)["credit_code"]
    with session(world) as connection:
        connection.execute("SET LOCAL ROLE carevisit_writer")
        assert connection.execute(SCOPE, asked).fetchone() is None
        assert connection.execute(taken, (code,)).fetchone() == (False,)
        connection.execute("RESET ROLE")
        connection.execute(OPEN, (me.id, me.generation, agency["id"]))
        connection.execute("SET LOCAL ROLE carevisit_writer")
        assert connection.execute(SCOPE, asked).fetchone() == (False, True, [elder])
        assert connection.execute(taken, (code,)).fetchone() == (True,)
        assert connection.execute(taken, (agency["credit_code"],)).fetchone() == (False,)


def test_readers_see_agencies_by_their_doors_and_nothing_without(world: World, agency: Body) -> None:
    with session(world) as connection:
        connection.execute("SET LOCAL ROLE carevisit_area")
        assert connection.execute("SELECT id FROM agencies_seen()").fetchall() == []
        assert connection.execute("SELECT id FROM contracts_seen(%s)", (agency["id"],)).fetchall() == []
        for table in ("agency", "contract", "contract_place", "contract_elder", "contract_at"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(f"SELECT * FROM {table}".encode())
        for who, sees in (("guide", True), ("far_guide", False), ("rival_agency", False), ("far_supervisor", False)):
            me = world.actor(who)
            connection.execute("RESET ROLE")
            connection.execute(READ, (me.id, me.generation))
            connection.execute("SET LOCAL ROLE carevisit_area")
            found = {str(row[0]) for row in connection.execute("SELECT id FROM agencies_seen()").fetchall()}
            assert (agency["id"] in found) == sees, who
            contracts = connection.execute("SELECT id FROM contracts_seen(%s)", (agency["id"],)).fetchall()
            assert bool(contracts) == sees, who
