"""Officers of cities and provinces, who only read. The SQL stands beside this file, to be read as SQL."""

from pathlib import Path

from alembic import op

revision = "2026_11_30_officers"
down_revision = "2026_11_29_course"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().connection.driver_connection.execute(sql)


def downgrade() -> None:
    raise NotImplementedError("a ledger is not taken back: restore a backup instead (docs/operations.md)")
