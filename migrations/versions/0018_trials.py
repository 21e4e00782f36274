"""Trials of policy sets on past tickets, and the clocks that would have ended otherwise.

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_RUNNING = sa.text("state = 'running'")


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "trial",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.Column("as_of", UtcDateTime, nullable=False),
        sa.Column("setup", sa.Text(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=True),
        sa.Column("tickets_done", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime, nullable=True),
        sa.Column("next_key", Key, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("made_by_id", Key, nullable=True),
        sa.Column("finished_at", UtcDateTime, nullable=True),
        sa.CheckConstraint(
            "state in ('running', 'done', 'failed', 'cancelled')", name=op.f("ck_trial_state")
        ),
        sa.CheckConstraint("kind in ('draft', 'version', 'shipped')", name=op.f("ck_trial_kind")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_trial_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    op.create_index(
        "ix_trial_running", "trial", ["state"], unique=True, postgresql_where=_RUNNING, sqlite_where=_RUNNING
    )
    op.create_table(
        "trial_change",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("trial_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("better", sa.Boolean(), nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("due_then", UtcDateTime, nullable=True),
        sa.Column("due_now", UtcDateTime, nullable=True),
        sa.Column("policy_then_id", Key, nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_trial_change_trial_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_trial_change_ticket_id")),
        sa.ForeignKeyConstraint(
            ["policy_then_id"], ["policy.id"], name=op.f("fk_trial_change_policy_then_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_change")),
    )
    op.create_index("ix_trial_change", "trial_change", ["trial_id", "id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_trial_change", "trial_change")
    op.drop_table("trial_change")
    op.drop_index("ix_trial_running", "trial")
    op.drop_table("trial")
