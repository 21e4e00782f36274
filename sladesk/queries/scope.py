"""What a person may see, as a condition on rows of `ticket`: the twin of `domain.access.sees` (decision 31).

A property test holds the two together; change both.
"""

from sqlalchemy import ColumnElement, false, or_, select, true

from sladesk.domain.access import ALL_SEEING, TEAM_SEEING, Actor
from sladesk.domain.codes import Role, Status, VisitState
from sladesk.models import Ticket, Visit


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that is true of the tickets this actor may see."""
    if actor.is_system or actor.roles & ALL_SEEING:
        return true()
    if not actor.roles & TEAM_SEEING:
        return false()
    ways = [Ticket.owner_id == actor.person_id, Ticket.recorder_id == actor.person_id]
    if Role.ENGINEER in actor.roles:
        visited = select(Visit.ticket_id).where(
            Visit.engineer_id == actor.person_id, Visit.state != VisitState.CANCELLED
        )
        ways.append(Ticket.id.in_(visited))
    if Role.AGENT in actor.roles:
        teams = sorted(actor.team_ids)
        ways += [
            Ticket.status == Status.CLOSED,
            Ticket.team_id.in_(teams),
            Ticket.intake_team_id.in_(teams),
        ]
    return or_(*ways)
