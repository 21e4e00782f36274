"""What policies look at on a ticket, and which of them set a clock (R3.1, R3.8)."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Choice, Facts, choose
from sladesk.models import Clock, Policy, Ticket
from sladesk.queries.reference import Reference


def facts_of(ref: Reference, ticket: Ticket | Row[*tuple[Any, ...]], *, vip: bool) -> Facts:
    """Return what policies look at on a ticket as it stands.

    Arguments:
        ticket: the ticket, or a row with its columns by their names.
        vip: whether its customer bears the mark.
    """
    return Facts(
        channel=ref.channels[ticket.channel_id].code,
        service_type=ticket.service_type,
        class_code=ticket.class_code,
        category=ref.categories[ticket.category_id].code,
        priority=ticket.priority,
        risk_level=ticket.risk_level,
        tier="vip" if vip else None,
        brand_post=ticket.brand_post,
    )


def choice_of(ref: Reference, clock: Clock, facts: Facts) -> Choice | None:
    """Return which policy would set a clock's target today and why the others would not.

    None for a clock that no policy has set (a promise), and where none would any more.
    """
    return choose(ref.policies, facts).get(ClockKind(clock.kind)) if clock.policy_id else None


def policy_code(session: Session, ref: Reference, clock: Clock) -> str:
    """Return the code of the policy that set a clock, "" for none.

    A decided clock keeps the row of its time (decision 15), which may belong to a set that is retired or to
    what the ticket was then.
    """
    if clock.policy_id is None:
        return ""
    for code, key in ref.policy_ids.items():
        if key == clock.policy_id:
            return code
    return session.scalar(select(Policy.code).where(Policy.id == clock.policy_id)) or ""
