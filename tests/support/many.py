"""Many tickets at once: one made by the actions, multiplied in SQL with shifted times (decision 41)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from sladesk.db import write_transaction
from sladesk.models import Cycle, Ticket


def multiply(number: str, times: int, **changed: object) -> None:
    """Add `times` copies of a ticket and its cycle.

    Arguments:
        number: the ticket to copy; its first cycle is copied with it.
        changed: columns that are different in the copies.
    """
    with write_transaction() as session:
        ticket = session.execute(select(Ticket.__table__).where(Ticket.number == number)).mappings().one()
        cycle = (
            session.execute(select(Cycle.__table__).where(Cycle.ticket_id == ticket["id"])).mappings().one()
        )
        shifts = [timedelta(minutes=i) for i in range(1, times + 1)]
        rows: list[Any] = [
            {
                **{name: value for name, value in ticket.items() if name != "id"},
                "number": f"{number}-{i:05}",
                "requested_at": ticket["requested_at"] - shift,
                "last_event_at": ticket["last_event_at"] - shift,
                **changed,
            }
            for i, shift in enumerate(shifts)
        ]
        session.execute(insert(Ticket), rows)  # asks no keys back: one short statement, many rows
        made = select(Ticket.id).where(Ticket.number.like(f"{number}-%")).order_by(Ticket.number)
        cycles: list[Any] = [
            {**{n: v for n, v in cycle.items() if n != "id"}, "ticket_id": ticket_id}
            for ticket_id in session.scalars(made)
        ]
        session.execute(insert(Cycle), cycles)
