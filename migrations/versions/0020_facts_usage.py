"""Facts of tickets say who used the time: all of them are kept anew.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let no fact hold that was kept before; the job keeps those of every ticket at rest again."""
    op.execute(sa.text("update ticket set facts_seq = 0"))


def downgrade() -> None:
    """Let no fact hold either: what is in them is not read by the version before."""
    op.execute(sa.text("update ticket set facts_seq = 0"))
