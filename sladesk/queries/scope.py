"""What a person may see, as conditions on rows: twins of the predicates in `domain.access` (decision 31).

A property test holds each pair together; change both.
"""

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, false, or_, select, true, union
from sqlalchemy.orm import aliased

from sladesk.db.reading import one_of
from sladesk.domain.access import ALL_SEEING, TEAM_SEEING, Actor
from sladesk.domain.codes import RecordState, Role, Status, VisitState
from sladesk.models import (
    Improvement,
    ImprovementTicket,
    RootCause,
    RootCausePerson,
    RootCauseTicket,
    Ticket,
    Visit,
)


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


def readable_records(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that is true of the 5-Why records this actor may read (R8.1)."""
    if actor.is_system or actor.roles & ALL_SEEING:
        return true()
    if not actor.roles & TEAM_SEEING:
        return false()
    took_part = select(RootCausePerson.root_cause_id).where(RootCausePerson.person_id == actor.person_id)
    owns = select(Improvement.root_cause_id).where(
        Improvement.owner_id == actor.person_id, Improvement.root_cause_id.is_not(None)
    )
    seen = select(RootCauseTicket.root_cause_id).join(Ticket, Ticket.id == RootCauseTicket.ticket_id)
    return or_(
        RootCause.author_id == actor.person_id,
        RootCause.id.in_(union(took_part, owns)),
        and_(RootCause.state != RecordState.DRAFT, RootCause.id.in_(seen.where(visible(actor)))),
    )


def readable_improvements(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that is true of the improvements this actor may read (R8.2)."""
    if actor.is_system or actor.roles & ALL_SEEING:
        return true()
    if not actor.roles & TEAM_SEEING:
        return false()
    seen = select(ImprovementTicket.improvement_id).join(Ticket, Ticket.id == ImprovementTicket.ticket_id)
    return or_(
        Improvement.owner_id == actor.person_id,
        Improvement.id.in_(seen.where(visible(actor))),
        Improvement.root_cause_id.in_(select(RootCause.id).where(readable_records(actor))),
    )
