"""Tickets that belong to a ticket: linked by hand, or merged into it (R1.10)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, case, literal, or_, select

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.models import Ticket, TicketLink
from sladesk.queries.scope import visible


@dataclass(frozen=True)
class Linked:
    """Another ticket that belongs to this one; `why` is linked, or merged into this one."""

    number: str
    summary: str
    status: str
    why: str
    seen: bool


@lru_cache(maxsize=512)
def _linked(actor: Actor) -> Select[*tuple[Any, ...]]:
    ticket_id = bindparam("ticket")
    other = case((TicketLink.ticket_id == ticket_id, TicketLink.other_id), else_=TicketLink.ticket_id)
    pairs = select(other.label("id"), literal("linked").label("why")).where(
        or_(TicketLink.ticket_id == ticket_id, TicketLink.other_id == ticket_id)
    )
    merged = select(Ticket.id, literal("merged").label("why")).where(Ticket.merged_into_id == ticket_id)
    both = pairs.union_all(merged).subquery()
    return (
        select(Ticket.number, Ticket.summary, Ticket.status, both.c.why, visible(actor).label("seen"))
        .join(both, both.c.id == Ticket.id)
        .order_by(Ticket.id)
    )


def linked(actor: Actor, ticket_id: int) -> tuple[Linked, ...]:
    """Return linked tickets and those merged into this one; what lies outside the scope is a number only."""
    rows = db.session.execute(_linked(actor), {"ticket": ticket_id})
    return tuple(Linked(row.number, row.summary, row.status, row.why, bool(row.seen)) for row in rows)
