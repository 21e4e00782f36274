"""Missed due times whose reason waits: to be checked by the supervisor, or not given yet (R3.9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.codes import Status
from sladesk.models import Breach, Clock, Customer, Ticket
from sladesk.queries.scope import visible

PAGE = 50


@dataclass(frozen=True)
class BreachRow:
    """A missed due time with the ticket it belongs to and the reason that was given."""

    id: int
    clock_id: int
    number: str
    summary: str
    channel_id: int
    customer_name: str | None
    customer_type: str | None
    vip: bool | None
    kind: str
    due_at: datetime
    stopped_at: datetime | None
    owner_id: int | None
    reason_id: int | None
    remark: str
    given_by_id: int | None
    given_at: datetime | None


@dataclass(frozen=True)
class BreachPage:
    """A page of them, how many there are of either kind, and where the next page begins (instant, key)."""

    rows: tuple[BreachRow, ...]
    to_check: int
    to_give: int
    next: tuple[datetime, int] | None


def _waits(*, given: bool) -> list[ColumnElement[bool]]:
    return [
        Breach.checked_at.is_(None),
        Breach.given_at.is_not(None) if given else Breach.given_at.is_(None),
        Breach.withdrawn_at.is_(None),
        Ticket.status != Status.VOIDED,
    ]


def _number(actor: Actor, *, given: bool) -> Any:
    return (
        select(func.count())
        .select_from(Breach)
        .join(Ticket, Ticket.id == Breach.ticket_id)
        .where(*_waits(given=given), visible(actor))
        .scalar_subquery()
    )


def page(
    actor: Actor, *, given: bool, after: tuple[datetime, int] | None = None, only: int | None = None
) -> BreachPage:
    """Return the breaches that wait, the oldest first, in two statements.

    Arguments:
        given: those with a reason to check; else those without one.
        after: where the page before ended.
        only: key of the one clock wanted, for the answer to a form.
    """
    order = Breach.given_at if given else Breach.due_at
    asked: Select[*tuple[Any, ...]] = (
        select(
            Breach.id,
            Breach.clock_id,
            Ticket.number,
            Ticket.summary,
            Ticket.channel_id,
            Customer.name,
            Customer.type,
            Customer.vip,
            Breach.kind,
            Breach.due_at,
            Clock.stopped_at,
            Breach.owner_id,
            Breach.reason_id,
            Breach.remark,
            Breach.given_by_id,
            Breach.given_at,
        )
        .select_from(Breach)
        .join(Ticket, Ticket.id == Breach.ticket_id)
        .join(Clock, Clock.id == Breach.clock_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(*_waits(given=given), visible(actor))
        .order_by(order, Breach.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        asked = asked.where(tuple_(order, Breach.id) > after)
    if only is not None:
        asked = asked.where(Breach.clock_id == only)
    rows = [BreachRow(*row) for row in db.session.execute(asked)]
    to_check, to_give = db.session.execute(
        select(_number(actor, given=True), _number(actor, given=False))
    ).one()
    more = len(rows) > PAGE
    last = rows[PAGE - 1] if more else None
    edge = ((last.given_at if given else last.due_at) or last.due_at, last.id) if last else None
    return BreachPage(tuple(rows[:PAGE]), to_check, to_give, edge)
