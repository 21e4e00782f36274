"""A desk at work: the cast as actors and one-line verbs for tests that are about something else."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from sladesk.actions import tickets
from sladesk.actions._action import Call
from sladesk.db import db, write_transaction
from sladesk.db.base import db as database
from sladesk.domain.access import Actor
from sladesk.domain.codes import ReasonKind
from sladesk.domain.intake import NewTicket
from sladesk.models import Clock, Cycle, Event, Person, PersonRole, TeamMember, Ticket
from sladesk.queries.reference import Reference, reference
from tests.support.moment import NOW


def actor(login: str) -> Actor:
    """Return somebody of the cast as who acts."""
    person = db.session.execute(select(Person).where(Person.login == login)).scalar_one()
    roles = db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person.id)).all()
    teams = db.session.scalars(select(TeamMember.team_id).where(TeamMember.person_id == person.id)).all()
    return Actor(person.id, frozenset(roles), frozenset(teams), person.name, person.staff_number)


def by(login: str, minutes: float = 0, *, key: str = "", now: datetime = NOW) -> Call:
    """Return a call of somebody, some minutes after the present of the tests."""
    return Call(actor(login), now + timedelta(minutes=minutes), key=key)


def ref() -> Reference:
    """Return the master data as it stands."""
    return reference(db.session())


def reason(kind: ReasonKind) -> int:
    """Return the first reason of a list that asks for no remark."""
    return next(r.id for r in ref().reasons_of(kind) if not r.extra["note_required"])


def form(category: str = "fault.cooling.no_cooling", channel: str = "phone", **values: Any) -> NewTicket:
    """Return a registration of a fault of the first customer by telephone."""
    held = ref()
    basis = NewTicket(
        channel_id=held.channels_by_code[channel].id,
        category_id=held.categories_by_code[category].id,
        customer_id=1,
        verbatim="空调开了半小时还是热风，家里有老人。",
    )
    return replace(basis, **values)


def register(login: str = "lina", minutes: float = 0, *, owner: str | None = None, **values: Any) -> str:
    """Register a ticket and return its number."""
    if owner is not None:
        values["owner_id"] = actor(owner).person_id
    return str(tickets.register(by(login, minutes), form(**values))["number"])


def ticket(number: str) -> Ticket:
    """Return a ticket as stored now."""
    db.session.rollback()
    return db.session.execute(select(Ticket).where(Ticket.number == number)).scalar_one()


def cycle(number: str) -> Cycle:
    """Return the present cycle of a ticket."""
    row = ticket(number)
    return db.session.execute(
        select(Cycle).where(Cycle.ticket_id == row.id, Cycle.no == row.cycle_no)
    ).scalar_one()


def clocks(number: str, kind: str) -> list[Clock]:
    """Return the clocks of a kind in order of their start."""
    row = ticket(number)
    return list(
        db.session.scalars(
            select(Clock).where(Clock.ticket_id == row.id, Clock.kind == kind).order_by(Clock.id)
        )
    )


def totals() -> dict[str, int]:
    """Return how many rows each table holds, without those that a log-in leaves."""
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in database.metadata.sorted_tables
        if table.name not in {"login_session", "login_attempt"}
    }


def extent() -> dict[str, tuple[int, int]]:
    """Return how many rows each table holds, and the highest key of each."""
    db.session.rollback()
    found: dict[str, tuple[int, int]] = {}
    for table in database.metadata.sorted_tables:
        top = func.max(table.c.id) if "id" in table.c and table.name != "person" else func.count()
        count, highest = db.session.execute(select(func.count(), top).select_from(table)).one()
        found[table.name] = (count, highest or 0)
    return found


def fill(number: str, count: int) -> None:
    """Fill the timeline of a ticket to a number of entries."""
    row = ticket(number)
    note = {"ticket_id": row.id, "cycle_no": 1, "kind": "progress:noted", "actor_id": 1, "source": "web"}
    at = {"occurred_at": row.requested_at, "recorded_at": row.requested_at}
    with write_transaction() as session:
        session.add_all(Event(**note, **at, seq=seq, data={}) for seq in range(row.event_seq + 1, count + 1))
        session.execute(update(Ticket).where(Ticket.id == row.id).values(event_seq=count))
