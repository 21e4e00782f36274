"""Indexes over what many rows have not got hold only the rows that have it.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: Name before and after, table, columns; the first column is what a row has or has not.
_INDEXES = (
    ("ix_ticket_asset", "ix_ticket_asset", "ticket", ("asset_id", "id")),
    ("ix_ticket_place_id", "ix_ticket_place", "ticket", ("place_id",)),
    ("ix_cycle_callback", "ix_cycle_callback", "cycle", ("callback_at",)),
    ("ix_cycle_score", "ix_cycle_score", "cycle", ("score", "settled_at")),
    ("ix_cycle_solver", "ix_cycle_solver", "cycle", ("solver_id", "solution_at")),
    ("ix_cycle_responder", "ix_cycle_responder", "cycle", ("first_responder_id", "first_response_at")),
)


def upgrade() -> None:
    """Move the schema forward."""
    for before, after, table, columns in _INDEXES:
        op.drop_index(before, table)
        held = sa.text(f"{columns[0]} is not null")
        op.create_index(after, table, list(columns), postgresql_where=held, sqlite_where=held)


def downgrade() -> None:
    """Take the schema back."""
    for before, after, table, columns in _INDEXES:
        op.drop_index(after, table)
        op.create_index(before, table, list(columns))
