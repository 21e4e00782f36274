"""The sweep: one that finds a thousand due times missed, and one that finds none (R3.9).

It runs here, as a job would, on an installation whose own jobs have stopped.
"""

import statistics
import time
from datetime import datetime, timedelta

import time_machine
from sqlalchemy import func, select

from bench import machine
from sladesk.app import create_app
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.jobs.sweep import sweep
from sladesk.jobs.work import Work
from sladesk.models import Breach, Clock, Ticket
from sladesk.queries import late
from tests.support.sweeping import copies

#: Due times missed at once.
MISSED = 1_000
#: Milliseconds of a sweep that finds so many, and of one that finds none.
FOUND_MS, NONE_MS = 1_000, 20
#: How often a sweep that finds nothing is timed.
_TIMES = 30


def table(config: Config) -> str:
    """Return the figures as a table."""
    app = create_app(config)
    with app.app_context():
        due, there = _due()
        work = Work(app, {}, lambda: False)
        with time_machine.travel(due - timedelta(seconds=60), tick=True):
            _until_quiet(work)
        if there < MISSED:
            copies(_number(due), MISSED - there)
        speed = machine.loop()
        with time_machine.travel(due + timedelta(seconds=1), tick=True):
            before = _breaches()
            found = _timed(work)
            made = _breaches() - before
            speed = (speed + machine.loop()) / 2
            more = _until_quiet(work)
            none = statistics.median(_timed(work) for _time in range(_TIMES))
        db.engine.dispose()
    return (
        f"\nThe sweep; the plain loop took {speed:.0f} ms beside it.\n\n"
        "| sweep | taken (limit) | of that |\n| --- | --- | --- |\n"
        f"| {made:,} due times missed | {found:.0f} ({FOUND_MS}) ms {found / FOUND_MS:.0%} "
        f"| {more} more sweeps until nothing was late |\n"
        f"| none | {none:.1f} ({NONE_MS}) ms {none / NONE_MS:.0%} | median of {_TIMES} |\n"
    )


def _due() -> tuple[datetime, int]:
    """Return an instant at which first responses are still due, where the most are, and how many."""
    many = func.count().label("many")
    found = db.session.execute(
        select(Clock.due_at, many)
        .where(Clock.kind == "first_response", Clock.state == "running", Clock.breached_at.is_(None))
        .where(Clock.due_at > utcnow())
        .group_by(Clock.due_at)
        .order_by(many.desc(), Clock.due_at)
        .limit(1)
    ).one()
    db.session.rollback()
    return found.due_at, found.many


def _number(due: datetime) -> str:
    """Return the number of a ticket whose first response is due at an instant."""
    found = db.session.scalars(
        select(Ticket.number)
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(Clock.kind == "first_response", Clock.state == "running", Clock.due_at == due)
        .limit(1)
    ).one()
    db.session.rollback()
    return found


def _breaches() -> int:
    found = db.session.scalar(select(func.count()).select_from(Breach)) or 0
    db.session.rollback()
    return found


def _until_quiet(work: Work) -> int:
    """Sweep until nothing is late unnoticed; return how often."""
    times = 0
    while late.tickets(db.session(), utcnow().replace(microsecond=0)):
        sweep(work)
        times += 1
    return times


def _timed(work: Work) -> float:
    start = time.perf_counter()
    sweep(work)
    return (time.perf_counter() - start) * 1000
