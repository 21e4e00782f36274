"""Requests of today and yesterday by channel, for the board (R9.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, extract, func, or_, select
from sqlalchemy import case as when

from sladesk.db.reading import read
from sladesk.domain.codes import Status
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock, Cycle, Ticket
from sladesk.queries.board import Days, Row, number
from sladesk.queries.queue import NOW, WAITING

DONE = (Status.TO_VERIFY, Status.CLOSED, Status.ARCHIVED)


@dataclass(frozen=True)
class Contacts:
    """The requests of one day in one channel.

    Arguments:
        new, progress, waiting, done: by state now.
        responded: with a first response; `overdue` without one though its due time has passed.
        decided, late: first responses decided, and those of them that were missed (R3.10).
        seconds: request to first response, summed over `responded`.
        assigned_seconds, assigned: assignment to first response, summed, and over how many.
    """

    day: date
    channel_id: int
    new: int
    progress: int
    waiting: int
    done: int
    responded: int
    overdue: int
    decided: int
    late: int
    seconds: int
    assigned_seconds: int
    assigned: int


def _seconds(since: Any, until: Any) -> ColumnElement[int]:
    gap = extract("epoch", until) - extract("epoch", since)
    return func.coalesce(func.sum(when((gap > 0, gap), else_=0)), 0)


def contact_rows(days: Days) -> list[Row]:
    """Return the requests of today and yesterday, counted by day and channel, as rows for `contacts`."""
    values = days.values | {"date": days.date, "before": days.date - timedelta(days=1)}
    return [(row[0], *(int(value) for value in row[1:])) for row in read(_contacts(), values)]


def contacts(found: Iterable[Row]) -> list[Contacts]:
    """Return the requests of `contact_rows`."""
    return [Contacts(*row) for row in found]


@cache
def _contacts() -> Select[*tuple[Any, ...]]:
    late = or_(Clock.breached_at.is_not(None), and_(Clock.state == "running", Clock.due_at < NOW))
    answered = Cycle.first_response_at.is_not(None)
    first = and_(Clock.cycle_id == Cycle.id, Clock.kind == ClockKind.FIRST_RESPONSE, Clock.no == 1)
    return (
        select(
            Cycle.local_day,
            Ticket.channel_id,
            number(Ticket.status == Status.NEW),
            number(Ticket.status.in_((Status.IN_PROGRESS, Status.ESCALATED))),
            number(Ticket.status.in_(WAITING)),
            number(Ticket.status.in_(DONE)),
            number(answered),
            number(and_(Cycle.first_response_at.is_(None), late)),
            number(or_(Clock.state == "stopped", late)),
            number(late),
            _seconds(Ticket.requested_at, Cycle.first_response_at),
            _seconds(Cycle.assigned_at, Cycle.first_response_at),
            number(and_(answered, Cycle.assigned_at.is_not(None))),
        )
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .outerjoin(Clock, first)
        .where(
            Cycle.local_day.in_((bindparam("date", type_=Date), bindparam("before", type_=Date))),
            Cycle.no == 1,
            Ticket.status != Status.VOIDED,
        )
        .group_by(Cycle.local_day, Ticket.channel_id)
    )
