"""What every handling cycle begins with, and the reasons it may give."""

from datetime import datetime

from sladesk.actions._action import Tx
from sladesk.db import rows
from sladesk.domain.codes import ReasonKind
from sladesk.domain.periods import local_moment
from sladesk.models import (
    Cycle,
    Ticket,
)
from sladesk.queries.reference import Reference


def known_reason(ref: Reference, reason_id: int | None, kind: ReasonKind) -> bool:
    """Whether a reason is in the list it is chosen from."""
    reason = ref.reasons.get(reason_id or 0)
    return reason is not None and reason.extra["kind"] == kind and not reason.retired


def cycle_of(tx: Tx, ref: Reference, ticket: Ticket, opened_at: datetime, plan: str = "") -> Cycle:
    """Return a handling cycle; local day, week, weekday and hour are stored for grouping (decision 12)."""
    local = local_moment(opened_at, ref.zone)
    return Cycle(
        ticket_id=ticket.id,
        no=ticket.cycle_no,
        opened_at=opened_at,
        opened_by_id=tx.by.person_id,
        plan=plan,
        local_day=local.day,
        iso_week=local.iso_week,
        weekday=local.weekday,
        hour=local.hour,
        assigned_at=ticket.assigned_at,
        verify_attempts=0,
        callback_attempts=0,
    )


def new_cycle(tx: Tx, ref: Reference, ticket: Ticket, opened_at: datetime, plan: str = "") -> Cycle:
    """Open a handling cycle of a ticket and write it down."""
    cycle = cycle_of(tx, ref, ticket, opened_at, plan)
    rows.add(tx.session, cycle)
    return cycle
