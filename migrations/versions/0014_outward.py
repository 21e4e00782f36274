"""Messages out of the desk: when they are due and sent together, robots of chat groups, what people want to hear.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import JsonType, Key, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Move the schema forward; nothing was ever sent before."""
    op.create_table(
        "robot",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("groups", JsonType, nullable=False),
        sa.Column("team_id", Key, nullable=True),
        sa.Column("free_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('wecom', 'dingtalk', 'feishu')", name=op.f("ck_robot_kind")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_robot_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot")),
    )
    op.create_table(
        "notice_choice",
        sa.Column("person_id", Key, nullable=False),
        sa.Column("ways", JsonType, nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("digest_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_choice")),
    )
    op.add_column("delivery", sa.Column("due_at", UtcDateTime(), nullable=True))
    op.add_column("delivery", sa.Column("batch", sa.String(length=40), nullable=True))
    op.create_index(
        "ix_delivery_waiting",
        "delivery",
        ["recipient", "due_at", "id"],
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )
    op.create_index("ix_delivery_batch", "delivery", ["batch"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_delivery_batch", "delivery")
    op.drop_index("ix_delivery_waiting", "delivery")
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.drop_column("batch")
        batch_op.drop_column("due_at")
    op.drop_table("notice_choice")
    op.drop_table("robot")
