"""The second wall and the one door, tried with SQL that is wrong on purpose, as the service's own login role."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors
from psycopg.rows import dict_row

from attachments.files import attached
from carevisit import accounts, clock
from carevisit.access import Role
from carevisit.database import Sight
from conftest import FAR_VILLAGE, NEXT_VILLAGE, OTHER_DISTRICT, SCHEMA, VILLAGE, World, visit
from doors import asking

DENIED = errors.InsufficientPrivilege
NEVER = timedelta(days=3000)
DOORS = (
    "open_reading", "book_open", "book_start", "book_place", "campaign_begin", "campaign_cancel", "sign_in_row",
)  # fmt: skip
READERS = ("area", "assigned", "own", "feed")
WALLED = (
    "head",
    "visit",
    "need",
    "risk",
    "entry",
    "sealed",
    "search_tag",
    "presence",
    "assignment",
    "candidate",
    "attachment",
)
# Tables without row-level security, each with its reason. A new table is walled, or gets its line here.
EXEMPT = {
    "place": "the tree of places is public reference data",
    "principal": "about staff and clients; only the keeper is granted it",
    "refresh_token": "about staff and clients; only the keeper is granted it",
    "contract": "about agencies; only the keeper and the writer are granted it",
    "feed_head": "one number",
    "district": "one moment; only the keeper is granted it",
    "sandbox_clock": "one number; the requests' login may read it",
    "key_check": "values that tell nothing of the keys they are derived from; only the keeper is granted it",
    "write_probe": "one number; only the keeper is granted it",
    "alembic_version": "which migration this is",
}


class Scene:
    """Elders of several places, with records of several agencies, and a way to look at them with wrong SQL."""

    def __init__(self, world: World) -> None:
        self.world = world
        register = {"residence": {"place": NEXT_VILLAGE}}
        self.home, self.second = world.register("guide"), world.register("liaison")
        self.next = world.register("guide", **register)
        self.far = world.register("supervisor", residence={"place": FAR_VILLAGE})
        elsewhere = (
            world.as_("far_supervisor").get("/v1/places", params={"level": "village"}).json()["items"][0]["code"]
        )
        assert elsewhere.startswith(OTHER_DISTRICT)
        self.other = world.register("far_supervisor", residence={"place": elsewhere})
        found: dict[str, Any] = {
            "needs": [{"kind": "comfort", "note": "想有人说话"}],
            "risks": [{"kind": "fall", "severity": "general", "note": "地滑"}],
        }
        for who, elder in (
            ("guide", self.home),
            ("guide", self.next),
            ("supervisor", self.far),
        ):  # which makes them candidates
            found_there = {"by": "王核实", "eligible": "yes"}
            assert world.as_(who).post(f"/v1/elders/{elder}/surveys", json=found_there).status_code == 201
        for hours, (who, elder) in enumerate(
            [
                ("agency", self.home), ("rival_agency", self.home), ("liaison", self.home), ("agency", self.second),
                ("next_agency", self.next), ("supervisor", self.far), ("far_supervisor", self.other),
            ]
        ):  # fmt: skip
            receipt = world.hand_in(who, elder, 30 - hours, **found)
            attached(world, who, f"risks/{receipt['risks'][0]}")
        self.village = {self.home, self.second}
        self.elders = {self.home, self.second, self.next, self.far, self.other}
        with psycopg.connect(world.owner_url, row_factory=dict_row) as owner:
            self.people = {
                row["name"]: row
                for row in owner.execute("SELECT id, name, generation, maker FROM principal").fetchall()
            }

    def read_as(self, connection: psycopg.Connection[Any], who: str, role: str, generation: int | None = None) -> bool:
        """Open reading the way the service does; answers whether the door let us in."""
        me = self.people[who]
        row = connection.execute(
            "SELECT set_config('role', %s, true), r.known FROM (SELECT) one LEFT JOIN"
            " (SELECT *, true AS known FROM open_reading(%s, %s, %s)) r ON true",
            (f"carevisit_{role}", me["id"], me["generation"] if generation is None else generation, clock.today()),
        ).fetchone()
        assert row
        return bool(row[1])

    def open_book(
        self, connection: psycopg.Connection[Any], who: str, elder: str, at: datetime | None = None, generation: int | None = None
    ) -> bool:  # fmt: skip
        """Open a book the way the service does; answers whether the door let us in."""
        me = self.people[who]
        row = connection.execute(
            "SELECT b.subject, b.then_place_id, set_config('role', 'carevisit_writer', true)"
            " FROM book_open(%s, true, false) b",
            (
                asking(
                    (me["id"], me["generation"] if generation is None else generation),
                    elder,
                    at=at or datetime.now(UTC),
                ),
            ),
        ).fetchone()
        assert row
        return row[0] is not None


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene(world)


@contextmanager
def session(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A transaction that is never committed."""
    with psycopg.connect(url) as connection:
        try:
            yield connection
        finally:
            connection.rollback()


def column(connection: psycopg.Connection[Any], statement: str) -> set[str]:
    return {str(row[0]) for row in connection.execute(statement.encode()).fetchall()}


@contextmanager
def refused(connection: psycopg.Connection[Any], *kinds: type[Exception]) -> Iterator[None]:
    """What is done inside is refused, and the transaction goes on."""
    with pytest.raises(kinds or (DENIED,)), connection.transaction():
        yield


ELDER_OF = dict.fromkeys(("visit", "need", "risk", "candidate", "merger", "attachment"), "elder_id")


# --- reading ----------------------------------------------------------------------------------------------------------------


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
            await accounts.disable(keeper, "gone")

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


def heard(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Every event that the door of the feed shows, in order."""
    page = connection.execute("SELECT events FROM feed_page(0, 1000000, 1000000, NULL, 'http://localhost')").fetchone()
    assert page
    found: list[dict[str, Any]] = json.loads(f"[{page[0] or ''}]")
    return found


# --- writing ----------------------------------------------------------------------------------------------------------------

_ENTRY = (
    "INSERT INTO entry SELECT %s, version + 1000, gen_random_uuid(), kind, schema_no, place_id, audience, beyond, agencies, maker,"
    " actor, happened_at, written_at, cause, corrects, NULL, open, hash FROM entry WHERE subject = %s LIMIT 1"
)
_NEW_ENTRY = (
    "INSERT INTO entry VALUES (%s, 999, gen_random_uuid(), 'visit.recorded', 1, NULL, '{}', '{}', '{}', gen_random_uuid(),"
    " gen_random_uuid(), now(), now(), NULL, NULL, NULL, '{}', '')"
)
_WRONG_INSERTS = {
    "entry": _NEW_ENTRY,
    "sealed": "INSERT INTO sealed VALUES (%s, 1, gen_random_uuid(), '')",
    "search_tag": "INSERT INTO search_tag VALUES (%s, 1, 'name', 'x')",
    "head": "INSERT INTO head (subject, noun, version, views_version, views_code, last_at, latest_at)"
    " VALUES (%s, 'elder', 1, 1, 1, now(), now())",
    "presence": "INSERT INTO presence VALUES (%s, gen_random_uuid(), now(), now())",
    "assignment": "INSERT INTO assignment VALUES (gen_random_uuid(), %s, gen_random_uuid(), '2026-01-01', '2026-01-01')",
    "visit": "INSERT INTO visit SELECT %s, gen_random_uuid(), 1, 1, 1, gen_random_uuid(), 1, gen_random_uuid(),"
    " 'recorded', 1, 'phone', 'met', now(), now(), '2026-01-01', now(), false",
    "need": "INSERT INTO need SELECT %s, gen_random_uuid(), 1, 1, gen_random_uuid(), 1, gen_random_uuid(), NULL,"
    " 'comfort', false, 'raised', now()",
    "risk": "INSERT INTO risk SELECT %s, gen_random_uuid(), 1, 1, gen_random_uuid(), 1, gen_random_uuid(), NULL,"
    " 'fall', 'major', 'reported', now()",
    "attachment": "INSERT INTO attachment SELECT %s, gen_random_uuid(), 1, gen_random_uuid(), 1, gen_random_uuid(),"
    " gen_random_uuid(), 'visit', gen_random_uuid(), gen_random_uuid(), 'image/png', 1, '', 'kept', now(), NULL, NULL",
}


def test_a_writer_without_an_open_book_can_write_nothing(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        connection.execute("SET LOCAL ROLE carevisit_writer")
        for table, statement in _WRONG_INSERTS.items():
            for elder in (scene.home, str(uuid4())):
                with refused(connection):
                    connection.execute(statement.encode(), (elder,))
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,), table
        for statement in ("UPDATE head SET version = version", "UPDATE visit SET state = 'void'", "DELETE FROM presence",
                          "DELETE FROM assignment", "UPDATE risk SET severity = 'general'"):  # fmt: skip
            assert connection.execute(statement.encode()).rowcount == 0, statement
        for statement in ("DELETE FROM head", "SELECT * FROM said", "SELECT * FROM pending", "SELECT * FROM feed",
                          "DELETE FROM sealed", "UPDATE sealed SET ciphertext = ''", "UPDATE entry SET kind = 'x'",
                          "DELETE FROM entry", "TRUNCATE entry", "UPDATE person SET wrapped = ''", "SELECT * FROM principal",
                          "UPDATE contract SET until_on = 'infinity'", "INSERT INTO contract SELECT * FROM contract",
                          "DELETE FROM said", "UPDATE said SET version = 1", "UPDATE place SET hi = 100000"):  # fmt: skip
            with refused(connection):
                connection.execute(statement.encode())


def test_assigning_needs_an_open_book(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        connection.execute("SET LOCAL ROLE carevisit_writer")
        with refused(connection):
            connection.execute("SELECT assign(%s, '2026-01-01')", (scene.home,))


def test_a_book_open_for_one_elder_is_shut_for_every_other(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        assert scene.open_book(connection, "supervisor", scene.home)  # who could have opened the others too
        for table in WALLED:
            key = ELDER_OF.get(table, "elder" if table in ("presence", "assignment") else "subject")
            assert column(connection, f"SELECT DISTINCT {key} FROM {table}") == {scene.home}, table
        for statement in _WRONG_INSERTS.values():
            for elder in (scene.second, scene.far):
                with refused(connection):
                    connection.execute(statement.encode(), (elder,))
        with refused(connection):
            connection.execute(_ENTRY.encode(), (scene.second, scene.home))
        for table in ("head", "visit", "need", "risk", "attachment", "presence", "assignment"):
            key = ELDER_OF.get(table, "elder" if table in ("presence", "assignment") else "subject")
            assert connection.execute(
                f"UPDATE {table} SET {key} = {key} WHERE {key} <> %s".encode(), (scene.home,)
            ).rowcount == 0, table  # fmt: skip
            with refused(connection):  # nor hand a row over
                connection.execute(
                    f"UPDATE {table} SET {key} = %s WHERE {key} = %s".encode(), (scene.second, scene.home)
                )
        for table in ("visit", "need", "risk", "attachment"):
            assert connection.execute(
                f"DELETE FROM {table} WHERE elder_id <> %s".encode(), (scene.home,)
            ).rowcount == 0  # fmt: skip
        with refused(connection):
            connection.execute("SELECT assign(%s, '2026-01-01')", (scene.second,))


@pytest.mark.parametrize("table", ["pending", "said"])
def test_a_book_open_for_one_elder_queues_and_says_nothing_for_another(scene: Scene, table: str) -> None:
    statements = {
        "pending": "INSERT INTO pending (subject, version, hash) VALUES (%s, 999, '')",
        "said": "INSERT INTO said VALUES (gen_random_uuid(), 'r:1', '', %s, 1, now())",
    }
    with session(scene.world.url) as connection:
        assert scene.open_book(connection, "liaison", scene.home)
        with refused(connection):
            connection.execute(statements[table].encode(), (scene.far,))


def test_a_second_open_in_one_transaction_takes_another_elder_not_both(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        assert scene.open_book(connection, "guide", scene.home)
        connection.execute("RESET ROLE")
        assert not scene.open_book(connection, "guide", scene.far)
        assert column(connection, "SELECT subject FROM head") <= {scene.home}


def test_the_ledger_is_append_only_for_everybody_also_with_triggers_switched_to_replica(scene: Scene) -> None:
    changes = (
        "UPDATE entry SET kind = 'x'", "DELETE FROM entry", "TRUNCATE entry", "TRUNCATE entry CASCADE",
        "UPDATE entry SET kind = 'x' WHERE false", "DELETE FROM entry WHERE subject = gen_random_uuid()",
        "UPDATE sealed SET ciphertext = ''", "TRUNCATE sealed", "UPDATE feed SET position = 1", "DELETE FROM feed", "TRUNCATE feed",
        "MERGE INTO entry e USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE",
        "INSERT INTO entry SELECT * FROM entry LIMIT 1 ON CONFLICT (subject, version) DO UPDATE SET kind = 'x'",
    )  # fmt: skip
    with session(scene.world.url) as connection:
        assert scene.open_book(connection, "guide", scene.home)
        for statement in changes:
            with refused(connection, DENIED, errors.RestrictViolation):
                connection.execute(statement.encode())
    with session(scene.world.keeper_url) as connection:
        connection.execute("SET LOCAL ROLE carevisit_keeper")
        for statement in changes:
            with refused(connection, DENIED, errors.RestrictViolation):
                connection.execute(statement.encode())
    with session(scene.world.owner_url) as owner:
        for mode in ("origin", "replica", "local"):
            owner.execute(f"SET LOCAL session_replication_role = {mode}".encode())
            for statement in changes:
                with refused(owner, errors.RestrictViolation):
                    owner.execute(statement.encode())


def test_the_door_asks_who_where_and_when(scene: Scene) -> None:
    now = datetime.now(UTC)
    ended = clock.start_of(clock.today() - timedelta(days=30))  # the last day of its contract
    may: list[tuple[str, str, datetime]] = [
        ("liaison", scene.home, now), ("guide", scene.home, now), ("supervisor", scene.far, now),
        ("agency", scene.home, now), ("rival_agency", scene.home, now), ("agency", scene.home, now - timedelta(days=899)),
        ("ended_agency", scene.home, ended), ("ended_agency", scene.home, ended + timedelta(hours=23, minutes=59)),
        ("ended_agency", scene.home, ended - timedelta(days=100)),
    ]  # fmt: skip
    may_not = [
        ("next_liaison", scene.home, now), ("far_guide", scene.home, now), ("far_supervisor", scene.home, now),
        ("guide", scene.far, now), ("liaison", scene.next, now), ("supervisor", scene.other, now),
        ("next_agency", scene.home, now), ("agency", scene.next, now), ("agency", scene.far, now),
        ("ended_agency", scene.home, now), ("ended_agency", scene.home, ended + timedelta(hours=24)),
        ("agency", scene.home, now - NEVER), ("agency", scene.home, now - timedelta(days=902)),
        ("ended_agency", scene.next, ended), ("liaison", str(uuid4()), now),
        ("supervisor", "00000000-0000-7000-8000-000000000001", now),
    ]  # fmt: skip
    with session(scene.world.url) as connection:
        for who, elder, at in may:
            assert scene.open_book(connection, who, elder, at), (who, elder, at)
            connection.rollback()
        for who, elder, at in may_not:
            assert not scene.open_book(connection, who, elder, at), (who, elder, at)
            assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,)
            connection.rollback()
        unknown = connection.execute(
            "SELECT maker, subject FROM book_open(%s, true, false)", (asking((uuid4(), 1), scene.home),)
        ).fetchone()
        assert unknown == (None, None)


def _start(connection: psycopg.Connection[Any], scene: Scene, who: str, place: str, subject: UUID | str) -> Any:
    me = scene.people[who]
    return connection.execute(
        "SELECT b.place_id, b.twin, set_config('role', 'carevisit_writer', true)"
        " FROM (SELECT) one LEFT JOIN book_start(%s, %s, %s, %s, '{}', %s, NULL) b ON true",
        (me["id"], me["generation"], subject, place, _tags(scene)),
    ).fetchone()


def _tags(scene: Scene) -> list[bytes]:
    """Everybody's tags: what a caller would have who knew every ID number of the country."""
    with psycopg.connect(scene.world.owner_url) as owner:
        return [row[0] for row in owner.execute("SELECT tag FROM search_tag WHERE field = 'id_number'")]


def test_a_new_file_begins_only_in_a_village_of_ones_own_and_twins_elsewhere_stay_unseen(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        for who, place, opens, twins in (
            ("liaison", VILLAGE, True, scene.village), ("liaison", NEXT_VILLAGE, False, scene.village),
            ("liaison", FAR_VILLAGE, False, scene.village), ("guide", FAR_VILLAGE, False, {*scene.village, scene.next}),
            ("guide", "350303103", False, {*scene.village, scene.next}), ("agency", VILLAGE, False, set()),
            ("far_supervisor", VILLAGE, False, {scene.other}), ("next_liaison", NEXT_VILLAGE, True, {scene.next}),
        ):  # fmt: skip
            subject = uuid4()
            place_id, twin, _ = _start(connection, scene, who, place, subject)
            assert (place_id is not None) == opens, (who, place)
            assert twin is None or str(twin) in twins, (who, place)
            assert (twin is not None) == bool(twins), (who, place)
            if opens:
                connection.execute(_WRONG_INSERTS["sealed"].encode(), (subject,))
            else:
                with refused(connection):
                    connection.execute(_WRONG_INSERTS["sealed"].encode(), (subject,))
            connection.rollback()


def test_starting_a_file_does_not_open_one_that_is_there_already(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        _start(connection, scene, "liaison", VILLAGE, scene.far)
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,)


# --- functions --------------------------------------------------------------------------------------------------------------


def test_every_door_has_a_fixed_search_path_and_is_granted_to_nobody_at_large(scene: Scene) -> None:
    with session(scene.world.owner_url) as owner:
        rows = owner.execute(
            "SELECT p.proname, p.prosecdef, p.proconfig, p.provolatile, r.rolname,"
            " has_function_privilege('carevisit_app', p.oid, 'EXECUTE'),"
            " (SELECT bool_or(a.grantee = 0) FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a)"
            " FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.pronamespace = current_schema()::regnamespace"
        ).fetchall()
    doors = {name for name, definer, *_ in rows if definer}
    assert doors >= {
        "open_reading",
        "book_open",
        "book_start",
        "book_place",
        "adopted_for",
        "days_met",
        "place_within",
        "assign",
        "contract_now",
    }
    for name, definer, config, _, owned_by, app_may, public in rows:
        if definer:
            assert config, name
            assert f"search_path={SCHEMA},pg_temp" in [c.replace(" ", "") for c in config], (
                name
            )  # pg_catalog comes before
            assert not public, name
            assert owned_by == "carevisit_keeper", name  # not a superuser's: a door's mistake is bounded by its owner
            assert app_may == (name in DOORS), name
        else:  # runs with the caller's rights: harmless, as long as it only computes
            assert name in {
                "must",
                "may_write",
                "refuse_change",
                "must_be_open",
                "refuse_closed",  # a trigger
                "flags_on",
                "is_overdue",
                "device_flags",
                "area_lo",
                "area_hi",
                "own_maker",
                "rule_at",
                "rule_day",
                "opened",
                "kept_row_tally",  # a trigger, as the writer
                "head_numbered",  # likewise
                "owed_steps",
                "kept_counts",
                "instant",
            }, name


def test_doors_within_take_only_those_who_came_through_the_first(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        me = scene.people["supervisor"]["id"]
        for call in (
            "place_within(%(me)s, '350303103201')",
            "principal_now(%(me)s)",
            "places_now(%(me)s)",
            "contract_now()",
        ):
            with refused(connection):
                connection.execute(f"SELECT * FROM {call}".encode(), {"me": me})
        with refused(connection):
            connection.execute("SELECT may_write(NULL::principal, gen_random_uuid(), now())")
        scene.read_as(connection, "liaison", "area")
        for call in ("principal_now(%(me)s)", "places_now(%(me)s)", "contract_now()"):  # somebody else's are not shown
            assert connection.execute(f"SELECT count(*) FROM {call}".encode(), {"me": me}).fetchone() == (0,), call


def test_nobody_can_slip_a_table_function_or_operator_under_a_door(scene: Scene) -> None:
    """`pg_temp` comes last in a door's search path; a caller's own search path does not reach it."""
    with session(scene.world.url) as connection:
        me = scene.people["next_liaison"]
        connection.execute(
            "CREATE TEMP TABLE principal (id uuid, role text, name text, login text, secret_hash text, place_id uuid, maker uuid,"
            " scopes text[], generation int, enabled boolean, made_at timestamptz)"
        )
        connection.execute(
            "INSERT INTO pg_temp.principal SELECT %s, 'system', '', '', '', NULL, gen_random_uuid(), '{}', 1, true, now()",
            (me["id"],),
        )
        connection.execute(
            "CREATE TEMP TABLE place (id uuid, code text, name text, level text, parent uuid, no int, hi int)"
        )
        connection.execute(
            f"INSERT INTO pg_temp.place SELECT id, code, name, level, parent, 0, 100000 FROM {SCHEMA}.place".encode()
        )
        connection.execute(
            "CREATE TEMP TABLE presence (elder uuid, place_id uuid, from_at timestamptz, until_at timestamptz)"
        )
        connection.execute(
            f"INSERT INTO pg_temp.presence SELECT %s, id, '-infinity', 'infinity' FROM {SCHEMA}.place".encode(),
            (scene.home,),
        )
        connection.execute("CREATE TEMP TABLE head (subject uuid, place_no int)")
        connection.execute(
            "CREATE TEMP TABLE assignment (agency uuid, elder uuid, contract uuid, from_on date, until_on date)"
        )
        connection.execute(
            f"CREATE FUNCTION pg_temp.may_write(principal {SCHEMA}.principal, elder uuid, at timestamptz)"
            " RETURNS boolean LANGUAGE sql AS 'SELECT true'".encode()
        ) if _type_visible(connection) else None
        for body in (
            "CREATE FUNCTION pg_temp.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
            "CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
            "CREATE FUNCTION pg_temp.area_lo() RETURNS int LANGUAGE sql AS 'SELECT 0'",
            "CREATE FUNCTION pg_temp.area_hi() RETURNS int LANGUAGE sql AS 'SELECT 100000'",
            "CREATE FUNCTION pg_temp.opened() RETURNS uuid[] LANGUAGE sql AS 'SELECT NULL::uuid[]'",
            "CREATE FUNCTION pg_temp.same(uuid, uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "CREATE OPERATOR pg_temp.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = pg_temp.same)",
            "CREATE FUNCTION pg_temp.big(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "CREATE OPERATOR pg_temp.<= (LEFTARG = int, RIGHTARG = int, FUNCTION = pg_temp.big)",
            "CREATE OPERATOR pg_temp.>= (LEFTARG = int, RIGHTARG = int, FUNCTION = pg_temp.big)",
        ):
            connection.execute(body.encode())
        for path in (
            f"pg_temp, {SCHEMA}, pg_catalog",
            "pg_temp",
            f"{SCHEMA}, pg_temp",
            f'"$user", pg_temp, pg_catalog, {SCHEMA}',
        ):
            connection.execute(f"SET LOCAL search_path = {path}".encode())
            for elder, opens in ((scene.home, False), (scene.far, False), (scene.next, True)):
                with connection.transaction(force_rollback=True):
                    row = connection.execute(
                        f"SELECT b.subject FROM {SCHEMA}.book_open(%s, true, false) b".encode(),
                        (asking((me["id"], 1), elder),),
                    ).fetchone()
                    assert row is not None
                    assert (row[0] is not None) == opens, (path, elder)
            with connection.transaction(force_rollback=True):
                connection.execute(
                    f"SELECT * FROM {SCHEMA}.open_reading(%s, 1, '2026-01-01'::date)".encode(), (me["id"],)
                )
                connection.execute("SELECT pg_catalog.set_config('role', 'carevisit_area', true)")
                assert column(connection, f"SELECT subject FROM {SCHEMA}.head") == {scene.next}, path
                assert column(connection, f"SELECT DISTINCT subject FROM {SCHEMA}.entry") == {scene.next}, path


def _type_visible(connection: psycopg.Connection[Any]) -> bool:
    return bool(connection.execute("SELECT to_regtype(%s) IS NOT NULL", (f"{SCHEMA}.principal",)).fetchone())


def test_the_day_of_the_rules_moves_no_wall_but_the_contracts(scene: Scene) -> None:
    """The application says which day it is: far days show an agency no more than its contracts do."""
    me = scene.people["ended_agency"]
    with session(scene.world.url) as connection:
        for day, sees in (
            (clock.today(), set()), (clock.today() - timedelta(days=30), scene.village),
            (clock.today() - timedelta(days=29), set()),
            (date(9999, 12, 31), set()), (date(1, 1, 1), set()),
        ):  # fmt: skip
            connection.execute("SELECT * FROM open_reading(%s, %s, %s)", (me["id"], me["generation"], day))
            connection.execute("SET LOCAL ROLE carevisit_assigned")
            assert column(connection, "SELECT subject FROM head") == sees, day
            connection.execute("RESET ROLE")


def test_what_mends_a_record_is_read_by_its_maker_and_by_no_other_maker(scene: Scene) -> None:
    world = scene.world
    elder = world.register("guide")
    id = world.hand_in("agency", elder)["id"]
    world.hand_in("rival_agency", elder, 2)
    told = {name: value for name, value in visit("", 3, note="更正").items() if name != "elder_id"}
    answer = world.as_("guide").post(
        f"/v1/visits/{id}/corrections", json={"reason": "other", **told}, headers={"If-Match": '"v1"'}
    )
    assert answer.status_code == 201, answer.text
    with session(world.url) as connection:
        seen = {}
        for who in ("agency", "rival_agency", "guide"):
            scene.read_as(connection, who, "own")
            rows = connection.execute(
                "SELECT kind, (SELECT count(*) FROM sealed s WHERE s.subject = e.subject AND s.version = e.version) > 0"
                " FROM entry e WHERE subject = %s ORDER BY version",
                (elder,),
            ).fetchall()
            seen[who] = [kind for kind, sealed in rows if sealed]
            connection.execute("RESET ROLE")
    assert seen == {
        "agency": ["visit.recorded", "visit.corrected"],
        "rival_agency": ["visit.recorded"],
        "guide": ["elder.registered"],
    }


def test_whether_somebody_had_rights_then_is_told_only_of_the_elder_whose_book_is_open(scene: Scene) -> None:
    asked = "SELECT could_write(%s, %s, now())"
    me = scene.people["liaison"]["id"]
    with session(scene.world.url) as connection:
        for role in ("area", "own"):
            scene.read_as(connection, "liaison", role)
            with refused(connection):
                connection.execute(asked, (me, scene.home))
            connection.execute("RESET ROLE")
        with refused(connection):
            connection.execute("SELECT role_of(%s)", (me,))
        assert scene.open_book(connection, "liaison", scene.home)
        assert connection.execute(asked, (me, scene.home)).fetchone() == (True,)
        assert connection.execute(asked, (scene.people["next_liaison"]["id"], scene.home)).fetchone() == (False,)
        assert connection.execute(asked, (me, scene.second)).fetchone() == (False,)  # their own elder, but not open


def test_an_agency_sees_what_others_attached_to_its_records_and_to_nobody_elses(scene: Scene) -> None:
    world, elder = scene.world, scene.home
    ours, theirs = (world.hand_in(who, elder, 2)["id"] for who in ("agency", "rival_agency"))
    ids = {record: attached(world, "guide", f"visits/{record}")["id"] for record in (ours, theirs)}
    with session(world.url) as connection:
        for who, sees, misses in (("agency", ours, theirs), ("rival_agency", theirs, ours)):
            scene.read_as(connection, who, "own")
            by_guide = f"SELECT id FROM attachment WHERE maker <> '{scene.people[who]['maker']}'"
            assert column(connection, by_guide) == {ids[sees]}, who
            for table in ("entry", "sealed"):
                joined = f"{table} t JOIN attachment a ON a.elder_id = t.subject AND a.version = t.version"
                found = column(connection, f"SELECT a.id FROM {joined}")
                assert ids[sees] in found, (who, table)
                assert ids[misses] not in found, (who, table)
            kinds = column(connection, f"SELECT kind FROM entry WHERE maker <> '{scene.people[who]['maker']}'")
            assert kinds - {"visit.corrected", "visit.voided"} == {"attachment.added"}
            connection.execute("RESET ROLE")
