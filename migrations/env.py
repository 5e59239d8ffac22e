"""Alembic's entry: runs the migrations as the owner of the tables (CAREVISIT_OWNER_DATABASE_URL)."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from carevisit.app import TABLES
from carevisit.settings import Settings

url = context.config.get_main_option("sqlalchemy.url") or Settings().owner_database_url.get_secret_value()
engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=TABLES, compare_server_default=False)
    with context.begin_transaction():
        connection.execute(text("SET LOCAL search_path = public, pg_temp"))  # which each door keeps as its own
        context.run_migrations()
