"""What still runs or rests is found by an index of its own: a change of hours or targets looks through it.

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_GOING = sa.text("state in ('running', 'paused')")


def upgrade() -> None:
    """Move the schema forward."""
    op.create_index("ix_clock_going", "clock", ["ticket_id"], postgresql_where=_GOING, sqlite_where=_GOING)


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_clock_going", table_name="clock")
