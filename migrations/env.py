"""Alembic's entry: runs the migrations as the owner of the tables, in the schema that the connection names first.

`carevisit migrate` is the way: it sees to the server's roles and to the schema, and calls this.
"""

from alembic import context
from sqlalchemy import create_engine, pool, text

from carevisit.app import TABLES
from carevisit.settings import Settings, in_schema

settings = Settings()
url = context.config.get_main_option("sqlalchemy.url") or in_schema(
    settings.owner_database_url.get_secret_value(), settings.district_schema
)
engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=TABLES, compare_server_default=False)
    with context.begin_transaction():
        # a concurrent migration of the same schema waits here, and then finds it done
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('carevisit: ' || current_schema(), 0))"))
        context.run_migrations()
