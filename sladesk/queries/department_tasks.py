"""Work asked of departments: of a ticket, and as a department sees it, which sees its tasks only (R4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from sladesk.db import db
from sladesk.domain.access import ALL_SEEING, Actor
from sladesk.domain.codes import TaskState
from sladesk.models import Asset, Clock, DepartmentTask, Person, ProductModel, TeamMember, Ticket
from sladesk.queries.keyed import Page, Way, page
from sladesk.queries.reference import Reference
from sladesk.queries.reference.values import Named
from sladesk.queries.scope import visible

#: Tasks on a page; of one ticket, the newest so many.
PAGE, MOST = 50, 30
#: Kind of a team that is another department.
DEPARTMENT = "department"


def departments(ref: Reference) -> Mapping[int, Named]:
    """Return the departments that can be asked, by key."""
    return {
        key: team for key, team in ref.teams.items() if team.extra["kind"] == DEPARTMENT and not team.retired
    }


@dataclass(frozen=True)
class Task:
    """A task with the clock that tells until when it is to be answered.

    Arguments:
        seen: whether the ticket itself is within what the actor may see.
        minutes: spent by the department, None where nobody said.
        started_at and what follows: of the clock, None without one.
    """

    id: int
    no: int
    number: str
    seen: bool
    category_id: int
    priority: str
    model: str | None
    serial: str | None
    team_id: int
    contact_id: int | None
    question: str
    asked_by_id: int
    asked_at: datetime
    state: str
    result: str
    minutes: int | None
    ended_by_id: int | None
    ended_at: datetime | None
    clock_id: int | None
    started_at: datetime | None
    due_at: datetime | None
    warn50_at: datetime | None
    warn80_at: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None
    mode: str | None
    calendar_version_id: int | None


_TASK: tuple[InstrumentedAttribute[Any], ...] = (
    DepartmentTask.team_id,
    DepartmentTask.contact_id,
    DepartmentTask.question,
    DepartmentTask.asked_by_id,
    DepartmentTask.asked_at,
    DepartmentTask.state,
    DepartmentTask.result,
    DepartmentTask.minutes,
    DepartmentTask.ended_by_id,
    DepartmentTask.ended_at,
    DepartmentTask.clock_id,
    Clock.started_at,
    Clock.due_at,
    Clock.warn50_at,
    Clock.warn80_at,
    Clock.stopped_at,
    Clock.breached_at,
    Clock.mode,
    Clock.calendar_version_id,
)


def _tasks(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            DepartmentTask.id,
            DepartmentTask.no,
            Ticket.number,
            visible(actor),
            Ticket.category_id,
            Ticket.priority,
            ProductModel.code,
            Asset.serial,
            *_TASK,
        )
        .join(Ticket, Ticket.id == DepartmentTask.ticket_id)
        .outerjoin(Clock, Clock.id == DepartmentTask.clock_id)
        .outerjoin(Asset, Asset.id == Ticket.asset_id)
        .outerjoin(ProductModel, ProductModel.id == Asset.model_id)
    )


def _theirs(actor: Actor) -> ColumnElement[bool]:
    """What is asked of one's own departments; who oversees the desk sees all."""
    return true() if actor.roles & ALL_SEEING else DepartmentTask.team_id.in_(sorted(actor.team_ids))


def listed(actor: Actor, start: int | None = None, way: Way = "after", *, done: bool = False) -> Page[Task]:
    """Return a page of the tasks of one's departments.

    Arguments:
        start, way: as of `keyed.page`.
        done: what is answered or withdrawn, the newest first; else what is still asked, the oldest first.
    """
    state = DepartmentTask.state != TaskState.OPEN if done else DepartmentTask.state == TaskState.OPEN
    asked = _tasks(actor).where(_theirs(actor), state)
    return page(asked, Task, DepartmentTask.id, PAGE, start, way, newest_first=done)


def task(actor: Actor, key: int) -> Task | None:
    """Return a task; None where neither it nor its ticket is within what the actor may see."""
    found = _tasks(actor).where(DepartmentTask.id == key, _theirs(actor) | visible(actor))
    row = db.session.execute(found).first()
    return Task(*row) if row else None


def of_ticket(actor: Actor, ticket_id: int) -> tuple[Task, ...]:
    """Return the tasks of a ticket, what is still asked first, then the newest."""
    found = _tasks(actor).where(DepartmentTask.ticket_id == ticket_id)
    rows = db.session.execute(found.order_by(DepartmentTask.no.desc()).limit(MOST))
    return tuple(sorted((Task(*row) for row in rows), key=lambda one: one.state != TaskState.OPEN))


def contacts(ref: Reference) -> list[tuple[int, int]]:
    """Return department and person of everybody who can be asked."""
    found = (
        select(TeamMember.team_id, Person.id)
        .join(Person, and_(Person.id == TeamMember.person_id, Person.retired_at.is_(None)))
        .where(TeamMember.team_id.in_(sorted(departments(ref))))
        .order_by(TeamMember.team_id, Person.id)
    )
    return [(team, person) for team, person in db.session.execute(found)]
