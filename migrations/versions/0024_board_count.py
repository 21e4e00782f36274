"""What the board counts is read from indexes alone, and kept where it is too much to count for each look.

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_OPEN = sa.text("status not in ('closed', 'archived', 'voided')")
_GOING = sa.text("closed_at is null")
_TRIED = sa.text("callback_attempts > 0 and callback_at is null")
_COUNTED = (
    "sort_due_at",
    "id",
    "paused_since",
    "next_warn80_at",
    "owner_id",
    "team_id",
    "channel_id",
    "read_only",
)


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "board_count",
        sa.Column("id", Key, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("basis", sa.String(120), nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.drop_index("ix_ticket_open_due", "ticket")
    op.create_index(
        "ix_ticket_open_due", "ticket", list(_COUNTED), postgresql_where=_OPEN, sqlite_where=_OPEN
    )
    op.create_index("ix_cycle_opened", "cycle", ["opened_at"], postgresql_where=_GOING, sqlite_where=_GOING)
    op.create_index(
        "ix_cycle_tried", "cycle", ["callback_attempts"], postgresql_where=_TRIED, sqlite_where=_TRIED
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_cycle_tried", "cycle")
    op.drop_index("ix_cycle_opened", "cycle")
    op.drop_index("ix_ticket_open_due", "ticket")
    op.create_index(
        "ix_ticket_open_due", "ticket", ["sort_due_at", "id"], postgresql_where=_OPEN, sqlite_where=_OPEN
    )
    op.drop_table("board_count")
