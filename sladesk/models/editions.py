"""Issued reviews: documents that never change (decision 19)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.domain.periods import PeriodKind
from sladesk.models._columns import Instant, PersonRef, ShortCode, one_of

FILE_STATES = ("waiting", "ready", "failed")
SIGNINGS = ("signed", "withdrawn")


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


class EditionFile(db.Model):
    """An edition on paper, in one language; made once, when somebody first asks for it.

    `step` says how far it is, or why it failed; `words` which version of the manager's words is on it.
    """

    __tablename__ = "edition_file"
    __table_args__ = (
        one_of("state", FILE_STATES),
        UniqueConstraint("edition_id", "language"),
    )

    id: Mapped[Pk]
    edition_id: Mapped[int] = mapped_column(Key, ForeignKey("edition.id"))
    language: Mapped[str] = mapped_column(String(16))
    state: Mapped[ShortCode]
    step: Mapped[str] = mapped_column(String(24), default="")
    file_key: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(Key, default=0)
    pages: Mapped[int] = mapped_column(default=0)
    words: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[Instant]
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EditionWords(db.Model):
    """What the manager adds to an edition: comments, plan, minutes; fixed while it is signed (R9.5).

    `version` moves with each change, signing and taking back: paper made before is not current any more.
    """

    __tablename__ = "edition_words"

    edition_id: Mapped[int] = mapped_column(
        Key, ForeignKey("edition.id"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(default=1)
    words: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[Instant]
    changed_by_id: Mapped[PersonRef]
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))


class EditionSigning(db.Model):
    """An edition signed, or a signature taken back with the reason; what was signed stays as it was."""

    __tablename__ = "edition_signing"
    __table_args__ = (one_of("kind", SIGNINGS),)

    id: Mapped[Pk]
    edition_id: Mapped[int] = mapped_column(Key, ForeignKey("edition.id"), index=True)
    at: Mapped[Instant]
    person_id: Mapped[PersonRef]
    kind: Mapped[ShortCode]
    reason: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
