"""Issued reviews.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward; reviews made before were never kept."""
    op.create_table(
        "edition",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("period_key", sa.String(length=10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by_id", Key, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind in ('day', 'week', 'month')", name=op.f("ck_edition_kind")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["person.id"], name=op.f("fk_edition_issued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("period_key", "no", name=op.f("uq_edition_period_key_no")),
        sa.UniqueConstraint("slot", name=op.f("uq_edition_slot")),
    )
    op.create_index("ix_edition_first_day", "edition", ["first_day", "kind"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("edition")
