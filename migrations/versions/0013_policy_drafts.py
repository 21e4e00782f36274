"""Policy sets are drafted before they rule: what a draft was copied from, versions for two at once, one draft.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    with op.batch_alter_table("policy_set", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base", sa.String(length=24), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    drafts = sa.text("state = 'draft'")
    op.create_index(
        "ix_policy_set_draft",
        "policy_set",
        ["state"],
        unique=True,
        postgresql_where=drafts,
        sqlite_where=drafts,
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_policy_set_draft", "policy_set")
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_column("version")
    with op.batch_alter_table("policy_set", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("base")
