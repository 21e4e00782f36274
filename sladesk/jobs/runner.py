"""The runner: claims one job after another, keeps its lease alive, puts failures back, stops politely."""

import logging
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import FrameType

from flask import Flask
from sqlalchemy.exc import DBAPIError

from sladesk.clock import utcnow
from sladesk.db import db, queue, write_transaction
from sladesk.db.queue import EVERY, Claimed, Lane
from sladesk.jobs.counting import Counter
from sladesk.jobs.handlers import GIVEN_UP
from sladesk.jobs.periodic import Rounds
from sladesk.jobs.steady import Steady, running_time
from sladesk.jobs.work import Handler, Stopped, Work, attempt

log = logging.getLogger("sladesk.jobs")
LEASE = timedelta(seconds=30)
#: Seconds between two looks into an empty queue, and the longest wait for a database that is away.
IDLE, AWAY = 0.5, 15.0
#: What talks to servers of others may wait for them: it has a worker of its own, so that nothing else does.
OUTWARD = frozenset({"deliveries.send"})


@dataclass
class Runner:
    """One worker that works jobs of a lane until it is told to stop."""

    app: Flask
    handlers: Mapping[str, Handler]
    stop: threading.Event = field(default_factory=threading.Event)
    rounds: Rounds = field(default_factory=Rounds)
    steady: Steady = field(default_factory=Steady)
    lane: Lane = EVERY
    held: Claimed | None = None

    def run(self) -> None:
        """Work until `stop` is set."""
        keeper = threading.Thread(target=self._keep_lease, name="lease", daemon=True)
        keeper.start()
        wait = IDLE
        while not self.stop.is_set():
            try:
                with self.app.app_context():
                    worked = self.turn()
                wait = 0.0 if worked else IDLE
            except DBAPIError as error:
                wait = min(AWAY, max(IDLE, wait * 2))
                log.warning("database away", extra={"error": type(error).__name__, "again_in": wait})
            if wait:
                self.stop.wait(wait)
        keeper.join(timeout=LEASE.total_seconds())

    def turn(self) -> bool:
        """Ask for the slots that have come, work one job; return whether there was one."""
        self._look_at_the_clock()
        now = utcnow()
        slots = self.rounds.due(now)
        if slots:
            with write_transaction() as session:
                self.rounds.ask(session, slots, now)
        if not queue.waiting(db.session(), now=now, lane=self.lane):
            db.session.rollback()
            return False
        self._bury(now)
        with write_transaction() as session:
            job = queue.claim(session, now=now, lease=LEASE, lane=self.lane)
        if job is None:
            return False
        self._work(job)
        return True

    def _bury(self, now: datetime) -> None:
        """Give up jobs that have cost one worker after the other its life: nobody waits for them any more."""
        lost = queue.lost(db.session(), now=now, lane=self.lane)
        db.session.rollback()
        for job in lost:
            tell = GIVEN_UP.get(job.name)
            if tell is not None:
                attempt(f"giving up {job.name} {job.id}", partial(tell, job.args))
            with write_transaction() as session:
                queue.give_up(session, job, now=now)
            log.error("job given up", extra={"job": job.id, "job_name": job.name, "tries": job.attempts})

    def _look_at_the_clock(self) -> None:
        now, first = utcnow(), self.steady.base is None
        jumped = self.steady.look(now, running_time())
        if jumped is not None:
            log.warning("the machine's clock has jumped", extra={"seconds": int(jumped.total_seconds())})
        if first or (jumped is not None and jumped < timedelta(0)):
            with write_transaction() as session:
                self.rounds.again(session, now)

    def _work(self, job: Claimed) -> None:
        handler = self.handlers.get(job.name, unknown)
        work = Work(self.app, job.args, self.stop.is_set, steady=self.steady.believed(running_time()))
        self.held = job
        try:
            error = attempt(f"job {job.name} {job.id}", lambda: handler(work))
        except Stopped:
            self.held = None
            with write_transaction() as session:
                queue.release(session, job, now=utcnow())
            log.info("job put back", extra={"job": job.id, "job_name": job.name})
            return
        self.held = None
        with write_transaction() as session:
            if error is None:
                queue.finish(session, job, now=utcnow())
            else:
                queue.fail(session, job, error, now=utcnow())

    def _keep_lease(self) -> None:
        """Renew the lease of a long job from a thread of its own."""
        while not self.stop.wait(LEASE.total_seconds() / 3):
            job = self.held
            if job is None:
                continue
            try:
                with self.app.app_context(), write_transaction() as session:
                    queue.renew(session, job, now=utcnow(), lease=LEASE)
            except DBAPIError as error:
                log.warning("lease not renewed", extra={"job": job.id, "error": type(error).__name__})


def unknown(_work: Work) -> None:
    """Stand for a handler this version does not have.

    Raises:
        LookupError: always; the job is put back and in the end left for the administrator.
    """
    raise LookupError("this version has no handler of that name")


def lanes(app: Flask, handlers: Mapping[str, Handler]) -> tuple[Runner, Runner]:
    """Return the workers of one process: of the desk's own work, and of what waits for servers of others."""
    desk = Runner(app, handlers, lane=Lane(besides=OUTWARD))
    return desk, Runner(app, handlers, desk.stop, Rounds(periods=()), lane=Lane(only=OUTWARD))


def _beside(worker: Runner | Counter, broken: threading.Event) -> None:
    """Work in a thread; if it breaks the process ends as well, so that whoever watches it starts it anew."""
    try:
        worker.run()
    finally:
        if not worker.stop.is_set():
            broken.set()
            worker.stop.set()


def run_until_signal(app: Flask, handlers: Mapping[str, Handler]) -> None:
    """Work jobs until SIGTERM or SIGINT, with the sender and the board's counter beside."""
    runner, sender = lanes(app, handlers)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        runner.stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    broken = threading.Event()
    beside = [
        threading.Thread(target=_beside, args=(worker, broken), name=name, daemon=True)
        for name, worker in (("outward", sender), ("board", Counter(app, runner.stop)))
    ]
    for thread in beside:
        thread.start()
    log.info("job runner started")
    runner.run()
    for thread in beside:
        thread.join(timeout=LEASE.total_seconds())
    if broken.is_set():
        raise SystemExit(1)
    log.info("job runner stopped")
