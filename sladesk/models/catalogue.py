"""Master data an administrator edits: channels, categories, reasons, knowledge, routing, suggestions.

Nothing here is deleted: `retired_at` takes a row out of the lists (decision 14).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.domain.codes import KnowledgeKind, Priority, ReasonKind, ReasonSide, ServiceType, TicketClass
from sladesk.models._columns import Code, Name, ShortCode, one_of


class Channel(db.Model):
    """A way requests come in (渠道)."""

    __tablename__ = "channel"

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    slow: Mapped[bool] = mapped_column(default=False)
    to_the_second: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Category(db.Model):
    """A node of the category tree below a class (问题分类); `code` is the dotted path."""

    __tablename__ = "category"
    __table_args__ = (
        one_of("class_code", TicketClass),
        one_of("service_type", ServiceType, null=True),
        one_of("priority", Priority, null=True),
    )

    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(String(120), unique=True)
    class_code: Mapped[ShortCode]
    parent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("category.id"), index=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    service_type: Mapped[str | None] = mapped_column(String(24))
    priority: Mapped[str | None] = mapped_column(String(24))
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class AssignmentRule(db.Model):
    """Where a new ticket goes: of team and owner each the first row that matches and says it (R2.1)."""

    __tablename__ = "assignment_rule"

    id: Mapped[Pk]
    position: Mapped[int]
    match: Mapped[dict[str, list[str]]] = mapped_column(JsonType, default=dict)
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"), index=True)
    owner: Mapped[str] = mapped_column(String(24), default="")
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)


class PriorityRule(db.Model):
    """One line of the table that suggests a priority (R1.6); the first matching line counts."""

    __tablename__ = "priority_rule"
    __table_args__ = (
        one_of("class_code", TicketClass, null=True),
        one_of("service_type", ServiceType, null=True),
        one_of("priority", Priority),
    )

    id: Mapped[Pk]
    position: Mapped[int]
    class_code: Mapped[str | None] = mapped_column(String(24))
    service_type: Mapped[str | None] = mapped_column(String(24))
    category_code: Mapped[str | None] = mapped_column(String(120))
    channel_codes: Mapped[list[str]] = mapped_column(JsonType, default=list)
    priority: Mapped[ShortCode]


class ReasonGroup(db.Model):
    """The upper level of the tree of overdue reasons (R3.9)."""

    __tablename__ = "reason_group"

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Reason(db.Model):
    """A reason people choose from a list; overdue ones stand below a group and have a side (R3.9)."""

    __tablename__ = "reason"
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        one_of("kind", ReasonKind),
        one_of("side", ReasonSide, null=True),
    )

    id: Mapped[Pk]
    kind: Mapped[ShortCode]
    code: Mapped[Code]
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    side: Mapped[str | None] = mapped_column(String(24))
    group_id: Mapped[int | None] = mapped_column(Key, ForeignKey("reason_group.id"))
    note_required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class KnowledgeItem(db.Model):
    """A guiding question, script line, piece of advice or FAQ entry (R1.5, R1.9).

    `category_code` is a path prefix; empty means every category.
    """

    __tablename__ = "knowledge_item"
    __table_args__ = (
        one_of("kind", KnowledgeKind),
        Index("ix_knowledge_item_category", "category_code", "kind"),
    )

    id: Mapped[Pk]
    kind: Mapped[ShortCode]
    category_code: Mapped[str] = mapped_column(String(120), default="")
    title_zh: Mapped[str] = mapped_column(String(400))
    title_en: Mapped[str] = mapped_column(String(400), default="")
    body_zh: Mapped[str] = mapped_column(Text, default="")
    body_en: Mapped[str] = mapped_column(Text, default="")
    is_safety: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
