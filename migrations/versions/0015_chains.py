"""Escalation chains as data: who is told when a time limit runs out, and who has taken it; channel alerts.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import JsonType, Key, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _step(moment: str, to: str, who: str = "", minutes: int = 0, calendar: str = "") -> dict[str, object]:
    return {"moment": moment, "to": to, "who": who, "minutes": minutes, "calendar": calendar}


_TOLD = [
    _step("half", "owner"),
    _step("most", "owner"),
    _step("late", "owner"),
    _step("late", "supervisor"),
]
#: The shipped chains: code, both names, steps.
_CHAINS = (
    ("standard", "标准升级链", "Standard chain", [*_TOLD, _step("late", "role", "manager", 120, "duty")]),
    (
        "fast",
        "加急升级链",
        "Fast chain",
        [*_TOLD, _step("late", "role", "supervisor", 15), _step("late", "role", "manager", 30)],
    ),
)


def upgrade() -> None:
    """Move the schema forward; breaches on record keep still, nobody is told of them again."""
    made = op.create_table(
        "chain",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("steps", JsonType, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain")),
        sa.UniqueConstraint("code", name=op.f("uq_chain_code")),
    )
    op.create_table(
        "chain_run",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("clock_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("chain_id", Key, nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("taken_by_id", Key, nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("handed_to_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_chain_run_clock_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_chain_run_ticket_id")),
        sa.ForeignKeyConstraint(["chain_id"], ["chain.id"], name=op.f("fk_chain_run_chain_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_chain_run_taken_by_id")),
        sa.ForeignKeyConstraint(["handed_to_id"], ["person.id"], name=op.f("fk_chain_run_handed_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_run")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_chain_run_clock_id")),
    )
    op.create_index(op.f("ix_chain_run_ticket_id"), "chain_run", ["ticket_id"])
    waits = sa.text("next_at is not null")
    op.create_index("ix_chain_run_next", "chain_run", ["next_at"], postgresql_where=waits, sqlite_where=waits)
    op.create_table(
        "chain_step",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("clock_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("step", sa.String(length=160), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told", JsonType, nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_chain_step_clock_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_chain_step_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_step")),
        sa.UniqueConstraint("clock_id", "step", name=op.f("uq_chain_step_clock_id_step")),
    )
    op.create_index(op.f("ix_chain_step_ticket_id"), "chain_step", ["ticket_id"])
    op.create_table(
        "channel_alert",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("channel_id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_channel_alert_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_alert")),
        sa.UniqueConstraint("day", "channel_id", name=op.f("uq_channel_alert_day_channel_id")),
    )
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chain_id", Key, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_policy_chain_id"), "chain", ["chain_id"], ["id"])
    if op.get_bind().scalar(sa.text("select count(*) from channel")) == 0:
        return  # a new site: setting it up writes the chains
    op.bulk_insert(
        made,
        [
            {"code": code, "name_zh": zh, "name_en": en, "steps": steps, "position": place, "version": 1}
            for place, (code, zh, en, steps) in enumerate(_CHAINS, 1)
        ],
    )


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_policy_chain_id"), type_="foreignkey")
        batch_op.drop_column("chain_id")
    op.drop_table("channel_alert")
    op.drop_table("chain_step")
    op.drop_table("chain_run")
    op.drop_table("chain")
