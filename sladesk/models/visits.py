"""Visits of field engineers and the files that belong to tickets."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.domain.codes import AttachmentKind, VisitState
from sladesk.models._columns import Instant, ShortCode, TicketRef, one_of


class Visit(db.Model):
    """An engineer at a customer's place, in a promised window (R5)."""

    __tablename__ = "visit"
    __table_args__ = (
        one_of("state", VisitState),
        Index("ix_visit_engineer_window", "engineer_id", "window_start"),
    )

    id: Mapped[Pk]
    ticket_id: Mapped[TicketRef]
    cycle_id: Mapped[int] = mapped_column(Key, ForeignKey("cycle.id"), index=True)
    no: Mapped[int]
    engineer_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    window_start: Mapped[Instant]
    window_end: Mapped[Instant]
    state: Mapped[ShortCode]
    bring: Mapped[str] = mapped_column(String(200), default="")
    stamps: Mapped[dict[str, str]] = mapped_column(JsonType, default=dict)
    diagnosis: Mapped[str] = mapped_column(Text, default="")
    readings: Mapped[dict[str, str]] = mapped_column(JsonType, default=dict)
    repair: Mapped[str] = mapped_column(Text, default="")
    signed_name: Mapped[str] = mapped_column(String(100), default="")
    promise_clock_id: Mapped[int | None] = mapped_column(Key, ForeignKey("clock.id"))
    planned_by_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"))
    planned_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Attachment(db.Model):
    """A file of a ticket: judged by content, stored under a random name (decision 20)."""

    __tablename__ = "attachment"
    __table_args__ = (one_of("kind", AttachmentKind),)

    id: Mapped[Pk]
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    ticket_id: Mapped[TicketRef]
    event_id: Mapped[int | None] = mapped_column(Key, ForeignKey("event.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(Key, ForeignKey("visit.id"), index=True)
    kind: Mapped[ShortCode]
    name: Mapped[str] = mapped_column(String(200))
    storage_key: Mapped[str] = mapped_column(String(80), unique=True)
    thumb_key: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    uploaded_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    uploaded_at: Mapped[Instant]
