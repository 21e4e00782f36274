"""To whom a ticket can be given: people with teams, duty and open load (R2.2)."""

from dataclasses import dataclass

from sqlalchemy import String, cast, func, select

from sladesk.db import db
from sladesk.db.reading import joined
from sladesk.models import Person, PersonRole, TeamMember, Ticket
from sladesk.models.tickets import OPEN
from sladesk.queries.duty import DutyNow, shift_before, shift_today


@dataclass(frozen=True)
class Candidate:
    """Somebody a ticket can be given to."""

    person_id: int
    duty: str
    team_ids: frozenset[int]
    open_tickets: int


def _numbers(text: str | None) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",")) if text else frozenset()


def candidates(duty: DutyNow) -> tuple[Candidate, ...]:
    """Return everybody a ticket can be given to, with teams, duty and open load (R2.2).

    Arguments:
        duty: what tells at which instant somebody is on duty.
    """
    teams = (
        select(joined(cast(TeamMember.team_id, String), ","))
        .where(TeamMember.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    load = (
        select(func.count())
        .select_from(Ticket)
        .where(Ticket.owner_id == Person.id, OPEN)
        .correlate(Person)
        .scalar_subquery()
    )
    works = Person.id.in_(
        select(PersonRole.person_id).where(PersonRole.role.in_(("agent", "engineer", "supervisor")))
    )
    rows = db.session.execute(
        select(
            Person.id,
            teams.label("teams"),
            load.label("load"),
            Person.duty,
            Person.duty_since,
            shift_today().label("today"),
            shift_before().label("before"),
        )
        .where(Person.retired_at.is_(None), works)
        .order_by(Person.staff_number),
        dict(duty.values),
    ).all()
    return tuple(
        Candidate(
            row.id,
            duty.of(row.duty, row.duty_since, row.today, row.before),
            _numbers(row.teams),
            row.load,
        )
        for row in rows
    )
