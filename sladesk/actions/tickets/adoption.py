"""Taking over what was imported from a foreign desk (decision 33)."""

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import open_case
from sladesk.actions._starting import start_handling_clocks
from sladesk.domain.codes import OPEN_STATUSES, WAITING_STATUSES, Status
from sladesk.domain.errors import WrongState
from sladesk.models import Pause


@action("tickets.adopt")
def adopt(tx: Tx, number: str) -> str:
    """Take over an imported ticket: from now on it is handled as any other (decision 33).

    What is still open gets the desk's clocks from now on, since it never had any here.

    Raises:
        WrongState: it was not imported, or somebody has taken it over.
    """
    case = open_case(tx, number, "ticket.adopt", imported=True)
    ticket = case.ticket
    if not ticket.read_only:
        raise WrongState("not_imported")
    ticket.read_only = False
    ticket.version += 1
    if ticket.status in OPEN_STATUSES:
        ticket.owner_id = ticket.owner_id or tx.by.person_id
        ticket.assigned_at = ticket.assigned_at or tx.now
        if ticket.status != Status.TO_VERIFY:
            start_handling_clocks(case, tx.now)
    case.clocks.event = case.event("ticket:adopted", data={"owner": ticket.owner_id})
    if ticket.status in WAITING_STATUSES:
        pause = select(Pause.reason_id).where(Pause.ticket_id == ticket.id, Pause.ended_at.is_(None))
        case.clocks.pause(ticket.status, tx.session.scalar(pause) or 0)
    case.done("ticket.adopted", source=ticket.external_source, ref=ticket.external_ref)
    return number
