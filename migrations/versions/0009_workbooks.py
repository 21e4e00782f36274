"""Reviews as workbooks.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward; nobody has asked for a workbook before."""
    op.create_table(
        "workbook",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("period_key", sa.String(length=10), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("file_key", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", Key, nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'ready', 'failed')", name=op.f("ck_workbook_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook")),
        sa.UniqueConstraint("period_key", "no", "language", name=op.f("uq_workbook_period_key_no_language")),
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("workbook")
