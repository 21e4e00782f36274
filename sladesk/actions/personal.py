"""Showing masked personal data to somebody who says why (R1.7)."""

from sqlalchemy import func, select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import ticket_facts
from sladesk.actions.pace import WINDOW, minutes_until
from sladesk.actions.tickets import known_reason
from sladesk.domain import access
from sladesk.domain.codes import ReasonKind
from sladesk.domain.errors import NotFound, TooMany, invalid
from sladesk.models import Customer, Reveal, Ticket
from sladesk.queries.reference import reference


@action("personal.reveal")
def reveal(tx: Tx, number: str, *, reason_id: int | None, field: str = "contact") -> int:
    """Record that a customer's data of a ticket are shown, and why; return the customer's key.

    The data themselves are read by the caller: they must not lie in the table of form answers.

    Raises:
        NotFound: no such ticket within what the actor may see, or it has no customer.
        Forbidden: the role does not reveal.
        Invalid: no reason from the list.
        TooMany: the hour's limit `reveal.per_hour` is reached.
    """
    ticket = tx.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or ticket.customer_id is None:
        raise NotFound("ticket_not_found")
    access.require(tx.by, "personal.reveal", ticket_facts(tx, ticket, "personal.reveal"))
    _note(tx, ticket.customer_id, reason_id, field, ticket.id)
    tx.audit(
        "personal.revealed", "customer", ticket.customer_id, ticket=number, field=field, reason=reason_id
    )
    return ticket.customer_id


def _note(tx: Tx, customer_id: int, reason_id: int | None, field: str, ticket_id: int | None = None) -> None:
    """Write a reveal down, with a reason from the list and within the hour's limit."""
    ref = reference(tx.session)
    if not known_reason(ref, reason_id, ReasonKind.REVEAL):
        raise invalid("reason", "choose_reason")
    _within_limit(tx, ref.number("reveal.per_hour"))
    tx.session.add(
        Reveal(
            person_id=tx.by.person_id,
            customer_id=customer_id,
            ticket_id=ticket_id,
            field=field,
            reason_id=reason_id,
            at=tx.now,
        )
    )


def _within_limit(tx: Tx, most: int) -> None:
    row = tx.session.execute(
        select(func.count(), func.min(Reveal.at)).where(
            Reveal.person_id == tx.by.person_id, Reveal.at > tx.now - WINDOW
        )
    ).one()
    if row[0] >= most:
        raise TooMany("reveal_limit", minutes=minutes_until(row[1] + WINDOW, tx.now), max=most)


@action("personal.reveal_customer")
def reveal_customer(tx: Tx, number: str, *, reason_id: int | None, field: str = "customer") -> int:
    """Record that a customer's data are shown outside any ticket, and why; return the customer's key.

    Raises:
        NotFound: no such customer.
        Forbidden: the role does not reveal.
        Invalid: no reason from the list.
        TooMany: the hour's limit `reveal.per_hour` is reached.
    """
    access.require(tx.by, "personal.reveal")
    customer_id = tx.session.scalar(select(Customer.id).where(Customer.number == number))
    if customer_id is None:
        raise NotFound("customer_not_found")
    _note(tx, customer_id, reason_id, field)
    tx.audit("personal.revealed", "customer", customer_id, field=field, reason=reason_id)
    return customer_id
