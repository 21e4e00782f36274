"""5-Why records: the problem, the tree of whys, the tickets they explain and who took part (R8.1)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.domain.codes import CauseClass, RecordState, Verdict
from sladesk.models._columns import Instant, PersonRef, ShortCode, one_of


class RootCause(db.Model):
    """A root-cause worksheet (5Why 分析).

    `local_day` is the day of its settling in the site's zone, of its making until then: the month of the
    review it belongs to.
    """

    __tablename__ = "root_cause"
    __table_args__ = (
        one_of("state", RecordState),
        one_of("cause_class", CauseClass, null=True),
        Index("ix_root_cause_state", "state", "id"),
        Index("ix_root_cause_day", "local_day", "id"),
    )

    id: Mapped[Pk]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[ShortCode]
    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text, default="")
    expectation: Mapped[str] = mapped_column(Text, default="")
    root_text: Mapped[str] = mapped_column(Text, default="")
    cause_class: Mapped[str | None] = mapped_column(String(24))
    author_id: Mapped[PersonRef]
    reviewer_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    review_note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Instant]
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    local_day: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)


class Why(db.Model):
    """One why of a record; `no` tells it apart within the record, `parent_no` is what it explains."""

    __tablename__ = "why"
    __table_args__ = (
        UniqueConstraint("root_cause_id", "no"),
        one_of("verdict", Verdict),
        CheckConstraint("parent_no is null or parent_no <> no", name="parent_elsewhere"),
    )

    id: Mapped[Pk]
    root_cause_id: Mapped[int] = mapped_column(Key, ForeignKey("root_cause.id"))
    no: Mapped[int]
    parent_no: Mapped[int | None]
    position: Mapped[int]
    question: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    evidence_ticket_id: Mapped[int | None] = mapped_column(Key, ForeignKey("ticket.id"))
    verdict: Mapped[ShortCode]
    reason: Mapped[str] = mapped_column(Text, default="")
    is_root: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class RootCauseTicket(db.Model):
    """A ticket a record explains."""

    __tablename__ = "root_cause_ticket"

    root_cause_id: Mapped[int] = mapped_column(Key, ForeignKey("root_cause.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"), primary_key=True, index=True)
    at: Mapped[Instant]
    person_id: Mapped[PersonRef]


class RootCausePerson(db.Model):
    """Somebody who took part beside the author; they do not review the record."""

    __tablename__ = "root_cause_person"

    root_cause_id: Mapped[int] = mapped_column(Key, ForeignKey("root_cause.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[Instant]
