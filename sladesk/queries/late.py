"""What the sweep looks for, by partial indexes that hold only what can still become late or warned about."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.domain.codes import WAITING_STATUSES
from sladesk.models import ChainRun, Clock, Pause, Ticket

#: How much one sweep takes; the next one is at most five seconds away.
BATCH = 1_000


def tickets(session: Session, now: datetime) -> Sequence[str]:
    """Return the numbers of tickets with a clock that ran past its due time unnoticed, longest late first."""
    late = (
        select(Clock.ticket_id, Clock.due_at)
        .where(Clock.state == "running", Clock.breached_at.is_(None), Clock.due_at < now)
        .order_by(Clock.due_at)
        .limit(BATCH)
        .subquery()
    )
    found = select(Ticket.number).join(late, late.c.ticket_id == Ticket.id).order_by(late.c.due_at)
    return list(dict.fromkeys(session.scalars(found)))


def waking(session: Session, now: datetime) -> Sequence[str]:
    """Return the numbers of tickets whose waiting was to end by now, the longest over first."""
    found = (
        select(Ticket.number)
        .join(Pause, Pause.ticket_id == Ticket.id)
        .where(Pause.ended_at.is_(None), Pause.resume_at <= now, Ticket.status.in_(WAITING_STATUSES))
        .order_by(Pause.resume_at)
        .limit(BATCH)
    )
    return session.scalars(found).all()


def warnings(session: Session, now: datetime) -> Sequence[int]:
    """Return the keys of clocks that have passed 50 % or 80 % of their target unannounced, oldest first.

    What is late by now is told so, not warned of it.
    """
    found = (
        select(Clock.id)
        .where(Clock.next_warn_at <= now, Clock.due_at >= now)
        .order_by(Clock.next_warn_at)
        .limit(BATCH)
    )
    return session.scalars(found).all()


def chains(session: Session, now: datetime) -> Sequence[int]:
    """Return the keys of clocks whose chain has a step to take or is over, the longest waiting first.

    A paused clock holds its chain; it stays in the index and is looked at again at every sweep.
    """
    # Asked of each run, not joined: a planner without counts would begin with all clocks there ever were.
    state = select(Clock.state).where(Clock.id == ChainRun.clock_id).scalar_subquery()
    found = (
        select(ChainRun.clock_id)
        .where(ChainRun.next_at <= now, state != "paused")
        .order_by(ChainRun.next_at)
        .limit(BATCH)
    )
    return session.scalars(found).all()
