"""Trials of policy sets on past tickets, and the clocks that would have ended otherwise (R3.11)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sladesk.db import Key, Pk, UtcDateTime, db
from sladesk.models._columns import Instant, ShortCode, one_of, one_runs

#: What is tried: the draft, a version there has been, a set that is shipped.
TRIAL_KINDS = ("draft", "version", "shipped")


class Trial(db.Model):
    """A policy set tried on the tickets requested in a period, some thousands at a time.

    Arguments:
        source: number of the set, or code of a shipped one.
        since, until: the period's instants, half-open; `as_of`: when everything is judged.
        setup: both sets as they were when it was asked for, JSON.
        tickets: how many there are, None before they are counted.
        next_at, next_key: where reading goes on, None once it is over.
        body: what was found so far, JSON; `sha256` its digest once it is done.
        changes: clocks that would have ended otherwise and are listed.
    """

    __tablename__ = "trial"
    __table_args__ = (*one_runs("ix_trial_running"), one_of("kind", TRIAL_KINDS))

    id: Mapped[Pk]
    state: Mapped[ShortCode]
    kind: Mapped[ShortCode]
    source: Mapped[str] = mapped_column(String(24))
    first: Mapped[date]
    last: Mapped[date]
    since: Mapped[Instant]
    until: Mapped[Instant]
    as_of: Mapped[Instant]
    setup: Mapped[str] = mapped_column(Text)
    tickets: Mapped[int | None]
    tickets_done: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_key: Mapped[int | None] = mapped_column(Key)
    body: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    changes: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("person.id"))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TrialChange(db.Model):
    """A clock that would have ended otherwise: missed then and not now (`better`), or the reverse.

    `ended_at` is empty while it runs; `policy` is the code of the one that would rule it.
    """

    __tablename__ = "trial_change"
    __table_args__ = (Index("ix_trial_change", "trial_id", "id"),)

    id: Mapped[Pk]
    trial_id: Mapped[int] = mapped_column(Key, ForeignKey("trial.id"))
    ticket_id: Mapped[int] = mapped_column(Key, ForeignKey("ticket.id"))
    kind: Mapped[ShortCode]
    better: Mapped[bool]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_then: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_now: Mapped[datetime | None] = mapped_column(UtcDateTime)
    policy_then_id: Mapped[int | None] = mapped_column(Key, ForeignKey("policy.id"))
    policy: Mapped[str] = mapped_column(String(64))
