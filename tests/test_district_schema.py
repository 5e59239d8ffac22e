"""A district is a schema: its tables, walls and doors rest on nothing outside it, so it can be made beside others and move."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from carevisit import deploy
from carevisit.database import REQUESTS
from carevisit.settings import Settings, in_schema
from conftest import SCHEMA, World
from serving import carevisit


@pytest.fixture(scope="module")
def server(template: World) -> World:
    """A database without a district, whose schema `public` is closed."""
    name = f"districts_{uuid4().hex[:8]}"
    deploy.create_database(template.postgres.url(), name)
    with psycopg.connect(template.postgres.url(name), autocommit=True) as owner:
        owner.execute("REVOKE ALL ON SCHEMA public FROM public")
    return replace(template, database=name)


def migrate(server: World, schema: str) -> None:
    done = carevisit("migrate", "--schema", schema, environment=server.environment())
    assert done.returncode == 0, done.stderr


def ask(server: World, schema: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(in_schema(server.postgres.url(server.database), schema)) as owner:
        return owner.execute(question.encode()).fetchall()


def test_districts_are_migrated_beside_each_other_at_once(server: World) -> None:
    schemas = ["d350302", "d350303", "d350304", "d350303"]  # one of them by two at once
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda schema: migrate(server, schema), schemas))
    for schema in set(schemas):
        assert ask(server, schema, "SELECT version_num FROM alembic_version") == [(deploy.newest_migration(),)]
        assert ask(server, schema, "SELECT count(*) FROM principal") == [(1,)]
    counts = ask(server, "public", "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    assert counts == [(0,)]


def test_databases_of_one_server_are_migrated_at_once(template: World) -> None:
    """Their roles are the server's, so that each changes what the others are changing."""
    names = [f"beside_{uuid4().hex[:8]}" for _ in range(4)]
    for name in names:
        deploy.create_database(template.postgres.url(), name)
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: migrate(replace(template, database=name), SCHEMA), names))
    for name in names:
        newest = ask(replace(template, database=name), SCHEMA, "SELECT version_num FROM alembic_version")
        assert newest == [(deploy.newest_migration(),)]


def test_the_command_makes_the_schema_and_the_service_serves_from_it(server: World) -> None:
    told = server.environment()
    migrate(server, "d110101")
    assert ask(server, "d110101", "SELECT count(*) FROM feed_head") == [(1,)]
    listed = carevisit("places", "import", "350303", environment=told | {"CAREVISIT_SCHEMA": "d110101"})
    assert listed.returncode == 0, listed.stderr
    assert ask(server, "d110101", "SELECT count(*) > 100 FROM place") == [(True,)]
    assert carevisit("migrate", "--schema", "D 1; DROP", environment=told).returncode != 0


def test_a_url_looks_for_names_in_one_schema_and_keeps_what_it_said_before() -> None:
    url = in_schema("postgresql://app:x%20y@db/care?host=/tmp/a&options=-c%20work_mem%3D8MB", "d350303")
    told = psycopg.conninfo.conninfo_to_dict(url)
    assert (told["host"], told["password"]) == ("/tmp/a", "x y")
    assert told["options"] == "-c work_mem=8MB -csearch_path=d350303,pg_temp"
    assert Settings(district_schema="d350303").district_schema == "d350303"


# --- a lint over the catalogue ----------------------------------------------------------------------------------------------


def here(world: World, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(world.owner_url) as owner:
        return owner.execute(question.encode()).fetchall()


def test_every_table_has_a_primary_key_and_no_sequence_is_new(template: World) -> None:
    """Rows without a key can't be replicated, and sequences do not travel: the one there is numbers what waits for the feed."""
    assert here(template, (
        "SELECT relname FROM pg_class c WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')"
    )) == []  # fmt: skip
    assert here(
        template, "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S'"
    ) == [("pending_ingest_seq",)]


def test_no_function_view_or_wall_names_a_schema(template: World) -> None:
    sources = here(template, (
        "SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        " UNION ALL SELECT 'view ' || viewname, definition FROM pg_views WHERE schemaname = current_schema()"
        " UNION ALL SELECT 'wall ' || tablename || policyname, concat(qual, with_check) FROM pg_policies"
        " WHERE schemaname = current_schema()"
    ))  # fmt: skip
    assert len(sources) > 100
    assert [
        name for name, source in sources if re.search(rf"\bpublic\b|\b{SCHEMA}\s*\.|\bd\d{{6}}\b", str(source))
    ] == []


def test_nothing_of_a_district_depends_on_another_schema_or_lies_in_one(template: World) -> None:
    others = here(template, (
        "SELECT DISTINCT n.nspname FROM pg_depend d JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass,"
        " 'pg_proc'::regclass, 'pg_trigger'::regclass, 'pg_constraint'::regclass)"
        " AND n.nspname NOT IN (current_schema(), 'pg_catalog', 'pg_toast', 'information_schema')"
    ))  # fmt: skip
    assert others == []
    if SCHEMA != "public":
        assert here(template, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace") == []


def test_locks_of_two_districts_do_not_meet(template: World) -> None:
    """Advisory locks are the database's: each key begins with the district's schema, and none outlives its transaction."""
    sources = here(template, "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace")
    locking = {str(name): str(source) for name, source in sources if "pg_advisory" in str(source)}
    assert locking.keys() == {"twin_within", "campaign_begin"}
    for name, source in locking.items():
        for call in re.findall(r"pg_advisory\w*\([^;]*", source):
            assert call.startswith("pg_advisory_xact_lock(hashtextextended(current_schema() ||"), name


def test_every_table_is_guarded_while_the_district_is_closed(template: World) -> None:
    """But those that a sign-in and /readyz write, what the tally's triggers write, and the state itself."""
    guarded = here(template, (
        "SELECT relname FROM pg_class c WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgfoid = 'refuse_closed'::regproc"
        "   AND g.tgenabled = 'O' AND g.tgtype & 62 = 62)"  # before, for each statement: insert, delete, update and truncate
    ))  # fmt: skip
    assert {name for (name,) in guarded} == {
        "alembic_version", "district", "last_sign_in", "refresh_token", "sign_in_delay", "tally", "used_assertion", "write_probe",
    }  # fmt: skip


def test_two_districts_of_one_database_know_nothing_of_each_other(server: World) -> None:
    for schema in ("d350302", "d350303"):
        migrate(server, schema)
    ask(server, "d350302", "INSERT INTO place (id, origin, code, name, level, no, hi)"
        " VALUES (gen_random_uuid(), 'x:1', '1', 'x', 'village', 1, 1) RETURNING id")  # fmt: skip
    with psycopg.connect(in_schema(server.postgres.url(server.database, REQUESTS, "app"), "d350303")) as request:
        assert request.execute("SELECT count(*) FROM place WHERE code = '1'").fetchone() == (0,)
        assert request.execute("SELECT to_regclass('d350302.place') IS NULL").fetchone() == (False,)
