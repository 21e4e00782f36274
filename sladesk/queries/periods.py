"""What reviews count besides the period's tickets: balance, reasons, other periods (R9.2, R9.3)."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy import case as when
from sqlalchemy.orm import aliased

from sladesk.db.instants import EpochSeconds
from sladesk.db.reading import read
from sladesk.domain.codes import Status
from sladesk.models import Breach, Cycle, Ticket, TicketFact
from sladesk.models.tickets import OPEN, STALE
from sladesk.queries.facts import END, FIRST, changed, holding, span, stale


@dataclass(frozen=True)
class Asked:
    """How many tickets were requested in a period, and those of some service types by category."""

    tickets: int
    by_category: dict[int, int]


def requests(first: date, middle: date, end: date, services: Collection[str]) -> tuple[Asked, Asked]:
    """Return what was requested in two periods, one after the other.

    Arguments:
        first, middle, end: days of the request: the first of both, and of what is in none of them.
        services: codes of the service types that are told by category.
    """
    rows = read(_requests(), span(first, end) | {"middle": middle}).all()
    early, late = ([row[1:] for row in rows if bool(row[0]) is second] for second in (False, True))
    return _asked(early, services), _asked(late, services)


def _asked(rows: Iterable[tuple[int, str, int]], services: Collection[str]) -> Asked:
    total, counts = 0, Counter[int]()
    for category, service, n in rows:
        total += n
        if service in services:
            counts[category] += n
    return Asked(total, dict(counts))


@cache
def _requests() -> Select[*tuple[Any, ...]]:
    middle = bindparam("middle", type_=Date)
    requested = union_all(
        select((TicketFact.day >= middle).label("late"), TicketFact.category, TicketFact.service).where(
            *holding()
        ),
        stale(Cycle.local_day >= middle, Ticket.category_id, Ticket.service_type),
    ).subquery("requested")
    return select(*requested.c, func.count()).group_by(*requested.c)


@dataclass(frozen=True)
class Balance:
    """Tickets in hand: those of the period and those carried into it (R9.3).

    Arguments:
        carried: requested before the period and not solved when it began.
        carried_solved: of these, solved within it.
        voided: requested in the period and voided, outside of every rate.
    """

    carried: int
    carried_solved: int
    voided: int


def balance(first: date, end: date, begins: datetime, as_of: datetime) -> Balance:
    """Return what was carried into a period, what of it was solved, and what was voided.

    Arguments:
        first, end: the period's days.
        begins: its first instant.
        as_of: the cut-off.
    """
    values = {"first": first, "end": end, "begins": begins, "cut": as_of}
    row = read(_balance(), values).one()
    return Balance(*(int(value or 0) for value in row))


@cache
def _balance() -> Select[*tuple[Any, ...]]:
    begins, cut = bindparam("begins", type_=Ticket.requested_at.type), EpochSeconds(_CUT)
    begun = EpochSeconds(begins)
    # Kept facts of what was closed since; of what has changed, the last cycle, closed since or not yet.
    kept = select(TicketFact.requested.label("requested"), TicketFact.ended.label("ended")).where(
        TicketFact.closed >= begun, TicketFact.requested < begun, TicketFact.ticket_id.not_in(changed())
    )
    last = aliased(Cycle, name="last")
    others = (
        select(
            EpochSeconds(Ticket.requested_at), EpochSeconds(func.coalesce(last.solution_at, last.closed_at))
        )
        .select_from(Ticket)
        .join(last, and_(last.ticket_id == Ticket.id, last.no == Ticket.cycle_no))
        .where(STALE, or_(last.closed_at >= begins, OPEN), Ticket.status != Status.VOIDED)
    )
    hand = union_all(kept, others).subquery("hand").c
    # Not a condition on the tickets: SQLite would take the index of requests and read all there ever were.
    older, ended = hand.requested < begun, hand.ended
    carried = select(
        _number(and_(older, or_(ended >= begun, ended.is_(None)))).label("n"),
        _number(and_(older, ended >= begun, ended <= cut)).label("solved"),
    ).subquery("carried")
    voided = (
        select(func.count())
        .select_from(Ticket)
        .join(Cycle, Cycle.ticket_id == Ticket.id)
        .where(Ticket.status == Status.VOIDED, Cycle.no == 1, Cycle.local_day >= FIRST, Cycle.local_day < END)
        .scalar_subquery()
    )
    return select(carried.c.n, carried.c.solved, voided)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(when((condition, 1), else_=0))


class Miss(NamedTuple):
    """A missed target of a ticket of the period.

    Arguments:
        reason_id: the supervisor's where checked, else the one given, None while nobody has said why.
        checked: 1 where a supervisor has confirmed it, else 0.
    """

    number: str
    channel_id: int
    reason_id: int | None
    checked: int


def misses(first: date, end: date, as_of: datetime) -> list[Miss]:
    """Return the breaches of the period's tickets that were not withdrawn, with their reasons (R3.9).

    Arguments:
        first, end: days of the request.
        as_of: the cut-off; a breach after it has not happened.
    """
    return [Miss(*row) for row in read(_misses(), span(first, end) | {"cut": as_of}).all()]


def misses_by_reason(first: date, end: date, as_of: datetime) -> dict[int | None, int]:
    """Return how many breaches each reason has among a period's tickets; None where nobody has said why.

    Arguments:
        first, end, as_of: see `misses`.
    """
    return dict(read(_misses_by_reason(), span(first, end) | {"cut": as_of}).all())


_REASON = func.coalesce(Breach.checked_reason_id, Breach.reason_id)
_CUT = bindparam("cut", type_=Breach.due_at.type)


@cache
def _misses() -> Select[*tuple[Any, ...]]:
    checked = when((Breach.checked_at.is_not(None), 1), else_=0)
    missed = _missed()
    return (
        _breaches(missed, Ticket.number, Ticket.channel_id, _REASON, checked)
        .join(Ticket, Ticket.id == Breach.ticket_id)
        .order_by(missed.c.day, Breach.id)
    )


@cache
def _misses_by_reason() -> Select[*tuple[Any, ...]]:
    return _breaches(_missed(), _REASON, func.count()).group_by(_REASON)


def _missed() -> Subquery:
    """Return the tickets of the days of which due times may have been missed."""
    kept = select(TicketFact.ticket_id, TicketFact.day).where(*holding(), text("ticket_fact.missed"))
    return union_all(kept, stale(Ticket.id, Cycle.local_day)).subquery("missed")


def _breaches(missed: Subquery, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(missed)
        .join(Breach, Breach.ticket_id == missed.c.ticket_id)
        .where(Breach.withdrawn_at.is_(None), Breach.due_at < _CUT)
    )
