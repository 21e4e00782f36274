"""Work asked of another department inside a ticket (协同任务, R4.4)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.domain.codes import TaskState
from sladesk.models._columns import Instant, PersonRef, ShortCode, one_of


class DepartmentTask(db.Model):
    """A question to a department, and its answer.

    `no` counts the tasks of a ticket; `clock_id` is null where no policy says until when an answer is due;
    `minutes` are those the department spent on it.
    """

    __tablename__ = "department_task"
    __table_args__ = (
        UniqueConstraint("ticket_id", "no"),
        Index("ix_department_task_team", "team_id", "state", "id"),
        one_of("state", TaskState),
    )

    id: Mapped[Pk]
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"))
    cycle_id: Mapped[int] = mapped_column(Key, ForeignKey("cycle.id"))
    no: Mapped[int]
    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"))
    contact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    question: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[PersonRef]
    asked_at: Mapped[Instant]
    clock_id: Mapped[int | None] = mapped_column(Key, ForeignKey("clock.id"))
    state: Mapped[ShortCode]
    result: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None]
    ended_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
