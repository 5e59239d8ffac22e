"""Preparing a database: the migrations, and the login role that the service uses."""

from urllib.parse import unquote, urlsplit

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql

from .database import LONGEST_STATEMENT
from .settings import ROOT

LOGIN = "carevisit_app"
LIMITS = {
    "lock_timeout": "2s",  # a rival of the same elder is waited for so long, then it is 409
    "statement_timeout": LONGEST_STATEMENT,
    "idle_in_transaction_session_timeout": "5s",  # a frozen process must not hold anybody's lock
    "timezone": "UTC",
    "plan_cache_mode": "force_generic_plan",  # planning behind the walls costs more than running
}


def migrate(owner_url: str, app_url: str) -> None:
    """Bring the database to the newest migration, and give the service's login role the password of its URL."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    command.upgrade(config, "head")
    parts = urlsplit(app_url)
    if parts.username != LOGIN:
        raise ValueError(f"CAREVISIT_DATABASE_URL must sign in as {LOGIN} / 应以 {LOGIN} 登录数据库")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        role = sql.Identifier(LOGIN)
        if parts.password:
            password = sql.Literal(unquote(parts.password))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))
        for name, value in LIMITS.items():
            setting = sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(name), sql.Literal(value))
            connection.execute(setting)


def create_database(url: str, name: str, template: str | None = None) -> None:
    """Make an empty database, or a copy of another one."""
    with psycopg.connect(url, autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        connection.execute(statement)
