"""The migrated database and the tables that the code believes in are one."""

import re
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from carevisit import deploy
from carevisit.app import TABLES
from carevisit.settings import ROOT
from conftest import SCHEMA, World
from serving import carevisit


@pytest.fixture(scope="module")
def fresh(template: World) -> World:
    """A copy of the migrated database, without a server."""
    name = f"schema_{uuid4().hex[:8]}"
    deploy.create_database(template.postgres.url(), name, template.database)
    return World(template.postgres, name, template.keys, template.keys_file, template.secrets)


def differences(world: World) -> list[str]:
    engine = create_engine(
        world.owner_url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: not (kind == "table" and name == "alembic_version"),
            },
        )
        return [repr(difference) for difference in compare_metadata(context, TABLES)]


def test_the_migrated_database_is_what_the_code_believes(fresh: World) -> None:
    assert differences(fresh) == []


def test_every_table_of_the_database_is_known_to_the_code(fresh: World) -> None:
    with psycopg.connect(fresh.owner_url) as owner:
        there = {
            name
            for (name,) in owner.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchall()
        }
    assert there - {"alembic_version"} == set(TABLES.tables)


def test_migrating_again_changes_nothing(fresh: World) -> None:
    def shape() -> list[tuple[object, ...]]:
        with psycopg.connect(fresh.owner_url) as owner:
            columns = owner.execute(
                "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
                " WHERE table_schema = current_schema() ORDER BY 1, 2"
            ).fetchall()
            policies = owner.execute(
                "SELECT tablename, policyname, roles::text, qual FROM pg_policies ORDER BY 1, 2"
            ).fetchall()
            grants = owner.execute(
                "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants"
                " WHERE table_schema = current_schema() ORDER BY 1, 2, 3"
            ).fetchall()
            rows = owner.execute("SELECT count(*) FROM principal").fetchall()
        return [*columns, *policies, *grants, *rows]

    before, different = shape(), differences(fresh)
    deploy.migrate(fresh.owner_url, fresh.url, fresh.keeper_url, SCHEMA)
    deploy.migrate(fresh.owner_url, fresh.url, fresh.keeper_url, SCHEMA)
    assert shape() == before
    assert differences(fresh) == different


def test_a_second_database_beside_it_is_migrated_too(template: World, fresh: World) -> None:
    name = f"beside_{uuid4().hex[:8]}"
    deploy.create_database(template.postgres.url(), name)
    beside = World(template.postgres, name, template.keys, template.keys_file, {})
    deploy.migrate(
        beside.owner_url, beside.url, beside.keeper_url, SCHEMA
    )  # the roles are the cluster's and there already
    assert differences(beside) == differences(fresh)


def test_the_migrations_are_one_line_from_first_to_last() -> None:
    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_a_database_of_migrations_that_the_program_does_not_have_is_refused_in_a_sentence(
    template: World, fresh: World
) -> None:
    name = f"another_{uuid4().hex[:8]}"
    deploy.create_database(template.postgres.url(), name, fresh.database)
    other = replace(fresh, database=name)
    with psycopg.connect(other.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '2026_11_30_lists'")  # the last before the baseline
    for command in (["migrate"], ["serve", "--port", "1"]):
        said = carevisit(*command, environment=other.environment())
        assert said.returncode == 2, (command, said.stderr)
        assert "2026_11_30_lists, a migration that this program does not have" in said.stderr.replace("\n", " "), (
            command
        )
        assert "本程序没有的迁移版本" in said.stderr, command
        assert "Traceback" not in said.stderr


def test_every_file_of_the_baseline_is_run_and_holds_one_function_where_its_folder_is_one_of_functions() -> None:
    sql = ROOT / "migrations" / "sql"
    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    baseline = scripts.get_revision(scripts.get_bases()[0]).module
    assert {path.stem for path in (sql / "tables").glob("*.sql")} == set(baseline.TABLES)
    for path in [*(sql / "functions").glob("*.sql"), *(sql / "doors").glob("*.sql")]:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^CREATE FUNCTION (\w+)", text, re.M) == [path.stem]
        assert text.startswith("-- "), f"{path.name} says what it is for"
        assert ("SECURITY DEFINER" in text) == (path.parent.name == "doors"), path.name


def test_a_migration_refuses_a_login_that_the_walls_do_not_know(fresh: World) -> None:
    with pytest.raises(ValueError, match="carevisit_app"):
        deploy.migrate(fresh.owner_url, fresh.url.replace("carevisit_app", "postgres"), fresh.keeper_url, SCHEMA)
    with pytest.raises(ValueError, match="carevisit_keeper_login"):
        deploy.migrate(fresh.owner_url, fresh.url, fresh.url, SCHEMA)


def test_the_login_owns_nothing_and_bypasses_no_wall(fresh: World) -> None:
    with psycopg.connect(fresh.owner_url) as owner:
        role = owner.execute(
            "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = 'carevisit_app'"
        ).fetchone()
        owned = owner.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'carevisit%'"
        ).fetchone()
        bypassing = owner.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'carevisit%' AND (rolbypassrls OR rolsuper)"
        ).fetchone()
    assert role == (False, False, False, False, False)
    assert owned == bypassing == (0,)
