"""Void and merge: ends beside the line, numbers stay (R1.10, R1.13)."""

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions.department_tasks import withdraw_all
from sladesk.actions.tickets.cycles import known_reason
from sladesk.domain.codes import ReasonKind, Status, VisitState
from sladesk.domain.errors import NotFound, invalid
from sladesk.domain.text import clean
from sladesk.models import (
    Visit,
)


@action("tickets.void")
def void(tx: Tx, number: str, *, reason_id: int | None, note: str = "") -> str:
    """Take a ticket out: withdrawn, wrong number, spam, test (R1.13); outside every rate."""
    case = open_case(tx, number, "ticket.void", settle=False)
    if not known_reason(case.ref, reason_id, ReasonKind.VOID):
        raise invalid("reason", "choose_reason")
    case.move("void")
    case.ticket.void_reason_id = reason_id
    case.ticket.closed_at = tx.now
    case.clocks.event = case.event(
        "ticket:voided", data={"reason": reason_id}, texts={"note": clean(note, lines=True)}
    )
    case.clocks.cancel_all()
    case.ticket.open_breaches = 0
    end_visits(case)
    withdraw_all(case)
    case.done("ticket.voided", reason=reason_id)
    return number


def end_visits(case: Case) -> None:
    """Cancel visits that have not ended, because the ticket is over."""
    rows = case.tx.session.scalars(
        select(Visit).where(Visit.ticket_id == case.ticket.id, Visit.ended_at.is_(None))
    )
    for visit in rows:
        visit.state, visit.ended_at = VisitState.CANCELLED, case.tx.now
        visit.version += 1


@action("tickets.merge")
def merge(tx: Tx, number: str, into: str) -> str:
    """Merge a duplicate into another ticket with nothing lost: it is voided and points there (R1.10)."""
    case = open_case(tx, number, "ticket.void", settle=False)
    try:
        target = open_case(tx, clean(into), "ticket.write", settle=False)
    except NotFound as error:
        raise invalid("into", "ticket_unknown") from error
    if target.ticket.id == case.ticket.id or target.ticket.merged_into_id is not None:
        raise invalid("into", "merge_into_itself")
    if target.ticket.status in {Status.ARCHIVED, Status.VOIDED}:
        raise invalid("into", "merge_into_over")
    into = target.ticket.number
    case.move("void")
    case.ticket.merged_into_id, case.ticket.closed_at = target.ticket.id, tx.now
    case.clocks.cancel_all()
    case.ticket.open_breaches = 0
    end_visits(case)
    withdraw_all(case)
    case.event("ticket:merged", data={"into": into})
    words = "\n".join(filter(None, (case.ticket.verbatim, case.ticket.phenomenon)))
    target.event("ticket:merged", data={"from": number}, texts={"verbatim": words})
    case.done("ticket.merged", into=into)
    target.done("ticket.merged", merged=number)
    return into
