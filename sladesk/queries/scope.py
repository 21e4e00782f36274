"""What a person may see, as a condition on rows of `ticket`: the twin of `domain.access.sees` (decision 31).

A property test holds the two together; change both.
"""

from sqlalchemy import ColumnElement, CompoundSelect, Select, false, or_, select, true, union
from sqlalchemy.orm import aliased

from sladesk.db.reading import one_of
from sladesk.domain.access import ALL_SEEING, TEAM_SEEING, Actor
from sladesk.domain.codes import Role, Status, VisitState
from sladesk.models import Ticket, Visit


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that is true of the tickets this actor may see."""
    if actor.is_system or actor.roles & ALL_SEEING:
        return true()
    if not actor.roles & TEAM_SEEING:
        return false()
    if Role.AGENT not in actor.roles:
        return Ticket.id.in_(_own(actor))
    teams = sorted(actor.team_ids)
    ways = [
        Ticket.owner_id == actor.person_id,
        Ticket.recorder_id == actor.person_id,
        Ticket.status == Status.CLOSED,
        one_of(Ticket.team_id, teams),
        one_of(Ticket.intake_team_id, teams),
    ]
    if Role.ENGINEER in actor.roles:
        ways.append(Ticket.id.in_(_visited(actor)))
    return or_(*ways)


def _own(actor: Actor) -> CompoundSelect[int]:
    """Few beside what there is: found by their own indexes, whatever order a list asks for."""
    own = aliased(Ticket)
    found = [select(own.id).where(own.owner_id == actor.person_id)]
    found.append(select(own.id).where(own.recorder_id == actor.person_id))
    if Role.ENGINEER in actor.roles:
        found.append(_visited(actor))
    return union(*found)


def _visited(actor: Actor) -> Select[int]:
    return select(Visit.ticket_id).where(
        Visit.engineer_id == actor.person_id, Visit.state != VisitState.CANCELLED
    )
