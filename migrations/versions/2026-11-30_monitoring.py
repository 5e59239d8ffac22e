"""Devices of elders, their alerts and signs of life; urging the family and its contacts. The SQL stands beside this file."""

from pathlib import Path

from alembic import op

revision = "2026_11_30_monitoring"
down_revision = "2026_11_30_first_profile"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().connection.driver_connection.execute(sql)


def downgrade() -> None:
    raise NotImplementedError("a ledger is not taken back: restore a backup instead (docs/operations.md)")
