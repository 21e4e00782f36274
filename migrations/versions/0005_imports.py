"""Imports of foreign histories, and tickets that can only be read.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import JsonType, Key, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATES = "state in ('checking', 'refused', 'ready', 'running', 'done')"
CODES = (
    "wrong_width",
    "no_reference",
    "too_long",
    "bad_date",
    "gap_time",
    "in_future",
    "unknown_state",
    "unknown_priority",
    "unknown_channel",
    "unknown_category",
    "unknown_verdict",
    "closed_before_resolved",
    "resolved_before_opened",
    "opened_differs",
    "ticket_twice",
    "ticket_refused",
    "history_changed",
    "taken_over",
    "duplicate",
    "before_opened",
    "out_of_order",
    "ambiguous_time",
    "resolved_differs",
    "resolved_unknown",
    "closed_differs",
    "closed_unknown",
    "nothing_changed",
    "changes_missing",
    "taken",
)


def upgrade() -> None:
    """Move the schema forward; what is there was never imported."""
    op.create_table(
        "import_run",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", Key, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("file_key", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("report", JsonType, nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("tickets_done", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("started_by_id", Key, nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_import_run_state")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_import_run_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_source", "import_run", ["source", "sha256"])
    listed = ", ".join(f"'{code}'" for code in CODES)
    op.create_table(
        "import_row",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("detail", JsonType, nullable=False),
        sa.CheckConstraint(f"code in ({listed})", name=op.f("ck_import_row_code")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_row_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("run_id", "line", name=op.f("uq_import_row_run_id_line")),
    )
    op.create_index("ix_import_row_ref", "import_row", ["ref"])
    op.create_index("ix_import_row_code", "import_row", ["run_id", "code"])
    op.add_column("ticket", sa.Column("read_only", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take the schema back."""
    op.drop_column("ticket", "read_only")
    op.drop_table("import_row")
    op.drop_table("import_run")
