"""The baseline: tables, walls and doors, as SQL in `migrations/sql`, in the order in which each file finds what it needs."""

from pathlib import Path

from alembic import op
from psycopg import Connection, sql

revision = "2026_12_01_baseline"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
TABLES = ("access", "ledger", "standing", "visits", "cases", "census", "places", "care", "jobs", "operation")
ROLES = (
    "app", "keeper_login", "keeper", "writer", "area", "assigned", "own", "feed",
)  # fmt: skip


def upgrade() -> None:
    connection: Connection = op.get_bind().connection.driver_connection  # type: ignore[assignment,union-attr]
    (schema,) = connection.execute("SELECT current_schema()").fetchone() or (None,)
    here, keeper = sql.Identifier(str(schema)), sql.Identifier("carevisit_keeper")
    connection.execute(sql.SQL("GRANT CREATE ON SCHEMA {} TO {}").format(here, keeper))  # to be given the doors
    connection.execute("SET LOCAL check_function_bodies = off")  # a function may name what a later file makes
    for file in (
        *(SQL / "tables" / f"{area}.sql" for area in TABLES),
        *sorted((SQL / "functions").glob("*.sql")),
        SQL / "views.sql",
        *sorted((SQL / "doors").glob("*.sql")),
        *sorted((SQL / "walls").glob("*.sql")),
        SQL / "triggers.sql",
        SQL / "grants.sql",
    ):
        connection.execute(file.read_bytes())
    connection.execute(sql.SQL("REVOKE CREATE ON SCHEMA {} FROM public, {}").format(here, keeper))
    roles = sql.SQL(", ").join(sql.Identifier(f"carevisit_{role}") for role in ROLES)
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(here, roles))


def downgrade() -> None:
    raise NotImplementedError("a ledger is not taken back: restore a backup instead (docs/operations.md)")
