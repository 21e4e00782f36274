"""first schema

Revision: 0001, after .
"""

import sqlalchemy as sa
from alembic import op

from sladesk.db.types import JsonType, Key, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "audit_seal",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("first_id", Key, nullable=False),
        sa.Column("last_id", Key, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("last_id", name=op.f("uq_audit_seal_last_id")),
    )
    op.create_table(
        "calendar",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
        sa.UniqueConstraint("code", name=op.f("uq_calendar_code")),
    )
    op.create_table(
        "category",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("class_code", sa.String(length=24), nullable=False),
        sa.Column("parent_id", Key, nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("service_type", sa.String(length=24), nullable=True),
        sa.Column("priority", sa.String(length=24), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "class_code in ('consultation', 'complaint', 'fault', 'suggestion', 'other')",
            name=op.f("ck_category_class_code"),
        ),
        sa.CheckConstraint(
            "priority is null or priority in ('urgent', 'high', 'medium', 'low')",
            name=op.f("ck_category_priority"),
        ),
        sa.CheckConstraint(
            "service_type is null or service_type in ('repair', 'consultation', 'complaint', 'return', 'maintenance', 'suggestion', 'other')",
            name=op.f("ck_category_service_type"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("fk_category_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("code", name=op.f("uq_category_code")),
    )
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_category_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "channel",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("slow", sa.Boolean(), nullable=False),
        sa.Column("to_the_second", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("code", name=op.f("uq_channel_code")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("day", sa.String(length=8), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_counter")),
    )
    op.create_table(
        "customer",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("nickname", sa.String(length=200), nullable=False),
        sa.Column("initials", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("gender", sa.String(length=8), nullable=True),
        sa.Column("age_range", sa.String(length=12), nullable=True),
        sa.Column("mobile", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("purchases", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("type in ('person', 'organisation')", name=op.f("ck_customer_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_number")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index("ix_customer_initials", ["initials"], unique=False)
        batch_op.create_index("ix_customer_mobile", ["mobile"], unique=False)
        batch_op.create_index("ix_customer_name", ["name"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("args", JsonType, nullable=False),
        sa.Column("unique_key", sa.String(length=160), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("run_after", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state in ('queued', 'running', 'done', 'dead')", name=op.f("ck_job_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_job_unique_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_claim", ["state", "run_after"], unique=False)

    op.create_table(
        "knowledge_item",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("category_code", sa.String(length=120), nullable=False),
        sa.Column("title_zh", sa.String(length=400), nullable=False),
        sa.Column("title_en", sa.String(length=400), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("is_safety", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('question', 'script', 'advice', 'faq')", name=op.f("ck_knowledge_item_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_item")),
    )
    with op.batch_alter_table("knowledge_item", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_item_category", ["category_code", "kind"], unique=False)

    op.create_table(
        "login_attempt",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_login_attempt_address", ["address", "at"], unique=False)
        batch_op.create_index("ix_login_attempt_login", ["login", "at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("staff_number", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("districts", sa.String(length=400), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=True),
        sa.Column("theme", sa.String(length=8), nullable=True),
        sa.Column("duty", sa.String(length=24), nullable=False),
        sa.Column("duty_since", UtcDateTime(), nullable=True),
        sa.Column("active_role", sa.String(length=24), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "active_role is null or active_role in ('agent', 'engineer', 'supervisor', 'analyst', 'manager', 'admin', 'collaborator')",
            name=op.f("ck_person_active_role"),
        ),
        sa.CheckConstraint("duty in ('on', 'break', 'off')", name=op.f("ck_person_duty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
        sa.UniqueConstraint("staff_number", name=op.f("uq_person_staff_number")),
    )
    op.create_table(
        "priority_rule",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("class_code", sa.String(length=24), nullable=True),
        sa.Column("service_type", sa.String(length=24), nullable=True),
        sa.Column("category_code", sa.String(length=120), nullable=True),
        sa.Column("channel_codes", JsonType, nullable=False),
        sa.Column("priority", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "class_code is null or class_code in ('consultation', 'complaint', 'fault', 'suggestion', 'other')",
            name=op.f("ck_priority_rule_class_code"),
        ),
        sa.CheckConstraint(
            "priority in ('urgent', 'high', 'medium', 'low')", name=op.f("ck_priority_rule_priority")
        ),
        sa.CheckConstraint(
            "service_type is null or service_type in ('repair', 'consultation', 'complaint', 'return', 'maintenance', 'suggestion', 'other')",
            name=op.f("ck_priority_rule_service_type"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_rule")),
    )
    op.create_table(
        "product_model",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_model")),
        sa.UniqueConstraint("code", name=op.f("uq_product_model_code")),
    )
    op.create_table(
        "reason",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=True),
        sa.Column("note_required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('wait_customer', 'wait_parts', 'overdue', 'void', 'late_registration', 'reveal', 'reassign', 'escalate', 'reschedule', 'cancel_visit', 'low_score')",
            name=op.f("ck_reason_kind"),
        ),
        sa.CheckConstraint(
            "side is null or side in ('us', 'customer', 'parts', 'carrier', 'platform')",
            name=op.f("ck_reason_side"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_reason_kind_code")),
    )
    op.create_table(
        "request_key",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("actor_id", Key, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", JsonType, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_key")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_request_key_actor_id_key")),
    )
    with op.batch_alter_table("request_key", schema=None) as batch_op:
        batch_op.create_index("ix_request_key_at", ["at"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('desk', 'field', 'second_line', 'complaints', 'department')", name=op.f("ck_team_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    op.create_table(
        "asset",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("customer_id", Key, nullable=False),
        sa.Column("model_id", Key, nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("purchase_channel", sa.String(length=40), nullable=False),
        sa.Column("service_card", sa.String(length=64), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("warranty_reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_asset_customer_id")),
        sa.ForeignKeyConstraint(["model_id"], ["product_model.id"], name=op.f("fk_asset_model_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
    )
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_model_id"), ["model_id"], unique=False)
        batch_op.create_index("ix_asset_order_number", ["order_number"], unique=False)
        batch_op.create_index("ix_asset_serial", ["serial"], unique=False)
        batch_op.create_index("ix_asset_service_card", ["service_card"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("data", JsonType, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_action", ["action", "at"], unique=False)
        batch_op.create_index("ix_audit_actor", ["actor_id", "at"], unique=False)
        batch_op.create_index("ix_audit_object", ["object_type", "object_id"], unique=False)

    op.create_table(
        "calendar_version",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("calendar_id", Key, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("spec", JsonType, nullable=False),
        sa.Column("active_from", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", Key, nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendar.id"], name=op.f("fk_calendar_version_calendar_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_calendar_version_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint("calendar_id", "no", name=op.f("uq_calendar_version_calendar_id_no")),
    )
    op.create_table(
        "login_session",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_role",
        sa.Column("person_id", Key, nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "role in ('agent', 'engineer', 'supervisor', 'analyst', 'manager', 'admin', 'collaborator')",
            name=op.f("ck_person_role_role"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_role_person_id")),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_person_role")),
    )
    op.create_table(
        "place",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("customer_id", Key, nullable=False),
        sa.Column("province", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("district", sa.String(length=60), nullable=False),
        sa.Column("street", sa.String(length=300), nullable=False),
        sa.Column("postcode", sa.String(length=12), nullable=False),
        sa.Column("access_note", sa.String(length=200), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_place_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "policy_set",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("active_from", UtcDateTime(), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", Key, nullable=True),
        sa.CheckConstraint("state in ('draft', 'active', 'retired')", name=op.f("ck_policy_set_state")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_policy_set_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_set")),
        sa.UniqueConstraint("no", name=op.f("uq_policy_set_no")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("columns", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", JsonType, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_setting_changed_by_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "setting_change",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("before", JsonType, nullable=True),
        sa.Column("after", JsonType, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_setting_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_change")),
    )
    with op.batch_alter_table("setting_change", schema=None) as batch_op:
        batch_op.create_index("ix_setting_change_name", ["name", "at"], unique=False)

    op.create_table(
        "team_default",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_type", sa.String(length=24), nullable=True),
        sa.Column("class_code", sa.String(length=24), nullable=True),
        sa.Column("category_code", sa.String(length=120), nullable=True),
        sa.Column("product_kinds", JsonType, nullable=False),
        sa.Column("team_id", Key, nullable=False),
        sa.CheckConstraint(
            "class_code is null or class_code in ('consultation', 'complaint', 'fault', 'suggestion', 'other')",
            name=op.f("ck_team_default_class_code"),
        ),
        sa.CheckConstraint(
            "service_type is null or service_type in ('repair', 'consultation', 'complaint', 'return', 'maintenance', 'suggestion', 'other')",
            name=op.f("ck_team_default_service_type"),
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_default_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_default")),
    )
    with op.batch_alter_table("team_default", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_default_team_id"), ["team_id"], unique=False)

    op.create_table(
        "team_member",
        sa.Column("team_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_team_member_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id")),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_team_member")),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index("ix_team_member_person", ["person_id"], unique=False)

    op.create_table(
        "policy",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("set_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("family", sa.String(length=64), nullable=False),
        sa.Column("match", JsonType, nullable=False),
        sa.Column("regulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["policy_set.id"], name=op.f("fk_policy_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("set_id", "code", name=op.f("uq_policy_set_id_code")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("cycle_no", sa.Integer(), nullable=False),
        sa.Column("customer_id", Key, nullable=True),
        sa.Column("asset_id", Key, nullable=True),
        sa.Column("place_id", Key, nullable=True),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("contact_phone", sa.String(length=32), nullable=False),
        sa.Column("contact_hours", sa.String(length=100), nullable=False),
        sa.Column("channel_id", Key, nullable=False),
        sa.Column("category_id", Key, nullable=False),
        sa.Column("class_code", sa.String(length=24), nullable=False),
        sa.Column("service_type", sa.String(length=24), nullable=False),
        sa.Column("priority", sa.String(length=24), nullable=False),
        sa.Column("suggested_priority", sa.String(length=24), nullable=False),
        sa.Column("customer_urges", sa.Boolean(), nullable=False),
        sa.Column("risk_level", sa.String(length=24), nullable=True),
        sa.Column("brand_post", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("verbatim", sa.Text(), nullable=False),
        sa.Column("phenomenon", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("expectation", sa.Text(), nullable=False),
        sa.Column("began", sa.String(length=200), nullable=False),
        sa.Column("accompanying", sa.String(length=200), nullable=False),
        sa.Column("answers", JsonType, nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("key_feedback", sa.Text(), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("tracking_number", sa.String(length=64), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("late_reason_id", Key, nullable=True),
        sa.Column("recorder_id", Key, nullable=True),
        sa.Column("intake_team_id", Key, nullable=True),
        sa.Column("team_id", Key, nullable=True),
        sa.Column("owner_id", Key, nullable=True),
        sa.Column("assigned_at", UtcDateTime(), nullable=True),
        sa.Column("next_kind", sa.String(length=24), nullable=True),
        sa.Column("next_started_at", UtcDateTime(), nullable=True),
        sa.Column("next_due_at", UtcDateTime(), nullable=True),
        sa.Column("next_warn50_at", UtcDateTime(), nullable=True),
        sa.Column("next_warn80_at", UtcDateTime(), nullable=True),
        sa.Column("held_due_at", UtcDateTime(), nullable=True),
        sa.Column("paused_since", UtcDateTime(), nullable=True),
        sa.Column("sort_due_at", UtcDateTime(), nullable=False),
        sa.Column("last_event_at", UtcDateTime(), nullable=False),
        sa.Column("last_note", sa.String(length=200), nullable=False),
        sa.Column("chasers", sa.Integer(), nullable=False),
        sa.Column("open_breaches", sa.Integer(), nullable=False),
        sa.Column("void_reason_id", Key, nullable=True),
        sa.Column("merged_into_id", Key, nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.Column("external_source", sa.String(length=64), nullable=True),
        sa.Column("external_ref", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "class_code in ('consultation', 'complaint', 'fault', 'suggestion', 'other')",
            name=op.f("ck_ticket_class_code"),
        ),
        sa.CheckConstraint(
            "next_kind is null or next_kind in ('answer', 'first_response', 'preliminary', 'resolution', 'update', 'promise', 'callback', 'low_score', 'task', 'emergency', 'assignment_wait')",
            name=op.f("ck_ticket_next_kind"),
        ),
        sa.CheckConstraint(
            "priority in ('urgent', 'high', 'medium', 'low')", name=op.f("ck_ticket_priority")
        ),
        sa.CheckConstraint(
            "risk_level is null or risk_level in ('level_1', 'level_2', 'level_3')",
            name=op.f("ck_ticket_risk_level"),
        ),
        sa.CheckConstraint(
            "service_type in ('repair', 'consultation', 'complaint', 'return', 'maintenance', 'suggestion', 'other')",
            name=op.f("ck_ticket_service_type"),
        ),
        sa.CheckConstraint(
            "status in ('new', 'in_progress', 'waiting_customer', 'waiting_parts', 'escalated', 'to_verify', 'closed', 'archived', 'voided')",
            name=op.f("ck_ticket_status"),
        ),
        sa.CheckConstraint(
            "suggested_priority in ('urgent', 'high', 'medium', 'low')",
            name=op.f("ck_ticket_suggested_priority"),
        ),
        sa.CheckConstraint(
            "merged_into_id is null or merged_into_id <> id", name=op.f("ck_ticket_merged_elsewhere")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_ticket_asset_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_ticket_category_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_ticket_channel_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_ticket_customer_id")),
        sa.ForeignKeyConstraint(["intake_team_id"], ["team.id"], name=op.f("fk_ticket_intake_team_id")),
        sa.ForeignKeyConstraint(["late_reason_id"], ["reason.id"], name=op.f("fk_ticket_late_reason_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["ticket.id"], name=op.f("fk_ticket_merged_into_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_ticket_owner_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_ticket_place_id")),
        sa.ForeignKeyConstraint(["recorder_id"], ["person.id"], name=op.f("fk_ticket_recorder_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_ticket_team_id")),
        sa.ForeignKeyConstraint(["void_reason_id"], ["reason.id"], name=op.f("fk_ticket_void_reason_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_activity", ["last_event_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_asset", ["asset_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_channel_id"), ["channel_id"], unique=False)
        batch_op.create_index("ix_ticket_customer", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_ticket_due", ["sort_due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_ticket_external",
            ["external_source", "external_ref"],
            unique=True,
            postgresql_where=sa.text("external_ref is not null"),
            sqlite_where=sa.text("external_ref is not null"),
        )
        batch_op.create_index(batch_op.f("ix_ticket_intake_team_id"), ["intake_team_id"], unique=False)
        batch_op.create_index(
            "ix_ticket_merged_into",
            ["merged_into_id"],
            unique=False,
            postgresql_where=sa.text("merged_into_id is not null"),
            sqlite_where=sa.text("merged_into_id is not null"),
        )
        batch_op.create_index(
            "ix_ticket_next_due",
            ["next_due_at"],
            unique=False,
            postgresql_where=sa.text("next_due_at is not null"),
            sqlite_where=sa.text("next_due_at is not null"),
        )
        batch_op.create_index(
            "ix_ticket_open_due",
            ["sort_due_at", "id"],
            unique=False,
            postgresql_where=sa.text("status not in ('closed', 'archived', 'voided')"),
            sqlite_where=sa.text("status not in ('closed', 'archived', 'voided')"),
        )
        batch_op.create_index(
            "ix_ticket_open_owner",
            ["owner_id", "sort_due_at"],
            unique=False,
            postgresql_where=sa.text("status not in ('closed', 'archived', 'voided')"),
            sqlite_where=sa.text("status not in ('closed', 'archived', 'voided')"),
        )
        batch_op.create_index(
            "ix_ticket_open_team",
            ["team_id", "sort_due_at"],
            unique=False,
            postgresql_where=sa.text("status not in ('closed', 'archived', 'voided')"),
            sqlite_where=sa.text("status not in ('closed', 'archived', 'voided')"),
        )
        batch_op.create_index(batch_op.f("ix_ticket_order_number"), ["order_number"], unique=False)
        batch_op.create_index("ix_ticket_owner_activity", ["owner_id", "last_event_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_owner_due", ["owner_id", "sort_due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_recorder_id"), ["recorder_id"], unique=False)
        batch_op.create_index("ix_ticket_requested", ["requested_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_status_activity", ["status", "last_event_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_status_due", ["status", "sort_due_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_team_activity", ["team_id", "last_event_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_team_due", ["team_id", "sort_due_at", "id"], unique=False)

    op.create_table(
        "cycle",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by_id", Key, nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("iso_week", sa.String(length=8), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("answer_seconds", sa.Integer(), nullable=True),
        sa.Column("first_response_at", UtcDateTime(), nullable=True),
        sa.Column("first_response_method", sa.String(length=24), nullable=True),
        sa.Column("first_response_result", sa.Text(), nullable=False),
        sa.Column("first_responder_id", Key, nullable=True),
        sa.Column("solution_at", UtcDateTime(), nullable=True),
        sa.Column("solution_code", sa.String(length=24), nullable=True),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("solution_is_final", sa.Boolean(), nullable=False),
        sa.Column("solver_id", Key, nullable=True),
        sa.Column("verify_attempts", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirm_method", sa.String(length=24), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("close_outcome", sa.String(length=24), nullable=True),
        sa.Column("callback_attempts", sa.Integer(), nullable=False),
        sa.Column("callback_at", UtcDateTime(), nullable=True),
        sa.Column("callback_by_id", Key, nullable=True),
        sa.Column("callback_outcome", sa.String(length=24), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("low_score_contact_at", UtcDateTime(), nullable=True),
        sa.Column("low_score_reason_id", Key, nullable=True),
        sa.Column("low_score_finding", sa.Text(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", Key, nullable=True),
        sa.CheckConstraint(
            "close_outcome is null or close_outcome in ('confirmed', 'unreachable')",
            name=op.f("ck_cycle_close_outcome"),
        ),
        sa.CheckConstraint(
            "first_response_method is null or first_response_method in ('phone', 'chat', 'wechat', 'sms', 'email', 'visit')",
            name=op.f("ck_cycle_first_response_method"),
        ),
        sa.CheckConstraint(
            "solution_code is null or solution_code in ('remote', 'on_site', 'part', 'exchange', 'resend', 'refund', 'compensation', 'answer', 'temporary', 'no_fault', 'other')",
            name=op.f("ck_cycle_solution_code"),
        ),
        sa.ForeignKeyConstraint(["callback_by_id"], ["person.id"], name=op.f("fk_cycle_callback_by_id")),
        sa.ForeignKeyConstraint(
            ["first_responder_id"], ["person.id"], name=op.f("fk_cycle_first_responder_id")
        ),
        sa.ForeignKeyConstraint(
            ["low_score_reason_id"], ["reason.id"], name=op.f("fk_cycle_low_score_reason_id")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_cycle_opened_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_cycle_settled_by_id")),
        sa.ForeignKeyConstraint(["solver_id"], ["person.id"], name=op.f("fk_cycle_solver_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_cycle_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("ticket_id", "no", name=op.f("uq_cycle_ticket_id_no")),
    )
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.create_index("ix_cycle_callback", ["callback_at"], unique=False)
        batch_op.create_index("ix_cycle_closed", ["closed_at"], unique=False)
        batch_op.create_index("ix_cycle_day", ["local_day"], unique=False)
        batch_op.create_index("ix_cycle_responder", ["first_responder_id", "first_response_at"], unique=False)
        batch_op.create_index("ix_cycle_score", ["score", "settled_at"], unique=False)
        batch_op.create_index("ix_cycle_solver", ["solver_id", "solution_at"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("ticket_id", Key, nullable=True),
        sa.Column("gateway", sa.String(length=24), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("data", JsonType, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'sent', 'dead')", name=op.f("ck_delivery_state")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_delivery_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delivery_public_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_state", ["state", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("cycle_no", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("behalf_of_id", Key, nullable=True),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("data", JsonType, nullable=False),
        sa.Column("corrects_id", Key, nullable=True),
        sa.Column("customer_informed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "source in ('web', 'phone', 'api', 'mail', 'import', 'job', 'cli')", name=op.f("ck_event_source")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_event_actor_id")),
        sa.ForeignKeyConstraint(["behalf_of_id"], ["person.id"], name=op.f("fk_event_behalf_of_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["event.id"], name=op.f("fk_event_corrects_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_event_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("ticket_id", "seq", name=op.f("uq_event_ticket_id_seq")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_actor", ["actor_id", "recorded_at"], unique=False)

    op.create_table(
        "handler",
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_handler_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_handler_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "person_id", name=op.f("pk_handler")),
    )
    op.create_table(
        "notice",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("data", JsonType, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_notice_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_notice_person_id_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_person", ["person_id", "read_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "policy_target",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("policy_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        sa.Column("calendar_id", Key, nullable=True),
        sa.Column("after_opening_seconds", sa.Integer(), nullable=True),
        sa.Column("peak", JsonType, nullable=True),
        sa.Column("peak_seconds", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('answer', 'first_response', 'preliminary', 'resolution', 'update', 'promise', 'callback', 'low_score', 'task', 'emergency', 'assignment_wait')",
            name=op.f("ck_policy_target_kind"),
        ),
        sa.CheckConstraint(
            "mode in ('working', 'plain', 'after_opening')", name=op.f("ck_policy_target_mode")
        ),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_policy_target_seconds_positive")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_policy_target_calendar_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_target_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_target")),
        sa.UniqueConstraint("policy_id", "kind", name=op.f("uq_policy_target_policy_id_kind")),
    )
    with op.batch_alter_table("policy_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_target_calendar_id"), ["calendar_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("writing_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_presence_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "person_id", name=op.f("pk_presence")),
    )
    op.create_table(
        "read_mark",
        sa.Column("person_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_read_mark_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_read_mark_ticket_id")),
        sa.PrimaryKeyConstraint("person_id", "ticket_id", name=op.f("pk_read_mark")),
    )
    op.create_table(
        "reveal",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("customer_id", Key, nullable=True),
        sa.Column("ticket_id", Key, nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("reason_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_reveal_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reveal_person_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["reason.id"], name=op.f("fk_reveal_reason_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_reveal_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal")),
    )
    with op.batch_alter_table("reveal", schema=None) as batch_op:
        batch_op.create_index("ix_reveal_customer", ["customer_id", "at"], unique=False)
        batch_op.create_index("ix_reveal_person", ["person_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_reveal_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "ticket_link",
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("other_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["ticket.id"], name=op.f("fk_ticket_link_other_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ticket_link_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_link_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "other_id", name=op.f("pk_ticket_link")),
    )
    with op.batch_alter_table("ticket_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_link_other_id"), ["other_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("cycle_id", Key, nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("person_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_attempt_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_attempt_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_cycle", ["cycle_id", "purpose"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "clock",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("cycle_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("target_seconds", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        sa.Column("calendar_version_id", Key, nullable=True),
        sa.Column("policy_id", Key, nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("responsible_id", Key, nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("warn50_at", UtcDateTime(), nullable=True),
        sa.Column("warn80_at", UtcDateTime(), nullable=True),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("next_warn_at", UtcDateTime(), nullable=True),
        sa.Column("paused_since", UtcDateTime(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("breached_at", UtcDateTime(), nullable=True),
        sa.Column("open_seconds", sa.Integer(), nullable=True),
        sa.Column("plain_seconds", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('answer', 'first_response', 'preliminary', 'resolution', 'update', 'promise', 'callback', 'low_score', 'task', 'emergency', 'assignment_wait')",
            name=op.f("ck_clock_kind"),
        ),
        sa.CheckConstraint("mode in ('working', 'plain', 'after_opening')", name=op.f("ck_clock_mode")),
        sa.CheckConstraint(
            "state in ('running', 'paused', 'stopped', 'cancelled')", name=op.f("ck_clock_state")
        ),
        sa.ForeignKeyConstraint(
            ["calendar_version_id"], ["calendar_version.id"], name=op.f("fk_clock_calendar_version_id")
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_clock_cycle_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_clock_policy_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_clock_responsible_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_clock_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
        sa.UniqueConstraint("cycle_id", "kind", "no", name=op.f("uq_clock_cycle_id_kind_no")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_clock_breached",
            ["breached_at"],
            unique=False,
            postgresql_where=sa.text("breached_at is not null"),
            sqlite_where=sa.text("breached_at is not null"),
        )
        batch_op.create_index(
            "ix_clock_decided", ["kind", "stopped_at", "breached_at", "ticket_id"], unique=False
        )
        batch_op.create_index(
            "ix_clock_sweep",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'running' and breached_at is null"),
            sqlite_where=sa.text("state = 'running' and breached_at is null"),
        )
        batch_op.create_index("ix_clock_ticket", ["ticket_id", "id"], unique=False)
        batch_op.create_index(
            "ix_clock_warn",
            ["next_warn_at"],
            unique=False,
            postgresql_where=sa.text("next_warn_at is not null"),
            sqlite_where=sa.text("next_warn_at is not null"),
        )

    op.create_table(
        "escalation",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("cycle_id", Key, nullable=False),
        sa.Column("raised_by_id", Key, nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("reason_id", Key, nullable=False),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("decided_by_id", Key, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_escalation_cycle_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_escalation_decided_by_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["person.id"], name=op.f("fk_escalation_raised_by_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["reason.id"], name=op.f("fk_escalation_reason_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_escalation_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index("ix_escalation_open", ["decided_at", "raised_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "event_text",
        sa.Column("event_id", Key, nullable=False),
        sa.Column("field", sa.String(length=24), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_text_event_id")),
        sa.PrimaryKeyConstraint("event_id", "field", name=op.f("pk_event_text")),
    )
    op.create_table(
        "pause",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("cycle_id", Key, nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("reason_id", Key, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expected_at", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("started_by_id", Key, nullable=True),
        sa.CheckConstraint("status in ('waiting_customer', 'waiting_parts')", name=op.f("ck_pause_status")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_pause_cycle_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["reason.id"], name=op.f("fk_pause_reason_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_pause_started_by_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_pause_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index("ix_pause_open", ["ticket_id", "ended_at"], unique=False)

    op.create_table(
        "breach",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("clock_id", Key, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("owner_id", Key, nullable=True),
        sa.Column("reason_id", Key, nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("given_by_id", Key, nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=True),
        sa.Column("checked_reason_id", Key, nullable=True),
        sa.Column("checked_by_id", Key, nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_breach_checked_by_id")),
        sa.ForeignKeyConstraint(
            ["checked_reason_id"], ["reason.id"], name=op.f("fk_breach_checked_reason_id")
        ),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_breach_clock_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_breach_given_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_breach_owner_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["reason.id"], name=op.f("fk_breach_reason_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_breach_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_breach_clock_id")),
    )
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.create_index("ix_breach_ticket", ["ticket_id"], unique=False)
        batch_op.create_index(
            "ix_breach_to_check", ["checked_at", "given_at", "reason_id", "withdrawn_at"], unique=False
        )
        batch_op.create_index("ix_breach_to_give", ["owner_id", "given_at"], unique=False)

    op.create_table(
        "clock_entry",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("clock_id", Key, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("effective_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("event_id", Key, nullable=True),
        sa.Column("due_after", UtcDateTime(), nullable=True),
        sa.Column("target", JsonType, nullable=True),
        sa.Column("data", JsonType, nullable=False),
        sa.CheckConstraint(
            "kind in ('start', 'retarget', 'pause', 'resume', 'stop', 'breach', 'withdraw', 'cancel', 'correct')",
            name=op.f("ck_clock_entry_kind"),
        ),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_entry_clock_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_clock_entry_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_entry")),
        sa.UniqueConstraint("clock_id", "seq", name=op.f("uq_clock_entry_clock_id_seq")),
    )
    op.create_table(
        "visit",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("cycle_id", Key, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("engineer_id", Key, nullable=False),
        sa.Column("window_start", UtcDateTime(), nullable=False),
        sa.Column("window_end", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("bring", sa.String(length=200), nullable=False),
        sa.Column("stamps", JsonType, nullable=False),
        sa.Column("diagnosis", sa.Text(), nullable=False),
        sa.Column("readings", JsonType, nullable=False),
        sa.Column("repair", sa.Text(), nullable=False),
        sa.Column("signed_name", sa.String(length=100), nullable=False),
        sa.Column("promise_clock_id", Key, nullable=True),
        sa.Column("planned_by_id", Key, nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('planned', 'accepted', 'on_way', 'arrived', 'diagnosed', 'waiting_part', 'repaired', 'confirmed', 'cancelled')",
            name=op.f("ck_visit_state"),
        ),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_visit_cycle_id")),
        sa.ForeignKeyConstraint(["engineer_id"], ["person.id"], name=op.f("fk_visit_engineer_id")),
        sa.ForeignKeyConstraint(["planned_by_id"], ["person.id"], name=op.f("fk_visit_planned_by_id")),
        sa.ForeignKeyConstraint(["promise_clock_id"], ["clock.id"], name=op.f("fk_visit_promise_clock_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_visit_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index("ix_visit_engineer_window", ["engineer_id", "window_start"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("ticket_id", Key, nullable=False),
        sa.Column("event_id", Key, nullable=True),
        sa.Column("visit_id", Key, nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("storage_key", sa.String(length=80), nullable=False),
        sa.Column("thumb_key", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", Key, nullable=True),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind in ('before', 'after', 'label', 'signature', 'other')", name=op.f("ck_attachment_kind")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attachment_event_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_attachment_ticket_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_attachment_uploaded_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_attachment_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachment_public_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachment_storage_key")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_visit_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_event_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_ticket_id"))
        batch_op.drop_index("ix_visit_engineer_window")
        batch_op.drop_index(batch_op.f("ix_visit_cycle_id"))

    op.drop_table("visit")
    op.drop_table("clock_entry")
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.drop_index("ix_breach_to_give")
        batch_op.drop_index("ix_breach_to_check")
        batch_op.drop_index("ix_breach_ticket")

    op.drop_table("breach")
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.drop_index("ix_pause_open")
        batch_op.drop_index(batch_op.f("ix_pause_cycle_id"))

    op.drop_table("pause")
    op.drop_table("event_text")
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalation_ticket_id"))
        batch_op.drop_index("ix_escalation_open")
        batch_op.drop_index(batch_op.f("ix_escalation_cycle_id"))

    op.drop_table("escalation")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_clock_warn",
            postgresql_where=sa.text("next_warn_at is not null"),
            sqlite_where=sa.text("next_warn_at is not null"),
        )
        batch_op.drop_index("ix_clock_ticket")
        batch_op.drop_index(
            "ix_clock_sweep",
            postgresql_where=sa.text("state = 'running' and breached_at is null"),
            sqlite_where=sa.text("state = 'running' and breached_at is null"),
        )
        batch_op.drop_index("ix_clock_decided")
        batch_op.drop_index(
            "ix_clock_breached",
            postgresql_where=sa.text("breached_at is not null"),
            sqlite_where=sa.text("breached_at is not null"),
        )

    op.drop_table("clock")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_ticket_id"))
        batch_op.drop_index("ix_attempt_cycle")

    op.drop_table("attempt")
    with op.batch_alter_table("ticket_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_link_other_id"))

    op.drop_table("ticket_link")
    with op.batch_alter_table("reveal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reveal_ticket_id"))
        batch_op.drop_index("ix_reveal_person")
        batch_op.drop_index("ix_reveal_customer")

    op.drop_table("reveal")
    op.drop_table("read_mark")
    op.drop_table("presence")
    with op.batch_alter_table("policy_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_target_calendar_id"))

    op.drop_table("policy_target")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_ticket_id"))
        batch_op.drop_index("ix_notice_person")

    op.drop_table("notice")
    op.drop_table("handler")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_actor")

    op.drop_table("event")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_ticket_id"))
        batch_op.drop_index("ix_delivery_state")

    op.drop_table("delivery")
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_index("ix_cycle_solver")
        batch_op.drop_index("ix_cycle_score")
        batch_op.drop_index("ix_cycle_responder")
        batch_op.drop_index("ix_cycle_day")
        batch_op.drop_index("ix_cycle_closed")
        batch_op.drop_index("ix_cycle_callback")

    op.drop_table("cycle")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_team_due")
        batch_op.drop_index("ix_ticket_team_activity")
        batch_op.drop_index("ix_ticket_status_due")
        batch_op.drop_index("ix_ticket_status_activity")
        batch_op.drop_index("ix_ticket_requested")
        batch_op.drop_index(batch_op.f("ix_ticket_recorder_id"))
        batch_op.drop_index(batch_op.f("ix_ticket_place_id"))
        batch_op.drop_index("ix_ticket_owner_due")
        batch_op.drop_index("ix_ticket_owner_activity")
        batch_op.drop_index(batch_op.f("ix_ticket_order_number"))
        batch_op.drop_index(
            "ix_ticket_open_team",
            postgresql_where=sa.text("status not in ('closed', 'archived', 'voided')"),
            sqlite_where=sa.text("status not in ('closed', 'archived', 'voided')"),
        )
        batch_op.drop_index(
            "ix_ticket_open_owner",
            postgresql_where=sa.text("status not in ('closed', 'archived', 'voided')"),
            sqlite_where=sa.text("status not in ('closed', 'archived', 'voided')"),
        )
        batch_op.drop_index(
            "ix_ticket_open_due",
            postgresql_where=sa.text("status not in ('closed', 'archived', 'voided')"),
            sqlite_where=sa.text("status not in ('closed', 'archived', 'voided')"),
        )
        batch_op.drop_index(
            "ix_ticket_next_due",
            postgresql_where=sa.text("next_due_at is not null"),
            sqlite_where=sa.text("next_due_at is not null"),
        )
        batch_op.drop_index(
            "ix_ticket_merged_into",
            postgresql_where=sa.text("merged_into_id is not null"),
            sqlite_where=sa.text("merged_into_id is not null"),
        )
        batch_op.drop_index(batch_op.f("ix_ticket_intake_team_id"))
        batch_op.drop_index(
            "ix_ticket_external",
            postgresql_where=sa.text("external_ref is not null"),
            sqlite_where=sa.text("external_ref is not null"),
        )
        batch_op.drop_index("ix_ticket_due")
        batch_op.drop_index("ix_ticket_customer")
        batch_op.drop_index(batch_op.f("ix_ticket_channel_id"))
        batch_op.drop_index(batch_op.f("ix_ticket_category_id"))
        batch_op.drop_index("ix_ticket_asset")
        batch_op.drop_index("ix_ticket_activity")

    op.drop_table("ticket")
    op.drop_table("policy")
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_index("ix_team_member_person")

    op.drop_table("team_member")
    with op.batch_alter_table("team_default", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_default_team_id"))

    op.drop_table("team_default")
    with op.batch_alter_table("setting_change", schema=None) as batch_op:
        batch_op.drop_index("ix_setting_change_name")

    op.drop_table("setting_change")
    op.drop_table("setting")
    op.drop_table("saved_view")
    op.drop_table("policy_set")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_customer_id"))

    op.drop_table("place")
    op.drop_table("person_role")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_person_id"))

    op.drop_table("login_session")
    op.drop_table("calendar_version")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_object")
        batch_op.drop_index("ix_audit_actor")
        batch_op.drop_index("ix_audit_action")

    op.drop_table("audit")
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.drop_index("ix_asset_service_card")
        batch_op.drop_index("ix_asset_serial")
        batch_op.drop_index("ix_asset_order_number")
        batch_op.drop_index(batch_op.f("ix_asset_model_id"))
        batch_op.drop_index(batch_op.f("ix_asset_customer_id"))

    op.drop_table("asset")
    op.drop_table("team")
    with op.batch_alter_table("request_key", schema=None) as batch_op:
        batch_op.drop_index("ix_request_key_at")

    op.drop_table("request_key")
    op.drop_table("reason")
    op.drop_table("product_model")
    op.drop_table("priority_rule")
    op.drop_table("person")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_login_attempt_login")
        batch_op.drop_index("ix_login_attempt_address")

    op.drop_table("login_attempt")
    with op.batch_alter_table("knowledge_item", schema=None) as batch_op:
        batch_op.drop_index("ix_knowledge_item_category")

    op.drop_table("knowledge_item")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_claim")

    op.drop_table("job")
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_name")
        batch_op.drop_index("ix_customer_mobile")
        batch_op.drop_index("ix_customer_initials")

    op.drop_table("customer")
    op.drop_table("counter")
    op.drop_table("channel")
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_parent_id"))

    op.drop_table("category")
    op.drop_table("calendar")
    op.drop_table("audit_seal")
