"""A clock's target says which waiting holds it; what that means on a ticket that waits just now (R3.6)."""

from sqlalchemy import bindparam, select

from sladesk.actions._action import Tx
from sladesk.actions._clockrows import Held
from sladesk.domain.codes import WAITING_STATUSES
from sladesk.domain.sla import waiting
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.ledger import Entry
from sladesk.models import Pause, Ticket

_WHY = (
    select(Pause.reason_id)
    .where(Pause.ticket_id == bindparam("ticket"), Pause.ended_at.is_(None))
    .order_by(Pause.id.desc())
    .limit(1)
)


def holds(held: Held, status: str) -> bool:
    """Whether a ticket's status holds a clock."""
    return waiting.stands(held.row.kind, held.state.target, status)


def follow_wait(tx: Tx, ticket: Ticket, held: Held) -> tuple[Entry, ...]:
    """Return what lets a clock that has just got its target stand still or go on, from now on."""
    data: dict[str, int | str] = {}
    if ticket.status in WAITING_STATUSES:
        reason = tx.session.connection().scalar(_WHY, {"ticket": ticket.id})
        data = {} if reason is None else {"reason": reason}
    return waiting.follow(held.row.kind, held.state, ticket.status, to_epoch(tx.now), data)
