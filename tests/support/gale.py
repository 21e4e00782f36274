"""A storm by several processes over the same tickets: people, sweeps, jobs, and administrators in between.

They are forked like those of `registrar`. Time moves with what they do, for all of them alike; who has looked
at the clock first is not always the first to write.
"""

import logging
import multiprocessing
import os
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized

import time_machine
from flask import current_app
from sqlalchemy import func, select

from sladesk.actions import clocks, corrections, policies, policy_rows, tickets
from sladesk.actions._action import Call
from sladesk.app import create_app
from sladesk.config import Config, from_environment
from sladesk.db import db, queue, write_transaction
from sladesk.db.queue import Lane
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import DeskError, Stale
from sladesk.domain.sla.errors import SlaError
from sladesk.jobs.recompute import recompute
from sladesk.jobs.sweep import sweep
from sladesk.jobs.work import Work
from sladesk.models import Clock, ClockEntry, Ticket
from sladesk.queries import late
from sladesk.queries.policies import draft_and_active
from tests.support import desk
from tests.support.moment import NOW
from tests.support.site import process_environment
from tests.support.storm import Storm, brew, edit_calendar

_FORKED = multiprocessing.get_context("forkserver")
PROCESSES = 8
#: How many of the newest tickets a process knows, and after how many tries it looks again.
KNOWN, LOOK = 150, 25
_JOBS = Lane(only=frozenset({"clocks.recompute"}))
#: So long nobody takes up the job of another process.
_LEASE = timedelta(days=2)


@dataclass
class Told:
    """What came of it.

    Arguments:
        done: verbs; `refused`: others by the name of the error; `faults`: what nobody had foreseen.
        left: lines of ledgers that came when everything was computed anew in the end.
        seconds: that the processes took.
    """

    done: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    faults: list[str] = field(default_factory=list[str])
    left: int = 0
    seconds: float = 0.0

    def add(self, other: "Told") -> None:
        """Add what another process tells."""
        self.done += other.done
        self.refused += other.refused
        self.faults += other.faults

    @property
    def conflicts(self) -> int:
        """How often somebody else had been faster."""
        return self.refused[Stale.__name__]


class _Ear(logging.Handler):
    """Hears what a job has noted and gone on from: here it would be a fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it with its traceback."""
        self.faults.append(logging.Formatter().format(record))


@dataclass
class Gale(Storm):
    """What one process does; `seen`: versions of tickets as they stood on its screen."""

    seen: dict[str, int] = field(default_factory=dict[str, int])

    def look(self) -> None:
        """Look at the newest tickets, as somebody with a list on the screen."""
        newest = select(Ticket.number, Ticket.version).order_by(Ticket.id.desc()).limit(KNOWN)
        self.seen = {row.number: row.version for row in db.session.execute(newest)}
        db.session.rollback()
        self.numbers = list(self.seen)

    def verbs(self) -> list[Callable[[str], object]]:
        """Return what one can do to a ticket, and what is done besides."""
        besides = (self.register, self.sweep, self.jobs)
        more = [lambda _number, verb=verb: verb() for verb in besides]
        return [*super().verbs(), self.save, self.correct, self.chase, *more]

    def save(self, number: str) -> None:
        """Save a form that was filled from what was on the screen."""
        priority, category = self.rng.choice(("urgent", "low")), self.rng.choice(self.categories)
        version = self.seen.get(number, 1)
        values = {"priority": priority, "category_id": category, "version": version}
        tickets.change(self.call("wuqian"), number, reason="调整", **values)

    def chase(self, number: str) -> None:
        """Note that the customer asks again."""
        tickets.chase(self.call("wuqian"), number, words="催")

    def correct(self, number: str) -> None:
        """Move a happening of a clock to another time, as its supervisor does."""
        lines = (
            select(ClockEntry.clock_id, ClockEntry.seq, ClockEntry.effective_at)
            .join(Clock, Clock.id == ClockEntry.clock_id)
            .join(Ticket, Ticket.id == Clock.ticket_id)
            .where(Ticket.number == number)
        )
        line = self.rng.choice(db.session.execute(lines).all())
        db.session.rollback()
        at = line.effective_at + timedelta(minutes=self.rng.randint(-30, 30))
        call = self.call("zhaomin")
        corrections.correct(call, number, line.clock_id, line.seq, at=at, reason="记错了时间")

    def rule(self) -> None:
        """Let urgent calls be answered within other lengths."""
        policies.open_draft(self.call("linhao"))
        found, _active = draft_and_active(desk.ref())
        db.session.rollback()
        assert found is not None
        lengths = {("urgent", "first_response", "seconds"): self.rng.randrange(300, 3600)}
        policy_rows.change_lengths(self.call("linhao"), lengths, version=found.version)
        policies.activate(self.call("linhao"), version=found.version + 1)

    def sweep(self) -> None:
        """Look for what is late, as a worker does every five seconds."""
        with time_machine.travel(self.now, tick=False):
            sweep(_work())

    def jobs(self) -> bool:
        """Carry a job after a change of calendar or policies out; return whether there was one."""
        with write_transaction() as session:
            job = queue.claim(session, now=self.now, lease=_LEASE, lane=_JOBS)
        if job is None:
            return False
        with time_machine.travel(self.now, tick=False):
            recompute(_work(job.args))
        with write_transaction() as session:
            queue.finish(session, job, now=self.now)
        return True

    def rage(
        self, told: Told, each: int, times: Iterable[datetime], edits: Callable[[], None] | None
    ) -> None:
        """Do one thing after another until enough is done.

        Arguments:
            edits: what an administrator does now and then.
        """
        every = 40 + each // 6
        for tries, self.now in enumerate(times):
            if told.done >= each:
                return
            if tries % LOOK == 0:
                self.look()
            try:
                if edits is not None and tries % every == every - 1:
                    edits()
                else:
                    self.rng.choice(self.verbs())(self.rng.choice(self.numbers))
                told.done += 1
            except (DeskError, SlaError) as error:  # what the rules refuse is part of the weather
                db.session.rollback()
                told.refused[type(error).__name__] += 1


def _work(args: queue.Args | None = None) -> Work:
    return Work(current_app, args or {}, lambda: False)


def blow(config: Config, each: int, count: int, seed: int) -> Told:
    """Let eight processes work at once on an installation whose context is open, and work off what is left.

    Arguments:
        each: verbs that every process does, what is refused not counted.
        count: of tickets there are at the beginning.
    """
    storm = brew(seed, Gale)
    for _ in range(count):
        storm.register()
    db.session.rollback()
    _FORKED.set_forkserver_preload([__name__])
    passed: Synchronized[int] = _FORKED.Value("q", 0)
    began, told, ears = time.perf_counter(), Told(), list[Connection]()
    for seat in range(PROCESSES):
        ear, mouth = _FORKED.Pipe(duplex=False)
        own = (process_environment(config, 1), seed, seat, each, passed, mouth)
        _FORKED.Process(target=_live, args=own, daemon=True).start()
        mouth.close()
        ears.append(ear)
    for ear in ears:
        told.add(ear.recv())
    told.seconds = time.perf_counter() - began
    storm.now = NOW + timedelta(seconds=passed.value)
    _calm(storm, told)
    return told


def _calm(storm: Gale, told: Told) -> None:
    """Work off what is left, as the workers of the site would; then compute everything anew once more."""
    with _hearing(told.faults):
        for _look in range(2):
            while storm.jobs():
                pass
            storm.now += clocks.AGAIN
        storm.sweep()
        while late.tickets(db.session(), storm.now):
            storm.sweep()
        before = lines()
        going = Ticket.id.in_(select(Clock.ticket_id).where(Clock.state.in_(("running", "paused"))))
        for number in db.session.scalars(select(Ticket.number).where(going)).all():
            clocks.recompute(Call(SYSTEM, storm.now), number, why="calendar")
        told.left = lines() - before


def lines() -> int:
    """Return how many lines all ledgers have together."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ClockEntry)) or 0


@contextmanager
def _hearing(faults: list[str]) -> Iterator[None]:
    """Keep what jobs have noted as failed."""
    ear, log = _Ear(faults), logging.getLogger("sladesk.jobs")
    log.addHandler(ear)
    try:
        yield
    finally:
        log.removeHandler(ear)


def _times(rng: random.Random, passed: "Synchronized[int]") -> Iterator[datetime]:
    """Let time pass for all processes, and say what the clock shows."""
    while True:
        with passed.get_lock():
            passed.value += rng.choice((1, 7, 30, 90, 600))
            at = passed.value
        yield NOW + timedelta(seconds=at)


def _live(
    environment: Mapping[str, str],
    seed: int,
    seat: int,
    each: int,
    passed: "Synchronized[int]",
    mouth: Connection,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    told = Told()
    try:
        app = create_app(from_environment())
        with app.app_context(), _hearing(told.faults):
            storm = brew(seed * PROCESSES + seat, Gale)
            edits = {0: lambda: edit_calendar(storm, (storm.now + timedelta(days=2)).date()), 1: storm.rule}
            storm.rage(told, each, _times(storm.rng, passed), edits.get(seat))
    except BaseException:
        told.faults.append(traceback.format_exc())
        raise
    finally:
        mouth.send(told)
