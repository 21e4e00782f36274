"""Waiting ends by itself at an instant; tickets whose customers asked again are found quickly.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_WAITS = sa.text("resume_at is not null")
_CHASED = sa.text("chasers > 0")


def upgrade() -> None:
    """Move the schema forward; what waits already goes on when somebody says so, as it was agreed then."""
    op.add_column("pause", sa.Column("resume_at", UtcDateTime(), nullable=True))
    op.create_index("ix_pause_resume", "pause", ["resume_at"], postgresql_where=_WAITS, sqlite_where=_WAITS)
    op.create_index(
        "ix_ticket_chased", "ticket", ["sort_due_at", "id"], postgresql_where=_CHASED, sqlite_where=_CHASED
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_ticket_chased", "ticket")
    op.drop_index("ix_pause_resume", "pause")
    op.drop_column("pause", "resume_at")
