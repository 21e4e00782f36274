"""Search across the desk: tickets by number or words, customers, machines, within what one may see."""

from dataclasses import dataclass

from sqlalchemy import BooleanClauseList, ColumnElement, TextClause, false, func, or_, select, union_all

from sladesk import search
from sladesk.db import db
from sladesk.db.reading import at_most
from sladesk.domain.access import Actor, allowed
from sladesk.models import Asset, Customer, ProductModel, Ticket
from sladesk.queries.lists import looks_like_number
from sladesk.queries.scope import visible
from sladesk.queries.ticket_rows import TicketRow, columns, engine, rows_of
from sladesk.search import customers as names

#: Hits of one kind on a page; who has more to look through narrows the search.
MOST = 30
#: So many tickets named by a number are put in order; among more of them the newest are met soon.
_FEW = 100


@dataclass(frozen=True)
class CustomerHit:
    """A customer as found; the page masks."""

    id: int
    number: str
    name: str
    type: str
    mobile: str
    vip: bool
    purchases: int


@dataclass(frozen=True)
class MachineHit:
    """A machine as found, with its owner."""

    serial: str
    order_number: str
    model: str
    name_zh: str
    name_en: str
    customer_number: str
    customer_name: str
    customer_type: str


@dataclass(frozen=True)
class Found:
    """What a search found, by kind."""

    tickets: tuple[TicketRow, ...] = ()
    customers: tuple[CustomerHit, ...] = ()
    machines: tuple[MachineHit, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.tickets or self.customers or self.machines)


def find(actor: Actor, typed: str, most: int = MOST) -> Found:
    """Look for what was typed; customers and machines only for those who may see customers.

    Arguments:
        typed: number, telephone, serial or order number, name, initials, or words of the texts.
        most: hits of each kind.
    """
    text = typed.strip()
    if not text:
        return Found()
    if not allowed(actor, "customer.see"):
        return Found(tickets=_tickets(actor, text, (), most))
    customers = _customers(text, most)
    return Found(
        tickets=_tickets(actor, text, tuple(c.id for c in customers), most),
        customers=customers,
        machines=_machines(text, most),
    )


def _tickets(actor: Actor, text: str, customer_ids: tuple[int, ...], most: int) -> tuple[TicketRow, ...]:
    """Return tickets that say it themselves, then those of customers found by it, the newest first.

    By the time of the request, as the rows show it: keys do not follow time where history was written later.
    """
    newest = (Ticket.requested_at.desc(), Ticket.id.desc())
    asked = columns(actor.person_id).order_by(*newest).limit(at_most(most))
    keys = _keys(text)
    held = _walking(text) if keys is None else search.among(db.session(), keys)
    found = rows_of(asked.where(_in_passing(actor) if keys is None else visible(actor), held))
    if customer_ids and len(found) < most:
        known = {row.id for row in found}
        theirs = rows_of(asked.where(visible(actor), Ticket.customer_id.in_(customer_ids)))
        found += [row for row in theirs if row.id not in known]
    return tuple(found[:most])


def _keys(text: str) -> str | None:
    """Return the tickets that say it, None when they are too many to be put in order."""
    if not looks_like_number(text):
        return search.few(db.session(), text)
    each = (select(Ticket.id).where(way) for way in _ways(text))  # each has an index smaller than the tickets
    keys = list(db.session.scalars(union_all(*each).limit(at_most(_FEW + 1))))
    return search.listed(db.session(), keys) if len(keys) <= _FEW else None


def _ways(text: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Ticket.number.contains(text.upper(), autoescape=True),
        Ticket.order_number.startswith(text, autoescape=True),
        Ticket.external_ref == text,
    )


def _walking(text: str) -> ColumnElement[bool] | TextClause:
    """Return the condition for what many say: asked of one ticket after the other, the newest first."""
    return or_(*_ways(text)) if looks_like_number(text) else search.walking(db.session(), text)


def _in_passing(actor: Actor) -> ColumnElement[bool]:
    """Return what may be seen; for an agent in a form without index, or all of the teams is fetched."""
    seen = visible(actor)
    return func.coalesce(seen, false()) if isinstance(seen, BooleanClauseList) else seen


def _customers(text: str, most: int) -> tuple[CustomerHit, ...]:
    named = names.matching(engine(), text)
    if named is None:
        return ()
    rows = db.session.execute(
        select(
            Customer.id,
            Customer.number,
            Customer.name,
            Customer.type,
            Customer.mobile,
            Customer.vip,
            Customer.purchases,
        )
        .where(Customer.id.in_(named))
        .order_by(Customer.id.desc())
        .limit(most)
    )
    return tuple(CustomerHit(*row) for row in rows)


def _machines(text: str, most: int) -> tuple[MachineHit, ...]:
    """Return machines by serial, order or service card number; fewer than three characters name none."""
    if not text.isascii() or len(text) < 3:
        return ()
    big = text.upper()
    rows = db.session.execute(
        select(
            Asset.serial,
            Asset.order_number,
            ProductModel.code,
            ProductModel.name_zh,
            ProductModel.name_en,
            Customer.number,
            Customer.name,
            Customer.type,
        )
        .join(Customer, Customer.id == Asset.customer_id)
        .join(ProductModel, ProductModel.id == Asset.model_id)
        .where(
            or_(
                Asset.serial.contains(big, autoescape=True),
                Asset.order_number.startswith(text, autoescape=True),
                Asset.service_card.startswith(text, autoescape=True),
            )
        )
        .order_by(Asset.id.desc())
        .limit(most)
    )
    return tuple(MachineHit(*row) for row in rows)
