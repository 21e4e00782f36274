"""When each chat group was last told something is found by an index of what was said there.

Revision: 0023, after 0022.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_SAID = sa.text("state = 'sent' and gateway = 'robot'")


def upgrade() -> None:
    """Move the schema forward."""
    op.create_index(
        "ix_delivery_said",
        "delivery",
        ["recipient", "sent_at"],
        postgresql_where=_SAID,
        sqlite_where=_SAID,
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_delivery_said", table_name="delivery")
