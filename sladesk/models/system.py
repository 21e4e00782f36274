"""What keeps the house: counters, settings, audit, request keys, notices, saved views, search."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.models._columns import Code, Instant, Name, ShortCode


class Counter(db.Model):
    """The last number given out on a day (decision 5)."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    day: Mapped[str] = mapped_column(String(8), primary_key=True)
    n: Mapped[int]


class Setting(db.Model):
    """The present value of a business setting; `domain.settings` knows names, types and defaults."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[object] = mapped_column(JsonType)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[Instant]
    changed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))


class SettingChange(db.Model):
    """History of a setting."""

    __tablename__ = "setting_change"
    __table_args__ = (Index("ix_setting_change_name", "name", "at"),)

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(64))
    before: Mapped[object | None] = mapped_column(JsonType)
    after: Mapped[object] = mapped_column(JsonType)
    at: Mapped[Instant]
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))


class BoardCount(db.Model):
    """What the board counts over all open tickets, kept where there are too many to count for each look.

    The only row has key 1. `basis` names the day it holds for, `mark` changes with the
    content, `body` is JSON without a customer's or anybody's words.
    """

    __tablename__ = "board_count"

    id: Mapped[Pk]
    at: Mapped[Instant]
    basis: Mapped[str] = mapped_column(String(120))
    mark: Mapped[str] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(Text)


class Audit(db.Model):
    """Who did what, append-only; sealed in ranges by a job (decision 30)."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_object", "object_type", "object_id"),
        Index("ix_audit_actor", "actor_id", "at"),
        Index("ix_audit_action", "action", "at"),
    )

    id: Mapped[Pk]
    at: Mapped[Instant]
    actor_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    action: Mapped[Code]
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(64))
    source: Mapped[ShortCode]
    data: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)


class AuditSeal(db.Model):
    """A chained digest over a range of audit rows."""

    __tablename__ = "audit_seal"

    id: Mapped[Pk]
    first_id: Mapped[int] = mapped_column(Key)
    last_id: Mapped[int] = mapped_column(Key, unique=True)
    rows: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]


class RequestKey(db.Model):
    """The answer given to a form's key; a second click or a replay gets the same (decision 23)."""

    __tablename__ = "request_key"
    __table_args__ = (UniqueConstraint("actor_id", "key"), Index("ix_request_key_at", "at"))

    id: Mapped[Pk]
    actor_id: Mapped[int] = mapped_column(Key)
    key: Mapped[str] = mapped_column(String(64))
    action: Mapped[Code]
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[object] = mapped_column(JsonType)
    at: Mapped[Instant]


class Notice(db.Model):
    """Something a person is told inside the application (R7.3); `key` keeps it single."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notice_person", "person_id", "read_at", "id"),
    )

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    kind: Mapped[Code]
    key: Mapped[str] = mapped_column(String(120))
    data: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)
    created_at: Mapped[Instant]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedView(db.Model):
    """Filters and columns a person keeps under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    name: Mapped[Name]
    query: Mapped[str] = mapped_column(String(1000))
    columns: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[Instant]


class Reveal(db.Model):
    """A masked value shown to somebody, with the reason (R1.7)."""

    __tablename__ = "reveal"
    __table_args__ = (
        Index("ix_reveal_person", "person_id", "at"),
        Index("ix_reveal_customer", "customer_id", "at"),
    )

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    customer_id: Mapped[int | None] = mapped_column(Key, ForeignKey("customer.id"))
    ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    reason_id: Mapped[int] = mapped_column(Key, ForeignKey("reason.id"))
    at: Mapped[Instant]
