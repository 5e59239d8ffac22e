"""Preparing a database: the server's roles, the migrations, and the two logins that the service uses."""

import random
from collections.abc import Iterable
from time import sleep
from typing import LiteralString
from urllib.parse import unquote, urlsplit

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import errors, sql

from .database import KEEPER_LOGIN, LONGEST_STATEMENT, REQUESTS, Database, Sight
from .settings import ROOT, in_schema

LIMITS = {
    "lock_timeout": "2s",  # a rival of the same elder is waited for so long, then it is 409
    "statement_timeout": LONGEST_STATEMENT,
    "idle_in_transaction_session_timeout": "5s",  # a frozen process must not hold anybody's lock
    "timezone": "UTC",
    "plan_cache_mode": "force_generic_plan",  # planning behind the walls costs more than running
}
_ROLES = ROOT / "migrations" / "sql" / "roles.sql"
AT_MOST = 20  # attempts: as many databases of a server may be prepared at once
_AT: LiteralString = "SELECT version_num FROM alembic_version"


class UnknownMigration(Exception):
    """The database is at a migration that this program does not have."""


def _alembic() -> Config:
    return Config(ROOT / "alembic.ini")


def newest_migration() -> str | None:
    """The migration that a database of this program is at."""
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def migrate(owner_url: str, app_url: str, keeper_url: str, schema: str = "public") -> None:
    """Bring a district's schema to the newest migration, and give the service's two logins the passwords of their URLs.

    The server's part comes first, one at a time in a database; several schemas, and several databases, are then migrated at once.
    Raises UnknownMigration, ValueError.
    """
    logins = {
        login: _password(url, variable, login)
        for url, variable, login in (
            (app_url, "CAREVISIT_DATABASE_URL", REQUESTS), (keeper_url, "CAREVISIT_KEEPER_DATABASE_URL", KEEPER_LOGIN),
        )
    }  # fmt: skip
    owner_url = in_schema(owner_url, schema)
    _prepare(owner_url, schema, logins)
    config = _alembic()
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    command.upgrade(config, "head")


def _prepare(owner_url: str, schema: str, logins: dict[str, str | None]) -> None:
    """Make the roles, the schema, and the logins' settings. Raises UnknownMigration.

    Roles belong to the server, and PostgreSQL has no lock that two of its databases share: where another database is prepared
    at this moment, one of the two fails by the other's change, and begins again.
    """
    for left in reversed(range(AT_MOST)):
        try:
            _prepare_once(owner_url, schema, logins)
        except (errors.UniqueViolation, errors.DuplicateObject, errors.InternalError_):  # "tuple concurrently updated"
            if not left:
                raise
            sleep(random.uniform(0.05, 0.5))
        else:
            return


def _prepare_once(owner_url: str, schema: str, logins: dict[str, str | None]) -> None:
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('carevisit: the server', 0))")
        if connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone() == (True,):
            _must_be_known(version for (version,) in connection.execute(_AT).fetchall())
        connection.execute(_ROLES.read_bytes())
        if connection.execute("SELECT to_regnamespace(quote_ident(%s)) IS NULL", (schema,)).fetchone() == (True,):
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        for login, password in logins.items():
            role = sql.Identifier(login)
            if password:
                connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
            for name, value in LIMITS.items():
                setting = sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(name), sql.Literal(value))
                connection.execute(setting)


async def must_be_migrated_by_us(database: Database) -> None:
    """Raises UnknownMigration where the database is at a migration that this program does not have."""
    async with database.transaction(Sight.KEEPER) as keeper:
        _must_be_known(row["version_num"] for row in await keeper.all(_AT))


def _must_be_known(migrations: Iterable[str]) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()}
    if unknown := sorted(set(migrations) - known):
        raise UnknownMigration(
            f"the database is at {', '.join(unknown)}, a migration that this program does not have: a newer program made it, or"
            " one from before the first release. Run that program, or set up a new database"
            f" / 数据库处于本程序没有的迁移版本 {'、'.join(unknown)}：由更新的程序或首次发布之前的程序建立。"
            "请改用该程序，或新建数据库"
        )


def _password(url: str, variable: str, login: str) -> str | None:
    """The password in a URL of that login. Raises ValueError for another's."""
    parts = urlsplit(url)
    if parts.username != login:
        raise ValueError(f"{variable} must sign in as {login} / {variable} 应以 {login} 登录数据库")
    return unquote(parts.password) if parts.password else None


def create_database(url: str, name: str, template: str | None = None) -> None:
    """Make an empty database, or a copy of another one."""
    with psycopg.connect(url, autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        connection.execute(statement)
