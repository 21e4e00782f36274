"""The tickets of a customer, in one line each: beside a registration, and as a history (R1.4, R1.8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.codes import OPEN_STATUSES
from sladesk.models import Cycle, Ticket
from sladesk.queries import keyed
from sladesk.queries.keyed import Page, Way
from sladesk.queries.scope import visible

TICKETS = 20


@dataclass(frozen=True)
class Brief:
    """A ticket of a customer in one line."""

    id: int
    number: str
    status: str
    summary: str
    category_id: int
    channel_id: int
    asset_id: int | None
    order_number: str
    owner_id: int | None
    team_id: int | None
    requested_at: datetime
    next_kind: str | None
    next_started_at: datetime | None
    next_due_at: datetime | None
    next_warn50_at: datetime | None
    next_warn80_at: datetime | None
    held_due_at: datetime | None
    paused_since: datetime | None
    score: int | None
    solution: str

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.status in OPEN_STATUSES


_BRIEF: Select[*tuple[Any, ...]] = (
    select(
        Ticket.id,
        Ticket.number,
        Ticket.status,
        Ticket.summary,
        Ticket.category_id,
        Ticket.channel_id,
        Ticket.asset_id,
        Ticket.order_number,
        Ticket.owner_id,
        Ticket.team_id,
        Ticket.requested_at,
        Ticket.next_kind,
        Ticket.next_started_at,
        Ticket.next_due_at,
        Ticket.next_warn50_at,
        Ticket.next_warn80_at,
        Ticket.held_due_at,
        Ticket.paused_since,
        Cycle.score,
        Cycle.solution,
    )
    .select_from(Ticket)
    .outerjoin(Cycle, and_(Cycle.ticket_id == Ticket.id, Cycle.no == Ticket.cycle_no))
)


def tickets_beside(
    actor: Actor, *, customer_id: int | None, asset_id: int | None = None, order_number: str = ""
) -> list[Brief]:
    """Return what this person may see of a customer: open tickets first, then the history of one machine.

    Arguments:
        order_number: open tickets of the same order too, whoever the customer is.
    """
    is_open = Ticket.status.in_(sorted(OPEN_STATUSES))
    ways: list[ColumnElement[bool]] = []
    if customer_id is not None:
        ways.append(and_(Ticket.customer_id == customer_id, is_open))
    if asset_id is not None:
        ways.append(Ticket.asset_id == asset_id)
    if order_number:
        ways.append(and_(Ticket.order_number == order_number, is_open))
    if not ways:
        return []
    first = case((is_open, literal(0)), else_=literal(1))
    asked = _BRIEF.where(visible(actor), or_(*ways)).order_by(first, Ticket.id.desc()).limit(30)
    return [Brief(*tuple(row)) for row in db.session.execute(asked)]


def history(
    actor: Actor, customer_id: int, start: int | None = None, way: Way = "after", size: int = TICKETS
) -> Page[Brief]:
    """Return one page of a customer's tickets within what this person may see, the newest first."""
    asked = _BRIEF.where(visible(actor), Ticket.customer_id == customer_id)
    return keyed.page(asked, Brief, Ticket.id, size, start, way)
