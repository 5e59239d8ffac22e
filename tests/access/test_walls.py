"""The second wall, tried with reading SQL that is wrong on purpose, as the service's own login role."""

from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from walled import DENIED, ELDER_OF, READERS, WALLED, Scene, column, heard, refused, session

from carevisit import accounts
from carevisit.access import Role
from carevisit.database import Sight
from conftest import SCHEMA, World

# Tables without row-level security, each with its reason. A new table is walled, or gets its line here.
EXEMPT = {
    "place": "the tree of places is public reference data",
    "refresh_token": "about staff and clients; only the keeper is granted it",
    "used_assertion": "about clients; only the keeper is granted it",
    "last_sign_in": "about staff; only the keeper is granted it",
    "contract": "about agencies; only the keeper and the writer are granted it",
    "contract_place": "about agencies; only the keeper and the writer are granted it",
    "feed_head": "one number",
    "district": "one moment; only the keeper is granted it",
    "sandbox_clock": "one number; the requests' login may read it",
    "key_check": "values that tell nothing of the keys they are derived from; only the keeper is granted it",
    "write_probe": "one number; only the keeper is granted it",
    "alembic_version": "which migration this is",
}


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene(world)


def test_every_table_that_holds_elders_is_walled_also_against_its_owner(scene: Scene) -> None:
    with session(scene.world.owner_url) as owner:
        rows = owner.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
            " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
        ).fetchall()
        open_tables = {name for name, enabled, forced in rows if not (enabled and forced)}
        assert open_tables - set(EXEMPT) == set(), "these need row-level security, or a line in EXEMPT with its reason"
        assert set(EXEMPT) - open_tables == set(), "these are walled by now: take them off the list"
        assert set(WALLED) <= {name for name, *_ in rows} - open_tables
        views = owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('v', 'm')"
            " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
        ).fetchall()
        assert views == [], "a view runs with its owner's rights: the walls do not hold in it"


def test_no_policy_holds_an_or_and_every_walled_table_has_one_for_the_writer(scene: Scene) -> None:
    with session(scene.world.owner_url) as owner:
        rows = owner.execute("SELECT tablename, policyname, roles, cmd, qual, with_check FROM pg_policies").fetchall()
    for table, policy, roles, cmd, qual, check in rows:
        assert " OR " not in f"{qual} {check}", (table, policy)
        assert roles != ["public"], (table, policy)
        if "carevisit_keeper" not in roles:
            assert qual != "true", (table, policy)
            # the writer's triggers add to the tally, and the writer sees none of it
            # and adds persons, whose keys nobody changes
            wanted = {"tally": {"INSERT"}, "person": {"SELECT", "INSERT"}}.get(table, {"ALL"})
            assert cmd in (wanted if "carevisit_writer" in roles else {"SELECT"}), (table, policy)
    assert {row[0] for row in rows if "carevisit_writer" in row[2]} >= set(WALLED)


def test_a_liaison_who_selects_everything_gets_the_village_and_nothing_else(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        assert scene.read_as(connection, "liaison", "area")
        for table in ("head", "visit", "need", "risk", "attachment", "entry", "sealed", "search_tag"):
            seen = column(connection, f"SELECT {ELDER_OF.get(table, 'subject')} FROM {table}")
            assert seen == scene.village, table


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("next_liaison", "next"),
        ("far_liaison", "far"),
        ("far_supervisor", "other"),
        ("far_guide", "far"),
        ("app", None),
    ],
)
def test_each_area_has_walls_of_its_own(scene: Scene, who: str, sees: str | None) -> None:
    with session(scene.world.url) as connection:
        assert scene.read_as(connection, who, "area")
        expected = scene.village if sees is None else {getattr(scene, sees)}
        for table in ("head", "visit", "need", "risk", "attachment", "entry", "sealed", "search_tag"):
            assert column(connection, f"SELECT {ELDER_OF.get(table, 'subject')} FROM {table}") == expected, (who, table)


def test_the_walls_hold_in_joins_subqueries_counts_and_against_functions_that_talk(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        scene.read_as(connection, "liaison", "area")
        for statement in (
            "SELECT DISTINCT e.subject FROM sealed s RIGHT JOIN entry e ON true",
            "SELECT DISTINCT e.subject FROM person p CROSS JOIN entry e",
            "SELECT subject FROM head WHERE place_no > -1 OR true",
            "WITH x AS (SELECT * FROM entry) SELECT DISTINCT subject FROM x",
            "SELECT subject FROM head TABLESAMPLE SYSTEM (100)",
            "SELECT DISTINCT subject FROM (SELECT * FROM entry UNION ALL SELECT * FROM entry) x",
        ):
            assert column(connection, statement) == scene.village, statement
        assert connection.execute("SELECT count(*) FROM head").fetchone() == (2,)
        # a function that reveals what it is shown, cheap enough to run before any filter: pg_temp is ours to fill
        connection.execute("RESET ROLE")
        connection.execute(
            "CREATE FUNCTION pg_temp.tell(x uuid) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
            " $$ BEGIN RAISE NOTICE '%', x; RETURN true; END $$"
        )
        told: list[str] = []
        connection.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
        scene.read_as(connection, "liaison", "area")
        for table in ("head", "entry", "visit"):
            connection.execute(
                f"SELECT count(*) FROM {table} WHERE pg_temp.tell({ELDER_OF.get(table, 'subject')})".encode()
            )
        assert set(told) == scene.village


@pytest.mark.parametrize("role", READERS)
def test_a_reader_who_never_came_through_the_door_sees_nothing(scene: Scene, role: str) -> None:
    with session(scene.world.url) as connection:
        connection.execute(f"SET LOCAL ROLE carevisit_{role}".encode())
        for empty in (False, True):
            if empty:
                for name in ("lo", "hi", "maker", "today", "opened"):
                    connection.execute(f"SET LOCAL carevisit.{name} = ''".encode())
            for table in WALLED:
                try:
                    with connection.transaction():
                        assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,), (
                            role,
                            table,
                        )
                except DENIED:
                    pass


def test_the_settings_do_not_outlive_their_transaction(scene: Scene) -> None:
    with psycopg.connect(scene.world.url) as connection:
        scene.read_as(connection, "supervisor", "area")
        connection.commit()
        assert connection.execute("SELECT current_user, current_setting('carevisit.lo', true)").fetchone() in [
            ("carevisit_app", ""), ("carevisit_app", None),
        ]  # fmt: skip
        connection.execute("SET LOCAL ROLE carevisit_area")
        assert connection.execute("SELECT count(*) FROM head").fetchone() == (0,)
        connection.rollback()
        scene.open_book(connection, "guide", scene.home)
        connection.commit()
        connection.execute("SET LOCAL ROLE carevisit_writer")
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,)


def test_the_login_role_itself_can_read_and_write_nothing_but_the_tree(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        tables = [row[0] for row in connection.execute(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')")]  # fmt: skip
        allowed = set()
        for table in tables:
            try:
                with connection.transaction():
                    connection.execute(f"SELECT 1 FROM {table}".encode())
                allowed.add(table)
            except DENIED:
                pass
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"INSERT INTO {table} DEFAULT VALUES"):
                with refused(connection):
                    connection.execute(statement.encode())
        assert allowed == {"place", "feed_head", "sandbox_clock"}
        for statement in ("CREATE TABLE mine ()", f"CREATE TABLE {SCHEMA}.mine ()", "CREATE SCHEMA mine",
                          "ALTER TABLE entry DISABLE TRIGGER append_only", "DROP POLICY area ON head",
                          "ALTER TABLE head NO FORCE ROW LEVEL SECURITY", "SET ROLE postgres", "CREATE ROLE mine",
                          "ALTER ROLE carevisit_app SUPERUSER", "COPY place TO PROGRAM 'true'",
                          "SELECT pg_read_file('/etc/passwd')", "SET session_replication_role = replica",
                          "CREATE EXTENSION dblink"):  # fmt: skip
            with refused(connection):
                connection.execute(statement.encode())


def test_the_login_role_owns_nothing_and_bypasses_nothing(scene: Scene) -> None:
    with session(scene.world.owner_url) as owner:
        roles = owner.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit, rolcanlogin"
            " FROM pg_roles WHERE rolname LIKE 'carevisit\\_%'"
        ).fetchall()
        assert len(roles) >= 8
        for name, superuser, bypass, createrole, createdb, replication, inherit, login in roles:
            assert not any((superuser, bypass, createrole, createdb, replication)), name
            assert login == (name in ("carevisit_app", "carevisit_keeper_login")), name
            assert not (login and inherit), name
        owned = owner.execute(
            "SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'carevisit\\_%'"
            " AND relnamespace = current_schema()::regnamespace"
        ).fetchall()
        assert owned == []


@pytest.mark.parametrize(
    ("who", "role"), [("liaison", "area"), ("guide", "own"), ("agency", "own"), ("agency", "assigned")]
)
def test_a_reader_who_selects_every_number_gets_its_own_and_none_that_another_gave(
    scene: Scene, who: str, role: str
) -> None:
    number = f"WALL-{who}-{role}"
    for one in ("liaison", "guide", "agency", "rival_agency"):  # four senders give the same one
        scene.world.hand_in(one, scene.home, record_no=number)
    with session(scene.world.url) as connection:
        assert scene.read_as(connection, who, role)
        rows = connection.execute("SELECT owner, number FROM said").fetchall()
        own = connection.execute("SELECT own_maker()").fetchone()
        assert own
        assert {owner for owner, _ in rows} == {own[0]}
        assert [given for _, given in rows].count(f"r:{number}") == 1
        with refused(connection):
            connection.execute("SELECT fingerprint FROM said")


def test_only_the_writer_asks_until_when_a_month_is_open(scene: Scene) -> None:
    asked = "SELECT reopened_until(id, '2026-01-01') FROM place LIMIT 1"
    with session(scene.world.url) as connection:
        for role in READERS:
            assert scene.read_as(connection, "liaison", role)
            with refused(connection):
                connection.execute(asked.encode())
            connection.execute("RESET ROLE")
        assert scene.open_book(connection, "liaison", scene.home)
        assert connection.execute(asked.encode()).fetchone() == (None,)


@pytest.mark.parametrize("role", READERS)
def test_a_reading_role_cannot_write(scene: Scene, role: str) -> None:
    with session(scene.world.url) as connection:
        who = "agency" if role in ("assigned", "own") else "liaison"
        assert scene.read_as(connection, who, role)
        for table in (*WALLED, "person", "said", "pending", "feed", "contract", "principal", "place"):
            for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} DEFAULT VALUES", f"TRUNCATE {table}"):
                with refused(connection):
                    connection.execute(statement.encode())
        for statement in ("UPDATE head SET version = 9", "UPDATE visit SET state = 'void'", "UPDATE place SET name = 'x'",
                          "SELECT * FROM head FOR UPDATE", "UPDATE principal SET role = 'supervisor'",
                          "SELECT * FROM principal", "SELECT * FROM refresh_token", "SELECT tag FROM person",
                          "SELECT * FROM said", "SELECT * FROM contract"):  # fmt: skip
            with refused(connection):
                connection.execute(statement.encode())


def test_a_wrong_generation_or_a_disabled_account_opens_no_reading(scene: Scene) -> None:
    world = scene.world

    async def newcomer(book: Any) -> None:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            await accounts.add_account(keeper, Role.GUIDE, "350303103", "gone", "gone", "a long password")
        await accounts.disable(book, "gone")

    world.run(newcomer)
    with psycopg.connect(world.owner_url, row_factory=dict_row) as owner:
        gone = owner.execute("SELECT id, name, generation, maker FROM principal WHERE login = 'gone'").fetchone()
    assert gone
    scene.people["gone"] = gone
    with session(world.url) as connection:
        for who, generation in (("guide", 2), ("guide", 0), ("guide", -1), ("gone", None), ("gone", 1)):
            assert not scene.read_as(connection, who, "area", generation)
            assert connection.execute("SELECT count(*) FROM head").fetchone() == (0,)
            connection.execute("RESET ROLE")
            assert not scene.open_book(connection, who, scene.home, generation=generation)
            assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,)
            connection.rollback()


def test_the_agency_roles_see_whom_they_serve_and_what_they_made(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        scene.read_as(connection, "agency", "assigned")
        assert column(connection, "SELECT subject FROM head") == scene.village
        assert column(connection, "SELECT DISTINCT elder FROM assignment") == scene.village
        assert column(connection, "SELECT DISTINCT agency FROM assignment") == {str(scene.people["agency"]["maker"])}
        kinds = column(connection, "SELECT kind FROM entry")
        assert kinds == {"elder.registered"}  # the file as it is: nobody's visits, not even one's own
        assert connection.execute(
            "SELECT count(*) FROM sealed s WHERE NOT EXISTS"
            " (SELECT FROM head h WHERE h.subject = s.subject AND h.file_version = s.version)"
        ).fetchone() == (0,)
        for table in ("visit", "need", "risk", "attachment", "presence", "contract"):
            with refused(connection):
                connection.execute(f"SELECT * FROM {table}".encode())

        connection.execute("RESET ROLE")
        scene.read_as(connection, "agency", "own")
        mine = {str(scene.people["agency"]["maker"])}
        for table in ("visit", "need", "risk", "attachment", "entry"):
            assert column(connection, f"SELECT DISTINCT maker FROM {table}") == mine, table
        assert connection.execute(
            "SELECT count(*) FROM sealed s WHERE NOT EXISTS"
            " (SELECT FROM entry e WHERE e.subject = s.subject AND e.version = s.version)"
        ).fetchone() == (0,)
        for table in ("head", "search_tag", "assignment"):
            with refused(connection):
                connection.execute(f"SELECT * FROM {table}".encode())

        connection.execute("RESET ROLE")
        scene.read_as(connection, "ended_agency", "assigned")
        for table in ("head", "entry", "sealed", "search_tag", "assignment"):
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,), table

        connection.execute("RESET ROLE")
        scene.read_as(connection, "next_agency", "feed")
        assert {event["subject"] for event in heard(connection)} == {scene.next}
        connection.execute("RESET ROLE")
        scene.read_as(connection, "agency", "feed")
        records = {
            e["id"] for e in heard(connection) if e["type"] in ("visit.recorded", "need.raised", "risk.reported")
        }
        with session(scene.world.owner_url) as owner:
            makers = owner.execute(
                "SELECT DISTINCT maker::text FROM entry WHERE id = ANY (%s::uuid[])", (list(records),)
            )
            assert {maker for (maker,) in makers} == mine


def test_an_agency_has_no_area_and_an_area_no_agency(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        for who, role in (("agency", "area"), ("liaison", "assigned")):
            assert scene.read_as(connection, who, role)
            assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,), (who, role)
            connection.execute("RESET ROLE")
