"""Facts of tickets as they are recorded, whatever is kept of them, and the job that keeps them."""

from datetime import date, datetime

from flask import current_app
from sqlalchemy import select

from sladesk.db import db
from sladesk.domain.figures.facts import Facts
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.jobs import facts as job
from sladesk.jobs.work import Work
from sladesk.models import Cycle, Ticket
from sladesk.models.tickets import STALE
from sladesk.queries import facts
from sladesk.queries.measuring import measured
from sladesk.reports.build import build
from sladesk.reports.document import Document
from sladesk.reports.loading import material
from tests.support import desk
from tests.support.moment import NOW

MONTH = period_of(PeriodKind.MONTH, NOW.date())


def recorded(first: date, end: date, as_of: datetime) -> Facts:
    """Return the tickets requested in a stretch of days, each read from all that is recorded of it."""
    asked = select(Cycle.local_day, Cycle.ticket_id).where(
        Cycle.no == 1, Cycle.local_day >= first, Cycle.local_day < end
    )
    keys = [row.ticket_id for row in sorted(db.session.execute(asked))]
    found = {one.key: one.fact for one in measured(keys, as_of)}
    return Facts.of([found[key] for key in keys if key in found])


def told(first: date, end: date, as_of: datetime) -> Facts:
    """Return the same as reviews get them."""
    db.session.rollback()
    return facts.facts(first, first, end, as_of)[1]


def keep() -> None:
    """Keep facts of all tickets at rest, as the job does when its time has come."""
    db.session.rollback()
    job.keep(Work(current_app, {}, lambda: False))


def unheld() -> set[str]:
    """Return the numbers of the tickets whose facts do not hold."""
    db.session.rollback()
    return set(db.session.scalars(select(Ticket.number).where(STALE)))


def review() -> Document:
    """Count the review of the month in which tests stand, with every ticket behind its figures."""
    db.session.rollback()
    return build(material(MONTH, NOW, desk.ref()), None)
