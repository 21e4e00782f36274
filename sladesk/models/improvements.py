"""Improvements: what is to be done by whom until when, how it goes, and what came of it (R8.2, R8.5)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.domain.codes import ImprovementState, Measure, Term
from sladesk.models._columns import Instant, Name, PersonRef, ShortCode, one_of


class Improvement(db.Model):
    """A short- or long-term measure (改进措施), of a 5-Why record or by itself."""

    __tablename__ = "improvement"
    __table_args__ = (
        one_of("state", ImprovementState),
        one_of("term", Term),
        one_of("kind", Measure),
        # Lists begin with what is due first; the reminders look at what still goes.
        Index("ix_improvement_state_due", "state", "due", "id"),
        Index("ix_improvement_due", "due", "id"),
        Index("ix_improvement_owner", "owner_id", "due"),
        Index("ix_improvement_root_cause", "root_cause_id"),
    )

    id: Mapped[Pk]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    root_cause_id: Mapped[int | None] = mapped_column(Key, ForeignKey("root_cause.id"))
    state: Mapped[ShortCode]
    term: Mapped[ShortCode]
    kind: Mapped[ShortCode]
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    owner_words: Mapped[Name] = mapped_column(default="")
    due: Mapped[date]
    criterion: Mapped[str] = mapped_column(Text)
    finding: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[PersonRef]
    created_at: Mapped[Instant]
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    local_day: Mapped[date]
    closed_day: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class ImprovementTicket(db.Model):
    """A ticket an improvement goes back to."""

    __tablename__ = "improvement_ticket"

    improvement_id: Mapped[int] = mapped_column(Key, ForeignKey("improvement.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), primary_key=True, index=True)


class ImprovementStep(db.Model):
    """What somebody said about an improvement when it moved on, or did not."""

    __tablename__ = "improvement_step"
    __table_args__ = (one_of("state", ImprovementState),)

    id: Mapped[Pk]
    improvement_id: Mapped[int] = mapped_column(Key, ForeignKey("improvement.id"), index=True)
    at: Mapped[Instant]
    person_id: Mapped[PersonRef]
    state: Mapped[ShortCode]
    words: Mapped[str] = mapped_column(Text, default="")
