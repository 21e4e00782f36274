"""Tickets that belong together, and customers who ask again."""

from sladesk.actions._action import Tx, action
from sladesk.actions._case import open_case
from sladesk.domain.codes import Status
from sladesk.domain.errors import NotFound, invalid
from sladesk.domain.text import clean
from sladesk.models import (
    TicketLink,
)

#: From this chaser of a ticket on supervisors are told too (own).
SUPERVISOR_FROM = 2


@action("tickets.link")
def link(tx: Tx, number: str, other: str) -> str:
    """Link two tickets that belong together; both must be within what the actor may see."""
    case = open_case(tx, number, "ticket.write")
    try:
        second = open_case(tx, clean(other), "ticket.see", settle=False)
    except NotFound as error:
        raise invalid("other", "ticket_unknown") from error
    if second.ticket.id == case.ticket.id:
        raise invalid("other", "link_to_itself")
    low, high = sorted((case.ticket.id, second.ticket.id))
    if tx.session.get(TicketLink, (low, high)) is None:
        tx.session.add(TicketLink(ticket_id=low, other_id=high, at=tx.now, person_id=tx.by.person_id))
        case.event("ticket:linked", data={"other": second.ticket.number})
        case.done("ticket.linked", other=second.ticket.number)
    return number


@action("tickets.chase")
def chase(tx: Tx, number: str, *, words: str, channel_id: int | None = None) -> str:
    """The customer asks again (催单): counted, raises attention, resets nothing (R3.12)."""
    case = open_case(tx, number, "ticket.write")
    if case.ticket.status in {Status.ARCHIVED, Status.VOIDED}:
        case.check("assign")
    said = clean(words, lines=True)
    case.ticket.chasers += 1
    case.event(
        "ticket:chased",
        data={"count": case.ticket.chasers, "channel": channel_id},
        texts={"verbatim": said},
        note=said,
    )
    key = f"chased:{case.ticket.chasers}"
    case.notify(case.ticket.owner_id, "ticket:chased", key, count=case.ticket.chasers)
    if case.ticket.chasers >= SUPERVISOR_FROM:
        case.notify_supervisors("ticket:chased", key, count=case.ticket.chasers)
    case.done("ticket.chased")
    return number
