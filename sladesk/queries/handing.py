"""What people who go have in hand, and who could take it (R2.3)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from sladesk.db import db
from sladesk.db.reading import at_most
from sladesk.models import Rota, Ticket
from sladesk.models.tickets import OPEN

#: Tickets handed over at once; who has more does it twice.
MOST = 200


class OpenTicket(NamedTuple):
    """An open ticket of somebody."""

    number: str
    status: str
    priority: str
    service_type: str
    summary: str
    owner_id: int
    team_id: int | None
    due_at: datetime | None


def teams_of(numbers: Iterable[str]) -> frozenset[int]:
    """Return the teams in which tickets lie."""
    found = select(Ticket.team_id).where(Ticket.number.in_(sorted(numbers)), Ticket.team_id.is_not(None))
    return frozenset(team for team in db.session.scalars(found.distinct()) if team is not None)


def open_tickets(owners: Iterable[int]) -> list[OpenTicket]:
    """Return the open tickets of people, the most pressing first."""
    found = (
        select(
            Ticket.number,
            Ticket.status,
            Ticket.priority,
            Ticket.service_type,
            Ticket.summary,
            Ticket.owner_id,
            Ticket.team_id,
            Ticket.next_due_at,
        )
        .where(OPEN, Ticket.owner_id.in_(sorted(owners)))
        .order_by(Ticket.sort_due_at, Ticket.id)
        .limit(at_most(MOST))
    )
    return [
        OpenTicket(
            row.number,
            row.status,
            row.priority,
            row.service_type,
            row.summary,
            row.owner_id or 0,
            row.team_id,
            row.next_due_at,
        )
        for row in db.session.execute(found)
    ]


def on_shift(shift_id: int, day: date) -> list[int]:
    """Return who is on a shift that day."""
    found = select(Rota.person_id).where(Rota.day == day, Rota.shift_id == shift_id)
    return list(db.session.scalars(found.order_by(Rota.person_id)))
