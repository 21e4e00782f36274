"""Rules of assignment as data, shifts and the rota; what somebody has in hand in an index.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import JsonType, Key, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_OURS = sa.text("status not in ('closed', 'archived', 'voided') and not read_only")
_COLUMNS = ("service_type", "class_code", "category_code")

#: The shipped shifts: code, both names, hours.
_SHIFTS = (
    ("early", "早班", "Early", "08:00-16:30"),
    ("late", "晚班", "Late", "11:30-20:00"),
    ("day", "常白班", "Day", "08:30-12:00 13:00-17:30"),
    ("night", "夜班", "Night", "20:00-08:00"),
)


def upgrade() -> None:
    """Move the schema forward; the default teams become rules that say nothing about owners."""
    made = op.create_table(
        "assignment_rule",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("match", JsonType, nullable=False),
        sa.Column("team_id", Key, nullable=True),
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("person_id", Key, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_assignment_rule_team_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_rule_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rule")),
    )
    op.create_index(op.f("ix_assignment_rule_team_id"), "assignment_rule", ["team_id"])
    old = sa.table(
        "team_default",
        sa.column("id"),
        sa.column("position"),
        *(sa.column(name) for name in _COLUMNS),
        sa.column("product_kinds", JsonType),
        sa.column("team_id"),
    )
    rows = op.get_bind().execute(sa.select(old).order_by(old.c.position, old.c.id)).all()
    if rows:
        op.bulk_insert(made, [_rule(row, place) for place, row in enumerate(rows, 1)])
    op.drop_index(op.f("ix_team_default_team_id"), table_name="team_default")
    op.drop_table("team_default")
    op.create_index(
        "ix_ticket_open_load",
        "ticket",
        ["owner_id", "assigned_at", "service_type", "status"],
        postgresql_where=_OURS,
        sqlite_where=_OURS,
    )
    _duty()


def _duty() -> None:
    """Make shifts and the rota."""
    made = op.create_table(
        "shift",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("code", name=op.f("uq_shift_code")),
    )
    op.create_table(
        "rota",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("shift_id", Key, nullable=True),
        sa.Column("away", sa.String(length=24), nullable=True),
        sa.CheckConstraint("(shift_id is null) <> (away is null)", name=op.f("ck_rota_shift_or_away")),
        sa.CheckConstraint(
            "away is null or away in ('leave', 'sick', 'training')", name=op.f("ck_rota_away")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rota_person_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_rota_shift_id")),
        sa.PrimaryKeyConstraint("day", "person_id", name=op.f("pk_rota")),
    )
    op.create_index("ix_rota_person", "rota", ["person_id", "day"])
    if op.get_bind().scalar(sa.text("select count(*) from channel")) == 0:
        return  # a new site: setting it up writes the shifts
    op.bulk_insert(
        made,
        [
            {"code": code, "name_zh": zh, "name_en": en, "hours": hours, "position": place, "version": 1}
            for place, (code, zh, en, hours) in enumerate(_SHIFTS, 1)
        ],
    )


def _rule(row: sa.Row[tuple[object, ...]], place: int) -> dict[str, object]:
    asks = {
        name.removesuffix("_code") if name == "category_code" else name: getattr(row, name)
        for name in _COLUMNS
    }
    match = {name: [code] for name, code in asks.items() if code}
    if row.product_kinds:
        match["product_kind"] = list(row.product_kinds)
    return {"position": place, "match": match, "team_id": row.team_id, "owner": "", "version": 1}


def downgrade() -> None:
    """Take the schema back; rules that the old table can't say are left out."""
    made = op.create_table(
        "team_default",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_type", sa.String(length=24), nullable=True),
        sa.Column("class_code", sa.String(length=24), nullable=True),
        sa.Column("category_code", sa.String(length=120), nullable=True),
        sa.Column("product_kinds", JsonType, nullable=False),
        sa.Column("team_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_default_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_default")),
    )
    op.create_index(op.f("ix_team_default_team_id"), "team_default", ["team_id"])
    new = sa.table(
        "assignment_rule",
        sa.column("position"),
        sa.column("match", JsonType),
        sa.column("team_id"),
    )
    rows = op.get_bind().execute(sa.select(new).order_by(new.c.position)).all()
    kept = [_default(row) for row in rows if row.team_id and _sayable(row.match)]
    if kept:
        op.bulk_insert(made, kept)
    op.drop_index("ix_ticket_open_load", table_name="ticket")
    op.drop_table("rota")
    op.drop_table("shift")
    op.drop_table("assignment_rule")


def _sayable(match: dict[str, list[str]]) -> bool:
    known = {"service_type", "class_code", "category", "product_kind"}
    return match.keys() <= known and all(len(c) == 1 for n, c in match.items() if n != "product_kind")


def _default(row: sa.Row[tuple[object, ...]]) -> dict[str, object]:
    def one(name: str) -> str | None:
        return next(iter(row.match.get(name, ())), None)

    return {
        "position": row.position,
        "service_type": one("service_type"),
        "class_code": one("class_code"),
        "category_code": one("category"),
        "product_kinds": row.match.get("product_kind", []),
        "team_id": row.team_id,
    }
