"""What a paper of a file is, and until when it is valid."""

from alembic import op

revision = "2026_11_29_papers"
down_revision = "2026_11_29_running_no"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE attachment ADD COLUMN paper text, ADD COLUMN valid_until date")


def downgrade() -> None:
    raise NotImplementedError("a ledger is not taken back: restore a backup instead (docs/operations.md)")
