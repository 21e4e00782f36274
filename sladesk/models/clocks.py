"""Clocks with their append-only ledger, the policies and calendars that rule them, and breaches."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import EntryKind
from sladesk.domain.sla.targets import Mode
from sladesk.models._columns import Code, Instant, Name, ShortCode, one_of, only

CLOCK_STATES = ("running", "paused", "stopped", "cancelled")


class Calendar(db.Model):
    """A named calendar (日历); its hours live in immutable versions."""

    __tablename__ = "calendar"

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarVersion(db.Model):
    """Hours, holidays and make-up days of a calendar, never changed once written (decision 15)."""

    __tablename__ = "calendar_version"
    __table_args__ = (UniqueConstraint("calendar_id", "no"),)

    id: Mapped[Pk]
    calendar_id: Mapped[int] = mapped_column(Key, ForeignKey("calendar.id"))
    no: Mapped[int]
    spec: Mapped[dict[str, object]] = mapped_column(JsonType)
    active_from: Mapped[Instant]
    made_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(300), default="")


class PolicySet(db.Model):
    """All policies of a time, versioned whole (decision 15).

    A draft that has an `active_from` waits for that instant and is not edited; a retired set without one was
    discarded before it ruled. `base` says what a draft was copied from: a number, or a shipped set's code.
    """

    __tablename__ = "policy_set"
    __table_args__ = (
        one_of("state", ("draft", "active", "retired")),
        # At most one draft, whoever opens one at the same instant.
        Index(
            "ix_policy_set_draft",
            "state",
            unique=True,
            postgresql_where=text("state = 'draft'"),
            sqlite_where=text("state = 'draft'"),
        ),
    )

    id: Mapped[Pk]
    no: Mapped[int] = mapped_column(unique=True)
    state: Mapped[ShortCode]
    note: Mapped[str] = mapped_column(String(300), default="")
    active_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[Instant]
    made_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    base: Mapped[ShortCode] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class Policy(db.Model):
    """One row of a policy set (R3.1); `match` holds codes by condition, an absent one asks nothing.

    Rows change only while their set is a draft; `version` tells two administrators apart there.
    """

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("set_id", "code"),)

    id: Mapped[Pk]
    set_id: Mapped[int] = mapped_column(Key, ForeignKey("policy_set.id"))
    position: Mapped[int]
    code: Mapped[Code]
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    family: Mapped[str] = mapped_column(String(64), default="")
    match: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)
    regulated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    chain_id: Mapped[int | None] = mapped_column(Key, ForeignKey("chain.id"))


class PolicyTarget(db.Model):
    """What a policy promises for one kind of clock.

    `held_by`: ways of waiting in which it stands still; null where they are those usual for the kind (R3.6).
    """

    __tablename__ = "policy_target"
    __table_args__ = (
        UniqueConstraint("policy_id", "kind"),
        one_of("kind", ClockKind),
        one_of("mode", Mode),
        CheckConstraint("seconds > 0", name="seconds_positive"),
    )

    id: Mapped[Pk]
    policy_id: Mapped[int] = mapped_column(Key, ForeignKey("policy.id"))
    kind: Mapped[ShortCode]
    seconds: Mapped[int]
    mode: Mapped[ShortCode]
    calendar_id: Mapped[int | None] = mapped_column(Key, ForeignKey("calendar.id"), index=True)
    after_opening_seconds: Mapped[int | None]
    peak: Mapped[list[str] | None] = mapped_column(JsonType)
    peak_seconds: Mapped[int | None]
    held_by: Mapped[list[str] | None] = mapped_column(JsonType)


class Clock(db.Model):
    """One running or decided time limit of a cycle; every value is the fold of its ledger (decision 9)."""

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("cycle_id", "kind", "no"),
        one_of("kind", ClockKind),
        one_of("state", CLOCK_STATES),
        one_of("mode", Mode),
        Index("ix_clock_ticket", "ticket_id", "id"),
        # What still runs or rests, beside all that ever did: looked through after a change of hours, targets.
        Index("ix_clock_going", "ticket_id", **only(text("state in ('running', 'paused')"))),
        # The sweep reads only what can still break: due order, running, not yet late.
        Index(
            "ix_clock_sweep",
            "due_at",
            postgresql_where=text("state = 'running' and breached_at is null"),
            sqlite_where=text("state = 'running' and breached_at is null"),
        ),
        Index(
            "ix_clock_warn",
            "next_warn_at",
            postgresql_where=text("next_warn_at is not null"),
            sqlite_where=text("next_warn_at is not null"),
        ),
        Index("ix_clock_decided", "kind", "stopped_at", "breached_at", "ticket_id"),
        # Partial, or SQLite would look for clocks that were met among all that never broke.
        Index(
            "ix_clock_breached",
            "breached_at",
            postgresql_where=text("breached_at is not null"),
            sqlite_where=text("breached_at is not null"),
        ),
    )

    id: Mapped[Pk]
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"))
    cycle_id: Mapped[int] = mapped_column(Key, ForeignKey("cycle.id"))
    kind: Mapped[ShortCode]
    no: Mapped[int] = mapped_column(default=1)
    state: Mapped[ShortCode]
    started_at: Mapped[Instant]
    target_seconds: Mapped[int]
    mode: Mapped[ShortCode]
    calendar_version_id: Mapped[int | None] = mapped_column(Key, ForeignKey("calendar_version.id"))
    policy_id: Mapped[int | None] = mapped_column(Key, ForeignKey("policy.id"))
    label: Mapped[str] = mapped_column(String(200), default="")
    responsible_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn50_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn80_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warned: Mapped[int] = mapped_column(default=0)
    next_warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    breached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    open_seconds: Mapped[int | None]
    plain_seconds: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class ClockEntry(db.Model):
    """One line of a clock's ledger; never changed, never removed."""

    __tablename__ = "clock_entry"
    __table_args__ = (UniqueConstraint("clock_id", "seq"), one_of("kind", EntryKind))

    id: Mapped[Pk]
    clock_id: Mapped[int] = mapped_column(Key, ForeignKey("clock.id"))
    seq: Mapped[int]
    kind: Mapped[ShortCode]
    effective_at: Mapped[Instant]
    recorded_at: Mapped[Instant]
    event_id: Mapped[int | None] = mapped_column(Key, ForeignKey("event.id"))
    due_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    target: Mapped[dict[str, object] | None] = mapped_column(JsonType)
    data: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)


class Breach(db.Model):
    """A missed due time and why: asked at once, confirmed by the supervisor (R3.9)."""

    __tablename__ = "breach"
    __table_args__ = (
        Index("ix_breach_ticket", "ticket_id"),
        Index("ix_breach_to_give", "owner_id", "given_at"),
        Index("ix_breach_to_check", "checked_at", "given_at", "reason_id", "withdrawn_at"),
    )

    id: Mapped[Pk]
    clock_id: Mapped[int] = mapped_column(Key, ForeignKey("clock.id"), unique=True)
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"))
    kind: Mapped[ShortCode]
    due_at: Mapped[Instant]
    noted_at: Mapped[Instant]
    owner_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    reason_id: Mapped[int | None] = mapped_column(Key, ForeignKey("reason.id"))
    remark: Mapped[str] = mapped_column(Text, default="")
    given_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_reason_id: Mapped[int | None] = mapped_column(Key, ForeignKey("reason.id"))
    checked_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
