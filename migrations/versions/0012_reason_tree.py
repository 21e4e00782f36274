"""Overdue reasons stand in a tree of two levels, each with its side.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import Key, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

#: The shipped groups: code and both names.
_GROUPS = (
    ("staffing", "人员排班", "Staffing"),
    ("handling", "处理流程", "Handling"),
    ("systems", "系统平台", "Systems"),
    ("customer", "客户方面", "Customer"),
    ("partners", "协作与配件", "Departments and parts"),
    ("on_the_way", "物流与上门", "Delivery and visits"),
    ("other", "其他", "Other"),
)
#: Code of a shipped reason, its group and its side; what a site has added itself is ours, below "other".
_SHIPPED = (
    ("agents_busy", "staffing", "us"),
    ("peak_staffing", "staffing", "us"),
    ("in_training", "staffing", "us"),
    ("on_leave", "staffing", "us"),
    ("unfamiliar", "handling", "us"),
    ("forgotten", "handling", "us"),
    ("late_entry", "handling", "us"),
    ("misassigned", "handling", "us"),
    ("system_failure", "systems", "platform"),
    ("system_slow", "systems", "platform"),
    ("no_answer", "customer", "customer"),
    ("customer_delay", "customer", "customer"),
    ("department_late", "partners", "us"),
    ("part_late", "partners", "parts"),
    ("carrier_late", "on_the_way", "carrier"),
    ("traffic", "on_the_way", "us"),
    ("previous_visit", "on_the_way", "us"),
    ("other", "other", "us"),
)


def upgrade() -> None:
    """Move the schema forward; a side that somebody has chosen stays."""
    made = op.create_table(
        "reason_group",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_group")),
        sa.UniqueConstraint("code", name=op.f("uq_reason_group_code")),
    )
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", Key, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_reason_group_id"), "reason_group", ["group_id"], ["id"])
    reason = sa.table("reason", *(sa.column(name) for name in ("kind", "code", "side", "group_id")))
    link, overdue = op.get_bind(), reason.c.kind == "overdue"
    if link.scalar(sa.select(sa.func.count()).select_from(reason).where(overdue)) == 0:
        return  # a new site: setting it up writes both levels
    rows = [
        {"code": code, "name_zh": zh, "name_en": en, "position": place, "version": 1}
        for place, (code, zh, en) in enumerate(_GROUPS, 1)
    ]
    op.bulk_insert(made, rows)
    keys = dict(link.execute(sa.select(made.c.code, made.c.id)).tuples().all())
    for code, group, side in _SHIPPED:
        row = sa.update(reason).where(overdue, reason.c.code == code)
        link.execute(row.values(group_id=keys[group], side=sa.func.coalesce(reason.c.side, side)))
    own = sa.update(reason).where(overdue, reason.c.group_id.is_(None))
    link.execute(own.values(group_id=keys["other"], side=sa.func.coalesce(reason.c.side, "us")))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_reason_group_id"), type_="foreignkey")
        batch_op.drop_column("group_id")
    op.drop_table("reason_group")
