"""The reviews due are listed by their day."""

from alembic import op

revision = "2026_11_22_reviews_due"
down_revision = "2026_11_22_own_mended"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("due_review", "due", ["review_due_on", "elder"])


def downgrade() -> None:
    raise NotImplementedError("a ledger is not taken back: restore a backup instead (docs/operations.md)")
