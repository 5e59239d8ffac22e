"""Preparing a database: the migrations, and the two login roles that the service uses."""

from urllib.parse import unquote, urlsplit

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql

from .database import KEEPER_LOGIN, LONGEST_STATEMENT, REQUESTS
from .settings import ROOT

LIMITS = {
    "lock_timeout": "2s",  # a rival of the same elder is waited for so long, then it is 409
    "statement_timeout": LONGEST_STATEMENT,
    "idle_in_transaction_session_timeout": "5s",  # a frozen process must not hold anybody's lock
    "timezone": "UTC",
    "plan_cache_mode": "force_generic_plan",  # planning behind the walls costs more than running
}


def _alembic() -> Config:
    return Config(ROOT / "alembic.ini")


def newest_migration() -> str | None:
    """The migration that a database of this program is at."""
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def migrate(owner_url: str, app_url: str, keeper_url: str) -> None:
    """Bring the database to the newest migration, and give the service's two logins the passwords of their URLs."""
    logins = {
        login: _password(url, variable, login)
        for url, variable, login in (
            (app_url, "CAREVISIT_DATABASE_URL", REQUESTS), (keeper_url, "CAREVISIT_KEEPER_DATABASE_URL", KEEPER_LOGIN),
        )
    }  # fmt: skip
    config = _alembic()
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    command.upgrade(config, "head")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for login, password in logins.items():
            role = sql.Identifier(login)
            if password:
                connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
            for name, value in LIMITS.items():
                setting = sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(name), sql.Literal(value))
                connection.execute(setting)


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
