"""A policy set tried on everything there is: time, and the most memory the job took (R3.11).

A process of its own, as the job runs in one: `python -m bench.trials` in the surroundings of a site prints
it as JSON.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from sladesk.actions import trials
from sladesk.actions._action import Call
from sladesk.app import create_app
from sladesk.child import peak
from sladesk.clock import utcnow
from sladesk.config import Config, from_environment
from sladesk.db import db
from sladesk.domain.access import Actor
from sladesk.domain.codes import Role
from sladesk.jobs import trials as job
from sladesk.jobs.work import Work
from sladesk.models import Ticket
from sladesk.queries import trials as queries
from sladesk.queries.trials import Source

#: The set that is tried: its targets are the furthest from what demo departments begin with.
SET = Source("shipped", "c")
#: Seconds of 1,000,000 tickets, and MB.
LIMITS = (60, 500)
_MILLION = 1_000_000
_MB = 1024


@dataclass(frozen=True)
class Taken:
    """What a trial took; `cpu`: of the job alone; `memory`: MB at its largest; `changed`: clocks."""

    tickets: int
    clocks: int
    changed: int
    seconds: float
    cpu: float
    memory: float


def measure() -> Taken:
    """Try the set on all tickets of this installation."""
    app = create_app(from_environment())
    with app.app_context():
        first, last = db.session.execute(
            select(func.min(Ticket.requested_at), func.max(Ticket.requested_at))
        ).one()
        db.session.rollback()
        admin = Actor(person_id=None, roles=frozenset({Role.ADMIN}))
        start = max(first, last - trials.LONGEST + timedelta(days=1))  # an imported log may lie further back
        key = trials.start(Call(admin, utcnow()), SET, start.date(), last.date())
        started, worked = time.perf_counter(), time.process_time()
        while (found := queries.trial(key)) is not None and found.state == "running":
            db.session.rollback()
            job.carry_on(Work(app, {"trial": key}, lambda: False))
        seconds, cpu = time.perf_counter() - started, time.process_time() - worked
        assert found is not None
        figures = queries.document_of(found.body).figures
        clocks = figures.looked + sum(figures.outside.values())
        changed = figures.total.better + figures.total.worse
        return Taken(figures.tickets, clocks, changed, seconds, cpu, peak() / _MB)


def table(config: Config) -> str:
    """Return the figures as a table, measured in a process of its own."""
    from tests.support.site import process_environment  # not in the process that is measured

    done = subprocess.run(
        [sys.executable, "-m", "bench.trials"],
        env=process_environment(config, 0),
        cwd=Path(__file__).parent.parent, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    one = Taken(**json.loads(done.stdout.splitlines()[-1]))
    seconds, memory = LIMITS
    share = one.seconds / one.tickets * _MILLION / seconds
    return (
        f"\nPolicies tried on the past, limits for 1,000,000 tickets: {seconds} s, {memory} MB.\n\n"
        "| tickets | clocks | otherwise now | seconds | CPU of the job | of the limit | µs a clock | job |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        f"| {one.tickets:,} | {one.clocks:,} | {one.changed:,} | {one.seconds:.1f} | {one.cpu:.1f} "
        f"| {share:.0%} | {one.seconds / one.clocks * 1e6:.1f} | {one.memory:.0f} MB |\n"
    )


if __name__ == "__main__":
    print(json.dumps(asdict(measure())))
