"""A simulated quarter: four workers, killed with -9 now and then, issue each review exactly once (R9.3)."""

import random
import signal
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from multiprocessing.connection import wait
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sladesk.actions import printing, reviews, tickets
from sladesk.actions._action import Call
from sladesk.config import Config
from sladesk.db import db, queue, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind
from sladesk.domain.periods import PeriodKind, period_of
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.runner import Runner
from sladesk.models import Edition, EditionFile, Job
from sladesk.reports.build import build
from sladesk.reports.frozen import digest, freeze, opened
from sladesk.reports.loading import material
from tests.support import desk, quarter

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
WORKERS, KILLS, SEED = 4, 9, 20_261_122


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE).astimezone(UTC)


#: 8:00 and 17:00 of every day, the morning after, and an evening when every lease is over.
TICKS = [at(day, hour) for day in [*DAYS, LAST + timedelta(days=1)] for hour in (8, 17)][1:-1]
LATE = [*TICKS, TICKS[-1] + quarter.LEASE + timedelta(hours=9)]


def expected() -> set[str]:
    """Return the slots of the quarter, by the calendar alone."""
    slots = {f"{day}:{kind}" for day in DAYS for kind in ("so_far", "final")}
    for day in [*DAYS, LAST + timedelta(days=1)]:
        week = day.strftime("%G-W%V")
        if day.isoweekday() == 5 and day <= LAST:
            slots.add(f"{week}:so_far")
        if day.isoweekday() == 1 and day > FIRST:
            slots.add(f"{(day - timedelta(days=1)).strftime('%G-W%V')}:final")
        if day.day == 1 and day > FIRST:
            slots |= {f"{day - timedelta(days=1):%Y-%m}:{kind}" for kind in ("so_far", "final")}
    return slots


def registered() -> list[str]:
    """Return some tickets of the quarter, the first on its first morning."""
    numbers = []
    for n in range(0, len(DAYS), 6):
        with time_machine.travel(at(DAYS[n], 9), tick=False):
            call = desk.by("lina", now=at(DAYS[n], 9))
            numbers.append(str(tickets.register(call, desk.form())["number"]))
    return numbers


def ask() -> None:
    """Ask for the reviews of every tick, as the rounds of a runner do."""
    with write_transaction() as session:
        for tick in TICKS:
            text = tick.isoformat()
            queue.enqueue(
                session, "reviews.issue", {"at": text}, now=tick, unique_key=f"reviews.issue:{text}"
            )


def live(config: Config) -> int:
    """Let the workers live through the quarter, killing one now and then; return how often."""
    dice, done = random.Random(SEED), 0
    workers, kills, patience = [quarter.start(config, LATE) for _n in range(WORKERS)], 0, 10
    while workers:
        ready = wait([worker.said for worker in workers])
        worker = next(worker for worker in workers if worker.said in ready)
        if worker.hear() is None:
            worker.process.join()
            assert worker.process.exitcode == 0
            workers.remove(worker)
            continue
        patience, done = patience - 1, done + 1
        if patience == 0 and kills < KILLS:
            victim = dice.choice(workers)
            victim.end()
            workers.remove(victim)
            workers.append(quarter.start(config, LATE[max(0, done - 2 * WORKERS) :]))
            kills, patience = kills + 1, dice.randrange(5, 25)
    return kills


def stored() -> list[Edition]:
    db.session.rollback()
    return list(db.session.scalars(select(Edition).order_by(Edition.period_key, Edition.no)))


def test_each_edition_of_a_quarter_comes_once_and_stays(app: Flask, config: Config) -> None:
    numbers = registered()
    ask()
    assert live(config) == KILLS
    found = stored()
    assert Counter(row.slot for row in found) == Counter(dict.fromkeys(expected(), 1))
    by_period = Counter(row.period_key for row in found)
    assert {key: [row.no for row in found if row.period_key == key] for key in by_period} == {
        key: [*range(1, count + 1)] for key, count in by_period.items()
    }
    assert all(digest(row.document) == row.sha256 for row in found)
    assert [row for row in found if row.final != (row.as_of >= at_end(row))] == []
    assert db.session.scalars(select(Job.state).where(Job.name == "reviews.issue").distinct()).all() == [
        "done"
    ]

    before = {(row.slot, row.document) for row in found}
    for number in numbers[::2]:
        tickets.void(desk.by("lina", now=at(LAST, 20)), number, reason_id=desk.reason(ReasonKind.VOID))
    again = stored()
    assert {(row.slot, row.document) for row in again} == before
    third = next(row for row in again if row.slot == "2026-09:final")
    assert opened(third.document, third.sha256).balance.requested == requested(9)
    assert build(
        material(period_of(PeriodKind.MONTH, LAST), at(LAST, 23), desk.ref())
    ).balance.requested < requested(9)


def requested(month: int) -> int:
    return sum(day.month == month for day in DAYS[::6])


def at_end(row: Edition) -> datetime:
    period = period_of(PeriodKind(row.kind), row.first_day)
    return period.bounds("Asia/Shanghai")[1]


# ---- killed while it is made ----


@pytest.mark.parametrize("step", ["start", "laid out"])
def test_a_paper_whose_maker_was_killed_is_taken_up_again(app: Flask, config: Config, step: str) -> None:
    files = config.data_dir / "files"
    before, now = kept(files), at(LAST, 12)
    month = period_of(PeriodKind.MONTH, LAST)
    with time_machine.travel(now, tick=False):
        text, _digest = freeze(build(material(month, now, desk.ref())))
        db.session.rollback()
        reviews.issue(Call(SYSTEM, now), month, text, as_of=now, final=False)
        printing.ask(desk.by("zhouying", now=now), month, 1, "zh_Hans_CN")
        worker = quarter.start(config, [now])
        while worker.hear() != step:
            assert worker.process.is_alive()
        worker.end()
    assert worker.process.exitcode == -signal.SIGKILL
    assert paper_states() == [("waiting", None)]
    assert kept(files) == before, "nothing half-written"
    later = now + quarter.LEASE + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        runner = Runner(app, HANDLERS)
        while queue.waiting(db.session(), now=later):
            assert runner.turn()
    state, key = paper_states()[0]
    assert state == "ready"
    assert kept(files) == before | {key}


def paper_states() -> list[tuple[str, str | None]]:
    db.session.rollback()
    found = db.session.execute(select(EditionFile.state, EditionFile.file_key))
    return [(state, key) for state, key in found]


def kept(files: Path) -> set[str | None]:
    return {path.name for path in files.rglob("*") if path.is_file()}
