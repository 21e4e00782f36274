"""What reviews count besides the period's tickets: balance, reasons, other periods (R9.2, R9.3)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    TextClause,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy import case as when
from sqlalchemy.orm import aliased

from sladesk.db.reading import read
from sladesk.domain.codes import Status
from sladesk.models import Breach, Cycle, Ticket
from sladesk.models.tickets import OPEN

_FIRST = bindparam("first", type_=Date)
_END = bindparam("end", type_=Date)
#: First cycles of the tickets requested in the period.
_REQUESTED = (Cycle.local_day >= _FIRST, Cycle.local_day < _END, Cycle.no == 1)


def requests_by_category(first: date, end: date, services: Collection[str]) -> tuple[int, dict[int, int]]:
    """Return how many tickets were requested, and those of some service types by category.

    Arguments:
        first, end: days of the request.
        services: codes of service types.
    """
    rows = read(_requests(), {"first": first, "end": end}).all()
    counts = {category: 0 for category, service, _n in rows if service in services}
    for category, service, n in rows:
        if service in services:
            counts[category] += n
    return sum(n for _category, _service, n in rows), counts


@cache
def _requests() -> Select[int, str, int]:
    return (
        select(Ticket.category_id, Ticket.service_type, func.count())
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .where(
            *_REQUESTED,
            Ticket.status != Status.VOIDED,
        )
        .group_by(Ticket.category_id, Ticket.service_type)
    )


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
    begins, cut = (
        bindparam("begins", type_=Cycle.opened_at.type),
        bindparam("cut", type_=Cycle.opened_at.type),
    )
    # Two ways of being unsolved then, each by an index of its own: closed since, or not closed yet.
    since = _in_hand(lambda last: and_(last.closed_at >= begins, _older(last)))
    still = _in_hand(lambda _last: OPEN)
    hand = union_all(since, still).subquery("hand")
    ended = hand.c.ended
    # Not a condition of the statement: SQLite would take the index of requests and read all there ever were.
    begun = and_(hand.c.requested_at < begins, or_(ended >= begins, ended.is_(None)))
    solved = and_(begun, ended.is_not(None), ended <= cut)
    carried = select(_number(begun).label("n"), _number(solved).label("solved")).subquery("carried")
    voided = (
        select(func.count())
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .where(
            *_REQUESTED,
            Ticket.status == Status.VOIDED,
        )
        .scalar_subquery()
    )
    return select(carried.c.n, carried.c.solved, voided)


def _older(last: Any) -> ColumnElement[bool]:
    """Whether a ticket may be from before the period, by its last cycle alone, before the ticket is read."""
    return or_(last.local_day < _FIRST, last.no > 1)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(when((condition, 1), else_=0))


def _in_hand(which: Callable[[Any], ColumnElement[bool] | TextClause]) -> Select[*tuple[Any, ...]]:
    last = aliased(Cycle, name="last")
    return (
        select(Ticket.requested_at, func.coalesce(last.solution_at, last.closed_at).label("ended"))
        .select_from(Ticket)
        .join(last, and_(last.ticket_id == Ticket.id, last.no == Ticket.cycle_no))
        .where(which(last), Ticket.status != Status.VOIDED)
    )


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
    return [Miss(*row) for row in read(_misses(), {"first": first, "end": end, "cut": as_of}).all()]


def misses_by_reason(first: date, end: date, as_of: datetime) -> dict[int | None, int]:
    """Return how many breaches each reason has among a period's tickets; None where nobody has said why.

    Arguments:
        first, end, as_of: see `misses`.
    """
    return dict(read(_misses_by_reason(), {"first": first, "end": end, "cut": as_of}).all())


_REASON = func.coalesce(Breach.checked_reason_id, Breach.reason_id)


@cache
def _misses() -> Select[*tuple[Any, ...]]:
    checked = when((Breach.checked_at.is_not(None), 1), else_=0)
    return _missed(Ticket.number, Ticket.channel_id, _REASON, checked).order_by(Cycle.local_day, Breach.id)


@cache
def _misses_by_reason() -> Select[*tuple[Any, ...]]:
    return _missed(_REASON, func.count()).group_by(_REASON)


def _missed(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Cycle)
        .join(Ticket, Ticket.id == Cycle.ticket_id)
        .join(Breach, Breach.ticket_id == Ticket.id)
        .where(
            *_REQUESTED,
            Ticket.status != Status.VOIDED,
            Breach.withdrawn_at.is_(None),
            Breach.due_at < bindparam("cut", type_=Breach.due_at.type),
        )
    )
