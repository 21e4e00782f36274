"""Who can be given a ticket now, and what they have in hand: one statement, bounded by people (R2.2).

Open work is estimated: minutes by service type (settings `load.*`) of the tickets this person has to act on.
Tickets that wait for somebody else count among the tickets, not in the minutes. Of each person the newest
`MOST_TICKETS` open ones are looked at, out of an index that holds all it takes; beyond that people count as
equally loaded, and who has been longest without a new ticket comes next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, func, literal_column, select
from sqlalchemy.engine import Connection

from sladesk.db.reading import at_most
from sladesk.domain.codes import Duty, Role, ServiceType, Status
from sladesk.domain.routing import Load, OwnerRule
from sladesk.models import Person, PersonRole, TeamMember, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries.duty import DutyNow, away_today, shift_before, shift_today
from sladesk.queries.reference import Reference

MOST_TICKETS, MOST_PEOPLE = 100, 200
#: States in which the owner is the one who has to do something.
AT_HAND = (Status.NEW, Status.IN_PROGRESS, Status.ESCALATED)
#: Who of a team is given tickets by the rules; supervisors get what the rules give to supervisors.
_WORKING = (Role.AGENT, Role.ENGINEER)


class Among(Enum):
    """Whom a choice looks at: members of a team, supervisors, one person."""

    TEAM = "team"
    SUPERVISORS = "supervisors"
    PERSON = "person"


#: Whom rules that choose look at.
AMONG: Mapping[str, Among] = {OwnerRule.BALANCED: Among.TEAM, OwnerRule.SUPERVISOR: Among.SUPERVISORS}


@dataclass(frozen=True)
class Hand:
    """Somebody who could take a ticket, on duty now or not; `away` by the rota today."""

    load: Load
    on_duty: bool
    away: bool = False


def estimate(ref: Reference) -> dict[str, int]:
    """Return the minutes a ticket takes by service type, as the site has set them."""
    return {code: ref.number(f"load.{code}") for code in ServiceType}


def hands(link: Connection, duty: DutyNow, among: Among, key: int = 0) -> list[Hand]:
    """Return who could take a ticket, with what they have in hand.

    Arguments:
        link: connection of the caller's transaction.
        duty: what tells at which instant somebody is on duty.
        key: of the team or the person.
    """
    minutes = {f"m_{code}": n for code, n in estimate(duty.ref).items()}
    return [
        Hand(Load(id_, int(work), tickets, _epoch(last)), duty.of(*switch) == Duty.ON, away is not None)
        for id_, work, tickets, last, away, *switch in link.execute(
            _hands(among), {"key": key, **duty.values, **minutes}
        )
    ]


def _epoch(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0


@cache
def _hands(among: Among) -> Select[*tuple[Any, ...]]:
    at_hand = Ticket.status.in_([literal_column(f"'{status}'") for status in AT_HAND])
    each = case(
        *((Ticket.service_type == literal_column(f"'{c}'"), bindparam(f"m_{c}")) for c in ServiceType),
        else_=0,
    )
    newest = (
        select(case((at_hand, each), else_=0).label("minutes"))
        .where(Ticket.owner_id == Person.id, OPEN)
        .order_by(Ticket.assigned_at.desc())
        .limit(at_most(MOST_TICKETS))
        .correlate(Person)
        .subquery()
    )
    last = (
        select(Ticket.assigned_at)
        .where(Ticket.owner_id == Person.id, OPEN)
        .order_by(Ticket.assigned_at.desc())
        .limit(at_most(1))
        .scalar_subquery()
    )
    minutes = select(func.coalesce(func.sum(newest.c.minutes), 0)).scalar_subquery()
    tickets = select(func.count()).select_from(newest).scalar_subquery()
    return (
        select(
            Person.id,
            minutes,
            tickets,
            last,
            away_today(),
            Person.duty,
            Person.duty_since,
            shift_today(),
            shift_before(),
        )
        .where(Person.retired_at.is_(None), _which(among))
        .order_by(Person.id)
        .limit(at_most(MOST_PEOPLE))
    )


def _which(among: Among) -> Any:
    if among is Among.PERSON:
        return Person.id == bindparam("key")
    roles = _WORKING if among is Among.TEAM else (Role.SUPERVISOR,)
    holds = exists().where(
        PersonRole.person_id == Person.id, PersonRole.role.in_([literal_column(f"'{r}'") for r in roles])
    )
    if among is Among.SUPERVISORS:
        return holds
    return holds & exists().where(TeamMember.person_id == Person.id, TeamMember.team_id == bindparam("key"))
