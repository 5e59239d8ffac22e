"""The doors and walls of accounts and clients, tried with SQL of our own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
import pytest
from uuid_utils.compat import uuid7

from carevisit.access import SYSTEM_ID
from conftest import DISTRICT, FAR_VILLAGE, VILLAGE, World

OPEN: LiteralString = "SELECT subject FROM book_principal(%s, %s, %s, NULL, '{}', NULL)"
START: LiteralString = "SELECT below, spots[1] FROM book_principal_start(%s, %s, %s, %s, 'x', %s, '{}', NULL)"
OPENED: LiteralString = "SELECT coalesce(current_setting('carevisit.opened', true), '')"


@contextmanager
def session(world: World) -> Iterator[psycopg.Connection[Any]]:
    """A request's connection, in a transaction that is never committed."""
    with psycopg.connect(world.url) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    ("who", "whom", "opens"),
    [
        ("supervisor", "guide", True), ("supervisor", "agency", True), ("supervisor", "far_liaison", True),
        ("guide", "liaison", True), ("guide", "guide", True), ("guide", "far_liaison", False), ("guide", "supervisor", False),
        ("guide", "agency", False), ("far_supervisor", "guide", False), ("far_supervisor", "agency", False),
        ("liaison", "next_liaison", False), ("city", "supervisor", False), ("platform", "liaison", False),
    ],
)  # fmt: skip
def test_the_door_opens_whom_one_administers_and_oneself(world: World, who: str, whom: str, opens: bool) -> None:
    me, they = world.actor(who), world.actor(whom)
    with session(world) as connection:
        assert connection.execute(OPEN, (me.id, me.generation, they.id)).fetchone() == (they.id if opens else None,)
        assert connection.execute(OPENED).fetchone() == ("{" + str(they.id) + "}" if opens else "",)
        assert connection.execute(OPEN, (me.id, me.generation + 1, they.id)).fetchone() is None


def test_the_systems_own_principal_opens_nobody_on_a_requests_connection(world: World) -> None:
    guide = world.actor("guide")
    with session(world) as connection:
        assert connection.execute(OPEN, (SYSTEM_ID, 1, guide.id)).fetchone() == (None,)
        found = connection.execute(START, (SYSTEM_ID, 1, uuid7(), "supervisor", [DISTRICT])).fetchone()
        assert found is not None
        assert not found[0]
        assert connection.execute(OPENED).fetchone() == ("",)


@pytest.mark.parametrize(("role", "place", "found"), [
    ("liaison", VILLAGE, (True, True)), ("liaison", FAR_VILLAGE, (True, False)), ("guide", VILLAGE, (False, True)),
    ("supervisor", DISTRICT, (False, False)), ("agency", VILLAGE, (False, True)), ("system", VILLAGE, (False, True)),
])  # fmt: skip
def test_a_new_stream_is_opened_for_a_role_below_in_a_place_within(
    world: World, role: str, place: str, found: tuple[bool, bool]
) -> None:
    guide, id = world.actor("guide"), uuid7()
    with session(world) as connection:
        row = connection.execute(START, (guide.id, guide.generation, id, role, [place])).fetchone()
        assert row is not None
        assert (row[0], row[1] is not None) == found
        assert connection.execute(OPENED).fetchone() == ("{" + str(id) + "}" if found == (True, True) else "",)


def test_the_writer_reaches_the_opened_account_only_and_reads_no_hash(world: World) -> None:
    guide, liaison = world.actor("guide"), world.actor("liaison")
    with session(world) as connection:
        connection.execute(OPEN, (guide.id, guide.generation, liaison.id))
        connection.execute("SET LOCAL ROLE carevisit_writer")
        assert connection.execute("SELECT id FROM principal").fetchall() == [(liaison.id,)]
        assert connection.execute("UPDATE principal SET enabled = false").rowcount == 1
        assert connection.execute("SELECT client FROM client_secret").fetchall() == []
        for statement in (
            "SELECT secret_hash FROM principal", "UPDATE principal SET role = 'supervisor'", "DELETE FROM principal",
            "UPDATE principal SET maker = gen_random_uuid()", "SELECT hash FROM client_secret",
            "SELECT contracts_begin(gen_random_uuid(), '{}', current_date, NULL)",
        ):  # fmt: skip
            with pytest.raises(psycopg.Error), connection.transaction():
                connection.execute(statement)


def test_without_a_door_the_writer_and_the_readers_see_nobody(world: World) -> None:
    with session(world) as connection:
        connection.execute("SET LOCAL ROLE carevisit_writer")
        assert connection.execute("SELECT id FROM principal").fetchall() == []
        connection.execute("RESET ROLE")
        connection.execute("SET LOCAL ROLE carevisit_area")
        assert connection.execute("SELECT id FROM administered()").fetchall() == []
        for table in ("principal", "client_secret", "invitation", "last_sign_in"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(f"SELECT * FROM {table}".encode())
