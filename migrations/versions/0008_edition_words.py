"""Comments, plan, minutes and signatures of issued reviews.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward; what was printed before had none of these words on it."""
    op.create_table(
        "edition_words",
        sa.Column("edition_id", Key, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", Key, nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("signed_by_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_words_edition_id")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_edition_words_changed_by_id")
        ),
        sa.ForeignKeyConstraint(["signed_by_id"], ["person.id"], name=op.f("fk_edition_words_signed_by_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_edition_words")),
    )
    op.create_table(
        "edition_signing",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("edition_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind in ('signed', 'withdrawn')", name=op.f("ck_edition_signing_kind")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_signing_edition_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_edition_signing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_signing")),
    )
    with op.batch_alter_table("edition_signing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_signing_edition_id"), ["edition_id"], unique=False)
    with op.batch_alter_table("edition_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("edition_file", schema=None) as batch_op:
        batch_op.drop_column("words")
    op.drop_table("edition_signing")
    op.drop_table("edition_words")
