"""Escalation chains, how far each has come on a missed due time, and channels that crossed their line."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import JsonType, Key, Pk, UtcDateTime, db
from sladesk.models._columns import Code, Instant, Name, TicketRef


class Chain(db.Model):
    """A named escalation chain (R3.9); `domain.chains` reads its steps."""

    __tablename__ = "chain"

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    steps: Mapped[list[dict[str, object]]] = mapped_column(JsonType)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class ChainRun(db.Model):
    """The chain of one missed due time: when its next step comes, and who has taken it.

    `next_at` is null when no step is left, somebody has taken it, or it is over.
    """

    __tablename__ = "chain_run"
    __table_args__ = (
        Index(
            "ix_chain_run_next",
            "next_at",
            postgresql_where=text("next_at is not null"),
            sqlite_where=text("next_at is not null"),
        ),
    )

    id: Mapped[Pk]
    clock_id: Mapped[int] = mapped_column(Key, ForeignKey("clock.id"), unique=True)
    ticket_id: Mapped[TicketRef]
    chain_id: Mapped[int] = mapped_column(Key, ForeignKey("chain.id"))
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_to_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))


class ChainStep(db.Model):
    """A step that was taken, once however many sweeps there are: who was told, and when."""

    __tablename__ = "chain_step"
    __table_args__ = (UniqueConstraint("clock_id", "step"),)

    id: Mapped[Pk]
    clock_id: Mapped[int] = mapped_column(Key, ForeignKey("clock.id"))
    ticket_id: Mapped[TicketRef]
    step: Mapped[str] = mapped_column(String(160))
    at: Mapped[Instant]
    told: Mapped[list[int]] = mapped_column(JsonType)


class ChannelAlert(db.Model):
    """A channel that crossed its line of overdue contacts on a day, once (R3.10)."""

    __tablename__ = "channel_alert"
    __table_args__ = (UniqueConstraint("day", "channel_id"),)

    id: Mapped[Pk]
    channel_id: Mapped[int] = mapped_column(Key, ForeignKey("channel.id"))
    day: Mapped[date]
    at: Mapped[Instant]
    late: Mapped[int]
    decided: Mapped[int]
