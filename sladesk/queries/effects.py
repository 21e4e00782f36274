"""What became of the tickets an improvement is about: those before it was done, and those after (R8.3)."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select, union_all
from sqlalchemy.orm import aliased

from sladesk.db.reading import read
from sladesk.domain.codes import Status
from sladesk.domain.sla.kinds import ClockKind
from sladesk.models import Clock, Cycle, Improvement, ImprovementTicket, RootCauseTicket, Ticket


class Done(NamedTuple):
    """An improvement that was done: on which day, and the category most of its tickets have."""

    number: str
    day: date
    category_id: int


def done(numbers: Sequence[str], zone: str) -> list[Done]:
    """Return those of the improvements that were done and go back to tickets, in their order.

    Arguments:
        zone: name of the site's zone, in which the day is told.
    """
    links = union_all(
        select(Improvement.id.label("id"), RootCauseTicket.ticket_id.label("ticket_id")).join(
            RootCauseTicket, RootCauseTicket.root_cause_id == Improvement.root_cause_id
        ),
        select(ImprovementTicket.improvement_id, ImprovementTicket.ticket_id),
    ).subquery("links")
    asked = (
        select(Improvement.number, Improvement.done_at, Ticket.category_id, func.count())
        .join(links, links.c.id == Improvement.id)
        .join(Ticket, Ticket.id == links.c.ticket_id)
        .where(Improvement.number.in_(numbers), Improvement.done_at.is_not(None))
        .group_by(Improvement.number, Improvement.done_at, Ticket.category_id)
        .order_by(Improvement.number, func.count().desc(), Ticket.category_id)
    )
    found = dict[str, Done]()
    for number, at, category, _n in read(asked):
        found.setdefault(number, Done(number, at.astimezone(ZoneInfo(zone)).date(), category))
    return [found[number] for number in numbers if number in found]


class Case(NamedTuple):
    """A ticket of one of the categories.

    Arguments:
        met: its last resolution target, None while it is not decided or there is none.
        score: the last cycle's answer, None without one.
    """

    category_id: int
    day: date
    met: bool | None
    score: int | None


def cases(categories: Collection[int], first: date, end: date, until: datetime) -> list[Case]:
    """Return the tickets of some categories requested in a stretch of days.

    Arguments:
        first, end: days of the request; `end` is the day behind the last one.
        until: what happened after it has not happened.
    """
    begun, last = aliased(Cycle), aliased(Cycle)
    clock = and_(Clock.cycle_id == last.id, Clock.kind == ClockKind.RESOLUTION, Clock.no == 1)
    asked = (
        select(
            Ticket.category_id,
            begun.local_day,
            Clock.stopped_at,
            Clock.breached_at,
            last.callback_at,
            last.score,
        )
        .join(begun, and_(begun.ticket_id == Ticket.id, begun.no == 1))
        .join(last, and_(last.ticket_id == Ticket.id, last.no == Ticket.cycle_no))
        .outerjoin(Clock, clock)
        .where(
            begun.local_day >= first,
            begun.local_day < end,
            Ticket.status != Status.VOIDED,
            or_(*(Ticket.category_id == key for key in sorted(categories))),
        )
    )
    return [
        Case(
            category,
            day,
            _met(stopped, breached, until),
            score if answered is not None and answered <= until else None,
        )
        for category, day, stopped, breached, answered, score in read(asked)
    ]


def _met(stopped: datetime | None, breached: datetime | None, until: datetime) -> bool | None:
    if breached is not None and breached <= until:
        return False
    return True if stopped is not None and stopped <= until else None


def requested(first: date, end: date) -> Counter[date]:
    """Return how many tickets were requested on each day, voided ones left out.

    Arguments:
        first, end: days of the request; `end` is the day behind the last one.
    """
    asked = (
        select(Cycle.local_day, func.count())
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .where(Cycle.local_day >= first, Cycle.local_day < end, Cycle.no == 1, Ticket.status != Status.VOIDED)
        .group_by(Cycle.local_day)
    )
    return Counter(dict(read(asked).all()))


def window(day: date, days: int, *, after: bool) -> tuple[date, date]:
    """Return the days before or after the day something was done, which is in neither, as first and end."""
    return (
        (day + timedelta(days=1), day + timedelta(days=days + 1))
        if after
        else (day - timedelta(days=days), day)
    )
