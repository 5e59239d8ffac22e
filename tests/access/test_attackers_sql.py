"""What an attacker who runs SQL on a request's connection can't reach, and what they can: the sentences of SECURITY.md, in SQL.

The walls hold against mistakes in our own SQL. Somebody who holds the process holds its keys and both its logins.
"""

from uuid import UUID, uuid4

import psycopg
import pytest
from walled import DENIED, READERS, Scene, column, refused, session

from carevisit.access import SYSTEM_ID
from carevisit.app import must_fit
from carevisit.database import Database
from carevisit.ledger import Ledger
from carevisit.settings import UnsafeSettings
from conftest import World
from doors import asking

WAYS = (*READERS, "writer")


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene(world)


def test_the_keepers_role_is_out_of_reach(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        for statement in (
            "SET ROLE carevisit_keeper", "SET LOCAL ROLE carevisit_keeper", "SET SESSION AUTHORIZATION carevisit_keeper",
            "SET ROLE carevisit_keeper_login", "SET SESSION AUTHORIZATION carevisit_keeper_login",
            "SELECT set_config('role', 'carevisit_keeper', true)", "GRANT carevisit_keeper TO carevisit_app",
            "SELECT set_config('session_authorization', 'carevisit_keeper_login', true)",
        ):  # fmt: skip
            with refused(connection, DENIED, psycopg.errors.InvalidParameterValue):
                connection.execute(statement.encode())
        for role in WAYS:  # nor from any role that a request takes
            connection.execute(f"SET LOCAL ROLE carevisit_{role}".encode())
            with refused(connection):
                connection.execute("SET LOCAL ROLE carevisit_keeper")
            connection.execute("RESET ROLE")


@pytest.mark.parametrize(
    "table", ["principal", "refresh_token", "sign_in_delay", "key_check", "write_probe", "feed", "said", "pending"]
)
def test_the_keepers_tables_are_out_of_reach(scene: Scene, table: str) -> None:
    with session(scene.world.url) as connection:
        for role in ("app", *WAYS):
            connection.execute(f"SET LOCAL ROLE carevisit_{role}".encode())
            if not (table == "feed" and role.startswith("feed")):  # which shows its readers what is theirs
                with refused(connection):
                    connection.execute(f"SELECT * FROM {table}".encode())
            with refused(connection):
                connection.execute(f"DELETE FROM {table}".encode())


def test_a_hash_is_read_for_one_login_through_one_door(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        row = connection.execute("SELECT id, secret_hash FROM sign_in_row('guide')").fetchone()
        assert row
        assert row[0] == scene.people["guide"]["id"]
        assert row[1].startswith("$argon2id$")
        for nobody in ("", "%", "nobody", "GUIDE"):
            assert connection.execute("SELECT count(*) FROM sign_in_row(%s)", (nobody,)).fetchone() == (0,)
        for role in WAYS:  # it stands before all others: no role that has come further may ask
            connection.execute(f"SET LOCAL ROLE carevisit_{role}".encode())
            with refused(connection):
                connection.execute("SELECT * FROM sign_in_row('guide')")
    with psycopg.connect(scene.world.owner_url) as owner:
        owner.execute("UPDATE principal SET enabled = false WHERE login = 'guide'")
        assert owner.execute("SELECT count(*) FROM sign_in_row('guide')").fetchone() == (0,)
        owner.rollback()


def test_the_systems_own_principal_opens_nothing_on_a_requests_connection(scene: Scene) -> None:
    """Its id is in the program for everybody to read, and it may write about everybody."""
    opening = "SELECT subject FROM book_open(%s, true, false)"
    for url, opens in ((scene.world.url, False), (scene.world.keeper_url, True)):
        with session(url) as connection:
            connection.execute("SET LOCAL ROLE carevisit_app")
            row = connection.execute(opening, (asking((SYSTEM_ID, 1), scene.home),)).fetchone()
            assert row == (UUID(scene.home) if opens else None,)


def test_a_wrapped_key_is_read_of_those_only_whose_sealed_parts_one_may_read(scene: Scene) -> None:
    with psycopg.connect(scene.world.owner_url) as owner:
        of = "SELECT DISTINCT person FROM sealed WHERE subject = ANY (%s::uuid[])"
        village = {str(id) for (id,) in owner.execute(of, (list(scene.village),))}
        everybody = {str(id) for (id,) in owner.execute("SELECT id FROM person")}
        next_door = {str(id) for (id,) in owner.execute(of, ([scene.next],))}
    assert village < everybody
    readable = "SELECT id FROM person WHERE wrapped IS NOT NULL"
    with session(scene.world.url) as connection:
        for who, role, sees in (
            ("liaison", "area", village), ("next_liaison", "area", next_door), ("agency", "area", set()),
        ):  # fmt: skip
            scene.read_as(connection, who, role)
            assert column(connection, readable) == sees, (who, role)
            connection.execute("RESET ROLE")
        for who, role in (
            ("agency", "assigned"),
            ("agency", "own"),
            ("next_agency", "own"),
            ("ended_agency", "assigned"),
        ):
            scene.read_as(connection, who, role)
            parts = column(connection, "SELECT DISTINCT person FROM sealed")
            keys = column(connection, readable)
            assert parts <= keys, (who, role)
            assert keys <= (next_door if who == "next_agency" else village), (who, role)
            connection.execute("RESET ROLE")
        scene.read_as(connection, "ended_agency", "assigned")
        assert column(connection, readable) == set()
        connection.rollback()
        for role in WAYS:  # a session that came through no door
            connection.execute(f"SET LOCAL ROLE carevisit_{role}".encode())
            try:
                with connection.transaction():
                    assert column(connection, readable) == set(), role
            except DENIED:
                assert role.startswith("feed")
            connection.execute("RESET ROLE")


def test_an_open_book_shows_the_keys_of_its_elders_file_and_adds_persons_to_it_only(scene: Scene) -> None:
    with psycopg.connect(scene.world.owner_url) as owner:
        rows = owner.execute("SELECT DISTINCT person FROM sealed WHERE subject = %s", (scene.home,))
        file = {str(id) for (id,) in rows}
    adding = "INSERT INTO person (id, wrapped) VALUES (%s, '')"
    with session(scene.world.url) as connection:
        assert scene.open_book(connection, "supervisor", scene.home)  # who might have opened the others
        assert column(connection, "SELECT id FROM person") == file
        connection.execute(adding, (uuid4(),))
        with refused(connection):
            connection.execute("UPDATE person SET wrapped = ''")
        connection.rollback()
        connection.execute("SET LOCAL ROLE carevisit_writer")
        with refused(connection):
            connection.execute(adding, (uuid4(),))


def test_what_stays_in_reach_is_said_in_the_open(scene: Scene) -> None:
    """An attacker who runs SQL on a request's connection can name any principal to a door, and change what a door has set.

    This is no wall that failed, but the end of what walls are for; a change of it belongs into SECURITY.md and the ADR.
    """
    with session(scene.world.url) as connection:
        assert scene.read_as(connection, "far_supervisor", "area")  # anybody whose id and generation one knows
        assert column(connection, "SELECT subject FROM head") == {scene.other}
        connection.execute("SELECT set_config('carevisit.lo', '1', true), set_config('carevisit.hi', '1000000', true)")
        assert column(connection, "SELECT subject FROM head") >= scene.elders
        connection.rollback()
        connection.execute("SET LOCAL ROLE carevisit_writer")
        connection.execute("SELECT set_config('carevisit.opened', %s, true)", (f"{{{scene.far}}}",))
        assert column(connection, "SELECT subject FROM head") == {scene.far}
        with refused(connection, psycopg.errors.RestrictViolation, DENIED):  # yet what was written stays written
            connection.execute("DELETE FROM entry")


def test_the_service_does_not_start_where_a_request_could_take_the_keepers_role(scene: Scene) -> None:
    world = scene.world

    async def with_the_keepers_login(book: Ledger) -> None:
        database = Database(world.keeper_url, world.keeper_url, 2)
        await database.open()
        try:
            await must_fit(Ledger(database, book.kinds, book.views, book.sealing))
        finally:
            await database.close()

    with pytest.raises(UnsafeSettings, match="CAREVISIT_DATABASE_URL"):
        world.run(with_the_keepers_login)
    world.run(must_fit)  # and with its own it does
