"""Background work in the application's own database: enqueue with the business row, claim by lease.

At least once: handlers are idempotent. A unique key makes periodic work happen once per slot however
many workers run (decision 24).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    String,
    Text,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from sladesk.db.base import db
from sladesk.db.types import JsonType, Pk, UtcDateTime

Args = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Lane:
    """Which jobs a worker takes: all of them, only some names, or all but some."""

    only: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()


class Job(db.Model):
    """One piece of background work."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state in ('queued', 'running', 'done', 'dead')", name="state"),
        Index("ix_job_claim", "state", "run_after"),
    )

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(64))
    args: Mapped[dict[str, str | int | None]] = mapped_column(JsonType)
    unique_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    state: Mapped[str] = mapped_column(String(8), default="queued")
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=8)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Claimed:
    """A job this process holds the lease of."""

    id: int
    name: str
    args: Args
    attempts: int
    max_attempts: int


def as_row(
    name: str,
    args: Args,
    *,
    now: datetime,
    run_after: datetime | None = None,
    unique_key: str | None = None,
    max_attempts: int = 8,
) -> dict[str, object]:
    """Return the row of a new job, known by its unique key where it has one."""
    return {
        "name": name,
        "args": dict(args),
        "unique_key": unique_key,
        "state": "queued",
        "run_after": run_after or now,
        "attempts": 0,
        "max_attempts": max_attempts,
        "created_at": now,
    }


def enqueue(
    session: Session,
    name: str,
    args: Args,
    *,
    now: datetime,
    run_after: datetime | None = None,
    unique_key: str | None = None,
    max_attempts: int = 8,
) -> bool:
    """Add a job to the caller's transaction.

    Returns:
        False when a job with the same unique key exists already.
    """
    values = as_row(
        name, args, now=now, run_after=run_after, unique_key=unique_key, max_attempts=max_attempts
    )
    if unique_key is None:
        session.execute(insert(Job).values(values))
        return True
    dialect_insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    added = session.execute(
        dialect_insert(Job)
        .values(values)
        .on_conflict_do_nothing(index_elements=["unique_key"])
        .returning(Job.id)
    )
    return added.scalar() is not None


EVERY = Lane()
#: A job whose worker died in it is taken up again, even one that is tried once; after so many tries no more.
LIVES = 3
#: What is noted of a job that was given up for that.
DIED = "its worker died each time: killed, out of memory, or a library crashed"


def _due(now: datetime, lane: Lane) -> ColumnElement[bool]:
    due = or_(
        (Job.state == "queued") & (Job.run_after <= now),
        (Job.state == "running") & (Job.lease_until < now),
    )
    if lane.only:
        due &= Job.name.in_(lane.only)
    if lane.besides:
        due &= Job.name.not_in(lane.besides)
    return due


def _lost(now: datetime) -> ColumnElement[bool]:
    """The jobs in which workers have died so often that another would die as well."""
    spent = (Job.attempts >= LIVES) & (Job.attempts >= Job.max_attempts)
    return (Job.state == "running") & (Job.lease_until < now) & spent


def claim(
    session: Session, *, now: datetime, lease: timedelta = timedelta(seconds=60), lane: Lane = EVERY
) -> Claimed | None:
    """Take the next due job of a lane, or one whose lease has run out; None when there is nothing to do.

    What is `lost` is not taken up.
    """
    pick = select(Job.id).where(_due(now, lane), ~_lost(now)).order_by(Job.run_after, Job.id).limit(1)
    if session.get_bind().dialect.name == "postgresql":
        pick = pick.with_for_update(skip_locked=True)
    row = session.execute(
        update(Job)
        .where(Job.id == pick.scalar_subquery())
        .values(state="running", lease_until=now + lease, attempts=Job.attempts + 1)
        .returning(Job.id, Job.name, Job.args, Job.attempts, Job.max_attempts)
        .execution_options(synchronize_session=False)
    ).first()
    return Claimed(row.id, row.name, row.args, row.attempts, row.max_attempts) if row else None


def lost(session: Session, *, now: datetime, lane: Lane = EVERY) -> list[Claimed]:
    """Return jobs that somebody has to give up, as their last worker claimed them."""
    found = select(Job.id, Job.name, Job.args, Job.attempts, Job.max_attempts)
    found = found.where(_due(now, lane), _lost(now)).order_by(Job.id).limit(100)
    return [Claimed(*row) for row in session.execute(found)]


def waiting(session: Session, *, now: datetime, lane: Lane = EVERY) -> bool:
    """Whether there is something to claim or give up; a read: an idle runner never takes the write lock."""
    return session.execute(select(Job.id).where(_due(now, lane)).limit(1)).first() is not None


def _held(job: Claimed) -> ColumnElement[bool]:
    """The row as long as this claim is the last one: who was overtaken changes nothing any more."""
    return (Job.id == job.id) & (Job.state == "running") & (Job.attempts == job.attempts)


def renew(session: Session, job: Claimed, *, now: datetime, lease: timedelta) -> None:
    """Keep a claimed job for another while."""
    session.execute(
        update(Job)
        .where(_held(job))
        .values(lease_until=now + lease)
        .execution_options(synchronize_session=False)
    )


def finish(session: Session, job: Claimed, *, now: datetime) -> None:
    """Mark a claimed job as done."""
    session.execute(
        update(Job)
        .where(_held(job))
        .values(state="done", finished_at=now, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def give_up(session: Session, job: Claimed, *, now: datetime) -> None:
    """Leave a job dead for the administrator whose workers died in it."""
    session.execute(
        update(Job)
        .where(_held(job))
        .values(state="dead", lease_until=None, last_error=DIED, finished_at=now)
        .execution_options(synchronize_session=False)
    )


def fail(session: Session, job: Claimed, error: str, *, now: datetime) -> None:
    """Put a failed job back with a growing delay (1 min to 6 h), or leave it dead for the administrator."""
    dead = job.attempts >= job.max_attempts
    delay = timedelta(minutes=min(360, 4 ** (job.attempts - 1)))
    session.execute(
        update(Job)
        .where(_held(job))
        .values(
            state="dead" if dead else "queued",
            run_after=now + delay,
            lease_until=None,
            last_error=error[:2000],
            finished_at=now if dead else None,
        )
        .execution_options(synchronize_session=False)
    )


def drop(session: Session, keys: Collection[str], *, now: datetime) -> None:
    """Take jobs that wait as done: what they were for has been done along with something else."""
    session.execute(
        update(Job)
        .where(Job.unique_key.in_(keys), Job.state == "queued")
        .values(state="done", finished_at=now)
        .execution_options(synchronize_session=False)
    )


def forget_ahead(session: Session, names: Collection[str], *, now: datetime) -> None:
    """Let slots of periodic work come again that were worked while the machine's clock was ahead."""
    session.execute(
        delete(Job)
        .where(Job.name.in_(names), Job.unique_key.is_not(None), Job.created_at > now)
        .where(Job.state.in_(("done", "dead")))
        .execution_options(synchronize_session=False)
    )


def release(session: Session, job: Claimed, *, now: datetime) -> None:
    """Give a job back unworked, because this process is stopping."""
    session.execute(
        update(Job)
        .where(_held(job))
        .values(state="queued", run_after=now, lease_until=None, attempts=job.attempts - 1)
        .execution_options(synchronize_session=False)
    )
