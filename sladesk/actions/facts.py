"""Keeping what figures are counted from ready, for tickets nobody works on any more (R9.2).

No business row changes: what is kept here could be read again from all that is recorded at any time.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import json
from sqlalchemy import delete, select, update

from sladesk.actions._action import Tx, action
from sladesk.db import rows
from sladesk.models import Ticket, TicketFact
from sladesk.models.tickets import STALE
from sladesk.queries.measuring import Measured


@action("facts.keep")
def keep(tx: Tx, seqs: Mapping[int, int], found: Sequence[Measured]) -> int:
    """Keep facts of tickets that have not changed since they were read; return of how many.

    Arguments:
        seqs: what `event_seq` and `version` of each ticket came to together before its facts were read.
        found: its facts; a voided ticket has none.
    """
    session = tx.session
    # Whoever changes a ticket moves one of the two in the same transaction. What is locked is changing.
    asked = (
        select(Ticket.id, (Ticket.event_seq + Ticket.version).label("seq"))
        .where(Ticket.id.in_(seqs), STALE)
        .with_for_update(skip_locked=True)
    )
    same = {key for key, seq in session.execute(asked) if seqs[key] == seq}
    session.execute(delete(TicketFact).where(TicketFact.ticket_id.in_(same)))
    kept = [_row(one) for one in found if one.key in same]
    if kept:
        rows.put(session, TicketFact, kept)
    session.execute(
        update(Ticket).where(Ticket.id.in_(same)).values(facts_seq=Ticket.event_seq + Ticket.version),
        execution_options={"synchronize_session": False},
    )
    return len(same)


def _row(one: Measured) -> dict[str, object]:
    fact = one.fact
    return {
        "ticket_id": one.key,
        "holds_from": one.holds_from,
        "day": date.fromisoformat(fact.day),
        "service": fact.service,
        "category": fact.category,
        "requested": fact.requested,
        "ended": fact.closed if fact.solved is None else fact.solved,
        "closed": fact.closed,
        "missed": one.missed,
        "body": json.encode((one.key, *fact)).decode(),
    }
