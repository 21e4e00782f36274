"""Facts of tickets, kept ready for reviews.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, Word

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STALE = sa.text("facts_seq - event_seq - version < 0 and facts_seq - event_seq - version > -2000000000")


def upgrade() -> None:
    """Move the schema forward; the job finds every ticket at rest and keeps its facts."""
    op.create_table(
        "ticket_fact",
        sa.Column("ticket_id", Key, autoincrement=False, nullable=False),
        sa.Column("holds_from", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", Word(length=24), nullable=False),
        sa.Column("category", Key, nullable=False),
        sa.Column("requested", Key, nullable=False),
        sa.Column("ended", Key, nullable=True),
        sa.Column("closed", Key, nullable=True),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_fact_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_fact")),
    )
    op.create_index("ix_ticket_fact_closed", "ticket_fact", ["closed", "requested", "ended"])
    op.create_index("ix_ticket_fact_day", "ticket_fact", ["day", "ticket_id", "service", "category"])
    op.create_index(
        "ix_ticket_fact_missed",
        "ticket_fact",
        ["day", "ticket_id"],
        postgresql_where=sa.text("missed"),
        sqlite_where=sa.text("missed"),
    )
    op.add_column("ticket", sa.Column("facts_seq", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_ticket_stale", "ticket", ["requested_at"], postgresql_where=_STALE, sqlite_where=_STALE
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_ticket_stale", "ticket")
    op.drop_column("ticket", "facts_seq")
    op.drop_table("ticket_fact")
