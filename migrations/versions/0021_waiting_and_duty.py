"""Which waiting holds a clock is said by its policy; tickets that found nobody on duty; chasers in order.

`held_by` null: what is usual for the kind of clock (R3.6). Clocks that run keep what their ledgers say: one
that stands still goes on when its waiting ends.

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import JsonType, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_UNMANNED, _CHASED = sa.text("unmanned_at is not null"), sa.text("chasers > 0")


def upgrade() -> None:
    """Move the schema forward."""
    op.add_column("policy_target", sa.Column("held_by", JsonType, nullable=True))
    op.add_column("ticket", sa.Column("unmanned_at", UtcDateTime, nullable=True))
    op.create_index(
        "ix_ticket_unmanned",
        "ticket",
        ["unmanned_at"],
        postgresql_where=_UNMANNED,
        sqlite_where=_UNMANNED,
    )
    op.create_index(
        "ix_ticket_chasers", "ticket", ["chasers", "id"], postgresql_where=_CHASED, sqlite_where=_CHASED
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_ticket_chasers", "ticket")
    op.drop_index("ix_ticket_unmanned", "ticket")
    op.drop_column("ticket", "unmanned_at")
    op.drop_column("policy_target", "held_by")
