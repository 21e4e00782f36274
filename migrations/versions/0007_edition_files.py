"""Issued reviews on paper.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward; nothing was printed before."""
    op.create_table(
        "edition_file",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("edition_id", Key, nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("file_key", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", Key, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'ready', 'failed')", name=op.f("ck_edition_file_state")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_file_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_file")),
        sa.UniqueConstraint("edition_id", "language", name=op.f("uq_edition_file_edition_id_language")),
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("edition_file")
