"""Shifts and the rota: who works when, who is away (R2.2, R2.3)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.domain.duty import AWAY
from sladesk.models._columns import Code, Name, one_of


class Shift(db.Model):
    """A kind of shift with its windows of the day (班次)."""

    __tablename__ = "shift"

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    hours: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Rota(db.Model):
    """What somebody does on a day: a shift, or why they are away; without a row neither is known (值班表)."""

    __tablename__ = "rota"
    __table_args__ = (
        CheckConstraint("(shift_id is null) <> (away is null)", name="shift_or_away"),
        one_of("away", AWAY, null=True),
        Index("ix_rota_person", "person_id", "day"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    shift_id: Mapped[int | None] = mapped_column(Key, ForeignKey("shift.id"))
    away: Mapped[str | None] = mapped_column(String(24))
