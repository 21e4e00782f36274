"""Who could be sent on a visit, and which windows they have already (R5.6)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.codes import Duty, Role
from sladesk.models import Person, PersonRole, Place, Ticket, Visit
from sladesk.queries.duty import DutyNow, shift_before, shift_today
from sladesk.queries.scope import visible


@dataclass(frozen=True)
class Busy:
    """A window an engineer already has."""

    engineer_id: int
    start: datetime
    end: datetime
    number: str
    district: str


@dataclass(frozen=True)
class Engineer:
    """Somebody who can be sent: open visits, and the windows of the chosen day."""

    id: int
    name: str
    name_en: str
    staff_number: str
    on_duty: bool
    districts: str
    load: int
    windows: tuple[Busy, ...]

    def shown(self, locale: str) -> str:
        """Return the name in a language."""
        return self.name_en if locale.startswith("en") and self.name_en else self.name


def engineers(start: datetime, until: datetime, duty: DutyNow) -> list[Engineer]:
    """Return everybody who can be sent, with open visits and the windows between two instants."""
    busy: dict[int, list[Busy]] = {}
    rows = db.session.execute(
        select(Visit.engineer_id, Visit.window_start, Visit.window_end, Ticket.number, Place.district)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .outerjoin(Place, Place.id == Ticket.place_id)
        .where(Visit.ended_at.is_(None), Visit.window_start < until, Visit.window_end > start)
        .order_by(Visit.window_start)
    )
    for row in rows:
        made = Busy(row.engineer_id, row.window_start, row.window_end, row.number, row.district or "")
        busy.setdefault(made.engineer_id, []).append(made)
    load = (
        select(func.count())
        .select_from(Visit)
        .where(Visit.engineer_id == Person.id, Visit.ended_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )
    people = db.session.execute(
        select(
            Person.id,
            Person.name,
            Person.name_en,
            Person.staff_number,
            Person.duty,
            Person.duty_since,
            shift_today().label("today"),
            shift_before().label("before"),
            Person.districts,
            load.label("load"),
        )
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == Role.ENGINEER, Person.retired_at.is_(None))
        .order_by(Person.staff_number),
        dict(duty.values),
    )
    return [
        Engineer(
            p.id,
            p.name,
            p.name_en,
            p.staff_number,
            duty.of(p.duty, p.duty_since, p.today, p.before) == Duty.ON,
            p.districts,
            p.load,
            tuple(busy.get(p.id, ())),
        )
        for p in people
    ]


@dataclass(frozen=True)
class PlannedFor:
    """The ticket a visit is planned for."""

    number: str
    summary: str
    status: str
    district: str
    visits: tuple[Visit, ...]


def planned_for(actor: Actor, number: str) -> PlannedFor | None:
    """Return a ticket with its visits, None when it is outside what the actor may see."""
    row = db.session.execute(
        select(Ticket.id, Ticket.number, Ticket.summary, Ticket.status, Place.district)
        .outerjoin(Place, Place.id == Ticket.place_id)
        .where(Ticket.number == number, visible(actor))
    ).first()
    if row is None:
        return None
    visits = db.session.scalars(select(Visit).where(Visit.ticket_id == row.id).order_by(Visit.no)).all()
    return PlannedFor(row.number, row.summary, row.status, row.district or "", tuple(visits))
