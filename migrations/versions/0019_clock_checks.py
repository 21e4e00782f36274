"""Clocks compared with their ledgers, and what differs.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_RUNNING = sa.text("state = 'running'")


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "clock_check",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("made_by_id", Key, nullable=True),
        sa.Column("top_key", Key, nullable=False),
        sa.Column("next_key", Key, nullable=False),
        sa.Column("clocks", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime, nullable=True),
        sa.CheckConstraint(
            "state in ('running', 'done', 'failed', 'cancelled')", name=op.f("ck_clock_check_state")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_clock_check_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_check")),
    )
    op.create_index(
        "ix_clock_check_running",
        "clock_check",
        ["state"],
        unique=True,
        postgresql_where=_RUNNING,
        sqlite_where=_RUNNING,
    )
    op.create_table(
        "clock_difference",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("check_id", Key, nullable=False),
        sa.Column("clock_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("field", sa.String(length=24), nullable=False),
        sa.Column("stored", sa.String(length=64), nullable=True),
        sa.Column("told", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["clock_check.id"], name=op.f("fk_clock_difference_check_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_difference_clock_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_clock_difference_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_difference")),
    )
    op.create_index("ix_clock_difference", "clock_difference", ["check_id", "id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_clock_difference", "clock_difference")
    op.drop_table("clock_difference")
    op.drop_index("ix_clock_check_running", "clock_check")
    op.drop_table("clock_check")
