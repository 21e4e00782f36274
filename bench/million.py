"""`make bench-million`: a desk with a million tickets, a hundred thousand of them open, on PostgreSQL.

What its clock costs it: the sweep, the board, all running clocks computed anew after a change of calendar
while people read, a policy set tried on everything. Smaller for trying: `BENCH_TICKETS=20000 make
bench-million`; then the results are only printed.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy import Select, func, select

from bench import basis, machine, measure, report, site, sweeps, trials
from bench.client import Browser
from bench.site import Engine, Site
from sladesk.actions import calendars
from sladesk.actions._action import Call
from sladesk.app import create_app
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.demo import PASSWORD
from sladesk.domain.access import SYSTEM
from sladesk.domain.sla.hours import CalendarSpec
from sladesk.models import Calendar, CalendarVersion, Clock, Event
from tests.support import postgres

TICKETS, OPEN, ORIGINALS = 1_000_000, 100_000, 2_000
#: Seconds in which that many running clocks are computed anew; milliseconds pages may take meanwhile.
RECOMPUTED, RECOMPUTED_S, PAGE_MS = 100_000, 30, 100
#: The calendar most clocks rest on.
CALENDAR = "office"
FILE = Path(__file__).with_name("MILLION.md")
_PAGES = ("/board", "/tickets?status=open")
#: Pages looked at before the change; seconds between two, and seconds to wait for the job.
_LOOKS, _PAUSE, _PATIENCE = 60, 0.1, 1_800.0


def main() -> None:
    """Fill, measure, write."""
    tickets = int(os.environ.get("BENCH_TICKETS") or TICKETS)
    still_open = tickets * OPEN // TICKETS
    with tempfile.TemporaryDirectory(prefix="sladesk-bench-") as name:
        folder = Path(name)
        made = Config(data_dir=folder / "basis")
        basis.make(create_app(made), min(ORIGINALS, tickets // 50))
        # As Debian installs it, with the part of the memory its manual advises.
        settings = {"shared_buffers": "4GB", "listen_addresses": ""}
        with postgres.server(settings, room=tickets * site.TICKET) as socket:
            engine = site.on_postgresql(folder, made, tickets, socket, still_open)
            print(f"filled in {engine.filled:.0f} s", flush=True)
            parts = [report.head(_LOOKS, in_memory=False), *_measured(engine)]
    text = "".join(parts).replace("make bench`", "make bench-million`", 1)
    if tickets >= TICKETS:
        FILE.write_text(text, encoding="utf-8")
    print(text)


def _measured(engine: Engine) -> Iterator[str]:
    with site.serving(engine.config) as running:
        filled, rows = running.verified(), measure.alone(running, _LOOKS)
        clocks = _clocks(running)
        worked = running.verified()
    facts = (
        f"Filled in {engine.filled:.0f} s; {running.open:,} tickets are open.\n"
        f"`sladesk sla verify` after filling: {filled}; at the end: {worked}.\n"
        "The limits beside single requests are those of 100,000 tickets, but for the board's.\n"
    )
    for part in (report.alone(engine, facts, rows), clocks):
        print(part, flush=True)
        yield part
    for table in (sweeps.table, trials.table):
        part = table(engine.config)
        print(part, flush=True)
        yield part


def _clocks(running: Site) -> str:
    """Close the office earlier on a far day, then on all near ones; read pages while clocks are computed."""
    app = create_app(running.config)
    with app.app_context():
        today = utcnow().date()
        far, near = [today + timedelta(days=300)], [today + timedelta(days=n) for n in range(1, 60)]
        lines = [_change(running, days) for days in (far, near)]
        db.engine.dispose()
    return (
        f"\nThe calendar most clocks rest on changes, first a day on which none of them runs; pages are read "
        "meanwhile,\none after the other.\n\n"
        "| running clocks | tickets whose due times moved | all computed anew (limit) | pages before | "
        f"meanwhile ({PAGE_MS} ms) |\n| --- | --- | --- | --- | --- |\n" + "".join(lines)
    )


def _change(running: Site, days: Sequence[date]) -> str:
    """Let the office close an hour earlier on some days; return how long the clocks took to follow."""
    reader = Browser(running.port)
    reader.sign_in(measure.SUPERVISOR, PASSWORD)
    paths = cycle([*_PAGES, f"/tickets/{running.numbers[measure.AGENT][0]}"])
    for _page in range(len(_PAGES) + 1):
        _look(reader, next(paths))
    before = [_look(reader, next(paths)) for _time in range(_LOOKS)]
    count = _scalar(select(func.count()).select_from(Clock).where(Clock.state.in_(("running", "paused"))))
    last = _scalar(select(func.max(Event.id)))
    speed = machine.loop()
    calendars.publish(Call(SYSTEM, utcnow()), CALENDAR, _earlier(days))
    start, meanwhile = time.monotonic(), list[float]()
    waiting = select(func.count()).select_from(Job).where(Job.name == "clocks.recompute", Job.state != "done")
    while _scalar(waiting.where(Job.run_after <= utcnow())):  # the second look comes a minute later
        meanwhile.append(_look(reader, next(paths)))
        time.sleep(_PAUSE)
        if time.monotonic() - start > _PATIENCE:
            raise SystemExit("bench: the clocks were not computed anew")
    taken = time.monotonic() - start
    speed = (speed + machine.loop()) / 2
    moved = _scalar(
        select(func.count()).select_from(Event).where(Event.id > last, Event.kind == "clock:changed")
    )
    limit = RECOMPUTED_S * count / RECOMPUTED
    return (
        f"| {count:,} | {moved:,} | {taken:.1f} ({limit:.0f}) s {taken / limit:.0%}, "
        f"plain loop {speed:.0f} ms | {_said(before)} | {_said(meanwhile)} |\n"
    )


def _earlier(days: Sequence[date]) -> CalendarSpec:
    """Return the calendar with the end of these days an hour earlier, where they have hours."""
    newest = select(CalendarVersion.spec).join(Calendar, Calendar.id == CalendarVersion.calendar_id)
    stored = db.session.scalars(
        newest.where(Calendar.code == CALENDAR).order_by(CalendarVersion.no.desc()).limit(1)
    ).one()
    db.session.rollback()
    spec = CalendarSpec.from_json(stored)
    hours = {day: spec.on(day) for day in days}
    shorter = {
        day: (*usual[:-1], replace(usual[-1], end=usual[-1].end - 3_600))
        for day, usual in hours.items()
        if usual
    }
    return replace(spec, exceptions={**spec.exceptions, **shorter})


def _said(taken: Sequence[float]) -> str:
    if len(taken) < 2:
        return "-"
    half, most = statistics.median(taken), measure.percentile(taken, 95)
    return f"{len(taken)} pages: median {half:.0f}, p95 {most:.0f}, slowest {max(taken):.0f} ms"


def _scalar(query: Select[int]) -> int:
    found = db.session.scalar(query) or 0
    db.session.rollback()
    return found


def _look(reader: Browser, path: str) -> float:
    start = time.perf_counter()
    status, text = reader.get(path)
    if status != 200:
        raise SystemExit(f"bench: {path}: {status} {text[:300]}")
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
