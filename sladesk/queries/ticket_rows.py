"""Tickets as rows: what lists, the queue and the search read of each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select

from sladesk.db import db
from sladesk.db.reading import read
from sladesk.models import Customer, ReadMark, Ticket


class TicketRow(NamedTuple):
    """What a list knows of a ticket; names of master data come from the reference, not from joins.

    A tuple like the database's own row: a page makes hundreds of them.
    """

    id: int
    number: str
    status: str
    event_seq: int
    version: int
    priority: str
    class_code: str
    category_id: int
    channel_id: int
    summary: str
    last_note: str
    last_event_at: datetime
    requested_at: datetime
    sort_due_at: datetime
    owner_id: int | None
    team_id: int | None
    recorder_id: int | None
    next_kind: str | None
    next_started_at: datetime | None
    next_due_at: datetime | None
    next_warn50_at: datetime | None
    next_warn80_at: datetime | None
    held_due_at: datetime | None
    paused_since: datetime | None
    chasers: int
    open_breaches: int
    unmanned_at: datetime | None
    customer_name: str | None
    customer_type: str | None
    vip: bool | None
    purchases: int | None
    read_seq: int | None


COLUMNS = (
    Ticket.id,
    Ticket.number,
    Ticket.status,
    Ticket.event_seq,
    Ticket.version,
    Ticket.priority,
    Ticket.class_code,
    Ticket.category_id,
    Ticket.channel_id,
    Ticket.summary,
    Ticket.last_note,
    Ticket.last_event_at,
    Ticket.requested_at,
    Ticket.sort_due_at,
    Ticket.owner_id,
    Ticket.team_id,
    Ticket.recorder_id,
    Ticket.next_kind,
    Ticket.next_started_at,
    Ticket.next_due_at,
    Ticket.next_warn50_at,
    Ticket.next_warn80_at,
    Ticket.held_due_at,
    Ticket.paused_since,
    Ticket.chasers,
    Ticket.open_breaches,
    Ticket.unmanned_at,
    Customer.name.label("customer_name"),
    Customer.type.label("customer_type"),
    Customer.vip,
    Customer.purchases,
    ReadMark.seq.label("read_seq"),
)


def columns(person_id: int | None) -> Select[*tuple[Any, ...]]:
    """Return the statement of a list without conditions: ticket, customer, how far this person has read."""
    seen = and_(ReadMark.ticket_id == Ticket.id, ReadMark.person_id == person_id)
    return (
        select(*COLUMNS)
        .select_from(Ticket)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(ReadMark, seen)
    )


def rows_of(asked: Select[*tuple[Any, ...]], values: Mapping[str, object] | None = None) -> list[TicketRow]:
    """Read the rows of a statement made of `COLUMNS`, with the values of its bound parameters."""
    return [TicketRow._make(row) for row in read(asked, values)]


def engine() -> str:
    """Return the dialect in which conditions on words are said: what a kept statement is known by, too."""
    return db.engine.dialect.name
