"""Whose lists named a candidate. A rebuild fills it, and adds the tags by which files are matched and grouped."""

from alembic import op

revision = "2026_11_30_lists"
down_revision = "2026_11_30_monitoring"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE candidate ADD COLUMN departments text[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE candidate ALTER COLUMN departments DROP DEFAULT")


def downgrade() -> None:
    raise NotImplementedError("a ledger is not taken back: restore a backup instead (docs/operations.md)")
