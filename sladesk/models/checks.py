"""Clocks compared with their ledgers, and what differs (R3.7)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.models._columns import Instant, ShortCode, one_runs


class ClockCheck(db.Model):
    """Every clock compared with its ledger, some thousands at a time.

    Arguments:
        top_key: the newest clock when it was asked for; younger ones are the next check's.
        next_key: the last clock that has been looked at.
        clocks: how many have been; `wrong` of them differ, `listed` differences are kept.
    """

    __tablename__ = "clock_check"
    __table_args__ = one_runs("ix_clock_check_running")

    id: Mapped[Pk]
    state: Mapped[ShortCode]
    started_at: Mapped[Instant]
    made_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    top_key: Mapped[int] = mapped_column(Key)
    next_key: Mapped[int] = mapped_column(Key, default=0)
    clocks: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    listed: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClockDifference(db.Model):
    """What the row of a clock says otherwise than its ledger.

    Arguments:
        field: the column, or `lines`, `order`, `last_line`: see `actions._clockcheck`.
        stored, told: what the row says and what the ledger does, as text; None for nothing.
    """

    __tablename__ = "clock_difference"
    __table_args__ = (Index("ix_clock_difference", "check_id", "id"),)

    id: Mapped[Pk]
    check_id: Mapped[int] = mapped_column(Key, ForeignKey("clock_check.id"))
    clock_id: Mapped[int] = mapped_column(Key, ForeignKey("clock.id"))
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"))
    field: Mapped[ShortCode]
    stored: Mapped[str | None] = mapped_column(String(64))
    told: Mapped[str | None] = mapped_column(String(64))
