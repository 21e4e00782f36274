"""Work asked of other departments (R4.4).

Revision: 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "department_task",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("cycle_id", Key, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("team_id", Key, nullable=False),
        sa.Column("contact_id", Key, nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by_id", Key, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("clock_id", Key, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("ended_by_id", Key, nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'answered', 'withdrawn')", name=op.f("ck_department_task_state")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_department_task_ticket_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_department_task_cycle_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_department_task_team_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"], name=op.f("fk_department_task_contact_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_department_task_asked_by_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_department_task_clock_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_department_task_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_task")),
        sa.UniqueConstraint("ticket_id", "no", name=op.f("uq_department_task_ticket_id_no")),
    )
    op.create_index("ix_department_task_team", "department_task", ["team_id", "state", "id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("department_task")
