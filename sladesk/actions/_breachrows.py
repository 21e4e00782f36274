"""Rows of missed due times: written when a clock breaks, withdrawn when a late true time says otherwise."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from sladesk.actions._action import Tx
from sladesk.db import rows
from sladesk.models import Breach, ChainRun, Clock, Ticket

#: A chain has nobody left to tell.
_NO_MORE = update(ChainRun).where(ChainRun.clock_id == bindparam("clock")).values(next_at=None)
_OF_CLOCK = select(Breach).where(Breach.clock_id == bindparam("clock"))


def withdraw(tx: Tx, ticket: Ticket, clock_id: int) -> None:
    """Take back a breach; the row stays and says when (decision 8)."""
    breach = tx.session.scalar(_OF_CLOCK, {"clock": clock_id})
    if breach is None or breach.withdrawn_at is not None:
        return
    breach.withdrawn_at = tx.now
    tx.session.execute(_NO_MORE, {"clock": clock_id})
    if breach.given_at is None:
        ticket.open_breaches = max(0, ticket.open_breaches - 1)


def note(tx: Tx, ticket: Ticket, clock: Clock, due_at: datetime, *, again: bool) -> None:
    """Write down that a due time was missed; its reason is asked from now on (R3.9).

    Arguments:
        again: the clock has been late before, so that its row is there.
    """
    known = tx.session.scalar(_OF_CLOCK, {"clock": clock.id}) if again else None
    if known is not None:
        if known.withdrawn_at is not None:
            known.withdrawn_at, known.due_at = None, due_at
            ticket.open_breaches += 0 if known.given_at else 1
        return
    values = {
        "clock_id": clock.id,
        "ticket_id": ticket.id,
        "kind": clock.kind,
        "due_at": due_at,
        "noted_at": tx.now,
        "owner_id": clock.responsible_id or ticket.owner_id,
    }
    rows.put(tx.session, Breach, rows.full(Breach, values))
    ticket.open_breaches += 1
