"""The workbook of many tickets as its job makes it: time, and the most memory job and child took.

A process of its own for each, as a job runs in one: `python -m bench.workbook 25000` in the surroundings of a
site says it as JSON.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import func, select

from sladesk.app import create_app
from sladesk.child import peak
from sladesk.clock import utcnow
from sladesk.config import Config, from_environment
from sladesk.db import db
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.jobs.workbooks import written
from sladesk.models import Cycle, Ticket
from sladesk.queries.reference import reference
from sladesk.reports.build import build
from sladesk.reports.loading import material

#: A ticket has a row on four sheets: a month of 25,000 tickets has 100,000 rows.
SHEETS = 4
SIZES = (25_000, 100_000)
#: Seconds and MB that 100,000 rows must hold.
LIMITS = (15, 150)
_MB = 1024


@dataclass(frozen=True)
class Taken:
    """What one workbook took.

    Arguments:
        cpu: processor seconds of job and child together.
        size: MB of the file.
        before, job, child: MB at their largest, the first of the job before it began.
    """

    tickets: int
    seconds: float
    cpu: float
    size: float
    before: float
    job: float
    child: float


def measure(tickets: int) -> Taken:
    """Make the workbook of the newest tickets of this installation, whatever period they are of."""
    with create_app(from_environment()).app_context():
        ref = reference(db.session())
        busiest = select(Cycle.local_day).group_by(Cycle.local_day).order_by(func.count().desc()).limit(1)
        month = period_of(PeriodKind.MONTH, db.session.execute(busiest).scalar_one())
        document = build(material(month, utcnow(), ref))
        wanted = select(Ticket.number).order_by(Ticket.requested_at.desc()).limit(tickets)
        numbers = list(db.session.scalars(wanted))
        db.session.rollback()
        before, started, worked = peak(), time.perf_counter(), _worked()
        made = written(
            replace(document, tickets=numbers), 0, "zh_Hans_CN", ref, lambda path: path.stat().st_size,
            lambda _count: None,
        )  # fmt: skip
        seconds, cpu = time.perf_counter() - started, _worked() - worked
    sizes = made.kept / _MB**2, before / _MB, peak() / _MB, made.memory / _MB
    return Taken(made.tickets, seconds, cpu, *sizes)


def _worked() -> float:
    """Return the processor seconds of this process and of its children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measured(config: Config, tickets: int) -> Taken:
    """Return what a workbook of an installation takes, measured in a process of its own."""
    from tests.support.site import process_environment  # not in the process that is measured

    done = subprocess.run(
        [sys.executable, "-m", "bench.workbook", str(tickets)],
        env=process_environment(config, 0),
        cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def table(config: Config, tickets: int) -> str:
    """Return the figures as a table."""
    seconds, memory = LIMITS
    lines = [
        f"\nWorkbook, limits for 100,000 rows: {seconds} s, {memory} MB in the job and in its child.\n",
        "| tickets | rows | seconds | CPU of both | file | job, of this before | child |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for size in SIZES:
        if size <= tickets:
            one = measured(config, size)
            lines.append(
                f"| {one.tickets:,} | {one.tickets * SHEETS:,} | {one.seconds:.1f} | {one.cpu:.1f} "
                f"| {one.size:.0f} MB | {one.job:.0f} MB, {one.before:.0f} | {one.child:.0f} MB |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(json.dumps(asdict(measure(int(sys.argv[1])))))
