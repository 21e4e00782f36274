"""Reviews on many tickets: a month's figures, an issued review's page, its paper, what others wait meanwhile.

Tried alone on a folder there is: `python -m bench.reviews DATA`.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from bench import machine, measure
from bench.client import Browser
from bench.site import Site, serving
from sladesk.app import create_app
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.demo import PASSWORD
from sladesk.domain.periods import Period, PeriodKind, period_of
from sladesk.models import Cycle, Ticket
from sladesk.models import Edition as Issued
from sladesk.queries.reference import reference
from sladesk.reports import pdf
from sladesk.reports.build import build
from sladesk.reports.loading import material
from sladesk.reports.printing import Edition, laid
from tests.support.printing import speaking
from tests.support.site import process_environment, sladesk_command

MANAGER = "chenweidong"
#: How often figures are made, pages asked for, lists asked for beside the paper.
FIGURES, PAGES, LISTS = 10, 50, 200
#: Milliseconds of a month's figures, of an issued review's page, of the slowest list beside the paper.
FIGURES_MS, PAGE_MS, LIST_MS = 300, 100, 300
#: Seconds and MB of a month's paper in its child; its month has about so many tickets.
PAPER_S, PAPER_MB, PAPER_TICKETS = 5, 300, 3_000
IMPORT_S = 30
#: A month is full from this share of the busiest on; the newest such one is counted.
FULL = 0.9
_ROOT = Path(__file__).parent.parent
_LOG = _ROOT / "tests" / "data" / "incident_event_log.csv"
_MAPPING = _ROOT / "sladesk" / "imports" / "mappings" / "incident_event_log.toml"


@dataclass(frozen=True)
class Line:
    """A line of the table: what, how much, its limit and the unit of both."""

    name: str
    value: float
    limit: float
    unit: str
    beside: str = ""

    def __str__(self) -> str:
        share = f" {self.value / self.limit:.0%}"
        return f"| {self.name} | {self.value:.1f} ({self.limit:g}) {self.unit}{share} | {self.beside} |"


def table(running: Site) -> str:
    """Return the figures of a running site as a table."""
    lines = [
        f"\nReviews; a plain loop of 3,000,000 rounds took {machine.loop():.0f} ms before.\n",
        "| reviews | taken (limit) | of that |",
        "| --- | --- | --- |",
    ]
    lines += map(str, _lines(running))
    return "\n".join(lines) + f"\n\nThe plain loop took {machine.loop():.0f} ms after.\n"


def _lines(running: Site) -> Iterator[Line]:
    app = create_app(running.config)
    with app.app_context():
        months = _months()
        most = max(n for _month, n in months[:-1])
        busy = next(month for month, n in reversed(months[:-1]) if n >= most * FULL)
        near = min(months[:-1], key=lambda pair: abs(pair[1] - PAPER_TICKETS))[0]
        yield _figures(running, busy, "the month before not issued")
        manager = Browser(running.port)
        manager.sign_in(MANAGER, PASSWORD)
        _issue(manager, busy.before)
        yield _figures(running, busy, "the month before issued")
        yield _page(manager, busy)
        yield _paper(near)
        yield from _beside(running, manager, near)
    yield _import(running.config)


def _months() -> list[tuple[Period, int]]:
    """Return the months that have tickets, with how many."""
    rows = db.session.execute(
        select(Cycle.local_day, func.count()).where(Cycle.no == 1).group_by(Cycle.local_day)
    )
    counts: dict[date, int] = {}
    for day, n in rows:
        counts[day.replace(day=1)] = counts.get(day.replace(day=1), 0) + n
    db.session.rollback()
    return [(period_of(PeriodKind.MONTH, day), n) for day, n in sorted(counts.items())]


def _figures(running: Site, month: Period, beside: str) -> Line:
    """Count a month as its page does; the processor time is this process's and the database's."""
    ref, taken, tickets = reference(db.session()), list[tuple[float, float, float]](), 0
    build(material(month, utcnow(), ref))
    for _time in range(FIGURES):
        speed, before = machine.loop(), time.process_time() + running.cpu()
        start = time.perf_counter()
        tickets = build(material(month, utcnow(), ref)).balance.requested
        wall = (time.perf_counter() - start) * 1000
        db.session.rollback()
        cpu = (time.process_time() + running.cpu() - before) * 1000
        taken.append(((speed + machine.loop()) / 2, wall, cpu))
    walls, cpus = (statistics.median(each) for each in list(zip(*taken, strict=True))[1:])
    quick = statistics.median(machine.unhindered((speed, wall) for speed, wall, _cpu in taken))
    total = db.session.scalar(select(func.count()).select_from(Ticket)) or 0
    db.session.rollback()
    name = f"figures of a month of {tickets:,} among {total:,} tickets, {beside}"
    return Line(name, walls, FIGURES_MS, "ms", f"CPU {cpus:.0f} ms; unhindered {quick:.0f} ms")


def _issue(manager: Browser, month: Period) -> str:
    """Issue a review and return the path of its page."""
    status, text = manager.post(f"/reviews/{month.key}/editions", {})
    if status not in {302, 303}:
        raise SystemExit(f"bench: {month.key} was not issued: {status} {text[:300]}")
    newest = select(func.max(Issued.no)).where(Issued.period_key == month.key)
    no = db.session.scalar(newest)
    db.session.rollback()
    return f"/reviews/{month.key}?edition={no}"


def _page(manager: Browser, month: Period) -> Line:
    path = _issue(manager, month)
    manager.get(path)
    wall = _each(PAGES, lambda: manager.get(path))
    beside = f"slowest {max(wall):.0f} ms"
    return Line("page of an issued review", statistics.median(wall), PAGE_MS, "ms", beside)


def _paper(month: Period) -> Line:
    """Lay a month out in a child; the words of it are written here before, in the same time."""
    document = build(material(month, utcnow(), reference(db.session())))
    db.session.rollback()
    start = time.perf_counter()
    with speaking():
        page = laid(document, Edition(1, utcnow()))
        made = pdf.render(page.html, page.drawings)
    seconds = time.perf_counter() - start
    memory = made.memory / 1024
    name = f"paper of a month of {document.balance.requested:,} tickets"
    return Line(name, seconds, PAPER_S, "s", f"{made.pages} pages, {memory:.0f} ({PAPER_MB}) MB in the child")


def _beside(running: Site, manager: Browser, month: Period) -> Iterator[Line]:
    """Ask for lists, alone and while papers are made, and say what they took."""
    other = Browser(running.port)
    other.sign_in(measure.SUPERVISOR, PASSWORD)
    path = "/tickets?status=open"
    other.get(path)
    alone = _each(LISTS, lambda: other.get(path))
    slow, papers, paper = list[float](), 0, ""
    while len(slow) < LISTS:
        if not paper or "hx-get" not in manager.get(paper)[1]:
            base, _sign, no = _issue(manager, month).partition("?edition=")
            paper, papers = f"{base}/{no}/paper", papers + 1
            manager.post(f"{base}/{no}/pdf", {})
        slow += _each(10, lambda: other.get(path))
    while "hx-get" in manager.get(paper)[1]:
        time.sleep(0.2)
    said = f"alone p95 {_p95(alone):.0f}, max {max(alone):.0f} ms; {papers} papers"
    yield Line(f"{LISTS} lists while papers are made, p95", _p95(slow), LIST_MS, "ms", said)
    yield Line(f"{LISTS} lists while papers are made, slowest", max(slow), LIST_MS, "ms", said)


def _import(config: Config) -> Line:
    """Take the real log into this installation as an administrator does at the terminal."""
    command = sladesk_command("import", "history", str(_LOG), "--mapping", str(_MAPPING))
    start = time.perf_counter()
    done = subprocess.run(
        command, env=process_environment(config, 0), capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(f"bench: the log was not taken: {(done.stdout + done.stderr)[-2000:]}")
    return Line("import of the real log, 3,010 rows", seconds, IMPORT_S, "s")


def _each(times: int, work: Callable[[], tuple[int, str]]) -> list[float]:
    """Return what each of some requests took in milliseconds."""
    taken = list[float]()
    for _time in range(times):
        start = time.perf_counter()
        status, text = work()
        taken.append((time.perf_counter() - start) * 1000)
        if status != 200:
            raise SystemExit(f"bench: answer {status}: {text[:400]}")
    return taken


def _p95(values: Sequence[float]) -> float:
    return measure.percentile(values, 95)


if __name__ == "__main__":
    with serving(Config(data_dir=Path(sys.argv[1]), web_workers=1)) as served:
        print(table(served))
