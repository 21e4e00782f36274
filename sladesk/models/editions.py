"""Issued reviews: documents that never change (decision 19)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, db
from sladesk.domain.periods import PeriodKind
from sladesk.models._columns import Instant, ShortCode, one_of


class Edition(db.Model):
    """A review as it was issued; issuing again adds the next number and keeps this one.

    `slot` says which scheduled edition it is, or which person's, so that each comes once.
    """

    __tablename__ = "edition"
    __table_args__ = (
        one_of("kind", PeriodKind),
        UniqueConstraint("period_key", "no"),
        UniqueConstraint("slot"),
        Index("ix_edition_first_day", "first_day", "kind"),
    )

    id: Mapped[Pk]
    kind: Mapped[ShortCode]
    period_key: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date]
    no: Mapped[int]
    final: Mapped[bool]
    slot: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[Instant]
    issued_at: Mapped[Instant]
    issued_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
