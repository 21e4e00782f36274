"""5-Why records with their trees, and improvements.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "root_cause",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("expectation", sa.Text(), nullable=False),
        sa.Column("root_text", sa.Text(), nullable=False),
        sa.Column("cause_class", sa.String(length=24), nullable=True),
        sa.Column("author_id", Key, nullable=False),
        sa.Column("reviewer_id", Key, nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cause_class is null or cause_class in ('people', 'machine', 'material', 'method', 'environment', 'measurement')",
            name=op.f("ck_root_cause_cause_class"),
        ),
        sa.CheckConstraint("state in ('draft', 'in_review', 'settled')", name=op.f("ck_root_cause_state")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_root_cause_author_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_root_cause_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_root_cause")),
        sa.UniqueConstraint("number", name=op.f("uq_root_cause_number")),
    )
    with op.batch_alter_table("root_cause", schema=None) as batch_op:
        batch_op.create_index("ix_root_cause_day", ["local_day", "id"], unique=False)
        batch_op.create_index("ix_root_cause_state", ["state", "id"], unique=False)

    op.create_table(
        "improvement",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("root_cause_id", Key, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("term", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", Key, nullable=True),
        sa.Column("owner_words", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("author_id", Key, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by_id", Key, nullable=True),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("closed_day", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('system', 'staffing', 'training', 'script', 'process', 'other')",
            name=op.f("ck_improvement_kind"),
        ),
        sa.CheckConstraint(
            "state in ('open', 'in_progress', 'done', 'effective', 'not_effective', 'cancelled')",
            name=op.f("ck_improvement_state"),
        ),
        sa.CheckConstraint("term in ('short', 'long')", name=op.f("ck_improvement_term")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_improvement_author_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_improvement_closed_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_improvement_owner_id")),
        sa.ForeignKeyConstraint(
            ["root_cause_id"], ["root_cause.id"], name=op.f("fk_improvement_root_cause_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
        sa.UniqueConstraint("number", name=op.f("uq_improvement_number")),
    )
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.create_index("ix_improvement_due", ["due", "id"], unique=False)
        batch_op.create_index("ix_improvement_owner", ["owner_id", "due"], unique=False)
        batch_op.create_index("ix_improvement_root_cause", ["root_cause_id"], unique=False)
        batch_op.create_index("ix_improvement_state_due", ["state", "due", "id"], unique=False)

    op.create_table(
        "root_cause_person",
        sa.Column("root_cause_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_root_cause_person_person_id")),
        sa.ForeignKeyConstraint(
            ["root_cause_id"], ["root_cause.id"], name=op.f("fk_root_cause_person_root_cause_id")
        ),
        sa.PrimaryKeyConstraint("root_cause_id", "person_id", name=op.f("pk_root_cause_person")),
    )
    with op.batch_alter_table("root_cause_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_root_cause_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "improvement_step",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("improvement_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state in ('open', 'in_progress', 'done', 'effective', 'not_effective', 'cancelled')",
            name=op.f("ck_improvement_step_state"),
        ),
        sa.ForeignKeyConstraint(
            ["improvement_id"], ["improvement.id"], name=op.f("fk_improvement_step_improvement_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_improvement_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_step")),
    )
    with op.batch_alter_table("improvement_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_improvement_step_improvement_id"), ["improvement_id"], unique=False
        )

    op.create_table(
        "improvement_ticket",
        sa.Column("improvement_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["improvement_id"], ["improvement.id"], name=op.f("fk_improvement_ticket_improvement_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_improvement_ticket_ticket_id")),
        sa.PrimaryKeyConstraint("improvement_id", "ticket_id", name=op.f("pk_improvement_ticket")),
    )
    with op.batch_alter_table("improvement_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_improvement_ticket_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "root_cause_ticket",
        sa.Column("root_cause_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_root_cause_ticket_person_id")),
        sa.ForeignKeyConstraint(
            ["root_cause_id"], ["root_cause.id"], name=op.f("fk_root_cause_ticket_root_cause_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_root_cause_ticket_ticket_id")),
        sa.PrimaryKeyConstraint("root_cause_id", "ticket_id", name=op.f("pk_root_cause_ticket")),
    )
    with op.batch_alter_table("root_cause_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_root_cause_ticket_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "why",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("root_cause_id", Key, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("parent_no", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("evidence_ticket_id", Key, nullable=True),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_root", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("verdict in ('open', 'kept', 'excluded')", name=op.f("ck_why_verdict")),
        sa.CheckConstraint("parent_no is null or parent_no <> no", name=op.f("ck_why_parent_elsewhere")),
        sa.ForeignKeyConstraint(
            ["evidence_ticket_id"], ["ticket.id"], name=op.f("fk_why_evidence_ticket_id")
        ),
        sa.ForeignKeyConstraint(["root_cause_id"], ["root_cause.id"], name=op.f("fk_why_root_cause_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_why")),
        sa.UniqueConstraint("root_cause_id", "no", name=op.f("uq_why_root_cause_id_no")),
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("why")
    with op.batch_alter_table("root_cause_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_root_cause_ticket_ticket_id"))

    op.drop_table("root_cause_ticket")
    with op.batch_alter_table("improvement_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_improvement_ticket_ticket_id"))

    op.drop_table("improvement_ticket")
    with op.batch_alter_table("improvement_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_improvement_step_improvement_id"))

    op.drop_table("improvement_step")
    with op.batch_alter_table("root_cause_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_root_cause_person_person_id"))

    op.drop_table("root_cause_person")
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.drop_index("ix_improvement_state_due")
        batch_op.drop_index("ix_improvement_root_cause")
        batch_op.drop_index("ix_improvement_owner")
        batch_op.drop_index("ix_improvement_due")

    op.drop_table("improvement")
    with op.batch_alter_table("root_cause", schema=None) as batch_op:
        batch_op.drop_index("ix_root_cause_state")
        batch_op.drop_index("ix_root_cause_day")

    op.drop_table("root_cause")
