"""What happens while a ticket is handled: failed tries, waits, escalations, links to other tickets."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.domain.codes import Status
from sladesk.models._columns import Instant, ShortCode, TicketRef, one_of
from sladesk.models._columns import having as _having


class Attempt(db.Model):
    """A try to reach the customer that failed (联系未果): never a response (R3.13, R6.1)."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_cycle", "cycle_id", "purpose"),)

    id: Mapped[Pk]
    ticket_id: Mapped[TicketRef]
    cycle_id: Mapped[int] = mapped_column(Key, ForeignKey("cycle.id"))
    purpose: Mapped[ShortCode]
    at: Mapped[Instant]
    local_day: Mapped[date]
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))


class Pause(db.Model):
    """A stretch of waiting, with reason (R3.6), half-open; `resume_at`: when it will end by itself."""

    __tablename__ = "pause"
    __table_args__ = (
        Index("ix_pause_resume", "resume_at", **_having("resume_at")),
        Index("ix_pause_open", "ticket_id", "ended_at"),
        one_of("status", (Status.WAITING_CUSTOMER, Status.WAITING_PARTS)),
    )

    id: Mapped[Pk]
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"))
    cycle_id: Mapped[int] = mapped_column(Key, ForeignKey("cycle.id"), index=True)
    status: Mapped[ShortCode]
    reason_id: Mapped[int] = mapped_column(Key, ForeignKey("reason.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    expected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resume_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))


class Escalation(db.Model):
    """A ticket its owner can't solve, put before the supervisor (待升级)."""

    __tablename__ = "escalation"
    __table_args__ = (Index("ix_escalation_open", "decided_at", "raised_at"),)

    id: Mapped[Pk]
    ticket_id: Mapped[TicketRef]
    cycle_id: Mapped[int] = mapped_column(Key, ForeignKey("cycle.id"), index=True)
    raised_by_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    raised_at: Mapped[Instant]
    reason_id: Mapped[int] = mapped_column(Key, ForeignKey("reason.id"))
    reason_text: Mapped[str] = mapped_column(Text, default="")
    plan: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved: Mapped[bool | None]
    decision: Mapped[str] = mapped_column(Text, default="")


class TicketLink(db.Model):
    """Two tickets that belong together."""

    __tablename__ = "ticket_link"

    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), primary_key=True, index=True)
    at: Mapped[Instant]
    person_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
