"""The timeline, who has read it, who is looking at it now, and drafts of what is being written."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.domain.codes import Source
from sladesk.models._columns import Code, Instant, ShortCode, one_of


class Event(db.Model):
    """One step of a ticket's life; `seq` is handed out under the ticket's lock (decisions 6, 7)."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        one_of("source", Source),
        Index("ix_event_actor", "actor_id", "recorded_at"),
    )

    id: Mapped[Pk]
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"))
    cycle_no: Mapped[int]
    seq: Mapped[int]
    kind: Mapped[Code]
    schema: Mapped[int] = mapped_column(default=1)
    actor_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    behalf_of_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    occurred_at: Mapped[Instant]
    recorded_at: Mapped[Instant]
    source: Mapped[ShortCode]
    data: Mapped[dict[str, object]] = mapped_column(JsonType, default=dict)
    corrects_id: Mapped[int | None] = mapped_column(Key, ForeignKey("event.id"))
    customer_informed: Mapped[bool] = mapped_column(default=False)


class EventText(db.Model):
    """The words of an event, apart from its data so that erasing a person touches one table."""

    __tablename__ = "event_text"

    event_id: Mapped[int] = mapped_column(Key, ForeignKey("event.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(24), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class ReadMark(db.Model):
    """How far a person has read a ticket."""

    __tablename__ = "read_mark"

    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), primary_key=True)
    seq: Mapped[int]
    at: Mapped[Instant]


class Presence(db.Model):
    """Who has a ticket open, and whether they are writing (R4.8)."""

    __tablename__ = "presence"

    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    seen_at: Mapped[Instant]
    writing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
