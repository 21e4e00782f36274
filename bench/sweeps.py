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
        number, due = _running()
        then = due + timedelta(seconds=1)
        work = Work(app, {}, lambda: False)
        with time_machine.travel(due - timedelta(seconds=60), tick=True):
            _until_quiet(work)
        copies(number, MISSED)
        before = db.session.scalar(select(func.count()).select_from(Breach)) or 0
        db.session.rollback()
        speed = machine.loop()
        with time_machine.travel(then, tick=True):
            start = time.perf_counter()
            sweeps = _until_quiet(work)
            found = (time.perf_counter() - start) * 1000
            speed = (speed + machine.loop()) / 2
            none = statistics.median(_timed(work) for _time in range(_TIMES))
        made = (db.session.scalar(select(func.count()).select_from(Breach)) or 0) - before
        db.session.rollback()
        db.engine.dispose()
    return (
        f"\nThe sweep; the plain loop took {speed:.0f} ms beside it.\n\n"
        "| sweep | taken (limit) | of that |\n| --- | --- | --- |\n"
        f"| {MISSED:,} due times missed | {found:.0f} ({FOUND_MS}) ms {found / FOUND_MS:.0%} "
        f"| {made:,} breaches on record, {sweeps} sweeps |\n"
        f"| none | {none:.1f} ({NONE_MS}) ms {none / NONE_MS:.0%} | median of {_TIMES} |\n"
    )


def _running() -> tuple[str, datetime]:
    """Return a ticket whose first response is still due, the newest, and when."""
    found = db.session.execute(
        select(Ticket.number, Clock.due_at)
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(Clock.kind == "first_response", Clock.state == "running", Clock.breached_at.is_(None))
        .order_by(Ticket.id.desc())
        .limit(1)
    ).one()
    db.session.rollback()
    return found.number, found.due_at


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
