"""The writer's walls and its doors, tried with SQL that is wrong on purpose, as the service's own login role."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors
from walled import DENIED, ELDER_OF, ENTRY, WALLED, WRONG_INSERTS, Scene, column, refused, session

from carevisit import clock
from conftest import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World
from doors import asking

NEVER = timedelta(days=3000)


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_writer_without_an_open_book_can_write_nothing(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        connection.execute("SET LOCAL ROLE carevisit_writer")
        for table, statement in WRONG_INSERTS.items():
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
            connection.execute("SELECT assign(%s, '2026-01-01', '{}')", (scene.home,))


def test_a_book_open_for_one_elder_is_shut_for_every_other(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        assert scene.open_book(connection, "supervisor", scene.home)  # who could have opened the others too
        for table in WALLED:
            key = ELDER_OF.get(table, "elder" if table in ("presence", "assignment") else "subject")
            assert column(connection, f"SELECT DISTINCT {key} FROM {table}") == {scene.home}, table
        for statement in WRONG_INSERTS.values():
            for elder in (scene.second, scene.far):
                with refused(connection):
                    connection.execute(statement.encode(), (elder,))
        with refused(connection):
            connection.execute(ENTRY.encode(), (scene.second, scene.home))
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
            connection.execute("SELECT assign(%s, '2026-01-01', '{}')", (scene.second,))


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
                connection.execute(WRONG_INSERTS["sealed"].encode(), (subject,))
            else:
                with refused(connection):
                    connection.execute(WRONG_INSERTS["sealed"].encode(), (subject,))
            connection.rollback()


def test_starting_a_file_does_not_open_one_that_is_there_already(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        _start(connection, scene, "liaison", VILLAGE, scene.far)
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,)
