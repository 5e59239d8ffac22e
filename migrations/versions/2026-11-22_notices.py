"""What a place says: streams of places, the special periods that they declare, the profiles that they adopt."""

from pathlib import Path

from alembic import op

revision = "2026_11_22_notices"
down_revision = "2026_11_22_reviews_due"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().connection.driver_connection.execute(sql)


def downgrade() -> None:
    raise NotImplementedError("a ledger is not taken back: restore a backup instead (docs/operations.md)")
